"""A filter that moves: against the layer that networks use, scipy, and sums by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import correlate2d

from gdviz.core.convolution.filters import FILTERS, counts, moved, window_at
from gdviz.core.images import mnist
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.models.network import Network
from gdviz.core.stack import check

RNG = np.random.default_rng(3)
IMAGE = mnist().test_images[0] / 255.0


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("name", FILTERS)
def test_it_is_what_the_layer_of_networks_computes(name: str, padding: str) -> None:
    kernel = FILTERS[name].kernel
    layer = LayerChoice("conv2d", {"filters": 1, "padding": padding, "activation": "linear"})
    network = Network(layers=(layer, LayerChoice("flatten")))
    network.build((28, 28, 1), 3, "classification", dtype=np.float64)
    conv = network.graph.layers[0]
    conv.W[:, :, 0, 0], conv.b[0] = kernel, 0.25
    tape = network.graph.tape([IMAGE[None, :, :, None]], network.parameters, training=False, moment=network.moment)
    for run, *rest in tape.forward:
        run(*rest[0]) if len(rest) == 1 and isinstance(rest[0], tuple) else run(*rest)
    theirs = tape.values[1][0, :, :, 0]
    np.testing.assert_allclose(moved(IMAGE, kernel, 0.25, padding), theirs, rtol=0, atol=1e-14)
    np.testing.assert_allclose(theirs, correlate2d(IMAGE, kernel, padding) + 0.25, rtol=0, atol=1e-12)


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_each_place_is_the_sum_over_its_window(padding: str) -> None:
    image, kernel = RNG.random((7, 5)), RNG.normal(size=(3, 3))
    result = moved(image, kernel, -1.5, padding)
    assert result.shape == ((7, 5) if padding == "same" else (5, 3))
    for place in np.ndindex(*result.shape):
        assert result[place] == pytest.approx((window_at(image, place, padding) * kernel).sum() - 1.5, abs=1e-14)


def test_windows_by_hand() -> None:
    image = np.arange(16.0).reshape(4, 4)
    np.testing.assert_array_equal(window_at(image, (1, 0), "valid"), [[4, 5, 6], [8, 9, 10], [12, 13, 14]])
    np.testing.assert_array_equal(window_at(image, (0, 0), "same"), [[0, 0, 0], [0, 0, 1], [0, 4, 5]])
    np.testing.assert_array_equal(window_at(image, (3, 3), "same"), [[10, 11, 0], [14, 15, 0], [0, 0, 0]])


def test_what_the_filters_do() -> None:
    flat = np.full((6, 6), 0.7)
    upright = np.zeros((6, 6))
    upright[:, 3:] = 1.0
    for name, on_flat in (("identity", 0.7), ("blur", 0.7), ("sharpen", 0.7), ("outline", 0.0), ("sobel_x", 0.0)):
        np.testing.assert_allclose(moved(flat, FILTERS[name].kernel, 0.0, "valid"), on_flat, atol=1e-12)
    for vertical, horizontal in (("vertical_edges", "horizontal_edges"), ("sobel_x", "sobel_y")):
        assert moved(upright, FILTERS[vertical].kernel, 0.0, "valid").max() >= 3.0
        assert not moved(upright, FILTERS[horizontal].kernel, 0.0, "valid").any()
        assert moved(upright.T, FILTERS[horizontal].kernel, 0.0, "valid").max() >= 3.0


@pytest.mark.parametrize(("padding", "side"), [("valid", 26), ("same", 28)])
def test_parameters_are_those_of_the_layers(padding: str, side: int) -> None:
    known = counts((28, 28), padding)
    (filter_,) = check((28, 28, 1), [LayerChoice("conv2d", {"filters": 1, "padding": padding})])
    _, dense = check((28, 28, 1), [LayerChoice("flatten"), LayerChoice("dense", {"width": side * side})])
    assert (known.filter, known.dense, known.places) == (filter_.parameters, dense.parameters, side * side)
    assert known.filter == 10
    assert known.dense == 785 * side * side


def test_an_image_that_is_too_small() -> None:
    with pytest.raises(ValueError, match="kernel_rows must be at most 2"):
        moved(np.zeros((2, 5)), np.zeros((3, 3)), 0.0, "valid")
    assert moved(np.zeros((2, 5)), np.zeros((3, 3)), 1.0, "same").shape == (2, 5)


@pytest.mark.parametrize("name", list(FILTERS))
def test_an_even_ground_is_nothing_to_edges_and_itself_to_all_others(name: str) -> None:
    edges = {"vertical_edges", "horizontal_edges", "sobel_x", "sobel_y", "outline"}
    assert FILTERS[name].kernel.sum() == pytest.approx(0 if name in edges else 1)
