"""Bars of probabilities and small grey pictures, as they are seen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gdviz.plots.gray_image import GrayImage, gray_qimage
from gdviz.plots.probability_bars import ProbabilityBars
from gdviz.plots.theme import Theme

DIGITS = tuple("0123456789")


@pytest.fixture
def bars(qtbot: QtBot) -> ProbabilityBars:
    made = ProbabilityBars("Probabilities")
    qtbot.addWidget(made)
    made.set_names(DIGITS)
    made.resize(400, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def length_of_bar(bars: ProbabilityBars, row: int, color: str) -> int:
    image = bars.grab().toImage()
    y = round((row + 0.5) * bars.height() / len(DIGITS))
    wanted = QColor(color)
    return sum(image.pixelColor(x, y) == wanted for x in range(image.width()))


def test_a_bar_is_as_long_as_its_share(bars: ProbabilityBars) -> None:
    shares = np.full(10, 0.05)
    shares[3] = 0.55
    bars.set_shares(shares)
    theme = Theme.current()
    top, other = length_of_bar(bars, 3, theme.accent), length_of_bar(bars, 6, theme.past)
    assert top == pytest.approx(11 * other, rel=0.12)
    assert length_of_bar(bars, 6, theme.accent) == 0
    whole = top + length_of_bar(bars, 3, theme.segment)
    assert top / whole == pytest.approx(0.55, abs=0.02)


def test_the_top_answer_is_told(bars: ProbabilityBars) -> None:
    shares = np.zeros(10)
    shares[7] = 0.962
    bars.set_shares(shares)
    assert bars.top == 7
    assert bars.accessibleDescription().startswith("7: 96.2")


def test_without_an_answer_all_is_empty(bars: ProbabilityBars) -> None:
    bars.set_shares(np.full(10, 0.1))
    bars.set_shares(None)
    assert bars.top is None
    assert bars.accessibleDescription() == ""
    theme = Theme.current()
    assert all(length_of_bar(bars, row, color) == 0 for row in range(10) for color in (theme.accent, theme.past))


def test_other_names_take_the_answer_away(bars: ProbabilityBars) -> None:
    bars.set_shares(np.full(10, 0.1))
    bars.set_names(("a", "b"))
    assert bars.top is None
    with pytest.raises(ValueError, match="shares must be 2, one a name; got 10"):
        bars.set_shares(np.full(10, 0.1))


def test_a_grey_picture_shows_every_pixel(qtbot: QtBot) -> None:
    widget = GrayImage("Seen", side=40)
    qtbot.addWidget(widget)
    widget.resize(40, 40)
    widget.set_image(np.array([[0.0, 1.0], [0.5, 0.0]]))
    image = widget.grab().toImage()
    seen = [[image.pixelColor(x, y).value() for x in (10, 30)] for y in (10, 30)]
    assert seen[0] == [0, 255]
    assert seen[1] == [128, 0]


def test_numbers_outside_are_clipped_and_bytes_stay() -> None:
    assert gray_qimage(np.array([[-1.0, 2.0, 0.2]])).pixelColor(1, 0).value() == 255
    assert gray_qimage(np.array([[7, 200]], np.uint8)).pixelColor(1, 0).value() == 200
