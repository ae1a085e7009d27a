"""Nine weights and a bias, each a field."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from gdviz.core.convolution.filters import FILTERS, SIDE
from gdviz.plots.card import Card
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session.moving_filter import MovingFilter
from gdviz.training.pages_saved import MOST_WEIGHT
from gdviz.ui.forms.number_field import NumberField
from gdviz.ui.rows import row_of

FIELD_WIDTH = 60


class FilterEditor(Card):
    """A filter by name, or by hand: fields in the order of the pixels that they stand on."""

    def __init__(self, moving: MovingFilter, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Filter"), parent=parent)
        self._moving = moving
        self.presets = QComboBox()
        self.presets.setAccessibleName(self.tr("Filter"))
        self.presets.setToolTip(self.tr("Filters that people know: edges, blur, sharpening"))
        for name, known in FILTERS.items():
            self.presets.addItem(QCoreApplication.translate("core", known.title), name)
        self.presets.addItem(self.tr("By hand"), "")
        self.presets.activated.connect(self._choose)
        grid = QGridLayout()
        grid.setSpacing(4)
        self.fields: dict[tuple[int, int], NumberField] = {}
        for row, column in np.ndindex(SIDE, SIDE):
            name = self.tr("Weight in row {row}, column {column}").format(row=row + 1, column=column + 1)
            field = self._field(name, self.tr("What this pixel under the window is multiplied by"))
            field.committed.connect(lambda value, _many, r=row, c=column: moving.set_weight(r, c, value))
            self.fields[row, column] = field
            grid.addWidget(field, row, column)
        self.bias = self._field(self.tr("Bias"), self.tr("What is added at every place"))
        self.bias.committed.connect(lambda value, _many: moving.set_bias(value))
        label = QLabel(self.tr("Bias b"))
        label.setBuddy(self.bias)
        body = QWidget()
        column_ = QVBoxLayout(body)
        column_.setContentsMargins(12, 12, 12, 6)
        column_.setSpacing(12)
        column_.addWidget(self.presets)
        column_.addLayout(grid)
        column_.addWidget(row_of(label, None, self.bias))
        column_.addStretch(1)
        self.set_body(body)
        moving.changed.connect(self._show)
        ThemeManager.instance().changed.connect(self._dress)
        self._dress()
        self._show()

    def _field(self, name: str, help_: str) -> NumberField:
        field = NumberField(name, -MOST_WEIGHT, MOST_WEIGHT, -5.0, 5.0, digits=4)
        field.set_help(help_)
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return field

    @Slot(int)
    def _choose(self, place: int) -> None:
        name = self.presets.itemData(place)
        if name:
            self._moving.set_preset(name)
        else:
            self.fields[0, 0].setFocus()
            self.fields[0, 0].selectAll()

    @Slot()
    def _show(self) -> None:
        self.presets.setCurrentIndex(self.presets.findData(self._moving.preset))
        for place, field in self.fields.items():
            field.set_value(float(self._moving.kernel[place]))
        self.bias.set_value(self._moving.bias)

    @Slot()
    def _dress(self) -> None:
        width = Theme.current().length(FIELD_WIDTH)
        for field in (*self.fields.values(), self.bias):
            field.setMinimumWidth(width)
            field.setMaximumWidth(2 * width)
