"""A bias inside the product: where memory has a 1 behind each row, and b behind W."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.layers.base import Mode, batch_buffer, is_batch_last, with_one
from gdviz.core.layers.flatten import Flatten
from gdviz.core.parameters import Parameters, stacked


@pytest.mark.parametrize("shape", [(3,), (1,), (2, 3, 2)])
def test_a_buffer_has_a_one_behind_each_row(shape) -> None:
    x = batch_buffer(4, shape, np.float32)
    assert is_batch_last(x)
    x[...] = np.arange(x.size).reshape(x.shape)
    flat = Flatten().view(x, Mode())
    assert flat is not None
    whole = with_one(flat)
    assert whole is not None
    np.testing.assert_array_equal(whole, np.column_stack([x.reshape(4, -1), np.ones(4)]))
    x[...] += 1  # it is the memory of x, no copy
    np.testing.assert_array_equal(whole[:, :-1], x.reshape(4, -1))


def test_other_memory_has_none() -> None:
    table = np.ones((5, 4))
    table[2, -1] = 1.5
    assert with_one(np.zeros((5, 3))) is None
    assert with_one(table[:, :-1]) is None
    assert with_one(np.ones((5, 6))[:, :3]) is None
    assert with_one(np.ones((6, 4))[1:, :3]) is None
    assert with_one(np.ones((5, 5))[:, 1:]) is None
    assert with_one(batch_buffer(5, (3,), float)[:, :2]) is None


def test_weights_and_bias_are_one_where_they_lie_together() -> None:
    parameters = Parameters({"W1": (2, 3), "b1": (3,), "W2": (3, 1), "b2": (1,)})
    parameters.theta[...] = np.arange(parameters.size)
    part = parameters.value
    second = stacked(part["W2"], part["b2"])
    assert second is not None
    np.testing.assert_array_equal(second, [[9], [10], [11], [12]])
    second[...] = 0
    assert not part["W2"].any()
    assert part["W1"][0, 1] == 1
    assert stacked(part["W1"], part["b2"]) is None
    assert stacked(np.zeros((2, 3)), np.zeros(3)) is None
    other = Parameters({"W1": (2, 3), "b1": (3,)})
    assert stacked(part["W1"], other.value["b1"]) is None
