"""Every registered surface: its gradient, its minima, and that methods of every kind run on it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize, rosen, rosen_der

from gdviz.core.methods import METHODS
from gdviz.core.surfaces import SURFACES, SurfaceObjective
from gdviz.core.surfaces.base import SumOfSquares

NAMES = list(SURFACES)
PLACES = np.random.default_rng(1).uniform(-2.0, 2.0, (40, 2))
METHOD_OPTIONS = {"exhaustive_search": {"low": -4.5, "high": 4.5}, "random_search": {"low": -4.5, "high": 4.5}}


def test_those_that_a_lecture_asks_for_are_there() -> None:
    assert {"bowl", "saddle", "plateau", "rosenbrock", "himmelblau", "two_valleys", "ripples", "beale"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_introduces_itself(name: str) -> None:
    surface = SURFACES[name]
    left, right, bottom, top = surface.extent
    assert surface.title
    assert surface.formula
    for x, y in (surface.start, *surface.minima):
        assert left <= x <= right
        assert bottom <= y <= top


@pytest.mark.parametrize("name", NAMES)
def test_the_gradient_is_that_of_central_differences(name: str) -> None:
    surface = SURFACES[name]()
    x, y = PLACES.T
    dx, dy = surface.gradient(x, y)
    h = 1e-6
    assert dx == pytest.approx((surface.value(x + h, y) - surface.value(x - h, y)) / (2 * h), rel=1e-5, abs=1e-6)
    assert dy == pytest.approx((surface.value(x, y + h) - surface.value(x, y - h)) / (2 * h), rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_arrays_and_single_places_agree(name: str) -> None:
    surface = SURFACES[name]()
    whole = surface.value(*PLACES.T)
    assert [float(surface.value(x, y)) for x, y in PLACES] == pytest.approx(whole, rel=1e-14)
    slopes = np.array(surface.gradient(*PLACES.T))
    assert pytest.approx(slopes, rel=1e-12, abs=1e-12) == np.array([surface.gradient(x, y) for x, y in PLACES]).T


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_lower_than_its_minima(name: str) -> None:
    surface = SURFACES[name]()
    for x, y in surface.minima:
        place = np.array([x, y])
        assert float(surface.value(*place)) == pytest.approx(surface.lowest, abs=1e-9)
        assert np.abs(surface.gradient(*place)).max() < 1e-6
        found = minimize(lambda p: float(surface.value(*p)), place, method="Nelder-Mead", options={"xatol": 1e-9})
        assert found.x == pytest.approx(place, abs=1e-4)
    left, right, bottom, top = surface.extent
    X, Y = np.meshgrid(np.linspace(left, right, 301), np.linspace(bottom, top, 301))
    assert surface.value(X, Y).min() >= surface.lowest - 1e-12


def test_rosenbrock_is_scipy_s() -> None:
    surface = SURFACES["rosenbrock"]()
    for place in PLACES:
        assert float(surface.value(*place)) == pytest.approx(rosen(place), rel=1e-12)
        assert surface.gradient(*place) == pytest.approx(rosen_der(place), rel=1e-12)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", list(METHODS))
def test_every_method_runs_on_every_surface(name: str, method: str) -> None:
    objective = SurfaceObjective(SURFACES[name]())
    made = METHODS[method](**METHOD_OPTIONS.get(method, {}))
    try:
        made.start(objective, 1)  # type: ignore[arg-type]
    except (ValueError, AttributeError):
        needs_rows = method == "closed_form"
        needs_squares = method in ("gauss_newton", "levenberg_marquardt") and not isinstance(
            objective.surface, SumOfSquares
        )
        assert needs_rows or needs_squares
        return
    if hasattr(made, "learning_rate"):
        made.learning_rate = min(made.learning_rate, 1e-3)
    first = float(objective.surface.value(*objective.theta))
    for _ in range(60):
        loss = made.step(objective.theta, objective)  # type: ignore[arg-type]
        assert np.isfinite(loss)
        if made.finished:
            break
    if method not in ("simulated_annealing", "gauss_newton"):
        assert float(objective.surface.value(*objective.theta)) <= first + 1e-12
    assert objective.evaluations > 0


@pytest.mark.parametrize(("start", "deep"), [((2.6, 2.0), False), ((-3.0, 1.0), True)])
def test_where_it_starts_decides_where_it_ends(start: tuple[float, float], deep: bool) -> None:
    surface = SURFACES["two_valleys"]()
    objective, method = SurfaceObjective(surface, start), METHODS["gradient_descent"](learning_rate=0.2)
    method.start(objective, 1)  # type: ignore[arg-type]
    for _ in range(2_000):
        method.step(objective.theta, objective)  # type: ignore[arg-type]
    assert bool(surface.value(*objective.theta) < surface.lowest + 1e-6) is deep


def test_squares_are_the_value_and_others_say_that_they_have_none() -> None:
    for name in NAMES:
        objective = SurfaceObjective(SURFACES[name]())
        if isinstance(objective.surface, SumOfSquares):
            r, slopes = objective.residuals(objective.theta)
            loss, grad = objective.loss_and_gradient(objective.theta)
            assert r @ r == pytest.approx(loss)
            assert 2 * slopes.T @ r == pytest.approx(grad, rel=1e-10, abs=1e-12)
        else:
            with pytest.raises(ValueError, match=f"least squares need a sum of squares; the surface {name} is none"):
                objective.residuals(objective.theta)
