"""What a session file keeps of the pages on slopes, the moving filter and the sweep: plain values, all checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from gdviz.core.convolution.filters import FILTERS, SIDE
from gdviz.core.convolution.sliding import PADDINGS
from gdviz.core.formula import parse
from gdviz.core.images.centring import SIDE as CELLS
from gdviz.core.slope_presets import SLOPE_PRESETS
from gdviz.core.surfaces import SURFACES, VARIABLES
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.training.entries import real, table, text, whole
from gdviz.training.image_task import ImageTask, Vary

FARTHEST = 1e6
"""Where a point of the page on slopes may be."""
MOST_WEIGHT = 100.0
"""Of the moving filter."""
IMAGE_SETS = ("mnist", "fashion-mnist")
USUAL_LINE, USUAL_PLANE = SLOPE_PRESETS[0], SURFACES["himmelblau"]

FilterSource = Literal["digit", "drawn", "small"]
FILTER_SOURCES: tuple[FilterSource, ...] = ("digit", "drawn", "small")


@dataclass(frozen=True)
class SlopeChoice:
    """f(x) at `at` with a secant over `delta`, and f(x, y) at `place`; `plane` says which of both is looked at."""

    plane: bool = False
    function: str = USUAL_LINE.function
    at: float = USUAL_LINE.at
    delta: float = 1.0
    surface: str = USUAL_PLANE.expression
    place: tuple[float, float] = (-1.0, 1.0)


@dataclass(frozen=True)
class FilterChoice:
    """Image, weights row by row, bias, padding and where the window stands; `drawn` are the bytes of what was drawn."""

    source: FilterSource = "digit"
    label: int = 3
    which: int = 0
    drawn: bytes = b""
    padding: str = "valid"
    weights: tuple[float, ...] = FILTERS["vertical_edges"].weights
    bias: float = 0.0
    place: tuple[int, int] = field(default=(0, 0), compare=False)  # to move it is to look, and changes nothing


@dataclass(frozen=True)
class SavedPages:
    """What is chosen on each page; None where it is as at first."""

    slopes: SlopeChoice | None = None
    filter: FilterChoice | None = None
    sweep: ImageTask | None = None


def pages_values(saved: SavedPages) -> dict[str, Any]:
    """Return dicts, lists, numbers, strings and arrays, a section for each page that is not as at first."""
    values: dict[str, Any] = {}
    if saved.slopes is not None:
        slopes = saved.slopes
        values["slopes"] = {
            "plane": slopes.plane, "function": slopes.function, "at": slopes.at, "delta": slopes.delta,
            "surface": slopes.surface, "place": list(slopes.place),
        }  # fmt: skip
    if saved.filter is not None:
        chosen = saved.filter
        values["filter"] = {
            "source": chosen.source, "label": chosen.label, "which": chosen.which,
            "drawn": np.frombuffer(chosen.drawn, np.uint8).copy(), "padding": chosen.padding,
            "weights": list(chosen.weights), "bias": chosen.bias, "place": list(chosen.place),
        }  # fmt: skip
    if saved.sweep is not None:
        task = saved.sweep
        sweeps = [{"name": vary.name, "values": list(vary.values)} for vary in task.sweeps]
        values["sweep"] = {"recipe": task.recipe.plain(), "data": task.data, "first": task.first, "sweeps": sweeps,
                           "grid": task.grid}  # fmt: skip
    return values


def pages_from(values: Mapping[str, Any]) -> SavedPages:
    """Return what `pages_values` took apart; raises ValueError, TypeError or KeyError where it cannot be."""
    return SavedPages(
        _slopes(table(values["slopes"], "slopes")) if "slopes" in values else None,
        _filter(table(values["filter"], "filter")) if "filter" in values else None,
        _sweep(table(values["sweep"], "sweep")) if "sweep" in values else None,
    )


def _slopes(plain: Mapping[str, Any]) -> SlopeChoice:
    function, surface = text(plain["function"], "function"), text(plain["surface"], "surface")
    parse(function, ("x",))
    parse(surface, VARIABLES)
    delta = real(plain["delta"], "delta", -FARTHEST, FARTHEST)
    if delta == 0:
        raise ValueError("delta must be other than 0; got 0")
    x, y = _numbers(plain["place"], "place", 2, FARTHEST)
    at = real(plain["at"], "at", -FARTHEST, FARTHEST)
    return SlopeChoice(_switch(plain["plane"], "plane"), function, at, delta, surface, (x, y))


def _filter(plain: Mapping[str, Any]) -> FilterChoice:
    sources = {name: name for name in FILTER_SOURCES}
    source, padding, drawn = text(plain["source"], "source"), text(plain["padding"], "padding"), plain["drawn"]
    if source not in sources:
        raise ValueError(f"source must be one of {', '.join(FILTER_SOURCES)}; got {source!r}")
    if padding not in PADDINGS:
        raise ValueError(f"padding must be one of {', '.join(PADDINGS)}; got {padding!r}")
    if not isinstance(drawn, np.ndarray) or drawn.dtype != np.uint8 or drawn.shape not in ((0,), (CELLS * CELLS,)):
        raise ValueError(f"drawn must be {CELLS * CELLS} bytes, or none")
    row, column = _list(plain["place"], "place", 2)
    return FilterChoice(
        source=sources[source],
        label=whole(plain["label"], "label", 0, 9),
        which=whole(plain["which"], "which", 0, 2**31),
        drawn=drawn.tobytes(),
        padding=padding,
        weights=_numbers(plain["weights"], "weights", SIDE * SIDE, MOST_WEIGHT),
        bias=real(plain["bias"], "bias", -MOST_WEIGHT, MOST_WEIGHT),
        place=(whole(row, "place", 0), whole(column, "place", 0)),
    )


def _sweep(plain: Mapping[str, Any]) -> ImageTask:
    data, first = text(plain["data"], "data"), plain["first"]
    if data not in IMAGE_SETS:
        raise ValueError(f"data must be one of {', '.join(IMAGE_SETS)}; got {data!r}")
    sweeps = tuple(
        Vary(text(vary["name"], "name"), tuple(_list(vary["values"], "values")))
        for vary in (table(vary, "sweep") for vary in _list(plain["sweeps"], "sweeps"))
    )
    recipe, grid = DigitsRecipe.of(plain["recipe"]), _switch(plain["grid"], "grid")
    text(recipe.title, "the title of the recipe")  # raises ValueError on a preset that there is not
    task = ImageTask(recipe, data, None if first is None else whole(first, "first", 2), sweeps, grid)
    task.runs()  # raises ValueError or TypeError on a value that cannot be trained
    return task


def _switch(value: Any, called: str) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{called} must be true or false; got {value!r}")
    return value


def _list(value: Any, called: str, count: int | None = None) -> Sequence[Any]:
    if not isinstance(value, (list, tuple)):
        raise TypeError(f"{called} must be a list; got {type(value).__name__}")
    if count is not None and len(value) != count:
        raise ValueError(f"{called} must have {count} entries; got {len(value)}")
    return value


def _numbers(value: Any, called: str, count: int, most: float) -> tuple[float, ...]:
    return tuple(real(number, called, -most, most) for number in _list(value, called, count))
