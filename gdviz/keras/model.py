"""A model of layers: Keras's calls, with the graph, the losses and the epoch loop of the core doing the work."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from gdviz.core import fitting
from gdviz.core.fitting import Fit
from gdviz.core.graph import Graph, Node
from gdviz.core.layers.base import Layer as CoreLayer
from gdviz.core.layers.base import Shape, Symbol, size_of
from gdviz.core.layers.linear import Linear
from gdviz.core.layers.sigmoid import Sigmoid
from gdviz.core.layers.softmax import Softmax
from gdviz.core.links import LINKS
from gdviz.core.losses import Loss as CoreLoss
from gdviz.core.losses import misfit
from gdviz.core.losses.joint import JointLoss, Part
from gdviz.core.models.layered import LayeredModel
from gdviz.core.operations import Array
from gdviz.keras import config, losses, metrics, optimizers
from gdviz.keras.callbacks import Callback, EarlyStopping, History
from gdviz.keras.layers import Layer
from gdviz.keras.progress import Progress, summary_table

Rows = Array | Sequence[Array]


class Model:
    """A model from inputs to outputs, as layers were called.

    The last sigmoid or softmax of an output is taken apart from its layer: cross-entropy then works on scores, and
    stays exact where a probability would round to 0 or 1.
    """

    def __init__(
        self, inputs: Symbol | Sequence[Symbol], outputs: Symbol | Sequence[Symbol], name: str = "model"
    ) -> None:
        given = (inputs,) if isinstance(inputs, Symbol) else tuple(inputs)
        made = (outputs,) if isinstance(outputs, Symbol) else tuple(outputs)
        self._start(name)
        self._take(Graph.between(given, made))

    def _start(self, name: str) -> None:
        self.name = name
        self.stop_training = False
        self.history: History | None = None
        self.optimizer: optimizers.Optimizer | None = None
        self.loss: list[losses.Loss] = []
        self.metric_names: tuple[str, ...] = ()
        self._core: LayeredModel | None = None
        self.stepped = False  # whether the optimizer has worked on these weights
        self._method_state: dict[str, Array] | None = None  # of a saved model, until the optimizer goes on from there

    def _take(self, graph: Graph, dtype: str | None = None) -> None:
        """Make weights for a graph."""
        self._graph = graph
        chain, self._links = _parted(graph)
        link = self._links[0] if len(self._links) == 1 else "identity"  # several: each output has its own
        core = LayeredModel.of(chain, link, dtype or config.floatx())
        core.initialize(np.random.default_rng(config.next_seed()))
        self._core, self.stepped = core, False
        values = core.parameters.value
        for layer, own in zip(graph.layers, chain.layers, strict=True):
            self._face(layer).bind([values[name] for name in chain.names_of(own).values()])

    @classmethod
    def from_graph(cls, graph: Graph, name: str, dtype: str) -> Model:
        """Return a model of a graph of the core's layers, each of which has a face."""
        model = cls.__new__(cls)
        model._start(name)
        model._take(graph, dtype)
        return model

    def face_of(self, node: Node) -> Layer:
        """Return the layer of a node of the graph, as the user knows it."""
        return self._face(node.layer)

    @staticmethod
    def _face(layer: CoreLayer) -> Layer:
        face: Layer = layer.__dict__["face"]
        return face

    @property
    def core(self) -> LayeredModel:
        """Return the model of the core; raises ValueError before the shape of its rows is known."""
        if self._core is None:
            raise ValueError("the model is not built yet: give its first layer an input_shape, or call fit")
        return self._core

    # -- looking -----------------------------------------------------------------------------------------------------

    @property
    def layers(self) -> list[Layer]:
        return [self._face(layer) for layer in self._graph.layers]

    @property
    def graph(self) -> Graph:
        """Return the graph as it was written, activations in their layers."""
        _ = self.core
        return self._graph

    @property
    def input_shape(self) -> tuple[int | None, ...]:
        return (None, *self.core.input_shape)

    @property
    def output_shape(self) -> tuple[int | None, ...]:
        return (None, *self._graph.output_shapes[0])

    def count_params(self) -> int:
        return int(self.core.theta.size)

    def summary(self, print_fn: Callable[[str], object] = print) -> None:
        """Print layers, output shapes and numbers of parameters."""
        rows = []
        for node, shape in zip(self.graph.nodes, self._graph.shapes[len(self._graph.inputs) :], strict=True):
            face = self._face(node.layer)
            rows.append((f"{face.name} ({type(face).__name__})", str((None, *shape)), face.count_params()))
        fixed = int(self.core.theta.size - self.core.trained.size)
        print_fn(summary_table(self.name, rows, self.count_params(), fixed))

    # -- weights -----------------------------------------------------------------------------------------------------

    def get_weights(self) -> list[Array]:
        """Return copies of all weights, layer by layer."""
        _ = self.core
        return [array for layer in self.layers for array in layer.get_weights()]

    def set_weights(self, weights: Sequence[Array]) -> None:
        """Take weights over; raises ValueError, and changes nothing, where number or shapes differ."""
        counts = [len(layer.get_weights()) for layer in self.layers]
        wanted = [array.shape for array in self.get_weights()]
        came = [np.shape(weight) for weight in weights]
        if wanted != came:
            raise ValueError(f"weights must have shapes {wanted}; got {came}")
        rest = [np.asarray(weight) for weight in weights]
        for layer, count in zip(self.layers, counts, strict=True):
            layer.set_weights(rest[:count])
            rest = rest[count:]

    def resume(self, state: dict[str, Array]) -> None:
        """Let the optimizer go on from a state that was saved."""
        self._method_state, self.stepped = state, True

    def save(self, filepath: str | Path) -> None:
        """Write layers, weights, optimizer and its state to one file, whole or not at all."""
        from gdviz.keras.saving import save_model

        save_model(self, Path(filepath))

    # -- training ----------------------------------------------------------------------------------------------------

    def compile(
        self,
        optimizer: str | optimizers.Optimizer = "rmsprop",
        loss: str | losses.Loss | Sequence[str | losses.Loss] | None = None,
        metrics: Sequence[str] = (),
    ) -> None:
        """Say what is minimised, how, and what else is told; raises ValueError or TypeError on unknown names."""
        if loss is None:
            raise ValueError("loss must be named, for example 'mse' or 'binary_crossentropy'; got none")
        each = [loss] if isinstance(loss, str | losses.Loss) else list(loss)
        self.optimizer, self.loss = optimizers.get(optimizer), [losses.get(one) for one in each]
        self.metric_names = tuple(metrics)
        self.stepped = False
        if self._core is not None:
            self._freeze()
            self._core_loss()  # what does not fit is said here, and not after the first epoch
            self._core_metrics()

    def _freeze(self) -> None:
        """Make the model anew, with the same weights, if a layer's `trainable` was changed since it was made."""
        graph = Graph(self._graph.inputs, self._graph.nodes, self._graph.outputs)
        if graph.fixed != self._graph.fixed:
            weights, dtype = self.get_weights(), str(self.core.theta.dtype)
            self._take(graph, dtype)
            self.set_weights(weights)

    def fit(
        self,
        x: Rows,
        y: Rows,
        batch_size: int | None = 32,
        epochs: int = 1,
        verbose: str | int = "auto",
        callbacks: Sequence[Callback] = (),
        validation_split: float = 0.0,
        validation_data: Sequence[Any] | None = None,
        shuffle: bool = True,
        class_weight: Mapping[int, float] | None = None,
        sample_weight: Array | None = None,
        initial_epoch: int = 0,
    ) -> History:
        """Train for `epochs` - `initial_epoch` epochs; return the history of losses and metrics.

        Raises ValueError or TypeError, before any work is done, where something does not fit.
        """
        optimizer = self._compiled()
        if not isinstance(epochs, int) or epochs < 0:
            raise ValueError(f"epochs must be a whole number from 0 on; got {epochs!r}")
        rows = self._rows(x)
        targets = self._targets(y)
        held = None
        if validation_data is not None:
            held = (self._rows(validation_data[0]), self._targets(validation_data[1]), *validation_data[2:])
        loss, scale = self._core_loss()
        history, progress = History(), Progress(epochs, verbose)
        told = [*callbacks, history, progress]
        self.stop_training = False
        for callback in told:
            callback.set_model(self)
        fit = Fit(
            self.core,
            loss,
            optimizer.method,
            rows,
            targets,
            batch_size=len(rows) if batch_size is None else batch_size,
            seed=config.next_seed(),
            shuffle=shuffle,
            metrics=self._core_metrics(),
            validation_split=validation_split,
            validation_data=held,
            class_weight=class_weight,
            sample_weight=sample_weight,
            callbacks=[callback.in_core() for callback in told],
            initial_epoch=initial_epoch,
            loss_scale=scale,
            start_method=not self.stepped or self._method_state is not None,
        )
        if self._method_state is not None:
            optimizer.method.load_state(self._method_state)
            self._method_state = None
        progress.steps = fit.batches_per_epoch
        history.params = {"epochs": epochs, "steps": fit.batches_per_epoch, "verbose": verbose}
        self.stepped = True
        began = time.perf_counter()
        for _ in fit.run(epochs):
            pass
        progress.seconds = time.perf_counter() - began
        for callback in callbacks:
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
    ) -> float | list[float] | dict[str, float]:
        """Return the loss, with metrics the loss and those; as a dict if asked for."""
        self._compiled()
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
        if verbose not in (0, "0"):
            print(" - ".join(f"{name}: {figure:.4f}" for name, figure in figures.items()))
        if return_dict:
            return figures
        return figures["loss"] if len(figures) == 1 else list(figures.values())

    def predict(self, x: Rows, batch_size: int | None = None, verbose: str | int = "auto") -> Array | list[Array]:
        """Return the answers (n, outputs); a list of them for several outputs."""
        answers = fitting.predict(self.core, self._rows(x))
        if len(self._graph.outputs) == 1:
            return answers
        columns = _columns(self._graph.output_shapes)
        return [LINKS[link]().answer(answers[:, part]) for link, part in zip(self._links, columns, strict=True)]

    def __call__(self, x: Rows) -> Array | list[Array]:
        return self.predict(x)

    # -- from Keras to the core --------------------------------------------------------------------------------------

    def _compiled(self) -> optimizers.Optimizer:
        if self.optimizer is None:
            raise ValueError("the model must be compiled first: model.compile(loss=..., optimizer=...)")
        return self.optimizer

    def _rows(self, x: Rows) -> Array:
        """Return rows as the core's model takes them: several inputs side by side."""
        shapes = self.graph.inputs
        if len(shapes) == 1:
            return np.asarray(x)
        if not isinstance(x, list | tuple) or len(x) != len(shapes):
            raise ValueError(f"x must be a list of {len(shapes)} arrays, one for each input; got {_kind(x)}")
        parts = [np.asarray(part) for part in x]
        for part, shape in zip(parts, shapes, strict=True):
            if part.shape[1:] != shape:
                raise ValueError(f"rows of this input must have shape {shape}; got {part.shape[1:]}")
        return np.concatenate([part.reshape(len(part), -1) for part in parts], axis=1)

    def _targets(self, y: Rows) -> Array:
        count = len(self.graph.outputs)
        if count == 1:
            return np.asarray(y)
        if not isinstance(y, list | tuple) or len(y) != count:
            raise ValueError(f"y must be a list of {count} arrays, one for each output; got {_kind(y)}")
        dtype = self.core.theta.dtype
        found = [
            part.loss.targets(np.asarray(own), part.outputs, dtype) for part, own in zip(self._parts(), y, strict=True)
        ]
        return np.concatenate(found, axis=1)

    def _losses(self) -> list[losses.Loss]:
        """Return the loss of each output; one alone holds for all."""
        count = len(self.graph.outputs)
        if len(self.loss) not in (1, count):
            raise ValueError(f"loss must be one, or one for each of the {count} outputs; got {len(self.loss)}")
        return self.loss * count if len(self.loss) == 1 else self.loss

    def _core_loss(self) -> tuple[CoreLoss, float]:
        """Return the core's loss and what it is multiplied by."""
        shapes, link = self.graph.output_shapes, self.core.link
        if len(shapes) == 1:
            loss, outputs = self._losses()[0], size_of(shapes[0])
            own = loss.of(link)
            reason = misfit(own, own.link if link == "identity" else link, outputs)
            if reason:
                raise ValueError(reason)
            return own, loss.scale(outputs)
        return JointLoss(self._parts()), 1.0

    def _parts(self) -> list[Part]:
        shapes = self.graph.output_shapes
        return [
            Part(loss.of(link), link, size_of(shape), loss.scale(size_of(shape)))
            for loss, link, shape in zip(self._losses(), self._links, shapes, strict=True)
        ]

    def _core_metrics(self) -> dict[str, Any]:
        if not self.metric_names:
            return {}
        if len(self.graph.outputs) > 1:
            raise ValueError(f"metrics are for models with one output; this one has {len(self._graph.outputs)}")
        outputs = size_of(self._graph.output_shapes[0])
        return dict(metrics.made(self.metric_names, self._core_loss()[0], self.core.link, outputs))


