"""The picture of a network: where things lie, how edges look, what is found under the pointer."""

from __future__ import annotations

import itertools
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gdviz.plots.network import NetworkView
from gdviz.plots.network_edges import edge_color, edge_shares, edge_width
from gdviz.plots.network_layout import FOLD_FROM, Part, lay_out
from gdviz.plots.network_painting import Column
from gdviz.plots.network_sample import SampleOverlay
from gdviz.plots.network_tiles import class_tiles, curve_tiles, diverging_tiles
from gdviz.plots.theme import LIGHT, Theme


def layout(counts, width=880.0, height=540.0):
    return lay_out(counts, width, height, head=60.0, left=60.0, right=60.0, scale=1.0)


@pytest.fixture
def shown(qtbot):
    def show(counts, seed=0, size=(880, 540)):
        view = NetworkView()
        qtbot.addWidget(view)
        view.resize(*size)
        columns = [Column("in", counts[0], names=tuple(f"x{i}" for i in range(counts[0])))]
        columns += [Column(f"hidden {k}", n, "tanh", editable=True) for k, n in enumerate(counts[1:-1], 1)]
        view.set_columns([*columns, Column("out", counts[-1])])
        rng = np.random.default_rng(seed)
        view.set_weights([rng.normal(size=pair) for pair in pairwise(counts)], [rng.normal(size=n) for n in counts[1:]])
        view.show()
        return view

    return show


@pytest.mark.parametrize("counts", [(2, 8, 8, 1), (2, 1), (3, 11, 1), (2, 25, 25, 1), (2, 128, 128, 128, 128, 3)])
@pytest.mark.parametrize("size", [(880, 540), (480, 300), (1500, 900)])
def test_no_tile_lies_on_another_or_outside(counts, size):
    found = layout(counts, *size)
    tiles = [tile for column in found.tiles for tile in column]
    assert len(tiles) == sum(counts)
    whole = QRectF(0, 0, *size)
    assert all(whole.contains(tile) for tile in tiles)
    edges = np.array([(t.left(), t.right(), t.top(), t.bottom()) for t in tiles])
    apart = (
        (edges[:, None, 1] <= edges[None, :, 0] + 0.01) | (edges[None, :, 1] <= edges[:, None, 0] + 0.01)
        | (edges[:, None, 3] <= edges[None, :, 2] + 0.01) | (edges[None, :, 3] <= edges[:, None, 2] + 0.01)
    )  # fmt: skip
    assert (apart | np.eye(len(tiles), dtype=bool)).all()
    for before, after in pairwise(found.tiles):
        assert max(tile.right() for tile in before) < min(tile.left() for tile in after)


def test_columns_fold_from_twelve_on():
    found = layout((2, FOLD_FROM - 1, FOLD_FROM, 1))
    assert found.folded == (False, False, True, False)
    assert len({tile.x() for tile in found.tiles[1]}) == 1
    assert len({round(tile.x(), 3) for tile in found.tiles[2]}) > 1


def test_four_layers_of_128_keep_tiles_that_can_be_told_apart():
    found = layout((2, 128, 128, 128, 128, 1))
    assert min(tile.width() for tile in found.tiles[1]) >= 10


def test_width_and_colour_follow_from_the_weight():
    assert edge_width(0.0, 2.0) == 1.0
    assert edge_width(-2.0, 2.0) == 8.0
    assert edge_width(1.0, 2.0) == pytest.approx(4.5)
    assert edge_width(9.0, 2.0) == 8.0
    np.testing.assert_array_equal(edge_shares(np.array([np.nan, -np.inf, -0.25]), 1.0), [1.0, 1.0, 0.25])
    assert edge_color(0.3, LIGHT) == QColor("#0072B2")
    assert edge_color(-0.3, LIGHT) == QColor("#D55E00")


def test_a_positive_weight_is_drawn_blue_and_a_negative_one_vermilion(shown):
    view = shown((1, 1))
    for weight, color in ((3.0, "#0072B2"), (-3.0, "#D55E00")):
        view.set_weights([np.array([[weight]])], [np.zeros(1)])
        middle = view.arrangement.edge(0, 0, 0).pointAtPercent(0.5).toPoint()
        image = view.pictured(1.0)
        assert image.pixelColor(middle).name().upper() == color
        thick = [image.pixelColor(middle.x(), middle.y() + dy).name().upper() == color for dy in range(-10, 10)]
        assert sum(thick) == pytest.approx(8, abs=1)  # the largest weight


