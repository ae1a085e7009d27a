"""What notebooks call to begin afresh."""

from __future__ import annotations

from gdviz.keras.config import floatx, set_floatx
from gdviz.keras.layers.base import forget_names

__all__ = ["clear_session", "floatx", "set_floatx"]


def clear_session() -> None:
    """Number layers without a name from the start again."""
    forget_names()
