"""Sessions as documents, as a user meets them: menus, keys, drops, the question, recent files, and after a crash."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPlainTextEdit

from gdviz.training.session_file import read_session, write_session
from gdviz.training.session_values import SavedSession
from gdviz.ui.recovery import Recovery
from gdviz.ui.window_view import take_view, view_of

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def open_lesson(open_window, qtbot):
    """Return a function to a window with a lesson, at rest."""

    def open_(lesson="race"):
        window = open_window(lesson, None, begun=True)
        at(window, 0, qtbot)
        return window

    return open_


@pytest.fixture
def window(open_lesson):
    return open_lesson()


def at(window, step, qtbot):
    session = window.session
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == step and session.settled)


def step_to(window, step, qtbot):
    window.session.step(step - window.session.snapshot.step)
    at(window, step, qtbot)


def name_files(monkeypatch, path):
    for function in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, function, lambda *_: (str(path), ""))


def press(window, name):
    window.actions_by_name[name].trigger()


def saved(window, name, qtbot):
    """Press Save and wait until it is done."""
    heard = []
    window.session.message.connect(heard.append)
    press(window, name)
    qtbot.waitUntil(lambda: any(message.text for message in heard))
    window.session.message.disconnect(heard.append)
    return heard[-1]


def box_of(window):
    boxes = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    return boxes[-1] if boxes else None


def answer(window, button, qtbot):
    qtbot.waitUntil(lambda: box_of(window) is not None)
    box = box_of(window)
    found = box.button(button) if not isinstance(button, str) else next(b for b in box.buttons() if b.text() == button)
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def thetas(window):
    return [lane.theta.tobytes() for lane in window.session.snapshot.lanes]


def test_saved_and_opened_in_another_window_it_goes_on_to_the_bit(open_lesson, monkeypatch, tmp_path, qtbot):
    first, second = open_lesson(), open_lesson("gd-line")
    step_to(first, 40, qtbot)
    first.session.set_pace(7)
    name_files(monkeypatch, tmp_path / "talk")
    assert saved(first, "save_session", qtbot).text == f"Saved {tmp_path / 'talk.gdviz'}."
    name_files(monkeypatch, tmp_path / "talk.gdviz")
    press(second, "open_session")
    at(second, 40, qtbot)
    assert thetas(second) == thetas(first)
    for window in (first, second):
        step_to(window, 60, qtbot)
    assert thetas(second) == thetas(first)
    assert second.session.pace == 7
    assert second.lesson_card.text == first.lesson_card.text
    assert second.top_bar.lessons.currentIndex() == 0


def test_title_and_status_line_say_which_session_and_whether_it_is_saved(window, monkeypatch, tmp_path, qtbot):
    assert (window.windowTitle(), window.isWindowModified()) == ("untitled[*] – gdviz", False)
    assert window.files.name_label.text() == "untitled"
    step_to(window, 3, qtbot)
    qtbot.waitUntil(lambda: window.files.name_label.text() == "untitled*")
    name_files(monkeypatch, tmp_path / "talk.gdviz")
    saved(window, "save_session", qtbot)
    assert (window.windowTitle(), window.isWindowModified()) == ("talk[*] – gdviz", False)
    assert window.files.name_label.text() == "talk"
    assert window.files.name_label.toolTip() == str(tmp_path / "talk.gdviz")
    window.session.clear_points()
    qtbot.waitUntil(lambda: window.files.name_label.text() == "talk*")
    window.session.undo()
    qtbot.waitUntil(lambda: window.files.name_label.text() == "talk")


def test_save_goes_to_the_same_file_and_save_as_to_another(window, monkeypatch, tmp_path, qtbot):
    name_files(monkeypatch, tmp_path / "a.gdviz")
    saved(window, "save_session", qtbot)
    step_to(window, 5, qtbot)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: pytest.fail("Save asked for a name"))
    saved(window, "save_session", qtbot)
    assert read_session(tmp_path / "a.gdviz").race.position == 5
    name_files(monkeypatch, tmp_path / "b.gdviz")
    saved(window, "save_session_as", qtbot)
    assert window.files.name == "b"
    assert sorted(os.listdir(tmp_path)) == ["a.gdviz", "b.gdviz"]


def test_a_file_dropped_on_the_window_opens(open_lesson, monkeypatch, tmp_path, qtbot):
    first, second = open_lesson(), open_lesson("gd-line")
    step_to(first, 9, qtbot)
    name_files(monkeypatch, tmp_path / "talk.gdviz")
    saved(first, "save_session", qtbot)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "talk.gdviz"))])
    drop = QDropEvent(
        QPointF(200, 200), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    second.dropEvent(drop)
    at(second, 9, qtbot)
    assert second.files.name == "talk"


def test_a_damaged_file_is_told_in_a_sentence_and_touches_nothing(window, tmp_path, qtbot):
    step_to(window, 4, qtbot)
    before, experiment = thetas(window), window.session.experiment
    broken = tmp_path / "broken.gdviz"
    broken.write_bytes(b"PK nonsense")
    window.open_file(broken)
    assert "broken.gdviz is damaged" in window.notice.text
    assert (thetas(window), window.session.experiment, window.files.path) == (before, experiment, None)


def test_recent_files_are_listed_newest_first_and_forgotten_when_gone(open_lesson, monkeypatch, tmp_path, qtbot):
    window = open_lesson()
    for name in ("a", "b"):
        name_files(monkeypatch, tmp_path / f"{name}.gdviz")
        saved(window, "save_session_as", qtbot)
    menu = window.files.recent_menu
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["b.gdviz", "a.gdviz"]
    menu.actions()[1].trigger()
    assert window.files.name == "a"
    (tmp_path / "b.gdviz").unlink()
    menu.aboutToShow.emit()
    menu.actions()[1].trigger()
    assert "There is no file" in window.notice.text
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["a.gdviz"]


def test_nothing_is_asked_where_nothing_is_lost(window, qtbot):
    window.files.asks = True
    step_to(window, 3, qtbot)  # a lesson that was played a little
    assert window.close()


def test_cancel_keeps_the_window_and_discard_closes_it(window, tmp_path, qtbot):
    window.files.asks = True
    window.session.clear_points()
    assert not window.close()
    assert "Save the changes to untitled?" in box_of(window).text()
    answer(window, QMessageBox.StandardButton.Cancel, qtbot)
    qtbot.waitUntil(lambda: box_of(window) is None)
    assert window.isVisible()
    assert not window.close()
    answer(window, QMessageBox.StandardButton.Discard, qtbot)
    qtbot.waitUntil(lambda: not window.isVisible())


def test_save_in_the_question_saves_and_then_closes(window, monkeypatch, tmp_path, qtbot):
    window.files.asks = True
    window.session.clear_points()
    name_files(monkeypatch, tmp_path / "a.gdviz")
    window.close()
    answer(window, QMessageBox.StandardButton.Save, qtbot)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert read_session(tmp_path / "a.gdviz").dataset.n == 0


def test_a_folder_that_takes_nothing_says_so_and_the_window_stays(window, monkeypatch, tmp_path, qtbot):
    window.files.asks = True
    window.session.clear_points()
    (tmp_path / "file").write_text("no folder")
    name_files(monkeypatch, tmp_path / "file" / "a.gdviz")
    window.close()
    answer(window, QMessageBox.StandardButton.Save, qtbot)
    qtbot.waitUntil(lambda: "could not be written" in window.notice.text)
    assert window.isVisible()
    assert window.files.modified


def test_new_asks_and_begins_with_a_line(window, qtbot):
    window.files.asks = True
    window.session.clear_points()
    press(window, "new_session")
    answer(window, QMessageBox.StandardButton.Discard, qtbot)
    qtbot.waitUntil(lambda: window.session.experiment.model.name == "line")
    assert window.session.dataset.n > 0
    assert not window.files.modified


def test_a_lesson_over_a_changed_file_asks_and_cancel_keeps_all(window, monkeypatch, tmp_path, qtbot):
    name_files(monkeypatch, tmp_path / "a.gdviz")
    press(window, "save_session")
    qtbot.waitUntil(lambda: window.files.path is not None and not window.files.modified)
    window.files.asks = True
    window.session.clear_points()
    shown = window.top_bar.lessons.currentIndex()
    window.lesson_menu.open_id("logistic")
    answer(window, QMessageBox.StandardButton.Cancel, qtbot)
    assert window.files.path == tmp_path / "a.gdviz"
    assert window.session.dataset.n == 0
    assert window.top_bar.lessons.currentIndex() == shown
    window.lesson_menu.open_id("logistic")
    answer(window, QMessageBox.StandardButton.Discard, qtbot)
    qtbot.waitUntil(lambda: window.session.experiment.model.name == "logistic")
    assert window.files.path is None


def test_a_lesson_that_is_opened_is_not_saved_over_the_file_before(window, monkeypatch, tmp_path, qtbot):
    name_files(monkeypatch, tmp_path / "a.gdviz")
    saved(window, "save_session", qtbot)
    window.lesson_menu.open_id("gd-line")
    assert window.files.path is None
    assert window.files.name_label.text() == "untitled"


def both_have(path, open_lesson, monkeypatch, qtbot):
    """Return two windows with the same file, of which the second has saved a further step."""
    first, second = open_lesson(), open_lesson("gd-line")
    name_files(monkeypatch, path)
    saved(first, "save_session", qtbot)
    press(second, "open_session")
    at(second, 0, qtbot)
    step_to(second, 7, qtbot)
    assert saved(second, "save_session", qtbot).text == f"Saved {path}."
    step_to(first, 3, qtbot)
    press(first, "save_session")
    qtbot.waitUntil(lambda: box_of(first) is not None)
    assert box_of(first).text() == "a.gdviz was written by another window or program."
    assert read_session(path).race.position == 7
    return first, second


def test_what_another_window_saved_is_not_overwritten_unasked(open_lesson, monkeypatch, tmp_path, qtbot):
    path = tmp_path / "a.gdviz"
    first, second = both_have(path, open_lesson, monkeypatch, qtbot)
    answer(first, QMessageBox.StandardButton.Cancel, qtbot)
    qtbot.waitUntil(lambda: box_of(first) is None)
    assert first.files.modified
    assert read_session(path).race.position == 7
    press(first, "save_session")
    answer(first, "&Replace", qtbot)
    qtbot.waitUntil(lambda: not first.files.modified)
    assert read_session(path).race.position == 3
    step_to(first, 4, qtbot)
    assert saved(first, "save_session", qtbot).text == f"Saved {path}."  # it is this window's file again
    press(second, "save_session")
    qtbot.waitUntil(lambda: box_of(second) is not None)


def test_what_another_window_saved_stays_where_this_one_goes_elsewhere(open_lesson, monkeypatch, tmp_path, qtbot):
    path, other = tmp_path / "a.gdviz", tmp_path / "b.gdviz"
    first, _ = both_have(path, open_lesson, monkeypatch, qtbot)
    name_files(monkeypatch, other)
    answer(first, "Save &as…", qtbot)
    qtbot.waitUntil(lambda: first.files.path == other)
    assert (read_session(path).race.position, read_session(other).race.position) == (7, 3)


def test_closing_does_not_overwrite_what_another_window_saved_either(open_lesson, monkeypatch, tmp_path, qtbot):
    path = tmp_path / "a.gdviz"
    first, _ = both_have(path, open_lesson, monkeypatch, qtbot)
    answer(first, QMessageBox.StandardButton.Cancel, qtbot)
    qtbot.waitUntil(lambda: box_of(first) is None)
    first.files.asks = True
    first.close()
    answer(first, QMessageBox.StandardButton.Save, qtbot)
    answer(first, "&Replace", qtbot)
    qtbot.waitUntil(lambda: not first.isVisible())
    assert read_session(path).race.position == 3


def test_a_file_that_is_gone_is_written_again(window, monkeypatch, tmp_path, qtbot):
    path = tmp_path / "a.gdviz"
    name_files(monkeypatch, path)
    saved(window, "save_session", qtbot)
    path.unlink()
    step_to(window, 2, qtbot)
    assert saved(window, "save_session", qtbot).text == f"Saved {path}."


def test_an_ending_that_was_not_typed_replaces_nothing_unasked(window, monkeypatch, tmp_path, qtbot):
    path, asked, names = tmp_path / "talk.gdviz", [], iter(["talk", "speech"])
    path.write_bytes(b"of somebody")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / next(names)), ""))

    def refuse(_window, _title, question):
        asked.append(question)
        return QMessageBox.StandardButton.No

    monkeypatch.setattr(QMessageBox, "question", refuse)
    saved(window, "save_session_as", qtbot)
    assert asked == ["talk.gdviz is there already. Replace it?"]
    assert path.read_bytes() == b"of somebody"
    assert window.files.path == tmp_path / "speech.gdviz"


def test_notes_are_saved_with_the_session(open_lesson, monkeypatch, tmp_path, qtbot):
    first, second = open_lesson(), open_lesson("gd-line")
    press(first, "notes")
    edit = first.findChild(QPlainTextEdit)
    qtbot.keyClicks(edit, "Ask who sees the bend.")
    assert first.isWindowModified()
    name_files(monkeypatch, tmp_path / "a.gdviz")
    saved(first, "save_session", qtbot)
    press(second, "open_session")
    press(second, "notes")
    assert second.findChild(QPlainTextEdit).toPlainText() == "Ask who sees the bend."
    assert not second.files.modified


WRONG = [
    None,
    True,
    -1,
    10**30,
    1e308,
    "x",
    "curves",
    [],
    [[]],
    {},
    [1, 2, 3, 4],
    ["parameters", 0, 99, 1],
    ["parameters", 0.5, 1, 1],
]


def test_a_view_that_makes_no_sense_is_passed_over(window, qtbot):
    names = list(view_of(window))
    for wrong in WRONG:
        for name in names:
            take_view(window, {**view_of(window), name: wrong})
    take_view(window, dict.fromkeys(names, "x"))
    step_to(window, 3, qtbot)
    assert window.isVisible()
    assert window.session.shown is not None


def test_how_a_panel_is_looked_at_comes_back(window, qtbot):
    panel = window.panels["loss_surface"]
    panel.set_view({"arrows": True, "relief": True})
    kept = json.loads(json.dumps(view_of(window)))
    panel.set_view({})
    assert not panel.in_relief
    take_view(window, kept)
    assert panel.in_relief
    assert panel.view()["arrows"]
    assert {part["panel"] for part in kept["parts"]} >= {"data_plot", "loss_surface", "loss_curve"}


def test_a_session_that_tells_nothing_takes_the_lessons_text_away(window, monkeypatch, tmp_path):
    experiment = window.session.experiment
    write_session(tmp_path / "a.gdviz", SavedSession(experiment, window.session.dataset))
    assert window.lesson_card.text
    window.open_file(tmp_path / "a.gdviz")
    assert window.lesson_card.text == ""


# -- autosave and crash ------------------------------------------------------------------------------------------------


def autosaved(window, qtbot):
    """Let the 30 seconds be over."""
    files = window.files
    qtbot.waitUntil(lambda: files.autosave.pending)
    files.autosave.save_now()
    qtbot.waitUntil(lambda: files.autosave.path.exists() and not files.autosave.pending)


def test_what_nobody_saved_is_kept_and_gone_after_a_clean_end(window, tmp_path, qtbot):
    window.files.guard(tmp_path)
    step_to(window, 12, qtbot)
    autosaved(window, qtbot)
    assert read_session(window.files.autosave.path).race.position == 12
    assert window.files.path is None
    assert window.isWindowModified()
    window.files.asks = False
    window.close()
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_kept_while_nothing_changes(window, tmp_path, qtbot):
    window.files.guard(tmp_path)
    step_to(window, 2, qtbot)
    autosaved(window, qtbot)
    window.session.view.changed.emit()
    assert not window.files.autosave.pending


def test_two_windows_leave_each_others_work_alone(open_lesson, tmp_path, qtbot):
    first, second = open_lesson(), open_lesson()
    first.files.guard(tmp_path)
    step_to(first, 2, qtbot)
    autosaved(first, qtbot)
    second.files.guard(tmp_path)
    assert box_of(second) is None


PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gdviz.lessons import find_lesson
from gdviz.session import Session
from gdviz.session.preferences import Preferences
from gdviz.ui.main_window import MainWindow

app = QApplication([])
lesson = find_lesson("race")
session = Session(lesson.experiment)
window = MainWindow(session, Preferences())
window.begin(lesson, first_run=False)
window.files.guard(Path(sys.argv[1]))
session.clear_points()
session.undo()
session.step(25)
files = window.files

def look():
    if session.snapshot is not None and session.snapshot.step == 25 and session.settled:
        if not files.autosave.path.exists():
            files.autosave.save_now()
        elif not files.autosave.pending:
            print(session.snapshot.lanes[0].theta.tobytes().hex(), flush=True)
            timer.stop()

timer = QTimer(interval=50)
timer.timeout.connect(look)
timer.start()
app.exec()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such kill here")
def test_after_a_kill_the_next_start_offers_the_lost_work(open_lesson, tmp_path, qtbot):
    victim = subprocess.Popen([sys.executable, "-c", PROGRAM, str(tmp_path)], stdout=subprocess.PIPE)
    theta = bytes.fromhex(victim.stdout.readline().decode())
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    victim.stdout.close()
    window = open_lesson("gd-line")
    window.files.guard(tmp_path)
    assert "ended before your work was saved" in box_of(window).text()
    answer(window, "Open it", qtbot)
    at(window, 25, qtbot)
    assert window.session.snapshot.lanes[0].theta.tobytes() == theta
    assert window.isWindowModified()
    qtbot.waitUntil(lambda: [p.name for p in tmp_path.glob("*.gdviz")] == [window.files.autosave.path.name])


def test_of_several_that_were_lost_none_goes_unasked(open_lesson, tmp_path, qtbot):
    window = open_lesson()
    window.files.guard(tmp_path)
    step_to(window, 2, qtbot)
    autosaved(window, qtbot)
    content = window.files.autosave.path.read_bytes()
    window.files.leave_at_once()
    for path in tmp_path.iterdir():
        path.unlink()
    for name, age in (("new", 0), ("old", 100)):
        path = tmp_path / f"{name}.gdviz"
        path.write_bytes(content)
        os.utime(path, (1e9 - age, 1e9 - age))
    other = open_lesson()
    other.files.guard(tmp_path)
    assert len(list(tmp_path.glob("*.gdviz"))) == 2
    answer(other, "Throw it away", qtbot)
    qtbot.waitUntil(lambda: [path.stem for path in tmp_path.glob("*.gdviz")] == ["old"])
    qtbot.waitUntil(lambda: box_of(other) is not None)  # and the older one is offered in its turn
    answer(other, "Later", qtbot)
    assert [path.stem for path in tmp_path.glob("*.gdviz")] == ["old"]


@pytest.mark.parametrize(("button", "left"), [("Throw it away", 0), ("Later", 1)])
def test_lost_work_may_be_thrown_away_or_left(button, left, open_lesson, tmp_path, qtbot):
    window = open_lesson()
    window.files.guard(tmp_path)
    step_to(window, 2, qtbot)
    autosaved(window, qtbot)
    content = window.files.autosave.path.read_bytes()
    window.files.leave_at_once()
    for path in tmp_path.iterdir():
        path.unlink()
    (tmp_path / "0.gdviz").write_bytes(content)
    other = open_lesson()
    other.files.guard(tmp_path)
    answer(other, button, qtbot)
    qtbot.waitUntil(lambda: box_of(other) is None)
    assert len(list(tmp_path.glob("*.gdviz"))) == left


def test_an_interrupt_closes_at_once_and_leaves_the_work_to_the_next_start(window, tmp_path, qtbot):
    window.files.guard(tmp_path)
    window.session.clear_points()
    autosaved(window, qtbot)
    window.files.leave_at_once()
    assert not window.isVisible()
    assert len(Recovery(tmp_path).lost()) == 1


def test_a_state_folder_that_takes_nothing_disturbs_nobody(window, tmp_path, qtbot):
    (tmp_path / "file").write_text("no folder")
    window.files.guard(tmp_path / "file")
    step_to(window, 2, qtbot)
    qtbot.waitUntil(lambda: window.files.autosave.pending)
    window.files.autosave.save_now()
    assert window.isVisible()
    assert not window.notice.isVisible()


def test_the_command_line_opens_a_session(window, monkeypatch, tmp_path, qtbot):
    step_to(window, 3, qtbot)
    name_files(monkeypatch, tmp_path / "talk.gdviz")
    saved(window, "save_session", qtbot)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "gdviz", str(tmp_path / "talk.gdviz"), "--quit-after-start"],
        capture_output=True, text=True, env=environment, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert QApplication.instance() is not None


def test_pages_are_as_they_were_saved_and_as_at_first_in_a_new_session(open_lesson, monkeypatch, tmp_path, qtbot):
    first, second = open_lesson(), open_lesson("gd-line")
    first.lesson_menu.open_id("convolution")
    first.image_pages.moving.set_preset("blur")
    first.image_pages.moving.set_weight(0, 0, 2.5)
    first.lesson_menu.open_id("slope-kink")
    slopes = first.slopes
    slopes.slopes.set("Point", at=-1.5)
    slopes.page.front.show_part(-2.0, 1.0, -0.5, 2.5)
    name_files(monkeypatch, tmp_path / "slopes.gdviz")
    saved(first, "save_session", qtbot)
    assert not first.isWindowModified()
    slopes.slopes.set("Point", at=-1.0)
    assert first.isWindowModified()
    press(second, "open_session")
    qtbot.waitUntil(lambda: second.slopes.page is not None and second.slopes.page.isVisible())
    page = second.slopes.page
    assert (page.line_side.field.text, page.line_side.at.text(), page.line_side.typed_delta.text()) == (
        "abs(x)", "−1.5", "0.5",
    )  # fmt: skip
    assert page.front.shown.getCoords() == pytest.approx((-2.0, -0.5, 1.0, 2.5))
    assert page.words.text == slopes.page.words.text != ""
    assert not second.isWindowModified()
    assert not second.actions_by_name["undo"].isEnabled()
    second.workspaces.show("convolution")  # made only now
    assert second.image_pages.moving.kernel[0].tolist() == pytest.approx([2.5, 1 / 9, 1 / 9])
    assert not second.isWindowModified()
    press(second, "new_session")
    assert second.slopes.slopes.choice.function == "x^2"
    assert second.image_pages.moving.preset == "vertical_edges"
    assert page.words.text == ""


def test_a_weight_that_is_set_by_hand_is_a_change_until_it_is_taken_back(window, monkeypatch, tmp_path, qtbot):
    step_to(window, 5, qtbot)
    name_files(monkeypatch, tmp_path / "hand.gdviz")
    saved(window, "save_session", qtbot)
    assert not window.isWindowModified()
    assert window.session.set_parameter("Set w", 0, 1.25)
    qtbot.waitUntil(lambda: window.isWindowModified() and window.files.name_label.text() == "hand*")
    press(window, "undo")
    qtbot.waitUntil(lambda: not window.isWindowModified())
    press(window, "redo")
    assert window.isWindowModified()
    saved(window, "save_session", qtbot)
    assert not window.isWindowModified()
