"""Surfaces for films: fast, and to the eye those that are computed point by point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from gdviz.core.landscape import StoppedError, parameter_plane, surface
from gdviz.core.losses import LOSSES
from gdviz.core.objective import Objective
from gdviz.core.operations import Array
from gdviz.core.planes import Plane
from gdviz.lessons import find_lesson
from gdviz.session import drafts
from gdviz.training.build import generate, prepare
from gdviz.training.preparation import Blueprint
from gdviz.training.race import Race
from gdviz.training.settings import Settings

WIDE, NARROW = 1.5, 1e-4


def _of(lesson: str) -> tuple[Blueprint, Settings, Array]:
    experiment = find_lesson(lesson).experiment
    race = Race(prepare(experiment, generate(experiment.data))[2])
    run = next(iter(race.runs.values()))
    return race.spec.blueprint, run.settings, run.model.theta.copy()


def _around(theta: Array, reach: float) -> tuple[Plane, tuple[float, float, float, float]]:
    a, b = theta[0], theta[1]
    return parameter_plane(theta, 0, 1), (a - reach, a + reach, b - reach, b + reach)


def _losses(blueprint: Blueprint, settings: Settings) -> Callable[[Array], float]:
    """Return the training loss at any theta, in double precision."""
    split = settings.split
    return Objective(blueprint.make(), LOSSES[settings.loss](), split.X_train, split.y_train).loss


@pytest.mark.parametrize("reach", [WIDE, NARROW])
def test_a_draft_has_the_loss_where_it_was_computed(reach: float) -> None:
    blueprint, settings, theta = _of("network-plane-spiral")
    plane, extent = _around(theta, reach)
    loss = _losses(blueprint, settings)
    drawn = drafts.draft(blueprint, settings, plane, extent, lambda: False)
    rows, columns = drawn.shape
    assert rows == columns == 49
    for row, column in ((0, 0), (0, 48), (24, 24), (48, 0), (12, 33)):
        moved = theta.copy()
        moved[0] = extent[0] + column / (columns - 1) * 2 * reach
        moved[1] = extent[2] + row / (rows - 1) * 2 * reach
        assert drawn[row, column] == pytest.approx(loss(moved), abs=2e-3 * np.ptp(drawn))


def test_no_point_of_a_draft_is_off_by_more_than_can_be_seen() -> None:
    blueprint, settings, theta = _of("network-plane-spiral")
    plane, extent = _around(theta, WIDE)
    loss = _losses(blueprint, settings)
    drawn = drafts.draft(blueprint, settings, plane, extent, lambda: False)
    between = np.random.default_rng(7).integers(0, 49, (12, 2))
    for row, column in between:
        moved = theta.copy()
        moved[:2] = extent[0] + column / 48 * 2 * WIDE, extent[2] + row / 48 * 2 * WIDE
        assert drawn[row, column] == pytest.approx(loss(moved), abs=0.01 * np.ptp(drawn))


def test_joining_follows_a_parabola_and_stays_within_its_values() -> None:
    across = np.linspace(-1, 1, 17)
    fine = np.linspace(-1, 1, 49)
    bowl = across[:, None] ** 2 + 3 * across**2 + 4 * across[:, None]  # no lowest point within
    np.testing.assert_allclose(
        drafts.smooth(bowl)[:, 1:-1], (fine[:, None] ** 2 + 3 * fine**2 + 4 * fine[:, None])[:, 1:-1], atol=1e-12
    )
    cliff = np.where(across > 0, 1.0, 0.0) * np.ones((17, 1))
    joined = drafts.smooth(cliff)
    assert (joined.min(), joined.max()) == (0.0, 1.0)


def test_what_is_beyond_the_numbers_is_not_joined() -> None:
    holed = np.ones((17, 17))
    holed[3, 4] = np.inf
    assert drafts.smooth(holed) is holed


def test_a_draft_ends_when_it_is_told_to() -> None:
    blueprint, settings, theta = _of("network-plane-spiral")
    with pytest.raises(StoppedError):
        drafts.draft(blueprint, settings, *_around(theta, WIDE), lambda: True)


@pytest.mark.parametrize(("lesson", "worth"), [("network-plane-spiral", True), ("gd-line", False), ("minima", False)])
def test_only_networks_are_drafted(lesson: str, worth: bool) -> None:
    assert drafts.can_draft(_of(lesson)[0]) is worth


def test_sigmoids_as_tangents_are_the_same_surface(monkeypatch) -> None:
    blueprint, settings, theta = _of("network-plane-ring")
    plane = parameter_plane(theta, 0, 5, blueprint.prototype.component_names)
    extent = (-3.0, 3.0, -2.0, 2.0)
    taken, twin = [], drafts.with_tanh
    monkeypatch.setattr(drafts, "with_tanh", lambda *parts: taken.append(1) or twin(*parts))
    found = drafts.draft(blueprint, settings, plane, extent, lambda: False)
    assert taken
    X, y = settings.split.X_train, settings.split.y_train
    objective = Objective(blueprint.make(), LOSSES[settings.loss](), X, y)
    exact = surface(objective, plane, extent, (drafts.SIDE, drafts.SIDE))
    assert np.abs(found[:: drafts.FINENESS, :: drafts.FINENESS] - exact).max() < 1e-3 * np.ptp(exact)
    taken.clear()
    drafts.draft(blueprint, replace(settings, l2=0.1), plane, extent, lambda: False)
    assert not taken  # the price on weights is one on these weights
