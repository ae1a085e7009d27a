"""Layers that pool pictures, or see the same numbers in another shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from gdviz.core.layers.average_pooling2d import AveragePooling2D as CoreAveragePooling2D
from gdviz.core.layers.flatten import Flatten as CoreFlatten
from gdviz.core.layers.max_pooling2d import MaxPooling2D as CoreMaxPooling2D
from gdviz.core.layers.reshape import Reshape as CoreReshape
from gdviz.keras.arguments import name_of, told_as
from gdviz.keras.layers.base import Common, Layer, Pair, pair, shape_of


class MaxPooling2D(Layer):
    """The largest of each window."""

    def __init__(
        self,
        pool_size: Pair = (2, 2),
        strides: Pair | None = None,
        padding: str = "valid",
        data_format: str | None = None,
        **common: Unpack[Common],
    ) -> None:
        self.without(data_format=data_format)
        with told_as(pool_rows="pool_size", pool_columns="pool_size", stride_rows="strides", stride_columns="strides"):
            core = CoreMaxPooling2D(*_window(pool_size, strides), padding=name_of(padding, "padding"))
        super().__init__(core, common)


class AveragePooling2D(Layer):
    """The mean of each window."""

    def __init__(
        self,
        pool_size: Pair = (2, 2),
        strides: Pair | None = None,
        padding: str = "valid",
        data_format: str | None = None,
        **common: Unpack[Common],
    ) -> None:
        self.without(data_format=data_format)
        with told_as(pool_rows="pool_size", pool_columns="pool_size", stride_rows="strides", stride_columns="strides"):
            core = CoreAveragePooling2D(*_window(pool_size, strides), padding=name_of(padding, "padding"))
        super().__init__(core, common)


class Flatten(Layer):
    """Pictures as plain lists of numbers."""

    def __init__(self, **common: Unpack[Common]) -> None:
        super().__init__(CoreFlatten(), common)


class Reshape(Layer):
    """Plain lists of numbers as pictures (rows, columns, channels)."""

    def __init__(self, target_shape: Sequence[int], **common: Unpack[Common]) -> None:
        sides = shape_of(target_shape, "target_shape")
        if len(sides) != 3:
            raise ValueError(f"target_shape must be (rows, columns, channels); got {sides}")
        super().__init__(CoreReshape(*sides), common)


def _window(pool_size: Pair, strides: Pair | None) -> tuple[int, int, int, int]:
    size = pair(pool_size, "pool_size")
    return (*size, *(size if strides is None else pair(strides, "strides")))
