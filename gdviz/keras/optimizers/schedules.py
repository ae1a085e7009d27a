"""Learning rates that change with the steps, under Keras's names."""

from __future__ import annotations

from dataclasses import dataclass

from gdviz.core.schedules import Cosine, Schedule, StepDecay
from gdviz.core.schedules import ExponentialDecay as CoreExponentialDecay
from gdviz.keras.arguments import number, told_as, truth, whole


@dataclass(frozen=True)
class LearningRateSchedule:
    """A learning rate that changes with the steps."""

    initial_learning_rate: float
    core: Schedule


def ExponentialDecay(
    initial_learning_rate: float, decay_steps: int, decay_rate: float, staircase: bool = False
) -> LearningRateSchedule:
    """initial_learning_rate decay_rate^(step / decay_steps)."""
    kind = StepDecay if truth(staircase, "staircase") else CoreExponentialDecay
    with told_as(drop="decay_rate", steps="decay_steps"):
        core = kind(number(decay_rate, "decay_rate"), whole(decay_steps, "decay_steps", 1))
    return LearningRateSchedule(_above_0(initial_learning_rate), core)


def CosineDecay(initial_learning_rate: float, decay_steps: int, alpha: float = 0.0) -> LearningRateSchedule:
    """From initial_learning_rate down to alpha times it, like half a wave."""
    with told_as(low="alpha", steps="decay_steps"):
        core = Cosine(whole(decay_steps, "decay_steps", 1), number(alpha, "alpha"))
    return LearningRateSchedule(_above_0(initial_learning_rate), core)


def _above_0(rate: float) -> float:
    if not number(rate, "initial_learning_rate") > 0:
        raise ValueError(f"initial_learning_rate must be above 0; got {rate}")
    return float(rate)
