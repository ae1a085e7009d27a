"""Checkpoints: all that the steps after them depend on, besides the settings."""

from __future__ import annotations

from gdviz.core.methods import Method
from gdviz.core.operations import Array
from gdviz.training.history import SERIES_ROWS, History

CHECKPOINT_BYTES = 16 * 2**20
FEW_CHECKPOINTS = 64  # large models get as many even if they take more than that ...
MUCH_CHECKPOINT_BYTES = 128 * 2**20  # ... but very large ones only as many as fit here
MIN_CHECKPOINTS = 4


class Checkpoints(History):
    """theta (P,), the method's state and the evaluations counted, at the steps that are due."""

    def __init__(self, theta: Array, method: Method) -> None:
        saved = method.save_state()
        state = {f"state {name}": array.shape for name, array in saved.items()}
        numbers = theta.size + sum(array.size for array in saved.values())
        super().__init__({"theta": theta.shape, "evaluations": (), **state}, checkpoint_capacity(numbers))

    def save(self, step: int, theta: Array, method: Method, evaluations: int) -> None:
        state = {f"state {name}": array for name, array in method.save_state().items()}
        self.append(step, {"theta": theta, "evaluations": evaluations, **state})

    def load(self, place: int, theta: Array, method: Method) -> int:
        """Put theta and the state back in place; return the evaluations."""
        row = self.row(place)
        theta[...] = row["theta"]
        saved = {name.removeprefix("state "): row[name] for name in row if name.startswith("state ")}
        method.load_state(saved)
        return int(row["evaluations"])


def checkpoint_capacity(numbers: int) -> int:
    """Return how many checkpoints of so many float64 numbers fit the memory set aside for them."""
    size = 8 * max(1, numbers)
    few = min(FEW_CHECKPOINTS, MUCH_CHECKPOINT_BYTES // size)
    return max(MIN_CHECKPOINTS, few, min(SERIES_ROWS, CHECKPOINT_BYTES // size))
