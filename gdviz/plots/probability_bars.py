"""A bar for each class: how sure a network is of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdviz.plots.number import percent
from gdviz.plots.theme import Theme, ThemeManager

GAP = 10


class ProbabilityBars(QWidget):
    """Names at the left, bars, per cent at the right; the most probable class in the accent's colour."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._shares: NDArray[np.floating] | None = None
        self._title = name
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        ThemeManager.instance().changed.connect(self._follow_theme)

    @property
    def top(self) -> int | None:
        """The most probable class; None if there is no answer."""
        return None if self._shares is None else int(np.argmax(self._shares))

    def set_names(self, names: Sequence[str]) -> None:
        """Show these classes, without an answer if they are others than before."""
        if tuple(names) != self._names:
            self._names = tuple(names)
            self.set_shares(None)
            self.updateGeometry()

    def set_shares(self, shares: NDArray[np.floating] | None) -> None:
        """Show how probable each class is (k,), or that there is no answer.

        Raises ValueError if there are not as many as names.
        """
        if shares is not None and len(shares) != len(self._names):
            raise ValueError(f"shares must be {len(self._names)}, one a name; got {len(shares)}")
        self._shares = None if shares is None else np.array(shares)
        self.setAccessibleDescription(self.text_of(self.top) if shares is not None else "")
        self.update()

    def text_of(self, index: int | None) -> str:
        """Return "3: 96.2 %"."""
        if index is None or self._shares is None:
            return ""
        return f"{self._names[index]}: {percent(float(self._shares[index]))}"

    def sizeHint(self) -> QSize:
        theme = Theme.current()
        return QSize(theme.length(300), len(self._names) * theme.length(26))

    def minimumSizeHint(self) -> QSize:
        row = QFontMetrics(Theme.current().font()).height() + 2
        return QSize(Theme.current().length(180), len(self._names) * row)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._names:
            return
        theme = Theme.current()
        plain, bold = theme.font(tabular=True), theme.font(bold=True, tabular=True)
        metrics = QFontMetrics(bold)
        gap, rows = theme.length(GAP), len(self._names)
        wide_name = min(max(metrics.horizontalAdvance(name) for name in self._names), self.width() // 3)
        wide_figure = metrics.horizontalAdvance(percent(1.0))
        room = QRectF(wide_name + gap, 0, max(1, self.width() - wide_name - wide_figure - 2 * gap), self.height())
        high = self.height() / rows
        thick = min(theme.length(14), 0.62 * high)
        top = self.top
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, name in enumerate(self._names):
            y = row * high
            share = 0.0 if self._shares is None else float(self._shares[row])
            painter.setFont(bold if row == top else plain)
            painter.setPen(QColor(theme.text if row == top else theme.quiet))
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            shortened = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, wide_name + 1)
            painter.drawText(QRectF(0, y, wide_name + 1, high), left, shortened)
            bar = QRectF(room.x(), y + (high - thick) / 2, room.width(), thick)
            painter.fillRect(bar, QColor(theme.segment))
            if self._shares is not None:
                bar.setWidth(max(2.0, share * room.width()))
                painter.fillRect(bar, QColor(theme.accent if row == top else theme.past))
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(QRectF(room.right(), y, self.width() - room.right(), high), right, percent(share))
        painter.end()

    @Slot()
    def _follow_theme(self) -> None:
        self.updateGeometry()
        self.update()
