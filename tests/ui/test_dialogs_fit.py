"""Every dialog at twice the size of text on a screen of 1280 x 720: whole, and its buttons are reached."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QPushButton, QWidget
from window_fixtures import settle

from gdviz.export.code import TARGETS
from gdviz.ui.import_dialog import ImportDialog
from gdviz.ui.main_window import MainWindow

SCREEN = QSize(1280, 690)  # without what a window manager puts around it


@pytest.fixture
def window(open_window: Callable[..., MainWindow]) -> MainWindow:
    return open_window("network-plane-xor", (1280, 690), text_size=200)


def look(dialog: QDialog) -> None:
    size = dialog.frameSize().expandedTo(dialog.minimumSizeHint())
    assert size.width() <= SCREEN.width(), (dialog.windowTitle(), size)
    assert size.height() <= SCREEN.height(), (dialog.windowTitle(), size)
    for part in dialog.findChildren(QWidget):
        if not isinstance(part, QPushButton | QComboBox | QLabel) or not part.isVisible() or part.window() != dialog:
            continue
        place = QRect(part.mapTo(dialog, part.rect().topLeft()), part.size())
        if isinstance(part, QPushButton):
            assert dialog.rect().contains(place), (dialog.windowTitle(), part.text())
            assert part.width() >= part.sizeHint().width(), (dialog.windowTitle(), part.text())
        elif isinstance(part, QLabel) and part.text() and not part.wordWrap():
            assert part.width() >= part.sizeHint().width(), (dialog.windowTitle(), part.text())


@pytest.mark.parametrize(
    "name",
    [
        "export_figure",
        "export_film",
        "paste_code",
        "notes",
        "shortcuts",
        "about",
        *(f"code_{name}" for name in TARGETS),
    ],
)
def test_a_dialog_is_whole_and_no_larger_than_the_screen(window, qtbot, name):
    QApplication.clipboard().clear()
    window.actions_by_name[name].trigger()
    settle()
    dialogs = [each for each in window.findChildren(QDialog) if each.isVisible()]
    assert len(dialogs) == 1
    look(dialogs[0])
    dialogs[0].close()
    settle()


def test_the_import_of_a_table_is_whole(window, tmp_path):
    table = tmp_path / "a rather long name of a table of measurements of this year.csv"
    rows = "\n".join(",".join(str(row * 7 % (10 + k)) for k in range(9)) for row in range(40))
    table.write_text(",".join(f"a long name of column {k}" for k in range(9)) + "\n" + rows)
    window.import_data(table)
    settle()
    dialog = next(each for each in window.findChildren(ImportDialog) if each.isVisible())
    look(dialog)
    dialog.close()
    settle()
