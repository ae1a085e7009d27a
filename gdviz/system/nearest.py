"""Which known name somebody may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

NEAR = 0.6  # of the letters must be the same, in their order; a far-off guess says less than none
SHORTEST_BEGINNING = 3


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like `name`, or begins with it; None where none is near."""
    by_letters = {each.lower(): each for each in known}
    wanted = name.lower()
    near = difflib.get_close_matches(wanted, by_letters, n=1, cutoff=NEAR)
    if not near and len(wanted) >= SHORTEST_BEGINNING:
        near = [each for each in by_letters if each.startswith(wanted)]
    return by_letters[near[0]] if near else None


def hint(name: object, known: Iterable[str], otherwise: str = "") -> str:
    """Return the end of a message about an unknown name: the nearest one, else `otherwise`, else all."""
    known = list(known)
    near = nearest(str(name), known)
    return f"did you mean {near!r}?" if near is not None else otherwise or f"known: {', '.join(known)}"
