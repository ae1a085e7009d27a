"""The whole window by keys and mouse: time, docks, layout, themes, closing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton
from window_fixtures import settle

from gdviz.lessons import find_lesson
from gdviz.plots.theme import ThemeManager
from gdviz.session import Message
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice
from gdviz.ui.import_dialog import ImportDialog

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
BATCHES = Experiment(
    data=DataChoice("line", train_share=1.0, options={"n": 100}), methods=(MethodChoice(1, batch_size=25),)
)


def key(qtbot, window, key_, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or window, key_, modifier)


def at(qtbot, window, step: int) -> None:
    qtbot.waitUntil(lambda: window.session.snapshot is not None and window.session.snapshot.step == step)


def test_space_plays_and_pauses(open_window, qtbot):
    window = open_window()
    key(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.playing and window.session.snapshot.step > 2)
    assert "Running" in window.statusBar().text
    key(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.session.playing)
    assert "Paused" in window.statusBar().text


def test_arrows_take_steps_and_epochs_and_r_goes_back_to_the_start(open_window, qtbot):
    window = open_window(BATCHES)
    start = window.session.shown.theta.copy()
    key(qtbot, window, Qt.Key.Key_Right)
    at(qtbot, window, 1)
    key(qtbot, window, Qt.Key.Key_Right, SHIFT)
    at(qtbot, window, 4)  # 100 points in batches of 25
    key(qtbot, window, Qt.Key.Key_Right, SHIFT)
    at(qtbot, window, 8)
    key(qtbot, window, Qt.Key.Key_Left, SHIFT)
    at(qtbot, window, 4)
    key(qtbot, window, Qt.Key.Key_Left)
    at(qtbot, window, 3)
    assert window.top_bar._readouts["step"].text == "3"
    key(qtbot, window, Qt.Key.Key_R)
    at(qtbot, window, 0)
    assert (window.session.shown.theta == start).all()
    key(qtbot, window, Qt.Key.Key_R, SHIFT)
    qtbot.waitUntil(lambda: window.session.snapshot is not None and (window.session.shown.theta != start).all())
    key(qtbot, window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: window.session.snapshot is not None and (window.session.shown.theta == start).all())


def test_no_key_is_lost_however_fast_they_come(open_window, qtbot):
    window = open_window(BATCHES)
    for _ in range(9):
        key(qtbot, window, Qt.Key.Key_Right)
    for _ in range(4):
        key(qtbot, window, Qt.Key.Key_Left)
    at(qtbot, window, 5)
    key(qtbot, window, Qt.Key.Key_Right, SHIFT)
    key(qtbot, window, Qt.Key.Key_Right, SHIFT)
    key(qtbot, window, Qt.Key.Key_Left)
    at(qtbot, window, 11)
    assert window.session.snapshot.last_step == 12


def test_brackets_change_the_speed(open_window, qtbot):
    window = open_window()
    before = window.session.pace
    key(qtbot, window, Qt.Key.Key_BracketRight)
    faster = window.session.pace
    key(qtbot, window, Qt.Key.Key_BracketLeft)
    assert faster > before
    assert window.session.pace == pytest.approx(before, rel=0.1)


def test_a_field_with_the_focus_gets_its_keys(open_window, qtbot):
    window = open_window()
    field = next(field for field in window.right.findChildren(QLineEdit) if field.isVisible() and field.isEnabled())
    field.setFocus()
    field.selectAll()
    for typed in (Qt.Key.Key_0, Qt.Key.Key_Period, Qt.Key.Key_5):
        key(qtbot, window, typed)
    assert field.text() == "0.5"
    key(qtbot, window, Qt.Key.Key_Left)
    assert field.cursorPosition() == 2
    assert window.session.snapshot.step == 0


def test_panels_close_come_back_float_and_are_put_back(open_window, qtbot):
    window = open_window()
    dock = window.docks["loss_curve"]
    dock._close.click()
    assert not dock.isVisible()
    dock.toggleViewAction().trigger()
    assert dock.isVisible()
    dock._float.click()
    assert dock.isFloating()
    window.actions_by_name["reset_layout"].trigger()
    settle()
    assert not dock.isFloating()
    assert dock.isVisible()
    assert dock.y() > window.docks["data_plot"].y()


def test_the_layout_is_remembered_and_forgotten_by_reset(open_window, qtbot):
    window = open_window()
    window.docks["loss_surface"].toggleViewAction().trigger()
    assert not window.docks["loss_surface"].isVisible()
    window.close()
    again = open_window(size=None)
    assert not again.docks["loss_surface"].isVisible()
    assert again.docks["data_plot"].isVisible()
    again.actions_by_name["reset_layout"].trigger()
    settle()
    again.close()
    assert open_window(size=None).docks["loss_surface"].isVisible()


@pytest.mark.parametrize("text_size", [100, 200])
@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
def test_nothing_is_pushed_out_of_the_window(open_window, qtbot, size, text_size):
    window = open_window(size=size)
    window.preferences.text_size = text_size
    settle()
    if text_size == 100:
        assert (window.width(), window.height()) == size
    docks = [window.docks[name] for name in ("data_plot", "loss_surface", "loss_curve")]
    for part in (window.left, window.right, *docks, window.top_bar._export, window.statusBar()):
        if part.isVisible():
            part.raise_()  # where there is little room, docks stand behind each other
            settle()
        corner = part.mapTo(window, part.rect().bottomRight())
        assert part.isVisible()
        assert corner.x() <= window.width(), part
        assert corner.y() <= window.height(), part
        if part in docks:
            assert part.width() > 250
            assert part.widget().isVisible()


def test_presenting_shows_the_plots_alone_and_escape_ends_it(open_window, qtbot):
    window = open_window()
    key(qtbot, window, Qt.Key.Key_F5)
    assert window.isFullScreen()
    assert not window.left.isVisible()
    assert not window.right.isVisible()
    key(qtbot, window, Qt.Key.Key_Right)
    at(qtbot, window, 1)
    key(qtbot, window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert window.left.isVisible()
    assert window.right.isVisible()


def test_a_file_that_is_remembered_does_not_dress_the_window_anew(open_window, qtbot):
    class Dressings(QObject):
        seen = 0

        def eventFilter(self, watched, event):
            self.seen += event.type() == QEvent.Type.StyleChange
            return False

    window = open_window()
    dressings = Dressings()
    window.installEventFilter(dressings)
    window.preferences.folder, window.preferences.recent = "/somewhere", ["/somewhere/a.gdviz"]
    assert dressings.seen == 0
    window.preferences.theme = "dark"
    assert dressings.seen > 0
    window.removeEventFilter(dressings)


def test_the_theme_changes_while_it_plays(open_window, qtbot):
    window = open_window()
    window.session.play()
    qtbot.waitUntil(lambda: window.session.playing)
    window.preferences.theme = "dark"
    assert ThemeManager.instance().theme.name == "dark"
    assert window.grab().toImage().pixelColor(4, window.height() // 2).lightness() < 80
    window.preferences.theme = "light"
    assert window.grab().toImage().pixelColor(4, window.height() // 2).lightness() > 200
    assert window.session.playing


def test_closing_while_it_trains_at_full_speed_ends_the_training(open_window, qtbot):
    window = open_window(find_lesson("network-plane-spiral").experiment)
    window.session.set_pace(float("inf"))
    window.session.play()
    qtbot.waitUntil(lambda: window.session.playing and window.session.snapshot.step > 10)
    window.close()
    qtbot.waitUntil(lambda: not window.session._conductor.trainer._thread.is_alive())


def test_the_first_run_says_how_to_start(open_window):
    window = open_window(find_lesson("gd-line").experiment)
    window.begin(find_lesson("gd-line"), first_run=True)
    assert "Press Space" in "".join(
        label.text() for label in window.lesson_card.findChildren(type(window.top_bar._pace))
    )
    assert window.top_bar.lessons.currentText() == find_lesson("gd-line").text("en").title


def test_divergence_is_told_with_the_limit_and_escape_takes_the_notice_away(open_window, qtbot):
    window = open_window(Experiment(methods=(MethodChoice(1, options={"learning_rate": 1.0}),)))
    window.session.set_pace(float("inf"))
    window.session.play()
    qtbot.waitUntil(lambda: window.notice.isVisible())
    assert "2 / λ" in window.notice.text or "lambda" in window.notice.text
    key(qtbot, window, Qt.Key.Key_Escape)
    assert not window.notice.isVisible()


def test_a_notice_is_no_taller_than_its_lines(open_window):
    window = open_window()
    window.notice.tell(Message("one two three four five six seven " * 6, "warning"))
    settle()
    label = window.notice.findChildren(QLabel)[1]
    lines = label.heightForWidth(label.width())
    assert lines <= window.notice.height() <= lines + 24


def test_every_button_has_a_name_and_says_what_it_does(open_window):
    window = open_window()
    for button in window.findChildren(QToolButton):
        if button.isVisible() and button.objectName() != "qt_toolbar_ext_button":
            assert button.text() or button.accessibleName(), button
            assert button.toolTip(), button.text() or button.accessibleName()


@pytest.mark.xwindow
def test_in_a_real_window_keys_play_and_quit(open_window, qtbot):
    window = open_window()
    qtbot.waitExposed(window)
    key(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.snapshot.step > 3)
    picture = window.grab().toImage()
    assert len({picture.pixel(x, y) for x in range(0, 1280, 8) for y in range(0, 720, 8)}) > 50
    window.close()
    assert not window.isVisible()


def test_a_table_dropped_on_the_window_asks_what_its_columns_are(open_window, tmp_path, qtbot):
    window = open_window()
    table, picture = tmp_path / "heights.csv", QMimeData()
    table.write_text("height,weight\n1.6,55\n1.8,80\n1.7,70\n")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(table))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none, before = Qt.KeyboardModifier.NoModifier, window.session.dataset

    def drag(data: QMimeData) -> bool:
        enter = QDragEnterEvent(QPoint(300, 300), copy, data, left, none)
        enter.ignore()
        QApplication.sendEvent(window, enter)
        return enter.isAccepted()

    assert not drag(picture)
    assert drag(mime)
    drop = QDropEvent(QPointF(300, 300), copy, mime, left, none)
    QApplication.sendEvent(window, drop)
    assert drop.isAccepted()
    qtbot.waitUntil(lambda: any(dialog.isVisible() for dialog in window.findChildren(ImportDialog)))
    (dialog,) = window.findChildren(ImportDialog)
    assert window.session.dataset is before
    dialog.accept()
    qtbot.waitUntil(lambda: window.session.dataset.n == 3)
    assert window.session.dataset.feature_names == ("height",)
