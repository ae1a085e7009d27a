"""Formulas with numbers: rows stay where they are, and nothing is cut off."""

from __future__ import annotations

from gdviz.plots.formula_text import FormulaText, Line


def test_rows_that_numbers_needed_once_stay_reserved(qtbot):
    text = FormulaText()
    qtbot.addWidget(text)
    text.resize(230, 10)
    text.show_blocks("a", [[Line("w ← w − η · g", "1.5 − 0.1 × 2 = 1.3")]])
    low = text.height()
    text.show_blocks("a", [[Line("w ← w − η · g", "1.500001 − 0.1000001 × (2.000001 × 10⁻¹⁰) = 1.499999")]])
    high = text.height()
    assert high > low
    text.show_blocks("a", [[Line("w ← w − η · g", "1.5 − 0.1 × 2 = 1.3")]])
    assert text.height() == high
    text.show_blocks("b", [[Line("w ← w − η · g", "1.5 − 0.1 × 2 = 1.3")]])
    assert text.height() == low


def test_no_row_is_wider_than_the_card(qtbot):
    text = FormulaText()
    qtbot.addWidget(text)
    text.resize(230, 10)
    numbers = "0.0093638 + 0.9 × (−0.0087166) − 0.03 × (−0.039661) = 0.002709"
    text.show_blocks("a", [[Line("W1[0,0] ← W1[0,0] + β · v − η · ∂L/∂W1[0,0]", numbers)]])
    picture = text.grab().toImage()
    ratio = picture.devicePixelRatio()
    edge = [picture.pixelColor(round((text.width() - 1) * ratio), y).name() for y in range(picture.height())]
    assert len(set(edge)) == 1  # nothing is cut off there
    assert text.height() > 3 * 14
