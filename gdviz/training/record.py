"""What a run has written down: its figures, its checkpoints, and the ways that it did not go on."""

from __future__ import annotations

import numpy as np

from gdviz.core.methods import Method
from gdviz.core.operations import Array
from gdviz.training.branch import Branch, branch_from
from gdviz.training.checkpoints import Checkpoints
from gdviz.training.history import History

MAX_BRANCHES = 8
SERIES = ("batch_loss", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "evaluations", "seconds")


class Record:
    """`series` are figures by step, `checkpoints` theta and the method's state; `branches` what a rewind left."""

    def __init__(self, theta: Array, method: Method, stride: int) -> None:
        self.series = History(dict.fromkeys(SERIES, ()), stride=stride)
        self.checkpoints = Checkpoints(theta, method)
        self.branches: list[Branch] = []

    @property
    def next_due(self) -> int:
        """Return the next step at which something is to be written down."""
        return min(self.series.next_due, self.checkpoints.next_due)

    def seconds(self, step: int) -> float:
        """Return how long the steps to `step` took when they were first taken."""
        return float(np.interp(step, self.series.steps, self.series.view("seconds")))

    def checkpoint_by(self, step: int, after: int, until: int) -> int | None:
        """Return the last checkpointed step of (after, until] up to `step`, else the first there; None without any."""
        steps = self.checkpoints.steps
        found = steps[(steps > after) & (steps <= until)]
        if not len(found):
            return None
        return int(found[max(0, int(np.searchsorted(found, step, side="right")) - 1)])

    def truncate(self, step: int) -> None:
        """Forget what came after `step`."""
        self.series.truncate(step)
        self.checkpoints.truncate(step)

    def branch_off(self, step: int) -> None:
        """Keep what came after `step` as a branch, and as nothing else."""
        self.branches.append(branch_from(step, self.series, self.checkpoints))
        del self.branches[:-MAX_BRANCHES]
        self.truncate(step)

    def reopen(self, step: int) -> None:
        """Let `step` be written down anew."""
        self.series.reopen(step)
        self.checkpoints.reopen(step)
