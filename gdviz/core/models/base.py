"""What a model is: scores as a function of inputs and of one flat parameter vector."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import DTypeLike

from gdviz.core.checks import of_kind, one_of, whole
from gdviz.core.hyperparameter import validate
from gdviz.core.layers.base import Moment, Shape
from gdviz.core.links import LINKS
from gdviz.core.models.blocks import Blocks
from gdviz.core.models.component_names import ComponentNames
from gdviz.core.operations import Array, run
from gdviz.core.parameters import Parameters
from gdviz.core.registry import Registry
from gdviz.core.tape import ModelTape
from gdviz.core.targets import class_labels, numbers

TASKS = ("classification", "regression")
ROWS_AT_ONCE = 512  # a block's buffers stay in the cache, where the plane has 10,000 places


class Model(ABC):
    """z = f(x; theta): scores z (n, k) of inputs X (n, d); `link` makes answers of them.

    Registered models are dataclasses whose fields are declared hyperparameters (degree, standardise, ...), so that a
    form comes out of the class. `build` then fits the instance to the data's shape and makes its parameters; after
    that the hyperparameters must not change.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    order: ClassVar[int] = 1000  # place in menus: from one parameter to many
    formula: ClassVar[str]
    tasks: ClassVar[frozenset[str]]
    is_direct: ClassVar[bool] = False  # True: its data determine it at once, see `gdviz.core.models.direct`
    is_certain: ClassVar[bool] = False  # True: a probability may be exactly 0
    is_function: ClassVar[bool] = False  # True: it has no use for data, see `gdviz.core.models.function`
    one_score_a_class: ClassVar[bool] = False  # True: of two classes too

    parameters: Parameters
    link: str
    n_inputs: int
    n_outputs: int

    def __post_init__(self) -> None:
        validate(self)
        self.moment = Moment()  # the seed and the step of the run, for layers that draw at random

    def checked(self, n_inputs: int, n_outputs: int, task: str) -> tuple[int, int]:
        """Return the numbers of inputs and outputs; raises ValueError where these, or the task, are not for it."""
        one_of(task, TASKS, "task")
        if task not in self.tasks:
            raise ValueError(f"{self.name} is a model for {' or '.join(sorted(self.tasks))}; got {task}")
        return whole(n_inputs, "n_inputs", 1), whole(n_outputs, "n_outputs", 1)

    @abstractmethod
    def build(
        self, n_inputs: int, n_outputs: int, task: str, *, X: Array | None = None, dtype: DTypeLike = np.float64
    ) -> None:
        """Make the parameters. n_outputs is 1 for regression, the number of classes for classification.

        X (n, d) are the training inputs, for models that standardise by them.
        """

    @abstractmethod
    def initialize(self, rng: np.random.Generator) -> None:
        """Set theta to a start drawn from `rng`."""

    @abstractmethod
    def tape(self, rows: Array, training: bool = False) -> ModelTape:
        """Write down forward and backward for `rows`, as `prepare` made them (a block that may be refilled).

        `training` is True for the loss that is minimised: some layers then behave otherwise than for answers.
        """

    def prepare(self, X: Array) -> Array:
        """Return the rows that `tape` takes: the design matrix of a model that has one, else X, in theta's dtype."""
        return np.ascontiguousarray(X, dtype=self.parameters.theta.dtype)

    @property
    def theta(self) -> Array:
        """Return all numbers of the model (P,): those that are trained, then those that are not."""
        return self.parameters.theta

    @property
    def trained(self) -> Array:
        """Return the part of theta that methods change; most often it is all of theta itself."""
        return self.parameters.trained

    @property
    def input_shape(self) -> Shape:
        """Return the shape of one row of X."""
        return (self.n_inputs,)

    @property
    def penalized(self) -> Array:
        """Return 1.0 for each weight and 0.0 for each bias (P,): what L1 and L2 act on."""
        mask = np.ones_like(self.theta)
        for name, part in self.parameters.views(mask).items():
            if name.startswith("b"):
                part[...] = 0.0
        return mask

    @property
    def own_penalties(self) -> tuple[Array, Array] | None:
        """Return L1 and L2 of each number of theta (P,), where parts of the model ask for some of their own."""
        return None

    @cached_property
    def component_names(self) -> ComponentNames:
        """Return a name for each number of theta: w, b, W1[0,3], ..."""
        return ComponentNames(self.parameters.shapes)

    def targets(self, y: Array) -> Array:
        """Return y as the loss takes it: (n, 1) numbers, or (n, k) one-hot rows for a softmax link.

        Raises ValueError on another shape, and on a class that the model has no answer for.
        """
        dtype = self.theta.dtype
        if self.link == "identity":
            return numbers(y, self.n_outputs, dtype)
        labels = class_labels(y, max(2, self.n_outputs))
        return np.eye(self.n_outputs, dtype=dtype)[labels] if self.link == "softmax" else labels.astype(dtype)[:, None]

    @property
    def rows_at_once(self) -> int:
        """Return how many rows answers are best asked for at a time, so that the buffers of a tape stay small."""
        return ROWS_AT_ONCE

    def scores(self, X: Array) -> Array:
        """Return f(X; theta) (n, k) as a new array; raises ValueError on rows of another shape."""
        if np.shape(X)[1:] != self.input_shape or not np.ndim(X):
            shape = ", ".join(["n", *map(str, self.input_shape)])
            raise ValueError(f"X must be ({shape}) for this model; got {np.shape(X)}")
        rows, size = self.prepare(X), self.rows_at_once
        if len(rows) > size:
            return self.in_blocks(rows, size)
        tape = self.tape(rows)
        run(tape.forward)
        return tape.z

    def in_blocks(self, rows: Array, size: int) -> Array:
        """Return the scores of rows, `size` of them at a time."""
        return Blocks(self.tape(np.zeros((size, *rows.shape[1:]), rows.dtype))).scores(rows)

    def answers(self, X: Array) -> Array:
        """Return numbers (n, 1) for regression, probabilities (n, number of classes) for classification."""
        answer = LINKS[self.link]().answer(self.scores(X))
        return np.hstack([1 - answer, answer]) if self.link == "sigmoid" else answer

    def equation(self, names: tuple[str, ...] = ("x",)) -> str:
        """Return the fitted function as text, or "" where that would not fit a line."""
        return ""

    def theta_by_name(self) -> Mapping[str, float]:
        return dict(zip(self.component_names, self.theta.tolist(), strict=True))


