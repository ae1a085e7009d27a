"""Programs run by themselves and give gdviz's numbers, step by step from the same start."""

from __future__ import annotations

import ast
import dataclasses
import json
import runpy
from importlib.util import find_spec

import numpy as np
import pytest
from program_checks import LINE, RING, STEPS, compare, known, run
from training_cases import two_clouds

from gdviz.core.datasets import Dataset
from gdviz.core.transforms import Transform
from gdviz.export.code import TARGETS, CodeError, program_files, recipe_of
from gdviz.lessons import load_lessons
from gdviz.training.build import generate, prepare
from gdviz.training.experiment import OWN_DATA, DataChoice, Experiment, MethodChoice, ModelChoice
from gdviz.training.race import Race
from gdviz.training.step_rules import ClipChoice, ScheduleChoice

LESSONS = {lesson.id: lesson.experiment for lesson in load_lessons().lessons}


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_has_a_program_in_numpy(lesson, tmp_path):
    compare(LESSONS[lesson], "numpy", tmp_path)


RULES = {
    "gradient_descent": {"learning_rate": 0.05},
    "momentum": {"learning_rate": 0.02},
    "nesterov": {"learning_rate": 0.02},
    "adagrad": {"learning_rate": 0.1, "initial_accumulator_value": 0.1},
    "rmsprop": {"learning_rate": 0.02, "momentum": 0.5},
    "adadelta": {"learning_rate": 1.0},
    "adam": {"learning_rate": 0.05},
    "adamw": {"learning_rate": 0.05, "weight_decay": 0.1},
    "nadam": {"learning_rate": 0.03},
    "rprop": {"learning_rate": 0.02},
}


def by(experiment, name, batch=None, **more):
    return experiment.replace(methods=(MethodChoice(1, name, RULES[name], batch_size=batch, **more),))


@pytest.mark.parametrize("batch", [None, 16])
@pytest.mark.parametrize("name", RULES)
def test_every_method_in_numpy(name, batch, tmp_path):
    compare(by(RING, name, batch).replace(l2=0.01, l1=0.002), "numpy", tmp_path)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "leaky_relu", "elu", "softplus", "linear"])
def test_every_activation_in_numpy(activation, tmp_path):
    layers = [
        {"name": "dense", "width": 6, "activation": activation},
        {"name": "dense", "width": 3},
        {"name": activation},
    ]
    compare(by(RING, "adam", 20).replace(model=ModelChoice("network", {"layers": layers})), "numpy", tmp_path)


@pytest.mark.parametrize("loss", ["mse", "half_mse", "mae", "huber", "hinge", "binary_cross_entropy"])
def test_every_loss_of_two_classes_in_numpy(loss, tmp_path):
    compare(by(RING, "gradient_descent").replace(loss=loss), "numpy", tmp_path)


@pytest.mark.parametrize("loss", ["mse", "mae", "categorical_cross_entropy", "sparse_categorical_cross_entropy"])
def test_three_classes_in_numpy(loss, tmp_path):
    rng = np.random.default_rng(3)
    data = Dataset(rng.normal(size=(40, 2)), rng.integers(0, 3, 40), "classification", class_names=("a", "b", "c"))
    experiment = RING.replace(data=DataChoice(OWN_DATA), loss=loss)
    compare(by(experiment, "adam", 7), "numpy", tmp_path, dataset=data)


@pytest.mark.parametrize("loss", ["mse", "half_mse", "mae", "huber"])
def test_every_loss_of_a_line_in_numpy(loss, tmp_path):
    compare(by(LINE, "momentum", 9).replace(loss=loss), "numpy", tmp_path)


