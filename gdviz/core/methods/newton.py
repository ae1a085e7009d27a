"""Newton's method."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.arithmetic import less, worked
from gdviz.core.grouped import grouped
from gdviz.core.hyperparameter import choice
from gdviz.core.methods.base import METHODS, Method
from gdviz.core.objective import MAX_HESSIAN_SIZE, Objective
from gdviz.core.operations import Array

EPSILON = float(np.finfo(np.float64).eps)


@METHODS.register("newton")
@dataclass
class Newton(Method):
    """Lay a parabola on the surface and jump to its lowest point.

    minimum:  theta_t = theta_{t-1} - H^-1 g        with one parameter  m - C'(m) / C''(m)
    root:     m_t = m_{t-1} - C(m) / C'(m)          where the tangent meets 0; one parameter only

    Where H is not positive definite, the parabola opens downwards or is flat in some direction. Then the eigenvalues of
    H are replaced by their absolute values, at least sqrt(machine epsilon) times the largest, so that the step still
    leads downhill: Nocedal and Wright 2006, section 3.4, eigenvalue modification. On a parabola one step is enough.

    Raises ValueError at the start for "root" with more than one parameter, and for more than 500 parameters.
    """

    target: str = choice(
        "minimum", ("minimum", "root"), help="Jump to where the slope would be 0, or (one parameter) the loss itself"
    )

    title = "Newton"
    group = "second"
    needs_rows = True
    order = 50

    @property
    def formula(self) -> tuple[str, ...]:  # type: ignore[override]
        """Return the rule of the present target."""
        return ("{w} ← {w} − L / L′",) if self.target == "root" else ("{w} ← {w} − (H⁻¹ ∇L)[{w}]",)

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        if obstacle := self._obstacle(objective.theta.size):
            raise ValueError(obstacle)
        self.state["step"] = np.zeros_like(objective.theta)  # what the last step took off theta

    def step(self, theta: Array, objective: Objective) -> float:
        loss, grad = objective.loss_and_gradient(theta)
        self.finished = self._obstacle(theta.size)
        if self.finished or not np.isfinite(loss):
            return loss
        step = self.state["step"]
        if self.target == "root":
            if grad[0] == 0:
                self.finished = "the slope is 0: the tangent never meets the axis"
                return loss
            step[...] = loss / grad
        else:
            g = grad.copy()
            H = objective.hessian(theta)
            grad[...] = g  # differences of gradients may have used the same memory
            if not np.isfinite(H).all() or not H.any():
                self.finished = "the surface has no curvature here that a parabola could be laid on"
                return loss
            step[...] = _solve_downhill(H, g)
        theta -= step
        if (np.abs(step) <= 8 * EPSILON * np.maximum(1.0, np.abs(theta))).all():
            self.finished = "the step is smaller than rounding"
        return loss

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        w, step, new = float(before[index]), float(self.state["step"][index]), float(after[index])
        g = float(grad[index])
        if before.size > 1 or g == 0 or step == 0:
            return (less(w, step, new),)
        if self.target == "root":
            return (worked("{w} − {C} / {g}", lambda w, C, g: w - C / g, new, w=w, C=step * g, g=g),)
        return (worked("{w} − {g} / {H}", lambda w, g, H: w - g / H, new, w=w, g=g, H=g / step),)

    def _obstacle(self, P: int) -> str:
        if self.target == "root" and P != 1:
            return f"target root needs a model of one parameter; got {P}"
        if P > MAX_HESSIAN_SIZE:
            return (
                f"Newton takes models of at most {MAX_HESSIAN_SIZE} parameters, for a table of P x P slopes; "
                f"got {grouped(P)}"
            )
        return ""


def _solve_downhill(H: Array, g: Array) -> Array:
    """Return s with H s = g, with H made positive definite where it is not."""
    eigenvalues, Q = np.linalg.eigh(H)
    size = float(np.abs(eigenvalues).max())
    if eigenvalues[0] <= len(g) * EPSILON * size:
        eigenvalues = np.maximum(np.abs(eigenvalues), np.sqrt(EPSILON) * size)
    step: Array = Q @ ((Q.T @ g) / eigenvalues)
    return step
