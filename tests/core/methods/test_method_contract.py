"""What holds for every registered method, those of other packages included."""

from __future__ import annotations

import copy
import re
import tracemalloc
from math import sqrt
from typing import Any

import numpy as np
import pytest
from line_objective import half_mse, noisy_line, objective_of
from toy_objectives import Constant, Rosenbrock, Scripted

from gdviz.core import hyperparameter
from gdviz.core.clipping import CLIPS
from gdviz.core.methods import METHODS, GradientMethod, Method
from gdviz.core.methods.base import GROUPS, takes_schedule
from gdviz.core.objective import Objective
from gdviz.core.schedules import SCHEDULES

NAMES = list(METHODS)
GRADIENT_METHODS = [name for name in NAMES if issubclass(METHODS[name], GradientMethod)]
NUMERIC = [
    (name, declared)
    for name in NAMES
    for declared in hyperparameter.hyperparameters(METHODS[name])
    if declared.kind in ("real", "integer")
]
X, Y = noisy_line()


def started(name: str, seed: int = 3) -> tuple[Method, Objective]:
    objective = objective_of(X, Y, start=(-4.0, 4.0))
    method = METHODS[name]()
    method.start(objective, seed)
    return method, objective


def run(method: Method, objective: Objective, steps: int) -> np.ndarray[Any, Any]:
    places = [objective.theta.copy()]
    for _ in range(steps):
        method.step(objective.theta, objective)
        places.append(objective.theta.copy())
    return np.array(places)


def test_all_that_the_curriculum_races_is_there_in_groups() -> None:
    menu: dict[str, list[str]] = {group: [] for group in GROUPS}
    for name in sorted(NAMES, key=lambda name: METHODS[name].order):
        menu[METHODS[name].group] += [name]
    assert menu["direct"][:1] == ["closed_form"]
    assert menu["search"][:5] == [
        "exhaustive_search", "random_search", "hill_climbing", "simulated_annealing", "nelder_mead"
    ]  # fmt: skip
    assert menu["first"][:3] == ["gradient_descent", "momentum", "nesterov"]
    assert menu["adaptive"][:7] == ["rprop", "adagrad", "rmsprop", "adadelta", "adam", "adamw", "nadam"]
    assert menu["second"][:5] == ["newton", "gauss_newton", "levenberg_marquardt", "conjugate_gradient", "lbfgs"]


@pytest.mark.parametrize("name", NAMES)
def test_introduces_itself(name: str) -> None:
    method, _ = started(name)
    assert method.name == name
    assert method.title
    assert method.formula
    assert all("{w}" in line or "θ" in line or "ᵗ" in line for line in method.formula)
    assert METHODS[name].__doc__
    for declared in hyperparameter.hyperparameters(METHODS[name]):
        assert declared.help, f"{name}.{declared.name} does not say what it does to learning"


@pytest.mark.parametrize("name", NAMES)
def test_step_changes_theta_in_place_and_returns_the_loss_before(name: str) -> None:
    method, objective = started(name)
    theta = objective.theta
    for _ in range(5):
        expected = half_mse(X, Y, *theta)
        assert method.step(theta, objective) == pytest.approx(expected, rel=1e-10)
        assert objective.theta is theta
        assert np.isfinite(theta).all()
        assert half_mse(X, Y, *theta) <= half_mse(X, Y, -4.0, 4.0)


@pytest.mark.parametrize("name", NAMES)
def test_stepping_leaves_hyperparameters_alone(name: str) -> None:
    method, objective = started(name)
    before = copy.deepcopy(hyperparameter.values(method))
    run(method, objective, 5)
    assert hyperparameter.values(method) == before


@pytest.mark.parametrize("name", NAMES)
def test_state_is_named_arrays_allocated_at_the_start(name: str) -> None:
    method, objective = started(name)
    arrays = dict(method.state)
    run(method, objective, 5)
    assert method.state.keys() == arrays.keys()
    for key, array in arrays.items():
        assert key.isidentifier()
        assert method.state[key] is array, f"{key} was replaced instead of changed in place"
        # a number, a vector like theta, or some of them: the corners of a simplex, the last steps
        assert array.shape[-1:] in ((), objective.theta.shape, (objective.theta.size + 1,))
        assert array.ndim <= 2


@pytest.mark.parametrize("name", NAMES)
def test_same_seed_same_run(name: str) -> None:
    first, second = run(*started(name, seed=8), 12), run(*started(name, seed=8), 12)
    assert np.array_equal(first, second)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", ["a", 1.5, -1, None])
