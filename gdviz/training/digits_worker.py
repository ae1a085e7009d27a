"""The thread that trains on images: it takes commands between two batches, and publishes what it is doing."""

from __future__ import annotations

import queue
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from gdviz.core.fitting import EarlyStopping, Fit
from gdviz.core.fitting.evaluation import Evaluation
from gdviz.core.fitting.examples import Examples
from gdviz.core.images import ImageSet
from gdviz.core.metrics import METRICS
from gdviz.core.models.network import Network
from gdviz.core.operations import Array
from gdviz.training.digit_answers import Answers, Collected
from gdviz.training.digits_recipe import GREY, DigitsRecipe, loss, with_channel
from gdviz.training.events import Crashed, Refused
from gdviz.training.gradient_sizes import GradientSizes
from gdviz.training.latest import Latest

DigitsState = Literal["ready", "playing", "paused", "stopped", "finished", "diverged"]

FRAME_SECONDS = 1 / 30
SLICE_SECONDS = 0.01  # how long it works before it looks for a frame to publish
POINTS_PER_EPOCH = 60  # of the loss curve: more are not seen
SLOPES_EVERY = 2  # points: the gradient is taken for 64 images more, which costs 3 % of an epoch


@dataclass(frozen=True, eq=False)
class Begin:
    """Abandon what is trained and prepare another network, paused before its first batch; `theta` to go on from."""

    number: int
    recipe: DigitsRecipe
    images: ImageSet
    theta: Array | None = None


@dataclass(frozen=True)
class Go:
    """Train on, until told otherwise or until the last epoch."""


@dataclass(frozen=True)
class Halt:
    """Stand still after the present batch; `stopped` tells people that it was meant to be the end. Go goes on."""

    stopped: bool = False


@dataclass(frozen=True)
class End:
    """End the thread."""


@dataclass(frozen=True, eq=False)
class TakeOver:
    """Go on from these parameters, and with these options of the method, where they are given."""

    theta: Array | None = None
    options: Mapping[str, Any] | None = None


DigitsCommand = Begin | Go | Halt | TakeOver | End


@dataclass(frozen=True, eq=False)
class DigitsSnapshot:
    """One moment of a training. Arrays are the snapshot's own or never change.

    `history` has a row a finished epoch: loss, accuracy, val_loss, val_accuracy, test_loss, test_accuracy.
    `curve_steps`, `curve_losses` (n,) are means of the batch loss, `curve_accuracies` of this epoch's accuracy so far.
    `loss` and `accuracy` are those of the epoch so far. `seconds_left` is NaN before the first batch.
    `slopes` (m, layers) are the sizes of the gradient in each layer at `slope_steps` (m,); `answers` those to the test
    images at the end of the last epoch.
    """

    number: int
    state: DigitsState
    epoch: int
    epochs: int
    batch: int
    batches: int
    loss: float
    accuracy: float
    history: dict[str, tuple[float, ...]]
    curve_steps: Array
    curve_losses: Array
    curve_accuracies: Array
    theta: Array
    seconds: float
    seconds_left: float
    best_epoch: int | None
    reason: str
    slope_steps: Array
    slopes: Array
    answers: Answers | None

    @property
    def progress(self) -> float:
        """Return the share of all batches that is done."""
        return min(1.0, (self.epoch + self.batch / self.batches) / self.epochs)

    def last(self, name: str) -> float:
        """Return a figure of the network as it is: of the last finished epoch, or of the best one if that was kept.

        NaN before there is any.
        """
        row = self.history.get(name, ())
        if self.state == "finished" and self.best_epoch is not None and self.best_epoch < len(row):
            return row[self.best_epoch]
        known = [value for value in row if np.isfinite(value)]
        return known[-1] if known else float("nan")