def check_model(model: object) -> None:
    """Raise TypeError for what is no model, ValueError for one that is not built yet."""
    of_kind(model, Model, "model")
    if not hasattr(model, "parameters"):
        raise ValueError(f"model must be built before it works on rows; got a {model.name} without parameters")  # type: ignore[attr-defined]


MODELS: Registry[type[Model]] = Registry("model", "gdviz.models")

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def number(value: float) -> str:
    """Return three significant digits with a real minus sign, as an equation shows them."""
    if 999.5 <= abs(value) < 1e5:
        text = f"{value:.0f}"  # 12345 is read faster than 1.23 × 10⁴
    elif value == 0 or 1e-3 <= abs(value) < 999.5 or not math.isfinite(value):
        text = f"{value:#.3g}".rstrip(".")
    else:
        mantissa, exponent = f"{value:.2e}".split("e")
        text = f"{mantissa} × 10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
    return text.replace("-", "−")


def sum_of_terms(terms: list[tuple[float, str]]) -> str:
    """Return "1.02 x − 0.009" of [(1.02, "x"), (-0.009, "")]."""
    text = ""
    for value, factor in terms:
        body = f"{number(abs(value))} {factor}".rstrip()
        sign = "−" if value < 0 else "+"
        text = (f"{text} {sign} " if text else ("−" if value < 0 else "")) + body
    return text
