"""Schedules by hand, and that a schedule is a function of the step number and of nothing else."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.schedules import SCHEDULES

NAMES = list(SCHEDULES)


def factors(name: str, at: list[int], **options: float) -> list[float]:
    return [SCHEDULES[name](**options).factor(t) for t in at]


def test_all_that_the_menu_offers_are_there() -> None:
    """All of them are worked out below; one that joins must be, too."""
    own = [name for name in NAMES if SCHEDULES[name].__module__.startswith("gdviz.")]
    assert own == ["constant", "step", "exponential", "cosine", "warm_up", "one_cycle"]


def test_by_hand() -> None:
    assert factors("constant", [0, 5, 10**6]) == [1.0, 1.0, 1.0]
    assert factors("step", [0, 9, 10, 19, 20], drop=0.5, steps=10) == [1.0, 1.0, 0.5, 0.5, 0.25]
    assert factors("exponential", [0, 5, 10, 20], drop=0.25, steps=10) == pytest.approx([1.0, 0.5, 0.25, 0.0625])
    # (1 + cos 0) / 2 = 1, (1 + cos 60°) / 2 = 3/4, (1 + cos 90°) / 2 = 1/2, and 0 from the end on
    assert factors("cosine", [0, 4, 6, 12, 99], steps=12) == pytest.approx([1.0, 0.75, 0.5, 0.0, 0.0], abs=1e-15)
    assert factors("cosine", [0, 6, 12], steps=12, low=0.2) == pytest.approx([1.0, 0.6, 0.2])
    assert factors("warm_up", [0, 1, 3, 4, 50], steps=4) == [0.25, 0.5, 1.0, 1.0, 1.0]
    # 101 steps, rise 0.5: the top at t = 49.5, between 1/5 and 1 half way at 24.75, and 1/50,000 at t = 100
    cycle = factors("one_cycle", [0, 100, 1000], steps=101, rise=0.5, divisor=5.0)
    assert cycle == pytest.approx([0.2, 1 / 50_000, 1 / 50_000])
    # 45° up: (1 - cos 45°) / 2 of the way; a quarter of 49.5 is no whole step, so 199 steps, top at 98.5 with rise 0.5
    quarter = SCHEDULES["one_cycle"](steps=202, rise=0.5, divisor=5.0).factor(25)
    assert quarter == pytest.approx(0.2 + 0.8 * (1 - sqrt(0.5)) / 2)


@given(t=st.integers(0, 10**7), name=st.sampled_from(NAMES))
def test_a_factor_depends_on_the_step_alone_and_never_exceeds_one(t: int, name: str) -> None:
    schedule = SCHEDULES[name]()
    factor = schedule.factor(t)
    schedule.factor(t + 17)
    assert schedule.factor(t) == factor == SCHEDULES[name]().factor(t)
    assert 0.0 <= factor <= 1.0 + 1e-12


@pytest.mark.parametrize("name", NAMES)
def test_introduces_itself(name: str) -> None:
    schedule = SCHEDULES[name]
    assert schedule.title
    assert schedule.formula.startswith("η ← η₀")
    for declared in hyperparameters(schedule):
        assert declared.help


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("steps", [1, 2, 3])
def test_short_runs_have_a_factor_too(name: str, steps: int) -> None:
    options = {"steps": steps} if "steps" in SCHEDULES[name].__dataclass_fields__ else {}
    for t in range(6):
        assert 0.0 <= SCHEDULES[name](**options).factor(t) <= 1.0


def test_numbers_are_those_of_the_step() -> None:
    assert SCHEDULES["step"](drop=0.5, steps=10).numbers(0.1, 35) == "0.1 × 0.5³ = 0.01250"
    assert SCHEDULES["step"](drop=0.5, steps=10).numbers(0.1, 5) == "0.1"
    assert SCHEDULES["cosine"](steps=12).numbers(0.2, 4) == "0.2 × 0.7500 = 0.1500"


def test_what_is_out_of_range_is_named() -> None:
    with pytest.raises(ValueError, match=r"^steps must be in \[1, 1e\+08\]; got 0$"):
        SCHEDULES["cosine"](steps=0)
    with pytest.raises(ValueError, match="unknown schedule 'cosin'; did you mean 'cosine'"):
        SCHEDULES["cosin"]


@pytest.mark.parametrize(
    ("name", "option", "low", "high"),
    [
        ("step", "drop", 0.001, 1.0),
        ("exponential", "drop", 0.001, 1.0),
        ("cosine", "low", 0.0, 1.0),
        ("one_cycle", "rise", 0.01, 0.99),
        ("one_cycle", "divisor", 1.0, 10_000.0),
    ],
)
def test_options_reach_from_limit_to_limit_and_no_further(name: str, option: str, low: float, high: float) -> None:
    for value in (low, high):
        assert getattr(SCHEDULES[name](**{option: value}), option) == value
    for value in (low - 1e-4, 1.001 * high):
        with pytest.raises(ValueError, match=f"{option} must be in"):
            SCHEDULES[name](**{option: value})


def test_a_cycle_of_one_step_is_that_step_at_its_full_rate() -> None:
    assert SCHEDULES["one_cycle"](steps=1).factor(0) == 1.0
