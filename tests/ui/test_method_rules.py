"""Schedule, clip and variants on a method's card: folded away, and as a user opens and changes them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gdviz.core.schedules import SCHEDULES
from gdviz.training.experiment import Experiment, MethodChoice
from gdviz.training.step_rules import ClipChoice, ScheduleChoice
from gdviz.ui.method_cards import MethodCards


@pytest.fixture
def shown(qtbot, open_session):
    def show(*methods: MethodChoice):
        session = open_session(Experiment(start=(-4.0, 4.0), methods=methods or (MethodChoice(1, "adam"),)))
        cards = MethodCards(session)
        qtbot.addWidget(cards)
        cards.resize(260, 800)
        with qtbot.waitExposed(cards):
            cards.show()
        cards.activateWindow()
        qtbot.waitUntil(lambda: session.snapshot is not None)
        return session, cards.cards[0]

    return show


def open_rules(qtbot, card) -> None:
    qtbot.mouseClick(card.rules.fold, Qt.MouseButton.LeftButton)


def choose(qtbot, combo, name: str) -> None:
    """Choose as with the keyboard: down, until the entry is there."""
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    while combo.currentText() != name:
        qtbot.keyClick(combo, Qt.Key.Key_Down)


def test_the_card_is_calm_until_somebody_asks_for_more(qtbot, shown):
    _, card = shown()
    names = [label.text() for label in card.findChildren(QLabel) if label.isVisible()]
    assert "Schedule" not in names
    assert not any("ε" in name for name in names)
    open_rules(qtbot, card)
    names = [label.text() for label in card.findChildren(QLabel) if label.isVisible()]
    assert "Schedule" in names
    assert "Clip" in names
    assert any("ε" in name for name in names)
    open_rules(qtbot, card)
    assert not card.rules.body.isVisible()


def test_a_schedule_chosen_on_the_card_holds_for_the_running_method(qtbot, shown):
    session, card = shown(MethodChoice(1, "gradient_descent", {"learning_rate": 0.1}))
    session.step(10)
    qtbot.waitUntil(lambda: session.snapshot.step == 10)
    number = session.course.number
    open_rules(qtbot, card)
    choose(qtbot, card.rules.schedule.combo, "Cosine")
    assert session.experiment.methods[0].schedule == ScheduleChoice("cosine")
    box = card.rules.schedule.form.row("steps").box
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "20")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert session.experiment.methods[0].schedule == ScheduleChoice("cosine", {"steps": 20})
    session.step(1)
    qtbot.waitUntil(lambda: session.snapshot.step == 11)
    assert session.course.number == number, "it acts on the running model"
    # the eleventh step is t = 10, half of the 20: (1 + cos 90°) / 2 = 1/2
    assert session.snapshot.lanes[0].learning_rate == pytest.approx(0.05)
    assert card.rules.summary.text() == "Cosine"


def test_a_clip_chosen_on_the_card_is_taken_back_by_undo(qtbot, shown):
    session, card = shown()
    open_rules(qtbot, card)
    choose(qtbot, card.rules.clip.combo, "By norm")
    assert session.experiment.methods[0].clip == ClipChoice("norm")
    assert card.rules.summary.text() == "clip 1"
    session.undo()
    while not session.experiment.methods[0].clip.is_plain:
        session.undo()
    assert card.rules.clip.combo.currentText() == "None"
    assert card.rules.summary.text() == ""


def test_the_folded_line_says_what_was_chosen(shown):
    choice = MethodChoice(
        1, "adam", {"amsgrad": True}, schedule=ScheduleChoice("warm_up"), clip=ClipChoice("value", {"limit": 0.5})
    )
    _, card = shown(choice)
    assert card.rules.summary.text() == "Warm-up · clip 0.5 · AMSGrad"


@pytest.mark.parametrize(
    ("method", "schedule", "clip"),
    [("momentum", True, True), ("rprop", True, True), ("levenberg_marquardt", False, False)],
)
def test_only_what_the_method_can_do_is_offered(qtbot, shown, method, schedule, clip):
    _, card = shown(MethodChoice(1, method))
    open_rules(qtbot, card)
    assert card.rules.schedule.isVisible() is schedule
    assert card.rules.clip.isVisible() is clip


@pytest.mark.parametrize("method", ["newton", "lbfgs", "hill_climbing", "closed_form"])
def test_a_method_without_any_has_no_such_line(shown, method):
    _, card = shown(MethodChoice(1, method))
    assert not card.rules.isVisible()


def test_another_method_in_its_place_begins_without_schedule_and_clip(qtbot, shown):
    session, card = shown(MethodChoice(1, "adam", schedule=ScheduleChoice("cosine"), clip=ClipChoice("norm")))
    card.kind_chosen.emit(1, "newton")
    assert session.experiment.methods[0].name == "newton"
    assert session.experiment.methods[0].schedule.is_plain
    assert session.experiment.methods[0].clip.is_plain


def test_every_schedule_can_be_chosen_and_says_what_it_does(qtbot, shown):
    session, card = shown()
    open_rules(qtbot, card)
    combo = card.rules.schedule.combo
    for place, (name, cls) in enumerate(SCHEDULES.items()):
        assert combo.itemData(place, Qt.ItemDataRole.ToolTipRole) == cls.__doc__.partition("\n")[0]
        choose(qtbot, combo, cls.title)
        assert session.experiment.methods[0].schedule.name == name
