"""Programs of networks with any layers, of races, and of runs that stop early give gdviz's numbers."""

from __future__ import annotations

import json
from importlib.util import find_spec

import numpy as np
import pytest
from program_checks import LINE, RING, compare, run
from program_runner import run_program

from gdviz.export.code import CodeError, program_files, recipe_of, recipes_of
from gdviz.training.build import generate, prepare
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice
from gdviz.training.race import Race
from gdviz.training.step_rules import ClipChoice, ScheduleChoice

TOLERANCE = {"numpy": 1e-9, "pytorch": 1e-7, "keras": 1e-4, "gdviz": 1e-8}
# where Keras adds epsilon, and PyTorch does not
EPSILON = {"keras": {"epsilon_before_correction": True}, "gdviz": {"epsilon_before_correction": True}}
FOUR = DataChoice("iris", features=("x1", "x2", "x1^2", "x2^2"))
PICTURE = {"name": "reshape", "rows": 2, "columns": 2, "channels": 1}


def net(*layers, method="adam", target="numpy", **changes):
    """Return an experiment with three classes, four inputs and these layers."""
    options = {"learning_rate": 0.03} | (EPSILON.get(target, {}) if method == "adam" else {})
    chosen = [layer if isinstance(layer, dict) else {"name": layer} for layer in layers]
    experiment = Experiment(
        data=FOUR, model=ModelChoice("network", {"layers": chosen}), loss="categorical_cross_entropy",
        methods=(MethodChoice(1, method, options, batch_size=16),),
    )  # fmt: skip
    return experiment.replace(**changes)


def needs(target):
    module = {"pytorch": "torch", "keras": "keras", "gdviz": "gdviz.keras"}.get(target)
    if module and find_spec(module) is None:
        pytest.skip(f"{module} is not installed")


def dense(**options):
    return {"name": "dense", "width": 4, **options}


def conv(**options):
    return {"name": "conv2d", "filters": 3, "kernel_rows": 2, "kernel_columns": 2, **options}


def pool(kind="max", **options):
    sides = {"pool_rows": 2, "pool_columns": 1, "stride_rows": 1, "stride_columns": 1}
    return {"name": f"{kind}_pooling2d", **sides, **options}


NETWORKS = {
    "convolution": [PICTURE, conv(activation="relu"), "flatten", dense(activation="tanh")],
    "padding": [PICTURE, conv(padding="same"), "relu", conv(padding="same", filters=2), "flatten"],
    "strides": [PICTURE, conv(padding="same", stride_rows=2, kernel_rows=3, activation="tanh"), "flatten"],
    "max": [PICTURE, conv(padding="same", activation="relu"), pool(), "flatten", dense(activation="relu")],
    "max padded": [PICTURE, conv(padding="same"), pool(padding="same", pool_columns=2), "flatten"],
    "mean": [PICTURE, conv(padding="same", activation="relu"), pool("average"), "flatten"],
    "normalised": [dense(), {"name": "batch_normalization", "momentum": 0.9}, "relu", dense(activation="relu")],
    "pictures normalised": [PICTURE, conv(padding="same"), "batch_normalization", "relu", "flatten"],
    "prices": [dense(activation="relu", l2=0.01), dense(activation="tanh", l1=0.003)],
    "frozen": [dense(activation="relu"), dense(activation="tanh", frozen=True), dense(activation="relu")],
    "frozen first": [PICTURE, conv(frozen=True, activation="relu"), "flatten", dense(activation="relu")],
    "no biases": [PICTURE, conv(bias=False, activation="relu"), "flatten", dense(bias=False, activation="tanh")],
    "initializers": [dense(initializer="he_uniform"), dense(activation="elu", initializer="lecun_normal", width=9)],
    "activations": [dense(width=6), {"name": "leaky_relu", "alpha": 0.1}, dense(), "gelu", dense(), "softmax"],
    "gelu by tanh": [dense(width=6), {"name": "gelu", "approximate": True}],
}


