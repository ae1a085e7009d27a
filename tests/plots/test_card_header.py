"""The header of a card: what happens where there is little room."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton

from gdviz.plots.card import Card, LegendItem
from gdviz.plots.theme import ThemeManager


@pytest.fixture
def card(qtbot):
    card = Card("Loss surface")
    card.boxes = [QCheckBox("log y"), QPushButton("a plane through all parameters"), QCheckBox("3-D")]
    for box in card.boxes:
        card.add_header_widget(box)
    qtbot.addWidget(card)
    card.resize(700, 200)
    card.show()
    QApplication.processEvents()
    return card


def whole(card) -> bool:
    title = card.header.title
    return title.width() >= title.fontMetrics().horizontalAdvance(title.text())


@pytest.mark.parametrize("per_cent", [100, 200])
@pytest.mark.parametrize("width", [700, 500, 380, 300])
def test_the_title_is_whole_and_every_control_is_whole_or_behind_the_button(card, qtbot, width, per_cent):
    manager = ThemeManager.instance()
    try:
        manager.set_text_scale(per_cent / 100)
        card.resize(width, 200)
        qtbot.wait(1)
        assert whole(card)
        right = 0
        for box in card.boxes:
            if box in card.header.moved:
                assert not box.isVisible()
                assert card.header.more.isVisible()
                continue
            assert box.isVisible()
            assert box.width() >= box.minimumSizeHint().width()
            left = box.mapTo(card, box.rect().topLeft()).x()
            assert left >= right
            right = left + box.width()
            assert right <= card.width()
    finally:
        manager.set_text_scale(1.0)


def test_what_found_no_room_is_reached_through_the_button_and_comes_back(card, qtbot):
    plane = card.boxes[1]
    assert card.header.moved == ()
    assert not card.header.more.isVisible()
    card.resize(300, 200)
    qtbot.waitUntil(lambda: plane in card.header.moved)
    assert card.header.more.isVisible()
    qtbot.mouseClick(card.header.more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(plane.isVisible)
    pressed = []
    plane.clicked.connect(lambda: pressed.append(True))
    qtbot.mouseClick(plane, Qt.MouseButton.LeftButton)
    assert pressed
    card.header.list.close()
    card.resize(700, 200)
    qtbot.waitUntil(lambda: plane.isVisible() and card.header.moved == ())
    places = [box.mapTo(card, box.rect().topLeft()).x() for box in card.boxes]
    assert places == sorted(places)


def test_a_hidden_control_takes_no_room_and_no_button(card, qtbot):
    plane = card.boxes[1]
    plane.hide()
    card.resize(300, 200)
    qtbot.wait(1)
    assert card.header.moved == ()
    assert card.boxes[0].isVisible()
    plane.show()
    qtbot.waitUntil(lambda: plane in card.header.moved)
    plane.hide()
    qtbot.waitUntil(lambda: not card.header.more.isVisible())


def test_a_legend_that_found_no_room_still_names_what_a_figure_shows(card, qtbot):
    card.add_header_widget(LegendItem("Gradient descent", "#000"))
    card.resize(120, 200)
    qtbot.wait(1)
    assert [item.name for item in card.legend_items()] == ["Gradient descent"]


def test_quiet_text_is_the_longest_form_that_has_room(card, qtbot):
    quiet = card.header.quiet
    forms = "2 – 8 – 8 – 1 · tanh · 105 parameters", "2 – 8 – 8 – 1 · 105 parameters", "2–8–8–1"
    card.set_quiet(*forms)
    assert quiet.toolTip() == forms[0]
    seen = []
    for width in range(900, 400, -20):
        card.resize(width, 200)
        QApplication.processEvents()
        shown = quiet.fitting
        assert shown == forms[-1] or quiet.fontMetrics().horizontalAdvance(shown) <= quiet.width() + 40
        if shown not in seen:
            seen.append(shown)
    assert seen == list(forms)
