"""A card's header and body."""

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel

from gdviz.plots.card import Card, LegendItem


@pytest.fixture
def card(qtbot):
    card = Card("Data", QLabel("body"))
    qtbot.addWidget(card)
    card.resize(300, 200)
    card.show()
    return card


def _label(card, text):
    return next(label for label in card.findChildren(QLabel) if label.text() == text)


def test_title_left_quiet_text_right_body_below(card):
    card.set_quiet("f(x) = 1.02 x")
    card.grab()
    title, quiet, body = (_label(card, text) for text in ("Data", "f(x) = 1.02 x", "body"))
    places = [label.mapTo(card, label.rect().center()) for label in (title, quiet, body)]
    assert places[0].x() < places[1].x()
    assert places[2].y() > places[0].y()
    card.set_quiet("")
    assert not quiet.isVisible()


def test_header_widgets_stand_at_the_right(card):
    box = QCheckBox("log y")
    card.add_header_widget(box)
    card.grab()
    assert box.mapTo(card, box.rect().topRight()).x() > 250


def test_a_new_body_takes_the_place_of_the_old(qtbot, card):
    old, new = card.body, QLabel("new")
    with qtbot.waitSignal(old.destroyed):
        card.set_body(new)
    assert card.body is new
    qtbot.waitUntil(new.isVisible)


def test_it_has_a_name_for_screen_readers(card):
    assert card.accessibleName() == "Data"
    card.set_title("Loss")
    assert (card.accessibleName(), card.title) == ("Loss", "Loss")


def test_long_quiet_text_does_not_widen_the_card(card):
    least = card.minimumSizeHint().width()
    card.set_quiet("a very long formula " * 20)
    assert card.minimumSizeHint().width() <= least + 24


def test_a_legend_item_has_a_dot_of_its_colour(qtbot):
    item = LegendItem("Momentum", "#CC79A7")
    qtbot.addWidget(item)
    item.show()
    image = item.grab().toImage()
    colors = {image.pixelColor(x, image.height() // 2).name() for x in range(12)}
    assert "#cc79a7" in colors
    item.set_color("#009E73")
    image = item.grab().toImage()
    assert "#009e73" in {image.pixelColor(x, image.height() // 2).name() for x in range(12)}
    assert item.name == "Momentum"


def test_a_legend_item_without_room_is_shortened_and_explains_itself(qtbot):
    item = LegendItem("Gradient descent", "#D55E00")
    qtbot.addWidget(item)
    assert item.minimumSizeHint().width() < item.sizeHint().width() / 2
    assert item.toolTip() == item.accessibleName() == "Gradient descent"
    item.resize(item.sizeHint())
    whole = item.grab().toImage()
    item.resize(70, item.height())
    short = item.grab().toImage()
    last = [short.pixelColor(69, y) for y in range(short.height())]
    assert len({color.name() for color in last}) == 1  # no letter is cut
    assert whole.width() > short.width()
