"""The page of the digits workspace."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session.digits import DigitsSession
from gdviz.ui.digits.card_grid import CardGrid
from gdviz.ui.digits.image_choice import ImageChoice
from gdviz.ui.digits.learning_card import LearningCard
from gdviz.ui.digits.prediction import PredictionCard
from gdviz.ui.digits.sheet_panel import SheetPanel
from gdviz.ui.digits.training_bar import TrainingBar
from gdviz.ui.notice import Notice

LEFT_WIDTH = 304


class DigitsWorkspace(QWidget):
    """At the top the training, left the sheet and the images, right of it the cards: `cards`, a grid that takes more.

    It needs a session of its own kind and nothing else of the window.
    """

    def __init__(self, session: DigitsSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setProperty("class", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.sheet = SheetPanel(session)
        self.images = ImageChoice(session)
        self.prediction = PredictionCard(session)
        self.learning = LearningCard(session)
        self.bar = TrainingBar(session)
        self.notice = Notice(self)
        session.message.connect(self.notice.tell)

        left = QWidget()
        left.setProperty("class", "panel")
        left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(16)
        column.addWidget(self.sheet)
        column.addWidget(self.images)
        column.addStretch(1)
        column.addWidget(self._what_to_see())
        self._left = QScrollArea()
        self._left.setFrameShape(QFrame.Shape.NoFrame)
        self._left.setWidgetResizable(True)
        self._left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._left.setWidget(left)
        self._left.setFocusPolicy(Qt.FocusPolicy.NoFocus)

        self.cards = CardGrid()
        self.cards.add(self.prediction, 0, 0, stretch=2)
        self.cards.add(self.learning, 0, 1, stretch=3)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._left)
        row.addWidget(self.cards, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.bar)
        whole.addLayout(row, 1)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.sheet.canvas.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.session.toggle()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.sheet.canvas.dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.sheet.canvas.dropEvent(event)

    def _what_to_see(self) -> QWidget:
        card = QFrame()
        card.setProperty("class", "card")
        title = QLabel(self.tr("What to see"))
        title.setProperty("class", "title")
        text = QLabel(
            self.tr(
                "Draw a digit: the bars follow your pen. Then switch the centring off and draw small in a corner: the "
                "network has only ever seen digits in the middle."
            )
        )
        text.setWordWrap(True)
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(title)
        column.addWidget(text)
        return card

    @Slot()
    def _follow_theme(self) -> None:
        self._left.setFixedWidth(Theme.current().length(LEFT_WIDTH))
