"""The data column as a user has it: tiles, tools, classes, sliders, transforms and features."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionSlider,
    QToolButton,
    QWidget,
)

from gdviz.core.datasets import DATASETS
from gdviz.plots.style import apply
from gdviz.plots.theme import ThemeManager
from gdviz.training.experiment import OWN_DATA, DataChoice, Experiment, ModelChoice
from gdviz.ui.data_panel import DataPanel

WIDTH = 236
BLOBS = Experiment(data=DataChoice("blobs"), model=ModelChoice("logistic"), loss="binary_cross_entropy")
LEFT = Qt.MouseButton.LeftButton


class Column:
    """The data column, found by what its controls are called."""

    def __init__(self, panel: DataPanel, session, qtbot) -> None:
        self.panel, self.session, self.qtbot = panel, session, qtbot

    def _one(self, kind: type[QWidget], called) -> QWidget:
        QApplication.processEvents()  # buttons that are new show themselves in their turn
        found = [w for w in self.panel.findChildren(kind) if called(w) and not w.isHidden()]
        assert len(found) == 1, [w.accessibleName() for w in self.panel.findChildren(kind)]
        return found[0]

    def tile(self, name: str) -> QToolButton:
        return self._one(QToolButton, lambda w: w.accessibleName() == name)

    def button(self, text: str) -> QPushButton:
        return self._one(QPushButton, lambda w: w.text() == text)

    def tool(self, text: str) -> QToolButton:
        return self._one(QToolButton, lambda w: w.text() == text)

    def slider(self, name: str) -> QSlider:
        return self._one(QSlider, lambda w: w.accessibleName() == name)

    def combo(self, name: str) -> QComboBox:
        return self._one(QComboBox, lambda w: w.accessibleName() == name)

    def click(self, widget: QWidget) -> None:
        self.qtbot.mouseClick(widget, LEFT)

    def choose(self, combo: QComboBox, text: str) -> None:
        combo.setFocus()
        self.qtbot.keyClicks(combo, text[0])
        place = combo.findText(text)
        assert place >= 0, [combo.itemText(i) for i in range(combo.count())]
        combo.setCurrentIndex(place)
        combo.activated.emit(place)

    def drag(self, slider: QSlider, share: float) -> None:
        """Pull the handle to a share of the slider's length."""
        option = QStyleOptionSlider()
        slider.initStyleOption(option)
        style, control = slider.style(), QStyle.ComplexControl.CC_Slider
        handle = style.subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, slider)
        groove = style.subControlRect(control, option, QStyle.SubControl.SC_SliderGroove, slider)
        here, length = handle.center(), groove.width() - handle.width()
        goal = here + QPoint(groove.left() + round(share * length) - handle.left(), 0)
        self.qtbot.mousePress(slider, LEFT, pos=here)
        for there in ((here + goal) / 2, goal):
            self.qtbot.mouseMove(slider, there)
        self.qtbot.mouseRelease(slider, LEFT, pos=goal)


@pytest.fixture
def show(open_session, qtbot):
    """Return a function from an experiment to its data column, as narrow as in the window."""
    areas = []

    def show_(experiment: Experiment | None = None) -> Column:
        session = open_session(experiment)
        area = QScrollArea()
        qtbot.addWidget(area)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        panel = DataPanel(session)
        area.setWidget(panel)
        area.resize(WIDTH, 800)
        area.show()
        qtbot.waitExposed(area)
        areas.append(area)
        return Column(panel, session, qtbot)

    return show_


@pytest.mark.parametrize("name", list(DATASETS))
def test_every_tile_brings_its_data_and_is_framed(show, name):
    column = show()
    column.click(column.tile(DATASETS[name].title))
    assert column.session.experiment.data.source == name
    assert column.session.dataset.title == DATASETS[name].title
    assert column.tile(DATASETS[name].title).isChecked()
    assert not column.tile(column.panel.tr("Data of your own: an empty plane, or a table")).isChecked()


