"""Messages to the people in front of the window: what happened, and what would help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QCoreApplication

from gdviz.core.losses import LOSSES
from gdviz.core.models.base import number
from gdviz.core.models.linear import LinearModel
from gdviz.core.objective import Objective


@dataclass(frozen=True)
class Message:
    """One or two sentences for the window; `kind` decides its colour."""

    text: str
    kind: Literal["info", "warning", "error"] = "info"


def stability_limit(objective: Objective) -> float | None:
    """Return 2 / lambda_max of the Hessian: the learning rate above which gradient descent diverges.

    Only where it is one number for the whole surface: a linear model with a squared loss. None elsewhere.
    """
    model, loss = objective.model, objective.loss_function
    if not isinstance(model, LinearModel) or model.link != "identity" or loss.name not in ("mse", "half_mse"):
        return None
    largest = float(np.linalg.eigvalsh(objective.hessian(objective.theta))[-1])
    return 2 / largest if largest > 0 else None


def diverged(title: str, step: int, learning_rate: float | None, limit: float | None, plain: bool) -> Message:
    """Explain a divergence; `plain` is gradient descent, for which `limit` is exact."""
    what = QCoreApplication.translate("Explain", "{method}: the loss left the numbers at step {step}.").format(
        method=title, step=step
    )
    if learning_rate is None:
        help_ = QCoreApplication.translate(
            "Explain", "The last finite picture is kept. Reset, or choose another method."
        )
    elif limit is not None and plain and learning_rate > limit:
        help_ = QCoreApplication.translate(
            "Explain",
            "η = {eta} is above 2 / λmax = {limit} for this data, where every step overshoots further than the last: "
            "take a smaller learning rate.",
        ).format(eta=number(learning_rate), limit=number(limit))
    else:
        help_ = QCoreApplication.translate(
            "Explain", "The last finite picture is kept. A learning rate below η = {eta} would help."
        ).format(eta=number(learning_rate))
    return Message(f"{what} {help_}", "warning")


def loss_title(name: str) -> str:
    return QCoreApplication.translate("core", LOSSES[name].title)
