"""gdviz render and run: files that others open, from lessons, sessions and codes; clear errors and exit codes."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from gdviz.__main__ import main
from gdviz.export.header import restored
from gdviz.lessons import find_lesson
from gdviz.training.build import generate
from gdviz.training.freezing import thaw_race
from gdviz.training.headless import train
from gdviz.training.session_file import read_session
from gdviz.training.text_code import Shared, to_code


def render(*words: object) -> int:
    return main(["render", *map(str, words)])


def shell(*words: object) -> subprocess.CompletedProcess:
    """Run gdviz as people do, where there is no display."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM")}
    return subprocess.run(
        [sys.executable, "-m", "gdviz", *map(str, words)], capture_output=True, text=True, env=environment, timeout=120
    )


def bytes_told(path):
    return f"{path}: {path.stat().st_size:,} bytes\n".replace(",", "\u202f")


def test_a_picture_without_a_display(tmp_path):
    path = tmp_path / "race.png"
    done = shell("render", "race", "--to", path, "--steps", 30, "--size", "900x500")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert done.stderr == bytes_told(path)
    content = path.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) == (900, 500)


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_a_drawing_in_lines(kind, tmp_path, capsys):
    path = tmp_path / f"race.{kind}"
    assert render("race", "--to", path, "--steps", 30, "--size", "900x500") == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", bytes_told(path))
    content = path.read_bytes()
    if kind == "svg":
        assert b"Gradient descent" in content
        assert b"<svg" in content
    else:
        assert content.startswith(b"%PDF")


def test_a_film_has_as_many_frames_as_were_asked_for(tmp_path):
    from PIL import Image

    done = shell("render", "gd-line", "--to", tmp_path / "a.gif", "--steps", 20, "--frames", 6, "--size", "400x300",
                 "--plots", "data_plot")  # fmt: skip
    assert done.returncode == 0, done.stderr
    with Image.open(tmp_path / "a.gif") as film:
        assert (film.n_frames, film.size) == (6, (400, 300))


def test_tables(tmp_path, capsys):
    for kind in ("history", "points", "trajectory"):
        path = tmp_path / f"{kind}.csv"
        assert render("race", "--to", path, "--steps", 12, "--table", kind) == 0
        assert restored(path.read_bytes()).experiment == find_lesson("race").experiment
    lines = [line for line in (tmp_path / "history.csv").read_text().splitlines() if not line.startswith("#")]
    assert {row["step"] for row in csv.DictReader(lines)} == {str(step) for step in range(13)}
    assert capsys.readouterr().out == ""


def test_a_program_runs(tmp_path):
    assert render("logistic", "--to", tmp_path / "learn.py", "--steps", 25) == 0
    code = "import runpy; print(len(runpy.run_path('learn.py')['losses']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert done.stdout.split()[-1] == "25", done.stderr
    assert render("logistic", "--to", tmp_path / "learn.ipynb", "--library", "keras") == 0
    assert json.loads((tmp_path / "learn.ipynb").read_text())["nbformat"] == 4


