"""The loss of many parameter vectors at once, in blocks of bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from gdviz.core.links import LINKS
from gdviz.core.losses import Loss
from gdviz.core.operations import Array, Operation, run

BLOCK_NUMBERS = 2**15  # scores in a block: its buffers stay in the cache


class LossStack:
    """Losses (m,) of a stack of scores Z (m, n, k) against the same targets y (n, k), or labels (n, 1).

    The operations are those of one loss, written down once for a block of Z; NumPy runs them over all of it. `weights`
    (n,) are how much each row counts.
    """

    def __init__(self, loss: Loss, link: str, y: Array, outputs: int, weights: Array | None = None) -> None:
        self.block = max(1, BLOCK_NUMBERS // (len(y) * outputs))
        # class by class in memory: sums over the classes then run over whole blocks
        self.Z = np.moveaxis(np.zeros((outputs, self.block, len(y)), y.dtype), 0, -1)
        y = np.asfortranarray(y)
        self._totals = np.zeros(self.block, y.dtype)
        answers, self._operations = self.Z, list[Operation]()
        if loss.link != link:
            answers = np.empty_like(self.Z)
            self._operations += LINKS[link]().forward(self.Z, answers)
        share = None if weights is None else (weights / len(y)).astype(y.dtype)
        self._operations += loss.value(answers, y, self._totals, share)

    def losses(self, m: int, fill: Callable[[slice, Array], None]) -> Iterator[tuple[slice, Array]]:
        """Yield a part of 0..m-1 and its losses, part by part; `fill(part, Z)` writes the scores of a part."""
        for start in range(0, m, self.block):
            part = slice(start, min(start + self.block, m))
            size = part.stop - start
            fill(part, self.Z[:size])
            run(self._operations)  # a last, smaller part leaves older scores behind it, which nobody reads
            yield part, self._totals[:size]


def linear_losses(
    Phi: Array, y: Array, thetas: Array, loss: Loss, link: str, outputs: int, weights: Array | None = None
) -> Array:
    """Return the losses (m,) of a linear model, scores Phi C (n, outputs), for coefficients thetas (m, P)."""
    k = outputs
    thetas = np.asarray(thetas, Phi.dtype)
    C = thetas.reshape(len(thetas), -1, k)

    def fill(part: slice, Z: Array) -> None:
        for output in range(k):
            np.matmul(C[part, :, output], Phi.T, out=Z[..., output])

    result = np.empty(len(thetas))
    for part, losses in LossStack(loss, link, y, outputs, weights).losses(len(thetas), fill):
        result[part] = losses
    return result
