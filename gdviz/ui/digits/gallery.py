"""A gallery of test images, each with what the network said of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gdviz.plots.gray_image import GrayImage
from gdviz.plots.image_tiles import ImageTiles
from gdviz.plots.number import count, percent
from gdviz.plots.theme import Theme
from gdviz.training.digit_answers import Answers
from gdviz.ui.digits.scrolling import Scrolling


class Gallery(QDialog):
    """Pictures in rows; arrows walk through them, Enter lays the chosen one on the sheet.

    wanted      the image (h, w) of bytes that is to be laid on the sheet
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self._answers: Answers | None = None
        self._places: NDArray[np.int64] = np.zeros(0, np.int64)
        self.tiles = ImageTiles(self.tr("Test images"), 52, errors=True)
        self.tiles.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tiles.current_changed.connect(self._show_current)
        self.tiles.opened.connect(self._want)
        self._scroll = Scrolling(self.tiles)
        self._large = GrayImage(self.tr("The chosen image"), 168)
        self._facts = QLabel()
        self._facts.setWordWrap(True)
        self._facts.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._count = QLabel()
        self._count.setProperty("class", "quiet")
        self.lay = QPushButton(self.tr("Lay it on the &sheet"))
        self.lay.setToolTip(self.tr("See what each layer makes of this image (Enter, or a double click)"))
        self.lay.clicked.connect(self._want)
        side = QVBoxLayout()
        side.addWidget(self._large)
        side.addWidget(self._facts, 1)
        side.addWidget(self.lay)
        row = QHBoxLayout()
        row.addWidget(self._scroll, 1)
        row.addLayout(side)
        column = QVBoxLayout(self)
        column.addWidget(self._count)
        column.addLayout(row, 1)
        theme = Theme.current()
        self._facts.setFixedWidth(theme.length(168))
        self.resize(theme.length(640), theme.length(440))

    @property
    def facts(self) -> str:
        """What is said of the chosen image."""
        return self._facts.text()

    @property
    def heading(self) -> str:
        """What is said of all of them."""
        return self._count.text()

    def show_images(self, title: str, answers: Answers, places: NDArray[np.int64], first: int = 0) -> None:
        """Show the test images at `places`, the one number `first` of them chosen."""
        self._answers, self._places = answers, places
        self.setWindowTitle(title)
        self._count.setText(self.tr("{title}: {n}, the surest first").format(title=title, n=count(len(places))))
        names = answers.images.names
        self.tiles.show_images(
            answers.images.test_images[places],
            [names[said] for said in answers.said[places]],
            [self._told(int(place)) for place in places],
        )
        self.show()
        self.raise_()
        self.tiles.setFocus()
        self.tiles.select(first)

    def _told(self, place: int) -> str:
        assert self._answers is not None
        answers, names = self._answers, self._answers.images.names
        label, said = names[int(answers.images.test_labels[place])], names[int(answers.said[place])]
        own = float(answers.probabilities[place, answers.images.test_labels[place]])
        if label == said:
            words = self.tr("Test image {n}: {label}, read rightly, {sure} sure")
        else:
            words = self.tr("Test image {n}: {label}, read as {said}, {sure} sure; {label} had {own}")
        return words.format(
            n=place + 1, label=label, said=said, sure=percent(float(answers.sure[place])), own=percent(own)
        )

    @Slot(int)
    def _show_current(self, number: int) -> None:
        if self._answers is None or not len(self._places):
            return
        place = int(self._places[number])
        self._large.set_image(self._answers.images.test_images[place])
        self._facts.setText(self._told(place))
        where: QRect = self.tiles.rect_of(number)
        top = self.tiles.y() + where.y()
        self._scroll.ensureVisible(0, top + where.height() // 2, 0, where.height())

    @Slot()
    def _want(self) -> None:
        if self._answers is not None and len(self._places):
            self.wanted.emit(self._answers.images.test_images[int(self._places[self.tiles.current])])
