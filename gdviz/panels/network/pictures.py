"""What neurons answer, as pictures: over the plane, along a line, or for each row."""

from __future__ import annotations

from gdviz.plots.network_tiles import Colors, class_tiles, curve_tiles, diverging_tiles
from gdviz.plots.theme import Theme
from gdviz.session import Session
from gdviz.session.neuron_maps import NeuronMaps
from gdviz.session.readings import value_scale

SIDES = ((48, 40), (120, 28), (10**9, 20))  # up to so many neurons, places a picture is wide
LINE_SIDE = 96  # a curve is cheaper than a plane, and needs to be finer


def wanted_side(neurons: int, inputs: int) -> int:
    """Return how many places wide the pictures of so many neurons are, over so many inputs of a row."""
    return LINE_SIDE if inputs == 1 else next(side for most, side in SIDES if neurons <= most)


def tiles(session: Session, maps: NeuronMaps, column: int, last: bool) -> Colors:
    """Return the pictures of a column: inputs and hidden neurons on the diverging scale, the last as classes."""
    theme, values = Theme.current(), maps.outputs[column]
    center, span = session.inside.scale_of((column, 0))
    if last and maps.over == "plane" and session.dataset.task == "regression":
        center, span = value_scale(session)
    if maps.over == "line":
        return curve_tiles(values, theme, center if last or not column else 0.0, span and span + abs(center))
    if maps.over == "rows":
        values = values[:, None, :]
    if last and session.dataset.task == "classification":
        return class_tiles(values, theme)
    return diverging_tiles(values, theme.diverging, center, span)
