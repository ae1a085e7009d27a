"""What holds for all models: the type of their numbers, and where randomness comes from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.checks import one_of

FLOATS = ("float32", "float64")


@dataclass
class _Settings:
    floatx: str = "float32"
    generator: np.random.Generator | None = None


_settings = _Settings()


def floatx() -> str:
    """Return the type of the numbers of new models."""
    return _settings.floatx


def set_floatx(value: str) -> None:
    """Let new models have numbers of this type: "float32" or "float64"; raises ValueError for another."""
    _settings.floatx = one_of(value, FLOATS, "floatx")


def set_random_seed(seed: int) -> None:
    """Let all starts, batches and dropouts from here on follow from `seed`; without, each run of a program differs."""
    if not isinstance(seed, int | np.integer) or isinstance(seed, bool) or seed < 0:
        raise ValueError(f"seed must be a whole number from 0 on; got {seed!r}")
    _settings.generator = np.random.default_rng(int(seed))


def next_seed() -> int:
    """Return a new seed."""
    if _settings.generator is None:
        _settings.generator = np.random.default_rng()
    return int(_settings.generator.integers(2**31))
