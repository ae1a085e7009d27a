"""Files with mistakes: each is listed with its line and one sentence, and the others are read all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from gdviz.lessons import LessonList, Problem, load_lessons

GOOD = """\
order = 5
steps = 10
loss = "mse"
start = [-4.0, 4.0]

[text.en]
title = "Mine"
what_to_see = "Look here."

[data]
source = "line"
noise = 0.1
transform_x = { kind = "minus", constant = 1 }

[model]
name = "line"

[[methods]]
name = "gradient_descent"
learning_rate = 0.1

[[methods]]
name = "adam"
batch_size = 10

[view]
pace = 20
"""


def load(folder: Path, text: str | bytes, name: str = "mine.toml") -> LessonList:
    """Return what is found with this one file in the user's folder."""
    content = text.encode() if isinstance(text, str) else text
    (folder / name).write_bytes(content)
    return load_lessons(folder)


def the_problem(found: LessonList, path: Path) -> Problem:
    (problem,) = found.problems
    assert problem.path == path
    assert "\n" not in problem.message
    assert "gd-line" in [lesson.id for lesson in found.lessons]
    assert path.stem not in [lesson.id for lesson in found.lessons]
    return problem


def test_the_good_file_is_good(tmp_path: Path) -> None:
    found = load(tmp_path, GOOD)
    assert found.problems == ()
    (mine,) = [lesson for lesson in found.lessons if lesson.id == "mine"]
    assert (mine.order, mine.steps, mine.view, mine.path) == (5.0, 10, {"pace": 20.0}, tmp_path / "mine.toml")
    experiment = mine.experiment
    assert experiment.start == (-4.0, 4.0)
    assert experiment.data.options == {"noise": 0.1}
    assert (experiment.data.transform_x.kind, experiment.data.transform_x.constant) == ("minus", 1.0)
    assert [(m.key, m.name, m.batch_size, m.color) for m in experiment.methods] == [
        (1, "gradient_descent", None, 0),
        (2, "adam", 10, 1),
    ]
    assert experiment.methods[0].options == {"learning_rate": 0.1}