@pytest.mark.parametrize(
    "rules",
    [
        {"schedule": ScheduleChoice("step", {"steps": 7})}, {"schedule": ScheduleChoice("exponential", {"steps": 9})},
        {"schedule": ScheduleChoice("cosine", {"steps": 30, "low": 0.1})},
        {"schedule": ScheduleChoice("warm_up", {"steps": 11})},
        {"schedule": ScheduleChoice("one_cycle", {"steps": 30, "rise": 0.4})},
        {"clip": ClipChoice("value", {"limit": 0.05})}, {"clip": ClipChoice("norm", {"limit": 0.1})},
        {"clip": ClipChoice("norm_of_each", {"limit": 0.1})},
    ],
    ids=["step", "exponential", "cosine", "warm up", "one cycle", "value", "norm", "norm of each"],
)  # fmt: skip
@pytest.mark.parametrize("target", ["numpy", "pytorch"])
def test_schedules_and_clips(rules, target, tmp_path):
    if target == "pytorch":
        pytest.importorskip("torch")
    name, rtol = ("gradient_descent", 1e-4) if target == "pytorch" else ("momentum", 1e-9)
    compare(by(RING, name, 16, **rules), target, tmp_path, rtol=rtol)  # PyTorch adds 10^-6 to the length it divides by


def test_transforms_features_and_powers(tmp_path):
    both = {"transform_x": Transform("standardise"), "transform_y": Transform("minus", 0.5)}
    data = dataclasses.replace(LINE.data, **both)
    compare(by(LINE.replace(data=data), "adam"), "numpy", tmp_path)
    data = dataclasses.replace(RING.data, features=("x1", "x2^2", "x1 x2", "r", "sin x1", "sin x2", "x1^2"))
    compare(by(RING.replace(data=data), "adam"), "numpy", tmp_path)
    model = ModelChoice("polynomial", {"degree": 4, "standardise": True})
    rows = Dataset(np.linspace(1, 9, 30)[:, None], np.exp(np.linspace(0, 2, 30)), "regression")
    own = DataChoice(OWN_DATA, transform_y=Transform("log10"))
    compare(by(LINE.replace(data=own, model=model), "gradient_descent"), "numpy", tmp_path, dataset=rows)


@pytest.mark.parametrize("inline", [True, False])
def test_data_within_and_beside(inline, tmp_path):
    dataset = two_clouds().replace(feature_names=("höhe", 'b"r'), class_names=("茶", "coffee"))
    experiment = RING.replace(data=DataChoice(OWN_DATA))
    files = program_files(recipe_of(by(experiment, "adam"), dataset, 3), "numpy", "learn.py", inline=inline)
    assert list(files) == (["learn.py"] if inline else ["learn.py", "learn.csv"])
    compare(by(experiment, "adam"), "numpy", tmp_path, dataset=dataset, inline=inline)


def test_much_data_goes_beside_by_itself():
    rng = np.random.default_rng(0)
    data = Dataset(rng.normal(size=(3000, 1)), rng.normal(size=3000), "regression")
    files = program_files(recipe_of(LINE.replace(data=DataChoice(OWN_DATA)), data, 3), "numpy", "learn")
    assert list(files) == ["learn.py", "learn.csv"]
    assert len(files["learn.py"]) < 5000


@pytest.mark.parametrize("l2", [0.0, 0.3])
@pytest.mark.parametrize("loss", ["mse", "half_mse"])
@pytest.mark.parametrize("target", ["numpy", "sklearn"])
def test_the_closed_form(target, loss, l2, tmp_path):
    experiment = LINE.replace(loss=loss, l2=l2, methods=(MethodChoice(1, "closed_form"),))
    dataset = generate(experiment.data)
    found = run(program_files(recipe_of(experiment, dataset, 1), target, "learn"), tmp_path)
    _, _, spec = prepare(experiment, dataset)
    race = Race(spec)
    race.advance(1)
    run_ = race.runs[1]
    wanted = run_.evaluate()["train_loss"]
    assert found["train_loss"] == pytest.approx(wanted, rel=1e-9)


