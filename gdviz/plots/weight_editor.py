"""A small card to set one number by hand, or to hold it still."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QLabel,
    QSlider,
    QToolButton,
    QWidget,
)

from gdviz.plots.icons import icon
from gdviz.plots.theme import Theme, ThemeManager

PLACES = 400  # of the slider
DECIMALS = 5
MOST = 1e6


class _PlainSpinBox(QDoubleSpinBox):
    """A number with a decimal point, as everywhere else in the window; a comma is taken for one."""

    def __init__(self) -> None:
        super().__init__()
        self.setLocale(QLocale.c())

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        return super().validate(text.replace(",", "."), place)


class WeightEditor(QFrame):
    """A field, a slider and a lock for one number; it follows the number while nobody holds it."""

    changed = Signal(float, bool)  # the value, and whether it is one of many of a movement
    held = Signal(bool)
    chosen = Signal(int)  # another of the numbers that were offered
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("class", "card")
        self.setAutoFillBackground(True)
        self.setAttribute(
            Qt.WidgetAttribute.WA_NoMousePropagation
        )  # a click beside its parts is none on what it covers
        self._around = parent
        self._reach = 2.0
        self._title = QLabel()
        self._title.setProperty("class", "title")
        self.field = _PlainSpinBox()
        self.field.setRange(-MOST, MOST)
        self.field.setDecimals(DECIMALS)
        self.field.setSingleStep(0.1)
        self.field.setKeyboardTracking(False)
        self.field.setProperty("class", "bare")
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setAccessibleName(self.tr("Value"))
        self.field.setToolTip(self.tr("Set the number; training goes on from it. Undo brings the old one back."))
        self.field.valueChanged.connect(self._typed)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-PLACES, PLACES)
        self.slider.setAccessibleName(self.tr("Value"))
        self.slider.setToolTip(self.field.toolTip())
        self.slider.valueChanged.connect(self._slid)
        self.lock = QCheckBox(self.tr("hold still"))
        self.lock.setToolTip(self.tr("Freeze the number: no step moves it, until it is let go"))
        self.lock.toggled.connect(self.held)
        self.which = QComboBox()
        self.which.setAccessibleName(self.tr("Which number"))
        self.which.setToolTip(self.tr("The bias of this neuron, or its weight for one of the inputs"))
        self.which.activated.connect(self.chosen)
        self._close = QToolButton()
        self._close.setProperty("class", "flat")
        self._close.setToolTip(self.tr("Close (Esc)"))
        self._close.setAccessibleName(self.tr("Close"))
        self._close.clicked.connect(self.dismiss)
        grid = QGridLayout(self)
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(self._close, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.slider, 1, 0)
        grid.addWidget(self.field, 1, 1)
        grid.addWidget(self.lock, 2, 0)
        grid.addWidget(self.which, 2, 1)
        self._grid = grid
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()
        self.hide()

    @property
    def title(self) -> str:
        """What the number is."""
        return self._title.text()

    def open(
        self, title: str, value: float, held: bool, at: QPointF, choices: Sequence[str] = (), chosen: int = 0
    ) -> None:
        """Show the number beside a place of the parent; `choices` are names of others that can be edited too."""
        self.which.clear()
        self.which.addItems(list(choices))
        self.which.setCurrentIndex(chosen)
        self.which.setVisible(len(choices) > 1)
        self._title.setText(title)
        self._reach = max(2.0, 2.0 * abs(value)) if abs(value) < MOST else MOST
        self._show(value)
        self.show_held(held)
        self.adjustSize()
        around = self._around.size()
        x = min(at.x() + 12.0, around.width() - self.width() - 8.0)
        y = min(at.y() + 12.0, around.height() - self.height() - 8.0)
        self.move(round(max(8.0, x)), round(max(8.0, y)))
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.field.selectAll()

    def follow(self, value: float) -> None:
        """Show a number that training has moved, unless somebody is at it."""
        typing = self.field.hasFocus() and self.field.lineEdit().isModified()
        if not self.slider.isSliderDown() and not typing:
            self._show(value)

    def show_held(self, held: bool) -> None:
        """Show whether the number is held still."""
        self.lock.blockSignals(True)
        self.lock.setChecked(held)
        self.lock.blockSignals(False)

    @Slot()
    def dismiss(self) -> None:
        """Close."""
        if self.isVisible():
            if self.isAncestorOf(QApplication.focusWidget() or self._around):
                self._around.setFocus()  # before it hides: Qt would give it to whatever comes next
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.dismiss()
            return
        super().keyPressEvent(event)

    def _show(self, value: float) -> None:
        for widget in (self.field, self.slider):
            widget.blockSignals(True)
        if round(value, DECIMALS) != self.field.value():
            self.field.setValue(value)
            if self.field.hasFocus():  # what is typed next shall replace it
                self.field.selectAll()
        self.slider.setValue(round(PLACES * max(-1.0, min(1.0, value / self._reach))))
        for widget in (self.field, self.slider):
            widget.blockSignals(False)

    @Slot(float)
    def _typed(self, value: float) -> None:
        self._show(value)
        self.changed.emit(value, False)

    @Slot(int)
    def _slid(self, place: int) -> None:
        value = round(self._reach * place / PLACES, DECIMALS)
        self.field.blockSignals(True)
        self.field.setValue(value)
        self.field.blockSignals(False)
        self.changed.emit(value, True)

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        self._grid.setContentsMargins(theme.length(12), theme.length(8), theme.length(8), theme.length(10))
        self._grid.setSpacing(theme.length(8))
        self._close.setIcon(icon("close", theme.quiet))
        self.field.setFixedWidth(theme.length(92))
        self.which.setFixedWidth(theme.length(92))
        self.field.setFont(theme.font(tabular=True))
        self.slider.setFixedWidth(theme.length(150))
