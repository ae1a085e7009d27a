"""Unexpected errors: written to a log, shown in the window, and the app goes on."""

from __future__ import annotations

import faulthandler
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot, qVersion

from gdviz import __version__

MAXIMUM_LOG_BYTES = 1_000_000


class CrashReporter(QObject):
    """Catches what nobody caught, in any thread; `failed(summary, details)` comes in the window's thread.

    The signal is sent once for each place that fails: an error in a paint event would else come back with every frame.
    """

    failed = Signal(str, str)
    _caught = Signal(str, str)

    def __init__(self, log_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.log_file = log_folder / "errors.log"
        self._seen: set[str] = set()
        self._faults: TextIOWrapper | None = None
        self._hook_before: Callable[..., object] = sys.excepthook
        self._thread_hook_before: Callable[..., object] = threading.excepthook
        # Queued: the error may come from a worker, or from inside a paint event where no dialog may open.
        self._caught.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Start catching; a crash of the interpreter itself leaves its stacks in the log folder."""
        self._hook_before, self._thread_hook_before = sys.excepthook, threading.excepthook
        sys.excepthook = self.report
        threading.excepthook = self._report_thread
        try:
            self.log_file.parent.mkdir(parents=True, exist_ok=True)
            self._faults = (self.log_file.parent / "crash.log").open("w", encoding="utf-8")
            faulthandler.enable(self._faults)
        except OSError as error:
            print(f"gdviz: errors cannot be logged in {self.log_file.parent}: {error}", file=sys.stderr)

    def uninstall(self) -> None:
        """Give the hooks back to whoever had them."""
        sys.excepthook = self._hook_before
        threading.excepthook = self._thread_hook_before
        if self._faults is not None:
            faulthandler.disable()
            self._faults.close()
            self._faults = None

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log one error and pass it on to the window; has the signature of `sys.excepthook`."""
        if issubclass(kind, (KeyboardInterrupt, SystemExit)):
            self._hook_before(kind, error, trace)
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        print(details, file=sys.stderr, end="")
        last = traceback.extract_tb(trace)[-1:] if trace else []
        place = "".join(f"{frame.filename}:{frame.lineno}" for frame in last) + kind.__name__
        if place not in self._seen:
            self._seen.add(place)
            self._log(details)
            self._caught.emit(f"{kind.__name__}: {error}", details)

    def _report_thread(self, caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            self.report(caught.exc_type, caught.exc_value, caught.exc_traceback)

    def _log(self, details: str) -> None:
        try:
            size = self.log_file.stat().st_size if self.log_file.exists() else 0
            with self.log_file.open("w" if size > MAXIMUM_LOG_BYTES else "a", encoding="utf-8") as log:
                now = datetime.now().isoformat(timespec="seconds")
                python = platform.python_version()
                log.write(f"{now} gdviz {__version__}, Python {python}, Qt {qVersion()}, {platform.platform()}\n")
                log.write(details + "\n")
        except OSError as error:
            print(f"gdviz: the error could not be logged in {self.log_file}: {error}", file=sys.stderr)

    @Slot(str, str)
    def _pass_on(self, summary: str, details: str) -> None:
        self.failed.emit(summary, details)
