"""The digits session: the one hub between the sheet, the network that reads it, and whoever shows them."""

from __future__ import annotations

import dataclasses

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from gdviz.core.images import ImageSet
from gdviz.core.images.drawings import Drawings
from gdviz.session.digits_ending import word_at_the_end
from gdviz.session.digits_exam import Exam
from gdviz.session.digits_pace import ANSWER, DigitsPace
from gdviz.session.digits_recipes import DigitsChoice
from gdviz.session.digits_teaching import Teaching
from gdviz.session.explain import Message
from gdviz.training.digit_reader import DigitReader, TrainedNetwork
from gdviz.training.digits_checkpoint import DigitsCheckpoint
from gdviz.training.digits_course import Begin, DigitsSnapshot, DigitsState
from gdviz.training.digits_headless import FASHION, MNIST
from gdviz.training.digits_saved import SHIPPED
from gdviz.training.digits_worker import DigitsWorker, Go, Halt, Join, TakeOver
from gdviz.training.ending import PATIENCE, end_all
from gdviz.training.events import Crashed
from gdviz.training.image_task import ImageTask

TRAINING_MILLISECONDS = 33


class DigitsSession(DigitsChoice):
    """Holds sheet, images, training and the network that answers. Widgets connect to it alone.

    Besides the signals of the sheet (drawing_changed, seen_changed, message), of who answers (prediction_changed,
    network_changed), of the images (images_changed) and of what is trained (recipe_changed):

    snapshot_changed    a new moment of the training, or none; `snapshot`
    training_changed    it began, stood still or ended; `training`
    crashed             summary and details of a defect
    """

    snapshot_changed = Signal()
    training_changed = Signal()
    crashed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.snapshot: DigitsSnapshot | None = None
        self.moments = 0  # of trainings, so far
        self._worker: DigitsWorker | None = None
        self._number = self._live_number = 0
        self._play_when_read = False
        self._resuming: DigitsCheckpoint | None = None  # to go on from, once the images are read
        self.exam = Exam(self)
        self.teaching = Teaching(self)
        self.images_ready.connect(self._play_on_images)
        DigitsPace(self, self, ANSWER).changed.connect(self._ask_live)
        self._frame = QTimer(self, interval=TRAINING_MILLISECONDS, timerType=Qt.TimerType.PreciseTimer)
        self._frame.timeout.connect(self._take_snapshot)

    def open_network(self, trained: TrainedNetwork) -> None:
        """Let a network of a file answer, and show what it is made of; a training that goes on is given up."""
        self.use_network(trained)
        self.reset()
        self.set_recipe(trained.recipe)

    # -- images ------------------------------------------------------------------------------------------------------

    def open_task(self, task: ImageTask) -> None:
        """Make ready what a lesson trains, recipe and images; until then its like answers, if one came along."""
        self.set_recipe(task.recipe)
        if task.data == MNIST and task.recipe.preset in SHIPPED:
            self.use_shipped(task.recipe.preset)
        self.choose_images("fashion" if task.data == FASHION else "mnist", first=task.first)

    def take_images(self, images: ImageSet) -> None:
        """Take other images over; a training on the ones before is given up. Without test images, a tenth tests."""
        if images is self.images:
            return
        waiting = self._play_when_read, self._resuming
        self.reset()
        self._play_when_read, self._resuming = waiting
        super().take_images(images)

    @Slot()
    def _play_on_images(self) -> None:
        """Begin what was waiting for images, if they are there now."""
        if self._resuming is not None and self.images is not None:
            self._resume_now()
        waiting, self._play_when_read = self._play_when_read, False
        if waiting and self.images is not None:
            self.play()

    # -- training ----------------------------------------------------------------------------------------------------

    @property
    def training(self) -> DigitsState | None:
        """Return what the training does; None if there is none."""
        return self.snapshot.state if self.snapshot is not None else None

    @property
    def checkpoint(self) -> DigitsCheckpoint | None:
        """Return the last place from which the training could go on; None if there is none."""
        return self._resuming if self.snapshot is None else self.snapshot.checkpoint

    @property
    def place(self) -> tuple[int, int] | None:
        """Return the epoch and the batch where the training stands; None if there is none."""
        if self.snapshot is not None:
            return self.snapshot.epoch, self.snapshot.batch
        return None if self._resuming is None else self._resuming.place

    def resume(self, checkpoint: DigitsCheckpoint, *, live: bool) -> None:
        """Stand where a training of a file stood, once its images are read; `live` if its network is the one here."""
        self._resuming, self.live = checkpoint, live
        if self.images is not None and not self.reading:
            self._resume_now()

    def _resume_now(self) -> None:
        assert self.images is not None
        assert self._resuming is not None
        checkpoint = self._resuming
        worker = self._hired()
        self._number += 1
        self._live_number = self._number  # the network that answers is the one of the file
        drawings = self.teaching.drawings
        known = Drawings(drawings.images[: checkpoint.drawings], drawings.labels[: checkpoint.drawings])
        worker.post(Begin(self._number, self.recipe, self.images, drawings=known, checkpoint=checkpoint))
        if len(drawings) != len(known):
            worker.post(Join(drawings))
        self._frame.start()

    def set_option(self, name: str, value: object) -> None:
        """Change an option of the method; a training that goes on takes it over at once."""
        recipe = self.recipe.replace(options={**self.recipe.options, name: value})
        if recipe == self.recipe:
            return
        self._recipes.now = recipe
        if self._worker is not None and self.snapshot is not None:
            self._worker.post(TakeOver(options={name: value}))
        self.recipe_changed.emit()

    @Slot()
    def reset(self) -> None:
        """Give the training up; the network that answers goes on answering, as it is."""
        self._number += 1
        self._play_when_read, self._resuming = False, None
        if self._worker is not None:
            self._worker.post(Halt())
        self._frame.stop()
        if self.snapshot is not None:
            self.snapshot = None
            self.snapshot_changed.emit()
            self.training_changed.emit()

    @Slot()
    def play(self) -> None:
        """Train, or train on; images that are still being read, and a lesson that is given, are waited for."""
        if self._closed:
            return
        if self.images is None:
            self._play_when_read = True
            if not self.reading:
                self.choose_images(self.source)
            return
        if self.teaching.busy and self.snapshot is not None:
            self.teaching.goes_on = True
            return
        worker = self._hired()
        ended = self._resuming is None if self.snapshot is None else self.snapshot.state in ("finished", "diverged")
        if ended:
            self._number += 1
            drawings = self.teaching.drawings
            worker.post(Begin(self._number, self.recipe, self.images, drawings=drawings))
        worker.post(Go())
        self._frame.start()

    def _hired(self) -> DigitsWorker:
        if self._worker is None:
            self._worker = DigitsWorker()
        return self._worker

    @Slot()
    def pause(self) -> None:
        """Stand still after the present batch; nothing is lost."""
        self._halt(stopped=False)

    @Slot()
    def stop(self) -> None:
        """End the training here; the network is kept as it is, and play takes it up again."""
        self._halt(stopped=True)

    def _halt(self, stopped: bool) -> None:
        self.teaching.goes_on = False
        if self._worker is not None:
            self._worker.post(Halt(stopped=stopped))

    @Slot()
    def toggle(self) -> None:
        """Play or pause."""
        if self.training == "playing":
            self.pause()
        else:
            self.play()

    def show_moment(self, moment: DigitsSnapshot) -> None:
        """Show a training of recipe and images that was done elsewhere, as it stood there."""
        self._number = moment.number
        self.snapshot = moment
        self._follow(moment)
        self.snapshot_changed.emit()
        self.training_changed.emit()

    @property
    def settled(self) -> bool:
        """Whether nothing is under way that would show: no images that are read, no answers that are worked out."""
        return not (self.reading or self.exam.busy or self._soon.isActive())

    def kept_network(self) -> TrainedNetwork | None:
        """Return the network that is being trained, as it is at this moment; None if there is none."""
        if self.snapshot is None or self._reader is None or not self.live:
            return None
        return dataclasses.replace(
            self._reader.trained, theta=self.snapshot.theta, test_accuracy=self.snapshot.last("test_accuracy")
        )

    def take_over(self, trained: TrainedNetwork) -> None:
        """Let a network that was taught answer; a training of the same network that stands still goes on from it."""
        if self.snapshot is not None and self._worker is not None:
            self._worker.post(TakeOver(trained.theta))
        self._answer_with(DigitReader(trained), live=False)

    def learn_along(self, drawings: Drawings) -> None:
        """Let a training that goes on, or stands still, learn from these drawings too, from its next epoch on."""
        if self.snapshot is not None and self._worker is not None:
            self._worker.post(Join(drawings))

    @property
    def test_accuracy(self) -> float:
        """Return how many of the test images the network that answers reads rightly; NaN if that is not known."""
        if self.live and self.snapshot is not None:
            return self.snapshot.last("test_accuracy")
        return super().test_accuracy

    @Slot()
    def _take_snapshot(self) -> None:
        assert self._worker is not None
        while not self._worker.events.empty():
            event = self._worker.events.get()
            if isinstance(event, Crashed):
                self.crashed.emit(event.reason, event.details)
                self.reset()
            elif event.number == self._number:
                self.message.emit(Message(f"{event.reason}.", "error"))
                self.reset()
        moment = self._worker.latest.take()
        if moment is None or moment.number != self._number:
            return
        before = self.training
        self.snapshot, self._resuming = moment, None
        self.moments += 1
        self._follow(moment)
        self.snapshot_changed.emit()
        if moment.state != before:
            if moment.state != "playing":
                self._frame.stop()
            self.training_changed.emit()
            if (said := word_at_the_end(moment, before)) is not None:
                self.message.emit(said)

    def _follow(self, moment: DigitsSnapshot) -> None:
        """Let the network answer that is being trained."""
        assert self.images is not None
        if not np.isfinite(moment.theta).all():
            return
        known = self._live_number == moment.number
        if known and not self.live and moment.state != "playing":
            return  # it was taught something while it stood still
        if self._reader is not None and self.live and known:
            self._reader.take(moment.theta)
            if moment.state != "playing":  # else in its turn
                self._ask()
            return
        self._live_number = moment.number
        trained = TrainedNetwork(self.recipe, moment.theta, self.images.shape, self.images.names, self.recipe.title)
        self._answer_with(DigitReader(trained), live=True)

    @Slot()
    def _ask_live(self) -> None:
        if self.live and self.training == "playing":
            self._ask_sometimes()

    # -- the end -----------------------------------------------------------------------------------------------------

    def close(self, seconds: float = PATIENCE) -> bool:
        """Stop timers and threads; return whether they ended within so many seconds."""
        self._closed = True
        self._soon.stop()
        self._image_reading.stop()
        self._frame.stop()
        self.exam.stop()
        self.teaching.stop()
        return end_all((self._mapper, self._worker), seconds)
