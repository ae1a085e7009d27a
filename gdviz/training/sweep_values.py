"""The values of a varied setting as people write them: numbers with commas between."""

from __future__ import annotations

from typing import Any

from gdviz.core.methods import METHODS, GradientMethod
from gdviz.training.image_task import VARIED

MOST_CHARACTERS = 1000


def batch_methods() -> tuple[str, ...]:
    """Return the names of the methods that can learn batch by batch."""
    return tuple(name for name, cls in METHODS.items() if cls.uses_batches and issubclass(cls, GradientMethod))


def values_of(name: str, text: str) -> tuple[Any, ...]:
    """Return the values of a text such as "8, 32, 128", in their order, each once; none of an empty text.

    Raises ValueError, a sentence, at one that is no value of this setting.
    """
    if name not in VARIED:
        raise ValueError(f"what is varied must be one of {', '.join(VARIED)}; got {name!r}")
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"values must have at most {MOST_CHARACTERS} characters; got {len(text)}")
    parts = [part.strip() for part in text.replace(";", ",").split(",")]
    return tuple(dict.fromkeys(_value(name, part) for part in parts if part))


def _value(name: str, part: str) -> Any:
    if name == "method":
        if part not in batch_methods():
            raise ValueError(f"method must be one of {', '.join(batch_methods())}; got {part!r}")
        return part
    try:
        return float(part) if name == "learning_rate" else int(part)
    except ValueError:
        kind = "numbers such as 0.001, 0.01" if name == "learning_rate" else "whole numbers such as 8, 32, 128"
        raise ValueError(f"{name} must be {kind}; got {part!r}") from None


def text_of(values: tuple[Any, ...]) -> str:
    """Return values as `values_of` reads them."""
    return ", ".join(f"{value:g}" if isinstance(value, float) else str(value) for value in values)