def test_a_session_is_written_goes_on_and_is_rewound(tmp_path, capsys):
    first, second = tmp_path / "a.gdviz", tmp_path / "b.gdviz"
    assert render("sgd", "--to", first, "--steps", 40) == 0
    assert render(first, "--to", second, "--steps", 70) == 0
    straight = train(find_lesson("sgd").experiment, 70)
    found = thaw_race(read_session(second).race, 1)
    for key, run in straight.runs.items():
        assert found.runs[key].model.theta.tobytes() == run.model.theta.tobytes()
    assert render(second, "--to", first, "--steps", 10) == 0
    assert read_session(first).race.position == 10
    capsys.readouterr()
    assert main(["run", str(second), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["lesson"], said["steps"]) == ("b", 70)
    assert list(said["theta"].values()) == straight.runs[1].model.theta.tolist()


def test_run_goes_on_from_a_session_and_takes_a_code(tmp_path, capsys):
    assert render("gd-line", "--to", tmp_path / "a.gdviz", "--steps", 5) == 0
    assert main(["run", str(tmp_path / "a.gdviz"), "--steps", "30", "--json"]) == 0
    session = json.loads(capsys.readouterr().out)
    experiment = find_lesson("gd-line").experiment
    assert main(["run", to_code(Shared(experiment, generate(experiment.data))), "--steps", "30", "--json"]) == 0
    code = json.loads(capsys.readouterr().out)
    assert session["theta"] == code["theta"]
    assert np.isfinite(list(code["theta"].values())).all()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nope", "--to", "a.png"], 2, "there is no lesson 'nope'"),
        (["race", "--to", "a.xyz"], 2, "--to must end in .png"),
        (["race", "--to", "a.png", "--frames", "20"], 2, "--frames is for films (gif, apng, webp, mp4); got a.png"),
        (["race", "--to", "a.gif", "--table", "points"], 2, "--table is for tables (csv); got a.gif"),
        (["slope", "--to", "a.svg", "--fps", "20"], 2, "--fps is for films"),
        (["race", "--to", "a.csv", "--library", "keras"], 2, "--library is for programs (py, ipynb); got a.csv"),
        (["gone.gdviz", "--to", "a.csv"], 2, "There is no file gone.gdviz"),
        (["gdviz1:abc", "--to", "a.csv"], 2, "code is not complete"),
        (["race", "--to", "gone/a.csv"], 1, "could not be written: No such file or directory"),
        (["race", "--to", "a.py", "--library", "sklearn", "--steps", "3"], 0, ""),
        (["tribes", "--to", "a.py", "--library", "keras"], 1, "solved at once from its data: take NumPy"),
    ],
)
def test_mistakes_are_told_on_stderr(words, code, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert render(*words) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    if code:
        assert told.err.startswith("gdviz: ")
        assert told.err.count("\n") == 1
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ["race"],
        ["race", "--to", "a.png", "--size", "big"],
        ["race", "--to", "a.png", "--size", "10x900"],
        ["race", "--to", "a.png", "--steps", "-1"],
        ["race", "--to", "a.png", "--scale", "5"],
        ["race", "--to", "a.png", "--scale", "nan"],
        ["race", "--to", "a.gif", "--frames", "0"],
        ["race", "--to", "a.gif", "--fps", "51"],
        ["race", "--to", "a.csv", "--table", "all"],
    ],
)
def test_a_wrong_command_line_ends_with_2(words, capsys):
    with pytest.raises(SystemExit) as caught:
        render(*words)
    assert caught.value.code == 2
    assert "gdviz render" in capsys.readouterr().err


def test_an_unknown_plot_names_those_that_there_are(tmp_path):
    done = shell("render", "race", "--to", tmp_path / "a.png", "--plots", "loss_surfac")
    assert done.returncode == 2
    assert "did you mean 'loss_surface'?" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_help_has_examples(capsys):
    for words in (["--help"], ["render", "--help"]):
        with pytest.raises(SystemExit) as caught:
            main(words)
        assert caught.value.code == 0
        assert "examples:\n" in capsys.readouterr().out


def test_a_program_of_one_method_of_a_race(tmp_path, capsys):
    assert render("race", "--to", tmp_path / "a.py", "--method", "Adam", "--steps", 3) == 0
    assert "trained by Adam" in (tmp_path / "a.py").read_text(encoding="utf-8")
    assert render("race", "--to", tmp_path / "b.py", "--method", "newton") == 2
    assert "--method must be one of gradient_descent, momentum" in capsys.readouterr().err
    assert not (tmp_path / "b.py").exists()


def test_a_lesson_is_drawn_with_the_plots_that_its_workspace_has(tmp_path, monkeypatch) -> None:
    from gdviz.export import picture

    seen = []
    drawn = picture.draw

    def draw(stage, wanted, *rest):
        seen.append([part.panel for part in wanted.parts])
        return drawn(stage, wanted, *rest)

    monkeypatch.setattr(picture, "draw", draw)
    for lesson, panels in (
        ("tribes", ["class_curves"]),  # solved at once: the others would be empty
        ("gaussian-2d", ["data_plot"]),
        ("network-plane-ring", ["network", "data_plot", "loss_curve"]),
        ("relu-by-hand", ["data_plot", "loss_surface", "loss_curve"]),  # a network in the workspace of curves
    ):
        path = tmp_path / f"{lesson}.png"
        assert main(["render", lesson, "--to", str(path), "--size", "400x300", "--steps", "2"]) == 0
        assert path.stat().st_size > 1000
        assert seen[-1] == panels


