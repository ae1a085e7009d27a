"""Which classes the network takes for which."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdviz.plots.card import Card
from gdviz.plots.confusion import ConfusionMatrix
from gdviz.session.digits import DigitsSession
from gdviz.session.digits_pace import FIGURES, DigitsPace
from gdviz.ui.digits.gallery import Gallery


class ConfusionCard(Card):
    """Rows are what the test images are, columns what the network that answers reads."""

    def __init__(self, session: DigitsSession, gallery: Gallery, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Confusion"), parent=parent)
        self._session, self._gallery = session, gallery
        self.matrix = ConfusionMatrix(self.tr("Confusion of classes"))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 8, 12, 6)
        column.addWidget(self.matrix)
        self.set_body(body)
        self.matrix.chosen.connect(self._open)
        DigitsPace(session, self, FIGURES, follows=session.exam.changed).changed.connect(self._show)
        session.network_changed.connect(self._show)
        session.images_changed.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    @Slot()
    def _show(self) -> None:
        if not self.isVisible():
            return
        session = self._session
        answers, images, trained = session.exam.answers, session.images, session.trained
        names = images.names if images is not None else session.names
        self.matrix.show_counts(None if answers is None else answers.confusion, names)
        if answers is not None:
            self.set_quiet(self.tr("click a cell to see its images"))
        elif images is not None and trained is not None and trained.names != images.names:
            self.set_quiet(self.tr("the network has learned other images"))
        elif session.live:
            self.set_quiet(self.tr("after the first epoch"))
        else:
            self.set_quiet("")

    @Slot(int, int)
    def _open(self, row: int, column: int) -> None:
        answers = self._session.exam.answers
        if answers is None:
            return
        names = answers.images.names
        title = self.tr("{label} read as {said}").format(label=names[row], said=names[column])
        self._gallery.show_images(title, answers, answers.of_cell(row, column))
