"""Arrays that begin where a line of memory does."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.layers.base import Mode, batch_buffer
from gdviz.core.layers.dense import Dense
from gdviz.core.memory import LINE, aligned
from gdviz.core.operations import at_least, run
from gdviz.core.parameters import Parameters, stacked


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [1, 5, 118_282, (3, 7), (128, 784)])
def test_zeros_of_the_shape_at_the_start_of_a_line(shape, dtype) -> None:
    for _ in range(5):  # one alone may stand there by chance
        array = aligned(shape, dtype)
        assert array.shape == np.empty(shape).shape
        assert array.dtype == dtype
        assert array.ctypes.data % LINE == 0
        assert array.flags.c_contiguous
        assert array.flags.writeable
        assert not array.any()


def test_parameters_lie_so_and_weights_still_lie_before_their_biases() -> None:
    parameters = Parameters({"W1": (3, 2), "b1": (2,)}, np.float32)
    assert parameters.theta.ctypes.data % LINE == parameters.grad.ctypes.data % LINE == 0
    whole = stacked(parameters.value["W1"], parameters.value["b1"])
    assert whole is not None
    whole[...] = np.arange(8).reshape(4, 2)
    np.testing.assert_array_equal(parameters.theta, range(8))


def test_the_slope_of_the_sums_is_scaled_after_everybody_has_read_it() -> None:
    """By hand: z = s x W + b with s = 1/2, so dW = s x^T dz, db = sum dz, dx = dz W^T."""
    layer = Dense(2)
    value = {"W": np.array([[1.0, 2.0], [3.0, 4.0]]), "b": np.array([10.0, 20.0])}
    gradient = {"W": np.zeros((2, 2)), "b": np.zeros(2)}
    layer.bind(value, gradient)
    x, z = np.array([[2.0, 4.0]]), np.zeros((1, 2))
    dz, dx = np.array([[1.0, -1.0]]), np.zeros((1, 2))
    passes = layer.write(x, z, dz, dx, Mode(scale=0.5))
    run(passes.forward)
    run(passes.backward)
    np.testing.assert_array_equal(z, [[10 + 7, 20 + 10]])
    np.testing.assert_array_equal(gradient["W"], [[1, -1], [2, -2]])
    np.testing.assert_array_equal(gradient["b"], [1, -1])
    np.testing.assert_array_equal(dx, [[-1, -1]])


@pytest.mark.parametrize(
    ("make", "pieces"),
    [
        (lambda: np.zeros((128, 128), np.float32), 1),
        (lambda: np.zeros((129, 300)), 3),
        (lambda: batch_buffer(64, (8, 4, 4), np.float32), 1),  # a picture, batch last in memory
        (lambda: np.zeros((3, 5)), 0),  # too short
        (lambda: np.zeros((64, 130))[:, :128], 0),  # with gaps
        (lambda: np.zeros((64, 128))[::-1, ::-1], 0),  # backwards
    ],
)
def test_at_least_is_maximum_however_the_numbers_lie(make, pieces) -> None:
    z, a = make(), make()
    z[...] = np.random.default_rng(1).normal(size=z.shape)
    z.flat[0], z.flat[1], z.flat[2] = np.inf, -np.inf, np.nan
    expected = np.maximum(z, 0.5)
    for out in (a, z):
        operations = at_least(z, 0.5, out)
        assert [low.size > 1 for _, (_, low) in operations] == ([True] * pieces or [False])
        assert sum(part.size for _, (part, _) in operations) == z.size
        run(operations)
        np.testing.assert_array_equal(out, expected)
    assert a.dtype == z.dtype == expected.dtype
