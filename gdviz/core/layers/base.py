"""What a layer is."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import DTypeLike

from gdviz.core.hyperparameter import validate
from gdviz.core.operations import Array, Operation
from gdviz.core.registry import Registry

Shape: TypeAlias = tuple[int, ...]
"""The shape of one row, without the batch: (8,) for eight numbers, (28, 28, 1) for a picture, channels last."""


class Moment:
    """The seed and the step at which a tape runs: what layers draw at random is a function of these and no others.

    A model has one, shared by all its tapes; whoever trains sets `step` before each step. So a step that is repeated
    meets the same random numbers, and a line search within a step always the same function.
    """

    def __init__(self, seed: int = 0, step: int = 0) -> None:
        self.seed, self.step = seed, step
        self._seeded: int | None = None

    def generator(self, place: int) -> np.random.Generator:
        """Return the generator of the layer at `place` for this step; to be used at once, for there is only one.

        Philox (Salmon, Moraes, Dror and Shaw 2011) draws from a counter, which is set to (step, place, 0): a tenth of
        the time that it takes to make a generator.
        """
        if self._seeded != self.seed:
            self._source = np.random.Philox(self.seed)
            self._generator = np.random.Generator(self._source)
            self._state = self._source.state
            self._counter = self._state["state"]["counter"]
            self._seeded = self.seed
        self._counter[2:] = place, self.step
        self._source.state = self._state
        return self._generator


@dataclass(frozen=True)
class Mode:
    """How a layer's part of a tape is written.

    `training` is True for the loss that is minimised, False for answers and test figures. `place` is the number of
    the layer in its model, from 1 on. `scale` is what x is to be multiplied by, for layers that take it so.
    """

    training: bool = False
    moment: Moment = field(default_factory=Moment)
    place: int = 1
    scale: float = 1.0


class Passes(NamedTuple):
    """What a layer does on a tape. `backward` runs after `forward`, and only where gradients are asked for."""

    forward: list[Operation]
    backward: list[Operation]


@dataclass(frozen=True, eq=False)
class Symbol:
    """What a layer will make of the outputs of others, while only its shape is known; `layer` is None for inputs.

    `name` is what an input is called, by whoever asks for rows by name.
    """

    layer: Layer | None
    sources: tuple[Symbol, ...]
    shape: Shape
    name: str = ""


def given(shape: Shape, name: str = "") -> Symbol:
    """Return the rows that go into a model, each of this shape; raises ValueError for what is none."""
    shape = tuple(shape) if isinstance(shape, list) else shape
    check_shape(shape)
    return Symbol(None, (), shape, name)


def check_shape(shape: Shape) -> None:
    """Raise ValueError if rows cannot have this shape."""
    if not isinstance(shape, tuple) or not shape or not all(isinstance(side, int) and side >= 1 for side in shape):
        raise ValueError(f"the shape of a row must be whole numbers from 1 on; got {shape!r}")


class Layer(ABC):
    """y = layer(x) for every row of a batch; a registered dataclass whose fields are declared hyperparameters.

    x is (B, *shape) and y (B, *output_shape(shape)). Logically the batch comes first, in memory it comes last (see
    `batch_buffer`): the numbers of one neuron, or of one pixel, lie side by side. The rows that go into a model are
    the exception; a layer that cannot take them as they lie says so by `batch_last`.

    A layer holds views of its parameters and nothing else: buffers belong to the tape that `write` writes, of which a
    layer may have several (batches of several sizes, for training and for answers).
    """

    name: ClassVar[str]
    title: ClassVar[str]
    formula: ClassVar[str] = ""
    help: ClassVar[str] = ""
    order: ClassVar[int] = 1000  # place in menus
    weights: ClassVar[tuple[str, ...]] = ("W",)  # the parameters that L1 and L2 act on; no others
    batch_last: ClassVar[bool] = False  # True: x must lie batch last in memory, even if it is the model's input
    any_order: ClassVar[bool] = False  # True: x, y and their gradients may also lie row by row
    takes_scale: ClassVar[bool] = False  # True: y = layer(mode.scale x), with the scale where there are fewer numbers
    wants_one: ClassVar[bool] = False  # True: it is faster where memory has a 1 behind each row of x (see `with_one`)

    l1: float = 0.0  # the price on `weights`, if the layer declares it (see gdviz/core/layers/options.py)
    l2: float = 0.0
    frozen: bool = False  # True: no method moves the layer's parameters

    def __post_init__(self) -> None:
        validate(self)

    def __call__(self, *sources: Symbol) -> Symbol:
        """Note that this layer works on the outputs of `sources`; raises ValueError where they don't fit it."""
        if not all(isinstance(source, Symbol) for source in sources):
            raise TypeError(f"a {self.name} layer is called with what layers or given() return; got {sources!r}")
        try:
            shape = self.shape_behind(tuple(source.shape for source in sources))
        except ValueError as error:
            raise ValueError(f"{self.name} layer: {error}") from error
        return Symbol(self, sources, shape)

    def shape_behind(self, shapes: tuple[Shape, ...]) -> Shape:
        """Return the shape of a row behind the layer, for rows of `shapes`; raises ValueError where they don't fit."""
        if len(shapes) != 1:
            raise ValueError(f"it takes the output of one layer; got {len(shapes)}")
        return self.output_shape(shapes[0])

    @abstractmethod
    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape of a row after this layer; raises ValueError where rows of `shape` don't fit.

        The message begins with what is wrong ("rows must be ...; got (28, 28, 1)"); the model adds number and kind.
        """

    def shapes(self, shape: Shape) -> dict[str, Shape]:
        """Return the shapes of the trained parameters by name, for rows of `shape`; most layers have none."""
        return {}

    def statistics(self, shape: Shape) -> dict[str, Shape]:
        """Return the shapes of numbers that the model keeps but no method trains, such as running means.

        They lie in theta behind all trained parameters, so that checkpoints and copies of a model have them.
        """
        return {}

    def bind(self, value: Mapping[str, Array], gradient: Mapping[str, Array]) -> None:  # noqa: B027
        """Take the views of theta (parameters and statistics) and of grad that belong to this layer."""

    @property
    def reads_output(self) -> bool:
        """Return whether `backward` reads y: if not, what follows may overwrite it."""
        return True

    def initialize(self, rng: np.random.Generator) -> None:  # noqa: B027
        """Set parameters and statistics to their start."""

    def in_rows(self, x: Array, shape: Shape) -> bool:
        """Return whether y would better lie row by row in memory, for this x; asked only if all around allow it."""
        return False

    def view(self, x: Array, mode: Mode) -> Array | None:
        """Return y as a view of x where this layer only looks at the same numbers, maybe in another shape; else None.

        A model then needs no `write`, except where y is its answer, which may not be the caller's memory.
        """
        return None

    @abstractmethod
    def write(self, x: Array, y: Array, dy: Array, dx: Array | None, mode: Mode) -> Passes:
        """Write down y = layer(x), and backward the parameters' gradients and dx = dL/dx, both from dy = dL/dy.

        Gradients overwrite what was there. dx is None where nobody needs it: the first layer of a model. x, y, dy and
        dx do not overlap. Statistics are changed in `backward`, if `mode.training`: once for each gradient.
        """


class Merge(Layer):
    """y = layer(x_1, ..., x_m): a layer that joins the outputs of several."""

    @abstractmethod
    def joined_shape(self, shapes: tuple[Shape, ...]) -> Shape:
        """Return the shape of a row after this layer; raises ValueError where the inputs don't fit each other."""

    @abstractmethod
    def join(self, xs: tuple[Array, ...], y: Array, dy: Array, dxs: tuple[Array | None, ...], mode: Mode) -> Passes:
        """Write down y = layer(x_1, ..., x_m) and the gradients by all x that have a dx."""

    def shape_behind(self, shapes: tuple[Shape, ...]) -> Shape:
        return self.joined_shape(shapes)

    def output_shape(self, shape: Shape) -> Shape:
        return self.joined_shape((shape,))

    def write(self, x: Array, y: Array, dy: Array, dx: Array | None, mode: Mode) -> Passes:
        return self.join((x,), y, dy, (dx,), mode)


