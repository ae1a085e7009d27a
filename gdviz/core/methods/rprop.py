"""Rprop."""

from __future__ import annotations

from dataclasses import dataclass
from math import isclose

import numpy as np

from gdviz.core.arithmetic import figure, worked
from gdviz.core.hyperparameter import real
from gdviz.core.methods.base import METHODS, GradientMethod
from gdviz.core.objective import Objective
from gdviz.core.operations import Array


@METHODS.register("rprop")
@dataclass
class Rprop(GradientMethod):
    """Let each parameter go at its own pace: longer while the slope keeps its sign, shorter once it turns.

    pace_t = pace_{t-1} * grow    where g_{t-1} g_t > 0,
             pace_{t-1} * shrink  where g_{t-1} g_t < 0, and then g_t <- 0: it waits for a step,
             pace_{t-1}           where it is 0;          pace_0 = 1
    theta_t = theta_{t-1} - learning_rate pace_t sign(g_t)

    Riedmiller and Braun 1993; without going back after a turn: iRprop-, Igel and Huesken 2003, algorithm 2, as PyTorch.
    learning_rate is the first step (there Delta_0); learning_rate pace_t stays in [smallest, largest]. How steep it is
    does not matter, so that small batches, whose slopes change their signs by chance, stop it.
    """

    learning_rate: float = real(
        0.01, low=1e-12, high=1e6, soft_low=1e-5, soft_high=10.0, scale="log", symbol="η",
        help="How far each parameter moves in the first step; later ones find their own length",
    )  # fmt: skip
    grow: float = real(
        1.2,
        low=1.0,
        high=10.0,
        soft_high=2.0,
        symbol="η⁺",
        help="How much longer a step gets while it goes on downhill",
    )
    shrink: float = real(
        0.5, low=0.01, high=1.0, symbol="η⁻", help="How much shorter a step gets when it has gone too far"
    )
    smallest: float = real(
        1e-6, low=1e-300, high=1.0, soft_low=1e-12, scale="log", advanced=True, help="No step is shorter than this"
    )
    largest: float = real(
        50.0, low=1e-6, high=1e9, soft_low=1e-3, soft_high=1e3, scale="log", advanced=True,
        help="No step is longer than this",
    )  # fmt: skip

    title = "Rprop"
    group = "adaptive"
    order = 80
    formula = ("p[{w}] ← p · η⁺ | p · η⁻ | p", "{w} ← {w} − η · p · sign(∂L/∂{w})")

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        self.state["pace"] = np.ones_like(objective.theta)
        self.state["sign"] = np.zeros_like(objective.theta)  # of the last slope; 0 after a turn
        self._mask = np.empty(objective.theta.shape, np.bool_)

    def update(self, theta: Array, grad: Array) -> None:
        pace, sign, agree, mask = self.state["pace"], self.state["sign"], self._scratch, self._mask
        np.copyto(agree, sign)
        np.sign(grad, sign)
        agree *= sign
        np.greater(agree, 0, mask)
        np.multiply(pace, self.grow, pace, where=mask)
        np.less(agree, 0, mask)
        np.multiply(pace, self.shrink, pace, where=mask)
        rate = max(self.rate, 1e-300)  # a schedule may end at 0
        np.clip(pace, min(self.smallest, self.largest) / rate, self.largest / rate, pace)
        np.copyto(sign, 0, where=mask)
        np.multiply(sign, pace, agree)
        agree *= self.rate
        theta -= agree

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        old, pace = float(earlier["pace"][index]), float(self.state["pace"][index])
        agree = float(earlier["sign"][index]) * float(np.sign(grad[index]))
        factor = self.grow if agree > 0 else self.shrink if agree < 0 else 1.0
        changed = worked("{p} × {factor}", lambda p, factor: p * factor, old * factor, {"factor": factor}, p=old)
        if not isclose(old * factor, pace, rel_tol=1e-5):
            changed = f"{figure(old * factor)} ⇒ {figure(pace)}"  # held by the smallest or the largest step
        return (
            changed,
            worked(
                "{w} − {eta} × {p} × {sign}",
                lambda w, eta, p, sign: w - eta * p * sign,
                float(after[index]),
                {"eta": self.rate, "sign": float(self.state["sign"][index])},
                w=float(before[index]),
                p=pace,
            ),
        )
