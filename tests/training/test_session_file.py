"""A session comes out of its file as it went in, and goes on to the bit."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile

import numpy as np
import pytest
from training_cases import METHOD_OPTIONS, driven_straight, noisy_line, state_of, two_clouds, walk

from gdviz.core.methods import METHODS
from gdviz.core.transforms import Transform
from gdviz.lessons import find_lesson
from gdviz.training import session_file
from gdviz.training.build import generate, prepare
from gdviz.training.experiment import OWN_DATA, DataChoice, Experiment, MethodChoice, ModelChoice
from gdviz.training.freezing import freeze_race, thaw_race
from gdviz.training.race import Race
from gdviz.training.session_file import (
    SessionFileError,
    read_session,
    session_bytes,
    session_of,
    write_session,
)
from gdviz.training.session_values import SavedSession

NETWORK = ModelChoice("network", {"hidden": (5, 4)})


class Case:
    """An experiment on points of its own, its race, and what a file would keep of the two."""

    def __init__(self, experiment, dataset):
        self.experiment, self.dataset = experiment, dataset
        self.preparation, self.split, spec = prepare(experiment, dataset)
        self.race = Race(spec)
        assert not self.race.refused

    def saved(self, **more):
        frozen = freeze_race(self.race)
        return SavedSession(self.experiment, self.dataset, self.preparation, self.split, frozen, **more)

    def reopened(self):
        return thaw_race(session_of(session_bytes(self.saved())).race, 7)


def line_case(*methods, batch=None, **changes):
    choices = tuple(
        MethodChoice(
            place,
            name,
            METHOD_OPTIONS.get(name, {}),
            batch_size=batch if getattr(METHODS[name], "uses_batches", METHODS[name].uses_gradient) else None,
        )
        for place, name in enumerate(methods or ("momentum",), start=1)
    )
    experiment = Experiment(data=DataChoice(OWN_DATA, train_share=0.7), loss="half_mse", methods=choices, **changes)
    return Case(experiment, noisy_line())


def network_case(*methods, batch=None):
    choices = tuple(MethodChoice(i, name, batch_size=batch) for i, name in enumerate(methods, start=1))
    data = DataChoice(OWN_DATA, train_share=0.7, features=("x1", "x2", "x1 x2"))
    experiment = Experiment(data=data, model=NETWORK, loss="binary_cross_entropy", methods=choices, l2=1e-3)
    return Case(experiment, two_clouds())


def states(race):
    return {key: state_of(run) for key, run in race.runs.items()}


@pytest.mark.parametrize("batch", [None, 4])
@pytest.mark.parametrize("name", METHODS)
def test_every_method_goes_on_to_the_bit(name, batch):
    case = line_case(name, batch=batch)
    case.race.advance(100)
    reopened = case.reopened()
    assert states(reopened) == states(case.race)
    reopened.advance(100)
    straight = line_case(name, batch=batch).race
    straight.advance(200)
    assert states(reopened) == states(straight)


@pytest.mark.parametrize("batch", [None, 1, 6])
def test_a_network_reopened_is_where_two_hundred_steps_at_once_lead(batch):
    names = ("gradient_descent", "nesterov", "rmsprop", "adam")
    case = network_case(*names, batch=batch)
    case.race.advance(100)
    reopened = case.reopened()
    reopened.advance(100)
    straight = network_case(*names, batch=batch).race
    straight.advance(200)
    assert states(reopened) == states(straight)
    for key, run in straight.runs.items():
        for name in ("batch_loss", "train_loss", "test_loss", "test_accuracy", "evaluations"):
            assert np.array_equal(
                run.record.series.view(name), reopened.runs[key].record.series.view(name), equal_nan=True
            )


def test_what_goes_on_is_what_the_plainest_loop_finds():
    case = line_case("adam", batch=5, seed=3)
    case.race.advance(37)
    reopened = case.reopened()
    reopened.advance(23)
    run = reopened.runs[1]

    class Problem:
        blueprint = case.race.spec.blueprint

    expected = driven_straight(Problem, "adam", [(0, run.settings)], 60)
    assert run.model.theta.tobytes() == expected.tobytes()


def test_the_saved_past_is_rewound_into_exactly():
    case = network_case("adam", "momentum", batch=7)
    known = [walk(run, 90) for run in case.race.runs.values()]
    case.race.advance(0)
    reopened = case.reopened()
    for step in (61, 90, 0, 13, 62):
        reopened.rewind(step)
        assert [state_of(run) for run in reopened.runs.values()] == [states[step] for states in known]


def test_changes_of_settings_branches_and_late_entrants_come_back():
    case = network_case("adam", "momentum", batch=7)
    race = case.race
    race.advance(40)
    run = race.runs[1]
    run.change(
        dataclasses.replace(run.settings, batch_size=3, options={**run.settings.options, "learning_rate": 0.002})
    )
    race.advance(30)
    race.rewind(50)
    run = race.runs[2]
    run.change(dataclasses.replace(run.settings, l2=0.1))
    race.advance(10)
    race.rewind(55)  # saved where it stands, in the middle of what is known
    reopened = case.reopened()
    assert reopened.position == 55
    assert (reopened.last_step, reopened.runs[2].last_step) == (70, 60)
    assert [len(run.record.branches) for run in reopened.runs.values()] == [0, 1]
    assert np.array_equal(
        reopened.runs[2].record.branches[0].train_losses, race.runs[2].record.branches[0].train_losses
    )
    for step in (55, 70, 39, 41, 51):
        for one in (race, reopened):
            one.rewind(step)
        assert states(reopened) == states(race)
    assert reopened.runs[2].epoch == race.runs[2].epoch


def test_the_last_step_is_told_as_before():
    case = line_case("adam")
    case.race.advance(12, detailed=True)
    before, after = case.race.runs[1].detail, case.reopened().runs[1].detail
    assert after.lines == before.lines
    assert (after.step, after.loss) == (12, before.loss)
    assert np.array_equal(after.grad, before.grad)


def test_runs_that_ended_stay_ended():
    case = line_case("closed_form", "gradient_descent")
    case.race.runs[2].change(dataclasses.replace(case.race.runs[2].settings, options={"learning_rate": 50.0}))
    case.race.advance(500)
    reopened = case.reopened()
    assert reopened.stopped
    assert reopened.runs[1].finish_reason == case.race.runs[1].finish_reason != ""
    assert reopened.runs[2].diverged_at == case.race.runs[2].diverged_at is not None


def test_a_method_that_was_refused_waits_on():
    experiment = Experiment(
        data=DataChoice(OWN_DATA), loss="mae", methods=(MethodChoice(1), MethodChoice(2, "closed_form"))
    )
    preparation, split, spec = prepare(experiment, noisy_line())
    race = Race(spec)
    saved = SavedSession(experiment, noisy_line(), preparation, split, freeze_race(race))
    reopened = thaw_race(session_of(session_bytes(saved)).race, 1)
    assert reopened.refused == race.refused != {}


def test_transforms_stay_as_they_were_fitted_when_points_came_later():
    data = DataChoice(OWN_DATA, transform_x=Transform("standardise"), transform_y=Transform("standardise"))
    case = Case(Experiment(data=data), noisy_line())
    case.dataset = case.dataset.appended([[100.0]], [50.0])
    opened = session_of(session_bytes(case.saved()))
    places = np.array([[-1.0], [0.0], [3.0]])
    assert np.array_equal(opened.preparation.view_X(places), case.preparation.view_X(places))
    assert np.array_equal(opened.preparation.data_y(places[:, 0]), case.preparation.data_y(places[:, 0]))
    assert opened.dataset.n == 24


def test_everything_else_comes_back_too():
    case = network_case("adam")
    names = {
        "feature_names": ("höhe", "breite"),
        "class_names": ("茶", "coffee"),
        "title": "Cups",
        "note": "two rows left out",
    }
    case.dataset = case.dataset.replace(**names, feature_units=("mm", "")).take(np.arange(4, 20))
    opened = session_of(
        session_bytes(case.saved(notes="Look at η.\n\nThen wait.", view={"pace": 20, "layout": "AAE="}))
    )
    assert opened.experiment == case.experiment
    for name in ("X", "y", "ids"):
        assert np.array_equal(getattr(opened.dataset, name), getattr(case.dataset, name))
    assert (opened.dataset.class_names, opened.dataset.feature_units) == (("茶", "coffee"), ("mm", ""))
    assert (opened.dataset.title, opened.dataset.note) == ("Cups", "two rows left out")
    assert opened.notes == "Look at η.\n\nThen wait."
    assert opened.view == {"pace": 20, "layout": "AAE="}


def test_without_a_race_the_points_and_choices_come_back():
    opened = session_of(session_bytes(SavedSession(Experiment(data=DataChoice(OWN_DATA)), noisy_line(0))))
    assert (opened.race, opened.dataset.n) == (None, 0)


@pytest.mark.parametrize("lesson", ["race", "sgd", "network-plane-spiral", "polynomial", "softmax", "hill-climb"])
def test_the_same_session_gives_the_same_bytes_and_reading_changes_nothing(lesson, tmp_path):
    experiment = find_lesson(lesson).experiment
    case = Case(experiment, generate(experiment.data))
    case.race.advance(30, detailed=True)
    content = session_bytes(case.saved())
    assert session_bytes(session_of(content)) == content
    write_session(tmp_path / "a.gdviz", case.saved())
    assert session_bytes(read_session(tmp_path / "a.gdviz")) == content


def test_of_many_checkpoints_a_file_keeps_some_and_rewinds_as_exactly(monkeypatch):
    case = network_case("adam", "momentum", batch=7)
    known = [walk(run, 90) for run in case.race.runs.values()]
    total = sum(
        column.nbytes for run in freeze_race(case.race).runs.values() for column in run.checkpoints.columns.values()
    )
    monkeypatch.setattr(session_file, "CHECKPOINT_BYTES", total // 7)
    reopened = case.reopened()
    assert len(reopened.runs[1].record.checkpoints.steps) < 20
    for step in (90, 31, 5):
        reopened.rewind(step)
        assert [state_of(run) for run in reopened.runs.values()] == [states[step] for states in known]
    reopened.rewind(90)
    reopened.advance(10)
    case.race.rewind(90)
    case.race.advance(10)
    assert states(reopened) == states(case.race)


def rewritten(content, **changes):
    """Return the file with members replaced, or left out where None."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            member = changes.get(name.replace(".", "_"), old.read(name))
            if member is not None:
                new.writestr(name, member)
    return buffer.getvalue()


