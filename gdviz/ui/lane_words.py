"""How far a method has come, in the words of its card."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from gdviz.plots.number import count, number, padded, power_of_ten
from gdviz.training.snapshot import LaneSnapshot


@dataclass(frozen=True)
class LaneWords:
    """The figure of a closed card, ever shorter; the status of an open one; and what its tool tip adds."""

    figures: tuple[str, ...] = ("",)
    status: str = ""
    warns: bool = False
    help: str = ""


def lane_words(lane: LaneSnapshot, limit: float | None) -> LaneWords:
    """Return what to say of a method that takes part; `limit` is the rate from which on its steps overshoot."""
    figures, rate = _losses(lane.figures["train_loss"]), lane.learning_rate
    help_ = QCoreApplication.translate("MethodCard", "The loss was asked for %n times", "", lane.evaluations)
    if lane.status == "diverged":
        at = lane.step + 1 if lane.diverged_at is None else lane.diverged_at
        text = QCoreApplication.translate("MethodCard", "diverged at step {step}").format(step=count(at))
        return LaneWords((QCoreApplication.translate("MethodCard", "diverged"),), text, True, help_)
    if lane.status == "finished":
        text = QCoreApplication.translate("MethodCard", "finished")
        if lane.reason:
            why = QCoreApplication.translate("core", lane.reason)
            text = QCoreApplication.translate("MethodCard", "finished: {why}").format(why=why)
        return LaneWords(figures, text, False, help_)
    if rate is not None and limit is not None and rate > limit:
        text = QCoreApplication.translate("MethodCard", "η is above 2 / λmax = {limit}").format(limit=number(limit))
        return LaneWords(figures, text, True, help_)
    text = QCoreApplication.translate("MethodCard", "loss {loss}").format(loss=figures[0])
    return LaneWords(figures, text, False, help_)


def absent_words(refusal: str) -> LaneWords:
    """Return what to say of a method that takes no part, and why."""
    why = QCoreApplication.translate("core", refusal)
    text = QCoreApplication.translate("MethodCard", "takes no part")
    if why:
        text = QCoreApplication.translate("MethodCard", "takes no part: {why}").format(why=why)
    return LaneWords((QCoreApplication.translate("MethodCard", "no part"),), text, True, why)


def _losses(loss: float) -> tuple[str, ...]:
    """Return a loss as it is written where there is room, and ever shorter: 5.31 × 10¹⁴, 5 × 10¹⁴, 10¹⁴."""
    if not math.isfinite(loss) or loss < 1e6:
        return padded(loss, 3), padded(loss, 2)
    return padded(loss, 3), padded(loss, 1), power_of_ten(math.floor(math.log10(loss)))
