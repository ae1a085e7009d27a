"""Work that was not saved when gdviz ended: kept in the user's state folder meanwhile, offered at the next start."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLockFile

from gdviz.training.session_file import SUFFIX


@dataclass(frozen=True)
class LostWork:
    """A session that nobody saved, and when it was last kept."""

    path: Path
    moment: datetime

    def forget(self) -> None:
        """Delete it."""
        for path in (self.path, self.path.with_suffix(".lock")):
            _remove(path)


class Recovery:
    """A file of this process in `folder`, locked as long as it lives; those of others that died are lost work."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / f"{uuid.uuid4().hex}{SUFFIX}"
        self._lock: QLockFile | None = None

    def begin(self) -> bool:
        """Lock the file's name before it is first written; return False where the folder takes nothing."""
        if self._lock is None:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
            except OSError:
                return False
            lock = QLockFile(str(self.path.with_suffix(".lock")))
            lock.setStaleLockTime(0)
            if not lock.tryLock(0):
                return False
            self._lock = lock
        return True

    def end(self, *, keep: bool) -> None:
        """Give the name free: the work was saved, or (`keep`) is to be offered at the next start."""
        if not keep:
            _remove(self.path)
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def lost(self) -> list[LostWork]:
        """Return the work of processes that are no more, newest first."""
        found = []
        for path in self.folder.glob(f"*{SUFFIX}") if self.folder.is_dir() else ():
            lock = QLockFile(str(path.with_suffix(".lock")))
            lock.setStaleLockTime(0)
            if path == self.path or not lock.tryLock(0):
                continue
            lock.unlock()
            try:
                found.append(LostWork(path, datetime.fromtimestamp(path.stat().st_mtime)))
            except OSError:
                continue  # another gdviz has just dealt with it
        return sorted(found, key=lambda work: work.moment, reverse=True)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # a folder that takes nothing gives nothing up either
