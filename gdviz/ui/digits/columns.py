"""A column at either side of what fills the middle; where that would be too narrow, both share one place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from gdviz.plots.theme import Theme, ThemeManager

LEAST_MIDDLE = 340  # pixels at 100 % text


class Columns(QWidget):
    """`left` and `right` are (title, widget, width); in a narrow window tabs choose which of them is seen.

    Those that are `folded` have a tab of their own there; in a wide one they stand below the left column.
    """

    def __init__(
        self,
        left: tuple[str, QWidget, int],
        middle: QWidget,
        right: tuple[str, QWidget, int],
        folded: tuple[str, QWidget],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._widths = (left[2], right[2])
        self._left, self._right, self._folded = left[1], right[1], folded[1]
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for title in (left[0], right[0], folded[0]):
            self.tabs.addTab(title)
        self.tabs.setAccessibleName(self.tr("Column"))
        self.tabs.setToolTip(self.tr("Which column is in view: there is no room for all of them side by side"))
        self._side = QWidget()
        self._side.setProperty("class", "panel")
        self._column = QVBoxLayout(self._side)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.tabs)
        self._column.addWidget(self._left, 1)
        self._column.addWidget(self._folded)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._side)
        self._row.addWidget(middle, 1)
        self._row.addWidget(self._right)
        self.tabs.hide()
        self.tabs.currentChanged.connect(self._show)
        ThemeManager.instance().changed.connect(self._fit)
        self._fit()

    @property
    def narrow(self) -> bool:
        """Whether the columns share one place."""
        return not self.tabs.isHidden()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        theme = Theme.current()
        narrow = self.width() < theme.length(sum(self._widths) + LEAST_MIDDLE)
        widths: Sequence[int] = (max(self._widths),) * 2 if narrow else self._widths
        self._side.setFixedWidth(theme.length(widths[0]))
        self._right.setFixedWidth(theme.length(widths[1]))
        if narrow != self.narrow:
            self.tabs.setVisible(narrow)
            if narrow:
                self._row.removeWidget(self._right)
                self._column.insertWidget(2, self._right, 1)
            else:
                self._column.removeWidget(self._right)
                self._row.addWidget(self._right)
            self._show()

    @Slot()
    def _show(self) -> None:
        for place, part in enumerate((self._left, self._right, self._folded)):
            part.setVisible(not self.narrow or place == self.tabs.currentIndex())
