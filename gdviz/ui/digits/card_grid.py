"""Cards side by side, or one below the other where they would be too narrow."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from gdviz.plots.card import Card
from gdviz.plots.theme import Theme
from gdviz.ui.scrolling_ground import ScrollingGround

NARROW = 560  # pixels, at the usual text size: below that each card has a row of its own
LEAST_WIDTH = 320  # of all cards together
LEAST_HEIGHT = 300  # of a card that has a row of its own


class CardGrid(ScrollingGround):
    """Each card has its cells in a grid that fills the room; in a narrow one they stand in a column that scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(8, 8, 8, 8)
        grid.setSpacing(8)
        super().__init__(grid, parent)
        self._grid = grid
        self._cards: list[tuple[Card, tuple[int, int, int, int], int]] = []
        self._narrow: bool | None = None

    def add(self, card: Card, row: int, column: int, rows: int = 1, columns: int = 1, stretch: int = 1) -> None:
        """Put a card into its cells; `stretch` is its column's share of the width."""
        self._cards.append((card, (row, column, rows, columns), stretch))
        self._narrow = None
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(Theme.current().length(LEAST_WIDTH), 200)

    def _arrange(self) -> None:
        narrow = self.width() < Theme.current().length(NARROW)
        least = Theme.current().length(LEAST_HEIGHT) if narrow else 0
        for row in range(len(self._cards)):
            self._grid.setRowMinimumHeight(row, least)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for place, (card, cells, stretch) in enumerate(self._cards):
            self._grid.removeWidget(card)
            self._grid.addWidget(card, *((place, 0, 1, 1) if narrow else cells))
            self._grid.setColumnStretch(cells[1], 0 if narrow and cells[1] else stretch)
