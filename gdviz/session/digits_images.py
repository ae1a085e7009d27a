"""Which images the digits session learns from; they are read in a thread of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from gdviz.core.images import ImageSet
from gdviz.session.digits_answer import DigitsAnswer
from gdviz.session.digits_asking import Asking
from gdviz.session.explain import Message
from gdviz.training.digits_headless import FASHION, LEAST_TO_SPLIT, MNIST, images_of
from gdviz.training.digits_saved import ChosenImages, Source
from gdviz.training.mapper import Mapper

SOURCES = {"mnist": MNIST, "fashion": FASHION}


class ImageReading(QObject):
    """Reads sets of images, one after the other; of several that were asked for only the last one comes.

    got         an ImageSet that was read; `chosen` says which it is, `wanted` what will come or has come
    refused     a sentence why there are none
    """

    got = Signal(object)
    refused = Signal(str)

    def __init__(self, mapper: Callable[[], Mapper], parent: QObject) -> None:
        super().__init__(parent)
        self.chosen = self.wanted = ChosenImages()
        self._asking = Asking(mapper, "images", self)
        self._asking.got.connect(self._take)
        self._asking.failed.connect(self._fail)

    @property
    def busy(self) -> bool:
        """Whether images are being read."""
        return self._asking.busy

    def choose(self, chosen: ChosenImages) -> None:
        """Read these."""
        self.wanted = chosen

        def read() -> Iterator[ImageSet]:
            yield images_of(SOURCES.get(chosen.source, chosen.path), chosen.first)

        self._asking.ask(read)

    def stop(self) -> None:
        """Wait for nothing any more."""
        self._asking.forget()

    @Slot(object)
    def _take(self, found: object) -> None:
        if isinstance(found, ImageSet):
            self.chosen = self.wanted
            self.got.emit(found)
        else:
            self.wanted = self.chosen
            self.refused.emit(str(found))

    @Slot(str, str)
    def _fail(self, reason: str, _details: str) -> None:
        self.wanted = self.chosen
        self.refused.emit(f"{reason.rstrip('.')}.")


class DigitsImages(DigitsAnswer):
    """A sheet that is read, and images to learn from.

    images_changed      another set of images is there, or being read; `images`, `reading`
    images_ready        the reading has ended, well or not; after images_changed
    """

    images_changed = Signal()
    images_ready = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.images: ImageSet | None = None
        self._mapper: Mapper | None = None
        self._image_reading = ImageReading(self.mapper, self)
        self._image_reading.got.connect(self._images_read)
        self._image_reading.refused.connect(self._images_refused)

    def mapper(self) -> Mapper:
        """Return the thread for what takes longer than a frame."""
        if self._mapper is None:
            self._mapper = Mapper()
        return self._mapper

    @property
    def reading(self) -> bool:
        """Whether images are being read."""
        return self._image_reading.busy

    @property
    def wanted_images(self) -> ChosenImages:
        """Which images these are, or will be once they are read."""
        return self._image_reading.wanted

    @property
    def source(self) -> Source:
        """Where the images come from."""
        return self._image_reading.chosen.source

    def choose_images(self, source: Source, path: str | Path | None = None, first: int | None = None) -> None:
        """Read a set of images in a thread of its own: MNIST, Fashion-MNIST, or one's own from `path`.

        Of the training images only the `first` ones are taken, where a number is given.
        """
        if self._closed:
            return
        self._image_reading.choose(chosen_of(source, path, first))
        self.images_changed.emit()

    @Slot(object)
    def _images_read(self, images: ImageSet) -> None:
        self.take_images(images)
        self.images_changed.emit()
        self.images_ready.emit()

    @Slot(str)
    def _images_refused(self, reason: str) -> None:
        self.message.emit(Message(reason, "error"))
        self.images_changed.emit()
        self.images_ready.emit()

    def take_images(self, images: ImageSet) -> None:
        """Take other images over. Without test images, a tenth tests."""
        if images is not self.images:
            self.images = with_tests(images)
            self.message.emit(Message(""))


def with_tests(images: ImageSet) -> ImageSet:
    """Return images of which a tenth tests, if none did and there are enough."""
    if images.n_test or images.n < LEAST_TO_SPLIT:
        return images
    return images.split(0.1, np.random.default_rng(0))


def chosen_of(source: Source, path: str | Path | None, first: int | None) -> ChosenImages:
    """Return what is to be read."""
    return ChosenImages(source, str(path) if path is not None else "", first)
