"""Method cards: a race is put together, shown, and changed while it runs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget

from gdviz.plots.theme import Theme
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice
from gdviz.ui.forms.number_field import NumberField
from gdviz.ui.lane_words import _losses
from gdviz.ui.method_cards import MethodCards

FOUR = Experiment(
    start=(-4.0, 4.0),
    methods=(
        MethodChoice(1),
        MethodChoice(2, "momentum", color=1),
        MethodChoice(3, "rmsprop", color=2),
        MethodChoice(4, "adam", color=3),
    ),
)


@pytest.fixture
def shown(qtbot, open_session):
    def show(experiment=None):
        session = open_session(experiment)
        cards = MethodCards(session)
        qtbot.addWidget(cards)
        cards.resize(260, 800)
        with qtbot.waitExposed(cards):
            cards.show()
        cards.activateWindow()
        qtbot.waitUntil(lambda: session.snapshot is not None)
        return session, cards

    return show


def click(qtbot, widget, x: int | None = None) -> None:
    place = QPoint(widget.width() // 2 if x is None else x, widget.height() // 2)
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)


def menu_titles(menu) -> list[str]:
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def opened(cards: MethodCards) -> list[str]:
    return [card.name for card in cards.cards if card.body.isVisible()]


def type_rate(qtbot, card, text: str) -> None:
    field = card.form.row("learning_rate").field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def largest_eigenvalue(session) -> float:
    """Of the Hessian 2/n [[sum x², sum x], [sum x, n]] of a line's mean squared error, by the quadratic formula."""
    x = session.split.X_train[:, 0]
    a, b, d = 2 * np.mean(x * x), 2 * np.mean(x), 2.0
    return (a + d) / 2 + np.sqrt(((a - d) / 2) ** 2 + b * b)


def test_a_card_a_method_with_its_name_and_colour(shown):
    _, cards = shown(FOUR)
    assert [card.name for card in cards.cards] == ["Gradient descent", "Momentum", "RMSprop", "Adam"]
    theme = Theme.current()
    for number, card in enumerate(cards.cards):
        edge = card.grab().toImage().pixelColor(2, card.height() // 2)
        assert edge.name() == theme.method_color(number).name()


def test_in_a_large_race_only_the_shown_card_is_open(qtbot, shown):
    session, cards = shown(FOUR)
    assert opened(cards) == ["Gradient descent"]
    click(qtbot, cards.cards[3].head.title)
    assert session.view.shown_key == 4
    assert opened(cards) == ["Adam"]
    assert [card.is_shown for card in cards.cards] == [False, False, False, True]
    click(qtbot, cards.cards[3].head.title)  # the shown one folds
    assert session.view.shown_key == 4
    assert opened(cards) == []


def test_a_small_race_is_open(shown):
    _, cards = shown(FOUR.replace(methods=FOUR.methods[:2]))
    assert opened(cards) == ["Gradient descent", "Momentum"]


def test_methods_are_added_from_the_menu_in_a_free_colour(qtbot, shown):
    session, cards = shown()
    titles = menu_titles(cards._methods)
    assert titles.index("Closed form") < titles.index("Gradient descent") < titles.index("Adam")
    next(action for action in cards._methods.actions() if action.text() == "Adam").trigger()
    assert [method.name for method in session.experiment.methods] == ["gradient_descent", "adam"]
    assert [card.name for card in cards.cards] == ["Gradient descent", "Adam"]
    assert len({method.color for method in session.experiment.methods}) == 2
    for _ in range(4):
        session.add_method("momentum")
    assert not cards.add.isEnabled()
    assert "at most 6 methods" in cards.add.toolTip()


def test_removing_and_the_last_one_stays(qtbot, shown):
    session, cards = shown(FOUR.replace(methods=FOUR.methods[:2]))
    click(qtbot, cards.cards[0].remove)
    assert [card.name for card in cards.cards] == ["Momentum"]
    assert session.view.shown_key == 2
    assert not cards.cards[0].remove.isEnabled()
    session.undo()
    assert [card.name for card in cards.cards] == ["Gradient descent", "Momentum"]


def test_hiding_and_solo(qtbot, shown):
    session, cards = shown(FOUR)
    click(qtbot, cards.cards[1].head.visible_box, x=8)
    assert session.view.hidden == {2}
    assert not cards.cards[1].head.visible_box.isChecked()
    click(qtbot, cards.cards[0].solo)
    assert session.view.hidden == {2, 3, 4}
    assert [card.head.visible_box.isChecked() for card in cards.cards] == [True, False, False, False]
    click(qtbot, cards.cards[0].solo)
    assert session.view.hidden == set()


def test_a_learning_rate_acts_on_the_running_race_and_is_undone(qtbot, shown):
    session, cards = shown()
    race = session.course.number
    type_rate(qtbot, cards.cards[0], "0,05")
    assert session.experiment.method(1).options["learning_rate"] == 0.05
    assert session.course.number == race
    session.undo()
    assert cards.cards[0].form.row("learning_rate").field.text() == "0.1"


def test_other_options_stay_when_one_is_changed(qtbot, shown):
    experiment = Experiment(methods=(MethodChoice(1, "adam", {"beta1": 0.5}),))
    session, cards = shown(experiment)
    type_rate(qtbot, cards.cards[0], "1e-3")
    assert session.experiment.method(1).options == {"beta1": 0.5, "learning_rate": 0.001}


def test_a_drag_of_the_slider_is_one_undo(qtbot, shown):
    session, cards = shown()
    slider = cards.cards[0].form.row("learning_rate").slider
    assert slider.isVisible()
    middle = slider.height() // 2
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider.x_of(0.001)), middle))
    for rate in (0.002, 0.01, 0.03):
        qtbot.mouseMove(slider, QPoint(round(slider.x_of(rate)), middle))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider.x_of(0.03)), middle))
    assert session.experiment.method(1).options["learning_rate"] == pytest.approx(0.03, rel=0.1)
    session.undo()
    assert session.experiment.method(1).options.get("learning_rate", 0.1) == 0.1


