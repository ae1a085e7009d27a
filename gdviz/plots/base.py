"""A plot: axes with names and units, pan, zoom, fit, a read-out, a menu, a picture of itself."""

from __future__ import annotations

from typing import TypeVar

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QContextMenuEvent, QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdviz.plots.axes import Axes, Grid
from gdviz.plots.canvas import Canvas
from gdviz.plots.drawing import Drawing, came_by_key
from gdviz.plots.gestures import Gestures
from gdviz.plots.keeper import keeper_of
from gdviz.plots.layer import Layer
from gdviz.plots.mapping import Mapping, safe_log10, usable_range
from gdviz.plots.picture_menu import PictureMenu
from gdviz.plots.readout import Readout
from gdviz.plots.theme import ThemeManager

AnyLayer = TypeVar("AnyLayer", bound=Layer)

_LOGS = (-330.0, 310.0)


class Plot(Drawing):
    """Layers over a rectangle of data.

    The view shows what `fit` was told last, until somebody pans or zooms; a double click lets it follow again.
    With `capture`, presses and drags of the left button go to `pressed`, `dragged` and `released` instead of panning
    (the middle button still pans), and with `capture_right` those of the right one too, instead of the menu.
    """

    hovered = Signal(float, float)
    left = Signal()
    clicked = Signal(object)  # Pointer
    pressed = Signal(object)
    dragged = Signal(object)
    released = Signal(object)
    view_changed = Signal()
    follow_changed = Signal(bool)
    log_y_changed = Signal(bool)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.capture = False
        self.capture_right = False
        self.arrows_pan = True
        self._least_left = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name or self.tr("Plot"))
        self.setAccessibleDescription(self.tr("Plus and minus zoom, arrows pan, Home fits the view, Menu opens more"))

        self.mapping = Mapping()
        self.layers: list[Layer] = []
        self._home: QRectF | None = None
        self._follow = True
        self._arranging = False
        self.canvas = Canvas(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas)
        self.view = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self.view.disableAutoRange()
        self.axes = Axes(self.mapping)
        self._grid = Grid(self.axes)
        self.canvas.scene().addItem(self.axes)
        self.canvas.scene().addItem(self.view)
        self._attach(self._grid)
        self._readout = Readout(self.canvas)  # as a child of the plot, each new text would lay out the whole window
        self.menu = PictureMenu(self, self.fit_view, self.copy_picture, self.save_picture)

        self._gestures = Gestures(self)
        self.canvas.mouse.connect(self._gestures.mouse)
        self.canvas.away.connect(self.left)
        self.canvas.resized.connect(self._arrange)
        self.view.sigRangeChanged.connect(self._on_range)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()

    # -- what is in it ------------------------------------------------------------------------------------------

    def add(self, layer: AnyLayer) -> AnyLayer:
        """Draw `layer` in this plot from now on, and return it."""
        self._attach(layer)
        self.layers.append(layer)
        return layer

    def remove(self, layer: Layer) -> None:
        """Draw `layer` no more."""
        self.layers.remove(layer)
        self.canvas.scene().removeItem(layer)

    def set_axes(
        self, x: str = "", y: str = "", x_unit: str = "", y_unit: str = "", numbers: bool = True, grid_x: bool = True
    ) -> None:
        """Name both axes; `numbers` shows their values, `grid_x` draws vertical grid lines."""
        if self.axes.set_names(x, y, x_unit, y_unit, numbers, grid_x):
            self._grid.redraw()
            self._arrange()

    def set_least_left(self, pixels: float) -> None:
        """Let the view begin at least so far from the left: plots above each other stand in line."""
        if pixels != self._least_left:
            self._least_left = pixels
            self._arrange()

    def set_log_y(self, log_y: bool) -> None:
        """Make the vertical axis logarithmic, or not; the view is fitted anew."""
        if log_y == self.mapping.log_y:
            return
        self.mapping.set_log_y(log_y)
        self._redraw()
        self.log_y_changed.emit(log_y)
        self.fit_view()

    def set_equal(self, equal: bool) -> None:
        """Give a unit of x the same length as a unit of y."""
        self.view.setAspectLocked(equal)

    # -- the view -----------------------------------------------------------------------------------------------

    @property
    def follow(self) -> bool:
        """Whether the view moves to what `fit` says: true until somebody pans or zooms."""
        return self._follow

    @property
    def shown(self) -> QRectF:
        """The rectangle in view, in data of x and units of the vertical axis (log10 where it is logarithmic)."""
        m = self.mapping
        return QRectF(QPointF(m.x_low, m.y_low), QPointF(m.x_high, m.y_high))

    def fit(self, rect: QRectF) -> None:
        """Make `rect` (data: left to right is x, top to bottom is y from low to high) what the view returns to."""
        if self._home == rect:
            return
        self._home = QRectF(rect)
        if self._follow:
            self._go_home()

    def fit_data(self, margin: float = 0.05) -> None:
        """Fit all layers' data with a share of free space on each side."""
        rect: QRectF | None = None
        for layer in self.layers:
            bounds = layer.bounds() if layer.isVisible() else None
            if bounds is not None:
                rect = bounds if rect is None else _united(rect, bounds)
        if rect is not None:
            x = usable_range(rect.left(), rect.right())
            y = (rect.top(), rect.bottom()) if self.mapping.log_y else usable_range(rect.top(), rect.bottom())
            dx, dy = margin * (x[1] - x[0]), 0.0 if self.mapping.log_y else margin * (y[1] - y[0])
            self.fit(QRectF(QPointF(x[0] - dx, y[0] - dy), QPointF(x[1] + dx, y[1] + dy)))

    @Slot()
    def fit_view(self) -> None:
        """Go back to what `fit` said last, and follow it again."""
        self._set_follow(True)
        if self._home is None:
            self.fit_data()
        else:
            self._go_home()

    def zoom(self, factor: float, center: QPointF | None = None, x: bool = True, y: bool = True) -> None:
        """Show `factor` times as much detail around a pixel of the plot (default: the middle)."""
        area = self.view.geometry()
        at = center if center is not None else area.center()
        across = (at.x() - area.left()) / area.width()
        down = (at.y() - area.top()) / area.height()
        m = self.mapping
        new_x = _zoomed(m.x_low, m.x_high, across, factor if x else 1.0)
        new_y = _zoomed(m.y_low, m.y_high, 1.0 - down, factor if y else 1.0)
        self._set_follow(False)
        self._show(new_x, new_y)

    def show_part(self, left: float, right: float, low: float, high: float) -> None:
        """Show this part (as `shown` has it), and no longer what `fit` says."""
        self._set_follow(False)
        self._show((left, right), (low, high))

    def pan(self, right: float, down: float) -> None:
        """Move what is drawn by pixels."""
        m = self.mapping
        dx, dy = right / m.x_scale, down / m.y_scale
        self._set_follow(False)
        self._show((m.x_low - dx, m.x_high - dx), (m.y_low + dy, m.y_high + dy))

    def to_data(self, position: QPointF) -> tuple[float, float]:
        """Return the data values at a pixel of this widget."""
        corner = self.view.geometry().topLeft()
        return self.mapping.data(position.x() - corner.x(), position.y() - corner.y())

    def to_pixels(self, x: float, y: float) -> QPointF:
        """Return the pixel of this widget where a data value lies."""
        corner = self.view.geometry().topLeft()
        x_pixel, y_pixel = self.mapping.point(x, y)
        return QPointF(corner.x() + x_pixel, corner.y() + y_pixel)

    def set_readout(self, text: str) -> None:
        """Show `text` in the upper right corner; nothing if it is empty."""
        self._readout.say(text, self.view.geometry().topRight())

    # -- pictures -----------------------------------------------------------------------------------------------

    def paint_on(self, painter: QPainter, area: QRectF) -> None:
        """Draw this plot into `area` of any paint device; strokes and letters keep their share of it.

        It does not ask the scene, whose clips within clips Qt's SVG files get wrong.
        """
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(area.topLeft())
        painter.scale(area.width() / max(1, self.width()), area.height() / max(1, self.height()))
        painter.fillRect(self.rect(), QColor(self.mapping.theme.card))
        view = self.view.geometry()
        for layer in sorted((self._grid, *self.layers), key=Layer.zValue):
            if layer.isVisible():
                painter.save()
                painter.translate(view.topLeft())
                painter.setClipRect(QRectF(0.0, 0.0, view.width(), view.height()))
                painter.setOpacity(layer.opacity())
                layer.paint(painter)
                painter.restore()
        self.axes.paint(painter)
        painter.restore()

    @Slot()
    def save_picture(self) -> None:
        """Have the nearest keeper around this plot ask where to, and save it."""
        keeper = keeper_of(self)
        if keeper is not None:
            keeper.save_plot(self)

    # -- events -------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._gestures.key(event):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        # By the mouse, the menu opens on release, and only where the right button has no other use.
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu.open(self.mapToGlobal(self.rect().center()))
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.axes.focused = came_by_key(event)
        self.axes.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.axes.focused = False
        self.axes.update()
        super().focusOutEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(420, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 90)

    # -- keeping things together ----------------------------------------------------------------------------------

    def _attach(self, layer: Layer) -> None:
        layer.mapping = self.mapping
        layer.setParentItem(self.view)
        layer.refit()
        layer.redraw()

    @Slot()
    def _arrange(self) -> None:
        """Lay out numbers, names and view anew: the size, the theme or the names have changed."""
        self._give_room()
        if not self._arranging and self._room_needed() != self.view.geometry().left():
            self._give_room()  # numbers were there only on the way, or come with the new size
        self._readout.place(self.view.geometry().topRight())
        self._redraw()

    def _room_needed(self) -> float:
        return max(self._least_left, self.axes.room_for_numbers())

    def _give_room(self) -> None:
        outer, self._arranging = self._arranging, True
        self.view.setGeometry(self.axes.arrange(self.width(), self.height(), self._room_needed()))
        self._arranging = outer
        self.mapping.set_size(self.view.geometry().width(), self.view.geometry().height())
        for layer in (self._grid, *self.layers):
            layer.refit()

    @Slot()
    def _on_range(self) -> None:
        self.mapping.set_range(*(tuple(pair) for pair in self.view.viewRange()))
        needed, given = self._room_needed(), self.view.geometry().left()
        # with units of equal length the range depends on the room, and the room on the range: meanwhile it only grows
        if needed > given or (needed < given and not self._arranging):
            self._arrange()
        else:
            self._redraw()
        self.view_changed.emit()

    def _redraw(self) -> None:
        self.axes.update()
        for layer in (self._grid, *self.layers):
            layer.update()

    def _go_home(self) -> None:
        if self._home is None:
            return
        low, high = self._home.top(), self._home.bottom()
        if self.mapping.log_y:
            top = high if high > 0.0 else 1.0
            bottom = low if low > 0.0 else top * 1e-6
            low, high = (float(value) for value in safe_log10([bottom, top]))
            margin = max(0.05 * (high - low), 0.05)
            low, high = low - margin, high + margin
        self._show((self._home.left(), self._home.right()), (low, high))

    def _show(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        if self.mapping.log_y:  # no float has a logarithm outside
            y = (min(max(y[0], _LOGS[0]), _LOGS[1]), min(max(y[1], _LOGS[0]), _LOGS[1]))
        self.view.setRange(xRange=usable_range(*x), yRange=usable_range(*y), padding=0.0)

    def _set_follow(self, follow: bool) -> None:
        if follow != self._follow:
            self._follow = follow
            self.follow_changed.emit(follow)

    @Slot()
    def _follow_theme(self) -> None:
        theme = ThemeManager.instance().theme
        self.mapping.set_theme(theme)
        self.canvas.setBackground(theme.card)
        self._arrange()


def _zoomed(low: float, high: float, share: float, factor: float) -> tuple[float, float]:
    fixed_point = low + share * (high - low)
    return fixed_point - (fixed_point - low) / factor, fixed_point + (high - fixed_point) / factor


def _united(first: QRectF, second: QRectF) -> QRectF:
    # QRectF.united leaves out rectangles without a width: all points on one vertical line are data too.
    left, right = min(first.left(), second.left()), max(first.right(), second.right())
    top, bottom = min(first.top(), second.top()), max(first.bottom(), second.bottom())
    return QRectF(QPointF(left, top), QPointF(right, bottom))
