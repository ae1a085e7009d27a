"""The dialog for figures and films, with the real process that draws them."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton
from shiboken6 import isValid

from gdviz.core.registry import discover
from gdviz.export.parts import Part
from gdviz.export.picture import ALL_PLOTS
from gdviz.session.preferences import Preferences
from gdviz.ui.picture_dialog import PictureDialog
from gdviz.ui.picture_form import PictureForm
from gdviz.ui.picture_process import PictureProcess

WAIT = 30_000  # a process must start, on a machine that has other things to do
CHOICES = {"All plots": ALL_PLOTS, "Loss": (Part("loss_curve"),)}


@pytest.fixture
def open_dialog(session, qtbot):
    """Return a function from a choice and a kind to the dialog, once its preview is there."""
    discover("gdviz.panels")
    session.step(12)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 12)

    opened: list[PictureDialog] = []

    def open_(chosen="Loss", kind="png") -> PictureDialog:
        dialog = PictureDialog(session, Preferences(), CHOICES, chosen, kind)
        opened.append(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: not dialog.preview.isNull(), timeout=WAIT)
        return dialog

    yield open_
    for dialog in opened:
        if isValid(dialog):  # one that was closed is deleted
            dialog.close()


@pytest.fixture
def answer(monkeypatch):
    def answer_(path) -> None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))

    return answer_


def button(dialog, text: str) -> QPushButton:
    return next(b for b in dialog.findChildren(QPushButton) if b.text().replace("&", "").startswith(text))


def test_a_figure_is_previewed_and_saved_as_chosen(open_dialog, answer, qtbot, tmp_path):
    dialog = open_dialog()
    assert dialog.preview.width() > 100
    dialog.form.width_field.setValue(500)
    dialog.form.height_field.setValue(300)
    dialog.form.scale.setCurrentIndex(dialog.form.scale.findData("3"))
    answer(tmp_path / "loss.png")
    qtbot.mouseClick(button(dialog, "Save"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: (tmp_path / "loss.png").exists(), timeout=WAIT)
    with Image.open(tmp_path / "loss.png") as image:
        assert image.size == (1500, 900)
    qtbot.waitUntil(lambda: button(dialog, "Save").isEnabled(), timeout=WAIT)
    dialog.close()


def test_the_preview_follows_the_theme(open_dialog, qtbot):
    dialog = open_dialog()
    assert dialog.preview.pixelColor(2, 2).lightness() == 255
    dialog.form.theme.setCurrentIndex(dialog.form.theme.findData("dark"))
    qtbot.waitUntil(lambda: dialog.preview.pixelColor(2, 2).lightness() < 60, timeout=WAIT)
    dialog.close()


def test_a_film_of_the_run_is_saved(open_dialog, answer, qtbot, tmp_path):
    dialog = open_dialog(kind="gif")
    dialog.form.width_field.setValue(240)
    dialog.form.height_field.setValue(180)
    dialog.form.scale.setCurrentIndex(0)
    answer(tmp_path / "run.gif")
    qtbot.mouseClick(button(dialog, "Save"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: (tmp_path / "run.gif").exists(), timeout=WAIT)
    with Image.open(tmp_path / "run.gif") as film:
        assert film.n_frames == 13  # steps 0 to 12
    qtbot.waitUntil(lambda: button(dialog, "Save").isEnabled(), timeout=WAIT)
    dialog.close()


def test_a_film_that_is_cancelled_leaves_no_file(open_dialog, answer, qtbot, tmp_path):
    dialog = open_dialog("All plots", "gif")
    dialog.form.last.setValue(5000)
    dialog.form.frames.setValue(500)
    answer(tmp_path / "run.gif")
    qtbot.mouseClick(button(dialog, "Save"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: button(dialog, "Cancel").isVisible(), timeout=WAIT)
    qtbot.mouseClick(button(dialog, "Cancel"), Qt.MouseButton.LeftButton)
    assert button(dialog, "Save").isEnabled()
    assert list(tmp_path.iterdir()) == []
    dialog.close()


def test_what_cannot_be_written_is_said(open_dialog, answer, qtbot, tmp_path):
    dialog = open_dialog()
    answer(tmp_path / "gone" / "loss.svg")
    dialog.form.choose("svg")
    qtbot.mouseClick(button(dialog, "Save"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "could not be written" in dialog.said, timeout=WAIT)
    assert button(dialog, "Save").isEnabled()
    dialog.close()


def test_copy_puts_the_figure_on_the_clipboard(open_dialog, qtbot):
    dialog = open_dialog()
    dialog.form.width_field.setValue(400)
    dialog.form.height_field.setValue(200)
    dialog.form.scale.setCurrentIndex(0)
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(button(dialog, "Copy"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().image().width() == 400, timeout=WAIT)
    dialog.close()


def test_choices_are_remembered(open_dialog):
    dialog = open_dialog()
    dialog.form.unit.setCurrentIndex(1)
    dialog.form.unit.activated.emit(1)
    dialog.form.width_field.setValue(120)
    dialog.form.legend.setChecked(False)
    dialog.close()
    again = open_dialog()
    assert again.form.width_field.value() == 120
    assert again.form.unit.currentData() == "mm"
    assert not again.form.legend.isChecked()
    again.close()


def form_of(qtbot, kind: str, settings) -> PictureForm:
    """Return the form of a dialog for a figure ("png") or a film ("gif") that finds these settings."""
    form = PictureForm(CHOICES, "Loss", kind, 12)
    qtbot.addWidget(form)
    form.take(settings)
    return form


@pytest.mark.parametrize("sides", [(640, 420), (641, 421), (121, 3999), (1280, 720)])
def test_millimetres_and_back_leave_the_pixels_as_they_were(sides, qtbot):
    form = PictureForm(CHOICES, "Loss", "png", 12)
    qtbot.addWidget(form)
    for field, side in zip((form.width_field, form.height_field), sides, strict=True):
        field.setValue(side)
    for unit in ("mm", "px", "mm"):
        form.unit.setCurrentIndex(form.unit.findData(unit))
        form.unit.activated.emit(form.unit.currentIndex())
        options = form.picture().options
        assert (options.width, options.height) == sides
    form.width_field.setValue(100)  # millimetres by hand are meant as such, and the height stays
    options = form.picture().options
    assert (options.width, options.height) == (378, sides[1])  # 100 / 25.4 * 96 = 377.95


def test_the_formats_of_figures_and_of_films_are_remembered_apart(qtbot):
    figure = form_of(qtbot, "png", {})
    figure.kinds.setCurrentIndex(figure.kinds.findText("PDF drawing"))
    film = form_of(qtbot, "gif", figure.settings())
    assert film.kinds.currentText() == "GIF film"
    film.kinds.setCurrentIndex(film.kinds.findText("WebP film"))
    figure = form_of(qtbot, "png", film.settings())
    assert figure.kinds.currentText() == "PDF drawing"
    assert form_of(qtbot, "gif", figure.settings()).kinds.currentText() == "WebP film"


@pytest.mark.parametrize(("kind", "shown"), [("png", "PNG picture"), ("gif", "GIF film")])
def test_a_remembered_format_that_is_none_of_its_sort_is_passed_over(qtbot, kind, shown):
    assert form_of(qtbot, kind, {"figure": "gif", "film": "exe"}).kinds.currentText() == shown


@pytest.mark.parametrize("how", ["button", "escape", "frame"])
def test_the_dialog_is_gone_when_it_is_closed(open_dialog, qtbot, how):
    dialog = open_dialog()
    if how == "button":
        qtbot.mouseClick(button(dialog, "Close"), Qt.MouseButton.LeftButton)
    elif how == "escape":
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    else:
        dialog.close()
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible())


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own, of 64 kilobytes."""
    if not hasattr(os, "geteuid") or os.geteuid() or shutil.which("mount") is None:
        pytest.skip("only root may mount")
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("option", ["size=64k", "ro"])
def test_a_disk_that_is_full_or_takes_nothing_is_told_and_keeps_what_it_had(
    option, small_disk, open_dialog, answer, qtbot
):
    path = small_disk / "run.gif"
    path.write_bytes(b"the film before")
    subprocess.run(["mount", "-o", f"remount,{option}", small_disk], check=True)
    dialog = open_dialog("All plots", "gif")
    answer(path)
    qtbot.mouseClick(button(dialog, "Save"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "could not be written" in dialog.said, timeout=WAIT)
    reason = "No space left on device" if option != "ro" else "Read-only file system"
    assert reason in dialog.said
    assert button(dialog, "Save").isEnabled()
    assert [each.name for each in small_disk.iterdir()] == ["run.gif"]
    assert path.read_bytes() == b"the film before"
    dialog.close()


def test_escape_cancels_a_film_first_and_then_closes(open_dialog, answer, qtbot, tmp_path):
    dialog = open_dialog("All plots", "gif")
    dialog.form.last.setValue(5000)
    dialog.form.frames.setValue(900)
    answer(tmp_path / "run.gif")
    qtbot.mouseClick(button(dialog, "Save"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.said.startswith("Frame "), timeout=WAIT)
    assert " s left" in dialog.said
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.said == "Cancelled: no file was written."
    dialog.form.last.setValue(12)
    dialog.form.frames.setValue(5)
    qtbot.mouseClick(button(dialog, "Save"), Qt.MouseButton.LeftButton)  # another process takes over
    qtbot.waitUntil(lambda: (tmp_path / "run.gif").exists(), timeout=WAIT)
    qtbot.waitUntil(lambda: button(dialog, "Save").isEnabled(), timeout=WAIT)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible())


def test_where_temporary_files_find_no_room_the_dialog_says_so_and_stays_usable(
    session, answer, qtbot, tmp_path, monkeypatch
):
    monkeypatch.setattr(PictureProcess, "scratch", lambda _self, name: tmp_path / "gone" / name)
    answer(tmp_path / "figure.png")
    dialog = PictureDialog(session, Preferences(), CHOICES, "Loss", "png")
    try:
        dialog.show()
        qtbot.waitUntil(lambda: "session.gdviz could not be written: No such file" in dialog.said)
        qtbot.mouseClick(button(dialog, "Save"), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "session.gdviz could not be written: No such file" in dialog.said)
        assert button(dialog, "Save").isEnabled()
        assert not (tmp_path / "figure.png").exists()
    finally:
        dialog.close()
