"""The page of trainings side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
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


def cell(page: SweepPage, row: int, column: int) -> str:
    return page.table.item(row, column).text()


def test_start_trains_all_and_sorts_them(page: SweepPage, qtbot: QtBot, tmp_path: Path) -> None:
    assert [card.title for card in page.cards] == ["Neurons a layer", "Hidden layers"]
    assert page.table.rowCount() == 0
    QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
    assert page.start.text() == "Cancel"
    assert "of 4" in page.left_text
    qtbot.waitUntil(lambda: page.start.text() == "Start the sweep", timeout=60_000)
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


def test_cancel_stops_at_once_and_keeps_what_is_done(page: SweepPage, qtbot: QtBot) -> None:
    page.sweeping.set_task(ImageTask(RECIPE.replace(epochs=1), "mnist", 400, (Vary("epochs", (1, 900, 900)),)))
    assert [card.title for card in page.cards] == ["Epochs"]
    QTest.keyClick(page, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.table.rowCount() == 1, timeout=60_000)
    QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.sweeping.running, timeout=10_000)
    assert page.left_text == "1 of 3 done"
    assert cell(page, 0, 1) == "1"
