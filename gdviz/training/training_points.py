"""The curves of a training on images: as many points an epoch as can be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from gdviz.core.fitting import Fit
from gdviz.core.operations import Array

POINTS_PER_EPOCH = 60  # of the loss curve: more are not seen
RECENT = 0.25  # of an epoch: few enough to follow the training, enough that chance is not seen
SLOPES_EVERY = 2  # points: the gradient is taken for 64 images more, which costs 3 % of an epoch


class TrainingPoints:
    """Loss and accuracy over the epochs, and the sizes (layers,) that `measure_slopes` returns."""

    def __init__(self, measure_slopes: Callable[[], Array]) -> None:
        self._measure_slopes = measure_slopes
        self._curve, self._slopes = Rows(3), Rows(1 + len(measure_slopes()))
        self._sum, self._count = 0.0, 0

    @property
    def curve(self) -> tuple[Array, Array, Array]:
        """Return places in epochs, mean losses and accuracies (n,); they never change."""
        seen = self._curve.seen
        return seen[:, 0], seen[:, 1], seen[:, 2]

    @property
    def slopes(self) -> tuple[Array, Array]:
        """Return places in epochs (m,) and sizes (m, layers); they never change."""
        seen = self._slopes.seen
        return seen[:, 0], seen[:, 1:]

    def save(self) -> dict[str, Array]:
        """Return copies of all points, and of what is counted towards the next one."""
        return {
            "curve": self._curve.seen.copy(),
            "slopes": self._slopes.seen.copy(),
            "next": np.array([self._sum, float(self._count)]),
        }

    def load(self, saved: Mapping[str, Array]) -> None:
        """Go on from what `save` returned; raises ValueError where it is of another network."""
        for name, rows in (("curve", self._curve), ("slopes", self._slopes)):
            rows.load(saved[name], name)
        total, count = (float(value) for value in saved["next"])
        self._sum, self._count = total, int(count)

    def add(self, fit: Fit) -> None:
        """Count the batch that was just done."""
        self._sum += float(fit.batch_loss)
        self._count += 1
        if self._count < max(1, fit.batches_per_epoch // POINTS_PER_EPOCH):
            return
        place = fit.epoch + fit.batch / fit.batches_per_epoch
        self._curve.append((place, self._sum / self._count, fit.running()["accuracy"]))
        self._sum, self._count = 0.0, 0
        if len(self._curve) % SLOPES_EVERY == 0:
            self.measure(place)

    def measure(self, place: float) -> None:
        """Take the sizes of the gradient as they are now."""
        self._slopes.append((place, *self._measure_slopes()))


def recent(places: Array, running: Array, epochs: Array, span: float = RECENT) -> Array:
    """Return the mean of a figure over the last `span` of an epoch, at each place (n,) in epochs.

    `running` (n,) are its means since the epoch began, `epochs` (e,) those of the epochs that are done. A running mean
    is one of few batches each time an epoch begins; this one is of as many everywhere, but at the very beginning: there
    it is of the later half, or the bad first batches would all leave it in one jump.
    """
    ends = np.arange(len(epochs) + 1.0)
    total = np.concatenate([[0.0], np.cumsum(epochs)])  # the sum so far at these ends
    epoch = np.minimum(np.ceil(places) - 1.0, len(epochs)).clip(0.0)
    sums = total[epoch.astype(np.intp)] + (places - epoch) * running
    order = np.argsort(known := np.concatenate([ends, places]), kind="stable")
    start = np.maximum(places - span, places / 2)
    before = np.interp(start, known[order], np.concatenate([total, sums])[order])
    means: Array = (sums - before) / (places - start)
    return means


class Rows:
    """Rows of numbers that grow at the end. What `seen` returned once is never written to again."""

    def __init__(self, width: int) -> None:
        self._all = np.empty((256, width))
        self._n = 0

    def __len__(self) -> int:
        return self._n

    @property
    def seen(self) -> Array:
        """Return all rows (n, width): a view."""
        return self._all[: self._n]

    def load(self, rows: Array, called: str) -> None:
        """Have these rows (n, width), and no others; raises ValueError where they are not as wide."""
        if rows.ndim != 2 or rows.shape[1] != self._all.shape[1]:
            raise ValueError(f"{called} must have {self._all.shape[1]} columns; got {rows.shape}")
        self._n = len(rows)
        self._all = np.concatenate([rows, np.empty((256, rows.shape[1]))])

    def append(self, row: tuple[float, ...]) -> None:
        """Write one more row behind the others."""
        if self._n == len(self._all):
            self._all = np.concatenate([self._all, np.empty_like(self._all)])
        self._all[self._n] = row
        self._n += 1