@pytest.mark.parametrize("target", TOLERANCE)
@pytest.mark.parametrize("name", NETWORKS)
def test_networks_of_any_layers(name, target, tmp_path):
    needs(target)
    if name in ("initializers", "gelu by tanh") and target == "keras":
        pytest.skip("it starts at losses beyond 16, where Keras cuts them off, as its program says")
    experiment = net(*NETWORKS[name], target=target)
    if (name, target) == ("gelu by tanh", "gdviz"):
        with pytest.raises(CodeError, match="GELU is the exact one"):
            program_files(recipe_of(experiment, generate(experiment.data), 20), target, "learn")
        return
    if "normalised" in name and target in ("pytorch", "keras"):  # whose running variance is another one
        dataset = generate(experiment.data)
        found = run(program_files(recipe_of(experiment, dataset, 20), target, "learn"), tmp_path)
        exact = run(program_files(recipe_of(experiment, dataset, 20), "numpy", "exact"), tmp_path)
        np.testing.assert_allclose(found["losses"], exact["losses"], rtol=TOLERANCE[target])
        return
    # Keras keeps learning rates in float32, and tells losses so
    compare(experiment, target, tmp_path, rtol=TOLERANCE[target], steps=20)


@pytest.mark.parametrize("target", TOLERANCE)
@pytest.mark.parametrize("output", [{"l1": 0.004, "l2": 0.01}, {"initializer": "zeros"}, {"frozen": True}])
def test_the_output_is_written_as_it_is_chosen(output, target, tmp_path):
    needs(target)
    options = {"hidden": (5,), "activation": "tanh", "output": {"name": "dense", **output}}
    experiment = net(target=target).replace(model=ModelChoice("network", options))
    compare(experiment, target, tmp_path, rtol=TOLERANCE[target], steps=20)


@pytest.mark.parametrize("target", ["numpy", "pytorch"])
def test_dropout_leaves_out_the_same_numbers(target, tmp_path):
    needs(target)
    layers = [dense(width=9, activation="relu"), {"name": "dropout", "rate": 0.3}, dense(), "dropout"]
    compare(net(*layers), target, tmp_path, rtol=TOLERANCE[target])


def test_dropout_in_front_of_filters(tmp_path):
    compare(net(PICTURE, "dropout", conv(padding="same"), "dropout", "flatten"), "numpy", tmp_path)


@pytest.mark.parametrize("target", ["keras", "gdviz"])
def test_where_dropout_is_drawn_otherwise_the_program_says_so_and_learns(target, tmp_path):
    needs(target)
    experiment = net(dense(width=30, activation="relu"), {"name": "dropout", "rate": 0.2}, target=target)
    files = program_files(recipe_of(experiment, generate(experiment.data), 60), target, "learn")
    assert "agree with gdviz's on average only" in files["learn.py"]
    found = run(files, tmp_path)
    assert found["train_loss"] < 0.7 * found["losses"][0]


