"""What the window offers as a picture: its plots, its workspaces, and the whole of it."""

from __future__ import annotations

import collections
import re
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QObject, QProcess, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton
from window_fixtures import settle

from gdviz.export.figure import FigureOptions
from gdviz.export.picture import Picture
from gdviz.plots.theme import ThemeManager
from gdviz.ui.picture_dialog import PictureDialog
from gdviz.ui.window_picture import window_file

WAIT = 30_000  # a process must start, on a machine that has other things to do


@pytest.fixture
def open_dialog(open_window, qtbot):
    """Return a function from a lesson and an action to the window and its dialog."""

    def open_(lesson="gd-line", action="export_figure", page="", preview=True):
        window = open_window(lesson, None, begun=True)
        qtbot.waitUntil(lambda: window.session.settled)
        if page:
            window.workspaces.show(page)
        window.actions_by_name[action].trigger()
        dialog = window.findChild(PictureDialog)
        if preview:
            qtbot.waitUntil(lambda: not dialog.preview.isNull(), timeout=WAIT)
        return window, dialog

    return open_


def choose(dialog, name):
    dialog.form.what.setCurrentIndex(dialog.form.what.findText(name))


def offered(dialog) -> list[str]:
    return [dialog.form.what.itemText(place) for place in range(dialog.form.what.count())]


def save(dialog, path, monkeypatch, qtbot):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    button = next(b for b in dialog.findChildren(QPushButton) if b.text() == "&Save…")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(path.exists, timeout=WAIT)


