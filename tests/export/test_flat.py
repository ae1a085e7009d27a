"""What widgets paint reaches a file as strokes and letters, cut off where the window cuts it off."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QCheckBox, QHBoxLayout, QLabel, QMenuBar, QScrollArea, QToolButton, QWidget

from gdviz.export.drawing import Drawing, WidgetDrawing, file_of
from gdviz.plots.drawn_icon import DrawnIcon
from gdviz.plots.icons import icon
from gdviz.plots.style import apply
from gdviz.plots.theme import LIGHT

needs_rsvg = pytest.mark.skipif(shutil.which("rsvg-convert") is None, reason="rsvg-convert is not installed")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def shown(qtbot, qapp):
    """Return a function that lays out a widget out of sight, in the app's own clothes."""
    before = qapp.styleSheet(), qapp.palette(), qapp.font()
    apply(qapp, LIGHT)

    def show(widget: QWidget, width: int, height: int) -> QWidget:
        qtbot.addWidget(widget)
        widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        widget.resize(width, height)
        widget.show()
        QApplication.processEvents()
        return widget

    yield show
    qapp.setStyleSheet(before[0])
    qapp.setPalette(before[1])
    qapp.setFont(before[2])


def nodes(svg: bytes, tag: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter(f"{SVG}{tag}"))


def drawn(svg: bytes, tmp_path, *options: str) -> np.ndarray:
    (tmp_path / "a.svg").write_bytes(svg)
    subprocess.run(["rsvg-convert", *options, tmp_path / "a.svg", "-o", tmp_path / "a.png"], check=True)
    with Image.open(tmp_path / "a.png") as image:
        return np.asarray(image.convert("RGB")).astype(int)


def dots(drawing: Drawing) -> np.ndarray:
    with Image.open(BytesIO(file_of(drawing, "png", 1.0))) as image:
        return np.asarray(image.convert("RGB")).astype(int)


class Red(QWidget):
    """Paints far beyond its edges, and within them only the left half."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.save()
        painter.setClipRect(QRectF(-1000, -1000, 1000 + self.width() / 2, 3000))
        painter.fillRect(QRectF(-1000, -1000, 3000, 3000), QColor("#ff0000"))
        painter.restore()
        painter.fillRect(QRectF(self.width() - 2.0, 0, 2000, 2), QColor("#0000ff"))


@needs_rsvg
def test_clips_within_clips_cut_as_on_the_screen(shown, tmp_path):
    area = QScrollArea()
    red = Red()
    red.setFixedSize(200, 400)
    area.setWidget(red)
    window = QWidget()
    line = QHBoxLayout(window)
    line.addSpacing(50)
    line.addWidget(area)
    shown(window, 220, 160)
    area.verticalScrollBar().setValue(30)
    ours, theirs = dots(WidgetDrawing(window)), drawn(file_of(WidgetDrawing(window), "svg"), tmp_path)
    assert (ours[:, :, 0] - ours[:, :, 1] > 200).sum() > 5000, "nothing is red"
    assert ((np.abs(ours - theirs) > 60).any(axis=2)).mean() < 0.005


@needs_rsvg
def test_a_smaller_drawing_is_cut_there_too(shown, tmp_path):
    class Half(Drawing):
        def paint(self, painter: QPainter) -> None:
            painter.translate(20, 10)
            painter.scale(0.5, 0.5)
            WidgetDrawing(red).paint(painter)

    red = shown(Red(), 100, 80)
    seen = drawn(file_of(Half(120, 60), "svg"), tmp_path)
    rows, columns = np.nonzero((seen[:, :, 0] > 200) & (seen[:, :, 1] < 60))
    assert (columns.min(), columns.max()) == (20, 44)
    assert (rows.min(), rows.max()) == (10, 49)


def test_signs_are_strokes(shown):
    """A box's check is a file of the style sheet, the sign of a button an icon, a thumbnail a drawing of ours."""
    window = QWidget()
    line = QHBoxLayout(window)
    box = QCheckBox("log y")
    box.setChecked(True)
    line.addWidget(box)
    for sign in (icon("play"), QIcon(DrawnIcon(lambda painter, area: painter.fillRect(area, QColor("#123456"))))):
        button = QToolButton()
        button.setIcon(sign)
        line.addWidget(button)
    shown(window, 300, 60)
    svg = file_of(WidgetDrawing(window), "svg")
    assert nodes(svg, "image") == []
    assert b"#123456" in svg
    box.setChecked(False)
    assert len(nodes(svg, "path")) > len(nodes(file_of(WidgetDrawing(window), "svg"), "path"))