def test_thumbnails_show_every_class(show):
    column = show()
    for name, kind in DATASETS.items():
        if kind.task != "classification":
            continue
        picture = column.tile(kind.title).icon().pixmap(48, 48).toImage()
        colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
        # blue, and vermilion: circles are drawn smoothly, but most of each is of its own colour
        assert {"#0072b2", "#d55e00"} <= colours, name


def test_a_tile_drops_the_transforms_of_the_last_data_set(show):
    column = show(Experiment(data=DataChoice("transistors")))
    column.choose(column.combo("Transform of y"), "log₁₀ y")
    assert column.session.experiment.data.transform_y.kind == "log10"
    column.click(column.tile("Line"))
    assert column.session.experiment.data.source == "line"
    assert column.session.experiment.data.transform_y.kind == "none"
    column.session.undo()
    assert column.session.experiment.data.transform_y.kind == "log10"


def test_the_plus_tile_offers_empty_planes_and_the_import(show, qtbot):
    column = show()
    plus = column.tile("Data of your own: an empty plane, or a table")
    actions = plus.menu().actions()
    actions[1].trigger()
    assert (column.session.dataset.n, column.session.dataset.task) == (0, "classification")
    assert column.session.experiment.data.source == OWN_DATA
    assert plus.isChecked()
    actions[0].trigger()
    assert (column.session.dataset.n, column.session.dataset.task) == (0, "regression")
    with qtbot.waitSignal(column.panel.import_wanted):
        actions[3].trigger()


def test_tools_are_chosen_and_spray_shows_radius_and_density(show):
    column = show()
    assert column.tool("Add").isChecked()
    column.click(column.tool("Spray"))
    assert column.session.tools.kind == "spray"
    column.drag(column.slider("Density"), 1.0)
    column.drag(column.slider("Radius"), 0.0)
    assert column.session.tools.density == 30
    assert column.session.tools.radius == 8
    column.click(column.tool("Move"))
    assert column.session.tools.kind == "move"
    assert not [w for w in column.panel.findChildren(QSlider) if w.accessibleName() == "Radius" and w.isVisible()]


def test_data_of_several_inputs_cannot_be_drawn(show):
    column = show(Experiment(data=DataChoice("nine_features")))
    assert not column.tool("Add").isEnabled()
    column.click(column.tile("Line"))
    assert column.tool("Add").isEnabled()


def test_classes_from_two_to_six(show):
    column = show(BLOBS)
    assert not column.button("−").isEnabled()
    for count in range(3, 7):
        column.click(column.button("+ class"))
        assert column.session.dataset.n_classes == count
    assert column.session.experiment.model.name == "softmax"
    assert not [
        button
        for button in column.panel.findChildren(QPushButton)
        if button.text() == "+ class" and not button.isHidden()
    ]
    column.click(column.tile("class 5"))
    assert column.session.tools.label == 5
    column.click(column.button("−"))
    assert column.session.dataset.n_classes == 5
    assert column.session.tools.label == 4
    assert column.tile("class 4").isChecked()


def test_a_drag_of_the_noise_acts_while_it_lasts_and_is_one_undo(show):
    column = show()
    before = column.session.dataset.y
    column.drag(column.slider("Noise"), 1.0)
    assert column.session.experiment.data.options["noise"] == pytest.approx(1.0, abs=0.03)
    x, y = column.session.dataset.X[:, 0], column.session.dataset.y
    noisy = y - np.polyval(np.polyfit(x, y, 1), x)
    calm = before - np.polyval(np.polyfit(x, before, 1), x)
    assert noisy.std() > 2 * calm.std()
    column.session.undo()
    assert np.array_equal(column.session.dataset.y, before)
    assert column.session.undo_label == ""


def test_the_train_share_says_how_many_are_trained_on(show):
    column = show()
    column.drag(column.slider("Train share"), 1.0)
    assert column.session.split.train_mask.all()
    column.drag(column.slider("Train share"), 0.0)
    assert column.session.split.train_mask.sum() == pytest.approx(5, abs=2)


