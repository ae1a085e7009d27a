"""Where lessons, data, icons and translations lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource_path(*parts: str) -> Path:
    """Return the path of a file or folder below `resources/`; without parts, of `resources/` itself.

    Raises FileNotFoundError naming what was looked for and where.
    """
    root = _root()
    path = root.joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"resource {'/'.join(parts)!r} not found in {root}")
    return path


def _root() -> Path:
    # The wheel's own folder first: in site-packages a folder "resources" beside gdviz belongs to somebody else.
    candidates = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"gdviz's resources are missing: neither {candidates[0]} nor {candidates[1]} exists")
