"""A plot as a figure for a talk or a paper, of any size, with or without title and legend; several make a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from gdviz.export.drawing import Drawing, WidgetDrawing
from gdviz.export.legend import Entry, Legend
from gdviz.export.limits import LEAST_SIDE, MOST_SCALE, MOST_SIDE
from gdviz.export.parts import GAP
from gdviz.panels import Panel
from gdviz.plots.formula_text import FormulaText
from gdviz.plots.theme import Theme

LEAST_BODY = 60  # pixels that a plot needs, whatever stands above it


@dataclass(frozen=True)
class FigureOptions:
    """How large a figure is, in pixels before scaling, and what stands above the plot.

    `scale` is how many dots a PNG has for each of these pixels: strokes and letters grow with it. SVG and PDF are
    `width`/96 inches wide, whatever the scale.

    Raises ValueError for a size or scale outside its limits.
    """

    width: int = 640
    height: int = 420
    scale: float = 2.0
    title: bool = True
    legend: bool = True

    def __post_init__(self) -> None:
        for name, side in (("width", self.width), ("height", self.height)):
            if not LEAST_SIDE <= side <= MOST_SIDE:
                raise ValueError(f"{name} must be in [{LEAST_SIDE}, {MOST_SIDE}] pixels; got {side}")
        if not 1.0 <= self.scale <= MOST_SCALE:
            raise ValueError(f"scale must be in [1, {MOST_SCALE:g}]; got {self.scale:g}")


class Figure:
    """One panel laid out for a figure: title and legend in rows above the plot, which gets the rest.

    `place` gives the panel the size that it needs; `paint` draws it on any device. Between the two whoever owns the
    panel waits until maps for that size have been drawn.
    """

    def __init__(self, panel: Panel, options: FigureOptions) -> None:
        self.panel, self.options = panel, options
        theme = Theme.current()
        self._title_font = theme.font(theme.title_size + 1, bold=True)
        self._font = theme.font()
        self._margin = theme.length(10)
        self.note = ""  # small, at the right of the title: which moment of the run it is
        self._legend = Legend(panel.legend() if options.legend else [], options.width - 2 * self._margin)

    def place(self) -> None:
        """Give the panel's plot the size that the figure leaves for it."""
        body = self.panel.drawing() or self.panel.body
        assert body is not None
        body.setFixedSize(self._drawn_area().size().toSize())
        self.panel.adjustSize()

    def paint(self, painter: QPainter) -> None:
        """Draw the figure; one unit of the painter is one pixel of the layout."""
        theme = Theme.current()
        painter.fillRect(QRectF(0, 0, self.options.width, self.options.height), QColor(theme.card))
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
            | QPainter.RenderHint.LosslessImageRendering
        )
        if self.options.title:
            self._paint_title(painter, theme)
        self._legend.paint(painter, QPointF(self._margin, self._title_height() + 0.4 * self._margin))
        area = self._drawn_area()
        drawn = self.panel.drawing()
        if drawn is not None:
            drawn.paint_on(painter, area)
        elif not self.panel.paint_body(painter, area) and self.panel.body is not None:
            was = self.panel.updatesEnabled()
            self.panel.setUpdatesEnabled(True)  # else Qt leaves out everything within
            painter.translate(area.topLeft())
            WidgetDrawing(self.panel.body).paint(painter)
            painter.translate(-area.topLeft())
            self.panel.setUpdatesEnabled(was)

    def _title_height(self) -> float:
        return QFontMetricsF(self._title_font).height() + self._margin if self.options.title else 0.0

    def _body_area(self) -> QRectF:
        above = self._title_height() + self._legend.height
        top = round(above + 0.6 * self._margin) if above else 0  # a plot of whole pixels is drawn as it is
        return QRectF(0, top, self.options.width, max(LEAST_BODY, self.options.height - top))

    def _drawn_area(self) -> QRectF:
        """Return where the plot goes; what has no axes of its own keeps the margin."""
        plain = self.panel.drawing() is None or isinstance(self.panel.drawing(), FormulaText)
        side = self._margin if plain else 0
        return self._body_area().adjusted(side, 0, -side, 0)

    def _paint_title(self, painter: QPainter, theme: Theme) -> None:
        name, quiet = self.panel.caption()
        line = QRectF(self._margin, self._margin * 0.6, self.options.width - 2 * self._margin, self._title_height())
        if self.note:
            painter.setFont(self._font)
            painter.setPen(QColor(theme.quiet))
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, self.note)
            line.setRight(line.right() - QFontMetricsF(self._font).horizontalAdvance(self.note) - self._margin)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.setFont(self._title_font)
        painter.setPen(QColor(theme.text))
        metrics = QFontMetricsF(self._title_font)
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, flags, shown)
        left = line.left() + metrics.horizontalAdvance(shown) + 1.5 * self._margin
        room = line.right() - left
        if quiet and room > 4 * self._margin:
            painter.setFont(self._font)
            painter.setPen(QColor(theme.quiet))
            small = QFontMetricsF(self._font)
            baseline = line.top() + metrics.ascent() - small.ascent()
            text = small.elidedText(quiet, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(left, baseline, room, small.height() + 2), flags, text)


class Sheet(Drawing):
    """Figures beside each other, each in its place; one that fills the sheet is a figure by itself."""

    def __init__(
        self, width: int, height: int, figures: Sequence[tuple[Figure, QPoint]], legend: Legend | None = None
    ) -> None:
        super().__init__(width, height)
        self._figures, self._legend = figures, legend

    def set_note(self, text: str) -> None:
        """Show `text` at the right of the first title."""
        self._figures[0][0].note = text

    def paint(self, painter: QPainter) -> None:
        painter.fillRect(QRectF(0, 0, self.width, self.height), QColor(Theme.current().card))
        if self._legend is not None:
            self._legend.paint(painter, QPointF(GAP, GAP))
        for figure, corner in self._figures:
            painter.save()
            painter.translate(corner)
            figure.paint(painter)
            painter.restore()


def common_legend(panels: Sequence[Panel]) -> list[Entry]:
    """Return what any of the panels must name, each once."""
    entries: dict[tuple[str, str, bool], Entry] = {}
    for panel in panels:
        for name, color, dashed in panel.legend():
            looks = color.name(), dashed
            same = [key for key in entries if key[1:] == looks and (name in key[0] or key[0] in name)]
            if same and len(same[0][0]) >= len(name):
                continue
            for shorter in same:  # a panel with little room tells names shorter
                del entries[shorter]
            entries[name, *looks] = (name, color, dashed)
    return list(entries.values())
