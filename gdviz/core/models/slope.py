"""A line through the origin: the model with one parameter."""

from __future__ import annotations

from dataclasses import dataclass

from gdviz.core.models.base import MODELS, sum_of_terms
from gdviz.core.models.linear import LinearModel
from gdviz.core.operations import Array


@MODELS.register("slope")
@dataclass
class Slope(LinearModel):
    """f(x) = m x."""

    title = "Slope"
    order = 10
    formula = "m·x"
    tasks = frozenset({"regression"})

    def design(self, X: Array) -> Array:
        return X

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        if self.n_inputs != 1:
            raise ValueError(f"slope takes one input column; got {self.n_inputs}")
        return {"m": (1,)}

    def equation(self, names: tuple[str, ...] = ("x",)) -> str:
        return f"f({names[0]}) = {sum_of_terms([(self.theta[0], names[0])])}"
