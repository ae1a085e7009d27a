"""The model panel: what is chosen acts on the session, and what the session has is shown."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton

from gdviz.core.transforms import Transform
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice
from gdviz.training.preparation import Preparation
from gdviz.ui.coefficients import axis_names, in_user_units
from gdviz.ui.model_panel import ModelPanel
from gdviz.ui.start_point import StartPoint, start_name

CURVE = DataChoice("curve")
SPIRAL = DataChoice("spiral")
NETWORK = Experiment(data=SPIRAL, model=ModelChoice("network", {"hidden": (8, 4)}), loss="binary_cross_entropy")


@pytest.fixture
def shown(qtbot, open_session):
    def show(widget_class, experiment=None):
        session = open_session(experiment)
        widget = widget_class(session)
        qtbot.addWidget(widget)
        widget.resize(260, 700)
        with qtbot.waitExposed(widget):
            widget.show()
        widget.activateWindow()
        qtbot.waitUntil(lambda: session.snapshot is not None)
        return session, widget

    return show


def names(combo) -> list[str]:
    return [combo.itemData(place) for place in range(combo.count())]


def choose(qtbot, combo, name: str) -> None:
    """Choose with the keyboard, as a user would."""
    combo.setFocus()
    target = combo.findData(name)
    key = Qt.Key.Key_Down if target > combo.currentIndex() else Qt.Key.Key_Up
    for _ in range(abs(target - combo.currentIndex())):
        qtbot.keyClick(combo, key)


def click(qtbot, button) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(button.width() // 2, button.height() // 2))


def test_only_models_and_losses_that_fit_are_offered(shown):
    _, panel = shown(ModelPanel)
    assert {"slope", "line", "polynomial", "network"} <= set(names(panel.model))
    assert "logistic" not in names(panel.model)
    assert names(panel.loss) == ["mse", "half_mse", "mae", "huber"]
    assert panel.model.currentText() == "Linear regression"
    _, panel = shown(ModelPanel, NETWORK)
    assert {"logistic", "softmax", "network"} <= set(names(panel.model))
    assert "line" not in names(panel.model)
    assert panel.loss.currentText() == "Binary cross-entropy"
    assert names(panel.loss) == ["binary_cross_entropy", "mse", "half_mse", "mae", "hinge"]


def test_choosing_a_model_and_undoing_it(qtbot, shown):
    session, panel = shown(ModelPanel)
    choose(qtbot, panel.model, "polynomial")
    assert session.experiment.model.name == "polynomial"
    assert panel.coefficients.isVisible()
    session.undo()
    assert panel.model.currentText() == "Linear regression"
    assert not panel.coefficients.isVisible()


def test_choosing_a_loss_goes_on_with_the_run(qtbot, shown):
    session, panel = shown(ModelPanel)
    race = session.course.number
    choose(qtbot, panel.loss, "mae")
    assert session.experiment.loss == "mae"
    assert session.course.number == race


def test_penalties_are_typed_and_act_at_once(qtbot, shown):
    session, panel = shown(ModelPanel)
    field = panel.penalties["l2"]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "1e-3")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.experiment.l2 == 0.001
    assert session.experiment.l1 == 0
    field.selectAll()
    qtbot.keyClicks(field, "-1")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.wrong
    assert session.experiment.l2 == 0.001


def test_the_degree_is_dragged_as_one_undo(qtbot, shown):
    session, panel = shown(ModelPanel, Experiment(data=CURVE, model=ModelChoice("polynomial")))
    slider = panel.findChildren(type(panel._options.row("degree").slider))[0]
    middle = slider.height() // 2
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider.x_of(4)), middle))
    for degree in (6, 9, 12):
        qtbot.mouseMove(slider, QPoint(round(slider.x_of(degree)), middle))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider.x_of(12)), middle))
    assert session.experiment.model.options["degree"] == 12
    session.undo()
    assert session.experiment.model.options.get("degree", 3) == 3


def test_coefficients_are_those_of_the_users_x(qtbot, shown):
    method = MethodChoice(1, "closed_form")
    experiment = Experiment(
        data=CURVE, model=ModelChoice("polynomial", {"degree": 2, "standardise": True}), methods=(method,)
    )
    session, panel = shown(ModelPanel, experiment)
    session.step()
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 1)
    split = session.split
    expected = np.polyfit(split.X_train[:, 0], split.y_train, 2)[::-1]
    seen = [float(text.replace("−", "-").replace(" × 10", "e")) for text in panel.coefficients.texts]
    assert seen == pytest.approx(expected, rel=1e-3)
    assert panel.coefficients.title == "y by powers of x"


def test_weights_of_several_inputs_are_shown_as_they_are_learned(qtbot, shown):
    method = MethodChoice(1, "closed_form")
    session, panel = shown(ModelPanel, Experiment(data=DataChoice("nine_features"), loss="half_mse", methods=(method,)))
    session.step()
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 1)
    assert panel.coefficients.isVisible()
    seen = [float(text) for text in panel.coefficients.texts[1:]]
    assert seen == pytest.approx([1, 2, 3, 4, 5, 6, 7, 8, 9], abs=1e-3)
    assert panel.coefficients.accessibleName().endswith("w9: 8.000, b: 9.000")
    session.open_experiment("Line", Experiment())
    assert not panel.coefficients.isVisible()


@pytest.mark.parametrize(("source", "loss"), [("nine_features", "half_mse"), ("line", "mse")])
def test_weights_of_standardised_inputs_are_those_of_the_users_columns(qtbot, shown, source, loss):
    standard = Transform("standardise")
    data = DataChoice(source, transform_x=standard, transform_y=standard, train_share=1.0)
    session, panel = shown(ModelPanel, Experiment(data=data, loss=loss, methods=(MethodChoice(1, "closed_form"),)))
    assert panel.coefficients.isVisible()
    session.step()
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 1)
    X, y = session.dataset.X, session.dataset.y
    expected = np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), y, rcond=None)[0]
    first = 1 if source == "nine_features" else 0  # w1 is 0, up to rounding
    seen = [float(text.replace("−", "-")) for text in panel.coefficients.texts[first:]]
    assert seen == pytest.approx(expected[first:], rel=1e-3)
    assert panel.coefficients.title == "Weights and bias in your units"
    session.set_data("Transform", transform_x=Transform("none"), transform_y=Transform("none"))
    assert panel.coefficients.isVisible() == (source == "nine_features")


def test_standardised_columns_are_multiplied_out(session):
    standard = Transform("standardise")
    choice = DataChoice("line", transform_x=standard, transform_y=standard)
    preparation = Preparation(session.dataset, choice)
    inner = np.array([0.5, -1.0, 2.0])
    outer = in_user_units(inner, preparation)
    x = np.array([-3.0, 0.2, 4.0])
    u = preparation.view_X(x[:, None])[:, 0]
    expected = preparation.data_y(inner[0] + inner[1] * u + inner[2] * u * u)
    assert outer[0] + outer[1] * x + outer[2] * x * x == pytest.approx(expected, rel=1e-9)
    assert axis_names(choice) == ("x", "y")
    assert axis_names(DataChoice(transform_x=Transform("minus", 1970.0))) == ("x − 1970", "y")


def add(qtbot, panel, kind):
    """Choose a kind of layer from the menu that "+ Layer" opens."""
    click(qtbot, panel.layers._add)
    menu = panel.layers._kinds
    qtbot.waitUntil(menu.isVisible)
    action = next(action for action in menu.actions() if action.objectName() == kind)
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    assert not menu.isVisible()


def test_layers_are_widened_added_and_removed(qtbot, shown):
    session, panel = shown(ModelPanel, NETWORK)
    qtbot.waitUntil(lambda: "parameters" in panel.layers._size.text())
    # 2-8-4-1: (2 + 1) 8 + (8 + 1) 4 + (4 + 1) 1
    assert panel.layers._size.text() == "65 parameters"
    first = panel.layers._rows[0]
    click(qtbot, first._more)
    assert session.experiment.model.options["hidden"] == (9, 4)
    add(qtbot, panel, "dense")
    assert session.experiment.model.options["hidden"] == (9, 4, 4)
    click(qtbot, panel.layers._rows[0]._remove)
    assert session.experiment.model.options["hidden"] == (4, 4)
    assert [row.width_box.value() for row in panel.layers._rows] == [4, 4]
    session.undo()
    assert [row.width_box.value() for row in panel.layers._rows] == [9, 4, 4]


def test_a_width_is_typed(qtbot, shown):
    session, panel = shown(ModelPanel, NETWORK)
    box = panel.layers._rows[1].width_box
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "512")
    assert session.experiment.model.options["hidden"] == (8, 4)  # not for every digit
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert session.experiment.model.options["hidden"] == (8, 512)


def test_twelve_layers_are_the_most(qtbot, shown):
    experiment = NETWORK.replace(model=ModelChoice("network", {"hidden": (2,) * 11}))
    session, panel = shown(ModelPanel, experiment)
    add(qtbot, panel, "dense")
    assert len(session.experiment.model.options["hidden"]) == 12
    assert not panel.layers._add.isEnabled()


def test_each_layer_has_an_activation_of_its_own_and_keeps_its_weights(qtbot, shown):
    session, panel = shown(ModelPanel, NETWORK)
    qtbot.waitUntil(lambda: session.snapshot is not None)
    theta = session.shown.theta.copy()
    choose(qtbot, panel.layers._rows[1].activation, "relu")
    first, second = session.experiment.model.options["layers"]
    assert (first.options["activation"], second.options["activation"]) == ("tanh", "relu")
    qtbot.waitUntil(lambda: session.snapshot is not None)
    assert (session.shown.theta == theta).all()
    choose(qtbot, panel.layers._rows[0].activation, "relu")
    assert session.experiment.model.options == {"hidden": (8, 4), "activation": "relu"}  # as lessons write it


def test_dropout_and_batch_normalisation_stand_between_dense_layers(qtbot, shown):
    session, panel = shown(ModelPanel, NETWORK)
    add(qtbot, panel, "dropout")
    add(qtbot, panel, "batch_normalization")
    assert [layer.name for layer in session.experiment.model.options["layers"]] == [
        "dense", "dense", "dropout", "batch_normalization",
    ]  # fmt: skip
    rate = panel.layers._rows[2].rate
    assert rate.text() == "0.1"
    rate.setFocus()
    rate.selectAll()
    qtbot.keyClicks(rate, "0.25")
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert session.experiment.model.options["layers"][2].options["rate"] == 0.25
    click(qtbot, panel.layers._rows[2]._name)
    moves = [button for button in panel.layers._rows[2].findChildren(QPushButton) if button.text() == "Up"]
    click(qtbot, moves[0])
    assert [layer.name for layer in session.experiment.model.options["layers"]] == [
        "dense", "dropout", "dense", "batch_normalization",
    ]  # fmt: skip
    assert session.experiment.model.options["layers"][1].options["rate"] == 0.25


def test_a_layer_that_is_unfolded_offers_penalty_and_start_and_tells_its_size(qtbot, shown):
    session, panel = shown(ModelPanel, NETWORK)
    row = panel.layers._rows[0]
    click(qtbot, row._name)
    assert row._size.isVisible()
    assert row._size.text() == "Hands on 8 · 24 parameters"  # (2 + 1) 8
    field = row._form.row("l2").field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.01")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.experiment.model.options["layers"][0].options["l2"] == 0.01
    assert "l2" not in session.experiment.model.options["layers"][1].options


def test_the_output_is_a_row_whose_size_and_activation_follow_from_the_data(qtbot, shown):
    _, panel = shown(ModelPanel, NETWORK)
    assert (panel.output._neurons.text(), panel.output._answer.text()) == ("1", "sigmoid")
    assert not panel.output._remove.isVisible()
    assert panel.output.y() > panel.layers._rows[-1].y()
    iris = Experiment(data=DataChoice("iris"), model=NETWORK.model, loss="categorical_cross_entropy")
    _, panel = shown(ModelPanel, iris)
    assert (panel.output._neurons.text(), panel.output._answer.text()) == ("3", "softmax")
    _, panel = shown(ModelPanel, Experiment(data=CURVE, model=NETWORK.model))
    assert (panel.output._neurons.text(), panel.output._answer.text()) == ("1", "linear")


def test_the_output_has_a_price_of_its_own_and_weights_that_start_otherwise_are_drawn_anew(qtbot, shown):
    session, panel = shown(ModelPanel, NETWORK)
    theta = session.shown.theta.copy()
    click(qtbot, panel.output._name)
    assert panel.output._size.text() == "Hands on 1 · 5 parameters"
    field = panel.output._form.row("l2").field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.02")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.experiment.model.options["output"].options == {"l2": 0.02}
    assert session.experiment.model.options["hidden"] == (8, 4)
    qtbot.waitUntil(lambda: session.snapshot is not None)
    assert (session.shown.theta == theta).all()
    choose(qtbot, panel.output._form.row("initializer").combo, "zeros")
    qtbot.waitUntil(lambda: session.snapshot is not None and not session.shown.theta[-5:].any())
    assert (session.shown.theta[:-5] == theta[:-5]).all()
    click(qtbot, panel.layers._rows[0]._more)  # the output stays as it is chosen
    assert session.experiment.model.options["output"].options == {"l2": 0.02, "initializer": "zeros"}
    for _ in range(3):
        session.undo()
    assert "output" not in session.experiment.model.options


def test_a_hidden_panel_is_brought_up_to_date_when_it_is_shown(qtbot, shown):
    session, panel = shown(ModelPanel)
    panel.hide()
    session.set_experiment("Model", model=ModelChoice("slope"))
    assert panel.model.currentText() == "Linear regression"
    panel.show()
    assert panel.model.currentText() == "Slope"


def test_the_start_is_shown_and_moved(qtbot, shown):
    session, start = shown(StartPoint, Experiment(start=(-4.0, 4.0)))
    assert [field.text() for field in start.fields] == ["−4", "4"]
    race = session.course.number
    field = start.fields[1]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "2,5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.experiment.start == (-4.0, 2.5)
    assert session.course.number != race
    session.undo()
    assert [field.text() for field in start.fields] == ["−4", "4"]


def test_a_drawn_start_is_where_the_race_begins(qtbot, shown):
    session, start = shown(StartPoint)
    assert [field.value for field in start.fields] == pytest.approx(session.shown.theta.tolist())
    before = [field.value for field in start.fields]
    link = next(button for button in start.findChildren(type(_link(start))) if button.text() == "Draw new")
    click(qtbot, link)
    assert [field.value for field in start.fields] != before
    session.undo()
    assert [field.value for field in start.fields] == before


def _link(start):
    return start.findChild(QPushButton)


def test_models_of_many_parameters_have_no_start_fields(shown):
    _, start = shown(StartPoint, NETWORK)
    assert start.fields == []
    assert start._hint.text() == "65 parameters, drawn at random"


def test_names_of_starts():
    assert [start_name(name) for name in ("w", "b", "w1", "w12", "m")] == ["w₀", "b₀", "w₁", "w₁₂", "m₀"]


def test_patience_is_typed_undone_and_offered_only_where_points_are_held_out(qtbot, shown):
    session, panel = shown(ModelPanel, NETWORK)
    panel.patience.setFocus()
    panel.patience.selectAll()
    qtbot.keyClicks(panel.patience, "50")
    qtbot.keyClick(panel.patience, Qt.Key.Key_Return)
    assert session.experiment.patience == 50
    assert session.course.settings.patience == 50
    session.undo()
    assert session.experiment.patience == 0
    qtbot.waitUntil(lambda: panel.patience.value == 0)
    session.set_data("Train share", train_share=1.0)
    qtbot.waitUntil(lambda: not panel.patience.isVisible())
