"""What a trainer can be told; it acts between two steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gdviz.training.freezing import RaceState
from gdviz.training.race import Entrant, RaceSpec
from gdviz.training.settings import Settings


@dataclass(frozen=True, eq=False)
class Start:
    """Abandon the present race and prepare another, at step 0 and paused."""

    spec: RaceSpec


@dataclass(frozen=True)
class Resume:
    """Go back to an abandoned race, as it was when it was left; the last few are kept. Paused."""

    number: int


@dataclass(frozen=True)
class Play:
    """Go on until told otherwise, or until no method can."""


@dataclass(frozen=True)
class Pause:
    """Stand still after the present step."""


@dataclass(frozen=True)
class Step:
    """Pause and take so many steps; a Pause, Start or Stop that comes meanwhile leaves the rest undone."""

    count: int = 1


@dataclass(frozen=True)
class Rewind:
    """Show the race at a step that it has been at; playing goes on from there if it was playing."""

    step: int
    pause: bool = True


@dataclass(frozen=True)
class Pace:
    """Take so many steps a second; infinity is as fast as the machine can. Raises ValueError if it is not above 0."""

    steps_per_second: float

    def __post_init__(self) -> None:
        if not self.steps_per_second > 0:
            raise ValueError(f"steps_per_second must be above 0; got {self.steps_per_second}")


@dataclass(frozen=True, eq=False)
class Change:
    """Other settings from the present step on."""

    number: int
    settings: Mapping[int, Settings]


@dataclass(frozen=True, eq=False)
class Edit:
    """Set parameters of one method's model by hand, by their places in theta, from the present step on."""

    number: int
    key: int
    edits: Mapping[int, float]


@dataclass(frozen=True, eq=False)
class Enter:
    """Add a method to the race; it catches up from the common start."""

    number: int
    entrant: Entrant


@dataclass(frozen=True)
class Leave:
    """Take a method out of the race."""

    number: int
    key: int


@dataclass(frozen=True, eq=False)
class Freeze:
    """Report what the race is now, with the `ticket` of whoever asks; nothing changes."""

    ticket: Any


@dataclass(frozen=True, eq=False)
class Thaw:
    """Abandon the present race for one that was frozen, paused where it stood."""

    number: int
    state: RaceState


@dataclass(frozen=True)
class Stop:
    """End the thread."""


Command = Start | Resume | Play | Pause | Step | Rewind | Pace | Change | Edit | Enter | Leave | Freeze | Thaw | Stop
