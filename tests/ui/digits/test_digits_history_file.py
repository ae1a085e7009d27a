"""The history of a training on images as a table: from the menu of the curves, and from the window's."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gdviz.core.images import ImageSet, mnist
from gdviz.plots.base import Plot
from gdviz.session.digits import DigitsSession
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.ui.digits.workspace import DigitsWorkspace
from gdviz.ui.main_window import MainWindow


@pytest.fixture
def page(qtbot: QtBot, digits: DigitsSession) -> DigitsWorkspace:
    made = DigitsWorkspace(digits)
    qtbot.addWidget(made)
    made.resize(1440, 830)
    made.show()
    qtbot.waitExposed(made)
    return made


def train(digits: DigitsSession, qtbot: QtBot, epochs: int = 3) -> None:
    whole = mnist()
    digits.take_images(
        ImageSet(whole.images[:600], whole.labels[:600], whole.test_images[:100], whole.test_labels[:100],
                 whole.names, "MNIST, a few")
    )  # fmt: skip
    digits.set_recipe(DigitsRecipe.of_preset("deep_sigmoid").replace(epochs=epochs))
    digits.play()
    qtbot.waitUntil(lambda: digits.training == "finished")


def action_of(plot: Plot) -> QAction:
    menu = plot.menu.make()
    found = [action for action in menu.actions() if "history" in action.text()]
    menu.deleteLater()
    assert len(found) == 1
    return found[0]


def read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    lines = path.read_text().splitlines()
    head = [line for line in lines if line.startswith("#")]
    return head, list(csv.DictReader(lines[len(head) :]))


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "run"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_named: (str(path), ""))
    return path.with_suffix(".csv")


@pytest.mark.parametrize("view", ["accuracy", "gradient"])
def test_the_menu_of_the_curves_keeps_them_as_a_table(
    page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot, chosen: Path, view: str
) -> None:
    page.learning.show_view(view)
    plot = page.learning.plot if view == "accuracy" else page.learning.gradients.plot
    assert not action_of(plot).isEnabled()
    train(digits, qtbot)
    action_of(plot).trigger()
    head, rows = read(chosen)
    moment = digits.snapshot
    assert moment is not None
    assert any("MNIST, a few" in line for line in head)
    recipe = next(line for line in head if line.startswith("# recipe: "))
    assert DigitsRecipe.of(json.loads(recipe.removeprefix("# recipe: "))) == digits.recipe
    for epoch in (1, 2, 3):
        row = next(row for row in rows if float(row["epoch"]) == epoch)
        for name in ("loss", "accuracy", "val_loss", "val_accuracy", "test_loss", "test_accuracy"):
            assert float(row[name]) == moment.history[name][epoch - 1]
    places = [float(row["epoch"]) for row in rows]
    assert places == sorted(places)
    losses = [float(row["batch_loss"]) for row in rows if row["batch_loss"]]
    assert losses == moment.curve_losses.tolist()
    assert [float(row["running_accuracy"]) for row in rows if row["batch_loss"]] == moment.curve_accuracies.tolist()
    last = [[float(row[f"gradient_{k}"]) for row in rows if row[f"gradient_{k}"]] for k in range(1, 7)]
    assert [column[-1] for column in last] == moment.slopes[-1].tolist()
    assert "gradient_7" not in rows[0]


def test_a_folder_that_takes_nothing_is_one_sentence(
    page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(digits, qtbot, epochs=1)
    nowhere = tmp_path / "nowhere" / "h.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_named: (str(nowhere), ""))
    with qtbot.waitSignal(digits.message) as told:
        page.learning.history.save()
    assert told.args[0].text == "h.csv cannot be written: No such file or directory."


def test_export_table_history_is_of_what_the_window_shows(
    open_window: Callable[..., MainWindow], qtbot: QtBot, chosen: Path
) -> None:
    window = open_window()
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    session = window.digits.session
    assert session is not None
    with qtbot.waitSignal(session.message) as told:
        window.actions_by_name["export_history"].trigger()
    assert told.args[0].text == "There is no training to export yet: press Space first."
    qtbot.waitUntil(lambda: session.images is not None)
    train(session, qtbot, epochs=1)
    window.actions_by_name["export_history"].trigger()
    _, rows = read(chosen)
    assert float(rows[-1]["test_accuracy"]) == session.snapshot.history["test_accuracy"][0]
