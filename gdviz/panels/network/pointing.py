"""What the pointer is on: its numbers beside it, and a neuron's answer in the data plot."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Slot

from gdviz.panels.network.parts import Parts
from gdviz.plots.network import NetworkView
from gdviz.plots.network_layout import Part
from gdviz.plots.number import number
from gdviz.plots.readout import Readout
from gdviz.session import Session
from gdviz.session.part_reading import neuron_reading, parameter_reading

OFF = 12  # pixels between a part and what is said of it
EDGE = 4  # pixels that the words keep from the picture's edge


class Pointing(QObject):
    """Reads the part at the pointer; a neuron that is `pinned` stays in the data plot when the pointer leaves it."""

    def __init__(self, session: Session, picture: NetworkView, parts: Parts, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._picture, self._parts = session, picture, parts
        self.readout = Readout(picture)
        self.pinned: Part | None = None
        picture.hovered.connect(self._point_at)

    def begin(self) -> None:
        """Another network is shown: let go of a neuron that it has not got."""
        columns, pinned = self._picture.columns, self.pinned
        if pinned is not None and (pinned.column >= len(columns) or pinned.row >= columns[pinned.column].count):
            self.pinned = None
            self._point_at(self._picture.current)
        if self._picture.chosen is None:
            self._picture.show_chosen(self.pinned)

    def pin(self, part: Part | None) -> None:
        """Let this neuron stay in the data plot, or none."""
        self.pinned = part
        self._picture.show_chosen(part)
        self._point_at(self._picture.current)

    @Slot(object)
    def _point_at(self, part: Part | None) -> None:
        shown = part if part is not None and part.kind == "neuron" else self.pinned
        self._session.inside.set_focus(None if shown is None else (shown.column, shown.row))
        self.show()

    @Slot()
    def show(self) -> None:
        """Say what the part is now."""
        part = self._picture.current if self._picture.isVisible() else None
        edited = part is not None and part == self._picture.chosen and part.kind != "neuron"
        text = "" if part is None or edited else self._text(part)  # the editor tells what it edits
        if part is None or not text:
            self.readout.hide()
            return
        if text != self.readout.text():
            self.readout.setText(text)
            self.readout.adjustSize()
        self._place(part)
        self.readout.show()

    def hide(self) -> None:
        """Say nothing: something else stands where it was said."""
        self.readout.hide()

    def _place(self, part: Part) -> None:
        """Stand beside the part, within the picture."""
        layout, said = self._picture.arrangement, self.readout
        if layout is None or part.row >= len(layout.tiles[part.column]):
            return
        tile = layout.tiles[part.column][part.row]
        at = QPointF(tile.right() + OFF, tile.top())
        if part.kind == "edge":
            start, end = layout.ends(part.column - 1, part.source, part.row)
            at = (start + end) / 2 + QPointF(OFF, OFF)
        x = min(at.x(), self._picture.width() - said.width() - EDGE)
        if part.kind != "edge" and x < at.x():
            x = tile.left() - OFF - said.width()
        y = min(at.y(), self._picture.height() - said.height() - EDGE)
        said.move(round(max(EDGE, x)), round(max(EDGE, y)))

    def _text(self, part: Part) -> str:
        """Return what a part is and what it is now."""
        name, stages = self._parts.name, self._parts.stages
        if part.kind not in ("edge", "bias", "neuron") or part.column > len(stages):  # none while there is no race
            return ""
        lines = [name(part.column, part.row)]
        if part.kind == "neuron":
            lines += neuron_reading(self._session, stages, part.column, part.row, number)
        elif part.kind == "edge":
            index = stages[part.column - 1].weight_at(part.source, part.row)
            lines = [f"{name(part.column - 1, part.source)} → {lines[0]}"]
            lines += parameter_reading(self._session, index, "weight", number)
        else:
            index = stages[part.column - 1].bias_at(part.row)
            lines += parameter_reading(self._session, index, "bias", number)
        return "\n".join(lines)
