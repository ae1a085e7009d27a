"""A bench: what settings come to for one model, ready to be worked with."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from gdviz.core.batching import Batches
from gdviz.core.losses import LOSSES
from gdviz.core.methods import Method
from gdviz.core.models import Model
from gdviz.core.objective import Evaluator, Objective
from gdviz.training.settings import Settings

Watch = Callable[[], None]
"""Called now and then during a long step; what it raises ends the step."""


class Bench:
    """The objective that a method minimises, the rows on which it is looked at, and the batches.

    `training` is False for a method that only compares losses: see `Objective`.

    What `earlier` settings have in common with these is taken over from their bench.

    Raises ValueError where model, loss and data don't fit each other.
    """

    def __init__(
        self,
        model: Model,
        settings: Settings,
        seed: int,
        earlier: Bench | None = None,
        watch: Watch | None = None,
        *,
        training: bool = True,
    ) -> None:
        self.settings = settings
        self.batches = Batches(len(settings.split.X_train), settings.batch_size, seed)
        if earlier is not None and settings.same_objective(earlier.settings):
            self.objective: Objective = earlier.objective
            self._train: Evaluator = earlier._train
            self._test: Evaluator | None = earlier._test
        else:
            self._prepare(model, settings, watch, training)

    def _prepare(self, model: Model, settings: Settings, watch: Watch | None, training: bool) -> None:
        split, loss = settings.split, LOSSES[settings.loss]()
        self.objective = Objective(
            model,
            loss,
            split.X_train,
            split.y_train,
            l1=settings.l1,
            l2=settings.l2,
            training=training,
            watch=watch,
            sum_up=settings.sum_up,
        )
        self._train = Evaluator(model, loss, split.X_train, split.y_train, watch=watch)
        self._test = Evaluator(model, loss, split.X_test, split.y_test, watch=watch) if len(split.X_test) else None

    def evaluate(self) -> dict[str, float]:
        """Return losses and accuracies at the present theta; NaN where there are no rows or no classes."""
        train_loss, train_accuracy = self._train.evaluate()
        test_loss, test_accuracy = self._test.evaluate() if self._test is not None else (np.nan, None)
        return {
            "train_loss": float(train_loss),
            "test_loss": float(test_loss),
            "train_accuracy": np.nan if train_accuracy is None else train_accuracy,
            "test_accuracy": np.nan if test_accuracy is None else test_accuracy,
        }

    def release(self) -> None:
        """Give the working memory back; it is taken again when it is needed."""
        self.objective.release()
        self._train.release()
        if self._test is not None:
            self._test.release()

    def rows_per_step(self, method: Method) -> int:
        """Return how many rows a step of `method` reads: 0 where all of them were summed up once."""
        whole = not method.uses_batches or self.batches.batch_size == self.batches.n
        if whole and self.objective.summed and not method.needs_rows:
            return 0
        return self.batches.n if whole else self.batches.batch_size

    @property
    def worthwhile_stride(self) -> int:
        """Return a power of two such that recording, which sees all rows, costs about as much as the steps between."""
        if self.batches.batch_size == self.batches.n:
            return 1
        split = self.settings.split
        rows_to_look = (len(split.X_train) + len(split.X_test)) / self.batches.batch_size
        return 1 << max(0, round(math.log2(rows_to_look)))
