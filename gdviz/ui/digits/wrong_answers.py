"""The test images that the network reads wrongly."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdviz.plots.image_tiles import ImageTiles
from gdviz.plots.number import count
from gdviz.session.digits import DigitsSession
from gdviz.session.digits_pace import CURVES, DigitsPace
from gdviz.ui.digits.gallery import Gallery
from gdviz.ui.rows import heading, link, row_of

SHOWN = 15


class WrongAnswers(QWidget):
    """The surest of them, with what the network said; a click opens them all."""

    def __init__(self, session: DigitsSession, gallery: Gallery, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._gallery = session, gallery
        self.all = link(
            "", self.tr("Look at all of them, those first of which the network was surest"), lambda: self._open(0)
        )
        self.tiles = ImageTiles(self.tr("Wrong answers"), 43, errors=True)
        self.tiles.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tiles.chosen.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(row_of(heading(self.tr("Wrong answers")), None, self.all))
        column.addWidget(self.tiles)
        DigitsPace(session, self, CURVES, follows=session.exam.changed).changed.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    @Slot()
    def _show(self) -> None:
        if not self.isVisible():
            return
        answers = self._session.exam.answers
        wrong = np.zeros(0, np.int64) if answers is None else answers.wrong
        self.all.setText("–" if answers is None else count(len(wrong)))
        self.all.setAccessibleName(self.tr("All wrong answers: {n}").format(n=len(wrong)))
        self.all.setEnabled(len(wrong) > 0)
        if answers is None:
            self.tiles.show_images(np.zeros((0, 1, 1), np.uint8))
            return
        first = wrong[:SHOWN]
        names = answers.images.names
        said = [names[place] for place in answers.said[first]]
        tips = [
            self.tr("{label}, read as {said}").format(label=names[label], said=words)
            for label, words in zip(answers.images.test_labels[first], said, strict=True)
        ]
        self.tiles.show_images(answers.images.test_images[first], said, tips)

    @Slot(int)
    def _open(self, number: int) -> None:
        answers = self._session.exam.answers
        if answers is not None and len(answers.wrong):
            self._gallery.show_images(self.tr("Wrong answers"), answers, answers.wrong, number)
