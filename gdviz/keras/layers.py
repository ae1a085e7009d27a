"""Layers under Keras's names: each holds one of `gdviz.core.layers`, which does the work.

Where Keras knows an argument that gdviz does not, it is refused by name instead of ignored.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from gdviz.core.initializers import INITIALIZERS
from gdviz.core.layers.activation import ACTIVATIONS
from gdviz.core.layers.average_pooling2d import AveragePooling2D as CoreAveragePooling2D
from gdviz.core.layers.base import Layer as CoreLayer
from gdviz.core.layers.base import Shape, Symbol, given
from gdviz.core.layers.batch_normalization import BatchNormalization as CoreBatchNormalization
from gdviz.core.layers.concatenate import Concatenate as CoreConcatenate
from gdviz.core.layers.conv2d import Conv2D as CoreConv2D
from gdviz.core.layers.dense import Dense as CoreDense
from gdviz.core.layers.dropout import Dropout as CoreDropout
from gdviz.core.layers.flatten import Flatten as CoreFlatten
from gdviz.core.layers.leaky_relu import LeakyReLU as CoreLeakyReLU
from gdviz.core.layers.max_pooling2d import MaxPooling2D as CoreMaxPooling2D
from gdviz.core.layers.relu import ReLU as CoreReLU
from gdviz.core.layers.reshape import Reshape as CoreReshape
from gdviz.core.layers.softmax import Softmax as CoreSoftmax
from gdviz.core.operations import Array
from gdviz.keras import regularizers
from gdviz.keras.naming import looked_up

Pair = int | Sequence[int]

_counts: dict[str, int] = {}


class Layer:
    """A layer; `core` is what computes. `config` are the arguments that it was made with."""

    core: CoreLayer
    config: dict[str, Any]

    def __init_subclass__(cls) -> None:
        """Let each layer remember its arguments, so that a saved model can be made again."""
        made = cls.__init__

        def init(self: Layer, *args: Any, **kwargs: Any) -> None:
            bound = inspect.signature(made).bind(self, *args, **kwargs)
            self.config = {name: value for name, value in bound.arguments.items() if name != "self"}
            made(self, *args, **kwargs)
            self.core.__dict__["face"] = self  # a graph knows the core's layers only

        init.__wrapped__ = made  # type: ignore[attr-defined]
        init.__doc__ = made.__doc__
        cls.__init__ = init  # type: ignore[assignment, method-assign]

    def _begin(self, core_layer: CoreLayer, name: str | None, input_shape: Sequence[int] | None = None) -> None:
        kind = _snake(type(self).__name__)
        if name is None:
            number = _counts[kind] = _counts.get(kind, -1) + 1
            name = f"{kind}_{number}" if number else kind
        self.core, self.name = core_layer, name
        self.input_shape: Shape | None = None if input_shape is None else tuple(int(side) for side in input_shape)
        self._arrays: list[Array] = []

    def __call__(self, inputs: Symbol | Sequence[Symbol]) -> Symbol:
        """Note that this layer works on what another one returned; raises ValueError where that does not fit."""
        return self.core(inputs) if isinstance(inputs, Symbol) else self.core(*inputs)

    def bind(self, arrays: list[Array]) -> None:
        """Take the views of a model's parameters that belong to this layer."""
        self._arrays = arrays

    def get_weights(self) -> list[Array]:
        """Return copies: kernel and bias, or gamma, beta, moving mean and moving variance; empty before it is built."""
        return [array.copy() for array in self._arrays]

    def set_weights(self, weights: Sequence[Array]) -> None:
        """Take copies over; raises ValueError where number or shapes differ."""
        shapes = [array.shape for array in self._arrays]
        came = [getattr(weight, "shape", ()) for weight in weights]
        if shapes != came:
            raise ValueError(f"weights of layer {self.name} must have shapes {shapes}; got {came}")
        for array, weight in zip(self._arrays, weights, strict=True):
            array[...] = weight

    def count_params(self) -> int:
        return sum(array.size for array in self._arrays)

    @property
    def trainable(self) -> bool:
        return not self.core.frozen

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self.core.frozen = not value


class InputLayer:
    """What `Input` in a Sequential is: the shape of a row."""

    def __init__(self, shape: Sequence[int]) -> None:
        self.shape: Shape = tuple(int(side) for side in shape)


def Input(shape: int | Sequence[int], name: str | None = None) -> Symbol:
    """Return the start of a model for rows of this shape."""
    sides = (shape,) if isinstance(shape, int) else tuple(int(side) for side in shape)
    return given(sides)


class Dense(Layer):
    """activation(x kernel + bias)."""

    def __init__(
        self,
        units: int,
        activation: str | None = None,
        use_bias: bool = True,
        kernel_initializer: str = "glorot_uniform",
        kernel_regularizer: str | regularizers.Regularizer | None = None,
        input_shape: Sequence[int] | None = None,
        input_dim: int | None = None,
        name: str | None = None,
    ) -> None:
        _needs_bias(use_bias)
        price = regularizers.get(kernel_regularizer)
        own = CoreDense(
            int(units), activation_name(activation), initializer_name(kernel_initializer), price.l1, price.l2
        )
        self._begin(own, name, (input_dim,) if input_dim is not None else input_shape)


