"""The sheet of the digits session: what is drawn, with which pen, and what a network is given of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from gdviz.core.images import ImageError, InkSheet
from gdviz.core.images.decoding import decode_picture, read_picture
from gdviz.core.images.pictures import digit_of_picture
from gdviz.core.images.strokes import drawn_digit
from gdviz.core.operations import Array
from gdviz.session.explain import Message

LEAST_WIDTH, MOST_WIDTH = 1.0, 6.0  # of the pen, in cells
USUAL_WIDTH = 2.4  # about as wide as MNIST's digits were written


class DigitsSheet(QObject):
    """Ink, pen, eraser, centring, pictures that are opened.

    drawing_changed     ink, centring or pen are others
    seen_changed        ink or centring are others: what the network sees is
    message             something to say; an empty text takes the last one away
    """

    drawing_changed = Signal()
    seen_changed = Signal()
    message = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sheet = InkSheet()
        self.centre = True
        self.width = USUAL_WIDTH
        self.erasing = False
        self.drawn = 0  # how often ink or centring became others
        self._stroke_erases = False

    def begin(self, x: float, y: float, *, pressure: float = 1.0, erase: bool | None = None) -> None:
        """Put the pen down at x, y from 0 to 1 across the sheet; `pressure` from 0 to 1 makes it thinner."""
        erasing = self.erasing if erase is None else erase
        self.sheet.begin(x, y, self._width_at(pressure, erasing), erase=erasing)
        self._stroke_erases = erasing
        self._drawn()

    def extend(self, x: float, y: float, *, pressure: float = 1.0) -> None:
        """Move the pen that is down."""
        self.sheet.extend(x, y, self._width_at(pressure, self._stroke_erases))
        self._drawn()

    def clear(self) -> None:
        """Take all ink away; undo brings it back."""
        self.sheet.clear()
        self._drawn()

    def undo(self) -> None:
        """Take the last stroke back."""
        self.sheet.undo()
        self._drawn()

    def redo(self) -> None:
        """Draw again what was taken back."""
        self.sheet.redo()
        self._drawn()

    def set_width(self, cells: float) -> None:
        """Choose the pen's width, in cells of the 28 x 28."""
        self.width = min(MOST_WIDTH, max(LEAST_WIDTH, cells))
        self.drawing_changed.emit()

    def set_erasing(self, erasing: bool) -> None:
        """Let the pen erase, or draw."""
        if erasing != self.erasing:
            self.erasing = erasing
            self.drawing_changed.emit()

    def set_centre(self, centre: bool) -> None:
        """Centre what is drawn as MNIST does before the network sees it, or leave it where it is."""
        if centre != self.centre:
            self.centre = centre
            self._drawn()

    @property
    def seen(self) -> NDArray[np.float32]:
        """Return what the network is given, (28, 28) from 0 to 1."""
        return self.sheet.seen(self.centre)

    def open_picture(self, path: str | Path) -> bool:
        """Lay the digit of a picture file on the sheet; return False, with a message, if it shows none or several."""
        try:
            return self._place(read_picture(path))
        except ImageError as error:
            self.message.emit(Message(str(error), "error"))
            return False

    def take_picture(self, data: bytes, name: str) -> bool:
        """Lay the digit of an encoded picture (PNG, JPEG, BMP) on the sheet, such as a pasted one."""
        try:
            return self._place(decode_picture(data, name))
        except ImageError as error:
            self.message.emit(Message(str(error), "error"))
            return False

    def show_image(self, image: Array) -> None:
        """Lay one of the data's images, (28, 28) of bytes, on the sheet."""
        self.sheet.place(image.astype(np.float32) / np.float32(255.0))
        self._drawn()

    def draw_digit(self, label: int, seed: int = 0) -> None:
        """Draw a digit of its own on the empty sheet."""
        self.sheet.clear()
        self.sheet.draw(drawn_digit(label, seed))
        self._drawn()

    def restore_sheet(self, ink: NDArray[np.uint8], *, centre: bool, width: float) -> None:
        """Be as another sheet was; that is not undone."""
        self.sheet.restore(ink)
        self.centre, self.erasing = centre, False
        self.set_width(width)
        self._drawn()

    def _place(self, picture: Array) -> bool:
        self.sheet.place(digit_of_picture(picture))
        self.message.emit(Message(""))
        self._drawn()
        return True

    def _width_at(self, pressure: float, erasing: bool) -> float:
        # a pen that is hardly felt still draws, and an eraser is wider than what it erases
        return self.width * (2.0 if erasing else 0.35 + 0.65 * min(1.0, max(0.0, pressure)))

    def _drawn(self) -> None:
        self.drawn += 1
        self.drawing_changed.emit()
        self.seen_changed.emit()