def head_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return json.loads(archive.read("gdviz.json"))


def test_a_file_of_the_first_format_is_read():
    """Format 1: as 2, without notes and view."""
    import hashlib

    content = session_bytes(line_case().saved(notes="lost", view={"pace": 1}))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        values = json.loads(archive.read("session.json"))
    del values["notes"], values["view"]
    old = json.dumps(values).encode()
    head = head_of(content)
    head["version"] = 1
    head["sha256"]["session.json"] = hashlib.sha256(old).hexdigest()
    opened = session_of(rewritten(content, gdviz_json=json.dumps(head).encode(), session_json=old))
    assert (opened.notes, opened.view) == ("", {})
    assert opened.race is not None


def test_every_format_has_a_way_to_the_present_one():
    assert sorted(session_file.MIGRATIONS) == list(range(1, session_file.VERSION))


def test_a_file_of_a_newer_gdviz_is_refused_by_name():
    content = session_bytes(line_case().saved())
    head = {**head_of(content), "version": 3, "gdviz": "9.1"}
    with pytest.raises(SessionFileError, match=r"^talk was saved by a newer gdviz \(9\.1, format 3\); this one reads"):
        session_of(rewritten(content, gdviz_json=json.dumps(head).encode()), "talk")


def test_a_session_that_could_not_be_read_again_is_not_written(monkeypatch, tmp_path):
    monkeypatch.setattr(session_file, "MOST_BYTES", 1000)
    with pytest.raises(SessionFileError, match="too large"):
        write_session(tmp_path / "a.gdviz", line_case().saved())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("layer", ["dropout", "batch_normalization"])