class DigitsCourse:
    """One training from its first batch to its last, in pieces; no thread, so that tests drive it directly."""

    def __init__(self, begin: Begin) -> None:
        self.number, self.recipe, self.images = begin.number, begin.recipe, begin.images
        self.network: Network = self.recipe.build(self.images.shape, self.images.n_classes)
        self.network.initialize(np.random.default_rng(self.recipe.seed))
        if begin.theta is not None:
            self.network.theta[...] = begin.theta
        self.fit: Fit = self.recipe.fit(self.network, self.images)
        self.state: DigitsState = "ready"
        self.seconds = 0.0
        self._chunk = max(1, self.fit.batches_per_epoch // POINTS_PER_EPOCH)
        most = self.recipe.epochs * (self.fit.batches_per_epoch // self._chunk + 1)
        self._curve = np.full((3, most), np.nan, np.float32)
        self._points = 0
        self._sum, self._count = 0.0, 0
        self._test_history: dict[str, list[float]] = {"test_loss": [], "test_accuracy": []}
        self._collected = Collected()
        self._answers: Answers | None = None
        self._sizes = GradientSizes(self.network, self.images)
        self._slope_steps = np.zeros(most // SLOPES_EVERY + 2)
        self._slopes = np.zeros((len(self._slope_steps), len(self._sizes.names)))
        self._slope_count = 0
        self._measure()
        self._test = self._tested()
        self._work = self._run()

    def go_on(self) -> bool:
        """Take one batch, or one block of an evaluation; return False once there is nothing left to do."""
        start = time.perf_counter()
        more = next(self._work, None) is not None
        self.seconds += time.perf_counter() - start
        if not more:
            self.state = "finished" if np.isfinite(self.fit.batch_loss) else "diverged"
        return more

    def take_over(self, theta: Array | None, options: Mapping[str, Any] | None) -> None:
        """Go on from other parameters, or with other options of the method."""
        if theta is not None and theta.shape == self.network.theta.shape:
            self.network.theta[...] = theta
        for name, value in (options or {}).items():
            setattr(self.fit.method, name, value)

    @property
    def best_epoch(self) -> int | None:
        """Return the epoch whose weights are kept, where early stopping watches; counted from 0."""
        found = [callback for callback in self.fit.callbacks if isinstance(callback, EarlyStopping)]
        return found[0].best_epoch if found else None

    def snapshot(self) -> DigitsSnapshot:
        """Return what is seen from outside."""
        fit, running = self.fit, self.fit.running()
        done = fit.step
        left = self.recipe.epochs * fit.batches_per_epoch - done
        history = {name: tuple(row) for name, row in {**fit.history, **self._test_history}.items()}
        points = self._points
        return DigitsSnapshot(
            self.number, self.state, fit.epoch, self.recipe.epochs, fit.batch, fit.batches_per_epoch,
            running["loss"], running["accuracy"], history,
            self._curve[0, :points], self._curve[1, :points], self._curve[2, :points],
            self.network.theta.copy(), self.seconds, self.seconds / done * left if done else float("nan"),
            self.best_epoch, fit.stopped,
            self._slope_steps[: self._slope_count], self._slopes[: self._slope_count], self._answers,
        )  # fmt: skip

    def _run(self) -> Iterator[bool]:
        for phase in self.fit.run(self.recipe.epochs):
            if phase == "batch":
                self._add_point()
            elif phase == "epoch" and self._test is not None:
                figures: dict[str, float] = {}
                for figures in self._test.in_blocks():  # noqa: B007
                    yield True
                for name, row in self._test_history.items():
                    row.append(figures[name.removeprefix("test_")])
                self._answers = self._collected.answers(self.images)
            yield True

    def _add_point(self) -> None:
        fit = self.fit
        self._sum += float(fit.batch_loss)
        self._count += 1
        if self._count < self._chunk or self._points >= self._curve.shape[1]:
            return
        # Written behind what any snapshot shows: their views never change.
        accuracy = fit.running()["accuracy"]
        self._curve[:, self._points] = (fit.step, self._sum / self._count, accuracy)
        self._points += 1
        self._sum, self._count = 0.0, 0
        if self._points % SLOPES_EVERY == 0:
            self._measure()

    def _measure(self) -> None:
        if self._slope_count < len(self._slopes):
            self._slope_steps[self._slope_count] = self.fit.step
            self._slopes[self._slope_count] = self._sizes.measure()
            self._slope_count += 1

    def _tested(self) -> Evaluation | None:
        images = self.images
        if not images.n_test:
            return None
        held = Examples(self.network, loss(), with_channel(images.test_images), images.test_labels, scale=GREY)
        return Evaluation(self.network, loss(), held, {"accuracy": METRICS["accuracy"](), "answers": self._collected})


class DigitsWorker:
    """Owns a training in a thread of its own. `post` returns at once; `latest` and `events` are for who shows it.

    Paused, the thread waits in a blocking `get`: nothing polls. It acts on commands between two batches, so that there
    are no locks and no half-written theta.
    """

    def __init__(self) -> None:
        self.latest: Latest[DigitsSnapshot] = Latest()
        self.events: queue.SimpleQueue[Refused | Crashed] = queue.SimpleQueue()
        self._inbox: queue.SimpleQueue[DigitsCommand] = queue.SimpleQueue()
        self._course: DigitsCourse | None = None
        self._next_frame = 0.0
        self._thread = threading.Thread(target=self._work, name="gdviz digits", daemon=True)
        self._thread.start()

    def post(self, command: DigitsCommand) -> None:
        """Hand over a command."""
        self._inbox.put(command)

    def stop(self, timeout: float = 5.0) -> bool:
        """End the thread and wait for it; return whether it ended in time."""
        self.post(End())
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while True:
            course = self._course
            playing = course is not None and course.state == "playing"
            try:
                command = self._inbox.get(block=not playing)
            except queue.Empty:
                command = None
            if isinstance(command, End):
                return
            try:
                if command is not None:
                    self._obey(command)
                elif course is not None:
                    self._go_on(course)
            except Exception as error:  # a defect of ours or of a third-party layer: report it, keep the thread
                self._course = None
                self.events.put(Crashed(f"{type(error).__name__}: {error}", traceback.format_exc()))

    def _obey(self, command: DigitsCommand) -> None:
        if isinstance(command, Begin):
            self._course = None  # its memory first
            try:
                self._course = DigitsCourse(command)
            except (ValueError, TypeError, MemoryError) as error:
                self.events.put(Refused(command.number, str(error) or "there is not enough memory"))
        elif self._course is not None:
            if isinstance(command, Go) and self._course.state in ("ready", "paused", "stopped"):
                self._course.state = "playing"
            elif isinstance(command, Halt) and self._course.state in ("playing", "paused"):
                self._course.state = "stopped" if command.stopped else "paused"
            elif isinstance(command, TakeOver):
                self._course.take_over(command.theta, command.options)
        if self._course is not None:
            self._publish(self._course)

    def _go_on(self, course: DigitsCourse) -> None:
        end = time.perf_counter() + SLICE_SECONDS
        with np.errstate(all="ignore"):  # a loss that leaves the numbers is a lesson, and told as such
            while course.go_on() and time.perf_counter() < end and self._inbox.empty():
                pass
        if course.state != "playing" or time.perf_counter() >= self._next_frame:
            self._publish(course)

    def _publish(self, course: DigitsCourse) -> None:
        self.latest.put(course.snapshot())
        self._next_frame = time.perf_counter() + FRAME_SECONDS
