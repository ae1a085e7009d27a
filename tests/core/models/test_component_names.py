"""Names of parameters, without making millions of them."""

from __future__ import annotations

from time import perf_counter

import pytest

from gdviz.core.models.component_names import ComponentNames

SHAPES = {"W1": (2, 3), "b1": (3,), "w": (1,), "b": ()}
NAMES = ("W1[0,0]", "W1[0,1]", "W1[0,2]", "W1[1,0]", "W1[1,1]", "W1[1,2]", "b1[0]", "b1[1]", "b1[2]", "w", "b")


def test_names_stand_in_the_order_of_theta() -> None:
    names = ComponentNames(SHAPES)
    assert names == NAMES
    assert names == NAMES
    assert tuple(names) == NAMES
    assert names[-1] == "b"
    assert names[4:7] == NAMES[4:7]
    assert names.index("b1[1]") == 7
    assert len(ComponentNames({})) == 0
    with pytest.raises(IndexError, match="11 numbers; got 11"):
        names[11]


def test_a_name_of_a_large_network_costs_nothing() -> None:
    shapes = {f"W{layer}": (512, 512) for layer in range(12)}
    began = perf_counter()
    names = ComponentNames(shapes)
    assert (len(names), names[512 * 512 + 513]) == (12 * 512 * 512, "W1[1,1]")
    assert perf_counter() - began < 0.1  # all of them take some ten seconds
