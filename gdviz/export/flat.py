"""A paint device that hands what is painted on it to another painter, each stroke with one transform and one clip.

The clip within which Qt paints a widget is known to screens alone, and of clips within clips Qt's SVG files keep the
last. Here both are worked out before a file hears of them. A picture that was made of strokes becomes strokes again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontInfo,
    QImage,
    QPaintDevice,
    QPaintEngine,
    QPaintEngineState,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
    QTextItem,
    QTransform,
)

from gdviz.plots.icons import strokes_of
from gdviz.plots.layer import draw_part

DOTS_PER_INCH = 96
BLOCK = 2  # dots a pixel of what is not smoothed
_Dirty = QPaintEngine.DirtyFlag
_Metric = QPaintDevice.PaintDeviceMetric
_Mode = QPaintEngine.PolygonDrawMode
_MOVES = (QTransform.TransformationType.TxNone, QTransform.TransformationType.TxTranslate)
_PLAIN = (Qt.BrushStyle.NoBrush, Qt.BrushStyle.SolidPattern)  # the same wherever they lie
_RIGHT_TO_LEFT = QTextItem.RenderFlag.RightToLeft
_Area: TypeAlias = QRectF | QRect
_Place: TypeAlias = Any  # a QPointF: Qt's stubs allow more, and not as one type


class FlatDevice(QPaintDevice):
    """`width` x `height` pixels; a unit of theirs is one of `painter` as it stands, which must outlive it."""

    def __init__(self, painter: QPainter, width: int, height: int) -> None:
        super().__init__()
        self._engine = _FlatEngine(painter)
        dots = dict.fromkeys(
            (_Metric.PdmDpiX, _Metric.PdmDpiY, _Metric.PdmPhysicalDpiX, _Metric.PdmPhysicalDpiY), DOTS_PER_INCH
        )
        self._metrics = {_Metric.PdmWidth: width, _Metric.PdmHeight: height, _Metric.PdmDepth: 32, **dots}

    def paintEngine(self) -> QPaintEngine:
        return self._engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        return self._metrics[metric] if metric in self._metrics else super().metric(metric)


class _Look(NamedTuple):
    """What a painter is set to."""

    transform: QTransform
    pen: QPen
    brush: QBrush
    origin: QPointF
    opacity: float
    hints: QPainter.RenderHint
    mode: QPainter.CompositionMode


class _Words(NamedTuple):
    """A text of which more may follow: Qt hands over the key of a menu's name, and the rest, one after the other."""

    look: _Look
    clip: QPainterPath | None
    place: QPointF
    text: str
    font: QFont
    area: QRectF

    def draw(self, painter: QPainter) -> None:
        painter.setFont(self.font)
        painter.drawText(self.place, self.text)

    def goes_on_with(self, more: _Words) -> bool:
        """Return whether `more` stands right behind, on the same line, in the same letters."""
        aligned = self.place.y() == more.place.y() and abs(self.area.right() - more.area.left()) < 0.5
        return aligned and self.font == more.font and self.look == more.look and self.clip == more.clip


