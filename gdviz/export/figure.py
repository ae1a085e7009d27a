"""A plot as a figure for a talk or a paper: PNG, SVG or PDF, of any size, with or without title and legend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPoint, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QImageWriter,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from gdviz.panels import Panel
from gdviz.plots.theme import Theme

Kind = Literal["png", "svg", "pdf"]
KINDS: tuple[Kind, ...] = ("png", "svg", "pdf")

DOTS_PER_INCH = 96.0  # of the pixels that lengths and letters are given in
MILLIMETERS_PER_INCH = 25.4
LEAST_SIDE, MOST_SIDE = 120, 4000  # pixels before scaling
MOST_SCALE = 4.0
PDF_FINENESS = 12  # dots of the PDF in a pixel of the layout: positions are rounded to them


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


def pixels(millimeters: float) -> int:
    """Return the pixels of a layout that is so many millimetres wide."""
    return round(millimeters / MILLIMETERS_PER_INCH * DOTS_PER_INCH)


def millimeters(side: int) -> float:
    """Return how wide a layout of so many pixels is on paper."""
    return side / DOTS_PER_INCH * MILLIMETERS_PER_INCH


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
        self._legend = panel.legend() if options.legend else []
        self._title = panel.caption() if options.title else ("", "")
        self._rows = self._broken_legend()

    def place(self) -> None:
        """Resize the panel's body to what the figure leaves for it."""
        body = self.panel.main_plot() or self.panel.body
        assert body is not None
        area = self._body_area()
        missing = QSize(round(area.width()), round(area.height())) - body.size()
        self.panel.resize(self.panel.size() + missing)

    def paint(self, painter: QPainter) -> None:
        """Draw the figure; one unit of the painter is one pixel of the layout."""
        theme = Theme.current()
        whole = QRectF(0, 0, self.options.width, self.options.height)
        painter.fillRect(whole, QColor(theme.card))
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
            | QPainter.RenderHint.LosslessImageRendering
        )
        self._paint_title(painter, theme)
        self._paint_legend(painter, theme)
        area = self._body_area()
        plot = self.panel.main_plot()
        if plot is not None:
            plot.paint_on(painter, area)
        elif self.panel.body is not None:
            paint_widget(painter, self.panel.body, area)

    # -- rows above the plot -----------------------------------------------------------------------------------------

    def _title_height(self) -> float:
        return QFontMetricsF(self._title_font).height() + self._margin if any(self._title) else 0.0

    def _legend_height(self) -> float:
        return len(self._rows) * 1.3 * QFontMetricsF(self._font).height() + (0.4 * self._margin if self._rows else 0.0)

    def _body_area(self) -> QRectF:
        top = (
            self._title_height() + self._legend_height() + (0.6 * self._margin if self._rows or any(self._title) else 0)
        )
        return QRectF(0, top, self.options.width, max(1.0, self.options.height - top))

    def _paint_title(self, painter: QPainter, theme: Theme) -> None:
        name, quiet = self._title
        if not (name or quiet):
            return
        line = QRectF(self._margin, self._margin * 0.6, self.options.width - 2 * self._margin, self._title_height())
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

    def _entry_width(self, name: str) -> float:
        return QFontMetricsF(self._font).horizontalAdvance(name) + 3.2 * self._margin

    def _broken_legend(self) -> list[list[tuple[str, QColor, bool]]]:
        """Return the legend's entries in rows that fit beside each other."""
        rows: list[list[tuple[str, QColor, bool]]] = []
        room = 0.0
        for entry in self._legend:
            width = self._entry_width(entry[0])
            if not rows or width > room:
                rows.append([])
                room = self.options.width - 2 * self._margin
            rows[-1].append(entry)
            room -= width
        return rows

    def _paint_legend(self, painter: QPainter, theme: Theme) -> None:
        metrics = QFontMetricsF(self._font)
        top = self._title_height() + 0.4 * self._margin
        painter.setFont(self._font)
        for row in self._rows:
            left = float(self._margin)
            for name, color, dashed in row:
                middle = top + metrics.height() / 2
                _paint_key(painter, left, middle, 1.4 * self._margin, color, dashed)
                painter.setPen(QColor(theme.text))
                text_left = left + 1.8 * self._margin
                room = self.options.width - text_left - self._margin
                shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
                flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(QRectF(text_left, top, room, metrics.height()), flags, shown)
                left += self._entry_width(name)
            top += 1.3 * metrics.height()


