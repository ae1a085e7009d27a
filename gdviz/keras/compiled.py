"""What a model minimises, how, and what else it tells."""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gdviz.core.graph import Graph
from gdviz.core.layers.base import size_of
from gdviz.core.losses import Loss as CoreLoss
from gdviz.core.losses import misfit
from gdviz.core.losses.joint import JointLoss, Part
from gdviz.core.metrics import Metric as CoreMetric
from gdviz.core.operations import Array
from gdviz.keras import losses, metrics, optimizers
from gdviz.keras.arguments import at_least_0, refused
from gdviz.keras.structure import Structure


class Compiled(Structure):
    """Layers with a loss for each output, an optimizer and metrics."""

    def _start(self, name: str) -> None:
        super()._start(name)
        self.optimizer: optimizers.Optimizer | None = None
        self.loss: list[losses.Loss] = []
        self.loss_weights: list[float] | None = None
        self.metrics: tuple[tuple[metrics.Metric, ...], ...] = ((),)
        self._kept: dict[str, Array] | None = None  # the optimizer's state, until it goes on from there

    def compile(
        self,
        optimizer: str | optimizers.Optimizer = "rmsprop",
        loss: str | losses.Loss | Sequence[str | losses.Loss] | Mapping[str, str | losses.Loss] | None = None,
        loss_weights: Sequence[float] | Mapping[str, float] | None = None,
        metrics: Sequence[Any] | Mapping[str, Any] | None = None,
        **others: object,
    ) -> None:
        """Say what is minimised, how, and what else is told; raises ValueError or TypeError on unknown names.

        Where there are several outputs, loss, metrics and loss_weights are lists of one for each, or by the names of
        the layers that they come from.
        """
        refused(Compiled.compile, others)
        if loss is None:
            raise ValueError("loss must be named, for example 'mse' or 'binary_crossentropy'; got none")
        if isinstance(loss, Mapping):
            loss = self._by_output(loss, "loss")
        if not isinstance(loss, str | losses.Loss | list | tuple):
            raise TypeError(f"loss must be one of gdviz.keras.losses, or a list of one for each output; got {loss!r}")
        each: list[str | losses.Loss] = [loss] if isinstance(loss, str | losses.Loss) else list(loss)
        found = self._metrics_of(metrics)
        if isinstance(loss_weights, Mapping):
            loss_weights = self._by_output(loss_weights, "loss_weights")
        weights = None
        if loss_weights is not None:
            weights = [at_least_0(weight, "loss_weights") for weight in _listed(loss_weights)]
        new = (optimizers.get(optimizer), [losses.get(one) for one in each], found, weights, False)
        before = self.optimizer, self.loss, self.metrics, self.loss_weights, self.stepped
        self.optimizer, self.loss, self.metrics, self.loss_weights, self.stepped = new
        if self._core is not None:
            try:
                self._core_loss()  # what does not fit is said here, and not after the first epoch
                self._core_metrics()
            except (ValueError, TypeError):
                self.optimizer, self.loss, self.metrics, self.loss_weights, self.stepped = before
                raise
            self._freeze()
        self._kept = None

    def resume(self, state: dict[str, Array]) -> None:
        """Let the optimizer go on from a state that was saved."""
        self._kept, self.stepped = state, True

    def optimizer_state(self) -> dict[str, Array]:
        """Return copies of what the optimizer remembers of this model; empty before its first step."""
        if self._kept is not None:
            return {name: array.copy() for name, array in self._kept.items()}
        return self._compiled().method.save_state() if self.stepped else {}

    def _take_turn(self, optimizer: optimizers.Optimizer) -> None:
        """Let an optimizer that several models were compiled with remember each of them by itself."""
        other = optimizer.works_for and optimizer.works_for()
        if isinstance(other, Compiled) and other is not self and other.optimizer is optimizer:
            other._kept = other.optimizer_state() if other.stepped else None
        optimizer.works_for = weakref.ref(self)

    @property
    def metrics_names(self) -> list[str]:
        return ["loss", *(self._core_metrics() if self.optimizer is not None else ())]

    def _by_output(self, given: Mapping[str, Any], what: str) -> list[Any]:
        return self._by_name(given, self.output_names, what, "outputs")

    @staticmethod
    def _by_name(given: Mapping[str, Any], names: Sequence[str], what: str, ends: str) -> list[Any]:
        if set(given) != set(names):
            raise ValueError(f"{what} must name the {ends}, {', '.join(names)}; got {', '.join(map(str, given))}")
        return [given[name] for name in names]

    def _metrics_of(self, given: Sequence[Any] | Mapping[str, Any] | None) -> tuple[tuple[metrics.Metric, ...], ...]:
        """Return the metrics of each output."""
        count = 1 if self._core is None else len(self._graph.outputs)
        if isinstance(given, Mapping):
            names = self.output_names
            for name in given.keys() - set(names):
                raise ValueError(f"metrics must be of the outputs {', '.join(names)}; got {name!r}")
            given = [given.get(name, []) for name in names]
        elif count == 1 and isinstance(given, list | tuple):
            given = [given]
        if given is None:
            return ((),) * count
        if not isinstance(given, list | tuple):
            raise TypeError(f"metrics must be a list, such as ['accuracy']; got {given!r}")
        if len(given) != count:
            raise ValueError(f"metrics must be a list of one for each of the {count} outputs; got {len(given)}")
        lists = [one if isinstance(one, list | tuple) else [one] for one in given]
        return tuple(tuple(metrics.get(one) for one in own) for own in lists)

    def _freeze(self) -> None:
        """Make the model anew, with the same weights, if a layer's `trainable` was changed since it was made."""
        graph = Graph(self._graph.inputs, self._graph.nodes, self._graph.outputs)
        if graph.fixed != self._graph.fixed:
            weights, dtype = self.get_weights(), str(self.core.theta.dtype)
            self._take(graph, dtype)
            self.set_weights(weights)

    def _compiled(self) -> optimizers.Optimizer:
        if self.optimizer is None:
            raise ValueError("the model must be compiled first: model.compile(loss=..., optimizer=...)")
        return self.optimizer

    def _losses(self) -> list[losses.Loss]:
        """Return the loss of each output; one alone holds for all."""
        count = len(self.graph.outputs)
        if len(self.loss) not in (1, count):
            raise ValueError(f"loss must be one, or one for each of the {count} outputs; got {len(self.loss)}")
        return self.loss * count if len(self.loss) == 1 else self.loss

    def _core_loss(self) -> tuple[CoreLoss, float]:
        """Return the core's loss and what it is multiplied by."""
        shapes, link = self.graph.output_shapes, self.core.link
        if self.loss_weights is not None and len(self.loss_weights) != len(shapes):
            raise ValueError(f"loss_weights must be one for each of the {len(shapes)} outputs; "
                             f"got {len(self.loss_weights)}")  # fmt: skip
        if len(shapes) == 1:
            loss, outputs = self._losses()[0], size_of(shapes[0])
            own = loss.of(link)
            reason = misfit(own, own.link if link == "identity" else link, outputs)
            if reason:
                raise ValueError(reason)
            return own, loss.scale(outputs) * (self.loss_weights or [1.0])[0]
        return JointLoss(self._parts()), 1.0

    def _parts(self) -> list[Part]:
        shapes = self.graph.output_shapes
        weights = self.loss_weights or [1.0] * len(shapes)
        return [
            Part(loss.of(link), link, size_of(shape), loss.scale(size_of(shape)) * weight)
            for loss, link, shape, weight in zip(self._losses(), self._links, shapes, weights, strict=True)
        ]

    def _core_metrics(self) -> dict[str, CoreMetric]:
        """Return what is told besides the loss: of several outputs also the loss of each."""
        shapes = self._graph.output_shapes
        loss = self._core_loss()[0]
        if not isinstance(loss, JointLoss):
            return metrics.made(self.metrics[0], loss, self.core.link, size_of(shapes[0]))
        return metrics.made_of_parts(self.output_names, self.metrics, loss, [own.scale(n) for own, n in zip(
            self._losses(), map(size_of, shapes), strict=True)])  # fmt: skip


def _listed(weights: object) -> Sequence[float]:
    """Return weights of losses; raises TypeError for what is no list, as the names of metrics in their place."""
    if not isinstance(weights, list | tuple | np.ndarray):
        raise TypeError(f"loss_weights must be a list of numbers, one for each output; got {weights!r}")
    return list(weights)
