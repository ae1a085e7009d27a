"""What a layer under Keras's name is: a face of one of `gdviz.core.layers`, which does the work."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypedDict

import numpy as np

from gdviz.core.layers.base import Layer as CoreLayer
from gdviz.core.layers.base import Shape, Symbol, given
from gdviz.core.operations import Array
from gdviz.keras.arguments import array, refused, truth, whole
from gdviz.keras.arguments import kind as kind_of
from gdviz.keras.initializers import Initializer

Pair = int | Sequence[int]

_counts: dict[str, int] = {}
NEUTRAL: dict[str, tuple[object, ...]] = {
    "activity_regularizer": (None,), "axis": (-1,), "batch_size": (None,), "bias_constraint": (None,),
    "bias_regularizer": (None,), "center": (True,), "data_format": (None, "channels_last"),
    "dilation_rate": (1, (1, 1)), "dtype": (None, "float32"), "groups": (1,), "kernel_constraint": (None,),
    "lora_rank": (None,), "max_value": (None,), "noise_shape": (None,), "scale": (True,), "seed": (None,),
    "threshold": (0, 0.0), "virtual_batch_size": (None,),
}  # fmt: skip
"""What Keras knows and gdviz does not: these values change nothing, and any other is refused."""


class Common(TypedDict, total=False):
    """What every layer takes."""

    name: str | None
    input_shape: Sequence[int] | None
    input_dim: int | None
    trainable: bool


class Layer:
    """A layer; `core` is what computes. `config` are the arguments that it was made with.

    `input` and `output` are the symbols of the place where it was called last.
    """

    config: dict[str, Any]
    input: Symbol | tuple[Symbol, ...]
    output: Symbol

    def __init_subclass__(cls) -> None:
        """Let each layer remember its arguments, so that a saved model can be made again."""
        made = cls.__init__

        def init(self: Layer, *args: Any, **kwargs: Any) -> None:
            try:
                bound = inspect.signature(made).bind(self, *args, **kwargs)
            except TypeError as error:
                raise TypeError(f"{cls.__name__}: {error}") from None
            common = bound.arguments.pop("common", {})
            self.config = {name: value for name, value in {**bound.arguments, **common}.items()
                           if name not in ("self", "name", "trainable")}  # fmt: skip
            made(self, *args, **kwargs)

        init.__wrapped__ = made  # type: ignore[attr-defined]
        init.__doc__, init.__qualname__ = made.__doc__, f"{cls.__name__}.__init__"
        cls.__init__ = init  # type: ignore[method-assign]

    def __init__(self, core: CoreLayer, common: Common, starts: Sequence[Initializer] = ()) -> None:
        kind = type(self).__name__
        self.without(**{name: value for name, value in common.items() if name not in Common.__annotations__})
        name = common.get("name")
        if not isinstance(name, str | None):
            raise TypeError(f"name of {kind} must be a name; got {name!r}")
        if name is None:
            number = _counts[kind] = _counts.get(kind, -1) + 1
            name = f"{_snake(kind)}_{number}" if number else _snake(kind)
        self.core, self.name = core, name
        self.core.__dict__["face"] = self  # a graph knows the core's layers only
        dim, sides = common.get("input_dim"), common.get("input_shape")
        if dim is not None:
            sides = (whole(dim, "input_dim", 1),)
        self.input_shape: Shape | None = None if sides is None else shape_of(sides, "input_shape")
        self._starts = tuple(starts)
        self._arrays: list[Array] = []
        self.owner: Callable[[], object] | None = None  # returns the model whose the arrays are, as long as it is there
        self.trainable = truth(common.get("trainable", True), "trainable")

    def __call__(self, inputs: Symbol | Sequence[Symbol]) -> Symbol:
        """Note that this layer works on what another one returned; raises ValueError where that does not fit."""
        symbols = tuple(inputs) if isinstance(inputs, list | tuple) else (inputs,)
        for symbol in symbols:
            if not isinstance(symbol, Symbol):
                raise TypeError(f"{type(self).__name__} is called with what Input or layers return; "
                                f"got {kind_of(symbol)}")  # fmt: skip
        output = self.core(*symbols)
        self.input, self.output = (inputs if isinstance(inputs, Symbol) else symbols), output
        return output

    def without(self, **others: object) -> None:
        """Forget arguments that gdviz does not have; raises TypeError unless their values change nothing."""
        for name, value in others.items():
            refused(type(self).__init__, {name: value}, NEUTRAL, Common.__annotations__)
            self.config.pop(name, None)

    def bind(self, arrays: list[Array], rng: np.random.Generator) -> None:
        """Take the views of a model's parameters that belong to this layer, with the weights that it had."""
        before, self._arrays = self._arrays, arrays
        if before and [array.shape for array in before] == [array.shape for array in arrays]:
            self.put(before)
            return
        for own, initializer in zip(arrays, self._starts, strict=False):
            if not initializer.of_core:  # the core knows no such start
                own[...] = initializer(rng, own.shape)

    @property
    def hidden(self) -> tuple[str, ...]:
        """The core's arrays that Keras does not have: a bias that is 0 and stays so."""
        return () if getattr(self.core, "bias", True) else ("b",)

    @property
    def weights(self) -> list[Array]:
        """The arrays themselves; who writes into them changes the layer."""
        return list(self._arrays)

    @property
    def trainable_weights(self) -> list[Array]:
        """Those of the arrays that training moves: no running means."""
        kept = len(set(self.core.statistics((1,))) - set(self.hidden))
        return self._arrays[: len(self._arrays) - kept] if self.trainable else []

    trainable_variables = trainable_weights

    def get_weights(self) -> list[Array]:
        """Return copies: kernel and bias, or gamma, beta, moving mean and moving variance; empty before it is built."""
        return [array.copy() for array in self._arrays]

    def set_weights(self, weights: Sequence[Array]) -> None:
        """Take copies over; raises ValueError or TypeError, and changes nothing, where they are not what is there."""
        self.put(checked_weights(weights, self._arrays, f"weights of layer {self.name}"))

    def put(self, weights: Sequence[Array]) -> None:
        """Take copies over of what is known to fit."""
        for own, weight in zip(self._arrays, weights, strict=True):
            own[...] = weight

    def count_params(self) -> int:
        return sum(array.size for array in self._arrays)

    @property
    def trainable(self) -> bool:
        return not self.core.frozen

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self.core.frozen = not value


