"""Sigmoids between dense layers as what they are besides: hyperbolic tangents with other weights."""

from __future__ import annotations

from copy import copy

import numpy as np

from gdviz.core.graph import Graph
from gdviz.core.layers.base import Layer
from gdviz.core.layers.dense import Dense
from gdviz.core.layers.sigmoid import Sigmoid
from gdviz.core.layers.tanh import Tanh
from gdviz.core.operations import Operation, constant
from gdviz.core.parameters import Parameters


def with_tanh(graph: Graph, parameters: Parameters) -> tuple[Graph, Parameters, list[Operation]] | None:
    """Return the same function with tanh for sigmoid between dense layers, and what takes its weights over; else None.

    As sigmoid(z) = 1/2 + 1/2 tanh(beta z / 2), a layer W, b before it becomes beta/2 W, beta/2 b, and one behind it
    W/2, b + 1/2 sum_i W_i. What was done to each row of a block, three passes of four, is done to the weights once.
    """
    nodes = graph.nodes
    in_line = len(graph.inputs) == 1 and all(node.sources == (place,) for place, node in enumerate(nodes))
    places = [i for i in range(1, len(nodes) - 1) if _between(nodes[i - 1].layer, nodes[i].layer, nodes[i + 1].layer)]
    if not in_line or not places or len(graph.layers) < len(nodes):
        return None
    layers = [Tanh() if i in places else copy(node.layer) for i, node in enumerate(nodes)]
    twin = Graph.chain(graph.inputs[0], layers)
    own = twin.parameters(parameters.theta.dtype)
    half = constant(0.5, own.theta.dtype)
    take_over: list[Operation] = [(np.copyto, (own.theta, parameters.theta))]
    for i in places:
        before, sigmoid, behind = layers[i - 1], nodes[i].layer, layers[i + 1]
        assert isinstance(before, Dense)
        assert isinstance(sigmoid, Sigmoid)
        assert isinstance(behind, Dense)
        steepness = constant(0.5 * sigmoid.beta, own.theta.dtype)
        sums = np.empty_like(behind.b)
        take_over += [
            (np.multiply, (before.W, steepness, before.W)),
            (np.multiply, (before.b, steepness, before.b)),
            (np.multiply, (behind.W, half, behind.W)),
            (np.add.reduce, (behind.W, 0, None, sums)),
            (np.add, (behind.b, sums, behind.b)),
        ]
    return twin, own, take_over


def _between(before: Layer, layer: Layer, behind: Layer) -> bool:
    dense = all(isinstance(each, Dense) and each.activation == "linear" and each.bias for each in (before, behind))
    return dense and isinstance(layer, Sigmoid)
