"""A field for a function that is typed, which says at once what is wrong and where."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from gdviz.core.formula import FUNCTIONS, OF_SEVERAL, FormulaError, parse
from gdviz.core.formula.parser import MOST_CHARACTERS
from gdviz.ui.forms.controls import mark_wrong


class FormulaField(QWidget):
    """Enter or leaving commits a formula that can be read; Escape takes back. Below it stands what is wrong."""

    committed = Signal(str)

    def __init__(self, label: str, variables: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._variables, self._text = variables, ""
        self.edit = _Line()
        self.edit.setAccessibleName(label)
        self.edit.setMaxLength(MOST_CHARACTERS)
        self.edit.setToolTip(
            self.tr(
                "Type a function of {variables}: + − * / ^, brackets, pi, e, and {functions}. Enter takes it."
            ).format(
                variables=self.tr("{x} and {y}").format(x=variables[0], y=variables[1])
                if len(variables) > 1
                else variables[0],
                functions=", ".join((*FUNCTIONS, *OF_SEVERAL)),
            )
        )
        self.fault = QLabel()
        self.fault.setProperty("class", "danger")
        self.fault.setWordWrap(True)
        self.fault.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.edit)
        column.addWidget(self.fault)
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(self._check)
        self.edit.returnPressed.connect(self._commit)
        self.edit.left.connect(self._commit)
        self.edit.given_up.connect(self._take_back)

    @property
    def text(self) -> str:
        """The last formula that was taken."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show a formula; what somebody is typing stays unless the formula is another."""
        if text == self._text and self.edit.isModified():
            return
        self._text = text
        if self.edit.text() != text:
            self.edit.setText(text)
            self.edit.setCursorPosition(0)
        self._tell("")

    @Slot()
    def _check(self) -> None:
        """Mark what cannot be read; it is told in words once there is a pause, which is when it is committed."""
        reason = self._reason()
        mark_wrong(self.edit, bool(reason))
        if not reason:
            self._tell("")
        elif not self.fault.isHidden():
            self._tell(reason)

    @Slot()
    def _commit(self) -> None:
        text, reason = self.edit.text().strip(), self._reason()
        if not self.edit.isModified():
            return
        if reason:
            self._tell(reason)
            return
        self.edit.setModified(False)
        self._tell("")
        if text != self._text:
            self._text = text
            self.committed.emit(text)

    @Slot()
    def _take_back(self) -> None:
        self.edit.setText(self._text)
        self._tell("")

    def _reason(self) -> str:
        try:
            parse(self.edit.text().strip(), self._variables)
        except FormulaError as error:
            return str(error)
        return ""

    def _tell(self, reason: str) -> None:
        mark_wrong(self.edit, bool(reason))
        self.fault.setText(reason[:1].upper() + reason[1:] + "." if reason and reason[0] != "`" else reason)
        self.fault.setVisible(bool(reason))
        self.edit.setAccessibleDescription(reason or self.edit.toolTip())


class _Line(QLineEdit):
    left = Signal()
    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()
