"""What happens between batches and epochs: early stopping, the best weights, and whatever else somebody hangs in."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from gdviz.core.checks import number, one_of, truth, whole
from gdviz.core.operations import Array

if TYPE_CHECKING:
    from gdviz.core.fitting.fit import Fit


class Callback:
    """Told by a `Fit` where it stands; each method does nothing unless overridden.

    `keep` and `restore` carry what it remembers over to another `Fit` that goes on: named arrays, and facts that JSON
    can write.
    """

    def train_begin(self, fit: Fit) -> None:
        """Before the first batch; not where a saved fit goes on."""

    def epoch_begin(self, fit: Fit) -> None: ...

    def batch_end(self, fit: Fit) -> None:
        """After each batch; `fit.batch_loss` is its loss."""

    def epoch_end(self, fit: Fit, figures: dict[str, float]) -> None:
        """After an epoch and its validation, with the row that the history has got."""

    def train_end(self, fit: Fit) -> None:
        """After the last epoch, also if `fit.stop` ended it early."""

    def keep(self) -> tuple[dict[str, Array], dict[str, Any]]:
        return {}, {}

    def restore(self, arrays: dict[str, Array], facts: dict[str, Any]) -> None: ...


class _Best(Callback):
    """Watches one figure for its best epoch: the lowest of a loss or an error, the highest of anything else."""

    def __init__(self, monitor: str, min_delta: float, mode: str) -> None:
        one_of(mode, ("auto", "min", "max"), "mode")
        if not isinstance(monitor, str):
            raise TypeError(f"monitor must be the name of a figure, such as val_loss; got {monitor!r}")
        if not isfinite(number(min_delta, "min_delta")):
            raise ValueError(f"min_delta must be a finite number; got {min_delta}")
        falls = monitor.endswith(("loss", "error", "mae", "mse"))
        self.monitor, self.min_delta = monitor, abs(min_delta)
        self.sign = 1.0 if mode == "min" or (mode == "auto" and falls) else -1.0
        self._forget()

    def _forget(self) -> None:
        self.best: float | None = None
        self.best_epoch: int | None = None

    def train_begin(self, fit: Fit) -> None:
        one_of(self.monitor, fit.figure_names, "monitor")
        self._forget()

    def _better(self, fit: Fit, figures: dict[str, float]) -> bool:
        """Return whether this epoch's figure is the best so far, and remember it."""
        figure = figures[self.monitor]
        if np.isnan(figure):
            return False
        if self.best is not None and not self.sign * figure < self.sign * self.best - self.min_delta:
            return False
        self.best, self.best_epoch = figure, fit.epoch
        return True

    def keep(self) -> tuple[dict[str, Array], dict[str, Any]]:
        return {}, {"best": self.best, "best_epoch": self.best_epoch}

    def restore(self, arrays: dict[str, Array], facts: dict[str, Any]) -> None:
        self.best, self.best_epoch = facts["best"], facts["best_epoch"]


class EarlyStopping(_Best):
    """Stop once `monitor` has not got better, by more than min_delta, for `patience` epochs.

    With restore_best_weights the model ends as it was after its best epoch, whether it was stopped or not.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        *,
        patience: int = 0,
        min_delta: float = 0.0,
        mode: str = "auto",
        restore_best_weights: bool = False,
    ) -> None:
        self.patience = whole(patience, "patience", 0)
        self.restore_best_weights = truth(restore_best_weights, "restore_best_weights")
        super().__init__(monitor, min_delta, mode)

    def _forget(self) -> None:
        super()._forget()
        self.waited = 0
        self.stopped_epoch: int | None = None
        self._theta: Array | None = None

    def epoch_end(self, fit: Fit, figures: dict[str, float]) -> None:
        if self._better(fit, figures):
            self.waited = 0
            if self.restore_best_weights:
                self._theta = fit.model.theta.copy()
            return
        self.waited += 1
        if self.waited >= max(1, self.patience):
            self.stopped_epoch = fit.epoch
            fit.stop(f"{self.monitor} has not got better for {self.waited} epochs")

    def train_end(self, fit: Fit) -> None:
        if self._theta is not None:
            fit.model.theta[...] = self._theta

    def keep(self) -> tuple[dict[str, Array], dict[str, Any]]:
        arrays = {} if self._theta is None else {"theta": self._theta.copy()}
        return arrays, {**super().keep()[1], "waited": self.waited, "stopped_epoch": self.stopped_epoch}

    def restore(self, arrays: dict[str, Array], facts: dict[str, Any]) -> None:
        super().restore(arrays, facts)
        self.waited, self.stopped_epoch = facts["waited"], facts["stopped_epoch"]
        self._theta = arrays["theta"].copy() if "theta" in arrays else None


class BestWeights(_Best):
    """Keep a copy of theta of the best epoch, and call `save(fit)` at each epoch that is better than all before."""

    def __init__(
        self,
        monitor: str = "val_loss",
        *,
        min_delta: float = 0.0,
        mode: str = "auto",
        save: Callable[[Fit], None] | None = None,
    ) -> None:
        self._save = save
        super().__init__(monitor, min_delta, mode)

    def _forget(self) -> None:
        super()._forget()
        self.theta: Array | None = None

    def epoch_end(self, fit: Fit, figures: dict[str, float]) -> None:
        if self._better(fit, figures):
            self.theta = fit.model.theta.copy()
            if self._save is not None:
                self._save(fit)

    def keep(self) -> tuple[dict[str, Array], dict[str, Any]]:
        return ({} if self.theta is None else {"theta": self.theta.copy()}), super().keep()[1]

    def restore(self, arrays: dict[str, Array], facts: dict[str, Any]) -> None:
        super().restore(arrays, facts)
        self.theta = arrays["theta"].copy() if "theta" in arrays else None
