"""Softmax regression: one score a class."""

from __future__ import annotations

from dataclasses import dataclass

from gdviz.core.checks import whole
from gdviz.core.models.base import MODELS
from gdviz.core.models.linear import LinearModel, with_ones
from gdviz.core.operations import Array


@MODELS.register("softmax")
@dataclass
class SoftmaxRegression(LinearModel):
    """P(class i | x) = exp(z_i) / sum_j exp(z_j) with z = x W + b: W (d, k), b (k,)."""

    title = "Softmax regression"
    order = 50
    formula = "softmax(x·W + b)"
    tasks = frozenset({"classification"})
    is_one_layer = True
    one_score_a_class = True

    def output_link(self, task: str) -> str:
        return "softmax"

    def build(self, n_inputs: int, n_outputs: int, task: str, **facts: object) -> None:
        n_outputs = whole(n_outputs, "n_outputs", 0)
        if n_outputs < 2:
            raise ValueError(f"softmax regression needs at least 2 classes; got {n_outputs}")
        super().build(n_inputs, n_outputs, task, **facts)  # type: ignore[arg-type]

    def design(self, X: Array) -> Array:
        return with_ones(X)

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        return {"W": (self.n_inputs, self.n_outputs), "b": (self.n_outputs,)}
