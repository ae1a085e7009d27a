"""f(x) with its secant and tangent; the point and the other end of the secant can be dragged."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdviz.core.formula import Formula
from gdviz.core.operations import Array
from gdviz.core.slope_presets import SLOPE_PRESETS
from gdviz.core.slopes import study
from gdviz.plots.base import Plot
from gdviz.plots.canvas import Pointer
from gdviz.plots.curve import Curves
from gdviz.plots.dots import Dot, Dots
from gdviz.plots.number import number
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session.slopes import Slopes

POINTS = 1201
PICK = 14.0  # pixels within which a dot is taken hold of
SMALLEST, LARGEST = 1e-6, 10.0  # of delta
KEY_SHARE = 0.01
MOST_SUSPECTS = 200


class LinePlot(QWidget):
    """The plot; it shows `slopes` and changes it."""

    def __init__(self, slopes: Slopes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slopes = slopes
        self._grip = ""
        self._last = QPointF()
        self._of: tuple[object, ...] = ()
        self.plot = Plot(self.tr("Secant and tangent"))
        self.plot.capture = True
        self.plot.arrows_pan = False
        self.plot.setToolTip("")
        self.plot.setAccessibleDescription(
            self.tr("Left and Right move the point, Up and Down change the distance; plus and minus zoom, Home fits")
        )
        self.curves = self.plot.add(Curves())
        self.lines = self.plot.add(Curves(50.0))
        self.dots = self.plot.add(Dots())
        self.plot.set_axes("x", "f(x)")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)
        self.setFocusProxy(self.plot)
        self.plot.pressed.connect(self._press)
        self.plot.dragged.connect(self._drag)
        self.plot.released.connect(self._release)
        self.plot.hovered.connect(self._read)
        self.plot.left.connect(lambda: self.plot.set_readout(""))
        self.plot.view_changed.connect(self.show_all)
        self.plot.installEventFilter(self)
        slopes.changed.connect(self.show_all)
        ThemeManager.instance().changed.connect(self._redraw)
        self.show_all()

    def fit(self) -> None:
        """Bring into view what is worth looking at of this function."""
        left, right, bottom, top = extent_of(self._slopes.line, self._slopes.choice.function, self._slopes.choice.at)
        self.plot.fit(QRectF(left, bottom, right - left, top - bottom))

    @Slot()
    def _redraw(self) -> None:
        self._of = ()
        self.show_all()

    @Slot()
    def show_all(self) -> None:
        choice, theme = self._slopes.choice, Theme.current()
        if choice.plane:
            return
        f = self._slopes.line
        if self._of[:1] != (choice.function,):
            self._of = (choice.function,)
            self.plot.fit_view()
            self.fit()
        shown = self.plot.shown
        if self._of != (choice.function, shown.getCoords()):
            self._of = (choice.function, shown.getCoords())
            x, y = sampled(f, shown.left(), shown.right(), shown.height())
            self.curves.set_curve("f", x, y, theme.ink, width=2.5)
            self._places = special(f, shown, theme)
        self._show_lines(f, shown, theme)

    def _show_lines(self, f: Formula, shown: QRectF, theme: Theme) -> None:
        choice, found = self._slopes.choice, self._slopes.study()
        a, b = choice.at, choice.at + choice.delta
        fa, fb = found.value, float(f.at(b))
        ends = np.array([shown.left() - shown.width(), shown.right() + shown.width()])
        secant, tangent = (theme.method_color(place).name() for place in (0, 3))
        dots = list(self._places)
        for name in ("tangent", "secant", "run", "rise"):
            self.lines.remove(name)
        if math.isfinite(found.slope):
            self.lines.set_curve("tangent", ends, fa + found.slope * (ends - a), tangent, width=2.5)
        if math.isfinite(fa) and math.isfinite(fb):
            slope = (fb - fa) / (b - a)
            self.lines.set_curve("run", [a, b], [fa, fa], theme.quiet, width=1.5, dashed=True)
            self.lines.set_curve("rise", [b, b], [fa, fb], theme.quiet, width=1.5, dashed=True)
            self.lines.set_curve("secant", ends, fa + slope * (ends - a), secant, width=2.0)
        if math.isfinite(fb):
            dots.append(Dot(b, fb, secant, grip=True))
        if math.isfinite(fa):
            dots.append(Dot(a, fa, theme.accent, grip=True))
        elif found.kind == "hole":
            dots.append(Dot(a, found.left, theme.accent, open=True, grip=True))
        self.dots.set_dots(dots)

    # -- pointer and keys ------------------------------------------------------------------------------------------

    def _grip_at(self, pointer: Pointer) -> str:
        choice, f = self._slopes.choice, self._slopes.line
        best, nearest = "", PICK
        for name, x in (("delta", choice.at + choice.delta), ("at", choice.at)):
            y = float(f.at(x))
            if not math.isfinite(y) and name == "at":
                y = self._slopes.study().left
            if math.isfinite(y):
                away = self.plot.to_pixels(x, y) - pointer.position
                distance = math.hypot(away.x(), away.y())
                if distance <= nearest:
                    best, nearest = name, distance
        return best

    @Slot(object)
    def _press(self, pointer: Pointer) -> None:
        self._grip, self._last = self._grip_at(pointer), pointer.position
        if pointer.double and not self._grip:
            self.plot.fit_view()

    @Slot(object)
    def _drag(self, pointer: Pointer) -> None:
        choice = self._slopes.choice
        if self._grip == "at":
            self._slopes.set(self.tr("Point"), "drag point", at=rounded(pointer.x, self._pixel))
        elif self._grip == "delta":
            delta = rounded(pointer.x - choice.at, self._pixel)
            if abs(delta) >= SMALLEST:
                self._slopes.set(self.tr("Distance"), "drag distance", delta=max(-LARGEST, min(LARGEST, delta)))
        else:
            moved = pointer.position - self._last
            self.plot.pan(moved.x(), moved.y())
        self._last = pointer.position

    @Slot(object)
    def _release(self, pointer: Pointer) -> None:
        self._grip = ""
        self._slopes.end_gesture()

    @property
    def _pixel(self) -> float:
        return self.plot.shown.width() / max(1.0, self.plot.mapping.width)

    @Slot(float, float)
    def _read(self, x: float, y: float) -> None:
        value = float(self._slopes.line.at(x))
        self.plot.set_readout(f"x = {number(x)}, f(x) = {number(value)}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            across = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
            up = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
            choice = self._slopes.choice
            if across is not None:
                self.nudge(across)
                return True
            if up is not None:
                size = min(max(abs(choice.delta) * (1.25 if up > 0 else 0.8), SMALLEST), LARGEST)
                self._slopes.set(self.tr("Distance"), "key distance", delta=math.copysign(size, choice.delta))
                return True
        return super().eventFilter(watched, event)

    def nudge(self, count: int) -> None:
        """Move the point by a hundredth of what is in view."""
        step = rounded(KEY_SHARE * self.plot.shown.width(), self._pixel)
        at = round((self._slopes.choice.at + count * step) / step) * step
        self._slopes.set(self.tr("Point"), "key point", at=float(f"{at:.9g}"))


def rounded(value: float, pixel: float) -> float:
    """Return the roundest number within half a pixel: 1 and not 0.99731."""
    digits = max(0, math.ceil(-math.log10(pixel))) if pixel > 0 else 6
    return round(value, digits - 1 if abs(round(value, digits - 1) - value) <= 2 * pixel else digits)


def extent_of(f: Formula, text: str, at: float) -> tuple[float, float, float, float]:
    """Return left, right, bottom, top of what is worth looking at of f(x)."""
    for preset in SLOPE_PRESETS:
        if preset.function == text:
            left, right, bottom, top = preset.extent
            if left <= at <= right:
                return left, right, bottom, top
    left, right = at - 4.0, at + 4.0
    values = f.at(np.linspace(left, right, 401))
    values = values[np.isfinite(values)]
    if not len(values):
        return left, right, -1.0, 1.0
    low, high = np.quantile(values, [0.04, 0.96]).tolist()
    room = 0.25 * (high - low) or 1.0
    return left, right, low - room, high + room


def sampled(f: Formula, left: float, right: float, height: float) -> tuple[Array, Array]:
    """Return x and f(x) for drawing, with a gap wherever f leaps: seen from near, only a leap stays steep."""
    x = np.linspace(left, right, POINTS)
    y = f.at(x)
    with np.errstate(invalid="ignore"):  # inf - inf where f is beyond all numbers
        rise = np.abs(np.diff(y))
    steep = np.flatnonzero(np.isfinite(rise) & (rise > 0.02 * height))
    a, b = x[steep].copy(), x[steep + 1].copy()
    fa, fb = y[steep].copy(), y[steep + 1].copy()
    for _ in range(30):
        middle = (a + b) / 2
        value = f.at(middle)
        first = np.abs(value - fa) >= np.abs(fb - value)
        a, fa = np.where(first, a, middle), np.where(first, fa, value)
        b, fb = np.where(first, middle, b), np.where(first, value, fb)
    leaps = steep[~(np.abs(fb - fa) < 0.5 * rise[steep])]
    y = np.where(np.isfinite(y), y, np.nan)
    return np.insert(x, leaps + 1, (x[leaps] + x[leaps + 1]) / 2), np.insert(y, leaps + 1, np.nan)


def special(f: Formula, shown: QRectF, theme: Theme) -> list[Dot]:
    """Return holes and leaps at round numbers in view: open where f only comes near, full where it is."""
    step = 10.0 ** math.floor(math.log10(max(shown.width(), 1e-9))) / 2
    first, last = math.ceil(shown.left() / step), math.floor(shown.right() / step)
    if last - first > MOST_SUSPECTS:
        return []
    places = step * np.arange(first, last + 1)
    near = max(1e-9, 1e-9 * float(np.abs(places).max(initial=0.0)))
    values, below, above = f.at(places), f.at(places - near), f.at(places + near)
    with np.errstate(all="ignore"):
        suspect = ~np.isfinite(values) | (np.abs(above - below) > 1e-3) | (np.abs(values - below) > 1e-3)
    dots: list[Dot] = []
    for place in places[suspect].tolist():
        found = study(f, place)
        if found.kind in ("hole", "gap"):
            dots += [Dot(place, y, theme.ink, open=True) for y in {found.left, found.right}]
        elif found.kind == "jump":
            sides = {round(float(f.at(place + side * near)), 9) for side in (-1, 1)}
            dots += [Dot(place, y, theme.ink, open=True) for y in sides if abs(y - found.value) > 1e-9]
            dots.append(Dot(place, found.value, theme.ink))
    return dots
