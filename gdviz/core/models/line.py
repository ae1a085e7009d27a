"""Linear regression."""

from __future__ import annotations

from dataclasses import dataclass

from gdviz.core.models.base import MODELS, sum_of_terms
from gdviz.core.models.linear import LinearModel, weight_names, with_ones
from gdviz.core.operations import Array


@MODELS.register("line")
@dataclass
class Line(LinearModel):
    """f(x) = w x + b; for d inputs w1 x1 + ... + wd xd + b."""

    title = "Linear regression"
    order = 20
    formula = "w·x + b"
    tasks = frozenset({"regression"})
    is_one_layer = True

    def design(self, X: Array) -> Array:
        return with_ones(X)

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        return {name: (1,) for name in [*weight_names(self.n_inputs), "b"]}

    def equation(self, names: tuple[str, ...] = ("x",)) -> str:
        terms = [*zip(self.theta[:-1].tolist(), names, strict=True), (float(self.theta[-1]), "")]
        return f"f({', '.join(names)}) = {sum_of_terms(terms)}" if len(names) <= 2 else f"f = {sum_of_terms(terms)}"
