"""What is kept of a network when its layers become others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gdviz.core.layers.base import Layer
from gdviz.core.layers.options import apart
from gdviz.core.models.network import Network
from gdviz.core.operations import Array


def carried_over(old: Network, new: Network, origins: Sequence[int | None], *, output: bool = True) -> Array:
    """Return for each number of the new theta where it stood in the old one (P_new,); -1 where it is new.

    `origins` says of each declared layer of `new` which declared layer of `old` it was, None for one that is new; the
    output stays the output unless `output` is False. What two layers have in common, from the first neuron on, is kept.
    """
    if len(origins) != len(new.declared):
        raise ValueError(f"origins must say of each of {len(new.declared)} layers where it was; got {len(origins)}")
    places = np.full(new.theta.size, -1, np.int64)
    numbered = np.arange(old.theta.size)
    theirs, ours = old.parameters.views(numbered), new.parameters.views(places)
    before, after = _declared_layers(old), _declared_layers(new)
    for layer, origin in zip(after, [*origins, len(before) - 1 if output else None], strict=True):
        if origin is None:
            continue
        source = before[origin]
        if type(source) is not type(layer):
            raise ValueError(f"a {layer.name} layer cannot have been a {source.name} layer")
        names = old.graph.names_of(source)
        for part, name in new.graph.names_of(layer).items():
            if (part in source.shapes((1,))) != (part in layer.shapes((1,))):
                continue  # biases that one of them does not have
            kept, room = theirs[names[part]], ours[name]
            common = tuple(slice(min(sides)) for sides in zip(kept.shape, room.shape, strict=True))
            room[common] = kept[common]
    return places


def _declared_layers(model: Network) -> list[Layer]:
    """Return the layer with the parameters of each declared layer, the output last."""
    layers = [node.layer for node in model.graph.nodes]
    found, place = [], 0
    for choice in model.declared:
        found.append(layers[place])
        place += len(apart(choice.make()))
    return [*found, layers[place]]