def test_a_seed_is_a_whole_number_from_0_on(name: str, seed: Any) -> None:
    with pytest.raises(ValueError, match=f"seed must be (a whole number|at least 0); got {seed!r}"):
        started(name, seed)


@pytest.mark.parametrize("name", NAMES)
def test_starting_again_forgets_the_run_before(name: str) -> None:
    method, objective = started(name, seed=8)
    first = run(method, objective, 6)
    objective.theta[...] = (-4.0, 4.0)
    method.start(objective, 8)
    assert method.finished == ""
    assert np.array_equal(run(method, objective, 6), first)


@pytest.mark.parametrize("name", NAMES)
def test_a_saved_state_continues_to_the_bit(name: str) -> None:
    method, objective = started(name, seed=8)
    run(method, objective, 7)
    # checkpoints keep every number as float64
    saved = {key: array.astype(np.float64) for key, array in method.save_state().items()}
    theta = objective.theta.copy()
    expected = run(method, objective, 6)

    fresh, other = started(name, seed=8)
    run(fresh, other, 2)
    fresh.load_state(saved)
    other.theta[...] = theta
    assert np.array_equal(run(fresh, other, 6), expected)
    for key, array in method.state.items():
        assert np.array_equal(fresh.state[key], array, equal_nan=True)


@pytest.mark.parametrize("name", NAMES)
def test_a_saved_state_is_a_copy(name: str) -> None:
    method, objective = started(name)
    saved = method.save_state()
    kept = copy.deepcopy(saved)
    run(method, objective, 3)
    for key, array in kept.items():
        assert np.array_equal(saved[key], array, equal_nan=True)


@pytest.mark.parametrize("name", [name for name in NAMES if not METHODS[name].uses_batches])
def test_what_compares_losses_sees_all_rows_whatever_batch_was_selected(name: str) -> None:
    method, objective = started(name)
    other, whole = started(name)
    for _ in range(6):
        objective.select(np.array([0, 1]))
        assert method.step(objective.theta, objective) == other.step(whole.theta, whole)
        assert np.array_equal(objective.theta, whole.theta)


@pytest.mark.parametrize("name", GRADIENT_METHODS)
def test_a_gradient_step_costs_one_evaluation(name: str) -> None:
    method, objective = started(name)
    run(method, objective, 9)
    assert objective.evaluations == 9


@pytest.mark.parametrize("name", [name for name in NAMES if takes_schedule(METHODS[name])])
def test_a_schedule_changes_the_learning_rate_of_each_step_and_nothing_else(name: str) -> None:
    # at half the rate for two steps, then at a quarter: set by hand, and by a schedule
    by_hand, objective = started(name)
    rate = by_hand.learning_rate  # type: ignore[attr-defined]
    expected = []
    for share in (1.0, 1.0, 0.5, 0.5, 0.25):
        by_hand.learning_rate = rate * share  # type: ignore[attr-defined]
        by_hand.step(objective.theta, objective)
        expected.append(objective.theta.copy())
    scheduled, other = started(name)
    scheduled.schedule = SCHEDULES["step"](drop=0.5, steps=2)  # type: ignore[attr-defined]
    assert np.array_equal(run(scheduled, other, 5)[1:], expected)
    assert scheduled.learning_rate == rate  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", GRADIENT_METHODS)
def test_a_clipped_step_is_that_of_the_shorter_gradient(name: str) -> None:
    method, plain = METHODS[name](), METHODS[name]()
    assert isinstance(method, GradientMethod)
    assert isinstance(plain, GradientMethod)
    steep, gentle = Scripted(1.0, [8.0, -3.0, 0.5]), Scripted(1.0, [2.0, -2.0, 0.5])
    method.clip = CLIPS["value"](limit=2.0)
    for one, objective in ((method, steep), (plain, gentle)):
        one.start(objective, 1)
        for _ in range(3):
            one.step(objective.theta, objective)
    assert np.array_equal(steep.theta, gentle.theta)
    assert steep.grad == [0.5], "the gradient itself is left as it was"


@pytest.mark.parametrize("name", GRADIENT_METHODS)
def test_the_card_tells_the_rate_and_the_gradient_that_the_step_took(name: str) -> None:
    method, objective = started(name)
    assert isinstance(method, GradientMethod)
    method.clip = CLIPS["norm"](limit=1e-3)
    if takes_schedule(type(method)):
        method.schedule = SCHEDULES["cosine"](steps=10)
    before, earlier = objective.theta.copy(), method.save_state()
    for _ in range(3):
        before, earlier = objective.theta.copy(), method.save_state()
        method.step(objective.theta, objective)
    lines = method.explained(before, objective.theta.copy(), objective.grad.copy(), earlier, 0)
    assert len(lines) == len(method.rule) == len(method.formula) + 1 + takes_schedule(type(method))
    if takes_schedule(type(method)):
        # the third step has t = 2: (1 + cos(0.2 pi)) / 2 = 0.904508
        assert lines[0].split(" × ")[1].startswith("0.904508"[:6])
        check_line(lines[0])
    for line in lines:
        if " = " in line and " ≈ " not in line:
            check_line(line)


