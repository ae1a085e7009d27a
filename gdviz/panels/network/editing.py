"""Changes by hand: a weight or a bias is set or held still, a layer gets wider or narrower."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QPointF, Slot

from gdviz.core.models.network import MAX_WIDTH
from gdviz.core.operations import Array
from gdviz.panels.network.parts import Parts
from gdviz.panels.network.pointing import Pointing
from gdviz.plots.network import NetworkView
from gdviz.plots.network_layout import Kind, Part
from gdviz.plots.weight_editor import WeightEditor
from gdviz.session import Session
from gdviz.session.surgery import layers_of, resize_layer


class Editing(QObject):
    """A click on a number opens its editor, one on a neuron pins it."""

    def __init__(
        self, session: Session, picture: NetworkView, parts: Parts, pointing: Pointing, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._picture, self._parts, self._pointing = session, picture, parts, pointing
        self.editor = WeightEditor(picture)
        self._at = QPointF()
        picture.clicked.connect(self._click)
        self.editor.changed.connect(self._set_value)
        self.editor.held.connect(self._hold)
        self.editor.chosen.connect(self._choose_number)
        self.editor.closed.connect(self._end)

    @property
    def _index(self) -> int | None:
        """Where in theta the number lies that is being edited; None without one."""
        return self._parts.index(self._picture.chosen)

    # -- what has changed elsewhere --------------------------------------------------------------------------------

    def begin(self) -> None:
        """Another network is shown: close an editor whose number has gone."""
        self._show_frozen()
        if self._index is None:
            self.editor.dismiss()

    def follow(self, theta: Array) -> None:
        """Show the number as it is now."""
        if self.editor.isVisible() and self._index is not None and self._index < theta.size:
            self.editor.follow(float(theta[self._index]))

    def _show_frozen(self) -> None:
        """Mark what is held still; an editor that is open shows it too."""
        frozen = self._session.experiment.frozen
        weights, biases = list[Array](), list[Array]()
        for stage in self._parts.stages:
            for parts, first, shape in ((weights, stage.weights, stage.shape), (biases, stage.biases, stage.shape[1:])):
                size = int(np.prod(shape))
                parts.append(np.isin(np.arange(first, first + size), frozen).reshape(shape))
        self._picture.set_frozen(weights, biases)
        if self._index is not None:
            self.editor.show_held(self._index in frozen)

    # -- what is asked for -----------------------------------------------------------------------------------------

    @Slot(object, QPointF)
    def _click(self, part: Part | None, at: QPointF) -> None:
        self.editor.dismiss()
        if part is None or self._session.shown is None or part.kind == "neuron":
            self._pointing.pin(None if part == self._pointing.pinned else part)
        elif part.kind in ("more", "fewer"):
            self._resize(part)
        else:
            self._edit(part, at)

    def _edit(self, part: Part, at: QPointF) -> None:
        """Open the editor for a weight or a bias; the neuron's other numbers are offered in it."""
        self._picture.show_chosen(part)
        index, lane = self._index, self._session.shown
        if index is None or lane is None or index >= lane.theta.size:
            return
        self._at = at
        name = self._parts.name
        sources = [name(part.column - 1, row) for row in range(self._picture.columns[part.column - 1].count)]
        title = self.tr("bias of {neuron}").format(neuron=name(part.column, part.row))
        if part.kind == "edge":
            title = f"{sources[part.source]} → {name(part.column, part.row)}"
        held = index in self._session.experiment.frozen
        before = self._picture.columns[part.column - 1]
        short = before.names or [self.tr("neuron {n}").format(n=row + 1) for row in range(before.count)]
        choices = [self.tr("bias"), *short]
        self.editor.open(title, float(lane.theta[index]), held, at, choices, part.source + 1)
        self._pointing.hide()

    @Slot(int)
    def _choose_number(self, place: int) -> None:
        """Edit another number of the same neuron."""
        part = self._picture.chosen
        if part is not None:
            kind: Kind = "edge" if place else "bias"
            self._edit(Part(kind, part.column, part.row, place - 1), self._at)

    def _resize(self, part: Part) -> None:
        """Add a neuron to a column, or take its last one away."""
        places = [place for place, layer in enumerate(layers_of(self._session)) if layer.name == "dense"]
        width = self._picture.columns[part.column].count + (1 if part.kind == "more" else -1)
        if part.column - 1 < len(places) and 1 <= width <= MAX_WIDTH:
            resize_layer(self._session, places[part.column - 1], width)

    @Slot(float, bool)
    def _set_value(self, value: float, dragging: bool) -> None:
        if self._index is not None:
            merge = f"parameter {self._index}" if dragging else None
            self._session.set_parameter(self.tr("Set a weight"), self._index, value, merge)

    @Slot(bool)
    def _hold(self, held: bool) -> None:
        if self._index is not None:
            label = self.tr("Hold a weight still") if held else self.tr("Let a weight go")
            self._session.freeze(label, self._index, held)

    @Slot()
    def _end(self) -> None:
        self._picture.show_chosen(self._pointing.pinned)
        self._pointing.show()  # the pointer may still be on what was edited
