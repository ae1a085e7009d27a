"""How each column of the table goes with each other one; a click draws the two against each other."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QWidget

from gdviz.core.correlation import correlations
from gdviz.core.operations import Array
from gdviz.panels import PANELS, Panel
from gdviz.plots.matrix import Matrix
from gdviz.session import Session
from gdviz.session.columns import Columns, all_columns, choose


@PANELS.register("correlations")
class Correlations(Panel):
    """The correlation matrix of all columns of numbers, from falling lines over none to rising ones."""

    @classmethod
    def heading(cls) -> str:
        return QCoreApplication.translate("Correlations", "Correlations")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.matrix = Matrix(self.tr("Correlation matrix"))
        self.matrix.setAccessibleDescription(self.tr("Arrows choose a cell, Enter draws its two columns"))
        self.matrix.chosen.connect(self._choose)
        self.matrix.hovered.connect(self._read)
        self.matrix.left.connect(self._hint)
        self.set_body(self.matrix)
        self._columns: Columns | None = None
        self._values: Array | None = None
        session.data_changed.connect(self._show)
        self._show()

    def legend(self) -> list[tuple[str, QColor, bool]]:
        return []

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    @Slot()
    def _show(self) -> None:
        if not self.isVisible():
            return
        columns = self._columns = all_columns(self.session)
        try:
            self._values = None if columns is None else correlations(columns.values)
        except ValueError:
            self._values = None
        self.show_note(
            self.tr("Correlations need at least two columns and two points.") if self._values is None else ""
        )
        if columns is not None and self._values is not None:
            self.matrix.show_values(columns.names, self._values, (columns.up, columns.across))
        self._hint()

    @Slot()
    def _hint(self) -> None:
        can = self._columns is not None and self._columns.can_choose
        self.set_quiet(self.tr("a click draws two columns") if can else "")

    @Slot(int, int)
    def _read(self, row: int, column: int) -> None:
        if self._columns is not None and self._values is not None:
            names = self._columns.names
            text = self.tr("{a} and {b}: r = {r}")
            r = f"{self._values[row, column]:.3f}".replace("-", "−")
            self.set_quiet(text.format(a=names[column], b=names[row], r=r))

    @Slot(int, int)
    def _choose(self, row: int, column: int) -> None:
        choose(self.session, column, row)


if __name__ == "__main__":
    from gdviz.panels.alone import show

    raise SystemExit(show(Correlations))
