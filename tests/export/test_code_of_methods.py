"""Programs for methods beyond one gradient a step, and for variants, give gdviz's numbers."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest
from program_checks import LINE, RING, compare, known, run

from gdviz.core.methods import METHODS
from gdviz.export.code import CodeError, program_files, recipe_of
from gdviz.training.build import generate
from gdviz.training.experiment import DataChoice, MethodChoice, ModelChoice
from gdviz.training.step_rules import ScheduleChoice

SMALL = RING.replace(model=ModelChoice("network", {"hidden": (3,), "activation": "tanh"}), loss="mse", l2=0.001)
LOGISTIC = RING.replace(model=ModelChoice("logistic"), l2=0.01)
SINE = LINE.replace(data=DataChoice("curve"), model=ModelChoice("sine"))
CURVE = LINE.replace(model=ModelChoice("polynomial", {"degree": 3}), l2=0.01)
WAYS = ("newton", "gauss_newton", "levenberg_marquardt", "lbfgs", "conjugate_gradient", "nelder_mead",
        "simulated_annealing")  # fmt: skip


def by(experiment, name, **options):
    return experiment.replace(methods=(MethodChoice(1, name, options),))


def path(experiment, folder, steps):
    """Return the losses of the program and those of gdviz, as far as both go before rounding ends them."""
    dataset = generate(experiment.data)
    found = run(program_files(recipe_of(experiment, dataset, steps), "numpy", "learn.py"), folder)
    losses, last = known(experiment, dataset, steps)
    return found, np.array(losses), last


@pytest.mark.parametrize(
    "model", [LINE, CURVE, SINE, LOGISTIC, SMALL], ids=["line", "powers", "sine", "logistic", "net"]
)
@pytest.mark.parametrize("name", WAYS)
def test_methods_that_know_more_than_a_slope(name, model, tmp_path):
    if name in ("gauss_newton", "levenberg_marquardt") and model is LOGISTIC:
        model = model.replace(loss="mse")
    # differences of rounding grow: where the surface is curved the wrong way, Newton's method jumps far
    steps = (3 if name == "newton" else 12) if model is SMALL else 25
    found, losses, last = path(by(model, name), tmp_path, steps)
    n = min(len(losses), len(found["losses"]))
    assert n > 2 or name == "gauss_newton" or name == "newton"
    np.testing.assert_allclose(found["losses"][:n], losses[:n], rtol=1e-5, atol=1e-10)
    np.testing.assert_allclose(found["train_loss"], last, rtol=1e-5, atol=1e-10)


def test_newton_to_the_root_and_in_batches(tmp_path):
    slope = LINE.replace(model=ModelChoice("slope"), data=DataChoice("line", train_share=1.0))
    found, losses, _ = path(by(slope, "newton", target="root"), tmp_path, 6)
    np.testing.assert_allclose(found["losses"], losses, rtol=1e-9)
    batches = LOGISTIC.replace(methods=(MethodChoice(1, "newton", batch_size=32),))
    found, losses, _ = path(batches, tmp_path, 8)
    np.testing.assert_allclose(found["losses"], losses, rtol=1e-7)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("adam", {"learning_rate": 0.1, "amsgrad": True}),
        ("adam", {"learning_rate": 0.1, "amsgrad": True, "epsilon": 0.01, "epsilon_before_correction": True}),
        ("adamw", {"learning_rate": 0.1, "weight_decay": 0.2, "amsgrad": True}),
        ("rmsprop", {"learning_rate": 0.02, "centered": True}),
        ("rmsprop", {"learning_rate": 0.02, "centered": True, "epsilon_under_root": True, "momentum": 0.5}),
    ],
)
@pytest.mark.parametrize("target", ["numpy", "pytorch"])
def test_variants(name, options, target, tmp_path):
    if target == "pytorch":
        pytest.importorskip("torch")
        if options.get("epsilon_before_correction") or options.get("epsilon_under_root"):
            pytest.skip("PyTorch adds epsilon to the root")
    experiment = RING.replace(methods=(MethodChoice(1, name, options, batch_size=16),))
    compare(experiment, target, tmp_path, rtol=1e-7)


@pytest.mark.parametrize("target", ["numpy", "pytorch"])
@pytest.mark.parametrize("name", ["gradient_descent", "adam", "rprop"])
def test_a_sine_wave(name, target, tmp_path):
    if target == "pytorch":
        pytest.importorskip("torch")
    compare(by(SINE, name, learning_rate=0.01), target, tmp_path, rtol=1e-7)


@pytest.mark.parametrize("target", ["keras", "gdviz"])
@pytest.mark.parametrize("batch", [None, 16])
def test_schedules_in_keras(batch, target, tmp_path):
    if find_spec(target) is None:
        pytest.skip("Keras is not installed")
    rule = MethodChoice(1, "momentum", {"learning_rate": 0.05}, batch_size=batch, schedule=ScheduleChoice("one_cycle"))
    compare(RING.replace(methods=(rule,)), target, tmp_path, rtol=1e-5 if target == "keras" else 1e-9)


FROZEN = (1, 7)


@pytest.mark.parametrize("name", [name for name in METHODS if name not in ("closed_form", "exhaustive_search")])
def test_weights_that_are_held_still(name, tmp_path):
    model = LINE.replace(frozen=(0,)) if METHODS[name].group in ("search", "second") else RING.replace(frozen=FROZEN)
    found, losses, last = path(by(model, name), tmp_path, 10)
    n = min(len(losses), len(found["losses"]))
    np.testing.assert_allclose(found["losses"][:n], losses[:n], rtol=1e-7, atol=1e-12)
    assert found["train_loss"] == pytest.approx(last, rel=1e-7)
    start = recipe_of(by(model, name), generate(model.data), 1).layers[0].arrays["W"].ravel()
    assert [found["W1"][place] for place in model.frozen] == [start[place] for place in model.frozen]
    assert name == "random_search" or len(start) == 1 or not np.array_equal(found["W1"], start)


def test_weights_that_are_held_still_in_pytorch_and_in_powers(tmp_path):
    pytest.importorskip("torch")
    compare(by(RING.replace(frozen=FROZEN), "adam"), "pytorch", tmp_path, rtol=1e-7)
    compare(by(CURVE.replace(frozen=(0, 2)), "adam"), "numpy", tmp_path, rtol=1e-9)


@pytest.mark.parametrize("target", ["gdviz", "keras", "pytorch", "sklearn"])
@pytest.mark.parametrize("name", sorted(METHODS))
@pytest.mark.parametrize("model", [LINE, LOGISTIC.replace(l2=0.0)], ids=["line", "logistic"])
def test_what_has_no_program_says_what_to_take(model, name, target):
    if name in ("closed_form", "gauss_newton", "levenberg_marquardt", "exhaustive_search") and model is not LINE:
        pytest.skip("not for this model")
    dataset = generate(model.data)
    try:
        files = program_files(recipe_of(by(model, name), dataset, 5), target, "learn.py")
    except CodeError as error:
        words = str(error)
        assert METHODS[name].title in words
        assert any(hint in words for hint in ("take NumPy", "choose"))
        if name != "adadelta":
            assert "squared error" not in words  # another loss would not help
    else:
        compile(files["learn.py"], "learn.py", "exec")