LAYERS: Registry[type[Layer]] = Registry("layer", "gdviz.layers", ordered=True)


def batch_buffer(n: int, shape: Shape, dtype: DTypeLike) -> Array:
    """Return an array (n, *shape) that lies in memory as (*shape, n): zeros, and sums over the batch are fast.

    Flattening a picture is a view. Behind the numbers lies one more row of memory, of ones: see `with_one`.
    """
    memory = np.zeros((size_of(shape) + 1, n), dtype)
    memory[-1] = 1
    return np.moveaxis(memory[:-1].reshape(*shape, n), -1, 0)


def with_one(x: Array) -> Array | None:
    """Return (x, 1) (B, n + 1) where the memory of x (B, n) has it, as that of `batch_buffer`; else None.

    (x, 1) [W; b] = x W + b: the product adds the bias, and its gradient comes out with that of W.
    """
    owner = x.base
    if x.ndim != 2 or not isinstance(owner, np.ndarray) or owner.ndim != 2 or owner.dtype != x.dtype:
        return None
    for whole in (owner, owner.T):
        if whole.shape == (x.shape[0], x.shape[1] + 1) and _same(whole[:, :-1], x) and (whole[:, -1] == 1).all():
            return whole
    return None


def _same(a: Array, b: Array) -> bool:
    """Return whether both, of one shape, are the same numbers in the same memory."""
    strides = zip(a.strides, b.strides, a.shape, strict=True)
    return a.ctypes.data == b.ctypes.data and all(own == other for own, other, side in strides if side > 1)


def is_batch_last(x: Array) -> bool:
    """Return whether x (n, *shape) lies in memory as (*shape, n)."""
    return bool(np.moveaxis(x, 0, -1).flags.c_contiguous)


def size_of(shape: Shape) -> int:
    """Return how many numbers a row of this shape has."""
    return math.prod(shape)
