"""A function of two variables in the window: chosen, typed, started with a click, taken back, saved."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from window_fixtures import settle

from gdviz.__main__ import main
from gdviz.core.datasets import Dataset
from gdviz.export.numbers import data_table
from gdviz.export.picture import usual_plots
from gdviz.training.experiment import from_json, to_json
from gdviz.ui.main_window import MainWindow


@pytest.fixture
def window(open_window: Callable[..., MainWindow], qtbot: Any) -> MainWindow:
    window = open_window()
    qtbot.waitUntil(lambda: window.session.shown is not None and window.session.settled)
    settle()
    return window


def ready(window: MainWindow, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: window.session.shown is not None and window.session.settled)
    settle()


def choose_function(window: MainWindow, qtbot: Any) -> None:
    button = next(b for b in window.data_panel.findChildren(QPushButton) if b.text() == "Function…")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    ready(window, qtbot)


def test_the_model_list_offers_it_whatever_the_data(window: MainWindow, qtbot: Any) -> None:
    model = window.model_panel.model
    assert "Function of two variables" in [model.itemText(place) for place in range(model.count())]
    model.setCurrentIndex(model.findData("function"))
    model.activated.emit(model.currentIndex())
    ready(window, qtbot)
    assert window.input_panel.function.isVisible()
    assert not window.data_panel.isVisible()
    assert not window.docks["data_plot"].isVisible()
    assert window.docks["loss_surface"].isVisible()
    assert "training points" not in window.statusBar().text  # type: ignore[attr-defined]


def test_a_tile_a_click_and_undo(window: MainWindow, qtbot: Any) -> None:
    choose_function(window, qtbot)
    tile = window.input_panel.function.tiles.tiles["himmelblau"]
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    ready(window, qtbot)
    assert tile.isChecked()
    assert window.input_panel.function.field.edit.text() == "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
    assert window.session.shown is not None
    assert window.session.shown.theta.tolist() == [0.0, 0.0]
    plot = window.panels["loss_surface"].plot  # type: ignore[attr-defined]
    assert (plot.shown.left(), plot.shown.right()) == pytest.approx((-5.0, 5.0))
    place = plot.to_pixels(2.5, -2.0).toPoint()
    qtbot.mouseClick(plot.canvas.viewport(), Qt.MouseButton.LeftButton, pos=plot.canvas.mapFrom(plot, place))
    ready(window, qtbot)
    assert window.session.shown.theta == pytest.approx([2.5, -2.0], abs=0.05)
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.session.shown is not None and window.session.shown.step == 1)
    for _ in range(3):
        window.actions_by_name["undo"].trigger()
        ready(window, qtbot)
    assert window.session.function == ""
    assert window.data_panel.isVisible()
    assert window.docks["data_plot"].isVisible()


def test_a_typed_function_is_minimised_and_a_wrong_one_is_told_where_it_stands(window: MainWindow, qtbot: Any) -> None:
    choose_function(window, qtbot)
    field = window.input_panel.function.field
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, "x^2 + z")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.fault.isVisible()
    assert "`z` at 7 is not known; this is a function of x and y" in field.fault.text()
    before = window.session.function
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, "(x - 1)^2 + 2*(y + 1)^2")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    ready(window, qtbot)
    assert not field.fault.isVisible()
    assert window.session.function != before
    assert not any(tile.isChecked() for tile in window.input_panel.function.tiles.tiles.values())
    window.session.step(300)
    qtbot.waitUntil(lambda: window.session.shown is not None and window.session.shown.step == 300)
    assert window.session.shown is not None
    assert window.session.shown.theta == pytest.approx([1.0, -1.0], abs=1e-6)
    assert from_json(to_json(window.session.experiment)) == window.session.experiment


def test_the_way_back_to_the_data_finds_them_as_they_were(window: MainWindow, qtbot: Any) -> None:
    rows = window.session.dataset
    choose_function(window, qtbot)
    back = next(b for b in window.input_panel.function.findChildren(QPushButton) if b.text() == "Data…")
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    ready(window, qtbot)
    assert window.session.dataset is rows
    assert window.session.experiment.model.name == "line"
    assert window.session.experiment.loss == "mse"
    assert window.docks["data_plot"].isVisible()


def test_a_table_that_is_imported_is_looked_at(window: MainWindow, qtbot: Any) -> None:
    choose_function(window, qtbot)
    X = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0], [3.0, 1.0]])
    table = Dataset(X, np.array([0, 0, 1, 1]), "classification", title="Table")
    assert window.session.take_data("Import", table)
    ready(window, qtbot)
    assert window.session.function == ""
    assert window.session.experiment.model.name == "logistic"
    assert window.docks["data_plot"].isVisible()


def test_without_any_points_there_is_a_function_all_the_same(window: MainWindow, qtbot: Any) -> None:
    window.session.clear_points()
    choose_function(window, qtbot)
    assert window.session.ready
    window.session.step(1)
    qtbot.waitUntil(lambda: window.session.shown is not None and window.session.shown.step == 1)


def test_six_methods_race_and_the_closed_form_says_why_it_does_not(window: MainWindow, qtbot: Any) -> None:
    choose_function(window, qtbot)
    for name in ("adam", "newton", "nelder_mead", "lbfgs"):
        assert window.session.add_method(name)
    said: list[str] = []
    window.session.message.connect(lambda message: said.append(message.text))
    assert window.session.add_method("closed_form")
    window.session.step(20)
    qtbot.waitUntil(lambda: window.session.snapshot is not None and window.session.snapshot.step == 20)
    assert window.session.snapshot is not None
    assert len(window.session.snapshot.lanes) == 5
    assert any("closed form needs a model that is linear" in text for text in said)


def test_the_field_takes_escape_as_taking_back(window: MainWindow, qtbot: Any) -> None:
    choose_function(window, qtbot)
    edit = window.input_panel.function.field.edit
    kept = edit.text()
    edit.setFocus()
    qtbot.keyClicks(edit, "((")
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == kept


def test_a_saved_session_goes_on_where_it_stood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "valleys.gdviz"
    assert main(["render", "minima", "--to", str(file), "--steps", "50"]) == 0
    capsys.readouterr()
    assert main(["run", str(file), "--steps", "400", "--json"]) == 0
    goes_on = json.loads(capsys.readouterr().out)
    assert main(["run", "minima", "--json"]) == 0
    at_once = json.loads(capsys.readouterr().out)
    assert [run["theta"] for run in goes_on["runs"]] == [run["theta"] for run in at_once["runs"]]
    assert goes_on["model"] == "function"


def test_points_go_into_a_table_although_nobody_looks_at_them(window: MainWindow, qtbot: Any) -> None:
    session = window.session
    choose_function(window, qtbot)
    assert session.split is not None
    lines = data_table(session.experiment, session.dataset, session.split.train_mask).splitlines()
    assert len(lines) > session.dataset.n


def test_a_figure_shows_the_surface_and_no_data(window: MainWindow, qtbot: Any) -> None:
    choose_function(window, qtbot)
    assert [part.panel for part in usual_plots(window.session)] == ["loss_surface", "loss_curve"]
