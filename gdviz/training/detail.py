"""One step, number by number, for the card that shows the update rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gdviz.core.methods import Method
from gdviz.core.operations import Array

EXPLAINED_COMPONENTS = 4


@dataclass(frozen=True, eq=False)
class StepDetail:
    """The last step, number by number."""

    step: int  # the step that it led to
    loss: float  # of the step's rows, before it
    before: Array
    after: Array
    grad: Array | None  # None for methods that ask for none
    state: Mapping[str, Array]
    rows: Array | None  # the batch; None is every row
    lines: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]  # component, formula, formula with numbers


def rule_with_numbers(
    method: Method,
    names: tuple[str, ...],
    before: Array,
    after: Array,
    grad: Array | None,
    earlier: dict[str, Array],
) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """Return for each of the first components, named `names`: its name, the rule, the rule with its numbers."""
    slopes = np.full_like(before, np.nan) if grad is None else grad
    return tuple(
        (
            name,
            tuple(line.replace("{w}", name) for line in method.rule),
            method.explained(before, after, slopes, earlier, place),
        )
        for place, name in enumerate(names)
    )
