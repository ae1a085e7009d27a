"""Convolution: by hand, against PyTorch, by differences, and what it refuses."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from picture_layers import arrays_of, bench, slopes

from gdviz.core.convolution import winograd
from gdviz.core.layers.base import Mode
from gdviz.core.layers.conv2d import Conv2D
from gdviz.core.operations import run as carry_out

SHAPES = {
    "height": st.integers(1, 9),
    "width": st.integers(1, 9),
    "channels": st.integers(1, 3),
    "filters": st.integers(1, 3),
    "n": st.integers(1, 3),
    "kernel": st.tuples(st.integers(1, 4), st.integers(1, 4)),
    "strides": st.tuples(st.integers(1, 3), st.integers(1, 3)),
    "padding": st.sampled_from(["valid", "same"]),
}


def layer_of(filters, kernel, strides, padding) -> Conv2D:
    return Conv2D(filters, *kernel, *strides, padding)


def test_by_hand() -> None:
    run = bench(Conv2D(1, 2, 2), (3, 3, 1), 1)
    run.x[0, :, :, 0] = [[1, 2, 0], [0, 3, 1], [4, 0, 2]]
    run.layer.W[:, :, 0, 0] = [[1, 2], [0, -1]]
    run.layer.b[:] = 10
    run.dy[...] = 1
    run.run()
    # not turned: at the upper left 1*1 + 2*2 + 0*0 - 1*3 + 10
    np.testing.assert_array_equal(run.y[0, :, :, 0], [[12, 11], [16, 13]])
    np.testing.assert_array_equal(run.layer.dW[:, :, 0, 0], [[6, 6], [7, 6]])
    np.testing.assert_array_equal(run.layer.db, [4])
    np.testing.assert_array_equal(run.dx[0, :, :, 0], [[1, 3, 2], [1, 2, 1], [0, -1, -1]])


def test_same_pads_below_and_on_the_right_first() -> None:
    run = bench(Conv2D(1, 2, 2, padding="same"), (2, 2, 1), 1)
    run.x[0, :, :, 0] = [[1, 2], [3, 4]]
    run.layer.W[:, :, 0, 0] = [[1, 10], [100, 1000]]
    run.layer.b[:] = 0
    run.run()
    np.testing.assert_array_equal(run.y[0, :, :, 0], [[4321, 402], [43, 4]])


def torch_reference(run, kernel, strides, padding):
    """Return y, dx, dW, db as PyTorch finds them; `same` by padding as TensorFlow's documentation words it."""
    torch = pytest.importorskip("torch")
    x = torch.tensor(np.ascontiguousarray(run.x.transpose(0, 3, 1, 2)), requires_grad=True)
    W = torch.tensor(np.ascontiguousarray(run.layer.W.transpose(3, 2, 0, 1)), requires_grad=True)
    b = torch.tensor(run.layer.b.copy(), requires_grad=True)
    frame = []
    for size, window, stride in zip(run.x.shape[2:0:-1], kernel[::-1], strides[::-1], strict=True):
        over = size % stride
        missing = max(window - (over or stride), 0) if padding == "same" else 0
        frame += [missing // 2, missing - missing // 2]
    y = torch.nn.functional.conv2d(torch.nn.functional.pad(x, frame), W, b, stride=strides)
    y.backward(torch.tensor(np.ascontiguousarray(run.dy.transpose(0, 3, 1, 2))))
    return (
        y.detach().numpy().transpose(0, 2, 3, 1),
        x.grad.numpy().transpose(0, 2, 3, 1),
        W.grad.numpy().transpose(2, 3, 1, 0),
        b.grad.numpy(),
    )


@pytest.mark.torch
@settings(deadline=None, max_examples=60)
@given(**SHAPES)
def test_as_pytorch(height, width, channels, filters, n, kernel, strides, padding) -> None:
    assume(padding == "same" or (kernel[0] <= height and kernel[1] <= width))
    run = bench(layer_of(filters, kernel, strides, padding), (height, width, channels), n)
    run.run()
    found = run.y, run.dx, run.layer.dW, run.layer.db
    for ours, theirs in zip(found, torch_reference(run, kernel, strides, padding), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-10)


@pytest.mark.torch
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_the_fast_way_as_pytorch(padding, dtype) -> None:
    run = bench(Conv2D(64, padding=padding), (11, 13, 64), 3, dtype)
    assert winograd.pays(run.layer.W, *run.layer.slides((11, 13, 64)))
    run.run()
    found = run.y, run.dx, run.layer.dW, run.layer.db
    bound = 2e-5 if dtype == "float32" else 1e-13
    for ours, theirs in zip(found, torch_reference(run, (3, 3), (1, 1), padding), strict=True):
        assert abs(ours - theirs).max() < bound * abs(theirs).max()


@settings(deadline=None, max_examples=30)
@given(**SHAPES)
def test_backward_is_the_slope_of_forward(height, width, channels, filters, n, kernel, strides, padding) -> None:
    assume(padding == "same" or (kernel[0] <= height and kernel[1] <= width))
    run = bench(layer_of(filters, kernel, strides, padding), (height, width, channels), n)
    run.run()
    dx, grad = run.dx.copy(), run.parameters.grad.copy()
    np.testing.assert_allclose(dx, slopes(run, run.x), rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(grad, slopes(run, run.parameters.theta), rtol=1e-6, atol=1e-7)


def test_the_fast_ways_backward_is_the_slope_of_its_forward() -> None:
    run = bench(Conv2D(64, padding="same"), (4, 5, 64), 1)
    assert winograd.pays(run.layer.W, *run.layer.slides((4, 5, 64)))
    run.run()
    dx, dW = run.dx.copy(), run.layer.dW.copy()
    np.testing.assert_allclose(dx[..., :2], slopes(run, run.x[..., :2]), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(dW[..., :2, :2], slopes(run, run.layer.W[..., :2, :2]), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("filters", [3, 64])
def test_outputs_in_another_order_in_memory(filters) -> None:
    usual = bench(Conv2D(filters, padding="same"), (8, 8, filters), 2)
    usual.run()
    y, dy = (np.full(usual.y.shape, np.nan) for _ in range(2))
    passes = usual.layer.write(usual.x, y, dy, None, Mode())
    grad = usual.parameters.grad.copy()
    dy[...] = usual.dy
    carry_out(passes.forward)
    carry_out(passes.backward)
    np.testing.assert_allclose(y, usual.y, rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(usual.parameters.grad, grad, rtol=1e-9, atol=1e-9)


BOTH = pytest.mark.parametrize(("filters", "shape"), [(3, (6, 7, 2)), (64, (8, 9, 64))], ids=["patches", "winograd"])


@BOTH
@pytest.mark.parametrize("stride", [1, 2])
def test_float32_stays_float32(filters, shape, stride) -> None:
    passes = bench(
        Conv2D(filters, stride_rows=stride, stride_columns=stride, padding="same"), shape, 3, "float32"
    ).passes
    assert {array.dtype.name for array in arrays_of(passes)} == {"float32"}


@BOTH
def test_repeats_to_the_bit(filters, shape) -> None:
    first, second = (bench(Conv2D(filters, padding="same"), shape, 3, "float32") for _ in range(2))
    first.run()
    for _ in range(2):  # nothing is left over from one run that the next sees
        second.run()
    for name in ("y", "dx"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
    np.testing.assert_array_equal(first.parameters.grad, second.parameters.grad)


@BOTH
def test_a_step_allocates_nothing_that_grows(filters, shape) -> None:
    run = bench(Conv2D(filters, padding="same"), shape, 256, "float32")
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
    assert peak < 100_000 < run.y.nbytes  # NumPy broadcasts the bias through a buffer of a fixed size


@BOTH
def test_the_first_layer_passes_no_gradient_on(filters, shape) -> None:
    run = bench(Conv2D(filters), shape, 2)
    run.run()
    grad = run.parameters.grad.copy()
    run.parameters.grad[...] = np.nan
    passes = run.layer.write(run.x, run.y, run.dy, None, Mode())
    assert len(passes.backward) < len(run.passes.backward)
    carry_out(passes.backward)
    np.testing.assert_array_equal(run.parameters.grad, grad)


def test_the_activation_is_part_of_the_layer() -> None:
    run, plain = (bench(Conv2D(3, padding="same", activation=name), (5, 4, 2), 2) for name in ("tanh", "linear"))
    run.run(), plain.run()
    np.testing.assert_allclose(run.y, np.tanh(plain.y), rtol=1e-12)
    dx, grad = run.dx.copy(), run.parameters.grad.copy()
    np.testing.assert_allclose(dx, slopes(run, run.x), rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(grad, slopes(run, run.parameters.theta), rtol=1e-6, atol=1e-7)


def test_shapes_are_keras() -> None:
    layer = Conv2D(16, 5, 3, 2, 1, "same")
    assert layer.shapes((28, 27, 8)) == {"W": (5, 3, 8, 16), "b": (16,)}
    assert layer.output_shape((28, 27, 8)) == (14, 27, 16)
    assert Conv2D(16, 5, 3, 2, 1, "valid").output_shape((28, 27, 8)) == (12, 25, 16)


def test_weights_start_within_glorots_bound_of_all_terms() -> None:
    run = bench(Conv2D(16, 5, 3), (9, 9, 8), 1)
    run.layer.initialize(np.random.default_rng(1))
    bound = (6 / (5 * 3 * 8 + 5 * 3 * 16)) ** 0.5
    assert 0.97 * bound < abs(run.layer.W).max() <= bound
    assert not run.layer.b.any()


def test_before_a_relu_weights_spread_by_the_terms_of_a_sum() -> None:
    run = bench(Conv2D(64, activation="relu"), (9, 9, 32), 1)
    run.layer.initialize(np.random.default_rng(1))
    assert run.layer.W.std() == pytest.approx((2 / (9 * 32)) ** 0.5, rel=0.02)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"filters": 0}, r"filters must be in \[1, 4096\]; got 0"),
        ({"filters": 2.5}, r"filters must be a whole number in \[1, 4096\]; got 2.5"),
        ({"kernel_rows": 0}, r"kernel_rows must be in \[1, 128\]; got 0"),
        ({"kernel_columns": -3}, r"kernel_columns must be in \[1, 128\]; got -3"),
        ({"stride_rows": 0}, r"stride_rows must be in \[1, 128\]; got 0"),
        ({"stride_columns": 0}, r"stride_columns must be in \[1, 128\]; got 0"),
        ({"padding": "full"}, "padding must be one of valid, same; got 'full'"),
    ],
)
def test_what_it_refuses(arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        Conv2D(**arguments)


def test_rows_that_are_no_pictures() -> None:
    with pytest.raises(ValueError, match=r"rows must be pictures \(height, width, channels\); got \(784,\)"):
        Conv2D().output_shape((784,))


def test_a_kernel_larger_than_the_picture() -> None:
    with pytest.raises(ValueError, match="kernel_columns must be at most 2, the picture's, without padding; got 3"):
        Conv2D().output_shape((5, 2, 1))
    assert Conv2D(padding="same").output_shape((5, 2, 1)) == (5, 2, 8)