RULES = {
    "schedule": {"schedule": ScheduleChoice("cosine", {"steps": 30})},
    "value": {"clip": ClipChoice("value", {"limit": 0.02})},
    "norm": {"clip": ClipChoice("norm", {"limit": 0.05})},
    "norm of each": {"clip": ClipChoice("norm_of_each", {"limit": 0.02})},
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("target", TOLERANCE)
def test_rules_of_a_network_with_a_price(target, rule, tmp_path):
    needs(target)
    method = MethodChoice(1, "gradient_descent", {"learning_rate": 0.3}, batch_size=16, **RULES[rule])
    rtol = 1e-3 if target == "pytorch" and "norm" in rule else TOLERANCE[target]  # PyTorch adds 10^-6 to the length
    compare(RING.replace(methods=(method,), l2=0.01), target, tmp_path, rtol=rtol, steps=20)


@pytest.mark.parametrize("frozen", [(1, 7), (10, 11, 12)], ids=["weights", "weight and biases"])
@pytest.mark.parametrize("target", ["numpy", "pytorch", "keras"])
def test_single_numbers_are_held_still(target, frozen, tmp_path):
    needs(target)
    method = MethodChoice(1, "momentum", {"learning_rate": 0.05}, batch_size=16)
    compare(RING.replace(methods=(method,), frozen=frozen), target, tmp_path, rtol=TOLERANCE[target], steps=20)


# -- stopping early ----------------------------------------------------------------------------------------------------


def stopped(experiment, steps):
    race = Race(prepare(experiment, generate(experiment.data))[2])
    race.advance(steps)
    return race.runs[1]


@pytest.mark.parametrize("batch", [None, 16])
@pytest.mark.parametrize("target", ["numpy", "sklearn", *(name for name in TOLERANCE if name != "numpy")])
def test_a_run_that_stops_early_ends_at_its_best_step(target, batch, tmp_path):
    needs(target)
    data = DataChoice("two_moons", {"n": 60, "noise": 0.5}, train_share=0.6)
    method = MethodChoice(1, "momentum", {"learning_rate": 0.5}, batch_size=batch)
    experiment = RING.replace(data=data, methods=(method,), patience=3)
    steps = 300
    best = stopped(experiment, steps)
    assert best.early_stop is not None
    found = run(program_files(recipe_of(experiment, generate(data), steps), target, "learn"), tmp_path)
    assert len(found["losses"]) == best.early_stop.stopped_step < steps
    assert found["train_loss"] == pytest.approx(best.evaluate()["train_loss"], rel=1e-4)


NOISY = DataChoice("two_moons", {"n": 40, "noise": 0.6}, train_share=0.5)
SEARCHED = LINE.replace(data=DataChoice("curve", {"n": 16, "noise": 0.5}, train_share=0.5), patience=3)
STOPPED = {
    "newton": (RING.replace(data=NOISY, model=ModelChoice("logistic"), patience=2), 40),
    "lbfgs": (RING.replace(data=NOISY, patience=3), 60),
    "conjugate_gradient": (RING.replace(data=NOISY, patience=3), 60),
    "levenberg_marquardt": (RING.replace(data=NOISY, loss="mse", patience=3, l2=1e-5), 60),
    "random_search": (SEARCHED, 60),
    "simulated_annealing": (SEARCHED, 200),
    "nelder_mead": (SEARCHED.replace(model=ModelChoice("polynomial", {"degree": 5})), 200),
}


@pytest.mark.parametrize("name", STOPPED)
def test_searches_and_methods_of_second_order_stop_early_too(name, tmp_path):
    experiment, steps = STOPPED[name]
    experiment = experiment.replace(methods=(MethodChoice(1, name),))
    best = stopped(experiment, steps)
    assert best.early_stop is not None
    assert best.early_stop.stopped_step < steps
    found = run(program_files(recipe_of(experiment, generate(experiment.data), steps), "numpy", "learn"), tmp_path)
    assert len(found["losses"]) == best.early_stop.stopped_step
    assert found["train_loss"] == pytest.approx(best.evaluate()["train_loss"], rel=1e-5)


@pytest.mark.parametrize("target", ["numpy", "sklearn", *(name for name in TOLERANCE if name != "numpy")])
def test_each_method_of_a_race_stops_by_itself(target, tmp_path):
    needs(target)
    methods = (
        MethodChoice(1, "momentum", {"learning_rate": 0.5}, batch_size=16),
        MethodChoice(2, "gradient_descent", {"learning_rate": 0.5}),
        *([MethodChoice(3, "lbfgs"), MethodChoice(4, "momentum", {"learning_rate": 0.3})] if target == "numpy" else []),
    )
    data = DataChoice("two_moons", {"n": 60, "noise": 0.5}, train_share=0.6)
    experiment, steps = RING.replace(data=data, methods=methods, patience=3), 120
    race = Race(prepare(experiment, generate(data))[2])
    race.advance(steps)
    ends = [run_.early_stop.stopped_step if run_.early_stop else steps for run_ in race.runs.values()]
    assert min(ends) < steps
    results, told = raced(program_files(recipes_of(experiment, generate(data), steps), target, "race"), tmp_path)
    assert "falls no more" not in told  # the table says it all
    assert [len(losses) for losses, _ in results.values()] == ends
    for (_, last), run_ in zip(results.values(), race.runs.values(), strict=True):
        assert last == pytest.approx(run_.evaluate()["train_loss"], rel=1e-4)


# -- races -------------------------------------------------------------------------------------------------------------

SHOW = """
import json, runpy, sys
print(json.dumps(runpy.run_path(sys.argv[1])["results"]))
"""


def raced(files, folder):
    for name, text in files.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    done = run_program(SHOW, [str(folder / next(iter(files)))], files)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1]), done.stdout


