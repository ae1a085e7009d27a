"""Where windows lie: counted by hand and by trying every place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdviz.core.convolution.sliding import Slide, cut, slide
from gdviz.core.operations import run


@pytest.mark.parametrize(
    ("size", "window", "stride", "before", "count"),
    [  # as TensorFlow's guide "Notes on padding" works them out
        (28, 3, 1, 1, 28),
        (13, 6, 5, 1, 3),  # one of padding before, two behind
        (28, 2, 1, 0, 28),  # an even window: all of the padding behind
        (28, 3, 2, 0, 14),
        (5, 1, 2, 0, 3),
        (2, 5, 1, 2, 2),
    ],
)
def test_same(size, window, stride, before, count) -> None:
    assert slide(size, window, stride, "same", "kernel_rows") == Slide(size, window, stride, before, count)


@pytest.mark.parametrize(
    ("size", "window", "stride", "count"), [(28, 3, 1, 26), (13, 2, 2, 6), (5, 5, 1, 1), (9, 2, 4, 2)]
)
def test_valid(size, window, stride, count) -> None:
    assert slide(size, window, stride, "valid", "kernel_rows") == Slide(size, window, stride, 0, count)


def test_a_window_larger_than_the_picture() -> None:
    with pytest.raises(ValueError, match="pool_rows must be at most 4, the picture's, without padding; got 5"):
        slide(4, 5, 1, "valid", "pool_rows")


@given(st.integers(1, 12), st.integers(1, 6), st.integers(1, 5), st.sampled_from(["valid", "same"]))
def test_places_are_those_found_by_trying(size, window, stride, padding) -> None:
    if padding == "valid" and window > size:
        return
    moved = slide(size, window, stride, padding, "kernel_rows")
    inside = np.zeros(moved.count, int)
    for offset in range(window):
        windows, places = moved(offset)
        found = list(zip(range(moved.count)[windows], range(size)[places], strict=True))
        tried = [(i, i * stride - moved.before + offset) for i in range(moved.count)]
        assert found == [(i, place) for i, place in tried if 0 <= place < size]
        inside[windows] += 1
    assert (inside >= 1).all()  # no window lies in padding alone


@given(
    st.integers(1, 5), st.integers(1, 5), st.integers(-7, 7), st.integers(-7, 7), st.integers(1, 6), st.integers(1, 6),
    st.integers(1, 3),
)  # fmt: skip
def test_a_cut_has_zeros_outside(height, width, top, left, rows, columns, step) -> None:
    x = np.arange(1.0, height * width + 1).reshape(height, width)
    out = np.full((rows, columns), np.nan)
    run(cut(x, top, left, out, step))
    for i in range(rows):
        for j in range(columns):
            place = (top + i * step, left + j)
            inside = 0 <= place[0] < height and 0 <= place[1] < width
            assert out[i, j] == (x[place] if inside else 0.0)
