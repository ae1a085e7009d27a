"""The worked examples of CONTRIBUTING.md, carried out: each put into its file in a copy of gdviz, and used."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = re.compile(r"^`((?:gdviz|resources)/[^`]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = dict(EXAMPLE.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout with every example in its place."""
    folder = tmp_path_factory.mktemp("contributing")
    for name in ("gdviz", "resources"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in EXAMPLES.items():
        assert not (folder / name).exists(), f"{name} exists: the example must be something new"
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def python(copy: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(copy), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=120)


def said_by(copy: Path, program: str) -> str:
    done = python(copy, "-c", program)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_there_is_an_example_of_each_kind() -> None:
    core = [f"gdviz/core/{kind}/" for kind in ("methods", "models", "layers", "datasets")]
    for kind in (*core, "gdviz/panels/", "resources/lessons/"):
        assert [name for name in EXAMPLES if name.startswith(kind)], kind


def test_examples_are_in_the_projects_style(copy: Path) -> None:
    files = [name for name in EXAMPLES if name.endswith(".py")]
    for command in (["check"], ["format", "--check", "--diff"]):
        config = ["--config", str(ROOT / "pyproject.toml")]
        done = python(copy, "-m", "ruff", *command, *config, *files)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_method_steps_by_the_slopes_sign(copy: Path) -> None:
    program = """
import numpy as np
from gdviz.core.methods import METHODS
method = METHODS["sign_descent"](learning_rate=0.5)
class Objective:
    theta = np.array([3.0, -2.0, 1.0])
method.start(Objective, 1)
method.update(Objective.theta, np.array([10.0, -0.001, 0.0]))
print(Objective.theta.tolist())
"""
    assert said_by(copy, program) == "[2.5, -1.5, 1.0]\n"


def test_model_data_set_and_method_train_together(copy: Path) -> None:
    program = """
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice
from gdviz.training.headless import results, train
experiment = Experiment(
    data=DataChoice(source="stairs", options={"noise": 0.0}, features=("x1",)),
    model=ModelChoice("wave", {"omega": 6.283185307179586}),
    methods=(MethodChoice(1, "closed_form"), MethodChoice(2, "sign_descent")),
)
for run in results(experiment, train(experiment, 1000)):
    print(run["method"], run["loss"] < 1.5, list(run["theta"]), abs(run["theta"]["b"] - 1.5) < 0.3)
"""
    # The mean of floor(x) over four stairs is 1.5, its variance 1.25: a wave takes only some of that away.
    lines = [f"{method} True ['s', 'c', 'b'] True" for method in ("closed_form", "sign_descent")]
    assert said_by(copy, program).splitlines() == lines


def test_the_layer_takes_part_in_a_network(copy: Path) -> None:
    program = """
import numpy as np
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice, from_json, to_json
from gdviz.training.headless import results, train
layers = [{"name": "scaling", "start": 2.0, "l2": 0.01}, {"name": "dense", "width": 3, "activation": "tanh"}]
experiment = from_json(to_json(Experiment(
    data=DataChoice(source="line", options={"noise": 0.0}, train_share=1.0),
    model=ModelChoice("network", {"layers": layers}),
    methods=(MethodChoice(1, "adam", {"learning_rate": 0.03}),),
)))
(before,) = results(experiment, train(experiment, 0))
(after,) = results(experiment, train(experiment, 300))
print(list(after["theta"])[:2], before["theta"]["w1"], after["theta"]["w1"] != 2.0, after["loss"] < before["loss"])
"""
    assert said_by(copy, program) == "['w1', 'W2[0,0]'] 2.0 True True\n"


@pytest.mark.parametrize(
    ("contract", "name"),
    [
        ("methods/test_method_contract.py", "sign_descent"),
        ("datasets/test_dataset_contract.py", "stairs"),
        ("layers/test_layers.py", "scaling"),
    ],
)
def test_contract_tests_find_what_is_new(copy: Path, contract: str, name: str) -> None:
    plugins = ["-p", "no:cacheprovider", "-q", "-c", str(ROOT / "pyproject.toml"), f"--rootdir={ROOT}"]
    done = python(copy, "-m", "pytest", *plugins, "-k", name, str(ROOT / "tests" / "core" / contract))
    assert done.returncode == 0, done.stdout
    assert re.search(r"^\d+ passed", done.stdout, re.MULTILINE)


def test_the_panel_shows_what_the_run_has_cost(copy: Path) -> None:
    program = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gdviz.panels import PANELS
from gdviz.panels.evaluations import Evaluations
from gdviz.session import Session
app = QApplication([])
session = Session()
panel = PANELS["evaluations"](session)
panel.show()
session.snapshot_changed.connect(lambda: panel.label.text().endswith(" 7") and app.quit())
QTimer.singleShot(20_000, app.quit)
session.step(7)
app.exec()
print(panel.label.text())
session.close()
"""
    assert said_by(copy, program) == "gradient_descent: 7\n"


def test_the_panel_gets_its_place_in_the_window(copy: Path) -> None:
    program = """
import sys
from gdviz.__main__ import main
from gdviz.panels import PANELS
code = main(["--quit-after-start"])
print("evaluations" in PANELS)
sys.exit(code)
"""
    assert said_by(copy, program) == "True\n"


def test_the_lesson_is_listed_and_trains(copy: Path) -> None:
    (lesson,) = [Path(name).stem for name in EXAMPLES if name.startswith("resources/lessons/")]
    done = python(copy, "-m", "gdviz", "lessons")
    assert done.stderr == ""
    assert lesson in [line.split()[0] for line in done.stdout.splitlines()]
    done = python(copy, "-m", "gdviz", "run", lesson, "--steps", "5")
    assert done.returncode == 0, done.stderr
