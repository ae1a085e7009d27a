"""What a row of chosen layers would come to: for whoever edits one, before anything is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gdviz.core.graph import MAX_PARAMETERS, called, check_shape
from gdviz.core.grouped import grouped
from gdviz.core.layers.base import Shape, size_of
from gdviz.core.layers.choice import LayerChoice


@dataclass(frozen=True)
class LayerReport:
    """One layer of the row: what comes out of it, or what is wrong with it.

    `shape` is that of a row behind the layer, None from the first layer on that does not fit; `complaint` is "" but
    for that one. `parameters` counts those that are trained, `kept` the others (frozen weights, running means).
    """

    number: int  # from 1 on
    name: str
    shape: Shape | None
    parameters: int = 0
    kept: int = 0
    complaint: str = ""


def _count(shapes: Mapping[str, Shape]) -> int:
    return sum(map(size_of, shapes.values()))


def check(input_shape: Shape, layers: Sequence[LayerChoice]) -> tuple[LayerReport, ...]:
    """Return a report of each layer, for rows of `input_shape`; raises ValueError only if that is no shape of rows."""
    check_shape(input_shape)
    shape: Shape | None = input_shape
    reports: list[LayerReport] = []
    total = 0
    for number, choice in enumerate(layers, start=1):
        if shape is None:
            reports.append(LayerReport(number, choice.name, None))
            continue
        layer, before = choice.make(), shape
        try:
            shape = layer.output_shape(before)
            trained, kept = _count(layer.shapes(before)), _count(layer.statistics(before))
            if layer.frozen:
                trained, kept = 0, trained + kept
            total += trained + kept
            if total > MAX_PARAMETERS:
                raise ValueError(f"the model may have {grouped(MAX_PARAMETERS)} parameters; got {grouped(total)}")
        except ValueError as error:
            shape = None
            reports.append(LayerReport(number, choice.name, None, complaint=f"{called(layer, number)}: {error}"))
        else:
            reports.append(LayerReport(number, choice.name, shape, trained, kept))
    return tuple(reports)
