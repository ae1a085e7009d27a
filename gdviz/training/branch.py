"""A way that a run did not go on, kept as a pale curve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.operations import Array
from gdviz.training.history import History

BRANCH_ROWS = 256


@dataclass(frozen=True, eq=False)
class Branch:
    """A way that the run did not go on: steps and training losses after the place where it was left.

    `thetas` (m, P) are places on that way, of steps of their own; of a long way only every so many are kept.
    """

    steps: Array
    train_losses: Array
    thetas: Array


def branch_from(step: int, series: History, checkpoints: History) -> Branch:
    """Return what is known of the time from `step` on."""
    ahead, path = np.flatnonzero(series.steps >= step), np.flatnonzero(checkpoints.steps >= step)
    every = -(-len(path) // BRANCH_ROWS) or 1
    return Branch(series.steps[ahead], series.view("train_loss")[ahead], checkpoints.view("theta")[path[::every]])
