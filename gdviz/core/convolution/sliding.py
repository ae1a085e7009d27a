"""Where a window lies while it moves along one axis of a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.operations import Array, Operation, constant

PADDINGS = ("valid", "same")


@dataclass(frozen=True)
class Slide:
    """Window i, for i < count, covers the places i stride - before ... i stride - before + window - 1 of `size`.

    Places below 0 and from `size` on are padding.
    """

    size: int
    window: int
    stride: int
    before: int
    count: int

    def __call__(self, offset: int) -> tuple[slice, slice]:
        """Return which windows have their place `offset` inside the picture, and which places these are."""
        start = offset - self.before
        first = max(0, -(start // self.stride))
        last = min(self.count - 1, (self.size - 1 - start) // self.stride)
        if last < first:
            return slice(0, 0), slice(0, 0)
        return slice(first, last + 1), slice(start + first * self.stride, start + last * self.stride + 1, self.stride)

    def covered(self) -> list[int]:
        """Return how many places of each window are inside the picture."""
        return [
            min(self.size, i * self.stride - self.before + self.window) - max(0, i * self.stride - self.before)
            for i in range(self.count)
        ]

    def reversed(self) -> Slide:
        """Return how the window must move over what came out, with zeros between where stride > 1, to go back."""
        return Slide((self.count - 1) * self.stride + 1, self.window, 1, self.window - 1 - self.before, self.size)


def slide(size: int, window: int, stride: int, padding: str, name: str) -> Slide:
    """Return how a window moves over `size` places.

    valid: only where it fits whole, (size - window) // stride + 1 times. same: ceil(size / stride) times; of the
    padding that this needs, the smaller half comes before and the larger behind (Keras's and TensorFlow's rule).

    `name` is what the window's length is called in the message.

    Raises ValueError if no window fits.
    """
    if padding == "same":
        count = -(-size // stride)
        missing = max(0, (count - 1) * stride + window - size)
        return Slide(size, window, stride, missing // 2, count)
    if window > size:
        raise ValueError(f"{name} must be at most {size}, the picture's, without padding; got {window}")
    return Slide(size, window, stride, 0, (size - window) // stride + 1)


def cut(x: Array, top: int, left: int, out: Array, step: int = 1) -> list[Operation]:
    """Write down out = the rows top, top + step, ... of x (H, W, ...) from column `left` on; zeros outside of x."""
    rows, columns = out.shape[:2]
    above = min(rows, max(0, -(top // step)))
    below = max(above, min(rows, (x.shape[0] - 1 - top) // step + 1))
    before = min(columns, max(0, -left))
    behind = max(before, min(columns, x.shape[1] - left))
    zero = constant(0.0, out.dtype)
    frame = (out[:above], out[below:], out[above:below, :before], out[above:below, behind:])
    operations: list[Operation] = [(np.copyto, (part, zero)) for part in frame if part.size]
    if below > above and behind > before:
        inner = x[top + above * step : top + (below - 1) * step + 1 : step, left + before : left + behind]
        operations.append((np.copyto, (out[above:below, before:behind], inner)))
    return operations