def test_the_red_zone_begins_at_two_over_the_largest_eigenvalue(qtbot, shown):
    session, cards = shown()
    slider = cards.cards[0].form.row("learning_rate").slider
    limit = 2 / largest_eigenvalue(session)
    assert slider.danger_from == pytest.approx(limit)
    assert f"2 / λmax = {limit:.3g} for this data" in slider.accessibleDescription()
    cards.cards[0].batch_chosen.emit(1, 10)
    assert slider.danger_from is None


def test_only_plain_gradient_descent_on_a_parabola_has_a_red_zone(shown):
    _, cards = shown(FOUR)
    assert [card.form.row("learning_rate").slider.danger_from is None for card in cards.cards] == [
        False, True, True, True,
    ]  # fmt: skip
    network = Experiment(
        data=DataChoice("spiral"), model=ModelChoice("network", {"hidden": (4,)}), loss="binary_cross_entropy"
    )
    _, cards = shown(network)
    assert cards.cards[0].form.row("learning_rate").slider.danger_from is None


@pytest.mark.parametrize(("typed", "size"), [("7", 7), ("full batch", None), ("32", 32)])
def test_the_batch_is_typed(qtbot, shown, typed, size):
    session, cards = shown(Experiment(methods=(MethodChoice(1, batch_size=10),)))
    batch = cards.cards[0].batch
    assert batch.currentText() == "10"
    batch.lineEdit().setFocus()
    batch.lineEdit().selectAll()
    qtbot.keyClicks(batch.lineEdit(), typed)
    qtbot.keyClick(batch.lineEdit(), Qt.Key.Key_Return)
    assert session.experiment.method(1).batch_size == size


@pytest.mark.parametrize("typed", ["0", "-3", "many", "2.5"])
def test_a_wrong_batch_is_marked_and_changes_nothing(qtbot, shown, typed):
    session, cards = shown()
    batch = cards.cards[0].batch
    batch.lineEdit().setFocus()
    batch.lineEdit().selectAll()
    qtbot.keyClicks(batch.lineEdit(), typed)
    qtbot.keyClick(batch.lineEdit(), Qt.Key.Key_Return)
    assert session.experiment.method(1).batch_size is None
    assert batch.property("class") == "wrong"
    assert f"got “{typed}”" in batch.toolTip()
    qtbot.keyClick(batch.lineEdit(), Qt.Key.Key_Escape)
    assert batch.currentText() == "Full batch"
    assert batch.property("class") != "wrong"
    QToolTip.hideText()


