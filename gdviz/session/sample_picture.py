"""What a move of a sample looks like: numbers at neurons and edges, what moves, heading, matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from PySide6.QtCore import QCoreApplication

from gdviz.core.anatomy import Stage
from gdviz.core.operations import Array
from gdviz.core.walk import Move, Write
from gdviz.session.session import Session
from gdviz.session.walking import Walking

PartOf: TypeAlias = tuple[str, int, int, int]
"""Kind (neuron, edge, bias), column, row, source."""
Term: TypeAlias = str | tuple[str, Array, tuple[int, int] | None]
"""A sign, or a matrix with its name and the cell that is moving."""

MOST_TAGS = 24  # edges in a column that all show their number; of more only the moving one does
DIGITS_ABOVE = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class SamplePicture:
    """Texts at neurons (column, row): slope above, output below; at edges (column, row, source) the gradient."""

    heading: str
    above: dict[tuple[int, int], str] = field(default_factory=dict)
    below: dict[tuple[int, int], str] = field(default_factory=dict)
    edges: dict[tuple[int, int, int], str] = field(default_factory=dict)
    moving: tuple[PartOf, ...] = ()
    matrices: tuple[Term, ...] = ()


def picture_of(walking: Walking, write: Write) -> SamplePicture | None:
    """Return what the present move looks like; None without a walk."""
    move, slopes = walking.move, walking.slopes
    if move is None or slopes is None:
        return None
    above: dict[tuple[int, int], str] = {}
    below: dict[tuple[int, int], str] = {}
    edges: dict[tuple[int, int, int], str] = {}
    for done in walking.done:
        width = slopes.inside.outputs[done.column].shape[1]
        rows = range(width) if done.whole or done.phase == "input" else [done.row]
        for row in rows:
            if done.phase in ("input", "output"):
                below[done.column, row] = write(float(slopes.inside.outputs[done.column][0, row]))
            elif done.phase == "sum":
                below[done.column, row] = f"z = {write(float(slopes.inside.sums[done.column - 1][0, row]))}"
            elif done.phase == "slope":
                above[done.column, row] = write(float(slopes.by_sum[done.column - 1][row]))
        if done.phase == "weight":
            gradient = slopes.by_weight[done.column - 1]
            shown = np.ndindex(*gradient.shape) if done.whole else [(done.source, done.row)]
            if gradient.size <= MOST_TAGS:
                for source, row in shown:
                    edges[done.column, row, source] = write(float(gradient[source, row]))
            elif done is move:
                edges[done.column, done.row, done.source] = write(float(gradient[done.source, done.row]))
    return SamplePicture(_heading(move, len(walking.stages)), above, below, edges, _moving(move, walking),
                         _matrices(move, walking))  # fmt: skip


def aside_notes(session: Session, parts: Sequence[Stage]) -> list[str]:
    """Return what is otherwise while it trains: the numbers of one sample are those of the network that answers."""
    kinds = {layer.name for part in parts for layer in part.others}
    penalized = any(part.dense.l1 or part.dense.l2 for part in parts) or session.experiment.l1 or session.experiment.l2
    notes = []
    if "dropout" in kinds:
        notes.append(QCoreApplication.translate("SamplePicture", "nothing dropped out"))
    if "batch_normalization" in kinds:
        notes.append(QCoreApplication.translate("SamplePicture", "running means"))
    if penalized:
        notes.append(QCoreApplication.translate("SamplePicture", "without penalty"))
    return notes


def _heading(move: Move, last: int) -> str:
    where = (
        QCoreApplication.translate("SamplePicture", "output")
        if move.column == last
        else QCoreApplication.translate("SamplePicture", "hidden {n}").format(n=move.column)
    )
    phases = {
        "input": QCoreApplication.translate("SamplePicture", "Forward: the sample goes in"),
        "sum": QCoreApplication.translate("SamplePicture", "Forward: sum of {where}"),
        "output": QCoreApplication.translate("SamplePicture", "Forward: activation of {where}"),
        "loss": QCoreApplication.translate("SamplePicture", "Loss"),
        "slope": QCoreApplication.translate("SamplePicture", "Backward: slope by the sum of {where}"),
        "weight": QCoreApplication.translate("SamplePicture", "Backward: slope by a weight of {where}"),
        "bias": QCoreApplication.translate("SamplePicture", "Backward: slope by a bias of {where}"),
        "update": QCoreApplication.translate("SamplePicture", "Update: a step of gradient descent"),
    }
    return phases[move.phase].format(where=where)


def _moving(move: Move, walking: Walking) -> tuple[PartOf, ...]:
    """Return what the move is about: the edges that bring something, and the neuron that gets it."""
    parts, column = walking.stages, move.column
    rows: Sequence[int] = [move.row]
    if move.whole or move.phase == "input":
        rows = range(parts[column - 1].shape[1] if column else parts[0].shape[0])
    neurons = tuple(("neuron", column, row, -1) for row in rows)
    if move.phase in ("input", "output", "loss"):
        return neurons
    if move.phase == "bias":
        return tuple(("bias", column, row, -1) for row in rows)
    if move.phase == "sum":
        into = range(parts[column - 1].shape[0])
        return (*(("edge", column, row, source) for row in rows for source in into), *neurons)
    if move.phase == "slope":
        outward = () if column == len(parts) else range(parts[column].shape[1])
        return (*(("edge", column + 1, target, row) for row in rows for target in outward), *neurons)
    if move.phase == "weight" and not move.whole:
        return (("edge", column, move.row, move.source),)
    columns = range(1, len(parts) + 1) if move.phase == "update" else [column]
    return tuple(("edge", each, row, source) for each in columns for source, row in np.ndindex(*parts[each - 1].shape))


def _matrices(move: Move, walking: Walking) -> tuple[Term, ...]:
    """Return the move's layer as matrices: x W + b = z forward, x^T dz = dW backward."""
    slopes, column = walking.slopes, move.column
    if slopes is None or not column or move.phase == "loss":
        return ()
    part, layer = walking.stages[column - 1], str(column).translate(DIGITS_ABOVE)
    before = slopes.inside.outputs[column - 1]
    incoming = "x" if column == 1 else f"a{str(column - 1).translate(DIGITS_ABOVE)}"
    if move.forward:
        sums = slopes.inside.sums[column - 1]
        bias: tuple[Term, ...] = ("+", (f"b{layer}", part.dense.b[None].copy(), None)) if part.dense.bias else ()
        return (
            (incoming, before, None), "·", (f"W{layer}", part.dense.W.copy(), None), *bias,
            "=", (f"z{layer}", sums, (0, move.row)),
        )  # fmt: skip
    slope = slopes.by_sum[column - 1][None]
    if move.phase == "slope" and column < len(walking.stages):
        after = walking.stages[column]
        nextly = str(column + 1).translate(DIGITS_ABOVE)
        return (
            (f"∂L/∂z{nextly}", slopes.by_sum[column][None], None), "·",
            (f"W{nextly}ᵀ", after.dense.W.T.copy(), None), "=", (f"∂L/∂a{layer}", slopes.by_output[column - 1][None],
                                                                 (0, move.row)),
        )  # fmt: skip
    cell = (move.source, move.row) if move.phase in ("weight", "update") else None
    return (
        (f"{incoming}ᵀ", before.T.copy(), None), "·",
        (f"∂L/∂z{layer}", slope, (0, move.row) if move.phase in ("slope", "bias") else None), "=",
        (f"∂L/∂W{layer}", slopes.by_weight[column - 1], cell),
    )  # fmt: skip
