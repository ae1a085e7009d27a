"""Prices on the size of a layer's weights: `Dense(25, kernel_regularizer=regularizers.l2(0.01))`."""

from __future__ import annotations

from dataclasses import dataclass

from gdviz.keras.arguments import at_least_0
from gdviz.keras.naming import looked_up


@dataclass(frozen=True)
class Regularizer:
    """l1 sum |w| + l2 sum w^2, added to the loss."""

    l1: float = 0.0
    l2: float = 0.0


def L1(l1: float = 0.01) -> Regularizer:
    return Regularizer(l1=at_least_0(l1, "l1"))


def L2(l2: float = 0.01) -> Regularizer:
    return Regularizer(l2=at_least_0(l2, "l2"))


def L1L2(l1: float = 0.0, l2: float = 0.0) -> Regularizer:
    return Regularizer(at_least_0(l1, "l1"), at_least_0(l2, "l2"))


l1, l2, l1_l2 = L1, L2, L1L2


def get(regularizer: str | Regularizer | None) -> Regularizer:
    """Return a regularizer by its name; None is none."""
    if regularizer is None:
        return Regularizer()
    if isinstance(regularizer, Regularizer):
        return regularizer
    return looked_up(regularizer, {"l1": L1, "l2": L2, "l1_l2": L1L2}, "regularizer")()
