"""What a gradient method may be given besides its own hyperparameters: a schedule and a clip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gdviz.core.clipping import CLIPS, Clip
from gdviz.core.hyperparameter import validated
from gdviz.core.methods import METHODS
from gdviz.core.methods.base import takes_clip, takes_schedule
from gdviz.core.schedules import SCHEDULES, Schedule
from gdviz.training.entries import table, text


@dataclass(frozen=True)
class ScheduleChoice:
    """A registered schedule of the learning rate and its hyperparameters."""

    name: str = "constant"
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        cls = SCHEDULES[text(self.name, "name of the schedule")]
        object.__setattr__(self, "options", validated(cls, table(self.options, "options of the schedule")))

    @property
    def is_plain(self) -> bool:
        """True if the learning rate stays as it is."""
        return self.name == "constant"

    def make(self) -> Schedule:
        return SCHEDULES[self.name](**self.options)


@dataclass(frozen=True)
class ClipChoice:
    """A registered way to clip the gradient and its hyperparameters."""

    name: str = "none"
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        cls = CLIPS[text(self.name, "name of the clip")]
        object.__setattr__(self, "options", validated(cls, table(self.options, "options of the clip")))

    @property
    def is_plain(self) -> bool:
        """True if the gradient stays as it is."""
        return self.name == "none"

    def make(self) -> Clip:
        return CLIPS[self.name](**self.options)


RULES: Mapping[str, type[ScheduleChoice] | type[ClipChoice]] = {"schedule": ScheduleChoice, "clip": ClipChoice}
CONSTANT = ScheduleChoice()
UNCLIPPED = ClipChoice()


def check_rules(method: str, schedule: ScheduleChoice, clip: ClipChoice) -> None:
    """Raise ValueError where `method` has no learning rate to change, or follows no gradient to clip."""
    if not schedule.is_plain and not takes_schedule(METHODS[method]):
        raise ValueError(f"schedule needs a method with a learning rate; {method} has none")
    if not clip.is_plain and not takes_clip(METHODS[method]):
        raise ValueError(f"clip needs a method that follows the gradient alone; got {method}")
