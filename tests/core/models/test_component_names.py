"""Names of parameters, without making millions of them."""

from __future__ import annotations

import tracemalloc

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
    tracemalloc.start()
    try:
        names = ComponentNames(shapes)
        assert (len(names), names[512 * 512 + 513]) == (12 * 512 * 512, "W1[1,1]")
        assert tracemalloc.get_traced_memory()[1] < 100_000  # all of them take hundreds of megabytes
    finally:
        tracemalloc.stop()


def test_a_name_tells_its_place_in_a_large_network_too() -> None:
    names = ComponentNames(SHAPES)
    assert [names.place_of(name) for name in NAMES] == list(range(11))
    assert names.place_of("w1[1,2]") == 5
    for wrong in ("", "W2", "W1", "W1[2,0]", "W1[-1,0]", "W1[0]", "W1[a,b]", "b1[3]", "b[0]"):
        assert names.place_of(wrong) is None, wrong
    shapes = {f"W{layer}": (512, 512) for layer in range(12)}
    assert ComponentNames(shapes).place_of("W3[1,1]") == 3 * 512 * 512 + 513
