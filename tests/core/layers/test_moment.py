"""What layers draw at random: a function of seed, step and place, and of nothing else."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from gdviz.core.layers.base import Moment


def drawn(seed: int, step: int, place: int, n: int = 5) -> list[float]:
    return Moment(seed, step).generator(place).random(n).tolist()


@given(
    seed=st.integers(0, 2**40),
    ways=st.lists(st.tuples(st.integers(0, 2**40), st.integers(1, 64), st.integers(0, 9)), min_size=1, max_size=8),
)
def test_whatever_was_drawn_before(seed, ways) -> None:
    moment = Moment(seed)
    for step, place, count in ways:
        moment.step = step
        generator = moment.generator(place)
        assert generator.random(count).tolist() == drawn(seed, step, place, count)
        generator.random(3, dtype=np.float32)  # half a word is left over


def test_seed_step_and_place_each_matter() -> None:
    found = [drawn(*facts) for facts in ((1, 5, 2), (2, 5, 2), (1, 6, 2), (1, 5, 3), (1, 2, 5))]
    assert len({tuple(numbers) for numbers in found}) == len(found)


def test_a_change_of_the_seed_is_noticed() -> None:
    moment = Moment(1, 4)
    moment.generator(1)
    moment.seed = 2
    assert moment.generator(1).random(5).tolist() == drawn(2, 4, 1)


def test_steps_and_places_are_independent() -> None:
    across = [drawn(3, step, place, 1)[0] for step in range(60) for place in range(1, 60)]
    assert kstest(across, "uniform").pvalue > 0.01
    table = np.array(across).reshape(60, 59)
    assert abs(np.corrcoef(table[:-1].ravel(), table[1:].ravel())[0, 1]) < 0.05
    assert abs(np.corrcoef(table[:, :-1].ravel(), table[:, 1:].ravel())[0, 1]) < 0.05
