"""A card's header and body."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QCheckBox, QHBoxLayout, QLabel, QWidget

from gdviz.plots.card import Card, LegendItem, discard


@pytest.fixture
def card(qtbot):
    card = Card("Data", QLabel("body"))
    qtbot.addWidget(card)
    card.resize(300, 200)
    card.show()
    return card


def _label(card, text):
    return next(label for label in card.findChildren(QLabel) if label.text() == text)


def test_title_left_quiet_text_right_body_below(qtbot, card):
    title, body = _label(card, "Data"), _label(card, "body")
    plain = card.grab().toImage()
    card.set_quiet("f(x) = 1.02 x")
    assert card.quiet == "f(x) = 1.02 x"
    written = card.grab().toImage()
    changed = [
        (x, y)
        for x in range(plain.width())
        for y in range(plain.height())
        if plain.pixelColor(x, y) != written.pixelColor(x, y)
    ]
    top = body.mapTo(card, body.rect().topLeft()).y()
    assert len(changed) > 50
    assert min(x for x, _ in changed) > title.mapTo(card, title.rect().topRight()).x()
    assert max(x for x, _ in changed) > 270
    assert max(y for _, y in changed) < top
    card.set_quiet("")
    assert card.grab().toImage() == plain


def test_a_changed_quiet_text_asks_for_no_new_layout(qtbot, card):
    asked = []

    class Watcher(QObject):
        def eventFilter(self, watched, event):
            asked.append(event.type() == QEvent.Type.LayoutRequest)
            return False

    card.set_quiet("1.00")
    watcher = Watcher()
    for widget in (card, *card.findChildren(QWidget)):
        widget.installEventFilter(watcher)
    card.set_quiet("a longer text than before")
    QApplication.processEvents()
    assert not any(asked)


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


def test_what_has_just_joined_a_layout_and_is_taken_out_again_never_becomes_a_window(qtbot):
    shown: list[QObject] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, LegendItem) and watched.isWindow():
                shown.append(watched)
            return False

    row = QWidget()
    qtbot.addWidget(row)
    layout = QHBoxLayout(row)
    row.show()
    qtbot.waitExposed(row)
    watch = Watch(row)
    QApplication.instance().installEventFilter(watch)
    item = LegendItem("training", "#000000")
    layout.addWidget(item)  # shows it with the next events
    discard(item)
    QApplication.processEvents()
    QApplication.instance().removeEventFilter(watch)
    assert shown == []
