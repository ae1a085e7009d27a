"""Several methods from one start, step by step beside each other; one method is a race of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gdviz.core.operations import Array
from gdviz.training.preparation import Blueprint
from gdviz.training.run import Settings, TrainingRun
from gdviz.training.snapshot import LaneSnapshot, picture


@dataclass(frozen=True, eq=False)
class Entrant:
    """One method that takes part."""

    key: int
    method: str
    settings: Settings


@dataclass(frozen=True, eq=False)
class RaceSpec:
    """All that it takes to start a race; `number` tells it from earlier ones."""

    number: int
    blueprint: Blueprint
    entrants: tuple[Entrant, ...]
    seed: int
    start: Array | None


class Race:
    """Runs in lock step: at `position` every run is at that step, or at the last one that it could reach.

    Raises ValueError where a method does not fit the model, the loss or the data.
    """

    def __init__(self, spec: RaceSpec) -> None:
        self.spec = spec
        self.runs = {entrant.key: self._run(entrant) for entrant in spec.entrants}
        self.position = 0

    @property
    def last_step(self) -> int:
        return max((run.last_step for run in self.runs.values()), default=0)

    @property
    def stopped(self) -> bool:
        """True if no run can go further."""
        return all(run.stopped for run in self.runs.values())

    def advance(self, steps: int, *, detailed: bool = False) -> int:
        """Let every run take so many steps; return how far the furthest came."""
        target = self.position + steps
        for run in self.runs.values():
            if run.position < target and not run.stopped:
                run.advance(target - run.position, detailed=detailed)
        taken = max((run.position for run in self.runs.values()), default=0) - self.position
        self.position += max(0, taken)
        return max(0, taken)

    def rewind(self, step: int) -> None:
        """Show the race at `step`, exactly as it was."""
        self.position = max(0, min(step, self.last_step))
        for run in self.runs.values():
            run.rewind(self.position)

    def change(self, settings: Mapping[int, Settings]) -> None:
        """Change settings of the runs named, from the present step on.

        Raises ValueError where they don't fit; runs already changed stay changed.
        """
        for key, changed in settings.items():
            self.runs[key].change(changed)

    def enter(self, entrant: Entrant) -> None:
        """Add a run from the common start and let it catch up."""
        run = self._run(entrant)
        run.advance(self.position)
        run.rewind(run.position)
        self.runs[entrant.key] = run

    def leave(self, key: int) -> None:
        self.runs.pop(key, None)

    def snapshots(self) -> tuple[LaneSnapshot, ...]:
        return tuple(picture(key, run) for key, run in self.runs.items())

    def _run(self, entrant: Entrant) -> TrainingRun:
        spec = self.spec
        return TrainingRun(spec.blueprint, entrant.method, entrant.settings, seed=spec.seed, start=spec.start)


def draw_start(blueprint: Blueprint, seed: int) -> Array:
    """Return the start (P,) that a race of this seed begins from where none is given."""
    model = blueprint.make()
    model.initialize(np.random.default_rng(seed))
    return model.theta
