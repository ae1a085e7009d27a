"""Every registered surface: its gradient, its minima, and that methods of every kind run on it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize, rosen, rosen_der

from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models import MODELS
from gdviz.core.models.function import Function
from gdviz.core.objective import Objective
from gdviz.core.surfaces import SURFACES

NAMES = list(SURFACES)
PLACES = np.random.default_rng(1).uniform(-2.0, 2.0, (40, 2))
METHOD_OPTIONS = {"exhaustive_search": {"low": -4.5, "high": 4.5}, "random_search": {"low": -4.5, "high": 4.5}}
SQUARES = {"beale", "bowl", "himmelblau", "ravine", "rosenbrock", "saddle"}


def minimised(name: str, start: tuple[float, float] | None = None) -> Objective:
    """Return the objective that a run has: the surface as a model, from its own start."""
    model = MODELS["function"](expression=SURFACES[name].expression)
    model.build(1, 1, "regression")
    model.theta[...] = SURFACES[name].start if start is None else start
    return Objective(model, LOSSES["height"](), np.zeros((1, 1)), np.zeros(1))


def test_those_that_a_lecture_asks_for_are_there() -> None:
    assert {"bowl", "saddle", "plateau", "rosenbrock", "himmelblau", "two_valleys", "ripples", "beale"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_introduces_itself(name: str) -> None:
    surface = SURFACES[name]
    left, right, bottom, top = surface.extent
    assert surface.title
    for x, y in (surface.start, *surface.minima):
        assert left <= x <= right
        assert bottom <= y <= top


BY_HAND = (
    ("bowl", (3.0, 4.0), 12.5),
    ("ravine", (2.0, 1.0), 12.0),
    ("saddle", (1.0, 0.0), 0.75),
    ("himmelblau", (0.0, 0.0), 170.0),
    ("himmelblau", (3.0, 2.0), 0.0),
    ("beale", (0.0, 0.0), 1.5**2 + 2.25**2 + 2.625**2),
    ("plateau", (0.0, 0.0), 0.0),
    ("ripples", (np.pi / 2, 0.0), np.pi**2 / 40 + 2),
    ("rosenbrock", (2.0, 3.0), 101.0),
    ("two_valleys", (2.0, 1.0), 0.7 - np.exp(-0.5 * (3.5**2 + 4))),
)


@pytest.mark.parametrize(("name", "place", "value"), BY_HAND)
def test_values_by_hand(name: str, place: tuple[float, float], value: float) -> None:
    assert float(SURFACES[name].function().at(*place)) == pytest.approx(value, rel=1e-12, abs=1e-15)


def test_every_surface_is_worked_out_by_hand() -> None:
    own = {name for name, cls in SURFACES.items() if cls.__module__.startswith("gdviz.")}
    assert {name for name, _, _ in BY_HAND} == own


@pytest.mark.parametrize("name", NAMES)
def test_the_gradient_is_that_of_central_differences(name: str) -> None:
    f = SURFACES[name].function()
    x, y = PLACES.T
    dx, dy = f.gradient(x, y)
    h = 1e-6
    assert dx == pytest.approx((f.at(x + h, y) - f.at(x - h, y)) / (2 * h), rel=1e-5, abs=1e-6)
    assert dy == pytest.approx((f.at(x, y + h) - f.at(x, y - h)) / (2 * h), rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_arrays_and_single_places_agree(name: str) -> None:
    objective = minimised(name)
    whole = objective.losses(PLACES)
    assert [objective.loss(place) for place in PLACES] == pytest.approx(whole, rel=1e-12)
    slopes = SURFACES[name].function().gradient(*PLACES.T).T
    singly = np.array([objective.loss_and_gradient(place)[1].copy() for place in PLACES])
    assert pytest.approx(slopes, rel=1e-12, abs=1e-12) == singly


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_lower_than_its_minima(name: str) -> None:
    surface, f = SURFACES[name], SURFACES[name].function()
    for x, y in surface.minima:
        place = np.array([x, y])
        assert float(f.at(*place)) == pytest.approx(surface.lowest, abs=1e-9)
        assert np.abs(f.gradient(*place)).max() < 1e-6
        found = minimize(lambda p: float(f.at(*p)), place, method="Nelder-Mead", options={"xatol": 1e-9})
        assert found.x == pytest.approx(place, abs=1e-4)
    left, right, bottom, top = surface.extent
    X, Y = np.meshgrid(np.linspace(left, right, 301), np.linspace(bottom, top, 301))
    assert f.at(X, Y).min() >= surface.lowest - 1e-12


def test_rosenbrock_is_scipy_s() -> None:
    f = SURFACES["rosenbrock"].function()
    for place in PLACES:
        assert float(f.at(*place)) == pytest.approx(rosen(place), rel=1e-12)
        assert f.gradient(*place) == pytest.approx(rosen_der(place), rel=1e-12)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", list(METHODS))
def test_every_method_runs_on_every_surface(name: str, method: str) -> None:
    objective = minimised(name)
    made = METHODS[method](**METHOD_OPTIONS.get(method, {}))
    if method == "closed_form":
        with pytest.raises(ValueError, match="closed form needs a model that is linear in its parameters"):
            made.start(objective, 1)
        return
    if method in ("gauss_newton", "levenberg_marquardt") and name not in SQUARES:
        with pytest.raises(ValueError, match="least squares need a sum of squares"):
            made.start(objective, 1)
        return
    made.start(objective, 1)
    if hasattr(made, "learning_rate"):
        made.learning_rate = min(made.learning_rate, 1e-3)
    f = SURFACES[name].function()
    first = float(f.at(*objective.theta))
    for _ in range(60):
        loss = made.step(objective.theta, objective)
        assert np.isfinite(loss)
        if made.finished:
            break
    if method not in ("simulated_annealing", "gauss_newton"):
        assert float(f.at(*objective.theta)) <= first + 1e-12
    assert objective.evaluations > 0


@pytest.mark.parametrize(("start", "deep"), [((2.6, 2.0), False), ((-3.0, 1.0), True)])
def test_where_it_starts_decides_where_it_ends(start: tuple[float, float], deep: bool) -> None:
    objective, method = minimised("two_valleys", start), METHODS["gradient_descent"](learning_rate=0.2)
    method.start(objective, 1)
    for _ in range(2_000):
        method.step(objective.theta, objective)
    height = objective.loss(objective.theta)
    assert bool(height < SURFACES["two_valleys"].lowest + 1e-6) is deep


@pytest.mark.parametrize("name", NAMES)
def test_squares_are_the_value_and_others_say_that_they_have_none(name: str) -> None:
    objective = minimised(name)
    if name in SQUARES:
        r, slopes = objective.residuals(objective.theta)
        loss, grad = objective.loss_and_gradient(objective.theta)
        assert r @ r == pytest.approx(loss)
        assert 2 * slopes.T @ r == pytest.approx(grad, rel=1e-10, abs=1e-12)
    else:
        with pytest.raises(ValueError, match=r"least squares need a sum of squares, such as .*; f is none"):
            objective.residuals(objective.theta)


def test_a_function_is_known_as_a_surface_however_it_is_spaced() -> None:
    assert Function(expression="(1-x)**2+100*((y)-x²)^2").surface is SURFACES["rosenbrock"]
    assert Function(expression="x^2 + y^2").surface is None


def test_the_newton_step_on_a_bowl_is_the_last() -> None:
    objective, newton = minimised("ravine"), METHODS["newton"]()
    newton.start(objective, 1)
    newton.step(objective.theta, objective)
    assert objective.theta == pytest.approx([0.0, 0.0], abs=1e-6)


def test_losses_of_data_and_functions_are_not_mixed_up() -> None:
    model = MODELS["function"]()
    model.build(1, 1, "regression")
    with pytest.raises(ValueError, match="function is minimised itself, by the loss height; got the loss mse"):
        Objective(model, LOSSES["mse"](), np.zeros((1, 1)), np.zeros(1))
    line = MODELS["line"]()
    line.build(1, 1, "regression")
    with pytest.raises(ValueError, match="model line is not a function of itself; got the loss height"):
        Objective(line, LOSSES["height"](), np.zeros((1, 1)), np.zeros(1))


def test_a_wrong_formula_names_its_place() -> None:
    with pytest.raises(ValueError, match="expression: `z` at 5 is not known; this is a function of x and y"):
        Function(expression="x + z")
    with pytest.raises(TypeError, match="expression must be a formula in quotation marks; got 3"):
        Function(expression=3)
