"""Pages that fill the window, in place of its docks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget


class Pages:
    """Each page is made when it is first shown."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._made: dict[str, QWidget] = {}
        self._stack: QStackedWidget | None = None

    def page(self, name: str) -> QWidget | None:
        """Return a page that has been made."""
        return self._made.get(name)

    def show(self, name: str, make: Callable[[], QWidget]) -> None:
        """Show a page."""
        if self._stack is None:
            self._stack = QStackedWidget()
            self._window.setCentralWidget(self._stack)
        if name not in self._made:
            self._made[name] = make()
            self._stack.addWidget(self._made[name])
        self._stack.setCurrentWidget(self._made[name])
        self._stack.show()

    def hide(self) -> None:
        """Show none."""
        if self._stack is not None:
            self._stack.hide()
