"""A field for a number of any magnitude."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from gdviz.core.hyperparameter import Scale
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.ui.forms.controls import mark_wrong
from gdviz.ui.forms.text import next_in_row, next_on_log_scale, nice_step, parse, short, significant

_TYPED = frozenset("0123456789.,eE+-\N{MINUS SIGN}")
_KEPT = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class NumberField(QLineEdit):
    """Takes "0.05", "5e-2" and "1,65"; what is no number or out of range is marked and never taken or bent.

    Enter or leaving commits, Escape takes back. Up, Down and the wheel (only with the focus) move by a tenth on a
    logarithmic scale and by a 1-2-5 step on a linear one; Page Up and Page Down move further.
    """

    committed = Signal(float, bool)  # the value, and whether it is one of many of a movement
    slider_wanted = Signal()

    def __init__(
        self,
        label: str,
        low: float,
        high: float,
        soft_low: float | None = None,
        soft_high: float | None = None,
        scale: Scale = "linear",
        digits: int = 6,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._digits = digits
        self._label = label
        self._low, self._high = low, high
        self._soft_low = low if soft_low is None else soft_low
        self._soft_high = high if soft_high is None else soft_high
        self._scale: Scale = scale
        self._value = self._soft_low
        self._help = ""
        self._turned = 0
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(label)
        self.returnPressed.connect(self._commit_and_select)
        self.textEdited.connect(self._forgive)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()
        self._show_value()

    @property
    def value(self) -> float:
        """The last good value."""
        return self._value

    @property
    def wrong(self) -> bool:
        """Whether what stands there could not be taken."""
        return bool(self.property("class") == "wrong")

    def set_value(self, value: float) -> None:
        """Show `value`; what somebody is typing stays unless the value is another."""
        if value == self._value and (self.wrong or self.isModified()):
            return
        self._value = value
        self._show_value()

    def set_help(self, text: str) -> None:
        """Set the tooltip that shows while nothing is wrong."""
        self._help = text
        if not self.wrong:
            self.setToolTip(text)
            self.setAccessibleDescription(text)

    def event(self, event: QEvent) -> bool:
        # Space and R belong to the race even while a number has the focus, and undo to the whole document.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            text = event.text()
            foreign = text.isprintable() and text != "" and text not in _TYPED
            undo = any(event.matches(key) for key in _KEPT) and not self.isModified()
            plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if (foreign and plain) or undo:
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, moves = event.key(), {Qt.Key.Key_Up: (True, False), Qt.Key.Key_Down: (False, False),
                                   Qt.Key.Key_PageUp: (True, True), Qt.Key.Key_PageDown: (False, True)}  # fmt: skip
        if key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.slider_wanted.emit()
        elif key in moves:
            self._commit()
            self._move(*moves[Qt.Key(key)])
        elif key == Qt.Key.Key_Escape and (self.isModified() or self.wrong):
            self._show_value()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()
            return
        event.accept()
        self._turned += event.angleDelta().y()
        while abs(self._turned) >= 120:
            up = self._turned > 0
            self._turned += -120 if up else 120
            self._move(up, False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._commit()
            self._turned = 0
        super().focusOutEvent(event)

    @Slot()
    def _commit_and_select(self) -> None:
        self._commit()
        self.selectAll()

    def _commit(self) -> None:
        if not self.isModified():
            return
        value = parse(self.text())
        if value is None or not self._low <= value <= self._high:
            self._complain()
            return
        changed = value != self._value
        self._value = value
        self._show_value()
        if changed:
            self.committed.emit(value, False)

    def _complain(self) -> None:
        sentence = self.tr("{name} must be a number from {low} to {high}; got “{text}”. It is still {value}.").format(
            name=self._label, low=short(self._low), high=short(self._high), text=self.text(), value=short(self._value)
        )
        mark_wrong(self, True)
        self.setToolTip(sentence)
        self.setAccessibleDescription(sentence)
        if self.isVisible():
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), sentence, self)

    def _show_value(self) -> None:
        self.setText(short(self._value, self._digits))
        self.setModified(False)
        self._forgive()

    @Slot()
    def _forgive(self) -> None:
        if self.wrong:
            mark_wrong(self, False)
            QToolTip.hideText()
        self.setToolTip(self._help)
        self.setAccessibleDescription(self._help)

    def _move(self, up: bool, far: bool) -> None:
        value = min(self._high, max(self._low, self._next(up, far)))
        if value != self._value:
            self._value = value
            self._show_value()
            self.committed.emit(value, True)

    def _next(self, up: bool, far: bool) -> float:
        value = self._value
        if self._scale == "linear":
            step = nice_step(self._soft_high - self._soft_low) * (10 if far else 1)
            return significant(value + (step if up else -step), 12)
        smallest = self._soft_low if self._soft_low > 0 else 1e-6
        if value <= 0:
            return smallest if up else value
        moved = next_in_row(value, up) if far else next_on_log_scale(value, up)
        # below the slider's range zero is the only number left that means something
        return self._low if not up and moved < smallest and value <= smallest and self._low <= 0 else moved

    @Slot()
    def _follow_theme(self) -> None:
        self.setFont(Theme.current().font(tabular=True))
