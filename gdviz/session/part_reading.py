"""What is said of a part of the network that is pointed at: what it is, and its numbers now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from PySide6.QtCore import QCoreApplication

from gdviz.core.activations import ACTIVATIONS
from gdviz.core.anatomy import Stage
from gdviz.session.session import Session

Write = Callable[[float, int], str]


def parameter_reading(session: Session, index: int, kind: Literal["weight", "bias"], write: Write) -> list[str]:
    """Return value, slope of the loss by it as it is now, and whether it is held still."""
    lane = session.shown
    if lane is None or index >= lane.theta.size:
        return []
    kinds = {
        "weight": QCoreApplication.translate("PartReading", "weight {value}"),
        "bias": QCoreApplication.translate("PartReading", "bias {value}"),
    }
    lines = [kinds[kind].format(value=write(float(lane.theta[index]), 4))]
    grad = session.inside.gradient()
    if grad is not None:
        text = QCoreApplication.translate("PartReading", "gradient {value}")
        lines.append(text.format(value=write(float(grad[index]), 3)))
    if index in session.experiment.frozen:
        lines.append(QCoreApplication.translate("PartReading", "held still"))
    return lines


def neuron_reading(session: Session, parts: Sequence[Stage], column: int, row: int, write: Write) -> list[str]:
    """Return from where to where its sum and its answer go over the picture; of an input its own range."""
    maps = session.inside.maps
    if maps is None or column >= len(maps.outputs) or row >= len(maps.lows[column]):
        return []
    between = _range(float(maps.lows[column][row]), float(maps.highs[column][row]), write)
    if not column:
        return [between]
    values = maps.outputs[column][row]
    with np.errstate(all="ignore"):
        answers = _range(float(values.min()), float(values.max()), write)
    activation = activation_title(parts[column - 1].activation)
    return [
        QCoreApplication.translate("PartReading", "sum z {range}").format(range=between),
        QCoreApplication.translate("PartReading", "{activation}(z) {range}").format(
            activation=activation, range=answers
        ),
    ]


def activation_title(name: str) -> str:
    """Return an activation's title as it stands within a sentence: ReLU, but tanh and linear."""
    if name == "identity":
        name = "linear"
    title = ACTIVATIONS[name].title if name in ACTIVATIONS else name
    text = QCoreApplication.translate("core", title)
    return text if any(letter.isupper() for letter in text[1:]) else text.lower()


def _range(low: float, high: float, write: Write) -> str:
    return f"{write(low, 3)} … {write(high, 3)}"
