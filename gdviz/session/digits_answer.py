"""The network that answers for what is on the sheet."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot

from gdviz.core.images import SIDE
from gdviz.core.images.centring import centred_for, fitted
from gdviz.resources import resource_path
from gdviz.session.digits_sheet import DigitsSheet
from gdviz.training.digit_reader import DigitReader, TrainedNetwork, load_trained
from gdviz.training.digits_saved import SHIPPED

FRAME_MILLISECONDS = 10  # a prediction is made at most once in this time, however fast the pen moves
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
        if shape == SHEET:
            return super().seen
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
        """Let a network answer that came with the app."""
        trained = load_trained(resource_path("networks", f"digits_{preset}.npz"))
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
        """Predict at once, or a frame after the last time: not for every move of the pen."""
        if not self._soon.isActive() and not self._closed:
            since = self._predicted.elapsed() if self._predicted.isValid() else FRAME_MILLISECONDS
            self._soon.start(max(0, FRAME_MILLISECONDS - since))

    @Slot()
    def _predict(self) -> None:
        self._predicted.start()
        if self._reader is None or self.sheet.empty:
            if self.prediction is not None:
                self.prediction = None
                self.prediction_changed.emit()
            return
        self.prediction = self._reader.probabilities(self.seen)
        self.prediction_changed.emit()
