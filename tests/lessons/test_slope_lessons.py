"""Lessons on slopes: what a file says, what is wrong with others, and what `gdviz run` prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gdviz.__main__ import main
from gdviz.lessons import SlopeLesson, find_any, find_lesson, load_lessons

TEXT = '[text.en]\ntitle = "A title"\nwhat_to_see = "Some words."\n'


def written(folder: Path, table: str) -> Path:
    (folder / "mine.toml").write_text(f"{TEXT}\n{table}", encoding="utf-8")
    return folder


def test_those_that_come_with_gdviz() -> None:
    found = load_lessons()
    assert [lesson.id for lesson in found.slope_lessons] == ["slope", "slope-kink", "slope-hole", "gradient"]
    lesson = find_any("slope")
    assert isinstance(lesson, SlopeLesson)
    assert (lesson.function, lesson.place, lesson.delta) == ("x^2", (1.0,), 1.0)
    with pytest.raises(ValueError, match="lesson 'slope' trains nothing: `gdviz run slope` prints its slopes"):
        find_lesson("slope")


@pytest.mark.parametrize(
    ("table", "message", "line"),
    [
        ('[slope]\nfunction = "x^2 +"\nat = 1.0', r"function: the formula ends after `\+` at 5", 6),
        ('[slope]\nfunction = "x*y"\nat = 1.0', "function: `y` at 3 is not known; this is a function of x", 6),
        ('[slope]\nfunction = "x"', r"\[slope\] needs an entry at; there is none", 5),
        ('[slope]\nfunction = "x"\nat = 1.0\ndelta = 0', "delta must not be 0: there is no secant", 8),
        ('[gradient]\nfunction = "x*y"\nat = [1.0]', r"at must be \[x, y\]; got \[1.0\]", 7),
        ('[gradient]\nfunction = "x*y"\nat = [1.0, 2.0]\ndelta = 1.0', "unknown entry 'delta'", 8),
        ('[slope]\nfunction = "x"\nat = 1.0\n[gradient]\nfunction = "x"', r"\[slope\] or \[gradient\], not both", 8),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, table: str, message: str, line: int) -> None:
    (problem,) = load_lessons(written(tmp_path, table)).problems
    assert problem.line == line
    with pytest.raises(ValueError, match=message):
        raise ValueError(problem.message)


def test_run_prints_the_quotients(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "slope", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["derivative"], said["slope"], said["kind"]) == ("2*x", 2.0, "smooth")
    for row in said["quotients"]:  # ((1 + d)^2 - 1) / d = 2 + d
        assert row["right"] == pytest.approx(2 + row["delta"], abs=1e-8)
        assert row["left"] == pytest.approx(2 - row["delta"], abs=1e-8)
    assert main(["run", "slope-kink", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["kind"], said["slope"], said["left"], said["right"]) == ("kink", None, -1.0, 1.0)
    assert main(["run", "slope-hole"]) == 0
    assert "hole, slope -" in capsys.readouterr().out


def test_run_prints_the_gradient_and_how_the_plane_leaves_the_function(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "gradient", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["value"] == 130.0
    assert said["gradient"] == [22.0, -46.0]
    differences = [row["difference"] for row in said["planes"]]
    assert differences[2] / differences[3] == pytest.approx(100, rel=0.01)  # as the square of the step
    assert main(["run", "gradient"]) == 0
    assert "gradient (22, -46)" in capsys.readouterr().out
