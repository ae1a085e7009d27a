"""Arguments as beginners write them, and those of Keras that gdviz does not have."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from gdviz.core.checks import array, at_least_0, number, truth, whole
from gdviz.core.layers.base import Shape, size_of
from gdviz.core.operations import Array
from gdviz.system.nearest import nearest

__all__ = [
    "array",
    "at_least_0",
    "columns",
    "kind",
    "name_of",
    "number",
    "of_rank",
    "path_of",
    "refused",
    "told_as",
    "truth",
    "whole",
]

NEUTRAL: dict[str, tuple[object, ...]] = {
    "auto_scale_loss": (True,), "axis": (-1,), "callbacks": (None,), "class_aggregation": ("uniform_average",),
    "custom_objects": (None, {}), "dtype": (None, "float32"), "expand_nested": (False,),
    "from_sorted_ids": (False,), "ignore_class": (None,), "jit_compile": ("auto", False, None),
    "label_smoothing": (0, 0.0), "layer_range": (None,), "max_shard_size": (None,), "num_regressors": (0,),
    "overwrite": (True,), "positions": (None,), "reduction": ("sum_over_batch_size",), "run_eagerly": (False,),
    "safe_mode": (True, False), "show_trainable": (False,), "skip_mismatch": (False,), "steps": (None,),
    "steps_per_epoch": (None,), "steps_per_execution": (1,), "threshold": (0.5,), "validation_freq": (1,),
    "validation_steps": (None,), "weighted_metrics": (None,), "zipped": (None, True),
}  # fmt: skip
"""What Keras knows and gdviz does not: these values change nothing, and any other is refused."""


def refused(
    call: Callable[..., object],
    others: Mapping[str, Any],
    neutral: Mapping[str, tuple[object, ...]] = NEUTRAL,
    common: Iterable[str] = (),
) -> None:
    """Raise TypeError for an argument that gdviz does not have, unless its value changes nothing."""
    for name, value in others.items():
        if not any(_same(value, own) for own in neutral.get(name, ())):
            own_names = (own.name for own in inspect.signature(call).parameters.values() if own.kind != own.VAR_KEYWORD)
            known = {*own_names, *common} - {"self"}
            near = None if name in neutral else nearest(name, sorted(known))  # it is Keras's, and not misspelt
            owner = call.__qualname__.removesuffix(".__init__").rpartition(".")[2]
            meant = "" if near is None else f": did you mean {near!r}?"
            raise TypeError(f"{owner} of gdviz.keras has no argument {name!r}; got {value!r}{meant}")


def _same(value: object, own: object) -> bool:
    return value is own or (type(value) is type(own) and value == own)


@contextmanager
def told_as(**names: str) -> Iterator[None]:
    """Let an error of the core name an argument as Keras does: told_as(beta1="beta_1")."""
    try:
        yield
    except (ValueError, TypeError) as error:
        first, _, rest = str(error).partition(" ")
        if first not in names:
            raise
        raise type(error)(f"{names[first]} {rest}") from None


def path_of(value: Any, name: str = "filepath") -> Path:
    """Return the path of a file; raises TypeError for what is none."""
    if not isinstance(value, str | os.PathLike):
        raise TypeError(f"{name} must be the path of a file; got {value!r}")
    return Path(value)


def name_of(value: Any, name: str) -> str:
    """Return a name in small letters; raises TypeError for what is none."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a name; got {value!r}")
    return value.lower()


def of_rank(x: Array, shape: Shape) -> Array:
    """Return x with a last axis of 1 added or taken away where the rows have it otherwise, as Keras does."""
    if shape[-1] == 1 and x.ndim == len(shape) and x.shape[1:] == shape[:-1]:
        return x[..., None]
    return x[..., 0] if x.ndim == len(shape) + 2 and x.shape[1:] == (*shape, 1) else x


def columns(shapes: Sequence[Shape]) -> list[slice]:
    """Return where the numbers of each shape stand in a row that has all of them side by side."""
    edges = np.cumsum([0, *map(size_of, shapes)]).tolist()
    return [slice(start, stop) for start, stop in pairwise(edges)]


def kind(value: object) -> str:
    """Return what an error says of a value that is no list of the wanted length."""
    return f"{len(value)}" if isinstance(value, list | tuple) else f"one {type(value).__name__}"
