"""Digits as the ways of a pen, to be drawn by the same sheet that people draw on."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gdviz.core.images.ink import Stroke
from gdviz.core.operations import Array

Way = list[tuple[float, float]]
Digit = list[list[Way]]
"""Strokes; a stroke is one or more smooth pieces that meet in corners. In a box one wide and one high, y down."""

_STEPS = 12  # points between two given ones


def _arc(x: float, y: float, across: float, up: float, start: float, end: float) -> Way:
    """Return points of an ellipse around x, y, from one angle to another in degrees; 0 is right, 90 is down."""
    count = max(4, round(abs(end - start) / 15))
    angles = [math.radians(start + (end - start) * i / count) for i in range(count + 1)]
    return [(x + across * math.cos(angle), y + up * math.sin(angle)) for angle in angles]


DIGITS: dict[int, list[Digit]] = {
    0: [
        [[_arc(0.5, 0.5, 0.33, 0.46, -90, -455)]],
        [[_arc(0.5, 0.5, 0.28, 0.47, -60, -425)]],
        [[_arc(0.5, 0.5, 0.40, 0.44, -110, 255)]],
    ],
    1: [
        [[[(0.5, 0.04), (0.5, 0.5), (0.5, 0.96)]]],
        [[[(0.30, 0.27), (0.42, 0.18), (0.54, 0.04)], [(0.54, 0.04), (0.53, 0.5), (0.53, 0.96)]]],
        [[[(0.33, 0.22), (0.52, 0.05)], [(0.52, 0.05), (0.52, 0.95)]], [[(0.30, 0.95), (0.75, 0.95)]]],
    ],
    2: [
        [[[(0.20, 0.27), (0.30, 0.10), (0.52, 0.04), (0.75, 0.13), (0.78, 0.32), (0.60, 0.58), (0.20, 0.94)],
          [(0.20, 0.94), (0.50, 0.93), (0.84, 0.94)]]],
        [[[(0.18, 0.20), (0.40, 0.05), (0.68, 0.10), (0.72, 0.33), (0.50, 0.66), (0.28, 0.88), (0.17, 0.86),
           (0.24, 0.76), (0.45, 0.83), (0.64, 0.94), (0.86, 0.88)]]],
        [[[(0.24, 0.14), (0.50, 0.04), (0.72, 0.20), (0.66, 0.45), (0.42, 0.72), (0.18, 0.93)],
          [(0.18, 0.93), (0.45, 0.90), (0.80, 0.95)]]],
    ],
    3: [
        [[[(0.22, 0.17), (0.42, 0.05), (0.68, 0.10), (0.72, 0.30), (0.58, 0.43), (0.40, 0.47)],
          [(0.40, 0.47), (0.64, 0.50), (0.80, 0.68), (0.68, 0.89), (0.44, 0.96), (0.20, 0.86)]]],
        [[[(0.22, 0.06), (0.48, 0.07), (0.74, 0.05)], [(0.74, 0.05), (0.45, 0.42)],
          [(0.45, 0.42), (0.68, 0.46), (0.79, 0.66), (0.66, 0.89), (0.42, 0.95), (0.20, 0.85)]]],
        [[[(0.28, 0.10), (0.52, 0.04), (0.70, 0.17), (0.64, 0.37), (0.47, 0.46), (0.66, 0.54), (0.74, 0.74),
           (0.58, 0.93), (0.28, 0.92)]]],
    ],
    4: [
        [[[(0.28, 0.06), (0.22, 0.35), (0.20, 0.56)], [(0.20, 0.56), (0.50, 0.55), (0.84, 0.54)]],
         [[(0.66, 0.10), (0.65, 0.50), (0.62, 0.96)]]],
        [[[(0.64, 0.04), (0.40, 0.35), (0.14, 0.64)], [(0.14, 0.64), (0.50, 0.64), (0.86, 0.63)]],
         [[(0.64, 0.04), (0.64, 0.50), (0.63, 0.96)]]],
        [[[(0.24, 0.08), (0.18, 0.32), (0.28, 0.50), (0.50, 0.50), (0.72, 0.42)]],
         [[(0.74, 0.06), (0.70, 0.50), (0.64, 0.95)]]],
    ],
    5: [
        [[[(0.76, 0.06), (0.34, 0.07)], [(0.34, 0.07), (0.28, 0.44)],
          [(0.28, 0.44), (0.52, 0.38), (0.74, 0.50), (0.76, 0.74), (0.56, 0.93), (0.22, 0.88)]]],
        [[[(0.32, 0.08), (0.28, 0.42)],
          [(0.28, 0.42), (0.54, 0.40), (0.74, 0.56), (0.70, 0.82), (0.46, 0.95), (0.20, 0.88)]],
         [[(0.32, 0.08), (0.56, 0.08), (0.80, 0.05)]]],
        [[[(0.72, 0.05), (0.36, 0.10)], [(0.36, 0.10), (0.34, 0.40)],
          [(0.34, 0.40), (0.60, 0.46), (0.70, 0.66), (0.56, 0.90), (0.24, 0.94)]]],
    ],
    6: [
        [[[(0.66, 0.05), (0.42, 0.22), (0.27, 0.50), (0.25, 0.78), (0.42, 0.95), (0.64, 0.92), (0.76, 0.74),
           (0.64, 0.57), (0.44, 0.58), (0.28, 0.74)]]],
        [[[(0.52, 0.04), (0.34, 0.30), (0.26, 0.62), (0.34, 0.88), (0.54, 0.95), (0.72, 0.82), (0.66, 0.62),
           (0.48, 0.56), (0.30, 0.68)]]],
        [[[(0.72, 0.08), (0.52, 0.07), (0.30, 0.34), (0.24, 0.66), (0.36, 0.92), (0.60, 0.94), (0.76, 0.78),
           (0.70, 0.60), (0.50, 0.54), (0.28, 0.68)]]],
    ],
    7: [
        [[[(0.18, 0.08), (0.50, 0.08), (0.80, 0.07)], [(0.80, 0.07), (0.60, 0.48), (0.44, 0.96)]]],
        [[[(0.20, 0.10), (0.50, 0.07), (0.78, 0.08)], [(0.78, 0.08), (0.58, 0.50), (0.42, 0.95)]],
         [[(0.36, 0.50), (0.56, 0.49), (0.74, 0.50)]]],
        [[[(0.20, 0.22), (0.22, 0.09)], [(0.22, 0.09), (0.52, 0.12), (0.78, 0.06)],
          [(0.78, 0.06), (0.62, 0.36), (0.52, 0.66), (0.50, 0.95)]]],
    ],
    8: [
        [[[(0.68, 0.14), (0.48, 0.04), (0.30, 0.16), (0.36, 0.36), (0.56, 0.50), (0.72, 0.70), (0.62, 0.92),
           (0.40, 0.95), (0.26, 0.78), (0.38, 0.56), (0.58, 0.40), (0.70, 0.20), (0.66, 0.12)]]],
        [[_arc(0.5, 0.26, 0.22, 0.21, 90, 455)], [_arc(0.5, 0.72, 0.28, 0.24, -90, 275)]],
        [[[(0.62, 0.08), (0.42, 0.06), (0.34, 0.22), (0.46, 0.42), (0.60, 0.60), (0.64, 0.82), (0.48, 0.96),
           (0.34, 0.82), (0.40, 0.60), (0.56, 0.42), (0.68, 0.22), (0.60, 0.07)]]],
    ],
    9: [
        [[[(0.72, 0.22), (0.58, 0.05), (0.36, 0.08), (0.27, 0.28), (0.38, 0.46), (0.60, 0.44), (0.72, 0.22)],
          [(0.72, 0.22), (0.70, 0.60), (0.66, 0.96)]]],
        [[[(0.74, 0.16), (0.54, 0.04), (0.32, 0.14), (0.30, 0.36), (0.48, 0.48), (0.66, 0.38), (0.74, 0.16)],
          [(0.74, 0.16), (0.76, 0.55), (0.64, 0.86), (0.40, 0.95), (0.28, 0.88)]]],
        [[_arc(0.50, 0.28, 0.22, 0.22, -10, -370), [(0.72, 0.24), (0.66, 0.55), (0.50, 0.95)]]],
    ],
}  # fmt: skip


def stroke_digit(
    label: int,
    rng: np.random.Generator,
    *,
    size: tuple[float, float] = (0.4, 0.85),
    slant: float = 0.25,
    thickness: tuple[float, float] = (1.5, 3.2),
) -> list[Stroke]:
    """Return the strokes of a digit, drawn at random: one of its shapes, its size, place, slant, turn and thickness.

    `size` is the height as a share of the sheet, `slant` the largest shear, `thickness` the pen's width in cells of a
    sheet 28 wide. The digit lies on the sheet whole.
    """
    shape = DIGITS[label][int(rng.integers(len(DIGITS[label])))]
    high = rng.uniform(*size)
    wide = high * rng.uniform(0.62, 0.95)
    shear, turn = rng.uniform(-slant, slant), rng.normal(0.0, 0.07)
    width = float(rng.uniform(*thickness))
    bend = _bend(rng)
    cosine, sine = math.cos(turn), math.sin(turn)
    matrix = np.array([[cosine, -sine], [sine, cosine]]) @ np.array([[1.0, -shear], [0.0, 1.0]])
    ways = [bend(np.concatenate([_smooth(piece) for piece in stroke])) - 0.5 for stroke in shape]
    ways = [(way * (wide, high)) @ matrix.T for way in ways]
    everything = np.concatenate(ways)
    margin = (0.5 * width + 0.5) / 28
    low, top = everything.min(0), everything.max(0)
    shrink = min(1.0, float(((1.0 - 2.0 * margin) / (top - low)).min()))
    free = 1.0 - 2.0 * margin - shrink * (top - low)
    corner = margin + rng.uniform(0.0, 1.0, 2) * np.clip(free, 0.0, None)
    return [Stroke(corner + shrink * (way - low), width) for way in ways]


def drawn_digit(label: int, seed: int = 0) -> list[Stroke]:
    """Return a digit as a careful hand draws it with a usual pen."""
    rng = np.random.default_rng(seed)
    return stroke_digit(label, rng, size=(0.7, 0.75), slant=0.1, thickness=(2.3, 2.5))


def _bend(rng: np.random.Generator) -> Callable[[Array], NDArray[np.float64]]:
    """Return a small smooth shift of the plane: no hand draws the same curve twice."""
    size, phase = rng.normal(0.0, 0.02, (2, 2)), rng.uniform(0.0, 2 * math.pi, (2, 2))

    def shifted(points: Array) -> NDArray[np.float64]:
        waves = np.sin(2 * math.pi * points[:, :, None] * (0.6, 1.1) + phase) * size  # (n, axis, wave)
        return np.asarray(points + waves.sum(2)[:, ::-1], np.float64)

    return shifted


def _smooth(way: Way) -> NDArray[np.float64]:
    """Return points of the curve through all given ones (Catmull and Rom 1974, uniform)."""
    given = np.array(way)
    padded = np.concatenate([2 * given[:1] - given[1:2], given, 2 * given[-1:] - given[-2:-1]])
    t = np.linspace(0.0, 1.0, _STEPS, endpoint=False)[:, None]
    pieces = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False)
    ]
    return np.concatenate([*pieces, given[-1:]])
