"""Small controls: they never change under a wheel that only meant to scroll the panel."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QSpinBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QWidget,
)

from gdviz.plots.combo import ElidedCombo
from gdviz.plots.theme import Theme

FORMULA_ROLE = Qt.ItemDataRole.UserRole + 1


def mark_wrong(widget: QWidget, wrong: bool) -> None:
    """Give `widget` the red border of a value that could not be taken, or take it away."""
    wanted = "wrong" if wrong else ""
    if (widget.property("class") or "") != wanted:
        widget.setProperty("class", wanted)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def chain_focus(*parts: QWidget) -> None:
    """Let the Tab key go through these widgets and all that they hold, in this order, whenever they were made."""
    window = parts[0].window()  # the lists of combo boxes are windows of their own
    held = [widget for part in parts for widget in (part, *part.findChildren(QWidget)) if widget.window() is window]
    chain = [w for w in held if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.focusProxy() is None]
    for before, after in pairwise(chain):
        QWidget.setTabOrder(before, after)


class CalmSpinBox(QSpinBox):
    """A whole number; the wheel changes it only where it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class CalmComboBox(ElidedCombo):
    """A choice that may be narrower than its longest text; the wheel changes it only where it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(6)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class FormulaCombo(CalmComboBox):
    """A choice of names, each with a quiet formula beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_FormulaDelegate(self))

    def add(self, name: str, formula: str, data: object, help_: str = "") -> None:
        """Add a choice at the end."""
        self.addItem(name, data)
        self.setItemData(self.count() - 1, formula, FORMULA_ROLE)
        self.setItemData(self.count() - 1, help_ or formula, Qt.ItemDataRole.ToolTipRole)

    def fit_list(self) -> None:
        """Make the opened list wide enough for its longest row."""
        metrics, gap = self.fontMetrics(), Theme.current().length(48)
        texts = [f"{self.itemText(i)}{self.itemData(i, FORMULA_ROLE) or ''}" for i in range(self.count())]
        self.view().setMinimumWidth(max((metrics.horizontalAdvance(text) for text in texts), default=0) + gap)

    def showPopup(self) -> None:
        self.fit_list()
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        area = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        formula = self.currentData(FORMULA_ROLE) or ""
        _draw_pair(painter, area, self.currentText(), formula, self.isEnabled())


class _FormulaDelegate(QStyledItemDelegate):
    """Draws the formula at the right end of a row of the list."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        margin = Theme.current().length(8)
        painter.save()
        painter.setPen(QColor(Theme.current().quiet))
        painter.drawText(
            option.rect.adjusted(margin, 0, -margin, 0),
            int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
            index.data(FORMULA_ROLE) or "",
        )
        painter.restore()


def _draw_pair(painter: QPainter, area: QRect, name: str, quiet: str, enabled: bool) -> None:
    theme, metrics = Theme.current(), painter.fontMetrics()
    middle = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    painter.setPen(QColor(theme.text if enabled else theme.disabled))
    painter.drawText(area, middle, metrics.elidedText(name, Qt.TextElideMode.ElideRight, area.width()))
    rest = area.adjusted(metrics.horizontalAdvance(name) + theme.length(10), 0, 0, 0)
    if quiet and rest.width() > 0.6 * metrics.horizontalAdvance(quiet):
        painter.setPen(QColor(theme.quiet if enabled else theme.disabled))
        painter.drawText(rest, middle, metrics.elidedText(quiet, Qt.TextElideMode.ElideRight, rest.width()))
