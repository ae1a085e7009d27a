"""Which settings held when."""

from __future__ import annotations

import pytest
from training_cases import Problem, noisy_line

from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.methods import METHODS
from gdviz.training.settings import Timeline

LINE = Problem(noisy_line(20))
A, B, C = (LINE.settings(batch_size=size) for size in (None, 10, 5))


def test_settings_hold_until_the_next_change() -> None:
    timeline = Timeline(A)
    timeline.change(4, B, False)
    timeline.change(9, C, True)
    assert [timeline.at(step) for step in (0, 3, 4, 8, 9, 100)] == [A, A, B, B, C, C]
    assert [timeline.next_change(step) for step in (0, 3, 4, 8, 9)] == [4, 4, 9, 9, None]
    assert timeline.change_at(5) is None
    assert timeline.change_at(0) is None
    change = timeline.change_at(9)
    assert change is not None
    assert (change.settings, change.restarts) == (C, True)


def test_a_change_forgets_those_after_it_and_takes_the_place_of_one_at_its_step() -> None:
    timeline = Timeline(A)
    timeline.change(4, B, True)
    timeline.change(9, C, False)
    timeline.change(4, C, False)
    assert len(timeline) == 2
    assert timeline.at(50) is C
    change = timeline.change_at(4)
    assert change is not None
    assert change.restarts
    timeline.change(0, B, False)
    assert len(timeline) == 1
    assert timeline.at(0) is B


def test_epochs_add_up() -> None:
    timeline = Timeline(A)  # one step an epoch
    timeline.change(4, B, False)  # two
    timeline.change(10, C, False)  # four
    assert [timeline.epoch(step) for step in (0, 4, 5, 10, 11)] == [0, 4, 4.5, 7, 7.25]


def test_completing_names_every_hyperparameter() -> None:
    adam = METHODS["adam"]
    complete = LINE.settings(options={"beta1": 0.5}).complete(adam)
    assert list(complete.options) == [item.name for item in hyperparameters(adam)]
    assert list(complete.options)[:4] == ["learning_rate", "beta1", "beta2", "epsilon"]
    assert complete.options["beta1"] == 0.5
    assert complete.options["beta2"] == 0.999  # as in the paper
    with pytest.raises(ValueError, match="beta1 must be a number; got None"):
        LINE.settings(options={"beta1": None}).complete(adam)


def test_a_grid_search_starts_anew_on_another_grid_but_not_at_another_pace() -> None:
    search = METHODS["exhaustive_search"]
    old, finer, faster = (
        LINE.settings(options=options).complete(search)
        for options in ({}, {"points_per_axis": 7}, {"tries_per_step": 7})
    )
    assert finer.starts_anew(old, search)
    assert not faster.starts_anew(old, search)
    assert LINE.settings(loss="mse", options={}).complete(search).starts_anew(old, search)
