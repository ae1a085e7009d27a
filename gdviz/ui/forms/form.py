"""A form that comes out of declared hyperparameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdviz.core.hyperparameter import Hyperparameter
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.ui.forms.rows import BooleanRow, ChoiceRow, FormulaRow, IntegerRow, RealRow, Row
from gdviz.ui.forms.several_row import SeveralRow


class HyperparameterForm(QWidget):
    """One row a declaration; `changed` tells name, value and whether it is one of many of a movement."""

    changed = Signal(str, object, bool)

    def __init__(
        self,
        declarations: Iterable[Hyperparameter],
        titles: Mapping[str, Mapping[str, str]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`titles` are names for the choices of a hyperparameter, by its name."""
        super().__init__(parent)
        self._rows: dict[str, Row] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for declaration in declarations:
            row = self._row_for(declaration, (titles or {}).get(declaration.name, {}))
            row.changed.connect(self.changed)
            self._rows[declaration.name] = row
            self._column.addWidget(row)
        if not self._rows:
            self.hide()
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show `values` by name; a name that is missing shows its default."""
        for name, row in self._rows.items():
            row.set_value(values.get(name, row.declaration.default))

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def row(self, name: str) -> Row | None:
        """Return the row of a hyperparameter, None if it has none."""
        return self._rows.get(name)

    def set_danger(self, name: str, value: float | None, help_: str = "") -> None:
        """Mark the values from `value` on as harmful on the slider of `name`."""
        row = self._rows.get(name)
        if isinstance(row, RealRow):
            row.set_danger(value, help_)

    @staticmethod
    def _row_for(declaration: Hyperparameter, titles: Mapping[str, str]) -> Row:
        if declaration.kind == "choice":
            return ChoiceRow(declaration, titles)
        if declaration.kind == "formula":
            return FormulaRow(declaration)
        kinds = {"real": RealRow, "integer": IntegerRow, "several": SeveralRow, "boolean": BooleanRow}
        return kinds[declaration.kind](declaration)

    @Slot()
    def _follow_theme(self) -> None:
        self._column.setSpacing(Theme.current().length(6))
