"""A slider's range may be narrower than what can be typed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from gdviz.core.hyperparameter import choice, hyperparameters, integer, real, validated


@dataclass
class Knobs:
    rate: float = real(0.1, low=0.0, high=1e9, soft_low=1e-4, soft_high=10.0, scale="log")
    count: int = integer(3, low=1, high=50)
    kind: str = choice("a", ("a", "b"))


def test_without_soft_limits_a_slider_has_the_whole_range() -> None:
    rate, count, kind = hyperparameters(Knobs)
    assert (rate.soft_low, rate.soft_high) == (1e-4, 10.0)
    assert (count.soft_low, count.soft_high) == (1, 50)
    assert (kind.soft_low, kind.soft_high) == (None, None)


def test_what_lies_outside_of_the_slider_can_still_be_typed() -> None:
    assert validated(Knobs, {"rate": 0}) == {"rate": 0.0}
    assert validated(Knobs, {"rate": 1e9}) == {"rate": 1e9}
    with pytest.raises(ValueError, match=r"rate must be in \[0, 1e\+09\]; got -1"):
        validated(Knobs, {"rate": -1})
