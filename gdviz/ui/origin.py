"""Which file lost work belonged to, as the autosave tells the next start."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gdviz.system.files import Stamp


def origin_entries(path: Path | None, stamp: Stamp | None) -> dict[str, Any]:
    """Return what an autosave's view tells of the session's file, and of how it last was."""
    return {"path": str(path or ""), "stamp": list(stamp or ())}


def origin_in(view: Mapping[str, Any]) -> tuple[Path | None, Stamp | None]:
    """Return the file that a view tells of, and its stamp; what makes no sense is none."""
    path, stamp = view.get("path"), view.get("stamp")
    if not (isinstance(path, str) and path):
        return None, None
    if isinstance(stamp, list) and len(stamp) == 2 and all(type(each) is int for each in stamp):
        return Path(path), (stamp[0], stamp[1])
    return Path(path), None
