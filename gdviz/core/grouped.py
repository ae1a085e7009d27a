"""Large whole numbers in sentences, as the window writes them."""

from __future__ import annotations

_THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"


def grouped(value: int) -> str:
    """Return a whole number in groups of three, thin spaces between: 60 000.

    A comma would be taken for a decimal one in half of the world, and for the next number in a list.
    """
    return f"{value:,}".replace(",", _THIN_SPACE)