WRONG = {  # what is written -> what is written instead, its line, what the sentence must name
    "unknown entry": ("order = 5", "ordre = 5", 1, ["'ordre'", "'order'"]),
    "steps no number": ("steps = 10", 'steps = "ten"', 2, ["steps", "whole number", "'ten'"]),
    "steps negative": ("steps = 10", "steps = -1", 2, ["steps", "-1"]),
    "steps a boolean": ("steps = 10", "steps = true", 2, ["steps", "true"]),
    "order not finite": ("order = 5", "order = nan", 1, ["order", "nan"]),
    "unknown loss": ('loss = "mse"', 'loss = "msr"', 3, ["loss", "mse", "'msr'"]),
    "loss that does not fit": ('loss = "mse"', 'loss = "binary_cross_entropy"', 3, ["binary_cross_entropy", "sigmoid"]),
    "start too long": ("[-4.0, 4.0]", "[1, 2, 3]", 4, ["start", "2 numbers", "w, b", "3"]),
    "start no numbers": ("[-4.0, 4.0]", '[1, "b"]', 4, ["start[1]", "'b'"]),
    "no language code": ("[text.en]", "[text.English]", 6, ["'English'", "zh_TW"]),
    "title missing": ('title = "Mine"', "", 6, ["text.en", "title"]),
    "title empty": ('"Mine"', '" "', 7, ["title"]),
    "text of a wrong kind": ('"Look here."', "7", 8, ["what_to_see", "7"]),
    "unknown data set": ('source = "line"', 'source = "lne"', 11, ["data set", "'lne'", "'line'"]),
    "data set no name": ('source = "line"', "source = 3", 11, ["source", "quotation marks", "3"]),
    "data set missing": ('source = "line"', "", 10, ["source", "data set"]),
    "unknown option": ("noise = 0.1", "nois = 0.1", 12, ["'nois'", "'noise'"]),
    "option of a wrong kind": ("noise = 0.1", 'noise = "much"', 12, ["noise", "'much'"]),
    "option beyond its limit": ("noise = 0.1", "noise = 2", 12, ["noise", "[0, 1]", "2"]),
    "options that contradict": ("noise = 0.1", "low = 7\nhigh = 6", 10, ["low must be below high"]),
    "train share": ("noise = 0.1", "train_share = 7", 12, ["train_share", "[0.05, 1]", "7"]),
    "features of a line": ("noise = 0.1", 'features = ["x1"]', 12, ["features", "classification"]),
    "seed below 0": ("noise = 0.1", "seed = -1", 12, ["seed", "-1"]),
    "unknown transform": ('"minus"', '"plus"', 13, ["kind", "log10", "'plus'"]),
    "transform no table": ('{ kind = "minus", constant = 1 }', '"log10"', 13, ["transform_x", "table", "'log10'"]),
    "log of what is negative": ('kind = "minus", constant = 1', 'kind = "log10"', 10, ["log10", "row"]),
    "unknown model": ('name = "line"', 'name = "lines"', 16, ["model", "'lines'", "'line'"]),
    "model for another task": ('name = "line"', 'name = "logistic"', 15, ["logistic", "regression"]),
    "layers of no network": ('name = "line"', 'name = "line"\nhidden = [3]', 17, ["'hidden'"]),
    "layer too wide": ('name = "line"', 'name = "network"\nhidden = [9999]', 17, ["512", "9999"]),
    "layers no whole numbers": ('name = "line"', 'name = "network"\nhidden = [1.5]', 17, ["hidden", "whole"]),
    "layers no tables": ('name = "line"', 'name = "network"\nlayers = [3]', 17, ["[[model.layers]]", "table"]),
    "an output with a width": (
        'name = "line"',
        'name = "network"\n[model.output]\nwidth = 3',
        18,
        ["width", "[model.output]"],
    ),
    "layers no list": ('name = "line"', 'name = "network"\nlayers = 3', 17, ["[[model.layers]]"]),
    "unknown layer": (
        'name = "line"',
        'name = "network"\n[[model.layers]]\nname = "dense"\n[[model.layers]]\nname = "dropuot"',
        20,
        ["layer", "'dropuot'", "'dropout'"],
    ),
    "option of a layer": (
        'name = "line"',
        'name = "network"\n[[model.layers]]\nname = "dense"\nwidth = 0',
        19,
        ["width", "[1, 100000]", "0"],
    ),
    "unknown option of a layer": (
        'name = "line"',
        'name = "network"\n[[model.layers]]\nname = "dense"\nwidht = 3',
        19,
        ["'widht'", "'width'"],
    ),
    "layers and widths": (
        'name = "line"',
        'name = "network"\nhidden = [3]\n[[model.layers]]\nname = "dense"',
        17,
        ["layers", "hidden", "both"],
    ),
    "layers that do not fit": (
        'name = "line"',
        'name = "network"\n[[model.layers]]\nname = "reshape"',
        15,
        ["layer 1 (reshape)", "784", "(1,)"],
    ),
    "unknown method": ('name = "adam"', 'name = "adm"', 23, ["method", "'adm'", "'adam'"]),
    "misspelt hyperparameter": ("learning_rate = 0.1", "lerning_rate = 0.1", 20, ["'lerning_rate'", "'learning_rate'"]),
    "hyperparameter of a wrong kind": ("learning_rate = 0.1", 'learning_rate = "0.1"', 20, ["learning_rate", "'0.1'"]),
    "method that does not fit": (
        'name = "adam"\nbatch_size = 10',
        'name = "newton"\ntarget = "root"',
        22,
        ["root", "2"],
    ),
    "batch of nothing": ("batch_size = 10", "batch_size = 0", 24, ["batch_size", "0"]),
    "no such view": ("pace = 20", "speed = 20", 27, ["'speed'", "pace"]),
    "pace of 0": ("pace = 20", "pace = 0", 27, ["pace", "0"]),
    "negative penalty": ('loss = "mse"', 'loss = "mse"\nl2 = -1', 4, ["l2", "-1"]),
    "no TOML": ("steps = 10", "steps = ", 2, ["TOML"]),
    "written twice": ("steps = 10", "order = 6", 2, ["TOML", "overwrite"]),
    "bracket left open": ("pace = 20", "pace = [20", 27, ["TOML"]),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_is_told_with_its_line(case: str, tmp_path: Path) -> None:
    written, instead, line, named = WRONG[case]
    assert GOOD.count(written) == 1, "the case would change something else too"
    problem = the_problem(load(tmp_path, GOOD.replace(written, instead)), tmp_path / "mine.toml")
    assert problem.line == line, problem
    for word in named:
        assert word in problem.message, problem
    assert str(problem).startswith(f"{tmp_path / 'mine.toml'}, line {line}: ")


@pytest.mark.parametrize("table", ["text.en", "data", "model", "[methods]"])
def test_a_table_that_is_missing_is_named(table: str, tmp_path: Path) -> None:
    blocks = [block for block in GOOD.split("\n\n") if not block.startswith(f"[{table}]")]
    problem = the_problem(load(tmp_path, "\n\n".join(blocks)), tmp_path / "mine.toml")
    assert f"[{table}]" in problem.message


def test_a_table_that_is_a_number(tmp_path: Path) -> None:
    text = GOOD.replace("[view]\npace = 20\n", "")
    problem = the_problem(load(tmp_path, "view = 3\n" + text), tmp_path / "mine.toml")
    assert (problem.line, "view must be a table" in problem.message) == (1, True)


def test_methods_that_are_one_table(tmp_path: Path) -> None:
    text = GOOD.replace('[[methods]]\nname = "adam"\nbatch_size = 10\n\n', "").replace("[[methods]]", "[methods]")
    problem = the_problem(load(tmp_path, text), tmp_path / "mine.toml")
    assert (problem.line, "[[methods]]" in problem.message) == (18, True)


def test_seven_methods_are_too_many(tmp_path: Path) -> None:
    text = GOOD + '\n[[methods]]\nname = "adam"\n' * 5
    problem = the_problem(load(tmp_path, text), tmp_path / "mine.toml")
    assert (problem.line, "at most 6" in problem.message) == (41, True)


def test_a_race_without_an_active_method(tmp_path: Path) -> None:
    text = GOOD.replace('name = "gradient_descent"', 'name = "gradient_descent"\nactive = false')
    text = text.replace('name = "adam"', 'name = "adam"\nactive = false')
    assert "active" in the_problem(load(tmp_path, text), tmp_path / "mine.toml").message


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"# only a comment\n", b"[" * 100_000])
def test_files_with_nothing_in_them(content: bytes, tmp_path: Path) -> None:
    the_problem(load(tmp_path, content), tmp_path / "mine.toml")


