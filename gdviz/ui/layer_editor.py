"""The layers of a network before its output: a row each, chosen, added, removed, moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from gdviz.core.layers import LAYERS
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.models.network import MAX_LAYERS
from gdviz.core.stack import LayerReport
from gdviz.plots.number import count
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.ui.layer_row import LayerRow
from gdviz.ui.rows import heading, link, row_of

KINDS = ("dense", "dropout", "batch_normalization")  # of rows of plain numbers
USUAL = {
    "dense": LayerChoice("dense", {"width": 8, "activation": "tanh"}),
    "dropout": LayerChoice("dropout", {"rate": 0.1}),
}


class LayerEditor(QWidget):
    """A card of layers. `changed` tells the layers, which of the present ones each was (None: new), and a merge key.

    `kinds` of layers can be added, as `usual` has them; with `told` each row says what it hands on without being asked.
    """

    changed = Signal(object, object, str)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        kinds: Sequence[str] = KINDS,
        usual: Mapping[str, LayerChoice] = USUAL,
        most: int = MAX_LAYERS,
        told: bool = False,
    ) -> None:
        super().__init__(parent)
        self._usual, self._most, self._told = usual, most, told
        self._rows: list[LayerRow] = []
        self._first = 1  # rows of the card stand behind what says that there is none
        self._size = QLabel()
        self._size.setProperty("class", "small")
        self._kinds = QMenu(self)
        for kind in kinds:
            action = self._kinds.addAction(QCoreApplication.translate("core", LAYERS[kind].title))
            action.setObjectName(kind)
            action.setToolTip(QCoreApplication.translate("core", LAYERS[kind].help))
            action.triggered.connect(lambda _checked=False, chosen=kind: self.add(chosen))
        self._kinds.setToolTipsVisible(True)
        self._add = link(
            self.tr("+ Layer"),
            self.tr("Add a layer before the output; the others keep their weights. Undo takes it back."),
            self._offer,
        )
        self._card = QFrame()
        self._card.setProperty("class", "card")
        self._column = QVBoxLayout(self._card)
        self._none = QLabel(self.tr("No hidden layer"))
        self._none.setProperty("class", "quiet")
        self._total: QLabel | None = None
        self._output = QLabel()
        self._output.setProperty("class", "quiet")
        self._column.addWidget(self._none)
        self._column.addWidget(self._output)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._heading = row_of(heading(self.tr("Layers")), self._size, None, self._add)
        self._whole = column
        column.addWidget(self._heading)
        column.addWidget(self._card)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()

    @property
    def layers(self) -> tuple[LayerChoice, ...]:
        """The layers that are shown."""
        return tuple(row.choice for row in self._rows)

    def show_layers(self, layers: Sequence[LayerChoice], reports: Sequence[LayerReport] = ()) -> None:
        """Show these layers, and what each comes to."""
        for place, layer in enumerate(layers):
            if place < len(self._rows) and self._rows[place].kind == layer.name:
                continue
            while len(self._rows) > place:
                self._take_row()
            self._add_row(layer.name)
        while len(self._rows) > len(layers):
            self._take_row()
        for place, (row, layer) in enumerate(zip(self._rows, layers, strict=True)):
            row.show_layer(place, layer, reports[place] if place < len(reports) else None)
        self._none.setVisible(not layers)
        self._add.setEnabled(len(layers) < self._most)

    def show_output(self, text: str, *, wrong: bool = False) -> None:
        """Show what the last layer is; it follows from the data. `wrong` if it does not fit."""
        self._output.setText(text)
        self._output.setVisible(bool(text))
        self._output.setWordWrap(wrong)
        if wrong != (self._output.property("class") == "danger"):
            self._output.setProperty("class", "danger" if wrong else "quiet")
            self._output.style().unpolish(self._output)
            self._output.style().polish(self._output)

    def show_total(self, text: str) -> None:
        """Show how many parameters there are, below all layers."""
        if self._total is None:
            self._total = QLabel()
            self._total.setProperty("class", "quiet")
            self._column.addWidget(self._total)
            self._follow_theme()
        self._total.setText(text)
        self._total.setVisible(bool(text))

    def set_first(self, widget: QWidget) -> None:
        """Put a widget above all layers: what goes in."""
        self._column.insertWidget(0, widget)
        self._first += 1
        self._follow_theme()

    def set_last(self, widget: QWidget) -> None:
        """Put a widget below all layers, in place of what tells of the output: a row for it."""
        self._column.insertWidget(self._column.indexOf(self._output) + 1, widget)
        self._output.hide()

    def add_to_heading(self, widget: QWidget) -> None:
        """Put a widget into the heading, before what adds layers."""
        layout = self._heading.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.insertWidget(layout.count() - 1, widget)

    def put_below_heading(self, widget: QWidget) -> None:
        """Put a widget between heading and card."""
        self._whole.insertWidget(1, widget)

    def show_size(self, parameters: int | None) -> None:
        """Show how many numbers are trained."""
        if parameters is None:
            self._size.setText("")
        else:  # Qt writes the number without groups
            self._size.setText(self.tr("%n parameters", "", parameters).replace(str(parameters), count(parameters)))

    def add(self, kind: str) -> None:
        """Add a layer before the output: a dense one like the last."""
        layers = self.layers
        like = next((layer for layer in reversed(layers) if layer.name == "dense"), None)
        made = self._usual.get(kind, LayerChoice(kind))
        if kind == "dense" and like is not None:
            made = made.replace(
                **{name: like.options[name] for name in ("width", "activation") if name in like.options}
            )
        self.changed.emit((*layers, made), (*range(len(layers)), None), "")

    def _add_row(self, kind: str) -> None:
        row = LayerRow(kind, told=self._told)
        row.changed.connect(self._change)
        row.removed.connect(self._drop)
        row.moved.connect(self._move)
        self._column.insertWidget(self._first + len(self._rows), row)
        self._rows.append(row)

    def _take_row(self) -> None:
        row = self._rows.pop()
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    @Slot()
    def _offer(self) -> None:
        self._kinds.popup(self._add.mapToGlobal(self._add.rect().bottomLeft()))

    @Slot(int, object, bool)
    def _change(self, place: int, choice: LayerChoice, moving: bool) -> None:
        layers = (*self.layers[:place], choice, *self.layers[place + 1 :])
        self.changed.emit(layers, tuple(range(len(layers))), f"layer {place}" if moving else "")

    @Slot(int)
    def _drop(self, place: int) -> None:
        stay = [other for other in range(len(self._rows)) if other != place]
        self.changed.emit(tuple(self.layers[other] for other in stay), tuple(stay), "")

    @Slot(int, int)
    def _move(self, place: int, by: int) -> None:
        target = place + by
        if not 0 <= target < len(self._rows):
            return
        order = list(range(len(self._rows)))
        order.insert(target, order.pop(place))
        self.changed.emit(tuple(self.layers[other] for other in order), tuple(order), "")

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        self._column.setContentsMargins(theme.length(4), theme.length(8), theme.length(4), theme.length(8))
        self._column.setSpacing(theme.length(4))
        for label in self._card.findChildren(QLabel, options=Qt.FindChildOption.FindDirectChildrenOnly):
            label.setIndent(theme.length(16) if self._told else -1)
