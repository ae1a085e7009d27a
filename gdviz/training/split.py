"""Training and test rows; those of the past take little room."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdviz.core.operations import Array

_ARRAYS = ("X_train", "y_train", "X_test", "y_test", "train_mask")
LONGEST_CHAIN = 200  # splits of which each is told by the next; then one stays whole, so that none is far away
_births = itertools.count()
MOST_CHANGED = 0.1  # of the rows: where more are others, a split stays whole


@dataclass(frozen=True, eq=False)
class Split:
    """The rows of a data set as the model takes them, training and test apart.

    A run keeps the rows of every step since its start, to go back exactly. A point that is dragged while it trains
    makes thirty new splits a second which differ by one row: `pack` keeps that row alone. The arrays of a packed split
    are made anew each time they are asked for, the same to the bit.

    A split that was sent to another process, or back, is still the `same`.
    """

    X_train: Array
    y_train: Array
    X_test: Array
    y_test: Array
    train_mask: Array  # (n,) over the rows of the data set

    def __post_init__(self) -> None:
        self.__dict__["_birth"] = os.getpid(), next(_births)  # no other split has it, copies that were sent do

    def same(self, other: Split) -> bool:
        """Return whether these are not merely equal rows, but those of one division of one data set."""
        return bool(self.__dict__["_birth"] == other.__dict__["_birth"])

    def pack(self, newer: Split) -> None:
        """Remember only what differs from `newer`, if that is little; any thread may read meanwhile."""
        mine, theirs = self.__dict__, newer.__dict__
        chain = mine.get("_chain", 0) + 1
        if newer is self or "_packed" in mine or "_packed" in theirs or chain > LONGEST_CHAIN:
            return
        changes = {}
        for name in _ARRAYS:
            old, new = mine[name], theirs[name]
            if old.shape != new.shape or old.dtype != new.dtype:
                return
            same = (old == new) if old.ndim == 1 else (old == new).all(axis=1)
            rows = np.flatnonzero(~same)
            if len(rows) > MOST_CHANGED * len(old):
                return
            if len(rows):
                changes[name] = rows, old[rows]
        mine["_packed"] = (newer, changes)
        for name in _ARRAYS:
            del mine[name]
        theirs["_chain"] = max(chain, theirs.get("_chain", 0))

    def __getattr__(self, name: str) -> Any:  # asked only for what is not there: the arrays of a packed split
        packed = self.__dict__.get("_packed")
        if name not in _ARRAYS or packed is None:
            raise AttributeError(name)
        way = []
        while packed is not None:
            whole, changes = packed
            if name in changes:
                way.append(changes[name])
            packed = whole.__dict__.get("_packed")
        array = getattr(whole, name).copy()
        for rows, values in reversed(way):
            array[rows] = values
        return array