@pytest.mark.parametrize("name", GRADIENT_METHODS)
def test_a_gradient_step_allocates_nothing_that_grows_with_the_parameters(name: str) -> None:
    objective = Constant(100_000)  # 800 kB a vector
    method = METHODS[name]()
    method.start(objective, seed=1)
    method.step(objective.theta, objective)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        for _ in range(3):
            method.step(objective.theta, objective)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert peak < 8_000


@pytest.mark.parametrize(("name", "declared"), NUMERIC, ids=[f"{n}-{d.name}" for n, d in NUMERIC])
def test_what_is_out_of_range_is_named_with_its_limits(name: str, declared: hyperparameter.Hyperparameter) -> None:
    assert declared.low is not None
    assert declared.high is not None
    for wrong in (declared.low - 1, declared.high + 1):
        with pytest.raises(ValueError, match=rf"^{declared.name} must be in \[.+, .+\]; got {re.escape(repr(wrong))}"):
            METHODS[name](**{declared.name: wrong})
    for nonsense in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match=f"^{declared.name} must be .* got {nonsense}"):
            METHODS[name](**{declared.name: nonsense})
    with pytest.raises(TypeError, match=f"^{declared.name} must be a number; got 'fast'"):
        METHODS[name](**{declared.name: "fast"})
    METHODS[name](**{declared.name: declared.low})
    METHODS[name](**{declared.name: declared.high})


@pytest.mark.parametrize(("name", "declared"), NUMERIC, ids=[f"{n}-{d.name}" for n, d in NUMERIC])
def test_sliders_lie_within_the_range(name: str, declared: hyperparameter.Hyperparameter) -> None:
    assert None not in (declared.low, declared.soft_low, declared.soft_high, declared.high)
    assert declared.low <= declared.soft_low < declared.soft_high <= declared.high
    assert declared.soft_low <= declared.default <= declared.soft_high
    if declared.scale == "log":
        assert declared.soft_low > 0


# -- the card "This step" ----------------------------------------------------------------------------------------------


def as_python(text: str) -> str:
    """Return a line of the card as Python would write it."""
    raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    text = re.sub("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda found: f"**({found[0].translate(raised)})", text)
    text = re.sub(r"√([\d.]+)", r"sqrt(\1)", text).replace("√", "sqrt")
    return text.replace("−", "-").replace("×", "*")


def check_line(line: str) -> None:
    """Work out the left side from the digits shown: it must give the right side to its last digit."""
    left, right = line.rsplit(" = ", 1)
    mantissa, _, power = right.partition(" × ")
    scale = eval(as_python(power)) if power else 1
    decimals = len(mantissa.partition(".")[2])
    value = eval(as_python(left), {"sqrt": sqrt})
    assert f"{value / scale:.{decimals}f}".lstrip("-") == as_python(mantissa).lstrip("-"), line
    assert value * eval(as_python(mantissa)) >= 0, line


@pytest.mark.parametrize("name", NAMES)
def test_the_card_has_a_line_of_numbers_for_each_of_the_formula(name: str) -> None:
    method, objective = started(name)
    for _ in range(3):
        before, earlier = objective.theta.copy(), method.save_state()
        method.step(objective.theta, objective)
        for index in range(2):
            lines = method.numbers(before, objective.theta.copy(), objective.grad.copy(), earlier, index)
            assert len(lines) == len(method.formula)
            assert all(lines)


@pytest.mark.parametrize("name", [name for name in NAMES if METHODS[name].uses_gradient])
def test_whoever_checks_the_card_with_a_calculator_gets_the_same_digits(name: str) -> None:
    objective = Rosenbrock()
    method = METHODS[name]()
    if hasattr(method, "learning_rate"):
        method.learning_rate = 1e-4
    method.start(objective, seed=1)
    checked = unequal = 0
    for _ in range(200):
        before, earlier = objective.theta.copy(), method.save_state()
        method.step(objective.theta, objective)
        for index in range(2):
            for line in method.numbers(before, objective.theta.copy(), objective.grad.copy(), earlier, index):
                if " ≈ " in line:
                    unequal += 1
                else:
                    check_line(line)
                    checked += 1
    assert checked >= 400 - unequal
    assert unequal <= 0.02 * (checked + unequal)
