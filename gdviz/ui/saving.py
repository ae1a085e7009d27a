"""Writes sessions in a thread of its own, so that the window never waits for a disk."""

from __future__ import annotations

import threading
from collections import deque
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from gdviz.system.files import Stamp, stamp_of
from gdviz.training.session_file import SessionFileError, write_session
from gdviz.training.session_values import SavedSession


class SessionWriter(QObject):
    """Writes one session after the other; its thread lives only while there is something to write.

    `written(ticket, error)` comes in the window's thread, with an error of "" if all is well; `refused(ticket)` where
    the file is not as this writer left it, or as it was when `expect` told of it: somebody else wrote it meanwhile.
    """

    written = Signal(object, str)
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[tuple[Path, SavedSession, Any, bool]] = deque()
        self._known: dict[Path, Stamp] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def expect(self, path: Path, stamp: Stamp | None) -> None:
        """Hear what a file holds that the window knows; None if that is not known."""
        with self._lock:
            self._known.pop(path, None)
            if stamp is not None:
                self._known[path] = stamp

    def stamp(self, path: Path) -> Stamp | None:
        """Return the stamp that is expected of a file."""
        with self._lock:
            return self._known.get(path)

    def write(self, path: Path, session: SavedSession, ticket: Any, *, anyway: bool = False) -> None:
        """Write a file; `anyway`, whoever wrote it meanwhile."""
        with self._lock:
            self._waiting.append((path, session, ticket, anyway))
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
                path, session, ticket, anyway = self._waiting.popleft()
            known = None if anyway else self.stamp(path)
            if known is not None and stamp_of(path) not in (None, known):
                self.refused.emit(ticket)
                continue
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                self.expect(path, write_session(path, session))
            except SessionFileError as error:
                self.written.emit(ticket, str(error))
            except OSError as error:
                self.written.emit(ticket, f"{path} could not be written: {error.strerror or error}.")
            except Exception as error:  # a defect of ours: said, and the work is still in the window
                self.written.emit(ticket, f"{path} could not be written: {type(error).__name__}: {error}.")
            else:
                self.written.emit(ticket, "")