def test_a_picture_stays_one_with_all_its_dots(shown):
    label = QLabel()
    image = QImage(90, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("#2a7f62"))
    label.setPixmap(QPixmap.fromImage(image))
    label.setFixedSize(90, 60)
    (found,) = nodes(file_of(WidgetDrawing(shown(label, 90, 60)), "svg"), "image")
    assert (found.get("width"), found.get("height")) == ("90", "60")


@needs_rsvg
def test_dots_that_are_shown_large_keep_their_edges(shown, tmp_path):
    class Large(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            painter = QPainter(self)
            image = QImage(bytes([0, 255, 0, 255]), 4, 1, 4, QImage.Format.Format_Grayscale8)
            painter.drawImage(QRectF(0, 0, 50, 50), image, QRectF(1, 0, 2, 1))

    seen = drawn(file_of(WidgetDrawing(shown(Large(), 50, 50)), "svg"), tmp_path)[25, :, 0]
    assert set(seen[:24]) == {255}
    assert set(seen[26:]) == {0}


@needs_rsvg
def test_how_many_dots_look_is_told_once_and_each_is_in_its_place(shown, tmp_path):
    class Dots(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            painter = QPainter(self)
            for place in range(100):
                painter.save()
                painter.translate(10 * (place % 10), 10 * (place // 10))
                painter.fillRect(QRectF(3, 3, 4, 4), QColor("#aa0000"))
                painter.restore()

    svg = file_of(WidgetDrawing(shown(Dots(), 100, 100)), "svg")
    assert len(nodes(svg, "path")) >= 100
    assert len(nodes(svg, "g")) < 20
    dark = drawn(svg, tmp_path)[:, :, 1] < 100
    assert dark.sum() == 100 * 16
    assert dark[93:97, 93:97].all()


def test_a_menu_s_name_is_one_text(shown):
    bar = QMenuBar()
    for name in ("&File", "&Edit"):
        bar.addMenu(name)
    said = [(node.text or "").strip() for node in nodes(file_of(WidgetDrawing(shown(bar, 200, 30)), "svg"), "text")]
    assert said == ["File", "Edit"]


def test_fonts_are_told_as_they_were_found(shown):
    label = QLabel("bold")
    label.setStyleSheet("font-size: 17px; font-weight: 600")
    (node,) = nodes(file_of(WidgetDrawing(shown(label, 100, 30)), "svg"), "text")
    assert node.get("font-size") == "17"
    assert int(node.get("font-weight") or 0) >= 600
    assert (node.get("font-family") or "").split(",")[0] == label.fontInfo().family()


@needs_poppler
def test_letters_stand_as_far_apart_on_paper(shown, tmp_path):
    label = QLabel("SPACED")
    label.setStyleSheet("letter-spacing: 2px")
    label.setFixedSize(QSize(120, 24))
    (tmp_path / "a.pdf").write_bytes(file_of(WidgetDrawing(shown(label, 120, 24)), "pdf"))
    told = subprocess.run(["pdftotext", "-bbox", tmp_path / "a.pdf", "-"], check=True, capture_output=True, text=True)
    ends = [(float(left), float(right)) for left, right in re.findall(r'xMin="([\d.]+)".*xMax="([\d.]+)"', told.stdout)]
    width = (max(right for _, right in ends) - min(left for left, _ in ends)) / 72 * 96
    assert width == pytest.approx(label.fontMetrics().horizontalAdvance("SPACED"), abs=4)
