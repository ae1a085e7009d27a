"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

UNFINISHED = ".gdviz-part"  # how the files end that are being written
ABANDONED_SECONDS = 600.0  # nobody writes at a file for so long

Stamp = tuple[int, int]
"""Moment and size of what a file holds: another write gives another one."""


def stamp_of(path: Path) -> Stamp | None:
    """Return the stamp of a file; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def write_whole(path: Path, content: bytes) -> Stamp:
    """Write a file so that, whatever happens meanwhile, `path` holds the old content or the new and nothing between.

    The content goes to a file beside it, is on the disk before that takes the name over, and a file that was there
    keeps its permissions. What a process left half written that was killed at this is taken away. Returns the stamp of
    what was written. Raises OSError; the old file is then as it was.
    """
    target = Path(os.path.realpath(path))  # a link goes on pointing where it points
    try:
        mode = target.stat().st_mode & 0o777
    except OSError:
        mode = 0o644
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        written = os.stat(temporary)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _settle_folder(target.parent)
    _clear_abandoned(target.parent, written.st_mtime)
    return written.st_mtime_ns, written.st_size


def _clear_abandoned(folder: Path, now: float) -> None:
    """Take away what never became a file; `now` is by the clock of that disk."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                ours = entry.name.startswith(".") and entry.name.endswith(UNFINISHED)
                if ours and now - entry.stat(follow_symlinks=False).st_mtime > ABANDONED_SECONDS:
                    os.unlink(entry.path)
    except OSError:
        return  # the file itself is written; the next time may do better


def _settle_folder(folder: Path) -> None:
    """Bring the new name to the disk too, where the system lets a folder be opened."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return  # some file systems cannot; the content itself is safe
    finally:
        os.close(handle)
