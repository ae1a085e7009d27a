"""The page of trainings side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gdviz.session.sweeping import Sweeping
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.training.image_task import ImageTask, Vary
from gdviz.ui.sweep.page import SweepPage

RECIPE = DigitsRecipe.of_preset("mlp").replace(epochs=2, patience=0)
TASK = ImageTask(RECIPE, "mnist", 400, (Vary("width", (4, 32)), Vary("depth", (0, 1))))


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[SweepPage]:
    said: list[str] = []
    made = SweepPage(Sweeping(TASK), said.append)
    made.said = said  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    made.resize(1280, 660)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.sweeping.close()


def test_a_disk_that_takes_no_file_is_told_and_the_next_start_goes(page: SweepPage, monkeypatch, qtbot: QtBot) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/proc/no/such/folder")
    QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
    assert "needs a folder for small files" in page.said[-1]  # type: ignore[attr-defined]
    assert page.start.text() == "Start the sweep"
    monkeypatch.undo()
    QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
    assert page.start.text() == "Cancel"
    QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.start.text() == "Start the sweep")


def cell(page: SweepPage, row: int, column: int) -> str:
    return page.table.item(row, column).text()


def test_start_trains_all_and_sorts_them(page: SweepPage, qtbot: QtBot, tmp_path: Path) -> None:
    assert [card.title for card in page.cards] == ["Neurons a layer", "Hidden layers"]
    assert page.table.rowCount() == 0
    QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
    assert page.start.text() == "Cancel"
    assert "of 4" in page.left_text
    qtbot.waitUntil(lambda: page.start.text() == "Start the sweep")
    assert page.left_text == "4 of 4 done"
    assert page.table.rowCount() == 4
    shares = [float(cell(page, row, 2).split("\N{NARROW NO-BREAK SPACE}")[0]) for row in range(4)]
    assert shares == sorted(shares, reverse=True)
    assert {(cell(page, row, 0), cell(page, row, 1)) for row in range(4)} == {
        ("Neurons a layer", "4"), ("Neurons a layer", "32"), ("Hidden layers", "0"), ("Hidden layers", "1"),
    }  # fmt: skip
    for card, names in zip(page.cards, (("4", "32"), ("0", "1")), strict=True):
        assert set(card.curves.names()) == set(names)
        x, y = card.curves.values(names[0])
        assert list(x) == [1.0, 2.0]
        assert all(5 < value < 100 for value in y)
    page.save_to(str(tmp_path / "sweep.csv"))
    assert len((tmp_path / "sweep.csv").read_text().splitlines()) == 5
    page.save_to(str(tmp_path / "no" / "such.csv"))
    assert "could not be written" in page.said[0]  # type: ignore[attr-defined]


def test_trainings_of_one_epoch_are_points_between_0_and_100_per_cent(qtbot: QtBot) -> None:
    sweeping = Sweeping(ImageTask(RECIPE.replace(epochs=1), "mnist", 400, (Vary("width", (4, 32)),)))
    page = SweepPage(sweeping, lambda _sentence: None)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.left_text == "2 of 2 done")
    (card,) = page.cards
    qtbot.waitUntil(lambda: len(card.curves.names()) == 2)
    shown = card.plot.shown
    assert (shown.top(), shown.bottom()) == (0.0, 100.0)
    assert shown.left() < 1.0 < shown.right()  # the points' epoch, and not on the edge
    sweeping.close()


def write(page: SweepPage, name: str, text: str) -> None:
    field = page.setup.fields[name]
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClicks(field, text)


def test_a_grid_is_written_by_hand_trained_and_sorted(page: SweepPage, qtbot: QtBot, tmp_path: Path) -> None:
    assert page.setup.fields["width"].text() == "4, 32"
    assert page.setup.said == "Trainings: 4 of at most 64."
    QTest.mouseClick(page.setup.together, Qt.MouseButton.LeftButton, pos=QPoint(8, page.setup.together.height() // 2))
    write(page, "batch_size", "20, 50")
    write(page, "depth", "")
    page.setup.method_actions["rmsprop"].trigger()
    page.setup.method_actions["adam"].trigger()
    assert page.setup.said == "Trainings: 8 of at most 64."
    assert [card.title for card in page.cards] == ["Batch size", "Neurons a layer", "Method"]
    QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
    assert not page.setup.fields["width"].isEnabled()
    qtbot.waitUntil(lambda: page.start.text() == "Start the sweep", timeout=120_000)
    assert page.left_text == "8 of 8 done"
    heads = [page.table.horizontalHeaderItem(column).text() for column in range(page.table.columnCount())]
    assert heads[:4] == ["Batch size", "Neurons a layer", "Method", "Test"]
    rows = [tuple(cell(page, row, column) for column in range(3)) for row in range(page.table.rowCount())]
    assert sorted(rows) == sorted((b, w, m) for b in ("20", "50") for w in ("4", "32") for m in ("Adam", "RMSprop"))
    shares = [float(cell(page, row, 3).split("\N{NARROW NO-BREAK SPACE}")[0]) for row in range(8)]
    assert shares == sorted(shares, reverse=True)
    for card in page.cards:  # all runs in each, in as many colours as the setting has values
        assert len(card.curves.names()) == 8
    assert "20 · 4 · Adam" in page.cards[0].curves.names()
    page.save_to(str(tmp_path / "grid.csv"))
    header, *lines = (tmp_path / "grid.csv").read_text().splitlines()
    assert header.startswith("varied,value,batch_size,depth,width,learning_rate,method,epochs,status")
    assert len(lines) == 8


def test_too_many_runs_or_no_numbers_are_refused_in_a_sentence(page: SweepPage) -> None:
    QTest.mouseClick(page.setup.together, Qt.MouseButton.LeftButton, pos=QPoint(8, page.setup.together.height() // 2))
    write(page, "batch_size", "1, 2, 4, 8, 16, 32, 64, 128, 256")
    write(page, "learning_rate", "0.001, 0.01")
    assert page.setup.said == "A sweep has at most 64 runs; got 72 (9 x 2 x 2 x 2)."
    assert not page.start.isEnabled()
    QTest.keyClick(page, Qt.Key.Key_Space)
    assert not page.sweeping.running
    assert page.said[-1] == page.setup.said  # type: ignore[attr-defined]
    write(page, "learning_rate", "0.01, fast")
    assert page.setup.said == "Learning rate must be numbers such as 0.001, 0.01; got 'fast'."
    write(page, "learning_rate", "0.01")
    assert page.setup.said == "Trainings: 36 of at most 64."
    assert page.start.isEnabled()


def test_a_cluster_that_is_not_there_is_told(page: SweepPage, qtbot: QtBot) -> None:
    QTest.keyClicks(page.setup.cluster, "tcp://127.0.0.1:9")
    QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
    said: list[str] = page.said  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["No Dask cluster answers at tcp://127.0.0.1:9."]
    assert not page.sweeping.running


def test_cancel_stops_at_once_and_keeps_what_is_done(page: SweepPage, qtbot: QtBot) -> None:
    page.sweeping.set_task(ImageTask(RECIPE.replace(epochs=1), "mnist", 400, (Vary("epochs", (1, 900, 900)),)))
    assert [card.title for card in page.cards] == ["Epochs"]
    QTest.keyClick(page, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.table.rowCount() == 1)
    QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.sweeping.running)
    assert page.left_text == "1 of 3 done"
    assert cell(page, 0, 1) == "1"
