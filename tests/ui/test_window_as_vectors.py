"""The whole window as SVG and PDF: controls are strokes and letters there, and another program draws the same."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
import xml.etree.ElementTree as ET
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from window_fixtures import settle

from gdviz.export.drawing import WidgetDrawing, file_of
from gdviz.plots.theme import ThemeManager

pytestmark = pytest.mark.skipif(
    shutil.which("rsvg-convert") is None or shutil.which("pdftoppm") is None, reason="needs rsvg-convert and poppler"
)
SVG = "{http://www.w3.org/2000/svg}"

PLOTS = [  # lesson, theme, size, what must be among the letters, the largest picture's share of the window
    ("race", "light", (1280, 720), {"A race of six methods", "Export", "Present", "Mean squared error", "File", "DATA",
     "Gradient descent", "Nesterov momentum", "log y", "Full batch", "0.02"}, 0.12),
    ("network-plane-xor", "dark", (1440, 900), {"Network", "Sigmoid", "Show one sample", "Dense"}, 0.12),
]  # fmt: skip
PAGES = [
    ("mnist-softmax", "print", (1440, 900), {"Prediction", "Confusion", "centre like MNIST", "All options", "MNIST",
     "Batch size"}, 0.12),
    ("slope", "light", (1280, 720), {"From the secant to the tangent", "Difference quotient", "Parabola"}, 0.0),
    ("convolution", "dark", (1440, 900), {"Vertical edges", "valid", "same", "Bias b", "Shared weights"}, 0.25),
    ("what-matters", "print", (1280, 720), {"Start the sweep", "Learning rate", "this machine"}, 0.0),
]  # fmt: skip


@pytest.fixture(autouse=True)
def same_theme():
    mode = ThemeManager.instance().mode
    yield
    ThemeManager.instance().set_mode(mode)


def rows_of(source: Path | BytesIO, shape: tuple[int, ...] | None = None) -> np.ndarray:
    with Image.open(source) as image:
        rows = np.asarray(image.convert("RGB")).astype(int)
    return rows if shape is None else rows[: shape[0], : shape[1]]


def told(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("cases", [PLOTS, PAGES], ids=["plots", "pages"])
def test_controls_are_letters_and_strokes(cases, open_window, qtbot, tmp_path):
    window = open_window("race")
    for lesson, mode, size, words, share in cases:
        ThemeManager.instance().set_mode(mode)
        window.resize(*size)
        window.lesson_menu.open_id(lesson)
        qtbot.waitUntil(lambda: window.session.settled)
        settle()
        check(WidgetDrawing(window), words, share, tmp_path)


def check(drawing: WidgetDrawing, words: set[str], share: float, tmp_path: Path) -> None:
    svg, pdf = file_of(drawing, "svg"), file_of(drawing, "pdf")
    ours = rows_of(BytesIO(file_of(drawing, "png", 1.0)))

    root = ET.fromstring(svg)
    assert {(node.text or "").strip() for node in root.iter(f"{SVG}text")} >= words
    for node in root.iter(f"{SVG}image"):
        area = float(node.attrib["width"]) * float(node.attrib["height"])
        assert area <= share * drawing.width * drawing.height, "a picture stands for controls"
    (tmp_path / "a.svg").write_bytes(svg)
    (tmp_path / "a.pdf").write_bytes(pdf)
    text = unicodedata.normalize("NFKC", told("pdftotext", "-raw", tmp_path / "a.pdf", "-"))  # ff may be one letter
    on_paper = " ".join(text.split())
    assert [word for word in words if word not in on_paper] == []
    assert "jpeg" not in told("pdfimages", "-list", tmp_path / "a.pdf"), "a heatmap has lost something"

    told("rsvg-convert", tmp_path / "a.svg", "-o", tmp_path / "svg.png")
    told("pdftoppm", "-r", "96", "-png", "-singlefile", tmp_path / "a.pdf", tmp_path / "pdf")
    for file in ("svg.png", "pdf.png"):
        theirs = rows_of(tmp_path / file, ours.shape)
        assert theirs.shape == ours.shape
        off = np.abs(theirs - ours).mean(axis=2)
        assert off.mean() < 5.0, file
        high, wide = (side // 40 * 40 for side in off.shape)  # no square of it may look otherwise
        squares = off[:high, :wide].reshape(high // 40, 40, wide // 40, 40).mean(axis=(1, 3))
        assert squares.max() < 50.0, file
    assert max(len(svg), len(pdf)) < 4e6
