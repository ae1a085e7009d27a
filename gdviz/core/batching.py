"""Which rows a step sees, as a pure function of the seed and the step: a rewound run meets the same batches again."""

from __future__ import annotations

import numpy as np

from gdviz.core.checks import whole
from gdviz.core.operations import Array


def steps_per_epoch(n: int, batch_size: int | None) -> int:
    """Return how many steps see every one of `n` rows once; the last batch may be smaller."""
    return 1 if batch_size is None or batch_size >= n else -(-n // batch_size)


class Batches:
    """Rows 0..n-1, shuffled anew each epoch, in batches of `batch_size`; None is all rows at once, in order.

    A batch larger than the data is all rows. Without `shuffle` they come in order, the same each epoch.

    Raises ValueError if batch_size is no whole number from 1 on, or seed none from 0 on.
    """

    def __init__(self, n: int, batch_size: int | None, seed: int, *, shuffle: bool = True) -> None:
        if batch_size is not None:
            batch_size = whole(batch_size, "batch_size", 1)
        self.n = n
        self.seed = whole(seed, "seed", 0)
        self.shuffle = shuffle
        self.steps_per_epoch = steps_per_epoch(n, batch_size)
        self.batch_size = n if batch_size is None else min(batch_size, n)
        self._epoch = -1
        self._order: Array = np.arange(0)

    def indices(self, step: int) -> Array | None:
        """Return the rows of `step` (from 0), or None for all of them."""
        if self.batch_size == self.n:
            return None
        epoch, place = divmod(step, self.steps_per_epoch)
        if epoch != self._epoch:
            rng = np.random.default_rng((self.seed, epoch))
            self._order = rng.permutation(self.n) if self.shuffle else np.arange(self.n)
            self._order.setflags(write=False)  # who keeps a batch keeps it as it was
            self._epoch = epoch
        return self._order[place * self.batch_size : (place + 1) * self.batch_size]
