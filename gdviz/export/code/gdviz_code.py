"""A program with gdviz.keras: that of Keras, after changing its imports."""

from __future__ import annotations

from gdviz.export.code import keras_code
from gdviz.export.code.blocks import Block
from gdviz.export.code.recipe import Recipe


def model_blocks(recipe: Recipe, race: bool) -> list[Block]:
    """Return the model."""
    return keras_code.model_blocks(recipe, race, own=False)


def method_blocks(recipe: Recipe, race: bool) -> list[Block]:
    """Return method and loop."""
    return keras_code.method_blocks(recipe, race, own=False)
