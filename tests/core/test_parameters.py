"""One vector, many views."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.parameters import Parameters


def test_parts_lie_one_after_the_other_in_the_same_memory() -> None:
    parameters = Parameters({"W": (2, 3), "b": (3,), "s": ()})
    parameters.theta[...] = np.arange(10)
    assert parameters.size == 10
    assert parameters.value["W"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert parameters.value["b"].tolist() == [6, 7, 8]
    assert parameters.value["s"] == 9
    parameters.value["b"][1] = 70
    assert parameters.theta[7] == 70
    parameters.gradient["W"][1, 2] = 5
    assert parameters.grad[5] == 5
    assert parameters.slice_of("b") == slice(6, 9)


def test_no_such_part() -> None:
    with pytest.raises(KeyError, match="c"):
        Parameters({"b": (1,)}).slice_of("c")


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype(dtype) -> None:
    parameters = Parameters({"b": (2,)}, dtype)
    assert parameters.theta.dtype == parameters.grad.dtype == dtype