def test_layers_that_draw_or_remember_go_on_to_the_bit(layer):
    layers = [{"name": "dense", "width": 6, "activation": "relu"}, {"name": layer}, {"name": "dense", "width": 4}]
    data = DataChoice(OWN_DATA, train_share=0.7)
    methods = (MethodChoice(1, "adam", batch_size=7), MethodChoice(2, "momentum"))
    experiment = Experiment(data=data, model=ModelChoice("network", {"layers": layers}),
                            loss="binary_cross_entropy", methods=methods)  # fmt: skip
    case, straight = Case(experiment, two_clouds()), Case(experiment, two_clouds()).race
    case.race.advance(100)
    reopened = case.reopened()
    reopened.advance(100)
    straight.advance(200)
    assert states(reopened) == states(straight)
    for key, run in straight.runs.items():
        assert run.evaluate() == reopened.runs[key].evaluate()


def test_frozen_places_schedules_and_clips_come_back():
    from gdviz.training.step_rules import ClipChoice, ScheduleChoice

    method = MethodChoice(
        1, "momentum", schedule=ScheduleChoice("cosine", {"steps": 150}), clip=ClipChoice("norm", {"limit": 0.5})
    )
    data = DataChoice(OWN_DATA, train_share=0.7)
    experiment = Experiment(data=data, model=NETWORK, loss="binary_cross_entropy", methods=(method,), frozen=(0, 7))
    case, straight = Case(experiment, two_clouds()), Case(experiment, two_clouds()).race
    start = case.race.runs[1].model.theta.copy()
    case.race.advance(100)
    reopened = case.reopened()
    reopened.advance(100)
    straight.advance(200)
    assert states(reopened) == states(straight)
    assert np.array_equal(reopened.runs[1].model.theta[[0, 7]], start[[0, 7]])
    assert session_of(session_bytes(case.saved())).experiment == experiment


def test_rows_that_are_read_are_still_read_after_opening() -> None:
    case = line_case("gradient_descent", sum_up=False)
    case.race.advance(5)
    opened = session_of(session_bytes(case.saved()))
    assert opened.experiment.sum_up is False
    (run,) = case.reopened().runs.values()
    assert run.rows_per_step == len(case.split.X_train)
