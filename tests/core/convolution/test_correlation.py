"""Both ways of correlating, against SciPy and against each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import correlate2d

from gdviz.core.convolution import patches, winograd
from gdviz.core.convolution.sliding import slide
from gdviz.core.operations import run

SIDE = st.integers(3, 11)
FEW = st.integers(1, 3)


def by_scipy(x, W, b, padding):
    """Correlate channel by channel, picture by picture."""
    out = None
    for f in range(W.shape[3]):
        for n in range(x.shape[3]):
            summed = sum(correlate2d(x[:, :, c, n], W[:, :, c, f], padding) for c in range(W.shape[2]))
            if out is None:
                out = np.empty((*summed.shape, W.shape[3], x.shape[3]))
            out[:, :, f, n] = summed + b[f]
    return out


@pytest.mark.parametrize("way", [patches, winograd])
@pytest.mark.parametrize("padding", ["valid", "same"])
@settings(deadline=None, max_examples=25)
@given(SIDE, SIDE, FEW, FEW, FEW, st.integers(0, 1000))
def test_forward_is_scipys(way, padding, height, width, channels, filters, batch, seed) -> None:
    rng = np.random.default_rng(seed)
    x, W = rng.normal(size=(height, width, channels, batch)), rng.normal(size=(3, 3, channels, filters))
    b = rng.normal(size=filters)
    rows, columns = slide(height, 3, 1, padding, "kernel_rows"), slide(width, 3, 1, padding, "kernel_columns")
    y = np.full((rows.count, columns.count, filters, batch), np.nan)
    run(way.correlate(x, W, b, y, rows, columns))
    np.testing.assert_allclose(y, by_scipy(x, W, b, padding), rtol=1e-11, atol=1e-11)


@settings(deadline=None, max_examples=50)
@given(SIDE, SIDE, FEW, FEW, FEW, st.sampled_from(["valid", "same"]), st.integers(0, 1000))
def test_both_ways_give_the_same_gradients(height, width, channels, filters, batch, padding, seed) -> None:
    rng = np.random.default_rng(seed)
    rows, columns = slide(height, 3, 1, padding, "kernel_rows"), slide(width, 3, 1, padding, "kernel_columns")
    x, W = rng.normal(size=(height, width, channels, batch)), rng.normal(size=(3, 3, channels, filters))
    dy = rng.normal(size=(rows.count, columns.count, filters, batch))
    found = []
    for way in (patches, winograd):
        dW, db, dx = np.full(W.shape, np.nan), np.full(filters, np.nan), np.full(x.shape, np.nan)
        run(way.kernel_gradient(x, dy, dW, db, rows, columns))
        run(way.correlate_back(dy, W, dx, rows, columns))
        found.append((dW, db, dx))
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("way", [patches, winograd])
def test_many_chunks_give_what_one_gives(way, monkeypatch) -> None:
    rng = np.random.default_rng(3)
    x, W, b = rng.normal(size=(14, 11, 2, 3)), rng.normal(size=(3, 3, 2, 4)), rng.normal(size=4)
    rows, columns = slide(14, 3, 1, "same", "kernel_rows"), slide(11, 3, 1, "same", "kernel_columns")
    dy = rng.normal(size=(14, 11, 4, 3))
    found = []
    for chunk in (1 << 20, 1500, 1):
        monkeypatch.setattr(way, "CHUNK", chunk)
        y, dx, dW, db = np.empty_like(dy), np.empty_like(x), np.empty_like(W), np.empty_like(b)
        run(way.correlate(x, W, b, y, rows, columns))
        run(way.correlate_back(dy, W, dx, rows, columns))
        run(way.kernel_gradient(x, dy, dW, db, rows, columns))
        found.append((y, dx, dW, db))
    for other in found[1:]:
        for whole, parts in zip(found[0], other, strict=True):
            np.testing.assert_allclose(parts, whole, rtol=1e-11, atol=1e-11)


def test_winograds_matrices_are_exact_on_one_tile() -> None:
    """Whole numbers times 24: every product below is exact in float64."""
    rng = np.random.default_rng(4)
    d, g = rng.integers(-9, 10, (6, 6)).astype(float), 24.0 * rng.integers(-9, 10, (3, 3))
    tile = winograd.A.T @ ((winograd.G @ g @ winograd.G.T) * (winograd.B.T @ d @ winograd.B)) @ winograd.A
    np.testing.assert_allclose(tile, correlate2d(d, g, "valid"), rtol=1e-12)


@pytest.mark.parametrize(
    ("side", "channels", "filters", "window", "stride", "pays"),
    [
        (28, 128, 128, 3, 1, True),
        (28, 1, 128, 3, 1, False),  # the transforms would cost more than they save
        (28, 128, 128, 5, 1, False),
        (28, 128, 128, 3, 2, False),
        (1, 128, 128, 3, 1, False),  # one number out of a tile of sixteen
    ],
)
def test_winograd_is_taken_where_it_pays(side, channels, filters, window, stride, pays) -> None:
    moved = slide(side, window, stride, "same", "kernel_rows")
    assert winograd.pays(np.empty((window, window, channels, filters)), moved, moved) is pays


def test_float32_loses_little_by_winograd() -> None:
    """The fast way may round differently, not wrongly: within 2e-5 of the largest number, at the course's size."""
    rng = np.random.default_rng(5)
    x, W = rng.normal(size=(12, 12, 64, 2)), rng.normal(size=(3, 3, 64, 64))
    moved = slide(12, 3, 1, "same", "kernel_rows")
    y = np.empty((12, 12, 64, 2), np.float32)
    run(winograd.correlate(x.astype("f"), W.astype("f"), np.zeros(64, "f"), y, moved, moved))
    exact = by_scipy(x, W, np.zeros(64), "same")
    assert abs(y - exact).max() < 2e-5 * abs(exact).max()
