"""Layers with weights."""

from __future__ import annotations

from typing import Unpack

from gdviz.core.layers.batch_normalization import BatchNormalization as CoreBatchNormalization
from gdviz.core.layers.conv2d import Conv2D as CoreConv2D
from gdviz.core.layers.dense import Dense as CoreDense
from gdviz.keras import activations, initializers, regularizers
from gdviz.keras.arguments import name_of, number, told_as, truth, whole
from gdviz.keras.layers.base import Common, Layer, Pair, pair


class Dense(Layer):
    """activation(x kernel + bias)."""

    kernel = property(lambda self: self.weights[0])
    bias = property(lambda self: self.weights[1] if self.core.bias else None)

    def __init__(
        self,
        units: int,
        activation: str | activations.Function | None = None,
        use_bias: bool = True,
        kernel_initializer: str | initializers.Initializer = "glorot_uniform",
        bias_initializer: str | initializers.Initializer = "zeros",
        kernel_regularizer: str | regularizers.Regularizer | None = None,
        **common: Unpack[Common],
    ) -> None:
        price, start = regularizers.get(kernel_regularizer), initializers.get(kernel_initializer)
        with told_as(width="units"):
            own = CoreDense(
                whole(units, "units", 1),
                activations.get(activation),
                start.core_name,
                price.l1,
                price.l2,
                bias=truth(use_bias, "use_bias"),
            )
        self.units, self.activation = own.width, activations.Function(own.activation)
        super().__init__(own, common, (start, initializers.get(bias_initializer)))


class Conv2D(Layer):
    """activation of filters that move over pictures (rows, columns, channels)."""

    kernel = property(lambda self: self.weights[0])
    bias = property(lambda self: self.weights[1] if self.core.bias else None)

    def __init__(
        self,
        filters: int,
        kernel_size: Pair,
        strides: Pair = (1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Pair = (1, 1),
        groups: int = 1,
        activation: str | activations.Function | None = None,
        use_bias: bool = True,
        kernel_initializer: str | initializers.Initializer = "glorot_uniform",
        bias_initializer: str | initializers.Initializer = "zeros",
        kernel_regularizer: str | regularizers.Regularizer | None = None,
        **common: Unpack[Common],
    ) -> None:
        self.without(data_format=data_format, dilation_rate=dilation_rate, groups=groups)
        price, start = regularizers.get(kernel_regularizer), initializers.get(kernel_initializer)
        with told_as(
            kernel_rows="kernel_size", kernel_columns="kernel_size", stride_rows="strides", stride_columns="strides"
        ):
            own = CoreConv2D(
                whole(filters, "filters", 1),
                *pair(kernel_size, "kernel_size"),
                *pair(strides, "strides"),
                padding=name_of(padding, "padding"),
                activation=activations.get(activation),
                initializer=start.core_name,
                l1=price.l1,
                l2=price.l2,
                bias=truth(use_bias, "use_bias"),
            )
        self.filters, self.activation = int(filters), activations.Function(own.activation)
        super().__init__(own, common, (start, initializers.get(bias_initializer)))


class BatchNormalization(Layer):
    """Bring each feature to mean 0 and variance 1 over the batch."""

    def __init__(self, axis: int = -1, momentum: float = 0.99, epsilon: float = 1e-3, **common: Unpack[Common]) -> None:
        self.without(axis=axis)
        super().__init__(CoreBatchNormalization(number(momentum, "momentum"), number(epsilon, "epsilon")), common)
