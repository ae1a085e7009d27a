"""A function of two variables that is minimised itself, without any data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from gdviz.core.formula import Formula, Program, parse
from gdviz.core.hyperparameter import formula
from gdviz.core.models.base import MODELS, Model
from gdviz.core.operations import Array, Operation, run
from gdviz.core.parameters import Parameters
from gdviz.core.surfaces import SURFACES, VARIABLES, Surface, surface_of
from gdviz.core.tape import ModelTape

USUAL_EXTENT = (-3.0, 3.0, -3.0, 3.0)


@MODELS.register("function")
@dataclass
class Function(Model):
    """f(x, y) with theta = (x, y): whatever row it is asked for, its score is f(theta).

    With the loss `height` the loss surface is the function. Its gradient is exact, by the rules of differentiation.
    """

    expression: str = formula(
        SURFACES["two_valleys"].expression, variables=VARIABLES, label="f(x, y)", restarts=True,
        help="What is minimised: + − * / ^, brackets, pi, e, and functions such as sin, exp, sqrt, abs and max",
    )  # fmt: skip

    title = "Function of two variables"
    order = 5
    formula = "f(x, y)"
    tasks = frozenset({"regression", "classification"})
    is_function = True

    def build(
        self, n_inputs: int, n_outputs: int, task: str, *, X: Array | None = None, dtype: DTypeLike = np.float64
    ) -> None:
        self.n_inputs, _ = self.checked(n_inputs, n_outputs, task)
        self.n_outputs, self.link = 1, "identity"
        self.parameters = Parameters({name: (1,) for name in VARIABLES}, dtype)

    @property
    def function(self) -> Formula:
        return parse(self.expression, VARIABLES)

    @property
    def surface(self) -> type[Surface] | None:
        """Return the test function that this is, if it is one."""
        return surface_of(self.function)

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Return which part of the plane is worth looking at: left, right, bottom, top."""
        return USUAL_EXTENT if self.surface is None else self.surface.extent

    @property
    def minima(self) -> tuple[tuple[float, float], ...]:
        """Return the lowest places, where they are known."""
        return () if self.surface is None else self.surface.minima

    @property
    def penalized(self) -> Array:
        return np.zeros_like(self.theta)

    def initialize(self, rng: np.random.Generator) -> None:
        left, right, bottom, top = self.extent
        self.theta[...] = rng.uniform(left, right), rng.uniform(bottom, top)

    def targets(self, y: Array) -> Array:
        return np.zeros((len(y), 1), self.theta.dtype)

    def heights(self, places: Array) -> Array:
        """Return f (m,) at many places (m, 2)."""
        return self.function.at(places[:, 0], places[:, 1])

    def tape(self, rows: Array, training: bool = False) -> ModelTape:
        n, dtype, function = len(rows), self.theta.dtype, self.function
        z, dz, total = np.empty((n, 1), dtype), np.empty((n, 1), dtype), np.empty((), dtype)
        program, grad = self._program(), self.parameters.grad
        height = program.write(function.tree)
        forward: list[Operation] = [*program.operations, (np.copyto, (z, height))]
        slopes = [program.write(function.derivative(name).tree) for name in VARIABLES]
        backward: list[Operation] = [
            *program.operations[len(forward) - 1 :],
            (np.add.reduce, (dz, (0, 1), None, total)),
            *((np.multiply, (slope, total, grad[place, ...])) for place, slope in enumerate(slopes)),
        ]
        return ModelTape(rows, z, dz, forward, backward)

    def scores(self, X: Array) -> Array:
        with np.errstate(all="ignore"):
            return super().scores(X)

    def sum_of_squares(self) -> Squares:
        """Return the residuals of f; raises ValueError where f is not written as a sum of squares."""
        parts = self.function.squares
        if parts is None:
            raise ValueError("least squares need a sum of squares, such as (1 - x)^2 + 100*(y - x^2)^2; f is none")
        return Squares(self, parts)

    def _program(self) -> Program:
        x, y = (self.theta[place, ...] for place in range(2))
        return Program({"x": x, "y": y}, (), self.theta.dtype)


class Squares:
    """r (m,) with f = r . r, and dr/dtheta (m, 2)."""

    def __init__(self, model: Function, parts: Sequence[Formula]) -> None:
        self._theta, program = model.theta, model._program()
        self._residuals = [program.write(part.tree) for part in parts]
        self._slopes = [[program.write(part.derivative(name).tree) for name in VARIABLES] for part in parts]
        self._operations = program.operations

    def at(self, theta: Array) -> tuple[Array, Array]:
        """Return both as new arrays."""
        if theta is not self._theta:
            self._theta[...] = theta
        run(self._operations)
        return np.array(self._residuals), np.array(self._slopes)
