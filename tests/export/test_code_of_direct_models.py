"""Programs of models that are solved at once: the answers, losses and accuracies of gdviz."""

from __future__ import annotations

import json

import numpy as np
import pytest
from program_runner import run_program
from training_cases import two_clouds

from gdviz.core.datasets import Dataset
from gdviz.core.transforms import Transform
from gdviz.export.code import CodeError, program_files, recipe_of
from gdviz.training.build import prepare
from gdviz.training.experiment import OWN_DATA, DataChoice, Experiment, MethodChoice, ModelChoice
from gdviz.training.race import Race

SHOW = """
import json, runpy, sys
import numpy as np
found = runpy.run_path(sys.argv[1])
told = {name: found.get(name) for name in ("train_loss", "test_loss", "accuracy")}
told["answers"] = found["answers"](np.array(json.loads(sys.argv[2]))).tolist()
print(json.dumps({name: float(value) if np.isscalar(value) else value for name, value in told.items()}))
"""
CLASSES = "categorical_cross_entropy"


def three_clouds(n=90):
    rng = np.random.default_rng(5)
    labels = np.arange(n) % 3
    middles = np.array([[0.0, 0.0], [2.5, 1.0], [0.5, 3.0]])
    stretch = np.array([[1.0, 0.4], [0.0, 0.8]])
    return Dataset(
        middles[labels] + rng.normal(size=(n, 2)) @ stretch, labels, "classification", class_names=("a", "b", "c")
    )


def hills(n=70, columns=1):
    rng = np.random.default_rng(6)
    X = rng.uniform(-3, 3, (n, columns))
    return Dataset(X, np.sin(X).sum(axis=1) + rng.normal(0, 0.1, n), "regression")


def experiment_of(model, options, loss, **data):
    return Experiment(
        data=DataChoice(OWN_DATA, train_share=0.7, **data),
        model=ModelChoice(model, options),
        loss=loss,
        methods=(MethodChoice(1, "closed_form"),),
    )