@pytest.mark.parametrize("dressed", [False, True])
def test_a_slider_keeps_its_length_while_its_value_changes(show, dressed):
    """Or the handle would slip from under the pointer."""
    app = QApplication.instance()
    before = app.styleSheet()
    apply(app, ThemeManager.instance().theme) if dressed else app.setStyleSheet("")
    column = show()
    slider, widths = column.slider("Train share"), set()
    for share in (1.0, 0.5, 0.0):
        column.drag(slider, share)
        QApplication.processEvents()
        widths.add(slider.width())
        assert slider.value() == round(share * slider.maximum()) or share == 0.5
    app.setStyleSheet(before)
    assert len(widths) == 1


def test_the_number_of_points_is_typed_up_to_ten_thousand(show):
    column = show()
    field = column._one(QSpinBox, lambda w: w.accessibleName() == "Points")
    field.setFocus()
    field.selectAll()
    column.qtbot.keyClicks(field, "10000")
    column.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert column.session.dataset.n == 10_000
    assert column.session.experiment.data.source == "line"


def test_clear_and_undo(show):
    column = show()
    column.click(column.button("Clear"))
    assert column.session.dataset.n == 0
    column.click(column.button("Undo"))
    assert column.session.dataset.n == 100
    assert not column.button("Undo").isEnabled()


def test_a_year_less_1970_and_the_logarithm_of_a_count(show):
    column = show(Experiment(data=DataChoice("transistors")))
    column.choose(column.combo("Transform of x"), "x − c")
    field = column._one(QLineEdit, lambda w: w.accessibleName() == "Constant taken off x")
    field.setFocus()
    field.selectAll()
    column.qtbot.keyClicks(field, "1970")
    column.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.toolTip() == "Which number is taken off before the model sees x"
    column.choose(column.combo("Transform of y"), "log₁₀ y")
    session = column.session
    drawn = session.preparation.view_X(session.dataset.X)[:, 0]
    assert drawn == pytest.approx(session.dataset.X[:, 0] - 1970)
    assert session.preparation.view_y(session.dataset.y) == pytest.approx(np.log10(session.dataset.y))


def test_a_logarithm_that_is_impossible_is_refused_and_the_box_says_what_holds(show):
    column = show()
    said = []
    column.session.message.connect(lambda message: said.append(message.text))
    combo = column.combo("Transform of y")
    column.choose(combo, "log₁₀ y")
    assert any("log10 needs values > 0" in text for text in said)
    assert combo.currentText() == "y"
    assert column.session.experiment.data.transform_y.kind == "none"


def test_columns_of_iris_change_places_rather_than_being_the_same(show):
    column = show(Experiment(data=DataChoice("iris"), model=ModelChoice("softmax"), loss="categorical_cross_entropy"))
    first = next(w for w in column.panel.findChildren(QComboBox) if w.currentText() == "petal_length")
    column.choose(first, "sepal_width")
    assert column.session.dataset.feature_names == ("sepal width", "petal width")
    column.choose(first, "petal_width")
    assert column.session.dataset.feature_names == ("petal width", "sepal width")


def test_feature_tiles_choose_what_the_model_gets_and_one_is_needed(show):
    column = show(BLOBS)
    said = []
    column.session.message.connect(lambda message: said.append(message.text))
    column.click(column.tile("Feature x₁x₂"))
    assert column.session.experiment.data.features == ("x1", "x2", "x1 x2")
    column.click(column.tile("Feature x₁"))
    column.click(column.tile("Feature x₂"))
    assert column.session.experiment.data.features == ("x1 x2",)
    column.click(column.tile("Feature x₁x₂"))
    assert column.session.experiment.data.features == ("x1 x2",)
    assert column.tile("Feature x₁x₂").isChecked()
    assert any("at least one" in text for text in said)


