"""Logistic regression: one artificial neuron."""

from __future__ import annotations

from dataclasses import dataclass

from gdviz.core.checks import whole
from gdviz.core.models.base import MODELS, sum_of_terms
from gdviz.core.models.linear import LinearModel, weight_names, with_ones
from gdviz.core.operations import Array


@MODELS.register("logistic")
@dataclass
class Logistic(LinearModel):
    """P(class 1 | x) = sigmoid(w . x + b)."""

    title = "Logistic regression"
    order = 40
    formula = "sigmoid(w·x + b)"
    tasks = frozenset({"classification"})
    is_one_layer = True

    def output_link(self, task: str) -> str:
        return "sigmoid"

    def build(self, n_inputs: int, n_outputs: int, task: str, **facts: object) -> None:
        n_outputs = whole(n_outputs, "n_outputs", 0)
        if n_outputs != 2:
            raise ValueError(f"logistic regression tells 2 classes apart; got {n_outputs}: take softmax")
        super().build(n_inputs, n_outputs, task, **facts)  # type: ignore[arg-type]

    def design(self, X: Array) -> Array:
        return with_ones(X)

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        return {name: (1,) for name in [*weight_names(self.n_inputs), "b"]}

    def equation(self, names: tuple[str, ...] = ("x",)) -> str:
        terms = [*zip(self.theta[:-1].tolist(), names, strict=True), (float(self.theta[-1]), "")]
        return f"P = sigmoid({sum_of_terms(terms)})" if len(names) <= 3 else ""
