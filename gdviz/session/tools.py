"""What the pointer does in the data plot, and which points are selected; not undone."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from PySide6.QtCore import QObject, Signal

from gdviz.core.operations import Array

Kind = Literal["add", "move", "spray", "erase", "select"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Tools(QObject):
    """The drawing tool with its settings, and the selected rows of the data set."""

    changed = Signal()
    selection_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kind: Kind = "add"
        self.label = 0  # the class of points that are added
        self.radius = 32  # of spray and eraser, in pixels
        self.density = 8  # points a spray puff
        self.selection: Array = np.empty(0, np.int64)

    def choose(self, kind: Kind) -> None:
        self.kind = kind
        self.changed.emit()

    def set_label(self, label: int) -> None:
        if label != self.label:
            self.label = label
            self.changed.emit()

    def set_radius(self, pixels: int) -> None:
        self.radius = pixels
        self.changed.emit()

    def set_density(self, points: int) -> None:
        self.density = points
        self.changed.emit()

    def select(self, rows: Array) -> None:
        """Select these rows, by their place in the data set."""
        rows = np.unique(np.asarray(rows, np.int64))
        if not np.array_equal(rows, self.selection):
            self.selection = rows
            self.selection_changed.emit()
