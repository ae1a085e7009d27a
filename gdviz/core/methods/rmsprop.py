"""RMSprop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.arithmetic import worked
from gdviz.core.hyperparameter import boolean, real
from gdviz.core.methods.adagrad import root, root_template
from gdviz.core.methods.base import METHODS, GradientMethod
from gdviz.core.objective import Objective
from gdviz.core.operations import Array


@METHODS.register("rmsprop")
@dataclass
class RMSprop(GradientMethod):
    """Divide each slope by its recent size, so that flat and steep directions advance alike.

    v_t = rho v_{t-1} + (1 - rho) g_t^2
    theta_t = theta_{t-1} - learning_rate g_t / (sqrt(v_t) + epsilon)

    Tieleman and Hinton 2012, Coursera, Neural Networks for Machine Learning, lecture 6e, which names no epsilon.
    PyTorch adds it to the root, and so does this; Keras puts it under the root: epsilon_under_root.

    centered: v_t - a_t^2 instead of v_t, with a_t = rho a_{t-1} + (1 - rho) g_t: the variance of the slopes, Graves
    2013, arXiv:1308.0850, equations (38) to (45). momentum: u_t = momentum u_{t-1} + the step, theta_t = theta_{t-1} -
    u_t, with the learning rate in u as in Keras; PyTorch's is outside: the same as long as the learning rate stays.
    """

    learning_rate: float = real(
        0.01, low=0.0, high=1e9, soft_low=1e-5, soft_high=1.0, scale="log", symbol="η",
        help="About how far each parameter moves in a step, however steep it is",
    )  # fmt: skip
    rho: float = real(
        0.9, low=0.0, high=0.9999, soft_high=0.999, symbol="ρ",
        help="How long slopes are remembered: about 1 / (1 − ρ) steps",
    )  # fmt: skip
    epsilon: float = real(
        1e-8, low=1e-16, high=1.0, scale="log", symbol="ε", advanced=True,
        help="Keeps the division finite where the slope is 0",
    )  # fmt: skip
    momentum: float = real(
        0.0, low=0.0, high=0.9999, soft_high=0.99, symbol="β", advanced=True,
        help="The part of the last step that is kept",
    )  # fmt: skip
    centered: bool = boolean(
        False, advanced=True, help="Divide by the slopes' deviation from their mean instead of by their size"
    )
    epsilon_under_root: bool = boolean(
        False, label="ε under the root", advanced=True, help="√(v + ε) as Keras has it, instead of √v + ε"
    )

    title = "RMSprop"
    group = "adaptive"
    order = 100

    @property
    def formula(self) -> tuple[str, ...]:  # type: ignore[override]
        """Return the rule of the present variant."""
        size = "V" if self.centered else "v"
        divisor = f"√({size} + ε)" if self.epsilon_under_root else f"(√{size} + ε)"
        step = f"η · ∂L/∂{{w}} / {divisor}"
        lines = ["v ← ρ · v + (1 − ρ) · (∂L/∂{w})²"]
        if self.centered:
            lines += ["a ← ρ · a + (1 − ρ) · ∂L/∂{w}", "V[{w}] = v − a²"]
        if self.momentum:
            return (*lines, f"u ← β · u + {step}", "{w} ← {w} − u")
        return (*lines, f"{{w}} ← {{w}} − {step}")

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        for name in ("v", "mean", "velocity"):
            self.state[name] = np.zeros_like(objective.theta)

    def update(self, theta: Array, grad: Array) -> None:
        v, scratch = self.state["v"], self._scratch
        v *= self.rho
        np.multiply(grad, grad, scratch)
        scratch *= 1 - self.rho
        v += scratch
        if self.centered:
            mean = self.state["mean"]
            mean *= self.rho
            np.multiply(grad, 1 - self.rho, scratch)
            mean += scratch
            np.multiply(mean, mean, scratch)
            np.subtract(v, scratch, scratch)
            np.maximum(scratch, 0, out=scratch)  # rounding may leave a variance below 0
        else:
            np.copyto(scratch, v)
        if self.epsilon_under_root:
            scratch += self.epsilon
            np.sqrt(scratch, scratch)
        else:
            np.sqrt(scratch, scratch)
            scratch += self.epsilon
        np.divide(grad, scratch, scratch)
        scratch *= self.rate
        velocity = self.state["velocity"]
        velocity *= self.momentum
        velocity += scratch
        theta -= velocity

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        g, v = float(grad[index]), float(self.state["v"][index])
        decay = {"rho": self.rho, "rest": 1 - self.rho}
        lines = [
            worked(
                "{rho} × {v} + {rest} × {g}²",
                lambda rho, v, rest, g: rho * v + rest * g * g,
                v,
                decay,
                v=float(earlier["v"][index]),
                g=g,
            )
        ]
        if self.centered:
            mean, second = float(self.state["mean"][index]), v
            v = max(0.0, second - mean * mean)
            lines += [
                worked(
                    "{rho} × {a} + {rest} × {g}",
                    lambda rho, a, rest, g: rho * a + rest * g,
                    mean,
                    decay,
                    a=float(earlier["mean"][index]),
                    g=g,
                ),
                worked("{v} − {a}²", lambda v, a: v - a * a, v, v=second, a=mean),
            ]
        divisor = root_template("v", self.epsilon_under_root)
        chosen, w, new = {"eta": self.rate, "epsilon": self.epsilon}, float(before[index]), float(after[index])
        if not self.momentum:
            line = worked(
                "{w} − {eta} × {g} / " + divisor,
                lambda w, eta, g, v, epsilon: w - eta * g / root(v, epsilon, self.epsilon_under_root),
                new,
                chosen,
                w=w,
                g=g,
                v=v,
            )
            return (*lines, line)
        u = float(self.state["velocity"][index])
        return (
            *lines,
            worked(
                "{beta} × {u} + {eta} × {g} / " + divisor,
                lambda beta, u, eta, g, v, epsilon: beta * u + eta * g / root(v, epsilon, self.epsilon_under_root),
                u,
                {"beta": self.momentum, **chosen},
                u=float(earlier["velocity"][index]),
                g=g,
                v=v,
            ),
            worked("{w} − {u}", lambda w, u: w - u, new, w=w, u=u),
        )
