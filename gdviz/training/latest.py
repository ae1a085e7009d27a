"""A mailbox with one place: who looks late sees the newest and never a queue."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """Holds the last thing put in until somebody takes it; an older one that nobody has taken is dropped."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._item: T | None = None

    def put(self, item: T) -> None:
        with self._lock:
            self._item = item

    def take(self) -> T | None:
        """Return what is there and leave the place empty; None if it was empty."""
        with self._lock:
            item, self._item = self._item, None
        return item

    @property
    def waiting(self) -> bool:
        """True while something lies there that nobody has taken."""
        return self._item is not None