def test_a_usual_batch_is_chosen_with_the_keyboard(qtbot, shown):
    session, cards = shown()
    batch = cards.cards[0].batch
    batch.setFocus()
    qtbot.keyClick(batch, Qt.Key.Key_Down)
    assert session.experiment.method(1).batch_size == 1
    assert batch.currentText() == "1"


def test_searches_have_no_batch_and_say_when_they_are_done(qtbot, shown):
    session, cards = shown(Experiment(methods=(MethodChoice(1, "closed_form"),)))
    card = cards.cards[0]
    assert not card.batch.isVisible()
    session.step(3)
    qtbot.waitUntil(lambda: card.status.text().startswith("finished: "))


def test_the_kind_is_changed_in_place(qtbot, shown):
    session, cards = shown(Experiment(methods=(MethodChoice(7, options={"learning_rate": 0.3}, color=2),)))
    card = cards.cards[0]
    menu_titles(card.head._kinds)
    next(action for action in card.head._kinds.actions() if action.data() == "adam").trigger()
    changed = session.experiment.method(7)
    assert (changed.name, changed.color, changed.options) == ("adam", 2, {})
    assert [card.name for card in cards.cards] == ["Adam"]
    session.undo()
    assert [card.name for card in cards.cards] == ["Gradient descent"]
    assert cards.cards[0].form.row("learning_rate").field.text() == "0.3"


def test_a_rate_that_blows_up_is_told_before_and_after(qtbot, shown):
    session, cards = shown(Experiment(methods=(MethodChoice(1, options={"learning_rate": 1e6}),)))
    card = cards.cards[0]
    assert card.status.text().startswith("η is above 2 / λmax = ")
    assert "warning" in card.status.property("class")
    session.step(200)
    qtbot.waitUntil(lambda: card.status.text().startswith("diverged at step "))
    assert card.status.text() == f"diverged at step {session.shown.diverged_at}"
    assert card.head.figure.text() == "diverged"


def test_the_loss_is_live(qtbot, shown):
    session, cards = shown()
    session.step(5)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 5)
    residuals = session.split.y_train - session.split.X_train[:, 0] * session.shown.theta[0] - session.shown.theta[1]
    name, _, figure = cards.cards[0].status.text().partition(" ")
    assert name == "loss"
    assert float(figure) == pytest.approx(np.mean(residuals**2), rel=5e-3)


def test_a_folded_card_shows_its_loss_beside_the_name(qtbot, shown):
    session, cards = shown(FOUR)
    folded = cards.cards[1]
    session.step(5)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 5)
    assert folded.head.figure.isVisible()
    assert float(folded.head.figure.text()) == pytest.approx(session.snapshot.lane(2).figures["train_loss"], rel=5e-3)


def test_a_loss_beside_a_long_name_is_told_shorter_and_never_cut(qtbot, shown):
    batches = MethodChoice(2, options={"learning_rate": 0.0125}, batch_size=50, color=1)
    session, cards = shown(
        Experiment(methods=(MethodChoice(1), batches, MethodChoice(3, color=2), MethodChoice(4, color=3)))
    )
    folded = cards.cards[1]
    session.step(5)
    qtbot.waitUntil(
        lambda: session.snapshot is not None and session.snapshot.step == 5 and folded.head.figure.isVisible()
    )
    for width in (200, 240, 252, 264, 290, 340):
        cards.resize(width, 800)
        QApplication.processEvents()
        text = folded.head.figure.text()
        assert folded.head.figure.fontMetrics().horizontalAdvance(text) <= folded.head.figure.width()
        if text:
            assert float(text) == pytest.approx(session.snapshot.lane(2).figures["train_loss"], rel=0.05)
    assert len(text) >= 4  # in the widest there is room


def test_hidden_cards_do_not_follow_the_race(qtbot, shown):
    session, cards = shown()
    text = cards.cards[0].status.text()
    cards.hide()
    session.step(5)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 5)
    assert cards.cards[0].status.text() == text
    cards.show()
    assert cards.cards[0].status.text() != text