def test_scikit_learn_leaves_no_small_direction_out(tmp_path):
    """Powers up to 15: the shortest direction is a 10^8th of the longest, and scikit-learn 1.9 would pass over five."""
    curve = Experiment(data=DataChoice("curve", train_share=0.7), model=ModelChoice("polynomial", {"degree": 15}))
    experiment = curve.replace(loss="mse", methods=(MethodChoice(1, "closed_form"),))
    files = program_files(recipe_of(experiment, generate(experiment.data), 1), "sklearn", "learn.py")
    found = run(files, tmp_path)
    names = runpy.run_path(str(tmp_path / "learn.py"))
    columns = np.hstack([np.ones((len(names["X_train"]), 1)), names["X_train"]])
    solved = np.linalg.lstsq(columns, names["y_train"], rcond=None)[0]
    assert found["train_loss"] == pytest.approx(np.mean((columns @ solved - names["y_train"]) ** 2), rel=1e-6)


@pytest.mark.parametrize("name", ["gradient_descent", "momentum", "nesterov", "adam"])
@pytest.mark.parametrize(
    "experiment", [LINE, LINE.replace(loss="mse"), RING], ids=["half squares", "squares", "network"]
)  # fmt: skip
def test_scikit_learn_takes_the_same_steps(name, experiment, tmp_path):
    early = {"epsilon_before_correction": True} if name == "adam" else {}  # as scikit-learn's Adam does
    method = MethodChoice(1, name, {**RULES[name], **early}, batch_size=16)
    compare(experiment.replace(methods=(method,)), "sklearn", tmp_path)


@pytest.mark.parametrize("name", ["random_search", "hill_climbing", "exhaustive_search"])
@pytest.mark.parametrize("model", ["line", "polynomial", "slope"])
def test_searches_in_numpy(name, model, tmp_path):
    options = {"delta": 0.25} if name == "hill_climbing" else {"low": -4.0, "high": 4.0, "tries_per_step": 5}
    if name == "exhaustive_search":
        model, options["points_per_axis"] = model.replace("polynomial", "line"), 11
    method = MethodChoice(1, name, options)
    experiment = LINE.replace(model=ModelChoice(model), methods=(method,), l2=0.01, start=None)
    found = run(program_files(recipe_of(experiment, generate(experiment.data), STEPS), "numpy", "a"), tmp_path)
    losses, last = known(experiment, generate(experiment.data))
    np.testing.assert_allclose(found["losses"][: len(losses)], losses, rtol=1e-9)
    assert found["train_loss"] == pytest.approx(last, rel=1e-9)


@pytest.mark.parametrize("name", ["adagrad", "rmsprop"])
def test_where_keras_adds_epsilon_matters_little(name, tmp_path):
    """Keras divides by sqrt(v + epsilon), gdviz by sqrt(v) + epsilon: with its square both are epsilon where v is 0."""
    for options in ({"learning_rate": 0.02, "epsilon": 1e-7}, {"learning_rate": 0.02}):
        compare(RING.replace(methods=(MethodChoice(1, name, options),)), "gdviz", tmp_path, rtol=1e-3)


def test_epsilon_before_the_correction_in_numpy(tmp_path):
    options = {"learning_rate": 0.05, "epsilon": 0.01, "epsilon_before_correction": True}
    compare(RING.replace(methods=(MethodChoice(1, "adam", options, batch_size=16),)), "numpy", tmp_path)


@pytest.mark.skipif(find_spec("torch") is None, reason="PyTorch is not installed")
@pytest.mark.parametrize("name", RULES)
def test_pytorch_takes_the_same_steps(name, tmp_path):
    compare(by(RING, name, 16).replace(l2=0.01, l1=0.002), "pytorch", tmp_path, rtol=1e-7)


@pytest.mark.skipif(find_spec("torch") is None, reason="PyTorch is not installed")
@pytest.mark.parametrize("loss", ["mse", "half_mse", "mae", "huber"])
def test_pytorch_with_every_loss_of_a_line(loss, tmp_path):
    compare(by(LINE, "nesterov", 9).replace(loss=loss), "pytorch", tmp_path)


