"""One sentence over the plots: what went wrong or what happened, and what helps."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from gdviz.plots.icons import icon
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session import Message

INFO_MILLISECONDS = 7000
MARGIN = 16


class Notice(QFrame):
    """Floats at the lower edge of its parent; a mere information goes away by itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._close = QToolButton()
        self._close.setProperty("class", "flat")
        self._close.setToolTip(self.tr("Close this message (Esc)"))
        self._close.setAccessibleName(self.tr("Close message"))
        self._close.clicked.connect(self.hide)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self._close)
        self._timer = QTimer(self, interval=INFO_MILLISECONDS, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self._kind = "info"
        parent.installEventFilter(self)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    @Slot(object)
    def tell(self, message: Message) -> None:
        """Show a message in place of the last one; an empty one only takes the last away."""
        self._timer.stop()
        if not message.text:
            self.hide()
            return
        self._kind = message.kind
        self._text.setText(message.text)
        self.setAccessibleName(message.text)
        self._follow_theme()
        self.show()
        self.raise_()
        self._place()
        if message.kind == "info":
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        width = min(self._over.width() - 4 * MARGIN, Theme.current().length(720))
        height = self._row.totalHeightForWidth(width)
        self.setGeometry((self._over.width() - width) // 2, self._over.height() - height - 40 - MARGIN, width, height)

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        self.setProperty("class", {"error": "alarm", "warning": "notice"}.get(self._kind, "card"))
        self.style().unpolish(self)
        self.style().polish(self)
        color = {"error": theme.danger, "warning": theme.warning}.get(self._kind, theme.accent)
        side = theme.length(18)
        sign = "info" if self._kind == "info" else "warning"
        self._sign.setPixmap(icon(sign, color).pixmap(side, side))
        self._close.setIcon(icon("close", theme.quiet))
