"""Planes through theta, and how much of them is shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdviz.core.parameters import Parameters
from gdviz.core.planes import Plane, axes, parameter_plane, pixel_extent, random_plane, suggest_extent, trajectory_plane


def test_coordinates_of_a_parameter_plane_are_the_parameters() -> None:
    plane = parameter_plane(np.array([1.0, 2.0, 3.0]), 2, 0, ("w1", "w2", "b"))
    assert (plane.u_name, plane.v_name) == ("b", "w1")
    np.testing.assert_array_equal(plane.at(7.0, 5.0), [5.0, 2.0, 7.0])
    np.testing.assert_array_equal(plane.project(np.array([[5.0, 99.0, 7.0]])), [[7.0, 5.0]])


def test_one_parameter_makes_a_line() -> None:
    plane = parameter_plane(np.array([4.0]), 0, 0, ("m",))
    np.testing.assert_array_equal(plane.at(2.5), [2.5])
    np.testing.assert_allclose(plane.project(np.array([[2.5], [-1.0]])), [[2.5, 0.0], [-1.0, 0.0]])


@pytest.mark.parametrize(("i", "j", "wrong"), [(3, 0, 3), (0, -1, -1)])
def test_no_such_parameter(i, j, wrong) -> None:
    with pytest.raises(ValueError, match=rf"parameter index must be in \[0, 2\]; got {wrong}"):
        parameter_plane(np.zeros(3), i, j)


@given(seed=st.integers(0, 2**32 - 1), p=st.integers(2, 9))
def test_project_undoes_at_and_is_the_nearest_point(seed, p) -> None:
    rng = np.random.default_rng(seed)
    plane = Plane(*rng.normal(size=(3, p)))
    a, b = rng.normal(size=2)
    np.testing.assert_allclose(plane.project(plane.at(a, b)), [[a, b]], rtol=1e-6, atol=1e-6)
    theta = rng.normal(size=p)
    expected = np.linalg.lstsq(np.column_stack([plane.u, plane.v]), theta - plane.origin, rcond=None)[0]
    np.testing.assert_allclose(plane.project(theta[None])[0], expected, rtol=1e-5, atol=1e-6)


def test_the_grid_begins_at_the_bottom_left() -> None:
    plane = parameter_plane(np.zeros(2), 0, 1)
    grid = plane.grid((0.0, 2.0, 10.0, 11.0), (2, 3))
    assert grid.tolist() == [[0, 10], [1, 10], [2, 10], [0, 11], [1, 11], [2, 11]]
    a, b = axes((0.0, 2.0, 10.0, 11.0), (2, 3))
    assert (a.tolist(), b.tolist()) == ([0, 1, 2], [10, 11])


def test_pixels_are_centred_on_the_grid() -> None:
    assert pixel_extent((0.0, 2.0, 10.0, 11.0), (2, 3)) == (-0.5, 2.5, 9.5, 11.5)


@pytest.mark.parametrize("extent", [(1.0, 0.0, 0.0, 1.0), (0.0, np.nan, 0.0, 1.0), (0.0, 1.0, 2.0, 1.0)])
def test_an_extent_that_is_none(extent) -> None:
    with pytest.raises(ValueError, match="extent must be finite with a0 <= a1 and b0 <= b1; got"):
        axes(extent, (2, 2))


def test_a_shape_with_nothing_in_it() -> None:
    with pytest.raises(ValueError, match=r"shape must be at least \(1, 1\); got \(0, 3\)"):
        axes((0.0, 1.0, 0.0, 1.0), (0, 3))


def test_random_directions_have_the_size_of_the_weights_piece_by_piece() -> None:
    parameters = Parameters({"W1": (3, 4), "b1": (4,), "W2": (4, 2), "b2": (2,)})
    rng = np.random.default_rng(1)
    parameters.value["W1"][...] = rng.normal(size=(3, 4)) * [1.0, 10.0, 0.1, 5.0]
    parameters.value["W2"][...] = rng.normal(size=(4, 2))
    plane = random_plane(parameters.theta, rng, parameters)
    u = parameters.views(plane.u)
    for name in ("W1", "W2"):  # each neuron's weights are a column
        np.testing.assert_allclose(np.linalg.norm(u[name], axis=0), np.linalg.norm(parameters.value[name], axis=0))
    for name in ("b1", "b2"):  # biases of 0 stay
        np.testing.assert_array_equal(u[name], 0.0)
    assert plane.u @ plane.v == pytest.approx(0.0, abs=1e-10)
    np.testing.assert_array_equal(plane.origin, parameters.theta)


@pytest.mark.parametrize("theta", [[3.0, 4.0], [0.0, 0.0], [0.0, 1.0]])
def test_random_directions_of_few_numbers_span_a_plane(theta) -> None:
    theta = np.array(theta)
    parameters = Parameters({"w": (1,), "b": (1,)})
    for seed in range(20):
        plane = random_plane(theta, np.random.default_rng(seed), parameters)
        length = np.linalg.norm(theta) or 1.0
        assert np.linalg.norm(plane.u) == pytest.approx(length)
        assert np.linalg.norm(plane.v) == pytest.approx(length)
        assert plane.u @ plane.v == pytest.approx(0.0, abs=1e-9)


def test_random_planes_repeat_with_their_seed() -> None:
    planes = [random_plane(np.arange(1.0, 6.0), np.random.default_rng(seed)) for seed in (1, 1, 2)]
    np.testing.assert_array_equal(planes[0].u, planes[1].u)
    assert not np.allclose(planes[0].u, planes[2].u)
    with pytest.raises(ValueError, match="a plane needs at least 2 parameters; got 1"):
        random_plane(np.ones(1), np.random.default_rng(1))


PLANE = parameter_plane(np.zeros(2), 0, 1)


def shows(extent, point) -> bool:
    return extent[0] < point[0] < extent[1] and extent[2] < point[1] < extent[3]


points = st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))


@given(start=points, minimum=points)
def test_start_and_minimum_are_well_inside_and_the_picture_is_squarish(start, minimum) -> None:
    extent = suggest_extent(PLANE, [np.array([start])], np.array(minimum))
    width, height = extent[1] - extent[0], extent[3] - extent[2]
    for point in (start, minimum):
        assert shows(extent, point)
    assert max(width, height) <= 4 * min(width, height)  # twice, and the rounding of the edges


def test_a_path_in_the_neighbourhood_is_shown_whole() -> None:
    path = np.array([[-4.0, 4.0], [2.0, 5.0], [1.0, 0.0]])
    extent = suggest_extent(PLANE, [path], np.array([1.0, 0.0]))
    assert all(shows(extent, point) for point in path)
    assert extent[1] - extent[0] < 15


def test_a_path_that_runs_away_does_not_shrink_the_rest_to_a_dot() -> None:
    path = np.array([[-4.0, 4.0], [1e3, -1e3], [1e300, 1e300], [np.inf, np.nan]])
    extent = suggest_extent(PLANE, [path], np.array([1.0, 0.0]))
    assert shows(extent, path[0])
    assert extent[1] - extent[0] < 100
    without = suggest_extent(PLANE, [np.vstack([np.tile([[0.0, 0.0], [1.0, 1.0]], (20, 1)), [[1e9, 1e9]]])])
    assert without[1] - without[0] < 100


def test_a_way_far_across_a_plane_through_more_parameters_is_shown_whole() -> None:
    # start and minimum are near each other in the plane, and far apart in the third parameter, which bends the way
    plane = parameter_plane(np.zeros(3), 0, 1, ("a", "b", "c"))
    path = np.array([[0.3, 0.8, -1.0], [6.0, 7.0, 3.0], [0.0, 1.0, 8.0]])
    extent = suggest_extent(plane, [path], np.array([0.0, 1.0, 8.0]))
    assert all(shows(extent, point[:2]) for point in path)
    away = suggest_extent(plane, [np.vstack([path, [1e6, 0.0, 0.0]])], np.array([0.0, 1.0, 8.0]))
    assert away[1] - away[0] < 100


def test_several_starts_are_all_shown() -> None:
    starts = [np.array([[-4.0, 4.0]]), np.array([[30.0, 1.0]]), np.zeros((0, 2))]
    extent = suggest_extent(PLANE, starts)
    assert shows(extent, (-4, 4))
    assert shows(extent, (30, 1))


def test_nothing_to_show_and_a_single_point() -> None:
    assert shows(suggest_extent(PLANE, []), (0, 0))
    extent = suggest_extent(PLANE, [np.array([[5.0, -3.0]])])
    assert shows(extent, (5, -3))
    assert extent[1] > extent[0]


def test_the_picture_stays_while_everything_is_inside() -> None:
    start, minimum = np.array([[-4.0, 4.0]]), np.array([1.0, 0.0])
    extent = suggest_extent(PLANE, [start], minimum)
    moved = suggest_extent(PLANE, [start], minimum + 0.1, previous=extent)
    assert moved == extent
    far = suggest_extent(PLANE, [start], np.array([100.0, 0.0]), previous=extent)
    assert far != extent
    near = suggest_extent(PLANE, [np.array([[0.9, 0.0]])], minimum, previous=far)
    assert near[1] - near[0] < (far[1] - far[0]) / 4


def test_edges_are_round_numbers() -> None:
    extent = suggest_extent(PLANE, [np.array([[-4.123, 4.321]])], np.array([1.02, -0.009]))
    assert all(edge == round(edge, 1) for edge in extent)


def test_the_main_directions_of_a_way_are_those_of_its_covariance() -> None:
    rng = np.random.default_rng(3)
    spread = np.diag([5.0, 2.0, 0.3, 0.1]) @ np.linalg.qr(rng.normal(size=(4, 4)))[0]
    path = rng.normal(size=(100, 4)) @ spread + 7.0
    plane = trajectory_plane(path[-1], path)
    values, vectors = np.linalg.eigh(np.cov(path.T))
    np.testing.assert_allclose(abs(plane.u @ vectors[:, -1]), 1.0, rtol=1e-9)
    np.testing.assert_allclose(abs(plane.v @ vectors[:, -2]), 1.0, rtol=1e-9)
    np.testing.assert_allclose(plane.explained, values[[-1, -2]] / values.sum(), rtol=1e-9)
    np.testing.assert_array_equal(plane.at(0.0, 0.0), path[-1])
    assert plane.project(path[-1])[0, 0] - plane.project(path[0])[0, 0] > 0  # it points to where the way ends


def test_a_way_in_a_plane_is_explained_by_that_plane_whatever_its_length() -> None:
    t = np.linspace(0, 6, 5000)
    path = np.zeros((5000, 30))
    path[:, 4], path[:, 9] = 3 * t, np.sin(t)
    plane = trajectory_plane(path[2500], path)
    assert sum(plane.explained) == pytest.approx(1.0, abs=1e-12)
    shown = plane.project(path)
    np.testing.assert_allclose(plane.origin + shown @ np.array([plane.u, plane.v]), path, atol=1e-9)


@pytest.mark.parametrize("path", [np.full((1, 3), 2.0), np.outer(np.arange(9.0), [1.0, 2.0, 2.0])])
def test_a_way_without_two_directions_still_gives_a_plane(path) -> None:
    plane = trajectory_plane(path[-1], path)
    np.testing.assert_allclose([plane.u @ plane.u, plane.v @ plane.v, plane.u @ plane.v], [1, 1, 0], atol=1e-12)
    assert plane.explained == pytest.approx((0.0, 0.0) if len(path) == 1 else (1.0, 0.0))


def test_numbers_that_no_method_trains_stay_where_they_are() -> None:
    parameters = Parameters({"w": (3,), "running": (2,)}, fixed=("running",))
    path = np.random.default_rng(0).normal(size=(20, 5))
    plane = trajectory_plane(path[-1], path, parameters)
    np.testing.assert_array_equal([*plane.u[3:], *plane.v[3:]], 0.0)
