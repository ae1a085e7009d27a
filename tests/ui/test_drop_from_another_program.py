"""A file dragged from another program's window and dropped, over the X server, as a file manager does it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gdviz.session import Session
from gdviz.session.preferences import Preferences
from gdviz.training.experiment import Experiment
from gdviz.ui.import_dialog import ImportDialog
from gdviz.ui.main_window import MainWindow

pytestmark = [
    pytest.mark.xwindow,
    pytest.mark.skipif(shutil.which("xdotool") is None, reason="needs xdotool, which moves the pointer"),
]

SOURCE_PLACE = (1320, 100)  # right of the window
WINDOW_SIZE = (1280, 900)

# Another program: a small window from which the file can be dragged.
SOURCE = """
import sys
from PySide6.QtCore import QMimeData, QUrl, Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QWidget

class Source(QWidget):
    def paintEvent(self, event):
        print("shown", flush=True)

    def mouseMoveEvent(self, event):
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(path) for path in sys.argv[3:]])
        drag = QDrag(self)
        drag.setMimeData(mime)
        print("dragged", drag.exec(Qt.DropAction.CopyAction).name, flush=True)

app = QApplication(sys.argv)
source = Source()
source.setGeometry(int(sys.argv[1]), int(sys.argv[2]), 200, 200)
source.show()
sys.exit(app.exec())
"""


@pytest.fixture
def window(open_session: Callable[..., Session], qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(open_session(Experiment()), Preferences())
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.setGeometry(0, 0, *WINDOW_SIZE)
    window.show()
    qtbot.waitUntil(lambda: window.session.snapshot is not None and window.isVisible())
    yield window
    window.close()
    window.deleteLater()
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()


def xdotool(qtbot: QtBot, *words: object) -> None:
    """Press, move or let go; the window lives meanwhile."""
    running = subprocess.Popen(["xdotool", *map(str, words)])
    qtbot.waitUntil(lambda: running.poll() is not None)
    assert running.returncode == 0
    qtbot.wait(30)


def drag(qtbot: QtBot, onto: QWidget, *files: Path) -> str:
    """Drag the files onto the middle of a widget and let them go; return what the other program takes it for."""
    place = onto.mapToGlobal(onto.rect().center())
    x, y = SOURCE_PLACE
    words = [sys.executable, "-c", SOURCE, str(x), str(y), *map(str, files)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "shown\n"
        start = QPoint(x + 100, y + 100)
        xdotool(qtbot, "mousemove", start.x(), start.y(), "mousedown", 1)
        for part in range(1, 11):
            there = start + (place - start) * part / 10
            xdotool(qtbot, "mousemove", there.x(), there.y())
        xdotool(qtbot, "mouseup", 1)
        try:
            for line in other.stdout:
                if line.startswith("dragged"):
                    return line.split()[1]
        finally:
            other.terminate()
    raise AssertionError("the other program never ended its drag")


def dialogs(window: MainWindow) -> list[ImportDialog]:
    return [dialog for dialog in window.findChildren(ImportDialog) if dialog.isVisible()]


@pytest.mark.parametrize("where", ["data plot", "loss surface", "left column", "method cards"])
def test_a_table_is_dropped_anywhere_on_the_window(
    where: str, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    targets = {
        "data plot": window.panels["data_plot"],
        "loss surface": window.panels["loss_surface"],
        "left column": window.data_panel,
        "method cards": window.method_cards,
    }
    table = tmp_path / "heights of us.csv"
    table.write_text("height,weight\n1.6,55\n1.8,80\n1.7,70\n")
    before = window.session.dataset
    assert drag(qtbot, targets[where], table) == "CopyAction"
    qtbot.waitUntil(lambda: bool(dialogs(window)))
    assert window.session.dataset is before  # it asks first
    dialogs(window)[0].accept()
    qtbot.waitUntil(lambda: window.session.dataset.n == 3)
    assert window.session.dataset.feature_names == ("height",)


def test_two_files_at_once_are_not_taken(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    tables = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for table in tables:
        table.write_text("x,y\n1,2\n2,3\n")
    assert drag(qtbot, window.panels["data_plot"], *tables) == "IgnoreAction"
    assert not dialogs(window)


def test_what_is_no_table_is_named_and_the_data_stay(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    picture, before = tmp_path / "cat.csv", window.session.dataset
    picture.write_bytes(bytes(range(256)) * 20)
    assert drag(qtbot, window.panels["data_plot"], picture) == "CopyAction"
    qtbot.waitUntil(lambda: bool(dialogs(window)))
    dialogs(window)[0].reject()
    assert window.session.dataset is before
