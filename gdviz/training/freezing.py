"""A race as frozen values, and back: what a session file keeps of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from gdviz.core.operations import Array
from gdviz.training.bench import Watch
from gdviz.training.branch import Branch
from gdviz.training.checkpoints import Checkpoints
from gdviz.training.detail import StepDetail
from gdviz.training.history import History
from gdviz.training.preparation import Blueprint
from gdviz.training.race import Entrant, Race, RaceSpec
from gdviz.training.run import TrainingRun
from gdviz.training.settings import Entry


@dataclass(frozen=True, eq=False)
class HistoryState:
    """The rows of a history; `columns` are (m, ...) over `steps` (m,)."""

    steps: Array
    columns: Mapping[str, Array]
    stride: int
    next_due: int

    @classmethod
    def of(cls, history: History) -> HistoryState:
        names = history.row(0)
        return cls(history.steps, {name: history.view(name) for name in names}, history.stride, history.next_due)


@dataclass(frozen=True, eq=False)
class RunState:
    """All that a run is. `now` is the row that a checkpoint at `position` would have."""

    method: str
    position: int
    last_step: int
    finished_at: int | None
    finish_reason: str
    diverged_at: int | None
    seconds: float
    batch_loss: float
    timeline: tuple[Entry, ...]
    series: HistoryState
    checkpoints: HistoryState
    now: Mapping[str, Array]
    branches: tuple[Branch, ...]
    detail: StepDetail | None
    returned_to: int | None = None
    held_out: Array = field(default_factory=lambda: np.empty((0, 2)))


@dataclass(frozen=True, eq=False)
class RaceState:
    """All that a race is; `waiting` are the methods that were refused."""

    blueprint: Blueprint
    seed: int
    start: Array | None
    position: int
    runs: Mapping[int, RunState]
    waiting: tuple[Entrant, ...]


def freeze_race(race: Race) -> RaceState:
    """Return what `race` is now, between two steps; later steps do not change it."""
    spec = race.spec
    runs = {key: freeze_run(run) for key, run in race.runs.items()}
    return RaceState(spec.blueprint, spec.seed, spec.start, race.position, runs, tuple(race.waiting))


def thaw_race(state: RaceState, number: int, watch: Watch | None = None) -> Race:
    """Return the race as it was frozen, with a number of its own; it goes on to the bit.

    Raises ValueError where the parts of `state` don't fit each other.
    """
    race = Race(RaceSpec(number, state.blueprint, (), state.seed, state.start), watch)
    for key, run in state.runs.items():
        race.runs[key] = thaw_run(state, run, watch)
    for entrant in state.waiting:
        race.enter(entrant)
    if not 0 <= state.position <= race.last_step:
        raise ValueError(f"position must be in [0, {race.last_step}]; got {state.position}")
    race.position = state.position
    return race


def freeze_run(run: TrainingRun) -> RunState:
    """Return what `run` is now. Series are prefixes of append-only arrays: nothing long is copied."""
    now = Checkpoints(run.model.theta, run.method)
    now.save(run.position, run.model.theta, run.method, run.evaluations)
    return RunState(
        method=run.method.name,
        position=run.position,
        last_step=run.last_step,
        finished_at=run.finished_at,
        finish_reason=run.finish_reason,
        diverged_at=run.diverged_at,
        seconds=run._seconds,
        batch_loss=float(run._batch_loss),
        timeline=run._timeline.entries,
        series=HistoryState.of(run.record.series),
        checkpoints=HistoryState.of(run.record.checkpoints),
        now={name: np.array(value) for name, value in now.row(0).items()},
        branches=tuple(run.record.branches),
        detail=run.detail,
        returned_to=run.early.returned_to,
        held_out=run.early.held_out.rows,
    )


def thaw_run(race: RaceState, state: RunState, watch: Watch | None = None) -> TrainingRun:
    """Return the run as it was frozen; raises ValueError where the parts of `state` don't fit each other."""
    _check(state)
    first = state.timeline[0].settings
    run = TrainingRun(race.blueprint, state.method, first, seed=race.seed, start=race.start, watch=watch)
    run._timeline.entries = state.timeline
    run.last_step, run.finished_at, run.finish_reason = state.last_step, state.finished_at, state.finish_reason
    run.diverged_at, run._seconds, run.record.branches = state.diverged_at, state.seconds, list(state.branches)
    run.early.returned_to, run.early.held_out.rows = state.returned_to, state.held_out
    _fill(run.record.series, state.series, "series")
    _fill(run.record.checkpoints, state.checkpoints, "checkpoints")
    run.record.checkpoints.pinned = run.first_step
    _put(run, state)
    run._batch_loss, run.detail = state.batch_loss, state.detail
    return run


def _check(state: RunState) -> None:
    if not 0 <= state.position <= state.last_step:
        raise ValueError(f"position must be in [0, {state.last_step}]; got {state.position}")
    steps = [entry.step for entry in state.timeline]
    if not steps or steps != sorted(set(steps)) or not 0 <= steps[0] <= state.position:
        raise ValueError("the changes of settings must begin at step 0, or where they are known from, and go forward")
    if steps[0] not in state.checkpoints.steps:
        raise ValueError(f"there must be a checkpoint at step {steps[0]}, from which on settings are known")
    for history, called in ((state.series, "series"), (state.checkpoints, "checkpoints")):
        if not len(history.steps) or history.steps[0] != 0 or (np.diff(history.steps) <= 0).any():
            raise ValueError(f"the {called} must begin at step 0 and go forward")
        if history.steps[-1] > state.last_step or history.stride < 1 or history.stride & (history.stride - 1):
            raise ValueError(f"the {called} must end at step {state.last_step}, with a stride that is a power of two")


def _fill(history: History, state: HistoryState, called: str) -> None:
    try:
        history.fill(state.steps, state.columns, state.stride, state.next_due)
    except ValueError as error:
        raise ValueError(f"{called}: {error}") from None


def _put(run: TrainingRun, state: RunState) -> None:
    """Bring settings, theta and the method's state to the present step."""
    settings = run._timeline.at(state.position)
    if settings is not run.settings:
        with np.errstate(all="ignore"):
            run._work_with(run._bench_of(settings, run._bench))
    now = Checkpoints(run.model.theta, run.method)
    _fill(now, HistoryState(np.array([state.position]), {k: v[None] for k, v in state.now.items()}, 1, 1), "now")
    run._load(now, 0, settings)
