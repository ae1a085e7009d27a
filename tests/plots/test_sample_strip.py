"""The strip of a sample: matrices with as many of their numbers as there is room for."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from gdviz.plots.sample_strip import LEAST_FORMULA, SampleStrip
from gdviz.plots.written_matrices import FORMS, equation, size_of

ROW = np.arange(6.0)[None] / 8 - 0.25
TERMS = (
    ("x", np.array([[2.5], [-1.5]]), None),
    "·",
    ("z", ROW, (0, 1)),
    "=",
    ("W", np.array([[2.5], [-1.5]]) * ROW, None),
)


@pytest.fixture
def strip(qtbot):
    strip = SampleStrip()
    qtbot.addWidget(strip)
    strip.resize(1400, 600)
    strip.show()
    strip.show_move("Backward", "3 of 9", [("∂L/∂w = ", False), ("0.5 · 2", True)], TERMS)
    QApplication.processEvents()
    return strip


def test_in_a_wide_window_every_number_is_written(strip):
    text = strip._matrices.text()
    assert "[ 1 × 6 ]" not in text
    assert ">0.375<" in text  # the last of the row
    assert ">−0.5625<" in text  # -1.5 * 0.375, the last of the product
    assert "font-weight:bold'>−0.125<" in text


def test_in_a_narrow_one_the_size_of_a_large_matrix_is_told(strip):
    strip.resize(560, 600)
    QApplication.processEvents()
    text = strip._matrices.text()
    assert "[ 1 × 6 ]" in text
    assert "[ 2 × 6 ]" in text
    assert ">−1.5<" in text  # the small one keeps its numbers


def test_no_form_leaves_the_formula_without_room(strip):
    for width in range(300, 1500, 60):
        strip.resize(width, 600)
        QApplication.processEvents()
        if strip._matrices.isVisible():
            assert strip._formula.width() >= LEAST_FORMULA - 60


@pytest.mark.parametrize("most", FORMS)
def test_the_size_is_known_without_laying_it_out(strip, most):
    label = strip._matrices
    label.setText(equation(TERMS, most))
    told = size_of(TERMS, most, label.fontMetrics())
    assert told.width() == pytest.approx(label.sizeHint().width(), rel=0.15)
