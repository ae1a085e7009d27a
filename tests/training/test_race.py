"""Several runs in lock step."""

from __future__ import annotations

import numpy as np
import pytest
from training_cases import METHOD_OPTIONS, Problem, state_of

from gdviz.training.race import Entrant, Race, RaceSpec, draw_start

LINE = Problem()
MOVED = LINE.split_of(LINE.dataset.with_rows(LINE.dataset.X, LINE.dataset.y + 1.0))
FAST = {"learning_rate": 50.0}  # diverges


def entrant(key: int, method: str = "gradient_descent", **changes: object) -> Entrant:
    return Entrant(key, method, LINE.settings(method=method, **changes))


def race_of(*entrants: Entrant) -> Race:
    return Race(RaceSpec(1, LINE.blueprint, entrants, 3, None))


def caught_up(race: Race, block: int = 7) -> None:
    while race.behind:
        race.catch_up(block)


def positions(race: Race) -> dict[int, int]:
    return {key: run.position for key, run in race.runs.items()}


def test_all_start_at_the_same_place_and_go_step_by_step() -> None:
    race = race_of(entrant(1), entrant(2, "adam"), entrant(3, "momentum", batch_size=4))
    start = draw_start(LINE.blueprint, 3)
    for run in race.runs.values():
        np.testing.assert_array_equal(run.model.theta, start)
    assert race.advance(5) == 5
    assert positions(race) == {1: 5, 2: 5, 3: 5}
    assert race.advance(1, detailed=True) == 1
    assert race.explained
    assert (race.position, race.last_step) == (6, 6)


def test_each_runs_as_it_would_alone() -> None:
    race = race_of(entrant(1), entrant(2, "adam"))
    race.advance(40)
    race.rewind(7)
    race.advance(13)
    for key, method in ((1, "gradient_descent"), (2, "adam")):
        alone = LINE.run(method)
        alone.advance(20)
        assert state_of(race.runs[key]) == state_of(alone)


def test_one_that_finishes_stays_and_the_others_go_on() -> None:
    race = race_of(entrant(1), entrant(2, "closed_form"), entrant(3, options=FAST))
    race.advance(2000)
    assert positions(race)[1] == 2000
    assert positions(race)[2] == 1
    assert race.runs[3].diverged_at is not None
    assert not race.stopped
    assert not race.behind
    race.rewind(1)
    assert positions(race) == {1: 1, 2: 1, 3: 1}


def test_a_race_in_which_all_stopped_is_stopped_where_the_furthest_is() -> None:
    race = race_of(entrant(1, "closed_form"), entrant(2, options=FAST))
    for _ in range(5000):
        race.advance(1)
    assert race.stopped
    assert race.advance(10) == 0
    assert race.position == race.last_step == race.runs[2].position
    assert race_of().stopped


def test_who_enters_late_catches_up_in_blocks_and_is_what_it_would_have_been() -> None:
    race = race_of(entrant(1))
    race.advance(100)
    race.enter(entrant(2, "adam"))
    assert race.behind
    assert race.catch_up(30) == 30
    assert positions(race) == {1: 100, 2: 30}
    race.advance(5)  # those abreast go on
    assert positions(race) == {1: 105, 2: 30}
    caught_up(race)
    assert positions(race) == {1: 105, 2: 105}
    assert race.runs[2].explained
    alone = LINE.run("adam")
    alone.advance(105)
    assert state_of(race.runs[2]) == state_of(alone)


def test_who_enters_late_and_finishes_early_is_not_waited_for() -> None:
    race = race_of(entrant(1))
    race.advance(100)
    race.enter(entrant(2, "closed_form"))
    race.enter(entrant(3, options=FAST))
    caught_up(race, 1000)
    assert not race.behind
    assert positions(race)[2] == 1
    assert race.position == 100


def test_leaving() -> None:
    race = race_of(entrant(1), entrant(2, "closed_form"))
    race.advance(50)
    race.leave(1)
    race.leave(7)
    assert positions(race) == {2: 1}
    assert race.position == race.last_step == 1
    assert race.stopped


