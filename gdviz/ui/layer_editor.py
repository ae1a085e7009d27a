"""The hidden layers of a network: a row each, wider, narrower, more, fewer."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from gdviz.core.models.network import MAX_LAYERS, MAX_WIDTH
from gdviz.plots.icons import icon
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.ui.forms import CalmSpinBox
from gdviz.ui.rows import heading, link, row_of


class LayerEditor(QWidget):
    """A card of layers; `changed` tells the widths, and whether they are one of many of a movement."""

    changed = Signal(tuple, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_LayerRow] = []
        self._size = QLabel()
        self._size.setProperty("class", "small")
        self._add = link(
            self.tr("+ Layer"),
            self.tr("Add a hidden layer before the output. Restarts the model; undo brings the old one back."),
            self._append,
        )
        self._card = QFrame()
        self._card.setProperty("class", "card")
        self._column = QVBoxLayout(self._card)
        self._none = QLabel(self.tr("No hidden layer"))
        self._none.setProperty("class", "quiet")
        self._output = QLabel()
        self._output.setProperty("class", "quiet")
        self._column.addWidget(self._none)
        self._column.addWidget(self._output)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(row_of(heading(self.tr("Layers")), self._size, None, self._add))
        column.addWidget(self._card)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths that are shown."""
        return tuple(row.width_box.value() for row in self._rows)

    def show_widths(self, widths: tuple[int, ...]) -> None:
        """Show these hidden layers."""
        while len(self._rows) > len(widths):
            self._column.removeWidget(self._rows[-1])
            self._rows.pop().deleteLater()
        while len(self._rows) < len(widths):
            row = _LayerRow(len(self._rows) + 1)
            row.changed.connect(self._tell)
            row.removed.connect(self._remove)
            self._column.insertWidget(1 + len(self._rows), row)
            self._rows.append(row)
        for row, width in zip(self._rows, widths, strict=True):
            row.show_width(width)
        self._none.setVisible(not widths)
        self._add.setEnabled(len(widths) < MAX_LAYERS)

    def show_output(self, text: str) -> None:
        """Show what the last layer is; it follows from the data."""
        self._output.setText(text)

    def show_size(self, parameters: int | None) -> None:
        """Show how many numbers are trained."""
        self._size.setText("" if parameters is None else self.tr("%n parameters", "", parameters))

    @Slot()
    def _append(self) -> None:
        widths = self.widths
        self.changed.emit((*widths, widths[-1] if widths else 8), False)

    @Slot()
    def _tell(self) -> None:
        self.changed.emit(self.widths, True)

    @Slot(int)
    def _remove(self, place: int) -> None:
        self.changed.emit(self.widths[: place - 1] + self.widths[place:], False)

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        self._column.setContentsMargins(theme.length(10), theme.length(8), theme.length(8), theme.length(8))
        self._column.setSpacing(theme.length(4))


class _LayerRow(QWidget):
    """Dense − 8 + and a button that removes it."""

    changed = Signal()
    removed = Signal(int)

    def __init__(self, place: int) -> None:
        super().__init__()
        self._place = place
        self._name = QLabel(self.tr("Dense"))
        self._name.setProperty("class", "title")
        self.width_box = CalmSpinBox()
        self.width_box.setRange(1, MAX_WIDTH)
        self.width_box.setProperty("class", "bare")
        self.width_box.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.width_box.setAccessibleName(self.tr("Neurons in hidden layer {n}").format(n=place))
        self.width_box.setToolTip(
            self.tr("How many neurons, from 1 to {n}. Restarts the model; undo brings the old one back.").format(
                n=MAX_WIDTH
            )
        )
        self.width_box.valueChanged.connect(self.changed)
        self._fewer = self._button("minus", self.tr("One neuron fewer"), True)
        self._fewer.clicked.connect(self.width_box.stepDown)
        self._more = self._button("plus", self.tr("One neuron more"), True)
        self._more.clicked.connect(self.width_box.stepUp)
        self._remove = self._button("close", self.tr("Remove this layer"), False)
        self._remove.clicked.connect(self._ask_removal)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._name, 1)
        for widget in (self._fewer, self.width_box, self._more):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._remove)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()

    def show_width(self, width: int) -> None:
        blocked = self.width_box.blockSignals(True)
        self.width_box.setValue(width)
        self.width_box.blockSignals(blocked)

    def _button(self, sign: str, help_: str, repeats: bool) -> QToolButton:
        button = QToolButton()
        button.setProperty("class", "flat")
        button.setObjectName(sign)
        button.setToolTip(help_)
        button.setAccessibleName(self.tr("{what}, layer {n}").format(what=help_, n=self._place))
        button.setAutoRepeat(repeats)
        return button

    @Slot()
    def _ask_removal(self) -> None:
        self.removed.emit(self._place)

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        for button in (self._fewer, self._more, self._remove):
            side = theme.length(12 if button is not self._remove else 11)
            button.setIcon(icon(button.objectName(), theme.text if button is not self._remove else theme.quiet))
            button.setIconSize(QSize(side, side))
            button.setFixedSize(theme.length(24), theme.length(24))
        self.width_box.setFont(theme.font(tabular=True))
        self.width_box.setFixedWidth(theme.length(52))
