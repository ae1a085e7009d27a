"""The page of the digits workspace."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gdviz.plots.theme import Theme
from gdviz.session.digits import DigitsSession
from gdviz.ui.digits.card_grid import CardGrid
from gdviz.ui.digits.columns import Columns
from gdviz.ui.digits.confusion_card import ConfusionCard
from gdviz.ui.digits.gallery import Gallery
from gdviz.ui.digits.image_choice import ImageChoice
from gdviz.ui.digits.inside_card import InsideCard
from gdviz.ui.digits.learning_card import LearningCard
from gdviz.ui.digits.network_file import NetworkFile
from gdviz.ui.digits.network_form import LayersPanel, OptimizerPanel
from gdviz.ui.digits.network_menu import NetworkMenu
from gdviz.ui.digits.prediction import PredictionCard
from gdviz.ui.digits.sheet_panel import SheetPanel
from gdviz.ui.digits.teach_panel import TeachPanel
from gdviz.ui.digits.training_bar import TrainingBar
from gdviz.ui.digits.wrong_answers import WrongAnswers
from gdviz.ui.lesson_card import LessonCard
from gdviz.ui.notice import Notice

LEFT_WIDTH, RIGHT_WIDTH = 304, 280
MOST_FOR_SHEET, LEAST_SHEET = 0.33, 180  # of the height, and pixels
MOST_FOR_WORDS = 0.22  # of the height: the text scrolls, the sheet should not


class DigitsWorkspace(QWidget):
    """At the top the training, left the sheet and the images, right the network; between them the cards.

    It needs a session of its own kind and nothing else of the window.

    page_wanted     the name of another page: "convolution" or "sweep"
    """

    page_wanted = Signal(str)

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
        self.gallery = Gallery(self)
        self.gallery.wanted.connect(session.show_image)
        self.inside = InsideCard(session)
        self.confusion = ConfusionCard(session, self.gallery)
        self.teach = TeachPanel(session)
        self.layers = LayersPanel(session)
        self.optimizer = OptimizerPanel(session)
        self.wrong = WrongAnswers(session, self.gallery)
        self.bar = TrainingBar(session)
        self.network_menu = NetworkMenu(session, self)
        self.network_menu.page_wanted.connect(self.page_wanted)
        self.bar.put_last(self.network_menu.button)
        self.notice = Notice(self)
        session.message.connect(self.notice.tell)

        left = QWidget()
        left.setProperty("class", "panel")
        left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(16)
        column.addWidget(self.sheet)
        column.addWidget(self.teach)
        column.addWidget(self.images)
        column.addStretch(1)
        self.words = LessonCard()
        self.tell(
            self.tr(
                "Draw a digit: the bars follow your pen. Then switch the centring off and draw small in a corner: the "
                "network has only ever seen digits in the middle."
            )
        )
        foot = QWidget()
        room = QVBoxLayout(foot)
        room.setContentsMargins(12, 8, 12, 12)
        room.addWidget(self.words)
        right = QWidget()
        right.setProperty("class", "panel")
        right.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(right)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(16)
        self.file = NetworkFile(session)
        for part in (self.layers, self.optimizer, self.wrong, self.file):
            column.addWidget(part)
        column.addStretch(1)

        self.cards = CardGrid()
        self.cards.add(self.prediction, 0, 0, stretch=4)
        self.cards.add(self.inside, 0, 1, stretch=5)
        self.cards.add(self.learning, 1, 0, stretch=4)
        self.cards.add(self.confusion, 1, 1, stretch=5)
        self.columns = Columns(
            (self.tr("Draw"), _side(left), LEFT_WIDTH),
            self.cards,
            (self.tr("Network"), _side(right), RIGHT_WIDTH),
            (self.tr("What to see"), foot),
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.bar)
        whole.addWidget(self.columns, 1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.sheet.canvas.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.session.toggle()
        elif event.text().isdigit() and int(event.text()) < len(self.session.names):
            self.session.teaching.teach(int(event.text()))
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.sheet.canvas.dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.sheet.canvas.dropEvent(event)

    def tell(self, text: str) -> None:
        """Say what is to be seen."""
        self.words.tell(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = max(Theme.current().length(LEAST_SHEET), round(MOST_FOR_SHEET * self.height()))
        self.sheet.canvas.setMaximumHeight(side)  # what teaches the network stays in sight below it
        most = (
            self.height()
            if self.columns.narrow
            else max(Theme.current().length(96), round(MOST_FOR_WORDS * self.height()))
        )
        self.words.setMaximumHeight(most)


def _side(panel: QWidget) -> QScrollArea:
    """Return a side column that scrolls where it is too low."""
    side = QScrollArea()
    side.setFrameShape(QFrame.Shape.NoFrame)
    side.setWidgetResizable(True)
    side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    side.setWidget(panel)
    side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return side
