"""A model and a method at work: where they stand now and the steps from there; nothing is remembered."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from gdviz.core.methods import METHODS
from gdviz.core.operations import Array
from gdviz.training.bench import Bench, Watch
from gdviz.training.checkpoints import Checkpoints
from gdviz.training.detail import StepDetail
from gdviz.training.preparation import Blueprint
from gdviz.training.settings import Settings

INFINITY = float("inf")


class Stepper:
    """Goes from step to step at a bench that may be another one between any two.

    `position` is the step that the model shows, `detail` tells of the one that led there.

    Raises ValueError where model, method, loss and data don't fit each other.
    """

    def __init__(
        self,
        blueprint: Blueprint,
        method: str,
        settings: Settings,
        *,
        seed: int,
        start: Array | None = None,
        watch: Watch | None = None,
    ) -> None:
        self.model = blueprint.make()
        self.model.moment.seed = self.seed = seed
        self._watch = watch
        self._set_start(start)
        settings = settings.complete(METHODS[method])
        self.method = METHODS[method](**settings.options)
        settings.equip(self.method)
        self.position = 0
        self.detail: StepDetail | None = None
        self._earlier_evaluations = 0
        self._batch_loss = np.nan
        self._figures: dict[str, float] | None = None  # what `evaluate` found at the present theta
        with np.errstate(all="ignore"):
            self._bench = self._bench_of(settings)
            self._hold(self._bench)
            self.method.start(self._bench.objective, seed)

    @property
    def settings(self) -> Settings:
        """Return what the next step uses; its options name every hyperparameter."""
        return self._bench.settings

    @property
    def evaluations(self) -> int:
        """Return how many evaluations it took to come to `position`."""
        return self._earlier_evaluations + self._bench.objective.evaluations

    @property
    def steps_per_epoch(self) -> int:
        return self._bench.batches.steps_per_epoch

    @property
    def rows_per_step(self) -> int:
        """Return how many rows a step reads; 0 where all of them were summed up once."""
        return self._bench.rows_per_step(self.method)

    def evaluate(self) -> dict[str, float]:
        """Return losses and accuracies at the present theta; NaN where there are no rows or no classes."""
        if self._figures is None:
            with np.errstate(all="ignore"):
                self._figures = self._bench.evaluate()
        return self._figures

    def bench_for(self, settings: Settings) -> Bench:
        """Return what `adopt` takes; the run is as it was. Raises ValueError where the settings don't fit."""
        with np.errstate(all="ignore"):
            settings = settings.complete(type(self.method))
            return self._bench_of(settings, self._bench)

    def rest(self) -> None:
        """Give working memory back until the next step: what a run remembers is small beside it."""
        self._bench.release()

    def _work(self, stop: int) -> bool:
        """Take the steps up to `stop`, or until the method finishes; return False at a step without a finite loss."""
        objective, batches, method, place = self._bench.objective, self._bench.batches, self.method, self.position
        step, theta, all_rows = method.step, objective.theta, batches.batch_size == batches.n
        moment = self.model.moment
        frozen = self._frozen
        any_frozen, held = len(frozen) > 0, theta[frozen]  # they stand still, whatever a method does
        self._figures = None
        while place < stop:
            if not all_rows:
                objective.select(batches.indices(place))
            moment.step = place
            loss = step(theta, objective)
            if not loss < INFINITY:
                self.position = place
                return False
            place += 1
            if any_frozen:
                theta[frozen] = held
            if method.finished:
                break
        self.position, self._batch_loss = place, loss
        return True

    def _set(self, edits: Mapping[int, float]) -> None:
        """Set parameters by their places in theta; raises ValueError, with all as it was, where that can't be."""
        for index, value in edits.items():
            if not 0 <= index < self.model.theta.size:
                raise ValueError(f"the model has {self.model.theta.size} parameters; there is no parameter {index}")
            if not math.isfinite(value):
                raise ValueError(f"a parameter must be a finite number; got {value}")
        for index, value in edits.items():
            self.model.theta[index] = value
        self._figures = self.detail = None

    def _load(self, checkpoints: Checkpoints, place: int, settings: Settings) -> None:
        """Stand where a checkpoint was saved, after any change of settings at its step."""
        self.position = int(checkpoints.steps[place])
        if settings is not self.settings:
            self._work_with(self._bench_of(settings, self._bench))
        evaluations = checkpoints.load(place, self.model.theta, self.method)
        self._earlier_evaluations = evaluations - self._bench.objective.evaluations
        self._batch_loss = np.nan
        self._figures = self.detail = None

    def _bench_of(self, settings: Settings, earlier: Bench | None = None) -> Bench:
        training = not self.method.sees_answers()
        return Bench(self.model, settings, self.seed, earlier, self._watch, training=training)

    def _work_with(self, bench: Bench, restarts: bool = False) -> None:
        """Use another bench; `restarts` tells the method that its objective is another one."""
        if bench.objective is not self._bench.objective:
            self._earlier_evaluations += self._bench.objective.evaluations
            self._figures = None
        if self.detail is not None and not bench.settings.split.same(self._bench.settings.split):
            self.detail = replace(self.detail, rows=None)  # they name rows of the old split
        if bench.batches.batch_size != self._bench.batches.batch_size:
            bench.objective.release()  # or every batch size that a slider passes would keep its memory
        bench.objective.select(None)
        bench.settings.equip(self.method)
        self._hold(bench)
        self.method.finished = ""
        self._bench = bench
        self.model.moment.step = self.position
        if restarts:
            self.method.objective_changed(bench.objective, self.seed)

    def _hold(self, bench: Bench) -> None:
        """Keep the frozen parameters where they are; raises ValueError where the model has not so many."""
        size, frozen = bench.objective.theta.size, bench.settings.frozen
        self._frozen = np.array([index for index in frozen if index < size], np.int64)
        bench.objective.hold(self._frozen)

    def _set_start(self, start: Array | None) -> None:
        if start is None:
            self.model.initialize(np.random.default_rng(self.seed))
            return
        if start.shape != self.model.theta.shape:
            raise ValueError(f"start must have {self.model.theta.size} numbers; got {start.size}")
        self.model.theta[...] = start
