"""What goes on inside a network for images: what each layer makes of a picture, and what the first one looks for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdviz.core.layers.activation import Activation
from gdviz.core.layers.conv2d import Conv2D
from gdviz.core.layers.dense import Dense
from gdviz.core.models.network import Network

UNSEEN = ("flatten", "reshape", "dropout")
"""Layers that hand on what they got, as long as nobody trains."""


@dataclass(frozen=True)
class Stage:
    """A layer with its activation: registered names, "" for no activation; `place` is that of its value in a tape."""

    name: str
    activation: str
    width: int | None
    place: int


@dataclass(frozen=True, eq=False)
class LayerAnswer:
    """What a stage makes of one picture: `values` (n,) of neurons, or (h, w, n) of filters."""

    stage: Stage
    values: NDArray[np.float32]


def stages(network: Network) -> tuple[Stage, ...]:
    """Return what of a network is worth looking at, from the picture to the answer."""
    found: list[Stage] = []
    for place, node in enumerate(network.graph.nodes, start=1):
        layer = node.layer
        if isinstance(layer, Activation) and found:
            found[-1] = Stage(found[-1].name, layer.name, found[-1].width, place)
        elif layer.name not in UNSEEN:
            width = getattr(layer, "width", getattr(layer, "filters", None))
            found.append(Stage(layer.name, "", width, place))
    last = found[-1]
    found[-1] = Stage(last.name, network.link, last.width, last.place)
    return tuple(found)


def weight_names(network: Network) -> tuple[str, ...]:
    """Return the names of the weights that are trained, a layer each, from the picture on."""
    graph = network.graph
    found = []
    for layer in graph.layers:
        names = graph.names_of(layer)
        found += [names[name] for name in layer.weights if name in names and names[name] not in graph.fixed]
    return tuple(found)


def weight_layers(network: Network) -> tuple[str, ...]:
    """Return for each of the `weight_names` what its layer is registered as."""
    graph = network.graph
    owners = {name: layer.name for layer in graph.layers for name in graph.names_of(layer).values()}
    return tuple(owners[name] for name in weight_names(network))


def first_weights(network: Network) -> NDArray[np.float32] | None:
    """Return the weights of the first layer as pictures (n, h, w), one a neuron or filter; None if they are none."""
    for place, node in enumerate(network.graph.nodes):
        layer = node.layer
        if isinstance(layer, Conv2D):
            return np.asarray(layer.W.mean(axis=2).transpose(2, 0, 1))
        if isinstance(layer, Dense):
            height, width, channels = network.input_shape
            if place and layer.W.shape[0] != height * width * channels:
                return None
            return np.asarray(layer.W.reshape(height, width, channels, -1).mean(axis=2).transpose(2, 0, 1))
        if layer.name not in UNSEEN:
            return None
    return None