def _paint_key(painter: QPainter, left: float, middle: float, width: float, color: QColor, dashed: bool) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for share in (0.0, 0.6) if dashed else (0.0,):
        length = 0.4 * width if dashed else width
        painter.fillRect(QRectF(left + share * width, middle - 1.5, length, 3.0), color)


def paint_widget(painter: QPainter, widget: QWidget, area: QRectF) -> None:
    """Draw `widget` with its letters and strokes as such, its top left corner at that of `area`."""
    painter.save()
    painter.translate(area.topLeft())
    widget.render(painter, QPoint())
    painter.restore()


# -- files -----------------------------------------------------------------------------------------------------------


class Drawing:
    """Anything that paints itself into `width` x `height` pixels: a figure, or a whole window."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height

    def paint(self, painter: QPainter) -> None:
        raise NotImplementedError


class FigureDrawing(Drawing):
    """The drawing of a figure."""

    def __init__(self, figure: Figure) -> None:
        super().__init__(figure.options.width, figure.options.height)
        self._figure = figure

    def paint(self, painter: QPainter) -> None:
        self._figure.paint(painter)


class WidgetDrawing(Drawing):
    """The drawing of a widget as it is laid out now."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget.width(), widget.height())
        self._widget = widget

    def paint(self, painter: QPainter) -> None:
        paint_widget(painter, self._widget, QRectF(0, 0, self.width, self.height))


def image_of(drawing: Drawing, scale: float = 1.0) -> QImage:
    """Return the drawing with `scale` dots for each pixel of its layout."""
    image = QImage(
        QSizeF(drawing.width * scale, drawing.height * scale).toSize(), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(scale)
    dots_per_meter = round(DOTS_PER_INCH * scale / MILLIMETERS_PER_INCH * 1000)
    image.setDotsPerMeterX(dots_per_meter)
    image.setDotsPerMeterY(dots_per_meter)
    image.fill(QColor(Theme.current().card))
    _paint(drawing, image)
    return image


def file_of(drawing: Drawing, kind: Kind, scale: float = 2.0, title: str = "") -> bytes:
    """Return the content of a PNG, SVG or PDF file; `title` is what it calls itself.

    Raises ValueError for another kind.
    """
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    match kind:
        case "png":
            writer = QImageWriter(buffer, b"png")
            writer.setText("Title", title)
            writer.write(image_of(drawing, scale))
        case "svg":
            _write_svg(drawing, buffer, title)
        case "pdf":
            _write_pdf(drawing, buffer, title)
        case _:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}; got {kind!r}")
    return bytes(data.data())


def _write_svg(drawing: Drawing, buffer: QBuffer, title: str) -> None:
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setResolution(round(DOTS_PER_INCH))
    generator.setSize(QSize(drawing.width, drawing.height))
    generator.setViewBox(QRectF(0, 0, drawing.width, drawing.height))
    generator.setTitle(title)
    _paint(drawing, generator)


def _write_pdf(drawing: Drawing, buffer: QBuffer, title: str) -> None:
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("gdviz")
    writer.setResolution(round(DOTS_PER_INCH * PDF_FINENESS))
    size = QSizeF(millimeters(drawing.width), millimeters(drawing.height))
    page = QPageSize(size, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    _paint(drawing, writer, PDF_FINENESS)


def _paint(drawing: Drawing, device: QPaintDevice, scale: float = 1.0) -> None:
    painter = QPainter(device)
    painter.scale(scale, scale)
    drawing.paint(painter)
    painter.end()
