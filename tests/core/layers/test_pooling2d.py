"""Pooling: by hand, against PyTorch, by differences, and what it refuses."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from picture_layers import arrays_of, bench, slopes

from gdviz.core.layers.average_pooling2d import AveragePooling2D
from gdviz.core.layers.max_pooling2d import MaxPooling2D

KINDS = pytest.mark.parametrize("kind", [MaxPooling2D, AveragePooling2D])
SHAPES = {
    "height": st.integers(1, 9),
    "width": st.integers(1, 9),
    "channels": st.integers(1, 3),
    "n": st.integers(1, 3),
    "pool": st.tuples(st.integers(1, 4), st.integers(1, 4)),
    "strides": st.tuples(st.integers(1, 4), st.integers(1, 4)),
    "padding": st.sampled_from(["valid", "same"]),
}
PICTURE = [[1, 2, 5, 0, 9], [4, 3, 1, 2, 9], [0, 0, 7, 6, 9], [0, -1, 8, 5, 9]]


def pooled(kind, arguments, slope):
    run = bench(kind(**arguments), (4, 5, 1), 1)
    run.x[0, :, :, 0] = PICTURE
    run.dy[0, :, :, 0] = slope
    run.run()
    return run.y[0, :, :, 0], run.dx[0, :, :, 0]


def test_largest_by_hand() -> None:
    y, dx = pooled(MaxPooling2D, {}, [[10, 20], [30, 40]])
    np.testing.assert_array_equal(y, [[4, 5], [0, 8]])
    # the zeros tie: the first has it; the fifth column is in no window
    np.testing.assert_array_equal(dx, [[0, 0, 20, 0, 0], [10, 0, 0, 0, 0], [30, 0, 0, 0, 0], [0, 0, 40, 0, 0]])


def test_largest_with_padding_by_hand() -> None:
    y, dx = pooled(MaxPooling2D, {"padding": "same"}, [[10, 20, 1], [30, 40, 2]])
    np.testing.assert_array_equal(y, [[4, 5, 9], [0, 8, 9]])
    np.testing.assert_array_equal(dx, [[0, 0, 20, 0, 1], [10, 0, 0, 0, 0], [30, 0, 0, 0, 2], [0, 0, 40, 0, 0]])


def test_mean_by_hand() -> None:
    y, dx = pooled(AveragePooling2D, {}, [[4, 8], [12, 16]])
    np.testing.assert_array_equal(y, [[2.5, 2], [-0.25, 6.5]])
    np.testing.assert_array_equal(dx, [[1, 1, 2, 2, 0], [1, 1, 2, 2, 0], [3, 3, 4, 4, 0], [3, 3, 4, 4, 0]])


def test_the_mean_leaves_padding_out() -> None:
    y, dx = pooled(AveragePooling2D, {"padding": "same"}, [[4, 8, 2], [12, 16, 6]])
    np.testing.assert_array_equal(y, [[2.5, 2, 9], [-0.25, 6.5, 9]])
    np.testing.assert_array_equal(dx, [[1, 1, 2, 2, 1], [1, 1, 2, 2, 1], [3, 3, 4, 4, 3], [3, 3, 4, 4, 3]])


def test_padding_never_wins_over_negative_numbers() -> None:
    run = bench(MaxPooling2D(3, 3, 1, 1, "same"), (2, 2, 1), 1)
    run.x[...] = -5
    run.run()
    assert (run.y == -5).all()


def windows_of(size, window, stride, padding):
    """Return the places of each window inside the picture, as Keras's documentation words it."""
    missing = max((-(-size // stride) - 1) * stride + window - size, 0)
    start = -(missing // 2) if padding == "same" else 0
    stop = size if padding == "same" else size - window + 1
    return [range(max(0, i), min(size, i + window)) for i in range(start, stop, stride)][: -(-size // stride)]


@KINDS
@settings(deadline=None, max_examples=40)
@given(**SHAPES)
def test_window_by_window(kind, height, width, channels, n, pool, strides, padding) -> None:
    assume(padding == "same" or (pool[0] <= height and pool[1] <= width))
    run = bench(kind(*pool, *strides, padding), (height, width, channels), n)
    run.run()
    down = windows_of(height, pool[0], strides[0], padding)
    right = windows_of(width, pool[1], strides[1], padding)
    assert run.y.shape == (n, len(down), len(right), channels)
    function = np.max if kind is MaxPooling2D else np.mean
    for i, rows in enumerate(down):
        for j, columns in enumerate(right):
            seen = run.x[:, rows.start : rows.stop, columns.start : columns.stop]
            np.testing.assert_allclose(run.y[:, i, j], function(seen, axis=(1, 2)), rtol=1e-12, atol=1e-12)


@KINDS
@settings(deadline=None, max_examples=25)
@given(**SHAPES)
def test_backward_is_the_slope_of_forward(kind, height, width, channels, n, pool, strides, padding) -> None:
    assume(padding == "same" or (pool[0] <= height and pool[1] <= width))
    run = bench(kind(*pool, *strides, padding), (height, width, channels), n)
    run.run()
    dx = run.dx.copy()
    np.testing.assert_allclose(dx, slopes(run, run.x), rtol=1e-6, atol=1e-7)


@pytest.mark.torch
@KINDS
@settings(deadline=None, max_examples=40)
@given(**{**SHAPES, "padding": st.just("valid")}, tied=st.booleans())
def test_as_pytorch(kind, height, width, channels, n, pool, strides, padding, tied) -> None:
    torch = pytest.importorskip("torch")
    assume(pool[0] <= height and pool[1] <= width)
    run = bench(kind(*pool, *strides, padding), (height, width, channels), n)
    if tied:
        np.round(run.x, out=run.x)  # many equal numbers
    run.run()
    x = torch.tensor(np.ascontiguousarray(run.x.transpose(0, 3, 1, 2)), requires_grad=True)
    functions = torch.nn.functional
    function = functions.max_pool2d if kind is MaxPooling2D else functions.avg_pool2d
    y = function(x, pool, strides)
    y.backward(torch.tensor(np.ascontiguousarray(run.dy.transpose(0, 3, 1, 2))))
    np.testing.assert_allclose(run.y, y.detach().numpy().transpose(0, 2, 3, 1), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(run.dx, x.grad.numpy().transpose(0, 2, 3, 1), rtol=1e-12, atol=1e-12)


@KINDS
@pytest.mark.parametrize("pool", [2, 3])
def test_float32_stays_float32_and_repeats(kind, pool) -> None:
    first, second = (bench(kind(pool, pool, padding="same"), (7, 7, 2), 3, "float32") for _ in range(2))
    assert {array.dtype.name for array in arrays_of(first.passes)} <= {"float32", "bool"}
    first.run()
    for _ in range(2):
        second.run()
    np.testing.assert_array_equal(first.y, second.y)
    np.testing.assert_array_equal(first.dx, second.dx)


@KINDS
@pytest.mark.parametrize("pool", [2, 3])
def test_a_step_allocates_nothing_that_grows(kind, pool) -> None:
    run = bench(kind(pool, pool), (27, 27, 8), 64, "float32")
    run.run()
    tracemalloc.start()
    try:
        run.run()
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        run.run()
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert peak < 100_000 < run.y.nbytes  # NumPy casts the mask in a buffer of a fixed size


@KINDS
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"pool_rows": 0}, r"pool_rows must be in \[1, 128\]; got 0"),
        ({"pool_columns": 0}, r"pool_columns must be in \[1, 128\]; got 0"),
        ({"stride_rows": 0}, r"stride_rows must be in \[1, 128\]; got 0"),
        ({"stride_columns": -1}, r"stride_columns must be in \[1, 128\]; got -1"),
        ({"padding": "reflect"}, "padding must be one of valid, same; got 'reflect'"),
    ],
)
def test_what_it_refuses(kind, arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        kind(**arguments)


@KINDS
def test_pictures_that_dont_fit(kind) -> None:
    with pytest.raises(ValueError, match=r"rows must be pictures \(height, width, channels\); got \(100,\)"):
        kind().output_shape((100,))
    with pytest.raises(ValueError, match="pool_rows must be at most 1, the picture's, without padding; got 2"):
        kind().output_shape((1, 4, 3))
    assert kind(padding="same").output_shape((1, 5, 3)) == (1, 3, 3)
