"""Layers on pictures, run outside of any model: what tests of convolution and pooling share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gdviz.core.layers.base import Layer, Mode, Passes, batch_buffer
from gdviz.core.operations import run
from gdviz.core.parameters import Parameters


@dataclass
class Bench:
    """A layer with parameters and buffers of its own, all filled with numbers of a seed."""

    layer: Layer
    parameters: Parameters
    x: Any
    y: Any
    dy: Any
    dx: Any
    passes: Passes

    def run(self) -> None:
        run(self.passes.forward)
        run(self.passes.backward)


def bench(layer: Layer, shape: tuple[int, int, int], n: int, dtype: str = "float64", seed: int = 1) -> Bench:
    """Return `layer` between buffers for n pictures; what it is to write holds NaN until it does."""
    rng = np.random.default_rng(seed)
    parameters = Parameters(layer.shapes(shape), dtype)
    layer.bind(parameters.value, parameters.gradient)
    layer.initialize(rng)
    parameters.theta[...] = rng.normal(size=parameters.size)
    parameters.grad[...] = np.nan
    x, dx = (batch_buffer(n, shape, dtype) for _ in range(2))
    y, dy = (batch_buffer(n, layer.output_shape(shape), dtype) for _ in range(2))
    x[...], dy[...], y[...], dx[...] = rng.normal(size=x.shape), rng.normal(size=dy.shape), np.nan, np.nan
    return Bench(layer, parameters, x, y, dy, dx, layer.write(x, y, dy, dx, Mode(training=True)))


def arrays_of(passes: Passes) -> list[Any]:
    """Return every array that the operations touch."""
    found = []
    for function, arguments in (*passes.forward, *passes.backward):
        keywords = getattr(function, "keywords", {}).values()
        found += [each for each in (*arguments, *keywords) if isinstance(each, np.ndarray)]
    return found


def slopes(bench: Bench, flat: Any) -> Any:
    """Return the central differences of sum(y dy) by each number of `flat`, an array that the layer reads."""
    found = np.empty(flat.shape)

    def pulled() -> float:
        run(bench.passes.forward)
        return float((bench.y * bench.dy).sum())

    for index in np.ndindex(*flat.shape):
        kept = flat[index]
        flat[index] = kept + 1e-6
        up = pulled()
        flat[index] = kept - 1e-6
        found[index] = (up - pulled()) / 2e-6
        flat[index] = kept
    return found
