"""How many steps a trainer takes at once: what the wanted pace has earned, in blocks that are over soon."""

from __future__ import annotations

import math

BLOCK_SECONDS = 0.008  # how long a command waits at most while the race runs at full speed
RATE_SECONDS = 0.5  # over how long steps per second are averaged
MOST_EARNED_SECONDS = 0.1  # a machine that is too slow for the pace does not save up what it could not do
LONGEST_WAIT = 3600.0


class Pacer:
    """Turns time into steps. It never looks at a clock: `now` is handed in, in seconds."""

    def __init__(self) -> None:
        self.pace = math.inf  # steps a second
        self.rate = 0.0  # steps a second, measured
        self.block = 1
        self._earned = 0.0
        self._looked_at = 0.0
        self._counted = 0
        self._counted_from = 0.0

    def start(self, now: float) -> None:
        """Begin to earn steps and to count them."""
        self.block = 1
        self.rate = 0.0
        self._earned = 0.0
        self._looked_at = self._counted_from = now
        self._counted = 0

    @property
    def unlimited(self) -> bool:
        return math.isinf(self.pace)

    def due(self, now: float) -> int:
        """Return how many steps to take now; 0 if the next one has not been earned yet."""
        if self.unlimited:
            return self.block
        earned = self._earned + (now - self._looked_at) * self.pace
        self._earned = min(earned, max(1.0, self.pace * MOST_EARNED_SECONDS))
        self._looked_at = now
        steps = min(int(self._earned), self.block)
        self._earned -= steps
        return steps

    def wait(self) -> float:
        """Return after how many seconds the next step is earned."""
        return 0.0 if self.unlimited else min(max(0.0, (1 - self._earned) / self.pace), LONGEST_WAIT)

    def took(self, steps: int, seconds: float, now: float) -> None:
        """Learn how long a block took: the next one shall take 8 ms, and be at most twice as large."""
        if steps:
            self.block = max(1, min(int(steps * BLOCK_SECONDS / max(seconds, 1e-6)), 2 * self.block))
        self._counted += steps
        if now - self._counted_from >= RATE_SECONDS:
            self.rate = self._counted / (now - self._counted_from)
            self._counted, self._counted_from = 0, now