@pytest.mark.parametrize("target", ["keras", "gdviz"])
@pytest.mark.parametrize("name", [name for name in RULES if name != "rprop"])
def test_keras_takes_the_same_steps(name, target, tmp_path):
    if find_spec("keras" if target == "keras" else "gdviz.keras") is None:
        pytest.skip("Keras is not installed")
    places = {
        "adam": "epsilon_before_correction",
        "adamw": "epsilon_before_correction",
        "adagrad": "epsilon_under_root",
        "rmsprop": "epsilon_under_root",
    }
    where = {places[name]: True} if name in places else {}  # where Keras adds epsilon
    if name == "nadam":
        where = {"momentum_decay": 1.0}
    for batch in (None, 16):
        method = MethodChoice(1, name, {**RULES[name], **where}, batch_size=batch)
        # Keras keeps the learning rate and the loss it tells of in float32 (6e-8), whatever floatx is; in 40 steps that
        # grows to 4e-6
        compare(RING.replace(methods=(method,)), target, tmp_path, rtol=1e-5 if target == "keras" else 1e-9)


@pytest.mark.parametrize("target", ["keras", "gdviz"])
@pytest.mark.parametrize("loss", ["mse", "half_mse", "mae", "huber"])
def test_keras_with_every_loss_of_a_line_and_penalties(loss, target, tmp_path):
    if find_spec("keras" if target == "keras" else "gdviz.keras") is None:
        pytest.skip("Keras is not installed")
    for batch in (None, 9):
        compare(by(LINE, "nesterov", batch).replace(loss=loss, l2=0.01, l1=0.002), target, tmp_path, rtol=1e-6)
    options = {"learning_rate": 0.05, "epsilon_before_correction": True}
    compare(LINE.replace(loss=loss, methods=(MethodChoice(1, "adam", options),)), target, tmp_path, rtol=1e-6)


@pytest.mark.parametrize("target", TARGETS)
def test_every_program_is_python_without_long_lines(target):
    experiment = by(RING, "adam", 16)
    recipe = recipe_of(experiment, generate(experiment.data), 10)
    text = next(iter(program_files(recipe, target, "a").values()))
    ast.parse(text)
    assert max(map(len, text.splitlines())) <= 170
    assert ("from gdviz import" in text) == (target == "gdviz")


def test_a_notebook_holds_the_same_program(tmp_path):
    experiment = by(RING, "adam", 16)
    recipe = recipe_of(experiment, generate(experiment.data), STEPS)
    files = program_files(recipe, "numpy", "learn.ipynb", notebook=True)
    name, text = next(iter(files.items()))
    assert name == "learn.ipynb"
    notebook = json.loads(text)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    assert notebook["cells"][0]["cell_type"] == "markdown"
    code = "\n\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    found = run({"learn.py": code, "learn.csv": files["learn.csv"]}, tmp_path)
    np.testing.assert_allclose(found["losses"], known(experiment, generate(experiment.data))[0], rtol=1e-9)


DROPOUT = RING.replace(model=ModelChoice("network", {"layers": [{"name": "dense"}, {"name": "dropout"}]}))


@pytest.mark.parametrize(
    ("experiment", "target", "said"),
    [
        (LINE.replace(methods=(MethodChoice(1, "newton"),)), "pytorch", "no PyTorch program for Newton"),
        (LINE.replace(loss="mae", methods=(MethodChoice(1, "gauss_newton"),)), "numpy", "need a squared loss"),
        (by(LINE.replace(l2=0.1), "adam"), "sklearn", "set both to 0"),
        (by(LINE.replace(loss="mae"), "adam"), "sklearn", "squared error or cross-entropy"),
        (LINE.replace(methods=(MethodChoice(1, active=False),)), "numpy", "no active method"),
        (DROPOUT.replace(methods=(MethodChoice(1, "lbfgs"),)), "numpy", "with dropout or batch normalisation"),
    ],
)  # fmt: skip
def test_what_has_no_program_says_so(experiment, target, said):
    with pytest.raises(CodeError, match=said):
        program_files(recipe_of(experiment, generate(experiment.data), 5), target, "a")


def test_an_unknown_kind_is_named():
    with pytest.raises(ValueError, match="target must be one of numpy, sklearn"):
        program_files(recipe_of(LINE, generate(LINE.data), 5), "fortran", "a")
