"""Schedules: how the learning rate changes with the steps."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import cos, pi
from typing import ClassVar

from gdviz.core.arithmetic import figure, plain, superscript, worked
from gdviz.core.hyperparameter import integer, real, validate
from gdviz.core.registry import Registry

MAX_STEPS = 100_000_000


@dataclass(frozen=True)
class Schedule(ABC):
    """learning_rate_t = learning_rate * factor(t), where t = 0 is the first step of a run.

    A factor depends on t and the declared hyperparameters alone, so that a rewound run meets the same rates again.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    formula: ClassVar[str]

    def __post_init__(self) -> None:
        validate(self)

    @abstractmethod
    def factor(self, t: int) -> float:
        """Return what the learning rate is multiplied by at step t = 0, 1, ..."""

    def numbers(self, learning_rate: float, t: int) -> str:
        """Return `formula` with the numbers of step t put in."""
        factor = self.factor(t)
        return worked(
            "{eta} × {factor}", lambda eta, factor: eta * factor, learning_rate * factor, {"eta": learning_rate},
            factor=factor,
        )  # fmt: skip


SCHEDULES: Registry[type[Schedule]] = Registry("schedule", "gdviz.schedules")


def _steps(default: int, help_: str) -> int:
    declared: int = integer(
        default, low=1, high=MAX_STEPS, soft_low=1, soft_high=10_000, scale="log", label="Steps", symbol="T", help=help_
    )
    return declared


@SCHEDULES.register("constant")
@dataclass(frozen=True)
class Constant(Schedule):
    """The learning rate stays: factor(t) = 1."""

    title = "Constant"
    formula = "η ← η₀"

    def factor(self, t: int) -> float:
        return 1.0


@SCHEDULES.register("step")
@dataclass(frozen=True)
class StepDecay(Schedule):
    """Fall by the same share every so many steps: factor(t) = drop^floor(t / steps).

    PyTorch's StepLR with step_size = steps and gamma = drop; Keras's ExponentialDecay with staircase=True.
    """

    drop: float = real(0.5, low=0.001, high=1.0, label="Drop", help="What a fall leaves of the learning rate")
    steps: int = _steps(100, "After so many steps it falls again")

    title = "Step"
    formula = "η ← η₀ · drop^⌊t / T⌋"

    def factor(self, t: int) -> float:
        return float(self.drop ** (t // self.steps))

    def numbers(self, learning_rate: float, t: int) -> str:
        falls = t // self.steps
        text = f"{plain(learning_rate)} × {plain(self.drop)}"
        return (
            f"{text}{superscript(falls)} = {figure(learning_rate * self.factor(t))}" if falls else plain(learning_rate)
        )


@SCHEDULES.register("exponential")
@dataclass(frozen=True)
class ExponentialDecay(Schedule):
    """Fall smoothly: factor(t) = drop^(t / steps).

    Keras's ExponentialDecay with decay_rate = drop and decay_steps = steps; PyTorch's ExponentialLR with steps = 1.
    """

    drop: float = real(0.5, low=0.001, high=1.0, label="Drop", help="What is left of the learning rate after T steps")
    steps: int = _steps(100, "After so many steps the learning rate has fallen to its share")

    title = "Exponential"
    formula = "η ← η₀ · drop^(t / T)"

    def factor(self, t: int) -> float:
        return float(self.drop ** (t / self.steps))


@SCHEDULES.register("cosine")
@dataclass(frozen=True)
class Cosine(Schedule):
    """Fall like half a wave, slowly at both ends: factor(t) = low + (1 - low) (1 + cos(pi t / steps)) / 2.

    Loshchilov and Hutter 2017, arXiv:1608.03983, equation (5), without restarts; from t = steps on it stays at `low`.
    Keras's CosineDecay with alpha = low.
    """

    steps: int = _steps(1000, "After so many steps the learning rate is at its lowest, and stays there")
    low: float = real(0.0, low=0.0, high=1.0, label="Lowest", help="What is left of the learning rate at the end")

    title = "Cosine"
    formula = "η ← η₀ · ½ (1 + cos(π · t / T))"

    def factor(self, t: int) -> float:
        return self.low + (1 - self.low) * 0.5 * (1 + cos(pi * min(t, self.steps) / self.steps))


@SCHEDULES.register("warm_up")
@dataclass(frozen=True)
class WarmUp(Schedule):
    """Begin gently, then stay: factor(t) = min(1, (t + 1) / steps).

    Goyal et al. 2017, arXiv:1706.02677, section 2.2, "gradual warmup"; PyTorch's LinearLR with start_factor = 1 / steps
    and total_iters = steps - 1.
    """

    steps: int = _steps(100, "Over so many steps the learning rate rises to its full value")

    title = "Warm-up"
    formula = "η ← η₀ · min(1, (t + 1) / T)"

    def factor(self, t: int) -> float:
        return min(1.0, (t + 1) / self.steps)


@SCHEDULES.register("one_cycle")
@dataclass(frozen=True)
class OneCycle(Schedule):
    """Rise to the learning rate and fall far below where it began, each like half a wave.

    factor rises from 1 / divisor at t = 0 to 1 at t = rise steps - 1, then falls to 1 / (10,000 divisor) at steps - 1.

    Smith and Topin 2019, arXiv:1708.07120; as PyTorch's OneCycleLR (anneal_strategy "cos", final_div_factor 10,000),
    with learning_rate as the peak. Momentum stays as it is.
    """

    steps: int = _steps(1000, "How many steps the cycle takes; afterwards the learning rate stays at its lowest")
    rise: float = real(0.3, low=0.01, high=0.99, label="Rise", help="The share of the steps in which it rises")
    divisor: float = real(
        25.0, low=1.0, high=10_000.0, scale="log", label="Divisor", help="It begins at η divided by this"
    )

    title = "One cycle"
    formula = "η ← η₀ · cycle(t / T)"

    def factor(self, t: int) -> float:
        first, last = 1 / self.divisor, 1 / (1e4 * self.divisor)
        top, end = self.rise * self.steps - 1, float(self.steps - 1)
        if t >= end:
            return last if end > 0 else 1.0
        if t <= top and top > 0:
            return _wave(first, 1.0, t / top)
        return _wave(1.0, last, (t - top) / (end - top))


def _wave(start: float, end: float, share: float) -> float:
    return end + (start - end) * 0.5 * (1 + cos(pi * share))