class Conv2D(Layer):
    """activation of filters that move over pictures (rows, columns, channels)."""

    def __init__(
        self,
        filters: int,
        kernel_size: Pair,
        strides: Pair = (1, 1),
        padding: str = "valid",
        activation: str | None = None,
        use_bias: bool = True,
        kernel_initializer: str = "glorot_uniform",
        kernel_regularizer: str | regularizers.Regularizer | None = None,
        input_shape: Sequence[int] | None = None,
        name: str | None = None,
    ) -> None:
        _needs_bias(use_bias)
        price = regularizers.get(kernel_regularizer)
        own = CoreConv2D(
            int(filters),
            *pair(kernel_size, "kernel_size"),
            *pair(strides, "strides"),
            padding=padding.lower(),
            activation=activation_name(activation),
            initializer=initializer_name(kernel_initializer),
            l1=price.l1,
            l2=price.l2,
        )
        self._begin(own, name, input_shape)


class MaxPooling2D(Layer):
    """The largest of each window."""

    def __init__(
        self,
        pool_size: Pair = (2, 2),
        strides: Pair | None = None,
        padding: str = "valid",
        input_shape: Sequence[int] | None = None,
        name: str | None = None,
    ) -> None:
        self._begin(CoreMaxPooling2D(*_window(pool_size, strides), padding=padding.lower()), name, input_shape)


class AveragePooling2D(Layer):
    """The mean of each window."""

    def __init__(
        self,
        pool_size: Pair = (2, 2),
        strides: Pair | None = None,
        padding: str = "valid",
        input_shape: Sequence[int] | None = None,
        name: str | None = None,
    ) -> None:
        self._begin(CoreAveragePooling2D(*_window(pool_size, strides), padding=padding.lower()), name, input_shape)


class Flatten(Layer):
    """Pictures as plain lists of numbers."""

    def __init__(self, input_shape: Sequence[int] | None = None, name: str | None = None) -> None:
        self._begin(CoreFlatten(), name, input_shape)


class Reshape(Layer):
    """Plain lists of numbers as pictures (rows, columns, channels)."""

    def __init__(
        self, target_shape: Sequence[int], input_shape: Sequence[int] | None = None, name: str | None = None
    ) -> None:
        sides = tuple(int(side) for side in target_shape)
        if len(sides) != 3:
            raise ValueError(f"target_shape must be (rows, columns, channels); got {sides}")
        self._begin(CoreReshape(*sides), name, input_shape)


class Dropout(Layer):
    """Leave out a share `rate` at random while training."""

    def __init__(self, rate: float, input_shape: Sequence[int] | None = None, name: str | None = None) -> None:
        self._begin(CoreDropout(float(rate)), name, input_shape)


class BatchNormalization(Layer):
    """Bring each feature to mean 0 and variance 1 over the batch."""

    def __init__(
        self,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        input_shape: Sequence[int] | None = None,
        name: str | None = None,
    ) -> None:
        self._begin(CoreBatchNormalization(float(momentum), float(epsilon)), name, input_shape)


class Activation(Layer):
    """An activation by its name, as a layer."""

    def __init__(self, activation: str, input_shape: Sequence[int] | None = None, name: str | None = None) -> None:
        self._begin(ACTIVATIONS[activation_name(activation)](), name, input_shape)


class ReLU(Layer):
    """max(0, x)."""

    def __init__(self, name: str | None = None) -> None:
        self._begin(CoreReLU(), name)


class LeakyReLU(Layer):
    """x where it is positive, negative_slope x elsewhere."""

    def __init__(self, negative_slope: float = 0.3, name: str | None = None) -> None:
        self._begin(CoreLeakyReLU(float(negative_slope)), name)


class Softmax(Layer):
    """One probability a class."""

    def __init__(self, name: str | None = None) -> None:
        self._begin(CoreSoftmax(), name)


class Concatenate(Layer):
    """Outputs of several layers side by side, along the last axis."""

    def __init__(self, axis: int = -1, name: str | None = None) -> None:
        if axis != -1:
            raise ValueError(f"axis of Concatenate must be -1, the last; got {axis}")
        self._begin(CoreConcatenate(), name)


def concatenate(inputs: Sequence[Symbol], axis: int = -1) -> Symbol:
    """Return the outputs of several layers side by side."""
    return Concatenate(axis)(inputs)


def activation_name(activation: str | None) -> str:
    """Return the core's name of an activation; None is linear."""
    if activation is None:
        return "linear"
    return looked_up(activation, {name: name for name in ACTIVATIONS}, "activation")


def initializer_name(initializer: str) -> str:
    """Return the core's name of an initializer."""
    names = {name: name for name in INITIALIZERS}
    return looked_up(initializer, {**names, "random_uniform": "uniform", "random_normal": "normal"}, "initializer")


def pair(value: Pair, name: str) -> tuple[int, int]:
    """Return (rows, columns); one number stands for both."""
    sides = (value, value) if isinstance(value, int) else tuple(value)
    if len(sides) != 2 or not all(isinstance(side, int) for side in sides):
        raise ValueError(f"{name} must be a whole number or a pair of them; got {value!r}")
    return sides[0], sides[1]


def _window(pool_size: Pair, strides: Pair | None) -> tuple[int, int, int, int]:
    size = pair(pool_size, "pool_size")
    return (*size, *(size if strides is None else pair(strides, "strides")))


def _needs_bias(use_bias: bool) -> None:
    if not use_bias:
        raise ValueError("use_bias must be True: layers of gdviz always have a bias; got False")


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() and place else letter.lower()
                   for place, letter in enumerate(name)).replace("2_d", "2d").replace("re_l_u", "re_lu")  # fmt: skip


KINDS: dict[str, type[Layer]] = {cls.__name__: cls for cls in Layer.__subclasses__()}
"""Every kind of layer by the name of its class: what a saved model may ask for, and nothing else."""
