"""The options of a generated or carried data set: the common ones at once, the others on demand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdviz.core.hyperparameter import Hyperparameter
from gdviz.ui.forms import HyperparameterForm
from gdviz.ui.rows import link

COMMON = ("n", "classes")


class DataOptions(QWidget):
    """`changed` tells name, value and whether it is one of many of a movement; `more` stands where its owner likes."""

    changed = Signal(str, object, bool)

    def __init__(self, declared: Mapping[str, Hyperparameter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        first = [item for item in declared.values() if item.name in COMMON or item.kind in ("choice", "several")]
        others = [item for item in declared.values() if item not in first]
        self._forms = [HyperparameterForm(tuple(first)), HyperparameterForm(tuple(others))]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.more = link(self.tr("More…"), self.tr("Further options of this data set"), self._toggle)
        self.more.setVisible(bool(others))
        for form in self._forms:
            form.changed.connect(self.changed)
        column.addWidget(self._forms[0])
        column.addWidget(self._forms[1])
        self._forms[1].hide()

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show values by name; a name that is missing shows its default."""
        for form in self._forms:
            form.set_values(values)

    @Slot()
    def _toggle(self) -> None:
        show = self._forms[1].isHidden()
        self._forms[1].setVisible(show)
        self.more.setText(self.tr("Less") if show else self.tr("More…"))
