"""Layers of a network as cells and maps."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from gdviz.plots.activation_rows import ActivationRow, ActivationRows


@pytest.fixture
def rows(qtbot: QtBot) -> ActivationRows:
    made = ActivationRows("layers")
    qtbot.addWidget(made)
    made.resize(430, 400)
    made.set_room(400)
    made.show()
    qtbot.waitExposed(made)
    return made


def cell(rows: ActivationRows, place: int, index: int) -> QPoint:
    row, _, cells = rows.places()[place]
    columns, side, gap = rows.cells_of(row)
    line, column = divmod(index, columns)
    return QPoint(cells.x() + column * (side + gap) + 2, cells.y() + line * (side + gap) + 2)


def test_a_neuron_is_as_bright_as_it_is_active(rows: ActivationRows) -> None:
    values = np.zeros(128)
    values[[5, 77]] = 1.0, 2.0
    rows.show_rows([ActivationRow("Dense", values)])
    shown = rows.grab().toImage()
    dark, middle, bright = (shown.pixelColor(cell(rows, 0, index)) for index in (0, 5, 77))
    assert dark.name() == "#440154"  # the dark end of viridis
    assert bright.name() == "#fde725"  # the bright one
    assert dark.lightness() < middle.lightness() < bright.lightness()
    assert rows.value_at(cell(rows, 0, 77)) == "Dense, 78: 2"
    assert rows.value_at(QPoint(425, 395)) == ""


def test_the_scale_may_be_given(rows: ActivationRows) -> None:
    rows.show_rows([ActivationRow("Sigmoid", np.full(20, 0.5), low=0.0, high=1.0)])
    assert rows.grab().toImage().pixelColor(cell(rows, 0, 3)).name() == "#21918c"  # the middle of viridis


def test_maps_are_upright_and_side_by_side(rows: ActivationRows) -> None:
    values = np.zeros((4, 4, 3))
    values[0, 3, 1] = 1.0  # of the second map, above and on the right
    rows.show_rows([ActivationRow("Convolution", values)])
    shown = rows.grab().toImage()
    _, _, cells = rows.places()[0]
    _, side, gap = rows.cells_of(rows.rows[0])
    left = cells.x() + side + gap
    assert shown.pixelColor(left + side - 3, cells.y() + 3).name() == "#fde725"
    assert shown.pixelColor(left + 3, cells.y() + side - 3).name() == "#440154"
    assert shown.pixelColor(cells.x() + side - 3, cells.y() + 3).name() == "#440154"
    assert rows.value_at(QPoint(left + side - 3, cells.y() + 3)) == "Convolution, 2 [1, 4]: 1"


def test_before_there_is_a_picture_all_is_pale(rows: ActivationRows) -> None:
    rows.show_rows([ActivationRow("Dense", np.ones(40))], pale=True)
    color = rows.grab().toImage().pixelColor(cell(rows, 0, 0))
    assert color.saturation() < 20
    assert rows.accessibleDescription() == ""


def test_many_layers_shrink_to_fit(rows: ActivationRows) -> None:
    rows.show_rows([ActivationRow(f"Dense {k}", np.ones(100)) for k in range(6)])
    assert rows.heightForWidth(rows.width()) <= 400
    rows.set_room(2000)
    _, large, _ = rows.cells_of(rows.rows[0])
    rows.set_room(400)
    assert rows.cells_of(rows.rows[0])[1] < large


def test_nothing_breaks_on_infinity(rows: ActivationRows) -> None:
    rows.show_rows([ActivationRow("Dense", np.array([np.inf, 0.0, np.nan]))])
    rows.grab()
