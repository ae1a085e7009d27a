"""The import dialog: what a table becomes, and what is said of one that is wrong, with the data as it was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QFileDialog, QTableWidget

from gdviz.session.preferences import Preferences
from gdviz.ui.import_dialog import ImportDialog

PEOPLE = "height;weight;sex\n170,5;70,1;f\n181,0;82,4;m\n165,2;60,0;f\n190,3;95,9;m\n"


@pytest.fixture
def open_file(session, qtbot, tmp_path):
    """Return a function from a file's content to the dialog that shows it."""

    def open_(content: str | bytes, name: str = "table.csv") -> ImportDialog:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        dialog = ImportDialog(session, Preferences(), path, None)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog

    return open_


def button(dialog: ImportDialog, which=QDialogButtonBox.StandardButton.Ok):
    return dialog.findChild(QDialogButtonBox).button(which)


def choose(dialog: ImportDialog, name: str, text: str) -> None:
    combo = next(combo for combo in dialog.findChildren(QComboBox) if combo.accessibleName() == name)
    place = combo.findText(text)
    assert place >= 0, [combo.itemText(i) for i in range(combo.count())]
    combo.setCurrentIndex(place)
    combo.activated.emit(place)


def test_separator_decimal_comma_and_header_are_found_and_classes_guessed(open_file, session, qtbot):
    dialog = open_file(PEOPLE)
    preview = dialog.findChild(QTableWidget)
    assert [preview.horizontalHeaderItem(j).text() for j in range(3)] == ["height", "weight", "sex"]
    assert preview.item(1, 1).text() == "82,4"
    assert dialog.verdict == "4 rows will be imported."
    qtbot.mouseClick(button(dialog), Qt.MouseButton.LeftButton)
    data = session.dataset
    assert data.task == "classification"
    assert data.feature_names == ("height", "weight")
    assert data.X.tolist() == [[170.5, 70.1], [181.0, 82.4], [165.2, 60.0], [190.3, 95.9]]
    assert [data.class_names[k] for k in data.y] == ["f", "m", "f", "m"]
    assert not dialog.isVisible()
    session.undo()
    assert session.dataset.n == 100


def test_columns_and_task_are_chosen(open_file, session, qtbot):
    dialog = open_file(PEOPLE)
    choose(dialog, "Learn to predict", "a number (regression)")
    choose(dialog, "Second column for x", "no second column")
    choose(dialog, "Column for y", "weight")
    qtbot.mouseClick(button(dialog), Qt.MouseButton.LeftButton)
    assert (session.dataset.task, session.dataset.feature_names, session.dataset.target_name) == (
        "regression",
        ("height",),
        "weight",
    )
    qtbot.waitUntil(lambda: session.snapshot is not None and session.shown.theta.size == 2)


def test_two_inputs_for_a_number(open_file, session, qtbot):
    dialog = open_file("a,b,c\n" + "".join(f"{i},{i * i},{3 * i}\n" for i in range(9)))
    choose(dialog, "Learn to predict", "a number (regression)")
    choose(dialog, "Second column for x", "b")
    choose(dialog, "Column for y", "c")
    qtbot.mouseClick(button(dialog), Qt.MouseButton.LeftButton)
    assert session.dataset.X.shape == (9, 2)


def test_the_settings_found_can_be_overruled(open_file):
    dialog = open_file("1,2\n3,4\n5,6\n")
    assert dialog.verdict.startswith("3 rows")
    choose(dialog, "First line", "names")
    assert dialog.verdict.startswith("2 rows")
    choose(dialog, "Separator", "semicolon ;")
    assert "only one column" in dialog.verdict
    assert not button(dialog).isEnabled()


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("", ["empty"]),
        ("a,b\n1,2\n3\n4,5\n", ["Line 3", "1 field", "2"]),
        ("a,b\n1,2\n3,foo\n4,5\n", ["Line 3", "'b'", "foo"]),
        ("a\n1\n2\n", ["one column"]),
        ("x,y\n1,2\n1,3\n", ["'x'", "every row"]),
        ("x,y\n1,2\n3,2\n", ["'y'", "every row"]),
        (b"x,y\n1,2\n3,\x81\n", ["line 3", "0x81"]),
        ("x,y\n1,2\n3,inf\n4,5\n", ["Line 3", "'y'", "inf"]),
        ("x,y\n1,2\n,3\n3,4\n", ["Line 3", "'x'", "missing"]),
        (bytes(range(256)) * 20, ["neither UTF-8"]),
        ("x,y\n" + "1,2\n3,4\n" * 50_001, ["100\u202f000 rows", "100\u202f002"]),
    ],
)
def test_a_wrong_file_is_told_by_line_and_column_and_the_data_stays(open_file, session, qtbot, content, parts):
    before = session.dataset
    dialog = open_file(content)
    for part in parts:
        assert part in dialog.verdict
    assert not button(dialog).isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert session.dataset is before
    qtbot.mouseClick(button(dialog, QDialogButtonBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert session.dataset is before
    assert session.undo_label == ""


def test_rows_with_missing_values_are_left_out_on_demand(open_file, session, qtbot):
    dialog = open_file("x,y\n1,2\n,3\n3,NA\n4,5\n6,7\n")
    assert not button(dialog).isEnabled()
    dialog._drop.click()
    assert dialog.verdict.startswith("3 rows will be imported.")
    assert "2 rows" in dialog.verdict
    qtbot.mouseClick(button(dialog), Qt.MouseButton.LeftButton)
    assert session.dataset.X[:, 0].tolist() == [1.0, 4.0, 6.0]


def test_a_hundred_thousand_rows_are_taken_with_a_note_that_drawing_is_thinned(open_file, session, qtbot):
    rng = np.random.default_rng(0)
    said = []
    session.message.connect(lambda message: said.append(message.text))
    dialog = open_file("x,y\n" + "".join(f"{a:.4f},{b:.4f}\n" for a, b in rng.normal(size=(100_000, 2))))
    assert "an even choice of 20" in dialog.verdict
    qtbot.mouseClick(button(dialog), Qt.MouseButton.LeftButton)
    assert session.dataset.n == 100_000
    assert "an even choice of 20" in said[-1]


def test_a_file_that_is_not_there(session, qtbot, tmp_path):
    dialog = ImportDialog(session, Preferences(), tmp_path / "gone.csv", None)
    qtbot.addWidget(dialog)
    assert "gone.csv" in dialog.verdict or "No such file" in dialog.verdict
    assert not button(dialog).isEnabled()
    dialog = ImportDialog(session, Preferences(), tmp_path, None)
    qtbot.addWidget(dialog)
    assert dialog.verdict
    assert not button(dialog).isEnabled()


def test_opened_without_a_file_it_asks_for_one_and_remembers_the_folder(session, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    dialog = ImportDialog(session, Preferences(), None, None)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.verdict == "4 rows will be imported."
    qtbot.mouseClick(button(dialog), Qt.MouseButton.LeftButton)
    assert session.dataset.n == 4
    assert Path(Preferences().folder) == tmp_path
