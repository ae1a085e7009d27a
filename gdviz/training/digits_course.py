"""One training on images, from its first batch to its last, and what may be known of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from gdviz.core.fitting import EarlyStopping, Fit
from gdviz.core.fitting.evaluation import Evaluation
from gdviz.core.fitting.examples import Examples
from gdviz.core.images import ImageSet
from gdviz.core.images.drawings import Drawings
from gdviz.core.metrics import METRICS
from gdviz.core.models.network import Network
from gdviz.core.operations import Array
from gdviz.training.digit_answers import Answers, Collected
from gdviz.training.digits_checkpoint import DigitsCheckpoint
from gdviz.training.digits_recipe import GREY, DigitsRecipe, loss, with_channel
from gdviz.training.entries import complaint
from gdviz.training.gradient_sizes import GradientSizes
from gdviz.training.training_points import TrainingPoints

CHECKPOINT_SECONDS = 20.0  # of training: what a machine that fails takes along at most
DigitsState = Literal["ready", "playing", "paused", "stopped", "finished", "diverged"]


@dataclass(frozen=True, eq=False)
class Begin:
    """Abandon what is trained and prepare another network, paused before its first batch; `theta` to go on from.

    It learns from the images, and from drawings that were taught. With a `checkpoint` it stands where that one stood.
    """

    number: int
    recipe: DigitsRecipe
    images: ImageSet
    theta: Array | None = None
    drawings: Drawings = field(default_factory=Drawings)
    checkpoint: DigitsCheckpoint | None = None


@dataclass(frozen=True, eq=False)
class DigitsSnapshot:
    """One moment of a training. Arrays are the snapshot's own or never change.

    `history` has a row a finished epoch: loss, accuracy, val_loss, val_accuracy, test_loss, test_accuracy.
    `curve_epochs` (n,) say where in the training (1.5 is in the middle of the second epoch), `curve_losses` are means
    of the batch loss there, `curve_accuracies` of this epoch's accuracy so far.
    `loss` and `accuracy` are those of the epoch so far. `seconds_left` is NaN before the first batch.
    `slopes` (m, layers) are the sizes of the gradient in each layer at `slope_epochs` (m,); `answers` those to the test
    images at the end of the last epoch. `drawings` is how many drawings it learns from in this epoch. `checkpoint` is
    the last one: where it stands, as soon as it stands still, and up to CHECKPOINT_SECONDS ago while it goes on.
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
    curve_epochs: Array
    curve_losses: Array
    curve_accuracies: Array
    theta: Array
    seconds: float
    seconds_left: float
    best_epoch: int | None
    reason: str
    slope_epochs: Array
    slopes: Array
    answers: Answers | None
    drawings: int
    checkpoint: DigitsCheckpoint | None = None

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
        self.number, self.recipe = begin.number, begin.recipe
        self._alone = begin.images  # without drawings
        self.images = begin.drawings.joined_to(self._alone)
        self.network: Network = self.recipe.build(self.images.shape, self.images.n_classes)
        self.network.initialize(np.random.default_rng(self.recipe.seed))
        if begin.theta is not None:
            self.network.theta[...] = begin.theta
        self.fit = self._fit()
        self.state: DigitsState = "ready"
        self.seconds = 0.0
        self._sizes = GradientSizes(self.network, self.images)
        self._points = TrainingPoints(self._sizes.measure)
        self._points.measure(0.0)
        self._test_history: dict[str, list[float]] = {"test_loss": [], "test_accuracy": []}
        self._collected = Collected()
        self._answers: Answers | None = None
        self._joining: Drawings | None = None
        self._test = self._tested()
        self._checkpoint: DigitsCheckpoint | None = None
        if begin.checkpoint is not None:
            self._stand_at(begin.checkpoint)
        self._work = self._run()

    def go_on(self) -> bool:
        """Take one batch, or one block of an evaluation; return False once there is nothing left to do."""
        start = time.perf_counter()
        more = next(self._work, None) is not None
        self.seconds += time.perf_counter() - start
        if not more:
            self.state = "finished" if np.isfinite(self.fit.batch_loss) else "diverged"
        return more

    def go_to(self, step: int, on_step: Callable[[int], object] = lambda step: None) -> None:
        """Train up to a step, which batches are counted by, and to the figures of an epoch or training that ends there.

        `on_step` hears how many are done.
        """
        self.state = "playing"
        while self.fit.step < step or self._ending:
            if not self.go_on():
                return
            on_step(self.fit.step)
        self.state = "paused"

    @property
    def _ending(self) -> bool:
        """Whether an epoch's last batch is done but not its figures, or all of the training but its end."""
        fit, tested = self.fit, len(self._test_history["test_loss"])
        if fit.batch:
            return fit.batch == fit.batches_per_epoch
        return (self._test is not None and tested < fit.epoch) or fit.epoch >= self.recipe.epochs or bool(fit.stopped)

    def take_over(self, theta: Array | None, options: Mapping[str, Any] | None) -> None:
        """Go on from other parameters, or with other options of the method."""
        if theta is not None and theta.shape == self.network.theta.shape:
            self.network.theta[...] = theta
        for name, value in (options or {}).items():
            setattr(self.fit.method, name, value)
        if options:
            self.recipe = self.recipe.replace(options={**self.recipe.options, **options})

    def _fit(self) -> Fit:
        """Return the fit of the images so far; with a learning rate of 0, which a Fit refuses, it stands still."""
        options = {name: value for name, value in self.recipe.options.items() if (name, value) != ("learning_rate", 0)}
        fit = self.recipe.replace(options=options).fit(self.network, self.images)
        for name in self.recipe.options.keys() - options.keys():
            setattr(fit.method, name, 0.0)
        return fit

    def join(self, drawings: Drawings) -> None:
        """Learn from these drawings too, and from no others, from the next epoch on."""
        self._joining = drawings

    @property
    def best_epoch(self) -> int | None:
        """Return the epoch whose weights are kept, where early stopping watches; counted from 0."""
        found = [callback for callback in self.fit.callbacks if isinstance(callback, EarlyStopping)]
        return found[0].best_epoch if found else None

    def snapshot(self) -> DigitsSnapshot:
        """Return what is seen from outside."""
        self._keep()
        fit, running = self.fit, self.fit.running()
        done = fit.step
        left = self.recipe.epochs * fit.batches_per_epoch - done
        points = self._points
        history = {name: tuple(row) for name, row in {**fit.history, **self._test_history}.items()}
        return DigitsSnapshot(
            self.number, self.state, fit.epoch, self.recipe.epochs, fit.batch, fit.batches_per_epoch,
            running["loss"], running["accuracy"], history,
            *points.curve,
            self.network.theta.copy(), self.seconds, self.seconds / done * left if done else float("nan"),
            self.best_epoch, fit.stopped,
            *points.slopes, self._answers, self._joined,
            self._checkpoint,
        )  # fmt: skip

    def _keep(self) -> None:
        """Make a checkpoint, if it stands still, or if the last one is some time ago."""
        if self.state in ("ready", "diverged") or not self.fit.step:
            return
        last = self._checkpoint.seconds if self._checkpoint is not None else 0.0
        state = "paused" if self.state == "playing" else self.state
        if self.state == "playing" and self.seconds - last < CHECKPOINT_SECONDS:
            return
        known = self._checkpoint
        if known is not None and (known.state, known.seconds, known.drawings) == (state, self.seconds, self._joined):
            return
        tests = {name: list(row) for name, row in self._test_history.items()}
        self._checkpoint = DigitsCheckpoint(
            self.fit.save(), state, tests, self._points.save(), self.seconds, self._joined
        )  # fmt: skip

    @property
    def _joined(self) -> int:
        return self.images.n - self._alone.n

    def _stand_at(self, checkpoint: DigitsCheckpoint) -> None:
        """Be where another course of the same parts stood; raises ValueError where it is of others."""
        try:
            self.fit.load(checkpoint.fit)
            self._points.load(checkpoint.points)
            if self.fit.epoch > self.recipe.epochs or self.fit.batch > self.fit.batches_per_epoch:
                raise ValueError(f"it ends before epoch {self.fit.epoch + 1}, batch {self.fit.batch}")
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"the training of the file cannot go on with these images: {complaint(error)}") from None
        self._test_history = {name: list(row)[: self.fit.epoch] for name, row in checkpoint.test_history.items()}
        self.seconds, self._checkpoint = checkpoint.seconds, checkpoint
        self.state = {"stopped": "stopped", "finished": "finished"}.get(checkpoint.state, "paused")  # type: ignore[assignment]

    def _run(self) -> Iterator[bool]:
        if len(self._test_history["test_loss"]) < self.fit.epoch:  # it was put by while its epoch was tested
            yield from self._take_test()
        going = True
        while going:
            going = False
            for phase in self.fit.run(self.recipe.epochs):
                if phase == "batch":
                    self._points.add(self.fit)
                elif phase == "epoch":
                    yield from self._take_test()
                yield True
                if phase == "epoch" and self._may_join():
                    self._join()
                    going = True
                    break

    def _take_test(self) -> Iterator[bool]:
        if self._test is None:
            return
        figures: dict[str, float] = {}
        for figures in self._test.in_blocks():  # noqa: B007
            yield True
        for name, row in self._test_history.items():
            row.append(figures[name.removeprefix("test_")])
        self._answers = self._collected.answers(self.images)

    def _may_join(self) -> bool:
        return self._joining is not None and not self.fit.stopped and self.fit.epoch < self.recipe.epochs

    def _join(self) -> None:
        """Go on with other rows: the same network, and a method that remembers what it has seen."""
        assert self._joining is not None
        state = self.fit.save()
        self.images, self._joining = self._joining.joined_to(self._alone), None
        self.fit = self._fit()
        self.fit.load(state, other_rows=True)

    def _tested(self) -> Evaluation | None:
        images = self.images
        if not images.n_test:
            return None
        held = Examples(self.network, loss(), with_channel(images.test_images), images.test_labels, scale=GREY)
        return Evaluation(self.network, loss(), held, {"accuracy": METRICS["accuracy"](), "answers": self._collected})
