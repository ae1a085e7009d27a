"""Which images the digits session learns from; they are read in a thread of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from gdviz.core.images import ImageSet
from gdviz.session.digits_asking import Asking
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


def with_tests(images: ImageSet) -> ImageSet:
    """Return images of which a tenth tests, if none did and there are enough."""
    if images.n_test or images.n < LEAST_TO_SPLIT:
        return images
    return images.split(0.1, np.random.default_rng(0))


def chosen_of(source: Source, path: str | Path | None, first: int | None) -> ChosenImages:
    """Return what is to be read."""
    return ChosenImages(source, str(path) if path is not None else "", first)
