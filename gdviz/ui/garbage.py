"""Garbage is collected in the window's thread only."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

LOOK_MILLISECONDS = 500


class GarbageCollector(QObject):
    """Takes Python's automatic collection over until `stop`.

    Python collects in whatever thread allocates just then. A worker would so delete widgets and drawings that have
    become garbage, and a QObject must be deleted in its own thread: the process crashes later, somewhere else.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()  # what start-up made stays anyway: no later collection needs to walk through it
        self._timer = QTimer(self, interval=LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Collect the generations that Python itself would collect now."""
        counts, limits = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(3) if limits[generation] and counts[generation] > limits[generation]]
        if due and due[0] == 0:
            gc.collect(max(due))

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
