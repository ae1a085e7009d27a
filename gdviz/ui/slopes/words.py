"""What there is to say of a slope, in sentences."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from gdviz.core.slopes import Slope
from gdviz.plots.number import number


def sentence(found: Slope, at: float) -> str:
    """Say what the difference quotient tends to at a place, or why it tends to nothing."""
    texts = {
        "smooth": QCoreApplication.translate("Slopes", "As δ shrinks, the quotient tends to f′(a) = {slope}."),
        "kink": QCoreApplication.translate(
            "Slopes",
            "A kink: no derivative at a = {at}. From the left the quotient tends to {left}, from the right to {right}.",
        ),
        "jump": QCoreApplication.translate(
            "Slopes",
            "f leaps at a = {at}: the quotient grows beyond all bounds as δ shrinks, so there is no derivative.",
        ),
        "steep": QCoreApplication.translate(
            "Slopes",
            "f is infinitely steep at a = {at}: the quotient grows beyond all bounds, so there is no derivative.",
        ),
        "wild": QCoreApplication.translate(
            "Slopes", "The quotient settles on no number as δ shrinks: there is no derivative at a = {at}."
        ),
        "edge": QCoreApplication.translate(
            "Slopes",
            "f ends at a = {at} and has no values on one side of it: there is no derivative.",
        ),
        "hole": QCoreApplication.translate(
            "Slopes",
            "f has a hole at a = {at}: no value, and so no derivative. From both sides it comes near {left}.",
        ),
        "gap": QCoreApplication.translate(
            "Slopes",
            "f has no value at a = {at}, and so no derivative. It comes near {left} from the left, {right} from the "
            "right.",
        ),
        "pole": QCoreApplication.translate(
            "Slopes", "f has no value at a = {at}: it grows beyond all bounds there, so there is no derivative."
        ),
        "outside": QCoreApplication.translate(
            "Slopes", "f has no value at or near a = {at}: there is nothing to have a slope."
        ),
    }
    parts = {"slope": found.slope, "left": found.left, "right": found.right, "at": at}
    return texts[found.kind].format(**{name: figure(value) for name, value in parts.items()})


def figure(value: float, digits: int = 6) -> str:
    """Return a number with so many digits; none is a dash."""
    if math.isfinite(value) and abs(value) < 5e-9:
        value = 0.0
    return number(value, digits)