def _parted(graph: Graph) -> tuple[Graph, list[str]]:
    """Return the graph without the sigmoid or softmax of its outputs, and the links that do it instead."""
    nodes, links = list(graph.nodes), []
    for output in graph.outputs:
        place = output - len(graph.inputs)
        layer = graph.nodes[place].layer
        used_once = sum(node.layer is layer for node in graph.nodes) == 1 == graph.outputs.count(output)
        ends = used_once and not any(output in node.sources for node in graph.nodes)
        name = getattr(layer, "activation", None) or layer.name
        if not ends or name not in ("sigmoid", "softmax") or (isinstance(layer, Sigmoid) and layer.beta != 1):
            links.append("identity")
            continue
        bare: CoreLayer = Linear() if isinstance(layer, Sigmoid | Softmax) else replace(layer, activation="linear")  # type: ignore[type-var]
        nodes[place] = Node(bare, graph.nodes[place].sources)
        links.append(name)
    return Graph(graph.inputs, nodes, graph.outputs), links


def _columns(shapes: Sequence[Shape]) -> list[slice]:
    edges = np.cumsum([0, *map(size_of, shapes)]).tolist()
    return [slice(start, stop) for start, stop in pairwise(edges)]


def _kind(value: object) -> str:
    return f"{len(value)}" if isinstance(value, list | tuple) else f"one {type(value).__name__}"
