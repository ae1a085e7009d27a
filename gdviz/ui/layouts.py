"""How the user left the docks of each workspace, while the window is open and between two starts."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMainWindow

from gdviz.session.preferences import Preferences

LAYOUT_VERSION = 2


class Layouts:
    """Layouts by name. Only those that the user has touched are kept: all others share the space anew."""

    def __init__(self, window: QMainWindow, preferences: Preferences) -> None:
        self._window, self._preferences = window, preferences
        self._states: dict[str, QByteArray] = {}
        self._touched: set[str] = set()

    def touch(self, name: str) -> None:
        """The user has arranged something in this one."""
        self._touched.add(name)

    def is_touched(self, name: str) -> bool:
        return name in self._touched

    def keep(self, name: str) -> None:
        """Remember the docks as they are, if the user has touched them."""
        if name in self._touched:
            self._states[name] = self._window.saveState(LAYOUT_VERSION)

    def kept(self, name: str) -> QByteArray | None:
        """Return how the user left the docks; None where they were never touched."""
        return self._states.get(name)

    def forget(self) -> None:
        """Forget all of them, those of earlier starts too."""
        self._preferences.forget_layout()
        self._states.clear()
        self._touched.clear()

    def restore(self, names: Iterable[str]) -> bool:
        """Bring back what an earlier start has saved, and the window's size; return whether there was anything."""
        for name in names:
            saved = self._preferences.layout(LAYOUT_VERSION, name)
            if saved is not None:
                geometry, self._states[name] = saved
                self._touched.add(name)
                self._window.restoreGeometry(geometry)
        return bool(self._states)

    def save(self) -> None:
        """Save them for the next start."""
        for name in self._touched:
            self._preferences.save_layout(LAYOUT_VERSION, self._window.saveGeometry(), self._states[name], name)
