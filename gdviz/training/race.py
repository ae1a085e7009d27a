"""Several methods from one start, step by step beside each other; one method is a race of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from gdviz.core.operations import Array
from gdviz.training.bench import Watch
from gdviz.training.preparation import Blueprint
from gdviz.training.run import TrainingRun
from gdviz.training.settings import Settings
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

    One that enters late, or goes on after it was stopped, is `behind` until `catch_up` has brought it to the others.
    A method that does not fit model, loss or data takes no part; `refused` says why by key, and the others run.

    Raises ValueError where the model does not fit the data.
    """

    def __init__(self, spec: RaceSpec, watch: Watch | None = None) -> None:
        self.spec = spec
        self._watch = watch
        self.runs: dict[int, TrainingRun] = {}
        self.refused: dict[int, str] = {}
        self._waiting: dict[int, Entrant] = {}  # those that were refused
        self.position = 0
        spec.blueprint.make()
        for entrant in spec.entrants:
            self.enter(entrant)

    @property
    def waiting(self) -> tuple[Entrant, ...]:
        """Return the methods that were refused, with the settings that they asked for."""
        return tuple(self._waiting.values())

    @property
    def last_step(self) -> int:
        return max((run.last_step for run in self.runs.values()), default=0)

    @property
    def stopped(self) -> bool:
        """True if no run can go further."""
        return all(run.stopped for run in self.runs.values())

    @property
    def behind(self) -> bool:
        """True while a run has steps to take that the others have already taken."""
        return any(self._is_behind(run) for run in self.runs.values())

    @property
    def explained(self) -> bool:
        """True if every run can tell of its last step."""
        return all(run.explained for run in self.runs.values())

    def advance(self, steps: int, *, detailed: bool = False) -> int:
        """Let every run that is not behind take so many steps; return how far the furthest came."""
        before = self.position
        abreast = [run for run in self.runs.values() if not self._is_behind(run)]
        try:
            for run in abreast:
                run.advance(max(0, before + steps - run.position) if not run.stopped else 0, detailed=detailed)
        finally:
            self._settle()
        return max(0, self.position - before)

    def catch_up(self, steps: int) -> int:
        """Let the runs that are behind take up to so many steps; return how many the last of them took."""
        taken = 0
        try:
            for run in self.runs.values():
                if self._is_behind(run):
                    left = self.position - run.position
                    taken = run.advance(min(steps, left), detailed=steps >= left)
        finally:
            if not self.behind:
                self._settle()
        return taken

    def rewind(self, step: int) -> None:
        """Show the race at `step`, exactly as it was; a run that never came so far is behind."""
        first = max((run.first_step for run in self.runs.values()), default=0)
        self.position = max(first, min(step, self.last_step))
        for run in self.runs.values():
            run.rewind(self.position)

    def change(self, settings: Mapping[int, Settings]) -> None:
        """Change settings of those named, from the present step on; who was refused tries to enter with them.

        Raises ValueError where they don't fit a run; the race is then as it was.
        """
        benches = {key: self.runs[key].bench_for(changed) for key, changed in settings.items() if key in self.runs}
        for key, bench in benches.items():
            self.runs[key].adopt(bench)
        for key in [key for key in self._waiting if key in settings]:
            self.enter(replace(self._waiting[key], settings=settings[key]))

    def edit(self, key: int, edits: Mapping[int, float]) -> None:
        """Set parameters of one run by hand, from the present step on; raises ValueError where there are none such."""
        if key in self.runs:
            self.runs[key].edit(edits)

    def enter(self, entrant: Entrant) -> None:
        """Add a run at the common start, which is then behind; or the reason why it is refused."""
        try:
            self.runs[entrant.key] = self._run(entrant)
        except ValueError as error:
            self.refused[entrant.key], self._waiting[entrant.key] = str(error), entrant
        else:
            self._forget_refusal(entrant.key)

    def leave(self, key: int) -> None:
        self._forget_refusal(key)
        self.runs.pop(key, None)
        if self.runs and not self.behind:
            self._settle()

    def rest(self) -> None:
        """Give working memory back until the next step."""
        for run in self.runs.values():
            run.rest()

    def snapshots(self) -> tuple[LaneSnapshot, ...]:
        return tuple(picture(key, run) for key, run in self.runs.items())

    def _is_behind(self, run: TrainingRun) -> bool:
        return run.position < self.position and not run.stopped

    def _settle(self) -> None:
        """Be where the furthest run is: one that diverges goes back to its last finite picture."""
        self.position = max((run.position for run in self.runs.values()), default=self.position)

    def _forget_refusal(self, key: int) -> None:
        self.refused.pop(key, None)
        self._waiting.pop(key, None)

    def _run(self, entrant: Entrant) -> TrainingRun:
        spec = self.spec
        return TrainingRun(
            spec.blueprint, entrant.method, entrant.settings, seed=spec.seed, start=spec.start, watch=self._watch
        )


def draw_start(blueprint: Blueprint, seed: int) -> Array:
    """Return the start (P,) that a race of this seed begins from where none is given."""
    model = blueprint.make()
    model.initialize(np.random.default_rng(seed))
    return model.theta
