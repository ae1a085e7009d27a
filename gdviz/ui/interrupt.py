"""Ctrl+C in the terminal closes the window, as in any other program."""

from __future__ import annotations

import signal
import socket
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot


class InterruptWatcher(QObject):
    """Turns the signals SIGINT and SIGTERM into a Qt signal.

    Python handles a signal only when it runs Python code, which Qt's event loop does not do while it waits. The byte
    that `set_wakeup_fd` writes wakes the loop; nothing polls.
    """

    interrupted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.caught: signal.Signals | None = None
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._wake)
        self._wakeup_before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        # Python's own handler would raise KeyboardInterrupt in the middle of whatever the window is doing.
        self._handlers_before: dict[int, Any] = {
            number: signal.signal(number, self._ignore) for number in (signal.SIGINT, signal.SIGTERM)
        }

    def uninstall(self) -> None:
        """Give the signals back to whoever had them."""
        for number, handler in self._handlers_before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    @staticmethod
    def _ignore(number: int, frame: object) -> None:
        """Let the byte in the socket speak."""

    @Slot()
    def _wake(self) -> None:
        try:
            received = self._reader.recv(64)
        except BlockingIOError:
            return
        caught = [number for number in received if number in self._handlers_before]
        if caught:
            self.caught = signal.Signals(caught[0])
            self.interrupted.emit()