def test_the_delete_key_removes_the_method_whose_title_has_the_focus(qtbot, shown):
    session, cards = shown(FOUR)
    cards.cards[2].head.title.setFocus()
    qtbot.keyClick(cards.cards[2].head.title, Qt.Key.Key_Delete)
    assert [method.key for method in session.experiment.methods] == [1, 2, 4]


def test_the_tab_key_goes_through_the_cards_from_top_to_bottom(qtbot, shown):
    session, cards = shown(FOUR.replace(methods=FOUR.methods[:1]))
    session.add_method("momentum")
    qtbot.waitUntil(lambda: cards.cards[1].isVisible() and cards.cards[1].y() > 0)
    cards.add.setFocus()
    order, widget = [], cards.add
    for _ in range(60):
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        order.append(widget.mapTo(cards, QPoint(0, 0)).y())
        if widget in cards.start_point.fields:
            break
    rows = [y for y in order if y > cards.add.height()]
    assert len(rows) > 10
    assert all(after >= before - 8 for before, after in pairwise(rows))  # controls of one row differ in height


def test_the_menu_opens_below_the_link(qtbot, shown, monkeypatch):
    _, cards = shown()
    places = []
    monkeypatch.setattr(cards._methods, "popup", places.append)  # a menu that is open grabs the keyboard
    click(qtbot, cards.add)
    assert places == [cards.add.mapToGlobal(QPoint(0, cards.add.height()))]


def test_methods_that_cannot_train_the_model_say_why_and_cannot_be_chosen(shown):
    network = Experiment(
        data=DataChoice("spiral"), model=ModelChoice("network", {"hidden": (4,)}), loss="binary_cross_entropy"
    )
    _, cards = shown(network)
    menu_titles(cards._methods)
    actions = {action.data(): action for action in cards._methods.actions()}
    assert not actions["closed_form"].isEnabled()
    assert "linear in its parameters" in actions["closed_form"].toolTip()
    assert actions["adam"].isEnabled()
    _, cards = shown()
    menu_titles(cards._methods)
    assert all(action.isEnabled() for action in cards._methods.actions())


def test_a_status_of_two_lines_cuts_nothing_below_it(qtbot, open_session):
    session = open_session(Experiment(start=(-4.0, 4.0), methods=(MethodChoice(1, "closed_form"),)))
    page = QWidget()
    column = QVBoxLayout(page)
    cards = MethodCards(session)
    column.addWidget(cards)
    column.addStretch(1)
    qtbot.addWidget(page)
    page.resize(276, 700)
    with qtbot.waitExposed(page):
        page.show()
    session.play()
    status = cards.cards[0].status
    qtbot.waitUntil(lambda: "finished" in status.text() and status.height() > 1.5 * status.fontMetrics().height())
    fields = cards.start_point.findChildren(NumberField)
    assert len(fields) == 2
    for field in fields:
        qtbot.waitUntil(lambda field=field: field.height() >= field.sizeHint().height())
        assert field.parentWidget().rect().contains(field.geometry())


def test_a_method_that_compares_losses_says_that_dropout_takes_no_part(shown):
    layers = [{"name": "dense", "width": 3}, {"name": "dropout", "rate": 0.2}]
    methods = (MethodChoice(1, "adam"), MethodChoice(2, "lbfgs", color=1))
    data = DataChoice("two_moons")
    experiment = Experiment(data=data, model=ModelChoice("network", {"layers": layers}), loss="binary_cross_entropy",
                            methods=methods)  # fmt: skip
    session, cards = shown(experiment)
    adam, lbfgs = cards.cards
    assert not adam.note.isVisible()
    assert lbfgs.note.isVisible()
    assert lbfgs.note.text() == (
        "It compares losses, so it sees the network as it answers: Dropout takes no part in its steps."
    )
    assert lbfgs.note.height() >= lbfgs.note.heightForWidth(lbfgs.note.width())  # no line is cut off
    session.set_experiment("Layers", model=ModelChoice("network", {"layers": layers[:1]}))
    assert not lbfgs.note.isVisible()


def test_a_huge_loss_is_never_written_as_a_larger_power():
    assert _losses(5.31e14) == ("5.31 × 10¹⁴", "5 × 10¹⁴", "10¹⁴")
    assert _losses(0.01236) == ("0.0124", "0.012")
