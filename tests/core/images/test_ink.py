"""The sheet that is drawn on."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gdviz.core.images import InkSheet, Stroke, centred, mnist
from gdviz.core.images.ink import DOTS, SIZE, UNDO_DEPTH
from gdviz.core.images.strokes import DIGITS, stroke_digit


def area(sheet: InkSheet) -> float:
    """In cells."""
    return float(sheet.cells().sum())


def test_a_dot_has_the_area_of_its_circle() -> None:
    sheet = InkSheet()
    sheet.begin(0.5, 0.5, 6.0)
    assert area(sheet) == pytest.approx(math.pi * 3.0**2, rel=2e-3)
    assert sheet.ink[SIZE // 2, SIZE // 2] == 255


@pytest.mark.parametrize("angle", [0.0, 0.3, math.pi / 2, 2.0])
def test_a_line_has_the_area_of_a_capsule_at_any_angle(angle: float) -> None:
    sheet = InkSheet()
    sheet.begin(0.5, 0.5, 2.0)
    sheet.extend(0.5 + 10 / 28 * math.cos(angle), 0.5 + 10 / 28 * math.sin(angle), 2.0)
    assert area(sheet) == pytest.approx(10 * 2.0 + math.pi, rel=3e-3)


def test_pressure_makes_a_line_wider_on_its_way() -> None:
    sheet = InkSheet()
    sheet.begin(0.2, 0.5, 1.0)
    sheet.extend(0.8, 0.5, 5.0)
    heights = (sheet.ink > 127).sum(0)
    assert heights[SIZE // 4] < heights[SIZE // 2] < heights[3 * SIZE // 4]


def test_edges_are_smooth() -> None:
    sheet = InkSheet()
    sheet.begin(0.3, 0.3, 2.0)
    sheet.extend(0.7, 0.6, 2.0)
    partly = (sheet.ink > 0) & (sheet.ink < 255)
    assert partly.sum() > 100


def test_over_the_edge_is_no_matter() -> None:
    sheet = InkSheet()
    sheet.begin(-5.0, -5.0, 2.0)
    assert sheet.empty
    sheet.extend(0.5, 0.5, 2.0)
    sheet.extend(3.0, 0.5, 2.0)
    assert sheet.ink[SIZE // 2, -1] == 255


def test_crossing_lines_are_not_darker() -> None:
    sheet = InkSheet()
    for points in ([(0.2, 0.2), (0.8, 0.8)], [(0.2, 0.8), (0.8, 0.2)]):
        sheet.draw([Stroke(np.array(points), 2.0)])
    assert sheet.ink.max() == 255
    assert area(sheet) < 2 * (2 * 0.6 * 28 * math.sqrt(2) + math.pi)


def test_the_eraser_takes_away_what_it_covers() -> None:
    sheet = InkSheet()
    sheet.draw([Stroke(np.array([(0.1, 0.5), (0.9, 0.5)]), 4.0)])
    before = area(sheet)
    sheet.begin(0.5, 0.5, 6.0, erase=True)
    assert sheet.ink[SIZE // 2, SIZE // 2] == 0
    assert 4 * 5.0 < before - area(sheet) < 4 * 6.0  # a band 4 high out of a circle 6 wide


def test_undo_and_redo_go_stroke_by_stroke() -> None:
    sheet = InkSheet()
    states = [sheet.ink.copy()]
    for k in range(3):
        sheet.draw([Stroke(np.array([(0.2 * k + 0.2, 0.2), (0.2 * k + 0.2, 0.8), (0.3, 0.9)]), 2.0)])
        states.append(sheet.ink.copy())
    sheet.begin(0.5, 0.5, 4.0, erase=True)
    states.append(sheet.ink.copy())
    sheet.clear()
    states.append(sheet.ink.copy())
    for state in reversed(states):
        np.testing.assert_array_equal(sheet.ink, state)
        sheet.undo()
    assert not sheet.can_undo
    for state in states[1:]:
        sheet.redo()
        np.testing.assert_array_equal(sheet.ink, state)
    assert not sheet.can_redo
    sheet.undo()
    sheet.begin(0.1, 0.1, 1.0)
    assert not sheet.can_redo


def test_clearing_an_empty_sheet_is_nothing_to_undo() -> None:
    sheet = InkSheet()
    sheet.clear()
    assert not sheet.can_undo


def test_undo_is_bounded() -> None:
    sheet = InkSheet()
    for _ in range(UNDO_DEPTH + 20):
        sheet.begin(0.5, 0.5, 1.0)
    for _ in range(UNDO_DEPTH):
        assert sheet.can_undo
        sheet.undo()
    assert not sheet.can_undo


def test_a_cell_is_the_mean_of_its_dots() -> None:
    sheet = InkSheet()
    sheet.ink[3 * DOTS : 4 * DOTS, 5 * DOTS : 6 * DOTS] = np.arange(144).reshape(12, 12)
    assert sheet.cells()[3, 5] == pytest.approx(71.5 / 255)
    assert np.count_nonzero(sheet.cells()) == 1


def test_an_mnist_image_placed_is_seen_unchanged() -> None:
    image = mnist().test_images[0].astype(np.float32) / 255
    sheet = InkSheet()
    sheet.place(image)
    np.testing.assert_allclose(sheet.seen(False), image, atol=1e-6)
    assert np.abs(sheet.seen(True) - image).mean() < 0.03


def test_a_large_picture_is_fitted_in_its_proportions() -> None:
    ink = np.zeros((500, 200), np.float32)
    ink[100:400, 50:150] = 1.0
    sheet = InkSheet()
    sheet.place(ink)
    rows, columns = np.flatnonzero(sheet.ink.any(1)), np.flatnonzero(sheet.ink.any(0))
    assert len(rows) / len(columns) == pytest.approx(3.0, rel=0.03)
    assert abs(rows[0] + rows[-1] - SIZE) <= 2
    sheet.undo()
    assert sheet.empty


def test_centring_leaves_a_digit_where_it_was_drawn_out_of_it() -> None:
    seen = []
    for x, y in ((0.2, 0.25), (0.55, 0.4)):
        sheet = InkSheet()
        sheet.draw([Stroke(np.array([(x, y), (x + 0.1, y + 0.3), (x, y + 0.4)]), 2.0)])
        seen.append(sheet.seen(True))
    assert np.abs(seen[0] - seen[1]).max() < 0.15
    np.testing.assert_allclose(seen[0], centred(sheet.ink / np.float32(255)), atol=0.15)


@pytest.mark.parametrize("label", range(10))
def test_stroke_digits_lie_on_the_sheet_whole_and_differ(label: int) -> None:
    rng = np.random.default_rng(label)
    assert len(DIGITS[label]) >= 3
    heights, widths = [], []
    for _ in range(40):
        strokes = stroke_digit(label, rng)
        points = np.concatenate([stroke.points for stroke in strokes])
        margin = strokes[0].width / 2 / 28
        assert (points - margin >= -1e-9).all()
        assert (points + margin <= 1 + 1e-9).all()
        heights.append(np.ptp(points[:, 1]))
        widths.append(strokes[0].width)
    assert max(heights) > 1.5 * min(heights)
    assert max(widths) > 1.5 * min(widths)
