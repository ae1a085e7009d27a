"""The network that answers for what is on the sheet."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot

from gdviz.core.images import SIDE, ImageError
from gdviz.core.images.carried import own_file
from gdviz.core.images.centring import centred_for, fitted
from gdviz.session.digits_sheet import DigitsSheet
from gdviz.session.explain import Message
from gdviz.training.digit_reader import DigitReader, TrainedNetwork, load_trained
from gdviz.training.digits_saved import SHIPPED

PEN_MILLISECONDS = 8  # between two predictions at least, however fast the pen moves ...
LIVE_MILLISECONDS = 60  # ... and where only the network that answers has learned on
LONGEST_MILLISECONDS = 30  # the longest rest for the pen: a window that was busy once is none that always is
SHEET = (SIDE, SIDE)


class DigitsAnswer(DigitsSheet):
    """A sheet with a network that reads it while it is drawn on.

    prediction_changed  another answer, or none; `prediction`
    network_changed     another network answers; `trained`, `live`
    """

    prediction_changed = Signal()
    network_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.prediction: NDArray[np.float32] | None = None
        self.live = False  # the network that answers is the one that is being trained
        self.shipped = ""  # the preset whose network answers as it came with the app
        self._reader: DigitReader | None = None
        self._closed = False
        self._soon = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._predicted = QElapsedTimer()
        self._took = 0  # milliseconds for the last prediction, and for showing it
        self._seen: tuple[tuple[object, ...], NDArray[np.float32]] | None = None
        self._soon.timeout.connect(self._predict)
        self.seen_changed.connect(self._ask)

    @property
    def trained(self) -> TrainedNetwork | None:
        """Return the network that answers; None if there is none yet."""
        return self._reader.trained if self._reader is not None else None

    @property
    def reader(self) -> DigitReader | None:
        """Return what answers for the drawing, with its layers; for looking only."""
        return self._reader

    @property
    def names(self) -> tuple[str, ...]:
        """Return what the classes of the answer are called."""
        return self._reader.names if self._reader is not None else tuple(str(k) for k in range(10))

    @property
    def seen(self) -> NDArray[np.float32]:
        """Return what the network is given, from 0 to 1: (28, 28), or as large as the images it was trained on."""
        shape = self._reader.trained.shape if self._reader is not None else SHEET
        of = (self.sheet.changes, self.centre, shape)
        if self._seen is None or self._seen[0] != of:
            seen = super().seen if shape == SHEET else self._seen_in(shape)
            seen.flags.writeable = False  # it is handed to everybody who asks
            self._seen = of, seen
        return self._seen[1]

    def _seen_in(self, shape: tuple[int, int]) -> NDArray[np.float32]:
        ink = self.sheet.ink * np.float32(1 / 255)
        return centred_for(ink, shape) if self.centre else fitted(ink, *shape)

    @property
    def test_accuracy(self) -> float:
        """Return how many of the test images the network that answers reads rightly; NaN if that is not known."""
        return self.trained.test_accuracy if self.trained is not None else float("nan")

    def use_network(self, trained: TrainedNetwork) -> None:
        """Let this network answer from now on."""
        self._answer_with(DigitReader(trained), live=False)

    def use_shipped(self, preset: str = SHIPPED[0]) -> None:
        """Let a network answer that came with the app; if it is not there any more, a sentence says so."""
        try:
            trained = load_trained(own_file("networks", f"digits_{preset}.npz"))
        except ImageError as error:
            self.message.emit(Message(str(error), "error"))
            return
        self._answer_with(DigitReader(trained), live=False, shipped=preset)

    def answering_network(self) -> TrainedNetwork | None:
        """Return the network that answers, as it is at this moment; None if there is none."""
        if self._reader is None:
            return None
        return dataclasses.replace(
            self._reader.trained, theta=self._reader.model.theta.copy(), test_accuracy=self.test_accuracy
        )

    def _answer_with(self, reader: DigitReader, live: bool, shipped: str = "") -> None:
        shape = self.seen.shape
        self._reader, self.live, self.shipped = reader, live, shipped
        self.network_changed.emit()
        if self.seen.shape != shape:
            self._drawn()
        self._ask()

    @Slot()
    def _ask(self) -> None:
        """Predict at once, or a moment after the last time: not for every move of a fast pen."""
        if self._soon.isActive() or self._closed:
            return
        rest = max(PEN_MILLISECONDS, self._took)  # a network that takes long leaves as much time to the pen
        since = self._predicted.elapsed() if self._predicted.isValid() else rest
        if since >= rest:
            self._predict()
        else:
            self._soon.start(rest - since)

    def _ask_sometimes(self) -> None:
        """Predict if the last time is some frames ago: the drawing is the same, and the network a little better."""
        if not self._predicted.isValid() or self._predicted.elapsed() >= max(LIVE_MILLISECONDS, 4 * self._took):
            self._ask()

    @Slot()
    def _predict(self) -> None:
        self._predicted.start()
        before = self.prediction
        reader = None if self.sheet.empty else self._reader
        self.prediction = None if reader is None else reader.probabilities(self.seen)
        if before is not None or reader is not None:
            self.prediction_changed.emit()
        self._took = min(self._predicted.restart(), LONGEST_MILLISECONDS)
        if reader is None:
            self._predicted.invalidate()  # the first stroke on the empty sheet waits for nothing
