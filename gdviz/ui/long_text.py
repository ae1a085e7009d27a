"""A window for a long text: never larger than the screen, scrolled where it must."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from gdviz.plots.theme import Theme

SHARE_OF_SCREEN = 0.85
WIDTH = 560  # pixels at 100 % text


class LongText(QDialog):
    """Shows `text` (HTML), with a button that closes it; it deletes itself."""

    def __init__(self, title: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        label = QLabel(text)
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        label.setMargin(12)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(title)
        self.area.setWidget(label)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addWidget(self.area, 1)
        column.addWidget(buttons)
        screen = parent.screen().availableGeometry()
        width = min(Theme.current().length(WIDTH), round(SHARE_OF_SCREEN * screen.width()))
        around = buttons.sizeHint().height() + 40
        wanted = label.heightForWidth(width - 48) + around
        self.resize(width, min(wanted, round(SHARE_OF_SCREEN * screen.height())))
