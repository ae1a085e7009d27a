"""What a window may know of a run: frozen, and safe to read in another thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from gdviz.core.methods.base import takes_schedule
from gdviz.core.operations import Array
from gdviz.training.branch import Branch
from gdviz.training.detail import StepDetail
from gdviz.training.early_stopping import EarlyStop
from gdviz.training.record import SERIES
from gdviz.training.run import TrainingRun

Status = Literal["ready", "running", "finished", "diverged"]


@dataclass(frozen=True, eq=False)
class LaneSnapshot:
    """One method of the race at the shown step.

    `series` are arrays by name (see `gdviz.training.run.SERIES`) over `steps`; `path` (m, P) is theta at `path_steps`.
    Both may reach beyond `step` when the run was rewound.
    """

    key: int
    method: str
    status: Status
    reason: str  # why it finished; "" otherwise
    step: int
    epoch: float
    theta: Array
    figures: Mapping[str, float]  # train_loss, test_loss, train_accuracy, test_accuracy at `step`
    evaluations: int
    seconds: float
    detail: StepDetail | None
    steps: Array
    series: Mapping[str, Array]
    path_steps: Array
    path: Array
    branches: tuple[Branch, ...]
    diverged_at: int | None
    learning_rate: float | None
    early_stop: EarlyStop | None = None
    rows_per_step: int = 0  # how many rows a step reads; 0 where all of them were summed up once


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The whole race at one moment. `number` is the race's: what comes from an abandoned race is ignored.

    `step` is where the race is; a lane that entered late and catches up is at an earlier step of its own.
    """

    number: int
    step: int
    last_step: int
    playing: bool
    steps_per_second: float
    acknowledged: int  # the serial number of the last command that was carried out
    lanes: tuple[LaneSnapshot, ...]
    refused: Mapping[int, str] = field(default_factory=dict)  # by key, why a method has no lane

    @property
    def catching_up(self) -> bool:
        """True while a method has steps to take that the others have already taken."""
        return any(lane.status in ("ready", "running") and lane.step < self.step for lane in self.lanes)

    def lane(self, key: int) -> LaneSnapshot | None:
        return next((lane for lane in self.lanes if lane.key == key), None)


def picture(key: int, run: TrainingRun) -> LaneSnapshot:
    """Return what `run` shows now. Series are prefix views of append-only arrays: nothing long is copied."""
    if run.diverged_at is not None and run.position >= run.diverged_at - 1:
        status: Status = "diverged"
    elif run.stopped:
        status = "finished"
    else:
        status = "running" if run.position else "ready"
    theta = run.model.theta.copy()
    theta.setflags(write=False)  # whoever looks may rely on it: it is this moment's for good
    return LaneSnapshot(
        key=key,
        method=run.method.name,
        status=status,
        reason=run.finish_reason if status == "finished" else "",
        step=run.position,
        epoch=run.epoch,
        theta=theta,
        figures=run.evaluate(),
        evaluations=run.evaluations,
        seconds=run.seconds,
        detail=run.detail if run.explained else None,
        steps=run.record.series.steps,
        series={name: run.record.series.view(name) for name in SERIES},
        path_steps=run.record.checkpoints.steps,
        path=run.record.checkpoints.view("theta"),
        branches=tuple(run.record.branches),
        diverged_at=run.diverged_at,
        early_stop=run.early_stop,
        rows_per_step=run.rows_per_step,
        learning_rate=getattr(run.method, "rate" if takes_schedule(type(run.method)) else "learning_rate", None),
    )
