"""gdviz run: figures for scripts, checked against what is known without gdviz."""

from __future__ import annotations

import json

import numpy as np
import pytest

from gdviz.__main__ import main
from gdviz.commands.run import table
from gdviz.resources import resource_path


def run_json(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert main(["run", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out, parse_constant=pytest.fail)


def test_nine_features_end_on_the_least_squares_answer(capsys: pytest.CaptureFixture[str]) -> None:
    said = run_json(capsys, "gd-nine")
    columns = np.loadtxt(resource_path("data", "nine_features.csv"), delimiter=",", skiprows=1)
    design = np.column_stack([columns[:, :-1], np.ones(len(columns))])
    expected = np.linalg.lstsq(design, columns[:, -1], rcond=None)[0]
    assert said["lesson"] == "gd-nine"
    assert said["method"] == "gradient_descent"
    assert said["steps"] == 5000
    assert said["accuracy"] is None
    assert list(said["theta"].values()) == pytest.approx(expected, abs=1e-3)
    assert said["loss"] < 1e-3


def test_a_classifier_has_an_accuracy(capsys: pytest.CaptureFixture[str]) -> None:
    said = run_json(capsys, "logistic")
    assert 0.96 <= said["accuracy"] <= 0.985  # published: 97.09 %
    assert said["model"] == "logistic"
    assert len(said["theta"]) == 3


def test_steps_override_the_lessons_own(capsys: pytest.CaptureFixture[str]) -> None:
    short = run_json(capsys, "gd-nine", "--steps", "10")
    assert short["steps"] == 10
    assert short["loss"] > run_json(capsys, "gd-nine", "--steps", "1_000")["loss"]


def test_a_race_has_an_entry_for_each_method_and_the_first_on_top(capsys: pytest.CaptureFixture[str]) -> None:
    said = run_json(capsys, "race", "--steps", "20")
    assert len(said["runs"]) > 1
    assert len({run["method"] for run in said["runs"]}) > 1
    assert {name: said[name] for name in said["runs"][0]} == said["runs"][0]


def test_the_same_lesson_gives_the_same_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    first = run_json(capsys, "network-plane-ring", "--steps", "30")
    assert run_json(capsys, "network-plane-ring", "--steps", "30")["theta"] == first["theta"]


def test_the_table_is_short(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "network-plane-ring", "--steps", "3"]) == 0
    said = capsys.readouterr().out
    assert "network" in said.splitlines()[0]
    assert "more" in said
    assert max(map(len, said.splitlines())) < 400


def test_the_table_tells_the_seconds_of_each_method(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "sgd-line", "--steps", "50"]) == 0
    head, *rest = capsys.readouterr().out.splitlines()[1:]
    assert head.split()[-1] == "seconds"
    whole, batch = (float(line.split()[-1]) for line in rest if line.startswith("gradient_descent"))
    assert whole > 3 * batch > 0


def test_a_diverged_run_says_so() -> None:
    run = {"model": "line", "method": "gradient_descent", "steps": 41, "loss": None, "accuracy": None, "seconds": 0.1}
    assert "diverged" in table("gd-line", [{**run, "status": "diverged", "theta": {"w": 1.0}, "settings": {}}])


def test_entries_of_the_same_method_can_be_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "gd-line-rates", "--steps", "5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    rates = [line.split("learning_rate ")[1] for line in lines if "learning_rate " in line]
    assert len(rates) == len(set(rates)) > 1


def test_an_unknown_lesson_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "gd-lin"]) == 2
    said = capsys.readouterr().err
    assert "gd-lin" in said
    assert "gd-line" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("steps", ["-1", "many", "1.5"])
def test_steps_that_are_no_count(capsys: pytest.CaptureFixture[str], steps: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["run", "gd-line", "--steps", steps])
    assert steps in capsys.readouterr().err