def test_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    problem = the_problem(load(tmp_path, GOOD.replace("Mine", "Größe").encode("latin-1")), tmp_path / "mine.toml")
    assert (problem.line, "UTF-8" in problem.message) == (7, True)


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    found = load(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert found.problems == ()
    problem = the_problem(load(tmp_path, GOOD.replace("noise", "nois").replace("\n", "\r\n")), tmp_path / "mine.toml")
    assert problem.line == 12


def test_a_file_name_that_is_no_id(tmp_path: Path) -> None:
    problem = the_problem(load(tmp_path, GOOD, "My Lesson.toml"), tmp_path / "My Lesson.toml")
    assert "'My Lesson'" in problem.message


def test_an_id_that_is_taken_names_both_files(tmp_path: Path) -> None:
    found = load(tmp_path, GOOD, "race.toml")
    (problem,) = found.problems
    assert problem.path == tmp_path / "race.toml"
    (race,) = [lesson for lesson in found.lessons if lesson.id == "race"]
    assert str(race.path) in problem.message
    assert len(race.experiment.methods) > 2  # the one that comes with gdviz stays


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").mkdir()
    the_problem(load_lessons(tmp_path), tmp_path / "mine.toml")


def test_several_wrong_files_are_each_listed(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("order = ")
    (tmp_path / "c.toml").write_text("order = 1\ncolour = 2\n")
    found = load(tmp_path, GOOD)
    assert [(problem.path.name, problem.line) for problem in found.problems] == [("a.toml", 1), ("c.toml", 2)]
    assert "mine" in [lesson.id for lesson in found.lessons]
