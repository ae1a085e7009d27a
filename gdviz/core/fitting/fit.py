"""The epoch loop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from math import isfinite
from typing import Any, Literal

import numpy as np

from gdviz.core.batching import Batches
from gdviz.core.checks import array, at_least_0, of_kind, several, truth, whole
from gdviz.core.fitting.batch_objective import BatchObjective
from gdviz.core.fitting.callbacks import Callback
from gdviz.core.fitting.evaluation import Evaluation, named
from gdviz.core.fitting.examples import Examples, Validation, combined_weights, kept_rows
from gdviz.core.fitting.state import VERSION, FitState
from gdviz.core.losses import Loss
from gdviz.core.methods import Method
from gdviz.core.metrics import Metric
from gdviz.core.models.base import Model
from gdviz.core.operations import Array

Phase = Literal["batch", "validation", "epoch"]
"""What has just been done: a batch, a block of the validation, or all of an epoch (its figures are in the history)."""


class Fit:
    """Epochs of batches of a method on a model, as a generator that hands control back after each batch.

        fit = Fit(model, loss, method, x, y, batch_size=128, scale=1 / 255, validation_split=0.1)
        for phase in fit.run(epochs=10):
            ...  # pause, look at fit.batch_loss, fit.history, fit.model; leave, and run() goes on from here

    x (n, ...) is not copied: pictures stay uint8, and `scale` times a batch of them becomes numbers in the model's
    dtype. y are numbers (n,) or (n, k), labels (n,), or one-hot rows, as the loss takes them. Rows are shuffled anew
    each epoch, as a function of seed and epoch alone; the last batch of an epoch may be smaller. A step allocates
    nothing that grows with the model.

    The last `validation_split` of the rows as they were given are held out, or `validation_data` (x, y[, weights]).
    class_weight maps labels to weights; it and sample_weight (n,) count in the loss, divided by the number of rows,
    not in metrics, and class_weight not in the validation. `loss_scale` multiplies the loss: 1/k for a mean over k
    outputs, as Keras has it, where gdviz takes their sum.

    `history` has for each epoch the mean loss and the metrics over its batches, as they were while the model changed,
    and at its end those of the validation, "val_loss" and so on: all with the penalty (l1, l2 and what
    layers have of their own), as in Keras.

    theta is taken as it is; so is the method's state if `start_method` is False and it has worked on this model before.

    Raises ValueError or TypeError, before any work is done, where the parts don't fit each other, and for a method that
    begins with a learning rate of 0. One that trains may be held still: `fit.method.learning_rate = 0.0`.
    """

    def __init__(
        self,
        model: Model,
        loss: Loss,
        method: Method,
        x: Array,
        y: Array,
        *,
        batch_size: int | None = 32,
        seed: int = 0,
        shuffle: bool = True,
        scale: float = 1.0,
        metrics: Sequence[Metric] | Mapping[str, Metric] = (),
        validation_split: float = 0.0,
        validation_data: Validation | None = None,
        class_weight: Mapping[int, float] | Sequence[float] | None = None,
        sample_weight: Array | None = None,
        callbacks: Sequence[Callback] = (),
        initial_epoch: int = 0,
        l1: float = 0.0,
        l2: float = 0.0,
        loss_scale: float = 1.0,
        start_method: bool = True,
    ) -> None:
        initial_epoch = whole(initial_epoch, "initial_epoch", 0)
        of_kind(method, Method, "method")
        callbacks = several(callbacks, Callback, "callbacks")
        shuffle, start_method = truth(shuffle, "shuffle"), truth(start_method, "start_method")
        method.check_start()
        x, y = array(x, "x"), array(y, "y")
        if x.ndim < 1:
            raise TypeError(f"x must be an array with a row for each example; got {x}")
        if y.ndim < 1 or len(y) != len(x):
            raise ValueError(f"y must have one entry a row of x {x.shape}; got {y.shape}")
        weights = combined_weights(y, class_weight, sample_weight)
        n = kept_rows(len(x), validation_split, validation_data is not None)
        if validation_data is None and n < len(x):
            held = None if sample_weight is None else np.asarray(sample_weight)[n:]
            validation_data = (x[n:], y[n:]) if held is None else (x[n:], y[n:], held)
        at_least_0(loss_scale, "loss_scale")
        examples = Examples(model, loss, x[:n], y[:n], scale=scale, weights=None if weights is None else weights[:n])
        self.model, self.loss, self.method = model, loss, method
        self.batches = Batches(n, batch_size, seed, shuffle=shuffle)
        self.batches_per_epoch = self.batches.steps_per_epoch
        if self.batches.batch_size < n and not method.uses_batches:
            raise ValueError(
                f"method {method.name} sees all rows in each step; batch_size must be None, got {batch_size}"
            )
        self.metrics = named(metrics)
        self.callbacks = callbacks
        self.epoch = self.initial_epoch = initial_epoch
        self.batch = 0  # of the epoch, the next to be done
        self.batch_loss = np.nan
        self.history: dict[str, list[float]] = {}
        self.stopped = ""  # why there will be no further epoch
        self._objective = BatchObjective(model, loss, examples, l1=l1, l2=l2, scale=loss_scale)
        self.validation_metrics = {name: _like(metric) for name, metric in self.metrics.items()}
        self._validation = self._validated(loss, validation_data, scale, loss_scale)
        self._loss_sum, self._rows_seen = 0.0, 0  # of this epoch; the losses times their rows
        self._begun = False
        model.moment.seed = seed
        if start_method:
            method.start(self._objective, seed)

    def _validated(self, loss: Loss, data: Validation | None, scale: float, loss_scale: float) -> Evaluation | None:
        if data is None:
            return None
        if not isinstance(data, list | tuple) or len(data) not in (2, 3):
            came = f"{len(data)} parts" if isinstance(data, list | tuple) else repr(data)
            raise ValueError(f"validation_data must be (x, y) or (x, y, weights); got {came}")
        names = ("validation x", "validation y", "validation weights")
        weights, penalty = data[2] if len(data) == 3 else None, self._objective.penalty
        held = Examples(self.model, loss, data[0], data[1], scale=scale, weights=weights, names=names)
        return Evaluation(self.model, loss, held, self.validation_metrics, penalty=penalty, scale=loss_scale)

    # -- looking -------------------------------------------------------------------------------------------------------

    @property
    def figure_names(self) -> tuple[str, ...]:
        """Return what the history has a row of."""
        names = ("loss", *self.metrics)
        return names if self._validation is None else (*names, *(f"val_{name}" for name in names))

    @property
    def step(self) -> int:
        """Return how many steps lie before the next, from epoch 0 on."""
        return self.epoch * self.batches_per_epoch + self.batch

    def running(self) -> dict[str, float]:
        """Return loss and metrics over the batches of this epoch so far; NaN before the first."""
        loss = self._loss_sum / self._rows_seen if self._rows_seen else float("nan")
        return {"loss": loss, **{name: metric.result() for name, metric in self.metrics.items()}}

    # -- running -------------------------------------------------------------------------------------------------------

    def stop(self, reason: str) -> None:
        """Let this epoch be the last; called by callbacks, or between two batches, by whoever runs the fit."""
        self.stopped = reason

    def run(self, epochs: int) -> Iterator[Phase]:
        """Go on until `epochs` epochs are done, counted from 0, initial ones included; yield between batches.

        A generator that was left goes on where it stood, by calling run again. If the loss is no longer finite the
        fit stops.
        """
        epochs = whole(epochs, "epochs", 0)
        if not self._begun and self.epoch < epochs:
            for callback in self.callbacks:
                callback.train_begin(self)
            self._begun = True
        while self.epoch < epochs and (not self.stopped or self.batch > 0):
            if self.batch == 0:
                self._begin_epoch()
            while self.batch < self.batches_per_epoch and self.stopped != DIVERGED:
                self._take_batch()
                yield "batch"
            figures = self.running()
            if self._validation is not None and self.stopped != DIVERGED:
                for held in self._validation.in_blocks():  # noqa: B007
                    yield "validation"
                figures.update({f"val_{name}": figure for name, figure in held.items()})
            self._end_epoch(figures)
            yield "epoch"
        if self._begun:
            self._begun = False
            for callback in self.callbacks:
                callback.train_end(self)

    def _begin_epoch(self) -> None:
        self._loss_sum, self._rows_seen = 0.0, 0
        for metric in self.metrics.values():
            metric.reset()
        for callback in self.callbacks:
            callback.epoch_begin(self)

    def _take_batch(self) -> None:
        step = self.step
        objective, method = self._objective, self.method
        objective.select(self.batches.indices(step))
        self.model.moment.step = step
        self.batch_loss = loss = method.step(objective.theta, objective)
        self.batch += 1
        batch = objective.batch
        self._loss_sum += loss * batch.n
        self._rows_seen += batch.n
        if self.metrics:
            batch.measure(tuple(self.metrics.values()))
        for callback in self.callbacks:
            callback.batch_end(self)
        if not isfinite(loss):
            self.stop(DIVERGED)
        elif method.finished:
            self.stop(method.finished)

    def _end_epoch(self, figures: dict[str, float]) -> None:
        for name in self.figure_names:
            figure = figures.setdefault(name, float("nan"))  # an epoch that diverged was not validated
            self.history.setdefault(name, []).append(figure)
        for callback in self.callbacks:
            callback.epoch_end(self, figures)
        self.epoch, self.batch = self.epoch + 1, 0

    # -- keeping -------------------------------------------------------------------------------------------------------

    def save(self) -> FitState:
        """Return copies of everything, between two batches; another fit of the same parts can `load` it and go on."""
        arrays = {"theta": self.model.theta.copy(), "sums": np.array([self._loss_sum, self._rows_seen])}
        arrays.update({f"method/{name}": array for name, array in self.method.save_state().items()})
        arrays.update({f"metric/{name}": metric.sums.copy() for name, metric in self.metrics.items()})
        kept = [callback.keep() for callback in self.callbacks]
        for place, (own, _) in enumerate(kept):
            arrays.update({f"callback/{place}/{name}": array for name, array in own.items()})
        facts = {
            "version": VERSION,
            **self._identity(),
            "epoch": self.epoch,
            "batch": self.batch,
            "batch_loss": float(self.batch_loss),
            "history": {name: list(row) for name, row in self.history.items()},
            "stopped": self.stopped,
            "begun": self._begun,
            "callbacks": [facts for _, facts in kept],
        }
        return FitState(arrays, facts)

    def load(self, state: FitState, *, other_rows: bool = False) -> None:
        """Go to where another fit of the same parts was saved.

        With `other_rows` this fit may have more rows or fewer, where the other one stood between two epochs.

        Raises ValueError or TypeError, and changes nothing, on the state of another fit or a damaged one.
        """
        of_kind(state, FitState, "state")
        identity, own = self._identity(), self.save()
        if other_rows and state.facts.get("batch") == 0:
            del identity["rows"]
        state.check(own, identity, self.batches_per_epoch)
        try:
            self._go_to(state)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            self._go_to(own)
            raise ValueError(f"the state is damaged: {type(error).__name__} at {error}") from None

    def _go_to(self, state: FitState) -> None:
        facts, arrays = state.facts, state.arrays
        self.model.theta[...] = arrays["theta"]
        self.method.load_state(_under("method/", arrays))
        self._loss_sum, self._rows_seen = float(arrays["sums"][0]), int(arrays["sums"][1])
        for name, metric in self.metrics.items():
            metric.sums = arrays[f"metric/{name}"].copy()
        for place, (callback, own) in enumerate(zip(self.callbacks, facts["callbacks"], strict=True)):
            callback.restore(_under(f"callback/{place}/", arrays), own)
        self.epoch, self.batch, self.batch_loss = facts["epoch"], facts["batch"], facts["batch_loss"]
        self.history = {name: list(row) for name, row in facts["history"].items()}
        self.stopped, self._begun = facts["stopped"], facts["begun"]

    def _identity(self) -> dict[str, Any]:
        return {
            "model": self.model.name,
            "parameters": self.model.theta.size,
            "loss": self.loss.name,
            "method": self.method.name,
            "rows": self.batches.n,
            "batch_size": self.batches.batch_size,
            "seed": self.batches.seed,
            "metrics": list(self.metrics),
            "callbacks_of": [type(callback).__name__ for callback in self.callbacks],
        }


DIVERGED = "the loss is no longer finite"


def _like(metric: Metric) -> Metric:
    """Return a metric with the same options that has seen nothing."""
    fresh = deepcopy(metric)
    fresh.reset()
    return fresh


def _under(prefix: str, arrays: dict[str, Array]) -> dict[str, Array]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
