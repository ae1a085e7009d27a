"""Learning rates that change with the steps, under Keras's names."""

from __future__ import annotations

from dataclasses import dataclass

from gdviz.core.schedules import Cosine, Schedule, StepDecay
from gdviz.core.schedules import ExponentialDecay as CoreExponentialDecay


@dataclass(frozen=True)
class LearningRateSchedule:
    """A learning rate that changes with the steps."""

    initial_learning_rate: float
    core: Schedule


def ExponentialDecay(
    initial_learning_rate: float, decay_steps: int, decay_rate: float, staircase: bool = False
) -> LearningRateSchedule:
    """initial_learning_rate decay_rate^(step / decay_steps)."""
    kind = StepDecay if staircase else CoreExponentialDecay
    return LearningRateSchedule(float(initial_learning_rate), kind(float(decay_rate), int(decay_steps)))


def CosineDecay(initial_learning_rate: float, decay_steps: int, alpha: float = 0.0) -> LearningRateSchedule:
    """From initial_learning_rate down to alpha times it, like half a wave."""
    return LearningRateSchedule(float(initial_learning_rate), Cosine(int(decay_steps), float(alpha)))
