"""Functions of one variable that a lecture on slopes shows, with the place worth looking at and the view around it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SlopePreset:
    """A function as it is typed, a point, and left, right, bottom, top of what is in view."""

    title: str
    function: str
    at: float
    extent: tuple[float, float, float, float]


SLOPE_PRESETS = (
    SlopePreset("Parabola", "x^2", 1.0, (-3.0, 3.0, -1.5, 6.0)),
    SlopePreset("Cubic", "x^3", 1.0, (-2.5, 2.5, -6.0, 6.0)),
    SlopePreset("Exponential", "e^x", 0.0, (-3.0, 3.0, -1.0, 7.0)),
    SlopePreset("Sine", "sin(x)", 0.0, (-7.0, 7.0, -2.5, 2.5)),
    SlopePreset("A kink", "abs(x)", 0.0, (-3.0, 3.0, -1.0, 3.0)),
    SlopePreset("A hole", "(x^2 - 4)/(x - 2)", 2.0, (-2.0, 5.0, -1.0, 7.0)),
    SlopePreset("A leap", "sign(x)", 0.0, (-3.0, 3.0, -2.0, 2.0)),
    SlopePreset("A pole", "1/(1 - x)", 0.0, (-4.0, 6.0, -5.0, 5.0)),
)
