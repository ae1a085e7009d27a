"""Surfaces against the loss itself, asked point by point."""

from __future__ import annotations

import numpy as np
import pytest
import random_objectives

from gdviz.core import landscape
from gdviz.core.landscape import (
    curve,
    line_values,
    parameter_plane,
    random_plane,
    refine,
    refine_in_pieces,
    surface,
)
from gdviz.core.losses import LOSSES
from gdviz.core.objective import Objective

EXTENT = (-2.0, 3.0, -1.0, 4.0)
SHAPE = (9, 7)


@pytest.mark.parametrize("penalty", [{}, {"l1": 0.2, "l2": 0.3}])
@pytest.mark.parametrize("kind", ["parameters", "random"])
@pytest.mark.parametrize(("model", "task", "loss"), random_objectives.combinations())
def test_every_point_is_the_loss_there(model, task, loss, kind, penalty) -> None:
    objective = random_objectives.objective(model, task, loss, n=13, d=2, seed=3, **penalty)
    here = objective.theta.copy()
    if here.size == 1:
        plane = parameter_plane(here, 0, 0)
    elif kind == "parameters":
        plane = parameter_plane(here, 0, here.size - 1)
    else:
        plane = random_plane(here, np.random.default_rng(1), objective.model.parameters)
    found = surface(objective, plane, EXTENT, SHAPE)
    np.testing.assert_array_equal(objective.theta, here)
    assert objective.evaluations == 0
    assert found.shape == SHAPE
    for row, b in enumerate(np.linspace(-1, 4, 9)):
        for column, a in enumerate(np.linspace(-2, 3, 7)):
            theta = plane.origin + a * plane.u + b * plane.v
            assert found[row, column] == pytest.approx(objective.loss(theta), rel=1e-10)


def test_all_rows_count_whatever_batch_is_selected() -> None:
    objective = random_objectives.objective("logistic", "classification", "binary_cross_entropy", n=10)
    plane = parameter_plane(objective.theta, 0, 1)
    whole = surface(objective, plane, EXTENT, SHAPE)
    objective.select(np.array([1, 2]))
    np.testing.assert_array_equal(surface(objective, plane, EXTENT, SHAPE), whole)


@pytest.mark.parametrize("n", [3, 1000])
def test_hand_worked_surface_of_a_line(n) -> None:
    # y = 2 x - 1 exactly, so L(w, b) = mean of ((w - 2) x + (b + 1))^2
    x = np.linspace(-1, 1, n)
    model = random_objectives.built("line", "regression", x[:, None], 1)
    objective = Objective(model, LOSSES["mse"](), x[:, None], 2 * x - 1)
    w, b = np.meshgrid(np.linspace(1, 3, 5), np.linspace(-2, 0, 3))
    expected = (w - 2) ** 2 * np.mean(x**2) + (b + 1) ** 2
    found = surface(objective, parameter_plane(objective.theta, 0, 1), (1.0, 3.0, -2.0, 0.0), (3, 5))
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-28)
    assert found[1, 2] == found.min() >= 0


def test_ill_conditioned_and_single_precision_lines_too() -> None:
    x = np.linspace(-3, 3, 30)
    for degree, dtype, limit in ((15, np.float64, 1e-10), (3, np.float32, 1e-5)):
        model = random_objectives.built("polynomial", "regression", x[:, None], 1, degree=degree, dtype=dtype)
        objective = Objective(model, LOSSES["mse"](), x[:, None], np.sin(x))
        assert objective.quadratic is None
        plane = parameter_plane(objective.theta, 0, 1)
        found = surface(objective, plane, EXTENT, (3, 3))
        w0, w1 = np.meshgrid([-2, 0.5, 3], [-1, 1.5, 4])
        expected = ((w0[..., None] + w1[..., None] * x - np.sin(x)) ** 2).mean(axis=2)
        np.testing.assert_allclose(found, expected, rtol=limit)


def test_a_curve_of_one_parameter() -> None:
    x = np.array([1.0, 2.0])
    model = random_objectives.built("slope", "regression", x[:, None], 1)
    objective = Objective(model, LOSSES["half_mse"](), x[:, None], 3 * x)
    # (1/2n) sum (m - 3)^2 x^2 = (m - 3)^2 5/4
    np.testing.assert_allclose(curve(objective, 0, 0.0, 6.0, 4), [45 / 4, 5 / 4, 5 / 4, 45 / 4])


