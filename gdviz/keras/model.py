"""A model of layers: Keras's calls, with the graph, the losses and the epoch loop of the core doing the work."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gdviz.core import fitting
from gdviz.core.fitting import Fit
from gdviz.core.fitting.examples import combined_weights
from gdviz.core.graph import Graph
from gdviz.core.layers.base import Symbol
from gdviz.core.links import LINKS
from gdviz.core.operations import Array
from gdviz.keras import config
from gdviz.keras.arguments import array, columns, kind, path_of, refused, truth, whole
from gdviz.keras.callbacks import Callback, EarlyStopping, History
from gdviz.keras.ends import Ends, Rows
from gdviz.keras.progress import Progress, check_verbose


class Model(Ends):
    """A model from inputs to outputs, as layers were called."""

    def __init__(
        self, inputs: Symbol | Sequence[Symbol], outputs: Symbol | Sequence[Symbol], name: str = "model"
    ) -> None:
        begin, end = _symbols(inputs, "inputs"), _symbols(outputs, "outputs")
        self._start(name)
        self._take(Graph.between(begin, end), symbols=(begin, end))

    def _start(self, name: str) -> None:
        super()._start(name)
        self.stop_training = False
        self.history: History | None = None

    # -- files -------------------------------------------------------------------------------------------------------

    def save(self, filepath: str | Path, overwrite: bool = True, **others: object) -> None:
        """Write layers, weights, optimizer and its state to one file, whole or not at all; an older one is replaced."""
        refused(Model.save, {"overwrite": overwrite, **others})
        from gdviz.keras.saving import save_model

        save_model(self, path_of(filepath))

    def save_weights(self, filepath: str | Path, overwrite: bool = True, **others: object) -> None:
        """Write the model to a file of which `load_weights` takes the weights alone."""
        self.save(filepath, overwrite, **others)

    def load_weights(self, filepath: str | Path, **others: object) -> None:
        """Take over the weights of a model in a file; raises ValueError, and changes nothing, where they don't fit."""
        refused(Model.load_weights, others)
        from gdviz.keras.saving import load_model

        self.set_weights(load_model(filepath).get_weights())

    # -- training ----------------------------------------------------------------------------------------------------

    def fit(
        self,
        x: Rows,
        y: Rows,
        batch_size: int | None = 32,
        epochs: int = 1,
        verbose: str | int = "auto",
        callbacks: Callback | Sequence[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: Sequence[Any] | None = None,
        shuffle: bool = True,
        class_weight: Mapping[int, float] | None = None,
        sample_weight: Array | None = None,
        initial_epoch: int = 0,
        validation_batch_size: int | None = None,
        **others: object,
    ) -> History:
        """Train for `epochs` - `initial_epoch` epochs; return the history of losses and metrics.

        A batch_size of None is 32, as in Keras. What is held out gives the same in blocks of any size.

        Raises ValueError or TypeError, before any work is done, where something does not fit.
        """
        refused(Model.fit, others)
        shuffle = truth(shuffle, "shuffle")
        optimizer = self._compiled()
        epochs, initial_epoch = whole(epochs, "epochs", 0), whole(initial_epoch, "initial_epoch", 0)
        batch_size = 32 if batch_size is None else whole(batch_size, "batch_size", 1)
        if validation_batch_size is not None:
            whole(validation_batch_size, "validation_batch_size", 1)
        callbacks = () if callbacks is None else [callbacks] if isinstance(callbacks, Callback) else callbacks
        if not isinstance(callbacks, list | tuple):
            raise TypeError(f"callbacks must be a list of objects of gdviz.keras.callbacks; got {callbacks!r}")
        called = list(callbacks)
        for callback in called:
            if not isinstance(callback, Callback):
                raise TypeError(f"a callback must be an object of gdviz.keras.callbacks; got {callback!r}")
        self._check_weighed(class_weight)
        rows = self._rows(x)
        targets = self._targets(y)
        held = None
        if validation_data is not None:
            if not isinstance(validation_data, list | tuple) or len(validation_data) not in (2, 3):
                raise ValueError(f"validation_data must be (x, y) or (x, y, weights); got {kind(validation_data)}")
            held = (self._rows(validation_data[0]), self._targets(validation_data[1]), *validation_data[2:])
        loss, scale = self._core_loss()
        self._pull()
        history, progress = History(), Progress(epochs, verbose)
        told = [*called, history, progress]
        self.stop_training = False
        for callback in told:
            callback.set_model(self)
        self._take_turn(optimizer)
        fit = Fit(
            self.core,
            loss,
            optimizer.method,
            rows,
            targets,
            batch_size=batch_size,
            seed=config.next_seed(),
            shuffle=shuffle,
            metrics=self._core_metrics(),
            validation_split=validation_split,
            validation_data=held,
            class_weight=class_weight,
            sample_weight=sample_weight,
            callbacks=[_Shared(self), *(callback.in_core() for callback in told)],
            initial_epoch=initial_epoch,
            loss_scale=scale,
            start_method=not self.stepped or self._kept is not None,
        )
        if self._kept is not None:
            optimizer.method.load_state(self._kept)
            self._kept = None
        progress.steps = fit.batches_per_epoch
        for callback in told:
            callback.check(fit.figure_names)
            callback.set_params({"verbose": verbose, "epochs": epochs, "steps": fit.batches_per_epoch})
        self.stepped = True
        began = time.perf_counter()
        self._fits = True
        try:
            for _ in fit.run(epochs):
                pass
        finally:
            self._fits = False
            self._push()
        progress.seconds = time.perf_counter() - began
        for callback in called:
            if isinstance(callback, EarlyStopping):
                callback.on_train_end()
        self.history = history
        return history

    def evaluate(
        self,
        x: Rows,
        y: Rows,
        batch_size: int | None = None,
        verbose: str | int = "auto",
        sample_weight: Array | None = None,
        return_dict: bool = False,
        **others: object,
    ) -> float | list[float] | dict[str, float]:
        """Return the loss, with metrics the loss and those; as a dict if asked for."""
        refused(Model.evaluate, others)
        self._compiled()
        verbose, return_dict = check_verbose(verbose), truth(return_dict, "return_dict")
        if batch_size is not None:
            whole(batch_size, "batch_size", 1)
        self._pull()
        loss, scale = self._core_loss()
        figures = fitting.evaluate(
            self.core,
            loss,
            self._rows(x),
            self._targets(y),
            sample_weight=sample_weight,
            metrics=self._core_metrics(),
            loss_scale=scale,
        )
        if verbose:
            print(" - ".join(f"{name}: {figure:.4f}" for name, figure in figures.items()))
        return _told(figures, return_dict)

    def predict(
        self, x: Rows, batch_size: int | None = None, verbose: str | int = "auto", **others: object
    ) -> Array | list[Array]:
        """Return the answers (n, outputs); a list of them for several outputs."""
        refused(Model.predict, others)
        check_verbose(verbose)
        if batch_size is not None:
            whole(batch_size, "batch_size", 1)
        self._pull()
        answers = fitting.predict(self.core, self._rows(x))
        shapes = self._graph.output_shapes
        if len(shapes) == 1:
            return answers.reshape(len(answers), *shapes[0])
        return [
            LINKS[link]().answer(answers[:, part]).reshape(len(answers), *shape)
            for link, part, shape in zip(self._links, columns(shapes), shapes, strict=True)
        ]

    def train_on_batch(
        self,
        x: Rows,
        y: Rows,
        sample_weight: Array | None = None,
        class_weight: Mapping[int, float] | None = None,
        return_dict: bool = False,
    ) -> float | list[float] | dict[str, float]:
        """Take one step on these rows; return the loss before it, with metrics the loss and those.

        `class_weight` may name classes that none of these rows has.
        """
        rows = len(self._rows(x)) if self.built else len(array(x, "x"))
        self._check_weighed(class_weight)
        if class_weight is not None:
            sample_weight = combined_weights(array(y, "y"), class_weight, sample_weight, all_there=False)
        history = self.fit(x, y, rows, 1, 0, sample_weight=sample_weight, shuffle=False).history
        return _told({name: row[0] for name, row in history.items()}, return_dict)

    def test_on_batch(
        self, x: Rows, y: Rows, sample_weight: Array | None = None, return_dict: bool = False
    ) -> float | list[float] | dict[str, float]:
        """Return the loss on these rows, with metrics the loss and those."""
        return self.evaluate(x, y, verbose=0, sample_weight=sample_weight, return_dict=return_dict)

    def predict_on_batch(self, x: Rows) -> Array | list[Array]:
        return self.predict(x)

    def __call__(self, x: Any) -> Any:
        """Return the answers to rows; of symbols, what its layers will make of them, to build a larger model."""
        symbols = (x,) if isinstance(x, Symbol) else x
        if not isinstance(symbols, list | tuple) or not all(isinstance(each, Symbol) for each in symbols):
            return self.predict(x)
        if tuple(each.shape for each in symbols) != self.graph.inputs:
            raise ValueError(f"rows of {self.name} must have shapes {list(self.graph.inputs)}; "
                             f"got {[each.shape for each in symbols]}")  # fmt: skip
        made = self._called(tuple(symbols))[1]
        return made[0] if len(made) == 1 else list(made)


def _symbols(given: Any, name: str) -> tuple[Symbol, ...]:
    """Return the symbols of a model's ends; raises TypeError for what are none."""
    symbols = tuple(given) if isinstance(given, list | tuple) else (given,)
    for symbol in symbols:
        if not isinstance(symbol, Symbol):
            raise TypeError(f"{name} must be what Input and layers return; got {kind(symbol)}")
    return symbols


def _told(figures: dict[str, float], by_name: bool) -> float | list[float] | dict[str, float]:
    """Return figures as Keras hands them out: the loss alone is a number."""
    if by_name:
        return figures
    return figures["loss"] if len(figures) == 1 else list(figures.values())


class _Shared(fitting.Callback):
    """Hands weights back to the models whose they are, after each batch."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def batch_end(self, fit: Fit) -> None:
        self._model._push()
