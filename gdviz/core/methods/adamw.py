"""AdamW."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from gdviz.core.arithmetic import worked
from gdviz.core.hyperparameter import real
from gdviz.core.methods.adam import Adam
from gdviz.core.methods.base import METHODS
from gdviz.core.operations import Array


@METHODS.register("adamw")
@dataclass
class AdamW(Adam):
    """Adam that also shrinks every parameter a little, by the same share however steep it is there.

    theta_t = theta_{t-1} - learning_rate (m^_t / (sqrt(v^_t) + epsilon) + weight_decay theta_{t-1})

    Loshchilov and Hutter 2019, arXiv:1711.05101, Algorithm 2. As in PyTorch and Keras the decay is multiplied by the
    learning rate, and acts on all parameters, biases too; the paper multiplies it by the schedule's factor only.
    L2 in the loss would be divided by sqrt(v^) like any other slope: this is not.
    """

    weight_decay: float = real(
        0.01, low=0.0, high=1e3, soft_high=1.0, symbol="λ",
        help="How strongly parameters are pulled towards 0, whatever their slope",
    )  # fmt: skip

    title = "AdamW"
    order = 130

    @property
    def formula(self) -> tuple[str, ...]:  # type: ignore[override]
        """Return the rule of the present variant."""
        *means, last = super().formula
        return (*means, f"{last} − η · λ · {{w}}")

    def update(self, theta: Array, grad: Array) -> None:
        theta *= 1 - self.rate * self.weight_decay
        super().update(theta, grad)

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        lines, m_hat, v_hat = self._means(grad, earlier, index)
        return (
            *lines,
            worked(
                "{w} − {eta} × {m} / (√{v} + {epsilon}) − {eta} × {decay} × {w}",
                lambda w, eta, m, v, epsilon, decay: w - eta * m / (sqrt(v) + epsilon) - eta * decay * w,
                float(after[index]),
                {"eta": self.rate, "epsilon": self._shown_epsilon(), "decay": self.weight_decay},
                w=float(before[index]),
                m=m_hat,
                v=v_hat,
            ),
        )
