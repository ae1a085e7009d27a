"""A sine wave, whose length and place are learnt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from gdviz.core.hyperparameter import real
from gdviz.core.models.base import MODELS, Model, number, sum_of_terms
from gdviz.core.models.linear import weight_names
from gdviz.core.operations import Array, Operation, constant, product
from gdviz.core.parameters import Parameters
from gdviz.core.tape import ModelTape


@MODELS.register("sine")
@dataclass
class Sine(Model):
    """f(x) = A sin(w x + b); for d inputs A sin(w1 x1 + ... + wd xd + b).

    df/dw = A x cos(w x + b), df/db = A cos(w x + b): not linear in w and b, so that the loss has many minima, the best
    ones a whole turn (2 pi) of b apart, with saddles between them and plateaus where the wave is much too short.
    """

    amplitude: float = real(
        2.0, low=1e-6, high=1e6, soft_low=0.1, soft_high=10.0, scale="log", symbol="A", restarts=True,
        help="The height of the wave, which is not learnt",
    )  # fmt: skip

    title = "Sine wave"
    order = 35
    formula = "A·sin(w·x + b)"
    tasks = frozenset({"regression"})

    def build(
        self, n_inputs: int, n_outputs: int, task: str, *, X: Array | None = None, dtype: DTypeLike = np.float64
    ) -> None:
        self.n_inputs, _ = self.checked(n_inputs, n_outputs, task)
        self.n_outputs, self.link = 1, "identity"
        self.parameters = Parameters({name: (1,) for name in [*weight_names(self.n_inputs), "b"]}, dtype)

    def initialize(self, rng: np.random.Generator) -> None:
        self.theta[...] = rng.normal(0.0, 1.0, self.theta.shape)

    def tape(self, rows: Array, training: bool = False) -> ModelTape:
        n, dtype = len(rows), self.theta.dtype
        w, b = self.theta[:-1].reshape(-1, 1), self.theta[-1:]
        dw, db = self.parameters.grad[:-1].reshape(-1, 1), self.parameters.grad[-1:]
        z, dz, angle, slope = (np.empty((n, 1), dtype) for _ in range(4))
        height = constant(self.amplitude, dtype)
        forward: list[Operation] = [
            product(rows, w, angle),
            (np.add, (angle, b, angle)),
            (np.sin, (angle, z)),
            (np.multiply, (z, height, z)),
        ]
        backward: list[Operation] = [
            (np.cos, (angle, slope)),
            (np.multiply, (slope, height, slope)),
            (np.multiply, (slope, dz, slope)),
            product(rows.T, slope, dw),
            (np.add.reduce, (slope, 0, None, db)),
        ]
        return ModelTape(rows, z, dz, forward, backward)

    def equation(self, names: tuple[str, ...] = ("x",)) -> str:
        terms = [*zip(self.theta[:-1].tolist(), names, strict=True), (float(self.theta[-1]), "")]
        wave = f"{number(self.amplitude)} sin({sum_of_terms(terms)})"
        return f"f({', '.join(names)}) = {wave}" if len(names) <= 2 else f"f = {wave}"