def test_one_method_in_place_of_the_only_other_comes_to_where_that_was() -> None:
    race = race_of(entrant(1))
    race.advance(50)
    race.leave(1)
    race.enter(entrant(1, "adam"))
    caught_up(race)
    assert positions(race) == {1: 50}


def test_rewinding_shows_all_at_that_step_exactly() -> None:
    race = race_of(entrant(1), entrant(2, "adam"))
    race.advance(30)
    states = {key: state_of(run) for key, run in race.runs.items()}
    race.advance(30)
    race.rewind(30)
    assert {key: state_of(run) for key, run in race.runs.items()} == states
    assert (race.position, race.last_step) == (30, 60)
    race.rewind(1000)
    assert race.position == 60


def test_one_that_was_changed_in_the_past_trains_anew_to_where_the_others_are() -> None:
    race = race_of(entrant(1), entrant(2, "adam"))
    race.advance(60)
    race.rewind(20)
    race.change({2: LINE.settings(options={"learning_rate": 0.3})})
    race.rewind(50)
    assert race.behind
    caught_up(race)
    assert positions(race) == {1: 50, 2: 50}
    assert race.runs[1].last_step == 60


def test_a_stopped_run_goes_on_after_a_change_and_catches_up() -> None:
    race = race_of(entrant(1), entrant(2, options=FAST))
    race.advance(2000)
    left = race.runs[2].position
    race.change({2: LINE.settings(options={"learning_rate": 0.1})})
    assert race.behind
    race.catch_up(10)
    assert race.runs[2].position == left + 10
    caught_up(race, 500)
    assert positions(race) == {1: 2000, 2: 2000}


def test_a_change_is_made_for_all_or_for_none() -> None:
    race = race_of(entrant(1), entrant(2, "adam"))
    race.advance(10)
    with pytest.raises(ValueError, match="learning_rate"):
        race.change({1: LINE.settings(split=MOVED), 2: LINE.settings(split=MOVED, options={"learning_rate": -1.0})})
    assert race.runs[1].settings.split is LINE.split
    race.change({1: LINE.settings(split=MOVED), 2: LINE.settings(method="adam", split=MOVED)})
    assert all(run.settings.split is MOVED for run in race.runs.values())


def test_evaluations_are_honest_for_each_method() -> None:
    race = race_of(entrant(1), entrant(2, "hill_climbing"), entrant(3, "random_search"))
    race.advance(10)
    tries = METHOD_OPTIONS["random_search"]["tries_per_step"]
    costs = {lane.key: lane.evaluations for lane in race.snapshots()}
    assert costs == {1: 10, 2: 1 + 8 * 10, 3: 1 + tries * 10}
    race.rewind(4)
    costs = {lane.key: lane.evaluations for lane in race.snapshots()}
    assert costs == {1: 4, 2: 1 + 8 * 4, 3: 1 + tries * 4}


def test_a_method_that_does_not_fit_takes_no_part_and_the_others_run() -> None:
    race = race_of(entrant(1, "closed_form", loss="mae"), entrant(2))
    race.enter(entrant(3, "closed_form", loss="mae"))
    assert list(race.runs) == [2]
    assert list(race.refused) == [1, 3]
    assert race.refused[1].startswith("closed form needs")
    race.advance(5)
    race.leave(1)
    assert (positions(race), list(race.refused)) == ({2: 5}, [3])


def test_a_method_that_was_refused_enters_once_a_change_lets_it() -> None:
    race = race_of(entrant(1, "closed_form", loss="mae"), entrant(2))
    race.advance(5)
    race.change({1: LINE.settings(method="closed_form", loss="mae", l2=0.1)})
    assert list(race.refused) == [1]
    race.change({1: LINE.settings(method="closed_form")})
    assert not race.refused
    assert race.behind
    caught_up(race)
    assert positions(race) == {2: 5, 1: 1}
