"""Writes sessions in a thread of its own, so that the window never waits for a disk."""

from __future__ import annotations

import threading
from collections import deque
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from gdviz.training.session_file import SessionFileError, write_session
from gdviz.training.session_values import SavedSession


class SessionWriter(QObject):
    """Writes one session after the other; its thread lives only while there is something to write.

    `written(ticket, error)` comes in the window's thread, with an error of "" if all is well.
    """

    written = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[tuple[Path, SavedSession, Any]] = deque()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def write(self, path: Path, session: SavedSession, ticket: Any) -> None:
        with self._lock:
            self._waiting.append((path, session, ticket))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="gdviz writer")
                self._thread.start()

    def finish(self) -> None:
        """Wait until everything is written."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    return
                path, session, ticket = self._waiting.popleft()
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                write_session(path, session)
            except SessionFileError as error:
                self.written.emit(ticket, str(error))
            except OSError as error:
                self.written.emit(ticket, f"{path} could not be written: {error.strerror or error}.")
            except Exception as error:  # a defect of ours: said, and the work is still in the window
                self.written.emit(ticket, f"{path} could not be written: {type(error).__name__}: {error}.")
            else:
                self.written.emit(ticket, "")