def compare(experiment, dataset, target, folder, **how):
    """Run the program, and compare it with a race of gdviz at rows that it has not seen."""
    files = program_files(recipe_of(experiment, dataset, 1), target, "learn.py", **how)
    for name, text in files.items():
        (folder / name).write_text(text)
    _, split, spec = prepare(experiment, dataset)
    low, high = split.X_train.min(axis=0), split.X_train.max(axis=0)
    asked = np.random.default_rng(7).uniform(low, high, (50, len(low)))
    done = run_program(SHOW, [str(folder / "learn.py"), json.dumps(asked.tolist())], files, errors=["Warning"])
    assert done.returncode == 0, done.stderr + files["learn.py"]
    found = json.loads(done.stdout.splitlines()[-1])
    race = Race(spec)
    run = next(iter(race.runs.values()))
    run.advance(1)
    known = run.evaluate()
    np.testing.assert_allclose(found["train_loss"], known["train_loss"], rtol=1e-9)
    np.testing.assert_allclose(found["test_loss"], known["test_loss"], rtol=1e-9)
    if dataset.n_classes:
        assert found["accuracy"] == pytest.approx(known["test_accuracy"])
    np.testing.assert_allclose(found["answers"], run.model.answers(asked), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("target", ["numpy", "sklearn", "gdviz"])
@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize(
    ("dataset", "loss"),
    [(hills(), "mse"), (hills(columns=3), "huber"), (two_clouds(), "mae"), (three_clouds(), "half_mse")],
    ids=["curve", "three columns", "two classes", "three classes"],
)  # fmt: skip
def test_nearest_neighbours(dataset, loss, standardise, target, tmp_path):
    experiment = experiment_of("k_nearest", {"k": 4, "standardise": standardise}, loss)
    compare(experiment, dataset, target, tmp_path)


@pytest.mark.parametrize("target", ["numpy", "gdviz"])
def test_of_equally_near_points_the_earlier_answers(target, tmp_path):
    rng = np.random.default_rng(8)
    dataset = Dataset(rng.integers(0, 4, (60, 2)).astype(float), rng.normal(size=60), "regression")
    compare(experiment_of("k_nearest", {"k": 3}, "mse"), dataset, target, tmp_path)


@pytest.mark.parametrize("target", ["numpy", "sklearn", "gdviz"])
@pytest.mark.parametrize("covariance", ["own", "shared"])
@pytest.mark.parametrize(
    ("dataset", "loss"),
    [(two_clouds(), CLASSES), (three_clouds(), CLASSES), (three_clouds(), "mse")],
    ids=["two classes", "three classes", "squares"],
)  # fmt: skip
def test_gaussian_classes(dataset, loss, covariance, target, tmp_path):
    compare(experiment_of("gaussian", {"covariance": covariance}, loss), dataset, target, tmp_path)


@pytest.mark.parametrize("target", ["numpy", "sklearn", "gdviz"])
@pytest.mark.parametrize(
    ("model", "options", "loss"),
    [("gaussian", {"covariance": "own"}, CLASSES), ("gaussian", {"covariance": "shared"}, CLASSES),
     ("k_nearest", {"k": 5}, "mse")],
    ids=["own", "shared", "nearest"],
)  # fmt: skip
def test_a_class_without_points_is_never_answered(model, options, loss, target, tmp_path):
    whole = three_clouds()
    kept = whole.y != 1
    dataset = Dataset(whole.X[kept], whole.y[kept], "classification", class_names=("a", "b", "c"))
    compare(experiment_of(model, options, loss), dataset, target, tmp_path)


@pytest.mark.parametrize("target", ["numpy", "gdviz"])
@pytest.mark.parametrize("intervals", [0, 1, 6])
@pytest.mark.parametrize("dataset", [hills(300), hills(300, 2), three_clouds(300)], ids=["curve", "plane", "classes"])
def test_look_up_tables(dataset, intervals, target, tmp_path):
    rounded = Dataset(dataset.X.round(), dataset.y, dataset.task, class_names=dataset.class_names)
    experiment = experiment_of("look_up", {"intervals": intervals}, "mse")
    compare(experiment, rounded if intervals == 0 else dataset, target, tmp_path)


def test_a_column_of_one_value_in_a_table(tmp_path):
    plane = hills(40, 2)
    dataset = Dataset(np.column_stack([plane.X[:, 0], np.full(40, 2.5)]), plane.y, "regression")
    compare(experiment_of("look_up", {"intervals": 4}, "mse"), dataset, "numpy", tmp_path)


@pytest.mark.parametrize("inline", [True, False])
def test_data_beside_and_what_is_made_of_them(inline, tmp_path):
    made = {"transform_x": Transform("standardise"), "features": ("x1", "x2", "x1 x2", "r")}
    experiment = experiment_of("k_nearest", {"k": 2, "standardise": True}, "mse", **made)
    compare(experiment, three_clouds(), "numpy", tmp_path, inline=inline)
    assert (tmp_path / "learn.csv").exists() == (not inline)


@pytest.mark.parametrize(
    ("model", "target", "said"),
    [
        ("look_up", "sklearn", "scikit-learn has no look-up table: take NumPy"),
        ("k_nearest", "pytorch", "no PyTorch program for k nearest neighbours, .* take NumPy"),
        ("gaussian", "keras", "no Keras program for Gaussian classes, .* take NumPy"),
    ],
)
def test_what_has_no_program_says_so(model, target, said):
    with pytest.raises(CodeError, match=said):
        program_files(recipe_of(experiment_of(model, {}, "mse"), three_clouds(), 1), target, "a")


def test_a_notebook_and_a_program_that_says_what_it_is():
    recipe = recipe_of(experiment_of("k_nearest", {"k": 3}, "mse"), hills(), 1)
    text = program_files(recipe, "numpy", "a")["a.py"]
    assert "k nearest neighbours on own points, solved at once" in text
    assert "trained by" not in text
    notebook = json.loads(program_files(recipe, "numpy", "a", notebook=True)["a.ipynb"])
    assert any("np.argsort" in "".join(cell["source"]) for cell in notebook["cells"])
