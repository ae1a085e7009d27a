"""Transforms of one column, such as the year minus 1970 or the logarithm of a count."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdviz.core.checks import one_of

TransformKind = Literal["none", "minus", "log10", "standardise"]
TRANSFORM_KINDS: tuple[TransformKind, ...] = get_args(TransformKind)


@dataclass(frozen=True)
class Transform:
    """What to do with a column: nothing, subtract `constant`, take log10, or standardise.

    Raises ValueError for an unknown kind or a constant that is not finite.
    """

    kind: TransformKind = "none"
    constant: float = 0.0

    def __post_init__(self) -> None:
        one_of(self.kind, TRANSFORM_KINDS, "transform")
        if not math.isfinite(self.constant):
            raise ValueError(f"the constant of a transform must be finite; got {self.constant!r}")

    def fit(self, values: ArrayLike) -> FittedTransform:
        """Return the transform with mean and standard deviation (divisor n) taken from `values` (n,).

        A column of equal values, or an empty one, keeps the scale 1.
        Raises ValueError if log10 meets a value <= 0.
        """
        column = np.asarray(values, dtype=np.float64)
        if self.kind == "minus":
            return FittedTransform(self, shift=self.constant)
        if self.kind == "log10":
            _check_positive(column)
        if self.kind == "standardise" and column.size:
            # equal values need not give a deviation of exactly 0 in floating point
            spread = float(column.std()) if column.min() < column.max() else 0.0
            return FittedTransform(self, shift=float(column.mean()), scale=spread or 1.0)
        return FittedTransform(self)

    def label(self, name: str) -> str:
        """Return the axis name: "x" becomes "x − 1970", "log₁₀ x" or "(x − mean) / sd"."""
        if self.kind == "log10":
            return f"log₁₀ {name}"
        if self.kind == "standardise":
            return f"({name} − mean) / sd"
        if self.kind == "minus" and self.constant:
            return f"{name} {'−' if self.constant > 0 else '+'} {abs(self.constant):.15g}"
        return name


@dataclass(frozen=True)
class FittedTransform:
    """z = log10(v) for log10, else z = (v - shift) / scale."""

    transform: Transform
    shift: float = 0.0
    scale: float = 1.0

    @property
    def is_affine(self) -> bool:
        """True if a line in z is a line in v, so that coefficients can be told in the user's units."""
        return self.transform.kind != "log10"

    def apply(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return z for v of any shape; raises ValueError if log10 meets a value <= 0."""
        v = np.asarray(values, dtype=np.float64)
        if self.is_affine:
            return (v - self.shift) / self.scale
        _check_positive(v)
        return np.log10(v)

    def invert(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return v for z of any shape; beyond the numbers it is inf."""
        z = np.asarray(values, dtype=np.float64)
        with np.errstate(over="ignore"):
            return z * self.scale + self.shift if self.is_affine else np.power(10.0, z)


def _check_positive(values: NDArray[np.float64]) -> None:
    wrong = np.flatnonzero(~(values > 0))
    if wrong.size:
        row = int(wrong[0])
        raise ValueError(f"log10 needs values > 0; got {values.flat[row]:g} in row {row + 1}")