def test_on_the_screen_it_looks_as_in_a_file(shown):
    view = shown((2, 5, 1))
    screen, file = view.grab().toImage(), view.pictured(1.0)
    differ = 0
    for x in range(0, 880, 7):
        for y in range(60, 540, 7):
            a, b = screen.pixelColor(x, y), file.pixelColor(x, y)
            differ += abs(a.lightness() - b.lightness()) > 24
    assert differ < 0.02 * (880 // 7) * (480 // 7)


def strength_drawn(view, at) -> int:
    """How far the screen is from the ground, over the width of an edge at a pixel."""
    image, ground = view.grab().toImage(), QColor(Theme.current().card)
    return sum(abs(image.pixelColor(at.x(), at.y() + dy).blue() - ground.blue()) for dy in range(-6, 7))


def test_after_any_way_of_small_changes_an_edge_looks_as_its_weight_says(shown):
    view = shown((1, 2))
    at = view.arrangement.edge(0, 0, 0).pointAtPercent(0.1).toPoint()
    bias = np.zeros(2)
    for weight in np.linspace(-2.0, 1.6, 700):  # each time less than what is painted anew
        view.set_weights([np.array([[weight, 2.0]])], [bias])
    crept = strength_drawn(view, at)
    view.set_weights([np.array([[-2.0, 2.0]])], [bias])
    assert abs(strength_drawn(view, at) - crept) > 50
    view.set_weights([np.array([[1.6, 2.0]])], [bias])
    assert strength_drawn(view, at) == pytest.approx(crept, rel=0.06)
    assert view.weights[0][0, 0] == 1.6


def test_all_edges_of_eight_layers_of_eight_are_painted_in_one_frame(shown, monkeypatch):
    view = shown((2, *(8,) * 8, 1), size=(700, 440))
    before = view.grab().toImage()
    clock = itertools.count(0.0, 0.0017)  # the processor's time for 64 edges, measured on a slow machine
    monkeypatch.setattr("gdviz.plots.network_edges.time.thread_time", lambda: next(clock))
    rng = np.random.default_rng(5)
    view.set_weights([rng.normal(size=w.shape) for w in view.weights], view.biases)
    first, later = view.grab().toImage(), view.grab().toImage()
    assert first == later  # nothing is left for the next frame
    for gap in range(9):
        area = view.arrangement.gap(gap).toRect()
        assert first.copy(area) != before.copy(area)


def test_of_many_edges_only_the_strongest_are_drawn(shown):
    view = shown((2, 128, 128, 1))
    drawn = view.edges(1)
    assert 0 < len(drawn) < 200
    W = np.abs(view.weights[1])
    weakest = min(W[source, row] for source, row in drawn)
    assert (weakest <= W).sum() == len(drawn)


def test_a_small_network_has_all_its_edges(shown):
    view = shown((2, 8, 8, 1))
    assert [len(view.edges(gap)) for gap in range(3)] == [16, 64, 8]


def test_what_lies_under_the_pointer_is_found(shown):
    view = shown((2, 4, 3, 1))
    found = view.arrangement
    for column, tiles in enumerate(found.tiles):
        for row, tile in enumerate(tiles):
            assert view.part_at(tile.center()) == Part("neuron", column, row)
            if column:
                assert view.part_at(found.bias(column, row).center()) == Part("bias", column, row)
    assert view.part_at(found.buttons[1][0].center()) == Part("fewer", 1)
    assert view.part_at(found.buttons[1][1].center()) == Part("more", 1)
    near = found.edge(0, 1, 0).pointAtPercent(0.2)
    assert view.part_at(near) == Part("edge", 1, 0, 1)
    assert view.part_at(QPointF(5, 535)) is None


def test_arrows_move_from_neuron_to_neuron_once_tab_has_come_there(shown, qtbot):
    view = shown((2, 4, 1))
    clicked = []
    view.clicked.connect(lambda part, at: clicked.append(part))
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.current == Part("neuron", 1, 0)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.current == Part("neuron", 1, 2)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.current == Part("neuron", 2, 0)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert clicked == [Part("bias", 2, 0)]


def test_weights_of_another_shape_are_refused(shown):
    view = shown((2, 3, 1))
    with pytest.raises(ValueError, match="columns"):
        view.set_weights([np.zeros((2, 4)), np.zeros((4, 1))], [np.zeros(4), np.zeros(1)])


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_weights_that_left_the_numbers_are_drawn_all_the_same(shown, bad):
    view = shown((2, 2))
    view.set_weights([np.array([[bad, 1.0], [0.0, -1.0]])], [np.array([bad, 0.0])])
    assert not view.grab().isNull()
    view.part_at(QPointF(300, 300))


def test_tiles_are_coloured_around_the_middle_of_the_scale():
    lut = LIGHT.diverging
    tiles = diverging_tiles(np.array([[[-1.0, 1.0]], [[0.0, 0.5]]]), lut, 0.0, 1.0)
    assert (tiles[0, 0, 0] == lut[0]).all()
    assert (tiles[0, 0, 1] == lut[255]).all()
    assert (tiles[1, 0, 0] == lut[127]).all()
    assert (tiles[1, 0, 1] == lut[191]).all()
    own = diverging_tiles(np.array([[[0.0, 4.0]]]), lut)
    assert (own[0, 0, 1] == lut[255]).all()


def test_answers_beyond_single_precision_are_at_the_ends_without_a_word(recwarn):
    tiles = diverging_tiles(np.array([[[-1e60, 0.0, 1e60]]]), LIGHT.diverging, 0.0, 1.0)
    assert tiles[0, 0].tolist() == [LIGHT.diverging[place].tolist() for place in (0, 127, 255)]
    assert not recwarn.list


def test_answers_are_in_the_colours_of_their_classes():
    tiles = class_tiles(np.array([[[1.0]], [[0.0]], [[0.0]]]), LIGHT)
    blue = QColor(LIGHT.class_colors[0])
    r, g, b = (int(v) for v in tiles[0, 0, 0])
    assert b > r
    assert abs(r - blue.red()) < 60
    assert abs(g - blue.green()) < 60
    assert (np.abs(tiles[1, 0, 0].astype(int) - [0xF7, 0xF7, 0xF5]) <= 1).all()


def test_a_curve_is_filled_from_its_zero():
    tiles = curve_tiles(np.array([[1.0, 1.0, -1.0, -1.0]]), LIGHT)
    up, down = tiles[0, :, 0], tiles[0, :, 3]
    assert QColor(*up[1].tolist()).name() == "#0072b2"
    assert (up[2:] == [0xF7, 0xF7, 0xF5]).all()
    assert QColor(*down[2].tolist()).name() == "#d55e00"


def test_the_sample_writes_numbers_at_nodes_and_edges(shown):
    view = shown((2, 2, 1))
    before = view.pictured(1.0)
    overlay = SampleOverlay({(1, 0): "−0.5"}, {(0, 1): "1.25"}, {(1, 1, 0): "0.07"}, (Part("edge", 1, 1, 0),), True)
    view.show_overlay(overlay)
    after = view.pictured(1.0)
    tile = view.arrangement.tiles[0][1]
    below = QPointF(tile.center().x(), tile.bottom() + 9).toPoint()
    spots = [(below.x() + dx, below.y() + dy) for dx in range(-14, 14) for dy in range(-5, 5)]
    assert any(before.pixel(*spot) != after.pixel(*spot) for spot in spots)
    view.show_overlay(None)
    assert view.pictured(1.0) == before


def test_numbers_of_a_network_that_is_gone_are_left_out(shown):
    view = shown((4, 27, 1))
    view.show_overlay(SampleOverlay(moving=(Part("edge", 1, 3, 3),), edges={(1, 3, 3): "0.1"}))
    view.set_columns([Column("in", 3), Column("hidden", 27), Column("out", 1)])
    assert view.overlay is None
    plain = view.pictured(1.0)
    view.show_overlay(SampleOverlay(moving=(Part("edge", 1, 3, 3),), edges={(1, 3, 3): "0.1"}))
    assert view.pictured(1.0) == plain


def test_it_is_drawn_into_any_area_of_any_device(shown):
    view = shown((2, 3, 1))
    image = QImage(400, 300, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(Theme.current().card))
    painter = QPainter(image)
    view.paint_on(painter, QRectF(100, 50, 200, 150))
    painter.end()
    ground = QColor(Theme.current().card).rgb()
    assert all(image.pixel(x, y) == ground for x in range(0, 400, 3) for y in (10, 290))
    assert any(image.pixel(x, y) != ground for x in range(100, 300, 3) for y in range(60, 190, 3))


def test_numbers_of_a_sample_lie_on_no_other(shown, monkeypatch):
    """Eight neurons in a column have no room for two numbers between them; 24 edges have none for all of theirs."""
    view = shown((2, 8, 3), size=(700, 360))
    written = []
    monkeypatch.setattr("gdviz.plots.network_sample.tag", lambda _painter, text, area, *_: written.append((text, area)))
    places = [(1, row) for row in range(8)] + [(2, row) for row in range(3)]
    overlay = SampleOverlay(
        above=dict.fromkeys(places, "-0.01234"), below=dict.fromkeys(places, "1.234"),
        edges={(2, row, source): "-0.5678" for row in range(3) for source in range(8)},
        moving=(Part("edge", 2, 1, 4),),
    )  # fmt: skip
    view.show_overlay(overlay)
    view.pictured(1.0)
    texts = [text for text, _ in written]
    assert texts.count("1.234") == texts.count("-0.01234") == 11
    assert 3 <= texts.count("-0.5678") < 24
    for place, (_, area) in enumerate(written):
        assert not any(area.adjusted(0.5, 0.5, -0.5, -0.5).intersects(other) for _, other in written[:place])
