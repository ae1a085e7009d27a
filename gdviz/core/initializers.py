"""Initializers: where weights start."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from gdviz.core.operations import Array

Initializer: TypeAlias = Callable[[np.random.Generator, tuple[int, int]], Array]


def glorot_uniform(rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    """W ~ U(-a, a), a = sqrt(6 / (n_in + n_out)). Glorot and Bengio 2010, equation 16; Keras's default."""
    a = np.sqrt(6 / sum(shape))
    return rng.uniform(-a, a, shape)


def he_normal(rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    """W ~ N(0, 2 / n_in): keeps the spread of ReLU layers. He et al. 2015, equation 10 (not truncated)."""
    return rng.normal(0.0, np.sqrt(2 / shape[0]), shape)


def for_activation(activation: str) -> Initializer:
    """Return He's for ReLU, Glorot's for everything else."""
    return he_normal if activation == "relu" else glorot_uniform
