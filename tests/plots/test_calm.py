"""A view under a growing curve moves seldom, and shows all of it always."""

from __future__ import annotations

from gdviz.plots.calm import Calm


def test_a_run_that_is_not_growing_is_shown_exactly():
    assert Calm().around((0.0, 7.0), (1.0, 2.0), growing=False) == ((0.0, 7.0), (1.0, 2.0))


def test_a_growing_curve_is_always_inside_and_moves_the_view_a_few_dozen_times():
    calm, seen = Calm(), set()
    for step in range(20, 20_000):
        x, y = (0.0, float(step)), (-step / 1000, 0.0)
        shown_x, shown_y = calm.around(x, y, growing=True)
        assert shown_x[0] <= x[0]
        assert x[1] <= shown_x[1]
        assert shown_y[0] <= y[0]
        assert y[1] <= shown_y[1]
        seen.add((shown_x, shown_y))
    assert 20 < len(seen) < 200


def test_room_that_is_no_longer_needed_is_given_up():
    calm = Calm()
    calm.around((0.0, 1000.0), (0.0, 1.0), growing=True)
    (_, right), _ = calm.around((0.0, 100.0), (0.0, 1.0), growing=True)
    assert 100.0 <= right <= 112.0


def test_a_pause_shows_the_run_exactly_again():
    calm = Calm()
    calm.around((0.0, 10.0), (0.0, 1.0), growing=True)
    calm.around((0.0, 11.0), (0.0, 1.0), growing=True)
    assert calm.around((0.0, 11.0), (0.0, 1.0), growing=False) == ((0.0, 11.0), (0.0, 1.0))
