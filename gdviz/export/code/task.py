"""What a program trains, whatever its rows are: model, start, loss and method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gdviz.core.operations import Array
from gdviz.export.code.chain import CodeLayer
from gdviz.training.step_rules import CONSTANT, UNCLIPPED, ClipChoice, ScheduleChoice

LOSSES = (
    "mse",
    "half_mse",
    "mae",
    "huber",
    "hinge",
    "binary_cross_entropy",
    "categorical_cross_entropy",
    "sparse_categorical_cross_entropy",
    "height",  # of a function of its parameters
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Task:
    """A model of layers from its start on, a loss and one method; `options` name every hyperparameter of it."""

    layers: tuple[CodeLayer, ...]
    link: str
    loss: str
    seed: int
    method: str
    options: Mapping[str, Any]
    schedule: ScheduleChoice = CONSTANT
    clip: ClipChoice = UNCLIPPED
    batch_size: int | None = None
    patience: int = 0
    drawn: bool = True  # whether the start is what the seed draws
    frozen: tuple[int, ...] = ()  # places in theta that no step moves
    powers: int = 0  # the degree of a polynomial, 0 for any other model
    wave: float = 0.0  # the height A of a model A sin(x W + b); 0 for any other
    dtype: str = "float64"

    @property
    def n_parameters(self) -> int:
        """Return how many numbers a method moves."""
        return sum(array.size for array in self.arrays())

    @property
    def n_outputs(self) -> int:
        return self.layers[-1].shape_after[0]

    @property
    def is_random(self) -> bool:
        """Return whether the loss depends on more than rows and parameters: on chance, or on running means."""
        return any(layer.kind in ("dropout", "batch_normalization") for layer in self.layers)

    @property
    def is_priced(self) -> bool:
        return any(layer.l1 or layer.l2 for layer in self.layers)

    def names(self) -> list[str]:
        """Return what a program calls the parameters that a method moves: W1, b1, W2, ..."""
        return [name for layer in self.layers for name in layer.trained]

    def arrays(self) -> list[Array]:
        """Return where the parameters start, in the order of `names`."""
        return [layer.named[name] for layer in self.layers for name in layer.trained]
