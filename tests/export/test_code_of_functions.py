"""Programs that minimise a function of two variables go gdviz's way."""

from __future__ import annotations

import numpy as np
import pytest
from program_checks import known, run

from gdviz.core.surfaces import SURFACES
from gdviz.export.code import CodeError, program_files, recipe_of
from gdviz.training.build import generate
from gdviz.training.experiment import Experiment, MethodChoice, ModelChoice

START = (0.6, 0.9)


def function(expression, method="gradient_descent", **options):
    return Experiment(
        model=ModelChoice("function", {"expression": expression}), loss="height", start=START,
        methods=(MethodChoice(1, method, options),),
    )  # fmt: skip


def follows(experiment, folder, steps=15, rtol=1e-9):
    dataset = generate(experiment.data)
    found = run(program_files(recipe_of(experiment, dataset, steps), "numpy", "learn"), folder)
    losses, last = known(experiment, dataset, steps)
    n = min(len(losses), len(found["losses"]))
    assert n > 1
    np.testing.assert_allclose(found["losses"][:n], losses[:n], rtol=rtol, atol=1e-12)
    assert found["train_loss"] == pytest.approx(last, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("name", SURFACES)
def test_every_surface_goes_down_as_in_the_window(name, tmp_path):
    follows(function(SURFACES[name].expression, "adam", learning_rate=0.05), tmp_path)


@pytest.mark.parametrize("text", ["max(x, 2*y) + abs(x - y)^1.5", "x + atan(y)^2 - log(2 + cos(x*y))", "2*x - y"])
def test_typed_functions(text, tmp_path):
    follows(function(text, learning_rate=0.02), tmp_path)


@pytest.mark.parametrize("method", ["newton", "lbfgs", "nelder_mead", "hill_climbing", "simulated_annealing"])
def test_methods_of_other_kinds(method, tmp_path):
    follows(function("(1 - x)^2 + 3*(y - x^2)^2", method), tmp_path, steps=8, rtol=1e-5)


def test_other_libraries_say_what_to_take():
    experiment = function("x^2 + y^2")
    with pytest.raises(CodeError, match="written in NumPy: take that"):
        program_files(recipe_of(experiment, generate(experiment.data), 5), "keras", "learn")
