"""The last layer of a network in the list: how many neurons and which activation follow from the data."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from gdviz.plots.number import count
from gdviz.plots.theme import Theme
from gdviz.ui.layer_row import LayerRow


class OutputRow(LayerRow):
    """Dense 1 sigmoid; the name unfolds what can be chosen all the same: penalties, and how its weights start."""

    def __init__(self) -> None:
        super().__init__("dense")
        rest = self._remove.sizePolicy()
        rest.setRetainSizeWhenHidden(True)  # its column stays below those of the layers before it
        self._remove.setSizePolicy(rest)
        self._remove.hide()

    def _add_width(self) -> None:
        self._neurons = QLabel()
        self._neurons.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._neurons.setToolTip(self.tr("As many neurons as the data need: one for a number or for two classes"))
        self._line.addWidget(self._neurons)

    def _add_activation(self) -> None:
        self._answer = QLabel()
        self._answer.setToolTip(
            self.tr("It follows from the data: numbers are answered as they are, classes by their probabilities")
        )
        self._line.addWidget(self._answer, 1)

    def _movers(self) -> tuple[QWidget, ...]:
        return ()

    def show_output(self, neurons: int, activation: str) -> None:
        """Show how many neurons the layer has, and what they make of their sums."""
        self._neurons.setText(count(neurons))
        self._answer.setText(activation)

    def _dress(self) -> None:
        super()._dress()
        theme = Theme.current()
        self._neurons.setFont(theme.font(tabular=True))
        self._neurons.setFixedWidth(theme.length(16 + 1 + 32 + 1 + 16))  # as the other rows have it
        self._answer.setIndent(theme.length(9))
