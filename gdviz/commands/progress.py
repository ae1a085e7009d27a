"""The bar that commands show on a terminal while they work."""

from __future__ import annotations

import os
import sys
from typing import Any

from tqdm import tqdm

USUAL = {"ncols": 80, "nrows": 20}


def bar_of(total: float, *, show: bool = True, **said: Any) -> tqdm:
    """Return a bar on stderr, which is taken away at the end; where that is no terminal it shows nothing."""
    shown = show and sys.stderr.isatty()
    room = USUAL if shown and not _has_size() else {}
    return tqdm(total=total, disable=not shown, leave=False, file=sys.stderr, **room, **said)


def _has_size() -> bool:
    """Whether the terminal knows how large it is; for one that does not, tqdm would draw nothing."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns > 0
    except (OSError, ValueError):
        return False
