"""Arguments as beginners write them, and those of Keras that gdviz does not have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from gdviz.core.checks import number, whole
from gdviz.core.layers.base import Shape, size_of
from gdviz.core.operations import Array

__all__ = ["array", "columns", "kind", "name_of", "number", "of_rank", "refused", "truth", "whole"]

NEUTRAL: dict[str, tuple[object, ...]] = {
    "auto_scale_loss": (True,), "axis": (-1,), "callbacks": (None,), "class_aggregation": ("uniform_average",),
    "custom_objects": (None, {}), "dtype": (None, "float32"), "expand_nested": (False,),
    "from_sorted_ids": (False,), "ignore_class": (None,), "jit_compile": ("auto", False, None),
    "label_smoothing": (0,), "layer_range": (None,), "max_shard_size": (None,), "num_regressors": (0,),
    "overwrite": (True,), "positions": (None,), "reduction": ("sum_over_batch_size",), "run_eagerly": (False,),
    "safe_mode": (True, False), "show_trainable": (False,), "skip_mismatch": (False,), "steps": (None,),
    "steps_per_epoch": (None,), "steps_per_execution": (1,), "threshold": (0.5,), "validation_freq": (1,),
    "validation_steps": (None,), "weighted_metrics": (None,), "zipped": (None, True),
}  # fmt: skip
"""What Keras knows and gdviz does not: these values change nothing, and any other is refused."""


def refused(call: str, others: Mapping[str, object]) -> None:
    """Raise TypeError for an argument that gdviz does not have, unless its value changes nothing."""
    for name, value in others.items():
        if value not in NEUTRAL.get(name, ()):
            raise TypeError(f"{call} of gdviz.keras has no argument {name!r}; got {value!r}")


def name_of(value: Any, name: str) -> str:
    """Return a name in small letters; raises TypeError for what is none."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a name; got {value!r}")
    return value.lower()


def truth(value: Any, name: str) -> bool:
    """Return True or False; raises TypeError for anything else."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be True or False; got {value!r}")
    return bool(value)


def array(value: Any, name: str) -> Array:
    """Return an array of what was given; raises TypeError for nothing, ValueError for rows of different lengths."""
    if value is None:
        raise TypeError(f"{name} must be an array; got None")
    try:
        return np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must have rows of one length; got some that are longer than others") from None


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
