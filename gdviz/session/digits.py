"""The digits session: the one hub between the sheet, the network that reads it, and whoever shows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gdviz.core.images import ImageError, ImageSet, InkSheet, fashion_mnist_12k, mnist
from gdviz.core.images.decoding import decode_picture, read_picture
from gdviz.core.images.fetch import fashion_mnist, installed_fashion_mnist
from gdviz.core.images.pictures import digit_of_picture
from gdviz.core.images.reading import read_image_set
from gdviz.core.operations import Array
from gdviz.session.explain import Message
from gdviz.training.digit_reader import DigitReader, TrainedNetwork
from gdviz.training.mapper import Mapper

Source = Literal["mnist", "fashion", "own"]

FRAME_MILLISECONDS = 15  # a prediction is made at most once in this time, however fast the pen moves
LOOK_MILLISECONDS = 50  # how often it is asked whether images have been read
LEAST_WIDTH, MOST_WIDTH = 1.0, 6.0  # of the pen, in cells


def _images_of(source: Source, path: str | Path | None) -> ImageSet:
    if source == "mnist":
        return mnist()
    if source == "fashion":
        return fashion_mnist() if installed_fashion_mnist() is not None else fashion_mnist_12k()
    return read_image_set(path or "")


class DigitsSession(QObject):
    """Holds sheet, images and the network that answers. Widgets connect to it alone.

    drawing_changed     ink, centring or pen are others
    prediction_changed  another answer, or none; `prediction`
    images_changed      another set of images is there, or being read; `images`, `reading`
    network_changed     another network answers; `trained`
    message             something to say; an empty text takes the last one away
    """

    drawing_changed = Signal()
    prediction_changed = Signal()
    images_changed = Signal()
    network_changed = Signal()
    message = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sheet = InkSheet()
        self.centre = True
        self.width = 2.4
        self.erasing = False
        self._stroke_erases = False
        self.source: Source = "mnist"
        self.images: ImageSet | None = None
        self.reading = False
        self._wanted: Source = "mnist"
        self.prediction: NDArray[np.float32] | None = None
        self._reader: DigitReader | None = None
        self._mapper: Mapper | None = None
        self._closed = False
        self._soon = QTimer(self, interval=FRAME_MILLISECONDS, singleShot=True)
        self._soon.timeout.connect(self._predict)
        self._look = QTimer(self, interval=LOOK_MILLISECONDS)
        self._look.timeout.connect(self._take_images)

    # -- drawing -----------------------------------------------------------------------------------------------------

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

    def _place(self, picture: Array) -> bool:
        self.sheet.place(digit_of_picture(picture))
        self.message.emit(Message(""))
        self._drawn()
        return True

    def _width_at(self, pressure: float, erasing: bool) -> float:
        # a pen that is hardly felt still draws, and an eraser is wider than what it erases
        return self.width * (2.0 if erasing else 0.35 + 0.65 * min(1.0, max(0.0, pressure)))

    def _drawn(self) -> None:
        self.drawing_changed.emit()
        self._ask()

    # -- the answer --------------------------------------------------------------------------------------------------

    @property
    def trained(self) -> TrainedNetwork | None:
        """Return the network that answers; None if there is none yet."""
        return self._reader.trained if self._reader is not None else None

    @property
    def names(self) -> tuple[str, ...]:
        """Return what the classes of the answer are called."""
        return self._reader.names if self._reader is not None else tuple(str(k) for k in range(10))

    def use_network(self, trained: TrainedNetwork) -> bool:
        """Let this network answer from now on; return False, with a message, if it is none for this sheet."""
        side = self.sheet.cells().shape
        if trained.shape != side:
            text = self.tr("{title} is for images of {width} x {height}; the sheet has 28 x 28.").format(
                title=trained.title, width=trained.shape[1], height=trained.shape[0]
            )
            self.message.emit(Message(text, "error"))
            return False
        self._reader = DigitReader(trained)
        self.network_changed.emit()
        self._ask()
        return True

    def _ask(self) -> None:
        """Predict within a frame: not for every move of the pen."""
        if not self._soon.isActive() and not self._closed:
            self._soon.start()

    @Slot()
    def _predict(self) -> None:
        if self._reader is None or self.sheet.empty:
            if self.prediction is not None:
                self.prediction = None
                self.prediction_changed.emit()
            return
        self.prediction = self._reader.probabilities(self.seen)
        self.prediction_changed.emit()

    # -- images ------------------------------------------------------------------------------------------------------

    def choose_images(self, source: Source, path: str | Path | None = None) -> None:
        """Read a set of images in a thread of its own: MNIST, Fashion-MNIST, or one's own from `path`."""
        if self._closed:
            return
        self._wanted = source
        if self._mapper is None:
            self._mapper = Mapper()

        def read() -> Iterator[ImageSet | ImageError]:
            try:
                yield _images_of(source, path)
            except ImageError as error:
                yield error

        self._mapper.ask("images", read)
        self.reading = True
        self._look.start()
        self.images_changed.emit()

    @Slot()
    def _take_images(self) -> None:
        assert self._mapper is not None
        found = self._mapper.results["images"].take()
        failure = self._mapper.failures.take()
        if failure is not None:
            found = ImageError(f"{failure[0].rstrip('.')}.")
        if found is None:
            return
        self._look.stop()
        self.reading = False
        if isinstance(found, ImageSet):
            self.images, self.source = found, self._wanted
            self.message.emit(Message(""))
        else:
            self.message.emit(Message(str(found), "error"))
        self.images_changed.emit()

    # -- the end -----------------------------------------------------------------------------------------------------

    def close(self) -> bool:
        """Stop timers and threads; return whether they ended in time."""
        self._closed = True
        self._soon.stop()
        self._look.stop()
        return self._mapper is None or self._mapper.stop()
