"""Messages to the people in front of the window: what happened, and what would help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QCoreApplication

from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models.base import number
from gdviz.core.models.linear import LinearModel
from gdviz.core.objective import Objective
from gdviz.session.race_names import race_names
from gdviz.training.early_stopping import EarlyStop
from gdviz.training.events import Diverged, Event, Refused, StoppedEarly
from gdviz.training.experiment import Experiment
from gdviz.training.snapshot import Snapshot


@dataclass(frozen=True)
class Message:
    """One or two sentences for the window; `kind` decides its colour."""

    text: str
    kind: Literal["info", "warning", "error"] = "info"


def sentence(reason: str) -> str:
    """Return what is wrong with a capital, unless it begins with a name as `learning_rate` or k, and with a stop."""
    first = reason.partition(" ")[0]
    start = reason[:1].upper() + reason[1:] if len(first) > 1 and first.isalpha() else reason
    return start if not reason or reason.endswith((".", "!", "?")) else f"{start}."


def told(event: Event, experiment: Experiment, limit: float | None) -> Message | None:
    """Return what people should hear of something that happened in the race; None where that is nothing.

    `limit` is the stability limit of gradient descent, where there is one.
    """
    method = next((m for m in experiment.methods if m.key == getattr(event, "key", None)), None)
    title = "" if method is None else QCoreApplication.translate("core", METHODS[method.name].title)
    match event:
        case Refused(reason=reason) if method is None:
            return Message(reason, "error")
        case Refused(reason=reason):
            text = QCoreApplication.translate("Explain", "{method} takes no part: {reason}.")
            return Message(text.format(method=title, reason=reason), "error")
        case StoppedEarly():
            return stopped_early(event.stop, experiment, event.key)
        case Diverged() if method is not None:
            rate = method.options.get("learning_rate", getattr(METHODS[method.name], "learning_rate", None))
            if rate is not None:
                rate *= method.schedule.make().factor(max(0, event.step - 1))
            plain = method.name == "gradient_descent" and method.batch_size is None
            return diverged(title, event.step, rate, limit, plain)
        case _:
            return None


def lost(reason: str, *, again: bool) -> str:
    """Return what people should hear when the trainer's process is there no more, and with it the run."""
    if again:
        text = QCoreApplication.translate("Explain", "Training ended unexpectedly: {reason}. The run begins again.")
    else:
        text = QCoreApplication.translate(
            "Explain", "Training ended before its first picture: {reason}. Choose another model or method, or restart."
        )
    return text.format(reason=reason)


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


def stopped_early(stop: EarlyStop, experiment: Experiment, key: int) -> Message:
    """Tell of a run that was stopped because its test loss fell no more."""
    text = QCoreApplication.translate(
        "Explain",
        "Stopped early at epoch {stopped}. Back at the best, epoch {best}.",
    ).format(stopped=epochs(stop.stopped_epoch), best=epochs(stop.best_epoch))
    names = race_names(experiment)
    return Message(f"{names[key].full}: {text}" if len(names) > 1 and key in names else text)


def no_further(snapshot: Snapshot | None) -> Message | None:
    """Say why no step can be taken from where the race stands; None where one can."""
    lanes = () if snapshot is None else snapshot.lanes
    if not lanes or any(lane.status not in ("finished", "diverged") for lane in lanes):
        return None
    lane = lanes[0]
    if len(lanes) > 1:
        text = QCoreApplication.translate(
            "Explain", "No method of the race can go further: go back, change a setting, or reset."
        )
    elif lane.early_stop is not None and lane.step == lane.early_stop.stopped_step:
        text = QCoreApplication.translate(
            "Explain", "Early stopping ended the run here: more patience goes on, the slider goes back."
        )
    elif lane.early_stop is not None:
        text = QCoreApplication.translate(
            "Explain",
            "This is the best epoch, {best}, where early stopping came back to: more patience goes on from here, the "
            "slider shows what came after.",
        ).format(best=epochs(lane.early_stop.best_epoch))
    elif lane.status == "diverged":
        text = QCoreApplication.translate(
            "Explain", "At the next step the loss leaves the numbers: go back, change a setting, or reset."
        )
    else:
        text = QCoreApplication.translate(
            "Explain", "The method has finished ({reason}): go back, change a setting, or reset."
        ).format(reason=QCoreApplication.translate("core", lane.reason))
    return Message(text)


def epochs(epoch: float) -> str:
    """Return 612 for 612.0, and 12.5 for 12.5."""
    return f"{epoch:.6g}"


def loss_title(name: str) -> str:
    return QCoreApplication.translate("core", LOSSES[name].title)
