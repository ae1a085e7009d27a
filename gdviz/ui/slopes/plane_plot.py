"""f(x, y) over the plane, with downhill at the pinned place and at the pointer."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdviz.core.landscape import pixel_extent
from gdviz.core.surfaces import surface_of
from gdviz.plots.base import Plot
from gdviz.plots.canvas import Pointer
from gdviz.plots.contour import Contours, log_levels
from gdviz.plots.curve import Curves
from gdviz.plots.dots import Dot, Dots
from gdviz.plots.heatmap import Heatmap
from gdviz.plots.number import number
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.plots.trajectory import Arrows
from gdviz.session.slopes import Slopes

SIDE = 129
LEVELS = 14
USUAL = (-3.0, 3.0, -3.0, 3.0)
ARROW = 0.14  # of the shorter side in view: an arrow's direction is the gradient's, its length tells only more or less
KEY_SHARE = 0.01


class PlanePlot(QWidget):
    """The plot; `pointed` brings where the pointer is, None where it is away."""

    pointed = Signal(object)

    def __init__(self, slopes: Slopes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slopes = slopes
        self._of: tuple[object, ...] = ()
        self._pointer: tuple[float, float] | None = None
        self.plot = Plot(self.tr("Function of two variables"))
        self.plot.arrows_pan = False
        self.plot.setAccessibleDescription(
            self.tr("Click pins a place, arrow keys move it; plus and minus zoom, Home fits the view")
        )
        self._heatmap = self.plot.add(Heatmap())
        self._contours = self.plot.add(Contours())
        self._way = self.plot.add(Curves(150.0))
        self.arrows = self.plot.add(Arrows())
        self.dots = self.plot.add(Dots())
        self.plot.set_axes("x", "y", grid_x=False)
        self.plot.set_equal(True)  # or downhill would not look straight across the contours
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)
        self.setFocusProxy(self.plot)
        self.plot.clicked.connect(self._pin)
        self.plot.hovered.connect(self._hover)
        self.plot.left.connect(self._leave)
        self.plot.view_changed.connect(self.show_all)
        self.plot.installEventFilter(self)
        slopes.changed.connect(self.show_all)
        ThemeManager.instance().changed.connect(self._redraw)

    @Slot()
    def _redraw(self) -> None:
        self._of = ()
        self.show_all()

    @Slot()
    def show_all(self) -> None:
        choice = self._slopes.choice
        if not choice.plane:
            return
        if self._of[:1] != (choice.surface,):
            self._of = (choice.surface,)
            surface = surface_of(self._slopes.surface)
            left, right, bottom, top = USUAL if surface is None else surface.extent
            self.plot.fit_view()
            self.plot.fit(QRectF(left, bottom, right - left, top - bottom))
        if self._of != (choice.surface, self.plot.shown.getCoords()):
            self._of = (choice.surface, self.plot.shown.getCoords())
            self._show_ground()
        self._show_arrows()

    def _show_ground(self) -> None:
        theme, shown = Theme.current(), self.plot.shown
        extent = (shown.left(), shown.right(), shown.top(), shown.bottom())
        x, y = np.meshgrid(np.linspace(*extent[:2], SIDE), np.linspace(*extent[2:], SIDE))
        values = self._slopes.surface.at(x, y)
        finite = values[np.isfinite(values)]
        if not finite.size:
            self._heatmap.clear()
            self._contours.clear()
            return
        low = float(finite.min())
        soft = max(1e-3 * float(np.median(finite) - low), 1e-300)
        with np.errstate(all="ignore"):
            logs = np.log10(np.where(np.isfinite(values), values, finite.max()) - low + soft)
        x0, x1, y0, y1 = pixel_extent(extent, values.shape)
        self._heatmap.set_values(logs, QRectF(x0, y0, x1 - x0, y1 - y0), theme.sequential)
        self._contours.set_values(values, shown, log_levels(values, LEVELS), theme.contour, width=1.0, opacity=0.4)

    def _show_arrows(self) -> None:
        theme, choice = Theme.current(), self._slopes.choice
        self.arrows.clear()
        self._add_arrow("pinned", choice.place, theme.contour)
        dots = [Dot(*choice.place, theme.accent, grip=True)]
        self._way.clear()
        if self._pointer is not None:
            self._add_arrow("pointer", self._pointer, theme.method_color(0).name())
            (x, y), (px, py) = choice.place, self._pointer
            self._way.set_curve("u", [x, px], [y, py], theme.contour, width=1.5, dashed=True)
        self.dots.set_dots(dots)

    def _add_arrow(self, name: str, place: tuple[float, float], color: str) -> None:
        """Draw downhill, at a length that the view has room for: steeper is longer, up to a bound."""
        slope = self._slopes.surface.gradient(*place)
        steep = float(np.hypot(*slope))
        shown = self.plot.shown
        room = min(shown.width(), shown.height())
        if math.isfinite(steep) and steep > 0:
            length = room * ARROW * (0.35 + 0.65 * math.tanh(steep))
            self.arrows.add(name, place, -slope / steep * length, color)

    # -- pointer and keys ------------------------------------------------------------------------------------------

    @Slot(object)
    def _pin(self, pointer: Pointer) -> None:
        if pointer.button == Qt.MouseButton.LeftButton:
            self._slopes.set(self.tr("Place"), place=(float(f"{pointer.x:.4g}"), float(f"{pointer.y:.4g}")))

    @Slot(float, float)
    def _hover(self, x: float, y: float) -> None:
        self._pointer = (x, y)
        self._show_arrows()
        value = float(self._slopes.surface.at(x, y))
        self.plot.set_readout(f"x = {number(x)}, y = {number(y)}, f(x, y) = {number(value)}")
        self.pointed.emit(self._pointer)

    @Slot()
    def _leave(self) -> None:
        self._pointer = None
        self._show_arrows()
        self.plot.set_readout("")
        self.pointed.emit(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            ways = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
            way = ways.get(Qt.Key(event.key()))
            if way is not None:
                self.nudge(*way)
                return True
        return super().eventFilter(watched, event)

    def nudge(self, across: int, up: int = 0) -> None:
        """Move the pinned place by a hundredth of what is in view."""
        shown, (x, y) = self.plot.shown, self._slopes.choice.place
        place = x + across * KEY_SHARE * shown.width(), y + up * KEY_SHARE * shown.height()
        self._slopes.set(self.tr("Place"), "key place", place=tuple(float(f"{each:.6g}") for each in place))
