"""Callbacks under Keras's names: told of epochs and batches, with the figures as `logs`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gdviz.core import fitting
from gdviz.core.fitting import Fit
from gdviz.keras.arguments import path_of, refused, truth

if TYPE_CHECKING:
    from gdviz.keras.model import Model

Logs = dict[str, float]


class Callback:
    """Methods that do nothing unless overridden; `self.model` is the model that is fitted."""

    model: Model
    params: Mapping[str, Any] = MappingProxyType({})  # verbose, epochs and steps of an epoch, once it is fitted

    def set_model(self, model: Model) -> None:
        self.model = model

    def set_params(self, params: Mapping[str, Any]) -> None:
        self.params = params

    def check(self, figures: Sequence[str]) -> None:
        """Raise ValueError where it wants other figures than each epoch will have."""

    def on_train_begin(self, logs: Logs | None = None) -> None: ...

    def on_train_end(self, logs: Logs | None = None) -> None: ...

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None: ...

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None: ...

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self.on_batch_end(batch, logs)

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Older name of `on_train_batch_begin`."""

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Older name of `on_train_batch_end`."""

    def in_core(self) -> fitting.Callback:
        """Return what the epoch loop of the core is given."""
        return _Told(self)


class _Told(fitting.Callback):
    """Hands on what the epoch loop says."""

    def __init__(self, callback: Callback) -> None:
        self._callback, kind = callback, type(callback)
        self._logs: Logs = {}
        # running figures cost more than a small step: only for who looks at them
        self._listens = (kind.on_train_batch_end, kind.on_batch_end) != (
            Callback.on_train_batch_end, Callback.on_batch_end
        )  # fmt: skip

    def train_begin(self, fit: Fit) -> None:
        self._callback.on_train_begin({})

    def epoch_begin(self, fit: Fit) -> None:
        self._callback.on_epoch_begin(fit.epoch, {})
        self._callback.on_train_batch_begin(0, {})

    def batch_end(self, fit: Fit) -> None:
        if self._listens:
            self._callback.on_train_batch_end(fit.batch - 1, fit.running())
        if fit.batch < fit.batches_per_epoch:
            self._callback.on_train_batch_begin(fit.batch, {})
        self._heed(fit)

    def epoch_end(self, fit: Fit, figures: dict[str, float]) -> None:
        self._logs = dict(figures)
        self._callback.on_epoch_end(fit.epoch, self._logs)
        self._heed(fit)

    def train_end(self, fit: Fit) -> None:
        self._callback.on_train_end(self._logs)

    def _heed(self, fit: Fit) -> None:
        if self._callback.model.stop_training and not fit.stopped:
            fit.stop("a callback asked for it")


class History(Callback):
    """What `fit` returns: `history` has a list of figures for each name, `epoch` their epochs."""

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = {}
        self.epoch: list[int] = []

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self.epoch.append(epoch)
        for name, figure in (logs or {}).items():
            self.history.setdefault(name, []).append(figure)


class LambdaCallback(Callback):
    """Calls functions: `LambdaCallback(on_epoch_end=lambda epoch, logs: ...)`."""

    def __init__(
        self,
        on_epoch_begin: Callable[[int, Logs], object] | None = None,
        on_epoch_end: Callable[[int, Logs], object] | None = None,
        on_train_begin: Callable[[Logs], object] | None = None,
        on_train_end: Callable[[Logs], object] | None = None,
        on_train_batch_begin: Callable[[int, Logs], object] | None = None,
        on_train_batch_end: Callable[[int, Logs], object] | None = None,
        **others: Any,
    ) -> None:
        on_train_batch_begin = on_train_batch_begin or others.pop("on_batch_begin", None)  # their older names
        on_train_batch_end = on_train_batch_end or others.pop("on_batch_end", None)
        refused(LambdaCallback.__init__, others)
        for function in (on_epoch_begin, on_epoch_end, on_train_begin, on_train_end, on_train_batch_begin,
                         on_train_batch_end):  # fmt: skip
            check_callable(function, "what LambdaCallback calls")
        self._epoch_begin, self._epoch_end = on_epoch_begin, on_epoch_end
        self._train_begin, self._train_end = on_train_begin, on_train_end
        self._batch_begin, self._batch_end = on_train_batch_begin, on_train_batch_end

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        _call(self._epoch_begin, epoch, logs)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        _call(self._epoch_end, epoch, logs)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        _call(self._train_begin, logs)

    def on_train_end(self, logs: Logs | None = None) -> None:
        _call(self._train_end, logs)

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        _call(self._batch_begin, batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        _call(self._batch_end, batch, logs)


NEUTRAL: dict[str, tuple[object, ...]] = {
    "baseline": (None,), "initial_value_threshold": (None,), "options": (None,), "save_freq": ("epoch",),
    "start_from_epoch": (0,),
}  # fmt: skip
"""What Keras knows and gdviz does not: these values change nothing, and any other is refused."""


def _takes_two(function: Callable[..., object]) -> bool:
    try:
        inspect.signature(function).bind(0, 0.1)
    except TypeError:
        return False
    except ValueError:  # it does not say what it takes
        return True
    return True


def check_callable(function: object, name: str) -> None:
    """Raise TypeError for what cannot be called; None is not called."""
    if function is not None and not callable(function):
        raise TypeError(f"{name} must be a function; got {function!r}")


def _call(function: Callable[..., object] | None, *arguments: object) -> None:
    if function is not None:
        function(*arguments)


class LearningRateScheduler(Callback):
    """Sets the learning rate before each epoch to what `schedule(epoch, learning_rate)` says."""

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        check_callable(schedule, "schedule")
        self._schedule, self._verbose = schedule, verbose
        self._takes_rate = _takes_two(schedule)  # functions of older notebooks want the epoch alone

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        optimizer = self.model.optimizer
        assert optimizer is not None  # it is fitted
        told = (epoch, optimizer.learning_rate) if self._takes_rate else (epoch,)
        optimizer.learning_rate = float(self._schedule(*told))
        if self._verbose:
            print(f"Epoch {epoch + 1}: learning rate {optimizer.learning_rate:g}")


class EarlyStopping(Callback):
    """Stop once `monitor` has not got better for `patience` epochs; best weights on demand."""

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0.0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
        **others: object,
    ) -> None:
        own = {"baseline": baseline, "start_from_epoch": start_from_epoch}
        refused(EarlyStopping.__init__, {**own, **others}, NEUTRAL)
        self._verbose = verbose
        self._core = fitting.EarlyStopping(
            monitor, patience=patience, min_delta=min_delta, mode=mode, restore_best_weights=restore_best_weights
        )

    def in_core(self) -> fitting.Callback:
        return self._core

    @property
    def stopped_epoch(self) -> int:
        """The epoch, from 0, after which it stopped; 0 if it did not."""
        return self._core.stopped_epoch or 0

    @property
    def best_epoch(self) -> int:
        return self._core.best_epoch or 0

    @property
    def best(self) -> float | None:
        return self._core.best

    def on_train_end(self, logs: Logs | None = None) -> None:
        if self._verbose and self._core.stopped_epoch is not None:
            print(f"Epoch {self._core.stopped_epoch + 1}: early stopping")


class ModelCheckpoint(Callback):
    """Save the model after each epoch, or after each best one so far; {epoch} and figures may stand in the name.

    The file holds the model with its weights, of which `load_weights` takes those alone.
    """

    def __init__(
        self,
        filepath: str | Path,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        **others: object,
    ) -> None:
        refused(ModelCheckpoint.__init__, others, NEUTRAL)
        truth(save_weights_only, "save_weights_only")
        self.filepath, self._verbose = str(path_of(filepath)), verbose
        self._best_only = truth(save_best_only, "save_best_only")
        self._core = fitting.BestWeights(monitor, mode=mode, save=self._save_best)

    def in_core(self) -> fitting.Callback:
        return self._core if self._best_only else super().in_core()

    def check(self, figures: Sequence[str]) -> None:
        try:
            self.filepath.format(epoch=1, **dict.fromkeys(figures, 0.5))
        except (KeyError, IndexError, ValueError):
            known = ", ".join(("epoch", *figures))
            raise ValueError(f"filepath may have {known} in braces; got {self.filepath!r}") from None

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self._save(epoch, logs or {})

    def _save_best(self, fit: Fit) -> None:
        self._save(fit.epoch, {name: row[-1] for name, row in fit.history.items()})

    def _save(self, epoch: int, logs: Mapping[str, float]) -> None:
        path = self.filepath.format(epoch=epoch + 1, **logs)
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.model.save(path)
        if self._verbose:
            print(f"Epoch {epoch + 1}: saving model to {path}")
