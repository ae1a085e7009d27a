"""A trainer that is waited for: for an event or a snapshot with a deadline, never for a while."""

from __future__ import annotations

import threading
from collections.abc import Callable

from training_cases import Problem

from gdviz.training.commands import Pace, Start
from gdviz.training.events import Event
from gdviz.training.latest import Latest
from gdviz.training.race import Entrant, RaceSpec
from gdviz.training.snapshot import Snapshot
from gdviz.training.trainer import AnyTrainer

LINE = Problem()
DEADLINE = 20.0


class Signalling(Latest[Snapshot]):
    """A mailbox that can be waited at, and that keeps what went through it."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived = threading.Condition()
        self.seen: list[Snapshot] = []

    def put(self, item: Snapshot) -> None:
        super().put(item)
        with self.arrived:
            self.seen.append(item)
            self.arrived.notify_all()


class Watched:
    """A trainer, and how to wait for what it shows."""

    def __init__(self, trainer: AnyTrainer) -> None:
        self.trainer = trainer
        self.trainer.latest = self.mailbox = Signalling()

    def until(self, wanted: Callable[[Snapshot], bool]) -> Snapshot:
        """Wait for a snapshot, from now on or the last one, that is as wanted."""
        with self.mailbox.arrived:
            place = max(0, len(self.mailbox.seen) - 1)

            def found() -> bool:
                return any(wanted(shown) for shown in self.mailbox.seen[place:])

            assert self.mailbox.arrived.wait_for(found, DEADLINE), f"last seen: {self.mailbox.seen[-1:]}"
            return next(shown for shown in self.mailbox.seen[place:] if wanted(shown))

    def told(self, *commands: object) -> Snapshot:
        """Post commands; return the first snapshot that acknowledges the last."""
        for command in commands:
            serial = self.trainer.post(command)  # type: ignore[arg-type]
        return self.until(lambda shown: shown.acknowledged >= serial)

    def event(self) -> Event:
        return self.trainer.events.get(timeout=DEADLINE)

    def no_event(self) -> bool:
        """Return whether nothing has been reported by the time that another command is done."""
        self.told(Pace(float("inf")))
        return self.trainer.events.empty()


def entrant(key: int = 1, method: str = "gradient_descent", problem: Problem = LINE, **changes: object) -> Entrant:
    return Entrant(key, method, problem.settings(method=method, **changes))


def start(*entrants: Entrant, number: int = 1, problem: Problem = LINE) -> Start:
    return Start(RaceSpec(number, problem.blueprint, entrants or (entrant(),), 3, None))