def test_the_whole_window_is_saved_in_another_theme_than_it_has(open_dialog, monkeypatch, tmp_path, qtbot):
    window, dialog = open_dialog()
    choose(dialog, "Whole window")
    assert not dialog.form.width_field.isVisible()  # it has a size
    dialog.form.theme.setCurrentIndex(dialog.form.theme.findData("dark"))
    dialog.form.scale.setCurrentIndex(dialog.form.scale.findData("2"))
    before = ThemeManager.instance().theme
    save(dialog, tmp_path / "room.png", monkeypatch, qtbot)
    with Image.open(tmp_path / "room.png") as image:
        assert image.size == (2 * window.width(), 2 * window.height())
        assert max(image.convert("RGB").getpixel((2, image.height // 2))) < 80  # dark
    assert ThemeManager.instance().theme == before
    assert window.grab().toImage().pixelColor(2, window.height() // 2).lightness() > 200  # the window itself is light


@pytest.mark.parametrize("mode", ["print", "dark"])
def test_in_another_theme_the_window_is_laid_out_as_one_that_has_it(mode, open_window, qtbot):
    window = open_window("race")
    window.session.step(20)
    qtbot.waitUntil(lambda: window.session.snapshot.step == 20 and window.session.settled)
    settle()
    before = ThemeManager.instance().mode
    picture = Picture((), "png", FigureOptions(scale=1.0), mode)
    try:
        ThemeManager.instance().set_mode("light")
        settle()
        dressed = window_file(window, picture)
        ThemeManager.instance().set_mode(mode)
        settle()
        worn = window_file(window, picture)
    finally:
        ThemeManager.instance().set_mode(before)
    ours, theirs = (np.asarray(Image.open(BytesIO(file)).convert("RGB")).astype(int) for file in (dressed, worn))
    assert ((np.abs(ours - theirs) > 16).any(axis=2)).mean() < 0.004  # 0.02 where a row is cut off


def test_on_the_screen_nobody_sees_the_other_theme(open_window, qtbot):
    """The dialog that asks for the picture is in front meanwhile."""
    window = open_window("gd-line")
    front = QLabel("in front", window, Qt.WindowType.Dialog)
    front.show()
    qtbot.waitExposed(front)
    settle()
    painted = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append(ThemeManager.instance().mode)
            return False

    watch = Watch()
    for widget in (front, window.status, window.top_bar):
        widget.installEventFilter(watch)
    mode = ThemeManager.instance().mode
    ThemeManager.instance().set_mode("light")
    try:
        settle()
        painted.clear()
        before = front.grab().toImage()
        window_file(window, Picture((), "png", FigureOptions(scale=1.0), "dark"))
        assert painted.count("dark") == 2, "the picture itself is of the status line and the bar, and of nothing more"
        settle()
        assert front.grab().toImage() == before
    finally:
        ThemeManager.instance().set_mode(mode)
    front.close()


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_the_whole_window_is_a_drawing_too(kind, open_dialog, monkeypatch, tmp_path, qtbot):
    _, dialog = open_dialog()
    choose(dialog, "Whole window")
    dialog.form.choose(kind)
    path = tmp_path / f"room.{kind}"
    save(dialog, path, monkeypatch, qtbot)
    assert path.read_bytes().startswith(b"<?xml" if kind == "svg" else b"%PDF")


def test_a_film_of_the_whole_window_is_refused_in_a_sentence(open_dialog, qtbot):
    _, dialog = open_dialog(action="export_film")
    choose(dialog, "Whole window")
    assert dialog.said == "a film is of plots; the whole window can be a PNG, SVG or PDF"


def test_workspaces_that_are_not_in_view_are_offered(open_dialog, monkeypatch, tmp_path, qtbot):
    _, dialog = open_dialog("network-plane-xor")
    there = offered(dialog)
    assert there[:2] == ["All plots", "Curves workspace"]  # the lesson is in the network's
    assert there[-1] == "Whole window"
    choose(dialog, "Curves workspace")
    save(dialog, tmp_path / "curves.svg.png", monkeypatch, qtbot)


def test_a_line_has_nothing_to_show_inside(open_dialog):
    _, dialog = open_dialog("gd-line", preview=False)
    assert [name for name in offered(dialog) if "workspace" in name] == []


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("digits", "Digits"),
        ("slopes", "Slopes"),
        ("convolution", "A filter that moves"),
        ("sweep", "What matters"),
    ],
)
def test_a_page_is_a_figure_of_any_size_and_theme(page, title, open_dialog, monkeypatch, tmp_path, qtbot):
    window, dialog = open_dialog(page=page)
    assert dialog.form.what.currentText() == title
    assert offered(dialog)[-1] == "Whole window"
    assert not dialog.form.title.isVisible()  # it has headings of its own
    dialog.form.theme.setCurrentIndex(dialog.form.theme.findData("dark"))
    dialog.form.scale.setCurrentIndex(dialog.form.scale.findData("1"))
    dialog.form.width_field.setValue(1100)
    dialog.form.height_field.setValue(700)
    before = window.centralWidget().size()
    save(dialog, tmp_path / "page.png", monkeypatch, qtbot)
    with Image.open(tmp_path / "page.png") as image:
        assert image.size == (1100, 700)
        assert max(image.convert("RGB").getpixel((2, 690))) < 80  # dark
    assert window.centralWidget().size() == before
    assert window.grab().toImage().pixelColor(2, window.height() // 2).lightness() > 200  # the window itself is light


def test_a_film_of_a_page_is_refused_in_a_sentence(open_dialog, qtbot, monkeypatch, tmp_path):
    _, dialog = open_dialog(page="slopes")
    dialog.form.choose("gif")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a.gif"), ""))
    dialog.save()
    qtbot.waitUntil(lambda: "a page can be a PNG" in dialog.said)
    assert list(tmp_path.iterdir()) == []


def test_until_the_preview_is_there_the_window_is_seen_and_the_dialog_says_that_it_draws(open_dialog, qtbot):
    _, dialog = open_dialog(preview=False)
    shown = next(label for label in dialog.findChildren(QLabel) if label.accessibleName() == "Preview")
    assert dialog.preview.isNull()
    assert shown.pixmap().width() > 100
    assert len({shown.pixmap().toImage().pixel(x, 100) for x in range(0, 100, 3)}) > 1  # plots
    assert dialog.said == "Drawing the preview…"
    qtbot.waitUntil(lambda: not dialog.preview.isNull(), timeout=WAIT)
    assert dialog.said == ""


def test_the_dialog_is_called_after_what_it_makes(open_dialog):
    _, dialog = open_dialog(action="export_film", preview=False)
    assert dialog.windowTitle() == "Export film"
    dialog.form.choose("svg")
    assert dialog.windowTitle() == "Export figure"


@pytest.mark.parametrize("action", ["export_figure", "export_film"])
def test_each_control_has_a_key_and_a_help_of_its_own(action, open_dialog):
    _, dialog = open_dialog(action=action)
    shown = [w for kind in (QLabel, QAbstractButton) for w in dialog.findChildren(kind) if w.isVisible()]
    keys = [found[1].lower() for widget in shown if (found := re.search(r"&(\w)", widget.text()))]
    assert [key for key, times in collections.Counter(keys).items() if times > 1] == []
    assert len(keys) >= 9
    for kind in (QComboBox, QPushButton, QAbstractSpinBox):
        for control in dialog.findChildren(kind):
            if control.isVisible():
                assert control.toolTip(), control


def test_tab_goes_from_the_plot_to_the_buttons_and_back(open_dialog, qtbot):
    _, dialog = open_dialog()
    form = dialog.form
    form.what.setFocus()
    order = [form.what]
    while len(order) < 20:
        order.append(order[-1].nextInFocusChain())
        while isinstance(order[-1], QLineEdit) or not (
            order[-1].isVisible() and order[-1].focusPolicy() & Qt.FocusPolicy.TabFocus
        ):
            order[-1] = order[-1].nextInFocusChain()
        if order[-1] is form.what:
            break
    names = [w.accessibleName() or w.text().replace("&", "") for w in order[:-1]]
    assert names == ["Plot", "Format", "Theme", "Width", "Height", "Unit of width and height", "Scale", "Title",
                     "Legend", "Copy", "Close", "Save…"]  # fmt: skip


def test_closing_the_window_while_a_film_is_drawn_ends_that_too(open_dialog, monkeypatch, tmp_path, qtbot, capfd):
    window, dialog = open_dialog("race", "export_film")
    dialog.form.last.setValue(5000)
    dialog.form.frames.setValue(900)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "run.gif"), ""))
    dialog.save()
    qtbot.waitUntil(lambda: dialog.said.startswith("Frame "), timeout=WAIT)
    running = dialog.findChildren(QProcess)
    gone = []
    dialog.destroyed.connect(lambda: gone.append(True))
    assert [process.state() for process in running] == [QProcess.ProcessState.Running]
    window.close()
    qtbot.waitUntil(lambda: gone == [True], timeout=WAIT)
    assert list(tmp_path.iterdir()) == []
    assert "still running" not in capfd.readouterr().err
