"""Networks that people know, ready to be trained on pictures of 28 x 28: the course's, and a light one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gdviz.core import layers as _registered  # noqa: F401  (the names below must be known)
from gdviz.core.batching import steps_per_epoch
from gdviz.core.checks import one_of
from gdviz.core.layers.choice import LayerChoice


@dataclass(frozen=True)
class Preset:
    """Layers before the output, and what they are trained with; the output (Dense, softmax) is the model's own.

    `method`, with `options`, and `schedule` are names of registered ones; where a schedule has an end, it is that of
    the epochs: see `total_steps`.
    """

    name: str
    title: str
    layers: tuple[LayerChoice, ...]
    method: str
    options: Mapping[str, float] = field(default_factory=dict)
    schedule: str = "constant"
    batch_size: int = 32
    epochs: int = 10

    def total_steps(self, n: int) -> int:
        """Return how many steps all epochs over n rows take."""
        return self.epochs * steps_per_epoch(n, self.batch_size)


def _dense(width: int, activation: str) -> LayerChoice:
    return LayerChoice("dense", {"width": width, "activation": activation})


def _convolution(filters: int, padding: str = "valid") -> LayerChoice:
    return LayerChoice("conv2d", {"filters": filters, "padding": padding, "activation": "relu"})


FLATTEN, POOL = LayerChoice("flatten"), LayerChoice("max_pooling2d")

SOFTMAX = Preset("softmax", "784-10, softmax alone", (FLATTEN,), "gradient_descent", {"learning_rate": 0.01})
MLP = Preset(
    "mlp",
    "784-128-128-10, ReLU",
    (FLATTEN, _dense(128, "relu"), _dense(128, "relu")),
    "gradient_descent",
    {"learning_rate": 0.1},
    epochs=20,
)
DEEP_SIGMOID = Preset(
    "deep_sigmoid",
    "Five layers of 100, sigmoid",
    (FLATTEN, *(_dense(100, "sigmoid") for _ in range(5))),
    "gradient_descent",
    {"learning_rate": 0.1},
)
SMALL_CNN = Preset(
    "small_cnn",
    "Small CNN",
    (_convolution(8), POOL, _convolution(16), POOL, FLATTEN),
    "adam",
    {"learning_rate": 0.004},
    schedule="cosine",  # else the last epoch wanders by half a percent
    epochs=3,
)
COURSE_CNN = Preset(
    "course_cnn",
    "The course's CNN",
    (_convolution(128, "same"), _convolution(128, "same"), FLATTEN),
    "adam",
    {"learning_rate": 0.001},
    epochs=3,
)

PRESETS: dict[str, Preset] = {preset.name: preset for preset in (SOFTMAX, MLP, DEEP_SIGMOID, SMALL_CNN, COURSE_CNN)}


def preset(name: str) -> Preset:
    """Return the preset of this name; raises ValueError on an unknown one, naming those there are."""
    return PRESETS[one_of(name, PRESETS, "preset")]