FIRST_ORDER = (
    MethodChoice(1, "gradient_descent", {"learning_rate": 0.02}),
    MethodChoice(2, "gradient_descent", {"learning_rate": 0.001}, batch_size=8),
    MethodChoice(3, "nesterov", {"learning_rate": 0.01}, batch_size=20),
)
OF_ALL_KINDS = (
    *FIRST_ORDER,
    MethodChoice(4, "adam", {"learning_rate": 0.1}, schedule=ScheduleChoice("warm_up", {"steps": 9})),
    MethodChoice(5, "levenberg_marquardt"), MethodChoice(6, "lbfgs"), MethodChoice(7, "newton", batch_size=30),
    MethodChoice(8, "nelder_mead"), MethodChoice(9, "simulated_annealing"), MethodChoice(10, "closed_form"),
)  # fmt: skip


@pytest.mark.parametrize("target", ["numpy", "sklearn", *(name for name in TOLERANCE if name != "numpy")])
def test_a_race_runs_every_method_from_the_same_start(target, tmp_path):
    needs(target)
    methods = OF_ALL_KINDS if target == "numpy" else FIRST_ORDER
    experiment = LINE.replace(methods=methods)
    dataset = generate(experiment.data)
    results, told = raced(program_files(recipes_of(experiment, dataset, 25), target, "race"), tmp_path)
    assert list(results)[:3] == ["Gradient descent 0.02", "Gradient descent 0.001", "Nesterov momentum"]
    assert "  step  Gradient descent 0.02" in told
    race = Race(prepare(experiment, dataset)[2])
    wanted = {key: [] for key in race.runs}
    for _ in range(25):
        for key, run_ in race.runs.items():
            if run_.advance(1):
                wanted[key].append(run_._batch_loss)
    for (losses, last), key in zip(results.values(), race.runs, strict=True):
        n = min(len(losses), len(wanted[key]))
        np.testing.assert_allclose(losses[:n], wanted[key][:n], rtol=1e-5, err_msg=str(key))
        assert last == pytest.approx(race.runs[key].evaluate()["train_loss"], rel=1e-5)


@pytest.mark.parametrize(
    ("experiment", "target", "said"),
    [
        (RING.replace(frozen=(1,)), "gdviz", "freezes whole layers, not single weights: take Keras"),
        (RING.replace(frozen=(1,)), "sklearn", "held still.*take NumPy"),
        (LINE.replace(methods=(MethodChoice(1, "lbfgs"),)), "pytorch", "searches along its line by other rules.*NumPy"),
        (net("dropout"), "sklearn", "dense layers only: take NumPy"),
        (net(dense(), "step"), "pytorch", "no step activation"),
        (net(dense(), {"name": "sigmoid", "beta": 2.0}), "keras", "no such sigmoid activation"),
        (net(PICTURE, pool("average", padding="same"), "flatten"), "numpy", "average pooling without padding"),
    ],
)  # fmt: skip
def test_why_there_is_no_program_and_what_to_do(experiment, target, said):
    with pytest.raises(CodeError, match=said):
        program_files(recipe_of(experiment, generate(experiment.data), 5), target, "a")