def test_a_curve_keeps_the_other_parameters() -> None:
    objective = random_objectives.objective("network", "regression", "mse", hidden=(3,))
    place = objective.theta.copy()
    found = curve(objective, 4, -1.0, 1.0, 3)
    expected = []
    for value in (-1.0, 0.0, 1.0):
        place[4] = value
        expected.append(objective.loss(place.copy()))
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_values_along_a_line() -> None:
    objective = random_objectives.objective("softmax", "classification", "categorical_cross_entropy", k=3)
    start, direction = objective.theta.copy(), np.random.default_rng(2).normal(size=objective.theta.size)
    positions = np.linspace(-1, 2, 7)
    found = line_values(objective, start, direction, positions)
    np.testing.assert_allclose(found, [objective.loss(start + t * direction) for t in positions], rtol=1e-12)


def test_refine_goes_from_coarse_to_fine() -> None:
    objective = random_objectives.objective("network", "classification", "binary_cross_entropy")
    plane = random_plane(objective.theta, np.random.default_rng(1), objective.model.parameters)
    shapes = ((2, 2), (3, 3), (5, 5))
    coarse, middle, fine = refine(objective, plane, EXTENT, shapes)
    assert [values.shape for values in (coarse, middle, fine)] == list(shapes)
    np.testing.assert_allclose(fine[::2, ::2], middle, rtol=1e-12)
    np.testing.assert_allclose(fine[::4, ::4], coarse, rtol=1e-12)


@pytest.mark.parametrize("model", ["network", "logistic"])
def test_refine_stops_when_told_to_and_puts_theta_back(model) -> None:
    objective = random_objectives.objective(model, "classification", "binary_cross_entropy", n=200)
    here = objective.theta.copy()
    plane, asked = parameter_plane(here, 0, 1), []

    def stop() -> bool:
        asked.append(True)
        return len(asked) > 20

    seen = list(refine(objective, plane, EXTENT, ((2, 2), (400, 400)), stop))
    assert [values.shape for values in seen] == [(2, 2)]
    assert len(asked) == 21
    np.testing.assert_array_equal(objective.theta, here)


def test_beyond_the_numbers_there_is_no_warning(recwarn) -> None:
    x = np.array([[1.0], [2.0]])
    objective = Objective(random_objectives.built("line", "regression", x, 1), LOSSES["mse"](), x, np.array([0.0, 1.0]))
    found = surface(objective, parameter_plane(objective.theta, 0, 1), (-1e200, 1e200, -1.0, 1.0), (2, 2))
    assert np.isinf(found).all()
    assert not recwarn.list


@pytest.mark.parametrize("kind", ["parameters", "random"])
def test_a_long_surface_comes_in_pieces_and_is_the_same(kind, monkeypatch) -> None:
    penalty = {"l1": 0.2, "l2": 0.3}
    objective = random_objectives.objective("network", "classification", "binary_cross_entropy", n=13, **penalty)
    here = objective.theta.copy()
    plane = parameter_plane(here, 0, 1)
    if kind == "random":
        plane = random_plane(here, np.random.default_rng(1), objective.model.parameters)
    shapes = ((3, 3), (5, 5))
    coarse, fine = refine(objective, plane, EXTENT, shapes)
    monkeypatch.setattr(landscape, "PIECE_NUMBERS", 1)
    monkeypatch.setattr(landscape, "BLOCK_NUMBERS", 1)
    pieces, waiting = refine_in_pieces(objective, plane, EXTENT, shapes), []
    for values in pieces:
        waiting.append(values is None)
        with pytest.warns(RuntimeWarning):  # what is ignored within a surface is not for who has a turn meanwhile
            np.array([1.0]) / 0.0
        if values is not None:
            np.testing.assert_allclose(values, coarse if values.shape == (3, 3) else fine, rtol=1e-12)
    assert waiting.count(False) == 2
    assert waiting.index(False) == 9 + 9  # each loss and each price, one by one
    np.testing.assert_array_equal(objective.theta, here)