def checked_weights(weights: Any, own: Sequence[Array], name: str) -> list[Array]:
    """Return weights as arrays; raises ValueError unless they have the shapes of `own`, TypeError for no numbers."""
    shapes = [each.shape for each in own]
    if not isinstance(weights, list | tuple):
        raise TypeError(f"{name} must be a list of arrays of shapes {shapes}; got {kind_of(weights)}")
    given = [array(weight, name) for weight in weights]
    came = [weight.shape for weight in given]
    if shapes != came:
        raise ValueError(f"{name} must have shapes {shapes}; got {came}")
    for weight in given:
        if weight.dtype.kind not in "biuf":
            raise TypeError(f"{name} must be numbers; got {weight.dtype}")
        if not np.isfinite(weight).all():
            raise ValueError(f"{name} must be finite; got NaN or infinity")
    return given


class InputLayer:
    """What `Input` in a Sequential is: the shape of a row."""

    def __init__(
        self, shape: Sequence[int] | None = None, *, input_shape: Sequence[int] | None = None, name: str | None = None
    ) -> None:
        sides = input_shape if shape is None else shape
        if sides is None:
            raise ValueError("shape of InputLayer must be given, for example (2,); got none")
        self.shape: Shape = shape_of(sides, "shape")


def Input(
    shape: int | Sequence[int], batch_size: int | None = None, dtype: str | None = None, *, name: str | None = None
) -> Symbol:
    """Return the start of a model for rows of this shape; batches may have any size."""
    sides = shape_of((shape,) if isinstance(shape, int) else shape, "shape")
    if not isinstance(name, str | None):
        raise TypeError(f"name of Input must be a name; got {name!r}")
    number = _counts["Input"] = _counts.get("Input", -1) + 1
    return given(sides, name or usual_names(number + 1)[-1])


def usual_names(count: int) -> list[str]:
    """Return what Keras calls inputs without a name: input_layer, input_layer_1, ..."""
    return [f"input_layer_{number}" if number else "input_layer" for number in range(count)]


def shape_of(sides: Sequence[int], name: str) -> Shape:
    """Return the shape of a row; raises ValueError on what is none."""
    if (
        not isinstance(sides, list | tuple)
        or not sides
        or not all(isinstance(side, int | np.integer) and side >= 1 for side in sides)
    ):
        raise ValueError(
            f"{name} must be the shape of a row in whole numbers from 1 on, such as (2,) or (28, 28, 1); got {sides!r}"
        )
    return tuple(int(side) for side in sides)


def pair(value: Pair, name: str) -> tuple[int, int]:
    """Return (rows, columns); one number stands for both."""
    sides = tuple(value) if isinstance(value, list | tuple) else (value, value)
    if len(sides) != 2 or not all(isinstance(side, int | np.integer) for side in sides):
        raise ValueError(f"{name} must be a whole number or a pair of them; got {value!r}")
    return int(sides[0]), int(sides[1])


def forget_names() -> None:
    """Number layers without a name from the start again."""
    _counts.clear()


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() and place else letter.lower()
                   for place, letter in enumerate(name)).replace("2_d", "2d").replace("re_l_u", "re_lu")  # fmt: skip
