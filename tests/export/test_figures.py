"""Figures are opened with other programs: their size, letters, fonts and pictures are looked at."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from gdviz.export.drawing import file_of, image_of, millimeters, pixels
from gdviz.export.figure import FigureOptions
from gdviz.export.film import pixels_of
from gdviz.export.parts import GAP, Part
from gdviz.export.picture import ALL_PLOTS, Picture, draw
from gdviz.plots.theme import LIGHT, PRINT

needs_rsvg = pytest.mark.skipif(shutil.which("rsvg-convert") is None, reason="rsvg-convert is not installed")
needs_poppler = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed")

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"


def picture(panel: str, kind: str, **options) -> Picture:
    theme = options.pop("theme", "print")
    return Picture((Part(panel),), kind, FigureOptions(**{"width": 480, "height": 320, **options}), theme)


def texts(svg: bytes) -> list[str]:
    return [(node.text or "").strip() for node in ET.fromstring(svg).iter(f"{SVG}text")]


def rows_of(path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).astype(int)


@pytest.fixture
def rsvg(tmp_path):
    """Return a function from SVG to the pixels that librsvg draws."""

    def drawn(svg: bytes) -> np.ndarray:
        (tmp_path / "a.svg").write_bytes(svg)
        subprocess.run(["rsvg-convert", tmp_path / "a.svg", "-o", tmp_path / "a.png"], check=True)
        return rows_of(tmp_path / "a.png")

    return drawn


def test_a_png_has_the_dots_asked_for_and_says_how_fine_they_are(open_stage, tmp_path):
    stage = open_stage("gd-line", 5)
    for scale in (1.0, 2.0, 4.0):
        (tmp_path / "a.png").write_bytes(draw(stage, picture("loss_curve", "png", scale=scale)))
        with Image.open(tmp_path / "a.png") as image:
            assert image.size == (round(480 * scale), round(320 * scale))
            assert image.info["dpi"][0] == pytest.approx(96 * scale, rel=0.001)


def test_strokes_and_letters_grow_with_the_scale(open_stage):
    """What is drawn once as fine and shrunk again is what was drawn coarse, but for the edges."""
    stage = open_stage("race", 30)
    sheet = stage.sheet(FigureOptions(width=480, height=320), [Part("loss_curve")])
    coarse = pixels_of(image_of(sheet, 1.0)).astype(int)
    fine = pixels_of(image_of(sheet, 4.0)).astype(int)
    shrunk = fine.reshape(320, 4, 480, 4, 3).mean(axis=(1, 3))
    assert np.abs(coarse - shrunk).mean() < 0.3 * np.abs(coarse - 255).mean()


@needs_rsvg
def test_an_svg_holds_its_letters_and_another_program_draws_the_same(open_stage, rsvg):
    stage = open_stage("race", 30)
    svg = draw(stage, picture("loss_curve", "svg"))
    root = ET.fromstring(svg)
    assert (root.attrib["width"], root.attrib["height"]) == ("480px", "320px")  # of CSS: 96 to the inch
    shown = texts(svg)
    assert {"Loss", "Momentum", "Adam", "step", "0", "10", "100"} <= set(shown)
    theirs = rsvg(svg)[:320]  # 84.667 mm are a hair more than 320 pixels
    ours = pixels_of_png(draw(stage, picture("loss_curve", "png", scale=1.0)))
    assert theirs.shape == ours.shape == (320, 480, 3)
    assert np.abs(theirs - ours).mean() < 4.0  # two programs soften edges and set letters differently
    for part in (theirs[:, :36], theirs[-20:]):  # numbers of both axes: what a wrong clip had swallowed
        assert (part < 100).any()


@needs_poppler
def test_a_pdf_has_its_paper_size_embeds_its_fonts_and_is_drawn_the_same(open_stage, tmp_path):
    stage = open_stage("race", 30)
    path = tmp_path / "a.pdf"
    path.write_bytes(draw(stage, picture("loss_curve", "pdf")))
    told = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout
    width, height = re.search(r"Page size:\s+([\d.]+) x ([\d.]+) pts", told).groups()
    assert (float(width), float(height)) == pytest.approx((360.0, 240.0), abs=0.5)  # 480/96 and 320/96 inches
    fonts = subprocess.run(["pdffonts", path], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert fonts
    for line in fonts:
        assert line.split()[-5] == "yes", "a font is not embedded"
    words = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, text=True).stdout
    assert "Momentum" in words
    subprocess.run(["pdftoppm", "-r", "96", "-png", "-singlefile", path, tmp_path / "b"], check=True)
    ours = pixels_of_png(draw(stage, picture("loss_curve", "png", scale=1.0)))
    theirs = rows_of(tmp_path / "b.png")
    assert theirs.shape == ours.shape
    assert np.abs(theirs - ours).mean() < 4.0


def test_a_heatmap_is_embedded_as_the_picture_that_it_is(open_stage):
    stage = open_stage("race", 30)
    svg = draw(stage, picture("loss_surface", "svg"))
    sides = []
    for node in ET.fromstring(svg).iter(f"{SVG}image"):
        data = base64.b64decode(node.attrib[f"{XLINK}href"].split(",", 1)[1])
        sides.append(Image.open(BytesIO(data)).size)
    assert sides, "the surface is not there"
    assert min(sides[0]) >= 100, "the surface has lost its fineness"


def test_the_print_theme_is_black_on_white(open_stage):
    stage = open_stage("gd-line", 5)
    ours = pixels_of_png(draw(stage, picture("loss_curve", "png", scale=1.0)))
    assert (ours[0, 0] == 255).all()
    assert ours.min() < 40
    dark = pixels_of_png(draw(stage, picture("loss_curve", "png", scale=1.0, theme="dark")))
    assert dark[0, 0].max() < 60
    assert PRINT.text == "#000000"
    assert PRINT.card == LIGHT.card == "#ffffff"


def test_title_and_legend_are_left_out_when_asked(open_stage):
    stage = open_stage("race", 10)
    bare = texts(draw(stage, picture("loss_curve", "svg", title=False, legend=False)))
    assert "Loss" not in bare
    assert "Adam" not in bare
    assert "step" in bare


def test_a_sheet_names_each_method_once(open_stage):
    stage = open_stage("race", 10)
    sheet = Picture(ALL_PLOTS, "svg", FigureOptions(width=960, height=640))
    shown = texts(draw(stage, sheet))
    assert shown.count("Adam") == 1
    assert {"Data", "Loss surface", "Loss"} <= set(shown)


def test_nothing_of_a_drawing_stays(open_stage, qapp):
    stage = open_stage("gd-line", 5)
    before = len(qapp.topLevelWidgets())
    draw(stage, picture("data_plot", "png"))
    qapp.processEvents()
    assert len([w for w in qapp.topLevelWidgets() if w.isVisible()]) <= before
    assert stage.step == 5


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"width": 10}, r"width must be in \[120, 4000\] pixels; got 10"),
        ({"height": 100_000}, r"height must be in \[120, 4000\] pixels; got 100000"),
        ({"scale": 9.0}, r"scale must be in \[1, 4\]; got 9"),
    ],
)
def test_sizes_that_cannot_be(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        FigureOptions(**options)


def test_a_picture_goes_to_json_and_back():
    wanted = Picture(ALL_PLOTS, "svg", FigureOptions(title=False), "dark", "race")
    assert Picture.from_json(json.loads(json.dumps(wanted.to_json()))) == wanted


def test_an_inch_has_25_4_millimeters():
    assert pixels(25.4) == 96
    assert millimeters(960) == pytest.approx(254.0)


def pixels_of_png(content: bytes) -> np.ndarray:
    return rows_of(BytesIO(content))


EVERY = {  # panel: lesson, step, how it is looked at, letters that must be there
    "network": ("network-plane-ring", 40, {}, ["hidden 1", "x₁"]),
    "this_step": ("gd-line", 7, {}, ["η", "×"]),
    "health": ("network-plane-ring", 40, {}, ["step", "share"]),
    "loss_surface": ("race", 20, {"relief": True}, []),
    "data_plot": ("network-plane-ring", 40, {"shown": [-0.4, 0.3, -0.2, 0.5]}, ["x₁"]),  # a part of the heatmap
}


def of_every(name: str, kind: str) -> Picture:
    options = FigureOptions(width=560, height=360, scale=1.0)
    return Picture((Part(name, view=EVERY[name][2]),), kind, options)


@needs_rsvg
@needs_poppler
@pytest.mark.parametrize("name", EVERY)
def test_other_programs_draw_every_panel_as_we_do(name, open_stage, rsvg, tmp_path):
    lesson, step, _, letters = EVERY[name]
    stage = open_stage(lesson, step)
    ours = pixels_of_png(draw(stage, of_every(name, "png")))
    assert ((ours[60:] < 200).any(axis=2)).mean() > 0.004, "there is nothing below the title"
    svg = draw(stage, of_every(name, "svg"))
    theirs = rsvg(svg)[: len(ours), : ours.shape[1]]
    assert np.abs(theirs - ours[: len(theirs)]).mean() < 5.0
    for words in letters:
        assert any(words in text for text in texts(svg)), f"{words} is not among the letters"
    (tmp_path / "a.pdf").write_bytes(draw(stage, of_every(name, "pdf")))
    subprocess.run(["pdftoppm", "-r", "96", "-png", "-singlefile", tmp_path / "a.pdf", tmp_path / "b"], check=True)
    paper = rows_of(tmp_path / "b.png")
    assert paper.shape == ours.shape
    assert np.abs(paper - ours).mean() < 5.0


def test_a_step_out_of_a_file_has_its_numbers(open_stage):
    """A file holds no worked step: it is taken once more."""
    stage = open_stage("gd-line", 7)
    stage.go_to(3)
    svg = draw(stage, of_every("this_step", "svg"))
    assert stage.step == 3
    assert sum("×" in text for text in texts(svg)) == 2


def test_buttons_are_no_part_of_a_figure(open_stage):
    stage = open_stage("network-plane-ring", 5)
    assert not {"+", "−"} & set(texts(draw(stage, of_every("network", "svg"))))


def test_a_legend_of_many_panels_is_whole_and_names_nothing_twice(open_stage):
    stage = open_stage("race", 20)
    sheet = stage.sheet(FigureOptions(width=900, height=560), ALL_PLOTS)
    svg = file_of(sheet, "svg")
    shown = texts(svg)
    assert shown.count("Nesterov momentum") == 1
    assert not {"Nesterov", "Gradient"} & set(shown)
    alone = stage.sheet(FigureOptions(width=900, height=560, legend=False), ALL_PLOTS)
    below = [each[1].y() for each in sheet._figures]
    assert min(below) >= GAP + sheet._legend.height
    assert min(each[1].y() for each in alone._figures) == 0


def test_two_methods_of_one_kind_are_told_apart_in_the_legend(open_stage):
    """The exercise has Newton twice, for the minimum and for the root."""
    stage = open_stage("slope-only", 3)
    written = texts(draw(stage, picture("data_plot", "svg")))
    assert {"Newton minimum", "Newton root"} <= set(written)
    sheet = stage.sheet(FigureOptions(width=900, height=560), ALL_PLOTS)
    names = [name for row in sheet._legend._rows for name, _, _ in row]
    assert [name for name in names if "Newton" in name] == ["Newton minimum", "Newton root"]


@pytest.mark.skipif(shutil.which("rsvg-convert") is None, reason="needs rsvg-convert")
@pytest.mark.parametrize(("width", "height"), [(900, 560), (641, 421), (1280, 797)])
def test_an_svg_is_as_large_as_was_asked_for_to_the_pixel(width, height, open_stage, tmp_path):
    sheet = open_stage("gd-line", 5).sheet(FigureOptions(width, height), (Part("loss_curve"),))
    (tmp_path / "a.svg").write_bytes(file_of(sheet, "svg"))
    subprocess.run(["rsvg-convert", str(tmp_path / "a.svg"), "-o", str(tmp_path / "a.png")], check=True)
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (width, height)