@pytest.mark.parametrize("name", ["a.py", "a.ipynb"])
def test_data_stand_in_a_program_or_beside_it(name, tmp_path) -> None:
    for where, files in (("auto", [name]), ("inside", [name]), ("beside", [name, "a.csv"])):
        folder = tmp_path / where
        folder.mkdir()
        assert render("tribes", "--to", folder / name, "--data", where) == 0
        assert sorted(path.name for path in folder.iterdir()) == sorted(files)


def saved_as_in_a_window(path, view):
    from gdviz.training.session_file import session_bytes

    experiment = find_lesson("race").experiment
    assert render("race", "--to", path, "--steps", 20) == 0
    saved = read_session(path)
    assert saved.experiment == experiment
    path.write_bytes(session_bytes(replace(saved, view=view)))


def letters(path) -> set[str]:
    text = "{http://www.w3.org/2000/svg}text"
    return {(node.text or "").strip() for node in ElementTree.parse(path).iter(text)}


def test_a_session_is_drawn_as_its_window_showed_it(tmp_path):
    """Hidden methods are hidden, the panels are those of the window, and the loss is over what it was over."""
    file, picture = tmp_path / "a.gdviz", tmp_path / "a.svg"
    adam = next(method.key for method in find_lesson("race").experiment.methods if method.name == "adam")
    parts = [{"panel": "loss_curve", "place": [0.0, 0.0, 1.0, 1.0], "view": {}}, {"panel": "nonsense"}, 7]
    saved_as_in_a_window(file, {"hidden": [adam], "race_axis": "evaluations", "parts": parts})
    assert render(file, "--to", picture, "--size", "600x400") == 0
    found = letters(picture)
    assert {"Loss", "Momentum"} <= found
    assert not {"Adam", "Data", "step"} & found
    assert any("evaluations" in text for text in found)
    saved_as_in_a_window(file, {"parts": "x", "hidden": 3, "plane": ["random"]})  # makes no sense: the usual three
    assert render(file, "--to", picture, "--size", "600x400") == 0
    assert {"Adam", "step"} <= letters(picture)


def test_the_loss_surface_as_a_table(tmp_path, capsys) -> None:
    path = tmp_path / "surface.csv"
    assert render("gd-line", "--to", path, "--steps", 5, "--table", "surface") == 0
    experiment = find_lesson("gd-line").experiment
    assert restored(path.read_bytes()).experiment == experiment
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    points = generate(experiment.data)
    scale = {"mse": 1.0, "half_mse": 0.5}[experiment.loss]
    for row in list(csv.DictReader(lines))[::501]:
        w, b, loss = (float(row[name]) for name in ("w", "b", "loss"))
        assert loss == pytest.approx(scale * np.mean((w * points.X[:, 0] + b - points.y) ** 2), rel=1e-5)
    assert render("tribes", "--to", tmp_path / "none.csv", "--table", "surface") == 1
    assert "there is no loss surface" in capsys.readouterr().err


def test_a_damaged_session_is_no_wrong_command(tmp_path, capsys) -> None:
    path = tmp_path / "a.gdviz"
    assert render("gd-line", "--to", path, "--steps", 5) == 0
    path.write_bytes(path.read_bytes()[:-40])
    for command in (["render", str(path), "--to", str(tmp_path / "b.csv")], ["run", str(path)]):
        assert main(command) == 1
        assert "damaged" in capsys.readouterr().err
        assert main([command[0], str(tmp_path / "gone.gdviz"), *command[2:]]) == 2
        assert "There is no file" in capsys.readouterr().err