class _FlatEngine(QPaintEngine):
    def __init__(self, painter: QPainter) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self._painter = painter
        self._base = QTransform(painter.worldTransform())
        self._look: _Look | None = None
        self._move = QPointF()  # added to what is painted, instead of a transform
        self._worn: _Look | None = None  # by `painter`
        self._clip: QPainterPath | None = None  # of the widget's own painter, in pixels of the device
        self._clipping = False
        self._shown: QPainterPath | None = None  # the clip that `painter` has
        self._words: _Words | None = None  # not yet written

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User

    def begin(self, device: QPaintDevice) -> bool:
        self._painter.save()
        return True

    def end(self) -> bool:
        self._write()
        self._painter.restore()
        return True

    def updateState(self, state: QPaintEngineState) -> None:
        transform, brush = QTransform(state.transform()), QBrush(state.brush())
        self._move = QPointF()
        if transform.type() in _MOVES and brush.style() in _PLAIN:
            # thousands of dots that differ in their place alone then look the same, which a file says once
            self._move, transform = QPointF(transform.dx(), transform.dy()), QTransform()
        self._look = _Look(
            transform, QPen(state.pen()), brush, QPointF(state.brushOrigin()), state.opacity(),
            state.renderHints() | QPainter.RenderHint.LosslessImageRendering, state.compositionMode(),
        )  # fmt: skip
        self._clipping = state.isClipEnabled()
        if state.state() & (_Dirty.DirtyClipPath | _Dirty.DirtyClipRegion):
            self._take_clip(state)

    def _take_clip(self, state: QPaintEngineState) -> None:
        if state.clipOperation() == Qt.ClipOperation.NoClip:
            self._clip = None
            return
        if state.state() & _Dirty.DirtyClipPath:
            path = QPainterPath(state.clipPath())
        else:
            path = QPainterPath()
            path.addRegion(state.clipRegion())
        path = state.transform().map(path)
        replaced = self._clip is None or state.clipOperation() == Qt.ClipOperation.ReplaceClip
        self._clip = path if self._clip is None or replaced else self._clip.intersected(path)

    # -- what is painted --------------------------------------------------------------------------------------------

    def drawPath(self, path: QPainterPath) -> None:
        moved = path.translated(self._move)
        self._stroke(moved.controlPointRect(), lambda painter: painter.drawPath(moved))

    def drawPolygon(self, points: Iterable[Any], mode: QPaintEngine.PolygonDrawMode) -> None:
        polygon = QPolygonF([QPointF(point) + self._move for point in points])
        rule = Qt.FillRule.WindingFill if mode == _Mode.WindingMode else Qt.FillRule.OddEvenFill

        def draw(painter: QPainter) -> None:
            if mode == _Mode.PolylineMode:
                painter.drawPolyline(polygon)
            else:
                painter.drawPolygon(polygon, rule)

        self._stroke(polygon.boundingRect(), draw)

    def drawTextItem(self, place: _Place, item: QTextItem) -> None:
        assert self._look is not None
        start, above = QPointF(place) + self._move, item.ascent()
        area = QRectF(start.x(), start.y() - above, item.width(), above + item.descent())
        words = _Words(self._look, self._whole_clip(), start, item.text(), self._font(item.font()), area)
        before = self._words
        if before is not None and before.goes_on_with(words) and not item.renderFlags() & _RIGHT_TO_LEFT:
            self._words = before._replace(text=before.text + words.text, area=before.area.united(area))
        else:
            self._write()
            self._words = words

    def drawImage(
        self, where: _Area, image: QImage, part: _Area,
        flags: Qt.ImageConversionFlag = Qt.ImageConversionFlag.AutoColor,
    ) -> None:  # fmt: skip
        assert self._look is not None
        area, shown, cut = QRectF(where).translated(self._move), QImage(image), QRectF(part)
        if not self._look.hints & QPainter.RenderHint.SmoothPixmapTransform:
            shown, cut = _in_blocks(shown, cut, area)
        self._play(area, lambda painter: draw_part(painter, area, shown, cut))

    def drawPixmap(self, where: _Area, pixmap: QPixmap | QImage, part: _Area) -> None:
        cut, picture = QRectF(part), QPixmap(pixmap)
        drawing = strokes_of(picture)
        if drawing is None or cut.size() != picture.size().toSizeF():
            self.drawImage(where, picture.toImage(), cut)
        else:
            area = QRectF(where).translated(self._move)
            self._play(area, lambda painter: drawing(painter, area))

    def drawTiledPixmap(self, where: _Area, pixmap: QPixmap | QImage, origin: _Place) -> None:
        area, tile, start = QRectF(where).translated(self._move), QPixmap(pixmap), QPointF(origin)
        self._play(area, lambda painter: painter.drawTiledPixmap(area, tile, start))

    # -- how it reaches the file ----------------------------------------------------------------------------------

    def _stroke(self, area: QRectF, draw: Callable[[QPainter], None]) -> None:
        assert self._look is not None
        pen = self._look.pen
        beyond = 0.0 if pen.style() == Qt.PenStyle.NoPen else max(1.0, pen.widthF())
        self._play(area.adjusted(-beyond, -beyond, beyond, beyond), draw)

    def _play(self, area: QRectF, draw: Callable[[QPainter], None]) -> None:
        assert self._look is not None
        self._write()
        self._hand_over(area, draw, self._look, self._whole_clip())

    def _write(self) -> None:
        words, self._words = self._words, None
        if words is not None:
            self._hand_over(words.area, words.draw, words.look, words.clip)

    def _hand_over(
        self, area: QRectF, draw: Callable[[QPainter], None], look: _Look, clip: QPainterPath | None
    ) -> None:
        place = look.transform.mapRect(area)
        if clip is not None and not clip.intersects(place):
            return
        if clip is not None and clip.contains(place) and self._shown != clip:
            clip = None  # nothing of it is cut off: files without clips are smaller
        self._cut_to(clip)
        self._put_on(look)
        draw(self._painter)

    def _whole_clip(self) -> QPainterPath | None:
        clip = self._clip if self._clipping else None
        # Not the region itself, which leaves out what other widgets cover: they are painted afterwards.
        seen = QRectF(self.systemClip().boundingRect())
        if seen.isEmpty():
            return clip
        path = QPainterPath()
        path.addRect(seen)
        return path if clip is None else path.intersected(clip)

    def _cut_to(self, clip: QPainterPath | None) -> None:
        if clip == self._shown:
            return
        self._painter.restore()
        self._painter.save()
        if clip is not None:
            self._painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
        self._shown, self._worn = clip, None

    def _put_on(self, look: _Look) -> None:
        if look == self._worn:
            return
        painter, self._worn = self._painter, look
        painter.setTransform(look.transform * self._base)
        painter.setPen(look.pen)
        painter.setBrush(look.brush)
        painter.setBrushOrigin(look.origin)
        painter.setOpacity(look.opacity)
        painter.setRenderHints(painter.renderHints(), False)
        painter.setRenderHints(look.hints)
        painter.setCompositionMode(look.mode)

    def _font(self, font: QFont) -> QFont:
        """Return a font that looks the same on the other device: by the family that was found, as others may have more.

        Whatever it does not say itself it would take over from the other painter, whose dots may be finer.
        """
        found = QFontInfo(font)
        told = QFont(list(dict.fromkeys([found.family(), *font.families()])))
        told.setPixelSize(font.pixelSize() if font.pixelSize() > 0 else found.pixelSize())
        told.setWeight(font.weight())
        told.setItalic(font.italic())
        told.setStretch(font.stretch())
        for tag in font.featureTags():
            told.setFeature(tag, font.featureValue(tag))
        spacing = font.letterSpacing()
        if font.letterSpacingType() == QFont.SpacingType.AbsoluteSpacing:
            spacing *= DOTS_PER_INCH / self._painter.device().logicalDpiY()
        told.setLetterSpacing(font.letterSpacingType(), spacing)
        return told


def _in_blocks(image: QImage, part: QRectF, where: QRectF) -> tuple[QImage, QRectF]:
    """Return an image with a block for each dot that is drawn large: else whoever shows the file would blur it."""
    times = math.ceil(BLOCK * max(where.width() / part.width(), where.height() / part.height()))
    if times <= BLOCK:
        return image, part
    cut = part.toAlignedRect().intersected(image.rect())
    part = part.translated(-cut.x(), -cut.y())
    blocks = image.copy(cut).scaled(cut.size() * times)
    return blocks, QRectF(part.topLeft() * times, part.size() * times)
