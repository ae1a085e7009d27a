"""Drawings as files: PNG, SVG and PDF with lines as lines and letters as letters."""

from __future__ import annotations

import re
from typing import Literal

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPoint, QRectF, QSize, QSizeF
from PySide6.QtGui import (
    QColor,
    QImage,
    QImageWriter,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPaintEngine,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from gdviz.export.flat import FlatDevice
from gdviz.plots.base import Plot
from gdviz.plots.theme import Theme

Kind = Literal["png", "svg", "pdf"]
KINDS: tuple[Kind, ...] = ("png", "svg", "pdf")

DOTS_PER_INCH = 96.0  # of the pixels that lengths and letters are given in
MILLIMETERS_PER_INCH = 25.4
PDF_FINENESS = 12  # dots of the PDF in a pixel of the layout: positions are rounded to them


def pixels(millimeters: float) -> int:
    """Return the pixels of a layout that is so many millimetres wide."""
    return round(millimeters / MILLIMETERS_PER_INCH * DOTS_PER_INCH)


def millimeters(side: int) -> float:
    """Return how wide a layout of so many pixels is on paper."""
    return side / DOTS_PER_INCH * MILLIMETERS_PER_INCH


class Drawing:
    """Anything that paints itself into `width` x `height` pixels: a figure, or a whole window."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height

    def paint(self, painter: QPainter) -> None:
        raise NotImplementedError


class WidgetDrawing(Drawing):
    """A widget, such as a whole window, as it is laid out now: in any kind of file strokes and letters are such."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget.width(), widget.height())
        self._widget = widget

    def paint(self, painter: QPainter) -> None:
        if painter.paintEngine().type() == QPaintEngine.Type.Raster:
            self._widget.render(painter, QPoint())
            return
        device = FlatDevice(painter, self.width, self.height)
        flat = QPainter(device)
        self._widget.render(flat, QPoint())
        flat.end()


class PlotDrawing(Drawing):
    """One plot as it is shown now: strokes and letters in any kind of file."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot.width(), plot.height())
        self._plot = plot

    def paint(self, painter: QPainter) -> None:
        self._plot.paint_on(painter, QRectF(0, 0, self.width, self.height))


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
            return png_of(image_of(drawing, scale), title)
        case "svg":
            _write_svg(drawing, buffer, title)
            return _with_exact_size(bytes(data.data()), drawing)
        case "pdf":
            _write_pdf(drawing, buffer, title)
        case _:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}; got {kind!r}")
    return bytes(data.data())


def png_of(image: QImage, title: str = "") -> bytes:
    """Return the content of a PNG file."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, b"png")
    if title:
        writer.setText("Title", title)
    writer.write(image)
    return bytes(data.data())


def _write_svg(drawing: Drawing, buffer: QBuffer, title: str) -> None:
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setResolution(round(DOTS_PER_INCH))
    generator.setSize(QSize(drawing.width, drawing.height))
    generator.setViewBox(QRectF(0, 0, drawing.width, drawing.height))
    generator.setTitle(title)
    _paint(drawing, generator)


def _with_exact_size(content: bytes, drawing: Drawing) -> bytes:
    """Return the SVG with its size in pixels, 96 to the inch: Qt's rounded millimetres come to a pixel more."""
    size = f'<svg width="{drawing.width}px" height="{drawing.height}px"'.encode()
    return re.sub(rb'<svg width="[^"]*" height="[^"]*"', size, content, count=1)


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
