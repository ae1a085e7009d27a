"""Signs are there, tinted, sharp, and drawn once."""

import tempfile

import pytest
from PySide6.QtCore import QFile, QRectF, QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap

from gdviz.plots.icons import app_icon, glyph, icon, strokes_of
from gdviz.resources import resource_path

NAMES = sorted(path.stem for path in resource_path("icons").glob("*.svg") if path.stem != "gdviz")
NEEDED = {
    "play", "pause", "step-forward", "step-back", "reset", "plus", "move", "spray", "erase", "close", "hide", "solo",
    "export", "present", "import", "undo", "redo", "add", "eye",
}  # fmt: skip


def _colors(image: QImage) -> set[str]:
    opaque = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    return opaque


def test_no_sign_is_missing():
    assert set(NAMES) >= NEEDED


@pytest.mark.parametrize("name", NAMES)
def test_every_sign_is_drawn_in_its_colour(qapp, name):
    image = icon(name, "#ff00ff").pixmap(QSize(48, 48)).toImage()
    assert _colors(image) == {"#ff00ff"}


def test_disabled_signs_are_paler(qapp):
    drawn = icon("play", "#000000")
    image = drawn.pixmap(QSize(32, 32), QIcon.Mode.Disabled).toImage()
    assert "#000000" not in _colors(image)
    assert _colors(image)


def test_a_sign_has_as_many_pixels_as_the_screen(qapp):
    pixmap = icon("play").pixmap(QSize(16, 16), 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (32, 2.0)


def test_signs_are_kept(qapp):
    assert icon("play", "#123456") is icon("play", QColor("#123456"))


def test_an_unknown_sign_is_named(qapp):
    with pytest.raises(FileNotFoundError, match="unicorn"):
        icon("unicorn")


def test_the_app_has_an_icon(qapp):
    assert not app_icon().pixmap(QSize(64, 64)).isNull()


@pytest.mark.parametrize("color", ["#ff0000", "#123456"])
def test_glyphs_are_files_in_a_colour(color, qapp):
    file = QFile(glyph("check", color))
    assert file.open(QFile.OpenModeFlag.ReadOnly)
    text = bytes(file.readAll().data()).decode()
    assert color in text
    assert "currentColor" not in text
    image = QIcon(glyph("check", color)).pixmap(QSize(32, 32)).toImage()
    drawn = {
        image.pixelColor(x, y).name() for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() == 255
    }
    assert drawn == {color}


def test_to_dress_a_window_needs_no_disk(qapp, tmp_path, monkeypatch):
    """A process that is killed would leave its files behind, and one on a full disk would not start."""
    tmp_path.chmod(0o500)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    try:
        assert QFile.exists(glyph("check", "#abcdef"))
    finally:
        tmp_path.chmod(0o700)


def test_an_icon_without_room_is_empty_and_qt_has_nothing_to_say(qapp):
    assert icon("play").pixmap(QSize(0, 0)).isNull()
    assert icon("play").pixmap(QSize(16, 0)).isNull()


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_file_finds_the_strokes_of_signs_and_glyphs(ratio, qapp):
    for made in (icon("play", "#112233"), QIcon(glyph("check", "#112233"))):
        drawing = strokes_of(made.pixmap(QSize(16, 16), ratio))
        assert drawing is not None
        image = QImage(32, 32, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        drawing(painter, QRectF(0, 0, 32, 32))
        painter.end()
        assert _colors(image) == {"#112233"}


def test_another_picture_has_no_strokes(qapp):
    assert strokes_of(QPixmap(16, 16)) is None