@pytest.fixture
def dressed(qapp):
    """Return a function from a text scale that gives the application its real look until the test ends."""
    manager, palette, font = ThemeManager.instance(), qapp.palette(), qapp.font()

    def dress(scale: float) -> None:
        manager.set_text_scale(scale)
        apply(qapp, manager.theme)

    yield dress
    manager.set_text_scale(1.0)
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("source", list(DATASETS))
def test_nothing_is_cut_off_at_the_right(show, dressed, source, scale):
    dressed(scale)
    column = show(Experiment(data=DataChoice(source)) if DATASETS[source].task == "regression" else BLOBS)
    column.click(column.tile(DATASETS[source].title))
    if DATASETS[source].task == "regression":
        column.choose(column.combo("Transform of x"), "x − c")
    QApplication.processEvents()
    assert column.panel.minimumSizeHint().width() <= scale * WIDTH


def test_every_control_has_a_name_and_a_tooltip(show):
    column = show(BLOBS)
    for kind in (QToolButton, QPushButton, QSlider, QComboBox, QSpinBox):
        for widget in column.panel.findChildren(kind):
            assert widget.toolTip(), (kind, widget.accessibleName())
            assert widget.accessibleName() or getattr(widget, "text", str)(), kind


def test_class_buttons_carry_the_names_of_the_present_classes(show):
    column = show(BLOBS)
    column.click(column.tile("Iris"))
    column.click(column.tile("setosa"))
    assert column.session.tools.label == 0
    column.click(column.tile("Blobs"))
    assert "class 0" in column.tile("class 0").toolTip()


def test_after_an_edit_the_noise_can_still_be_changed_and_undo_brings_the_edit_back(show):
    column = show()
    session = column.session
    source = session.experiment.data.source
    edited = session.dataset.appended([[9.0]], [9.0])
    session.edit_points("Add", edited)
    note = f"{edited.n} points, edited: noise and options draw them anew; undo brings your edits back."
    assert [label for label in column.panel.findChildren(QLabel) if label.text() == note and label.isVisible()]
    slider = column.slider("Noise")
    slider.setValue(slider.value() + 5)
    assert session.experiment.data.source == source
    assert session.dataset.n == edited.n - 1
    assert not [label for label in column.panel.findChildren(QLabel) if label.text() == note and label.isVisible()]
    session.undo()
    assert session.experiment.data.source == OWN_DATA
    np.testing.assert_array_equal(session.dataset.X, edited.X)
    assert column.slider("Noise").isVisible()


def test_an_edit_makes_the_column_no_wider_than_its_place(show):
    column = show()
    before = column.panel.minimumSizeHint().width()
    column.session.edit_points("Add", column.session.dataset.appended([[0.5]], [0.5]))
    more = next(button for button in column.panel.findChildren(QPushButton) if button.text() == "More…")
    assert more.isVisible()
    assert column.panel.minimumSizeHint().width() <= before


def test_imported_points_have_no_options_of_another_data_set(show):
    column = show()
    column.session.edit_points("Add", column.session.dataset.appended([[9.0]], [9.0]))
    column.session.take_data("Import", column.session.dataset.replace(title="own.csv"))
    assert not [w for w in column.panel.findChildren(QSlider) if w.accessibleName() == "Noise" and w.isVisible()]


def test_boston_is_predicted_from_several_columns_and_from_one_again(show):
    column = show(Experiment(data=DataChoice("boston")))
    session = column.session
    button = next(w for w in column.panel.findChildren(QPushButton) if w.accessibleName() == "Several x")
    assert button.text() == "none"
    assert session.dataset.feature_names == ("RM",)
    boxes = {box.text(): box for action in button.menu().actions() for box in [action.defaultWidget()]}
    for name in ("RM", "LSTAT"):
        boxes[name].click()
    assert button.text() == "RM, LSTAT"
    assert session.dataset.feature_names == ("RM", "LSTAT")
    boxes["MEDV"].click()  # the target: refused, and the boxes say what holds
    assert session.dataset.feature_names == ("RM", "LSTAT")
    assert not boxes["MEDV"].isChecked()
    for name in ("RM", "LSTAT"):
        boxes[name].click()
    assert session.dataset.feature_names == ("RM",)
