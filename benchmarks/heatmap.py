"""The plane as the network 2-25-25-1 sees it, 100 x 100 probabilities."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks import ours, peers
from benchmarks.case import Case, Work

PICTURES = 100


def _places() -> Any:
    axis = np.linspace(-1, 1, 100)
    return np.column_stack([grid.ravel() for grid in np.meshgrid(axis, axis)])


def _torch(dtype: str) -> Work:
    library = peers.torch()
    network = peers.torch_network((2, 25, 25, 1), "sigmoid", dtype)
    places = library.tensor(_places(), dtype=getattr(library, dtype))

    def work() -> None:
        with library.inference_mode():
            for _ in range(PICTURES):
                library.sigmoid(network(places)).numpy()

    return work


def _gdviz(dtype: str) -> Work:
    X, y = peers.rows_of(1000)
    model = ours.built("network", X, y, dtype, hidden=(25, 25), activation="sigmoid")
    places = _places()

    def work() -> None:
        for _ in range(PICTURES):
            model.answers(places)

    return work


def _case(dtype: str) -> Case:
    return Case(f"heatmap 100 x 100 of 2-25-25-1, {dtype}", "PyTorch eager", "ms", PICTURES, 1 / 0.9,
                lambda: (_torch(dtype), _gdviz(dtype)))  # fmt: skip


CASES = (_case("float32"), _case("float64"))
