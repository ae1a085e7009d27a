"""What a trainer reports: rare, and never lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gdviz.training.early_stopping import EarlyStop
from gdviz.training.freezing import RaceState


@dataclass(frozen=True)
class Finished:
    """A method has nothing left to do."""

    number: int
    key: int
    step: int
    reason: str


@dataclass(frozen=True)
class StoppedEarly:
    """The held-out loss of a method fell no more: it is at its best step again."""

    number: int
    key: int
    stop: EarlyStop


@dataclass(frozen=True)
class Diverged:
    """The loss of a method left the numbers at `step`; the last finite picture is kept."""

    number: int
    key: int
    step: int


@dataclass(frozen=True)
class Refused:
    """A command could not be carried out; `reason` is one sentence.

    With a `key`, that method takes no part in the race. Without, the race is as it was; after a Start there is none.
    """

    number: int
    reason: str
    key: int | None = None


@dataclass(frozen=True, eq=False)
class Frozen:
    """What the race was when a Freeze was carried out; None if there was none."""

    number: int
    ticket: Any
    race: RaceState | None


@dataclass(frozen=True)
class Crashed:
    """Something that should not happen did; `details` is the traceback for a report."""

    reason: str
    details: str


@dataclass(frozen=True)
class Lost:
    """The process that trained is there no more, and with it its races; `reason` says how it ended."""

    reason: str


Event = Finished | StoppedEarly | Diverged | Refused | Frozen | Crashed | Lost
