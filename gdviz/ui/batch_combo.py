"""How many rows a step sees."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QToolTip, QWidget

from gdviz.ui.forms import CalmComboBox, mark_wrong

USUAL = (None, 1, 10, 32, 50, 100)
LARGEST = 10_000_000


class BatchCombo(CalmComboBox):
    """Full batch, a usual size, or a number of one's own; `chosen` tells the size, None for the full batch."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size: int | None = None
        self._edit = QLineEdit()
        self.setEditable(True)
        self.setLineEdit(self._edit)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type]
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for size in USUAL:
            self.addItem(self._text(size), size)
        self._help = self.tr(
            "How many training points a step looks at. Few: many quick, noisy steps an epoch. Full batch: the true "
            "slope. Takes effect at once."
        )
        self.setAccessibleName(self.tr("Batch"))
        self.setToolTip(self._help)
        self.activated.connect(self._pick)
        self._edit.editingFinished.connect(self._commit)
        self._edit.textEdited.connect(self._forgive)
        self._edit.installEventFilter(self)
        self.show_size(None)

    def show_size(self, size: int | None) -> None:
        """Show `size`; what somebody is typing stays unless the size is another."""
        if size == self._size and self._edit.isModified():
            return
        self._size = size
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.KeyPress and self._edit.isModified():
            self._show()
            return True
        return super().eventFilter(watched, event)

    def _text(self, size: int | None) -> str:
        return self.tr("Full batch") if size is None else str(size)

    def _show(self) -> None:
        self.setCurrentIndex(self.findData(self._size) if self._size in USUAL else -1)
        self.setEditText(self._text(self._size))
        self._edit.setModified(False)
        self._edit.setCursorPosition(0)
        self._forgive()

    @Slot(int)
    def _pick(self, place: int) -> None:
        self._take(self.itemData(place))

    @Slot()
    def _commit(self) -> None:
        if not self._edit.isModified():
            return
        text = self._edit.text().strip()
        if text.lower() in (self._text(None).lower(), ""):
            self._take(None)
        elif text.isdecimal() and 1 <= int(text) <= LARGEST:
            self._take(int(text))
        else:
            sentence = self.tr(
                "Batch must be a whole number from 1 to {high}, or “{full}”; got “{text}”. It is still {value}."
            ).format(high=LARGEST, full=self._text(None), text=text, value=self._text(self._size))
            mark_wrong(self, True)
            self.setToolTip(sentence)
            if self.isVisible():
                QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), sentence, self)

    def _take(self, size: int | None) -> None:
        changed = size != self._size
        self._size = size
        self._show()
        if changed:
            self.chosen.emit(size)

    @Slot()
    def _forgive(self) -> None:
        mark_wrong(self, False)
        self.setToolTip(self._help)
