"""The left column of the digits workspace: the sheet, its pen, and what the network sees of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QToolButton, QVBoxLayout, QWidget

from gdviz.core.images.carried import DIGITS
from gdviz.plots.gray_image import GrayImage
from gdviz.plots.icons import icon
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session.digits import DigitsSession
from gdviz.session.digits_sheet import LEAST_WIDTH, MOST_WIDTH
from gdviz.ui.digits.canvas import DigitCanvas
from gdviz.ui.forms import SliderRow
from gdviz.ui.rows import heading, link, row_of

_WIDTH_PLACES = 50


class SheetPanel(QWidget):
    """Canvas, pen, eraser, undo, centring, and the network's view."""

    def __init__(self, session: DigitsSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._folder = ""
        open_ = link(
            self.tr("Open image…"),
            self.tr("Read a digit from a picture: PNG, JPEG or BMP of any size; it can also be dropped or pasted"),
            self.choose_picture,
        )
        clear = link(
            self.tr("Clear"), self.tr("Take all ink away (Delete on the sheet); undo brings it back"), session.clear
        )
        self.canvas = DigitCanvas(session)

        step = (MOST_WIDTH - LEAST_WIDTH) / _WIDTH_PLACES
        self._pen = SliderRow(
            self.tr("Pen"), _WIDTH_PLACES, lambda place: LEAST_WIDTH + step * place, lambda v: f"{v:.1f}",
            self.tr("Width of the pen in cells; MNIST's digits were written about 2.4 wide"),
        )  # fmt: skip
        self._pen.changed.connect(session.set_width)
        self._eraser = self._button(
            "erase", self.tr("Eraser (E on the sheet, or the right mouse button)"), checkable=True
        )
        self._eraser.clicked.connect(session.set_erasing)
        self._undo = self._button("undo", self.tr("Take the last stroke back (Ctrl+Z on the sheet)"))
        self._undo.clicked.connect(session.undo)
        self._redo = self._button("redo", self.tr("Draw again what was taken back (Ctrl+Shift+Z on the sheet)"))
        self._redo.clicked.connect(session.redo)

        self._centre = QCheckBox(self.tr("centre like MNIST"))
        self._centre.setToolTip(
            self.tr(
                "Crop, scale to 20 × 20 and lay the centre of mass into the middle, as MNIST's makers did with every "
                "digit: without it the network sees what it has never learned"
            )
        )
        self._centre.clicked.connect(session.set_centre)
        seen = QLabel(self.tr("What the network sees"))
        seen.setProperty("class", "quiet")
        seen.setWordWrap(True)
        self._seen = GrayImage(self.tr("What the network sees, 28 by 28"))
        self._seen.setToolTip(self.tr("The 28 × 28 grey values that go into the network"))

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._title = heading("")
        column.addWidget(row_of(self._title, None, open_, clear))
        column.addWidget(self.canvas)
        column.addWidget(row_of(self._pen, self._eraser, self._undo, self._redo))
        left = QWidget()
        words = QVBoxLayout(left)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(8)
        words.addWidget(self._centre)
        words.addStretch(1)
        words.addWidget(seen)
        words.addStretch(1)
        column.addWidget(row_of(left, None, self._seen))

        session.drawing_changed.connect(self._show)
        session.network_changed.connect(self._name)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()
        self._name()
        self._show()

    def choose_picture(self) -> None:
        """Ask for a picture file."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open a picture of a digit"), self._folder, self.tr("Pictures (*.png *.jpg *.jpeg *.bmp)")
        )
        if chosen:
            self._folder = str(Path(chosen).parent)
            self._session.open_picture(chosen)

    def _button(self, name: str, help_: str, checkable: bool = False) -> QToolButton:
        button = QToolButton()
        button.setProperty("class", "flat")
        button.setObjectName(name)
        button.setToolTip(help_)
        button.setAccessibleName(help_.split(" (")[0])
        button.setCheckable(checkable)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    @Slot()
    def _name(self) -> None:
        """Say what there is to be drawn for the network that answers."""
        digits = self._session.names == DIGITS
        title = self.tr("Draw a digit") if digits else self.tr("Draw")
        self._title.setText(title.upper())
        self._title.setAccessibleName(title)
        self.canvas.setAccessibleName(self.tr("Sheet to draw a digit on") if digits else self.tr("Sheet to draw on"))

    @Slot()
    def _show(self) -> None:
        session = self._session
        self._pen.show_value(session.width)
        self._eraser.setChecked(session.erasing)
        self._centre.setChecked(session.centre)
        self._undo.setEnabled(session.sheet.can_undo)
        self._redo.setEnabled(session.sheet.can_redo)
        if self.isVisible():
            self._seen.set_image(session.seen)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        for button in (self._eraser, self._undo, self._redo):
            button.setIcon(icon(button.objectName()))
            button.setIconSize(QSize(theme.length(16), theme.length(16)))
