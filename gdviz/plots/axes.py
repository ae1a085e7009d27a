"""Numbers, names and the grid of a plot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gdviz.plots.color_bar import ColorBar
from gdviz.plots.layer import Layer
from gdviz.plots.mapping import Mapping
from gdviz.plots.theme import Theme, tabular_figures
from gdviz.plots.ticks import Ticks, linear_ticks, logarithmic_ticks

EDGE = 3.0  # pixels that Qt paints around what has changed; numbers and names keep further away
_SERIF = ("STIX Two Text", "Cambria", "Times New Roman", "DejaVu Serif")


@dataclass
class Axis:
    """Name and unit of one axis; whether its numbers and grid lines are shown."""

    name: str = ""
    unit: str = ""
    numbers: bool = True

    def title(self, factor: str = "") -> str:
        """Return name, factor and unit: "price × 10⁶ (k$)"."""
        return " ".join(part for part in (self.name, factor, f"({self.unit})" if self.unit else "") if part)

    def font(self, theme: Theme) -> QFont:
        """Return the font of the title: a symbol stands in italics, as in books."""
        if len(self.name) > 2 or self.unit:
            return theme.font(theme.axis_size)
        font = QFont()
        font.setFamilies(list(_SERIF))
        font.setPixelSize(theme.length(theme.axis_size + 2))
        font.setItalic(True)
        return font


class Grid(Layer):
    """Quiet lines at the numbers of both axes."""

    kept = True

    def __init__(self, axes: Axes) -> None:
        super().__init__(z=-1000.0)
        self._axes = axes

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(mapping.theme.plot_grid), 1.0))
        x_ticks, y_ticks = self._axes.ticks()
        if self._axes.grid_x:
            for x in mapping.x(x_ticks.places):
                painter.drawLine(round(x), 0, round(x), round(mapping.height))
        for y in mapping.y_of_axis(y_ticks.places):
            painter.drawLine(0, round(y), round(mapping.width), round(y))


class Axes(QGraphicsItem):
    """The numbers around a view and the names of both axes: y above its numbers, x at the end of its own."""

    def __init__(self, mapping: Mapping) -> None:
        super().__init__()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.horizontal = Axis()
        self.vertical = Axis()
        self.grid_x = True
        self.focused = False
        self.mapping = mapping
        self.bar = ColorBar(self.update)
        self._size = (1.0, 1.0)
        self._view = QRectF(0.0, 0.0, 1.0, 1.0)
        self._ticks: tuple[Ticks, Ticks] = (Ticks((), ()), Ticks((), ()))
        self._ticks_for: tuple[int, bool, bool] | None = None
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)  # or it is not told what to paint

    def set_names(self, x: str, y: str, x_unit: str, y_unit: str, numbers: bool, grid_x: bool) -> bool:
        """Take over names and units of both axes; return whether any of it is new."""
        wanted = Axis(x, x_unit, numbers), Axis(y, y_unit, numbers)
        if (*wanted, grid_x) == (self.horizontal, self.vertical, self.grid_x):
            return False
        self.horizontal, self.vertical = wanted
        self.grid_x = grid_x
        return True

    def arrange(self, width: float, height: float, least_left: float = 0.0) -> QRectF:
        """Take the whole size of the plot and return what is left for the view."""
        theme = self.mapping.theme
        self.prepareGeometryChange()
        self._size = (width, height)
        metrics = QFontMetricsF(_number_font(theme))
        bottom = (
            round(metrics.height() + theme.length(8))
            if self.horizontal.numbers or self.horizontal.name
            else theme.length(4)
        )
        top = (
            round(QFontMetricsF(self.vertical.font(theme)).height() + theme.length(6))
            if self.vertical.title()
            else theme.length(8)
        )
        left = max(float(theme.length(8)), least_left) if self.vertical.numbers else float(theme.length(8))
        right = theme.length(12)
        self._view = QRectF(left, top, max(1.0, width - left - right), max(1.0, height - top - bottom))
        return self._view

    def room_for_numbers(self) -> float:
        """Return the width that the numbers of y need, in steps of a digit so that the view does not tremble."""
        theme = self.mapping.theme
        metrics = QFontMetricsF(_number_font(theme))
        widest = max((metrics.horizontalAdvance(text) for text in self.ticks()[1].texts), default=0.0)
        digit = metrics.horizontalAdvance("0")
        return (
            float(round(-(-widest // digit) * digit + theme.length(14))) if self.vertical.numbers else theme.length(8)
        )

    def ticks(self) -> tuple[Ticks, Ticks]:
        """Return the places and texts of both axes."""
        mapping = self.mapping
        state = (mapping.version, self.horizontal.numbers, self.vertical.numbers)
        if state != self._ticks_for:
            down = int(mapping.height / mapping.theme.length(38))
            y_ticks = logarithmic_ticks if mapping.log_y else linear_ticks
            self._ticks = (self._x_ticks(), y_ticks(mapping.y_low, mapping.y_high, min(8, max(2, down))))
            self._ticks_for = state
        return self._ticks

    def _x_ticks(self) -> Ticks:
        """Return as many ticks as stand side by side with room between them."""
        metrics = QFontMetricsF(_number_font(self.mapping.theme))
        gap = 2.5 * metrics.horizontalAdvance("0")
        for most in (10, 8, 6, 5, 4, 3):
            ticks = linear_ticks(self.mapping.x_low, self.mapping.x_high, most)
            widest = max((metrics.horizontalAdvance(text) for text in ticks.texts), default=0.0)
            if len(ticks.texts) * (widest + gap) <= self.mapping.width:
                return ticks
        return linear_ticks(self.mapping.x_low, self.mapping.x_high, 2)

    def boundingRect(self) -> QRectF:
        return QRectF(0.0, 0.0, *self._size)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem | None = None, widget: QWidget | None = None
    ) -> None:
        inside = self._view.adjusted(-EDGE, -EDGE, EDGE, EDGE)
        if option is not None and inside.contains(option.exposedRect):
            return  # only what lies in the view has changed
        theme = self.mapping.theme
        x_ticks, y_ticks = self.ticks()
        painter.setPen(QColor(theme.axis_text))
        reserved = self._draw_names(painter, theme, x_ticks.factor, y_ticks.factor)
        font = _number_font(theme)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        if self.horizontal.numbers:
            row = self._view.bottom() + theme.length(4)
            for pixel, text in zip(self.mapping.x(x_ticks.places), x_ticks.texts, strict=True):
                width = metrics.horizontalAdvance(text)
                left = self._view.left() + float(pixel) - width / 2
                if left >= 2 and left + width <= min(reserved, self._size[0] - 2):
                    painter.drawText(QRectF(left, row, width + 2, metrics.height()), Qt.AlignmentFlag.AlignLeft, text)
        if self.vertical.numbers:
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            width = self._view.left() - theme.length(6)
            for pixel, text in zip(self.mapping.y_of_axis(y_ticks.places), y_ticks.texts, strict=True):
                middle = self._view.top() + float(pixel)
                if self.vertical.title() and middle - metrics.height() / 2 < self._view.top() - theme.length(4):
                    continue  # it would touch the name
                painter.drawText(QRectF(0, middle - metrics.height() / 2, width, metrics.height()), right, text)
        if self.focused:
            painter.setPen(QPen(QColor(theme.accent), 2.0))
            painter.drawRect(self.boundingRect().adjusted(1, 1, -1, -1))

    def _draw_names(self, painter: QPainter, theme: Theme, x_factor: str, y_factor: str) -> float:
        """Draw both names; return where the one of x begins."""
        reserved, left = self._size[0], float(theme.length(8))
        if title := self.vertical.title(y_factor if self.vertical.numbers else ""):
            painter.setFont(self.vertical.font(theme))
            area = QRectF(theme.length(8), theme.length(3), self._size[0] - theme.length(16), self._view.top())
            metrics, bar = QFontMetricsF(painter.font()), self.bar.least_width(theme)
            if bar:
                title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, area.width() - bar - theme.length(12))
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
            left += metrics.horizontalAdvance(title) + theme.length(12)
        painter.save()
        self.bar.draw(painter, QRectF(left, 0.0, self._view.right() - left, self._view.top()), theme)
        painter.restore()
        if title := self.horizontal.title(x_factor if self.horizontal.numbers else ""):
            font = self.horizontal.font(theme)
            painter.setFont(font)
            width = QFontMetricsF(font).horizontalAdvance(title) + 4
            left = self._view.right() - width
            area = QRectF(left, self._view.bottom(), width, self._size[1] - self._view.bottom())
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, title)
            reserved = left - theme.length(8)
        return reserved


@lru_cache(maxsize=8)
def _number_font(theme: Theme) -> QFont:
    return tabular_figures(theme.font(theme.axis_size))
