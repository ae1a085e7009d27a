"""Where weights start, under Keras's names: `Dense(8, kernel_initializer=initializers.HeNormal(seed=1))`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.initializers import INITIALIZERS
from gdviz.core.operations import Array
from gdviz.keras.arguments import at_least_0, number, whole
from gdviz.keras.naming import looked_up
from gdviz.system.nearest import hint

UNSCALED = ("constant", "uniform between", "normal around")


@dataclass(frozen=True)
class Initializer:
    """A start by the core's name, or one of two numbers: low and high, mean and deviation, or one constant.

    With a seed it is the same for each layer that has it; without, the model's own randomness draws it.
    """

    kind: str
    numbers: tuple[float, float] = (0.0, 0.0)
    seed: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in UNSCALED and self.kind not in INITIALIZERS:
            raise ValueError(f"unknown initializer {self.kind!r}; {hint(self.kind, [*UNSCALED, *INITIALIZERS])}")
        if not np.isfinite(self.numbers).all():
            raise ValueError(f"numbers of an initializer must be finite; got {self.numbers}")
        if self.seed is not None:
            whole(self.seed, "seed", 0)

    @property
    def of_core(self) -> bool:
        """Return whether the core's layer draws it by itself."""
        return self.seed is None and self.kind not in UNSCALED

    @property
    def core_name(self) -> str:
        return self.kind if self.of_core else "zeros"

    def __call__(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
        rng = rng if self.seed is None else np.random.default_rng(self.seed)
        if self.kind == "constant":
            return np.full(shape, self.numbers[0])
        if self.kind == "uniform between":
            return rng.uniform(*self.numbers, shape)
        if self.kind == "normal around":
            return rng.normal(*self.numbers, shape)
        return INITIALIZERS[self.kind]()(rng, shape)


def Zeros() -> Initializer:
    return Initializer("zeros")


def Ones() -> Initializer:
    return Constant(1.0)


def Constant(value: float = 0.0) -> Initializer:
    return Initializer("constant", (number(value, "value"), 0.0))


def RandomUniform(minval: float = -0.05, maxval: float = 0.05, seed: int | None = None) -> Initializer:
    low, high = number(minval, "minval"), number(maxval, "maxval")
    if low > high:
        raise ValueError(f"minval must be at most maxval, {maxval}; got {minval}")
    return Initializer("uniform between", (low, high), seed)


def RandomNormal(mean: float = 0.0, stddev: float = 0.05, seed: int | None = None) -> Initializer:
    return Initializer("normal around", (number(mean, "mean"), at_least_0(stddev, "stddev")), seed)


def GlorotUniform(seed: int | None = None) -> Initializer:
    return Initializer("glorot_uniform", seed=seed)


def GlorotNormal(seed: int | None = None) -> Initializer:
    return Initializer("glorot_normal", seed=seed)


def HeUniform(seed: int | None = None) -> Initializer:
    return Initializer("he_uniform", seed=seed)


def HeNormal(seed: int | None = None) -> Initializer:
    return Initializer("he_normal", seed=seed)


def LecunUniform(seed: int | None = None) -> Initializer:
    return Initializer("lecun_uniform", seed=seed)


def LecunNormal(seed: int | None = None) -> Initializer:
    return Initializer("lecun_normal", seed=seed)


def Orthogonal(*, seed: int | None = None) -> Initializer:
    return Initializer("orthogonal", seed=seed)


_KNOWN = {name: Initializer(name) for name in INITIALIZERS}
_KNOWN |= {"ones": Ones(), "random_uniform": Initializer("uniform"), "random_normal": Initializer("normal")}


def get(initializer: str | Initializer) -> Initializer:
    """Return an initializer by its name, in any case."""
    return initializer if isinstance(initializer, Initializer) else looked_up(initializer, _KNOWN, "initializer")
