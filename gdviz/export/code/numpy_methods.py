"""The update rules, written out for lists of arrays `parameters` and `gradients`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gdviz.core.methods import METHODS
from gdviz.export.code.recipe import CodeError, Recipe

SCHEDULES = {
    "step": "return {drop} ** (step // {steps})",
    "exponential": "return {drop} ** (step / {steps})",
    "cosine": "return {low} + (1 - {low}) * 0.5 * (1 + np.cos(np.pi * min(step, {steps}) / {steps}))",
    "warm_up": "return min(1.0, (step + 1) / {steps})",
}

_ADAM = """
for w, g, m, v in zip(parameters, gradients, means, squares):
    m[...] = beta1 * m + (1 - beta1) * g
    v[...] = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1 ** (step + 1))
    v_hat = v / (1 - beta2 ** (step + 1))
    w -= rate * m_hat / (np.sqrt(v_hat) + epsilon)
"""
_CORRECTED = _ADAM[_ADAM.index("    m_hat") :]
_UNCORRECTED = """    correction = np.sqrt(1 - beta2 ** (step + 1)) / (1 - beta1 ** (step + 1))
    w -= rate * correction * m / (np.sqrt(v) + epsilon)
"""
_TWO_MEANS = """
means = [np.zeros_like(w) for w in parameters]
squares = [np.zeros_like(w) for w in parameters]
"""

# name: (what is set up before the first step, what a step does)
RULES: Mapping[str, tuple[str, str]] = {
    "gradient_descent": (
        "",
        """
for w, g in zip(parameters, gradients):
    w -= rate * g
""",
    ),
    "momentum": (
        "velocities = [np.zeros_like(w) for w in parameters]",
        """
for w, g, v in zip(parameters, gradients, velocities):
    v[...] = momentum * v - rate * g
    w += v
""",
    ),
    "nesterov": (
        "velocities = [np.zeros_like(w) for w in parameters]",
        """
for w, g, v in zip(parameters, gradients, velocities):
    v[...] = momentum * v - rate * g
    w += momentum * v - rate * g
""",
    ),
    "adagrad": (
        "sums = [np.full_like(w, initial_accumulator_value) for w in parameters]",
        """
for w, g, s in zip(parameters, gradients, sums):
    s += g**2
    w -= rate * g / ROOT(s)
""",
    ),
    "rmsprop": (
        "squares = [np.zeros_like(w) for w in parameters]\nvelocities = [np.zeros_like(w) for w in parameters]",
        """
for w, g, s, v in zip(parameters, gradients, squares, velocities):
    s[...] = rho * s + (1 - rho) * g**2
    v[...] = momentum * v + rate * g / ROOT(s)
    w -= v
""",
    ),
    "adadelta": (
        "squares = [np.zeros_like(w) for w in parameters]\nmoves = [np.zeros_like(w) for w in parameters]",
        """
for w, g, s, u in zip(parameters, gradients, squares, moves):
    s[...] = rho * s + (1 - rho) * g**2
    move = np.sqrt((u + epsilon) / (s + epsilon)) * g
    u[...] = rho * u + (1 - rho) * move**2
    w -= rate * move
""",
    ),
    "adam": (_TWO_MEANS, _ADAM),
    "adamw": (_TWO_MEANS, "\nfor w in parameters:\n    w -= rate * weight_decay * w" + _ADAM),
}


def setup_code(recipe: Recipe) -> str:
    """Return code for the hyperparameters, what the method remembers, and the learning rate of a step."""
    rule = _rule(recipe)
    lines = [f"{name} = {value!r}" for name, value in _named(recipe).items()]
    schedule = recipe.settings.schedule
    if not schedule.is_plain:
        if schedule.name not in SCHEDULES:
            raise CodeError(f"Programs know the schedules {', '.join(SCHEDULES)}; this one is {schedule.name}.")
        body = SCHEDULES[schedule.name].format(**_values(schedule.make()))
        lines += [
            "",
            "",
            "def factor(step):",
            '    """Return what the learning rate is multiplied by."""',
            f"    {body}",
        ]
    if rule[0]:
        lines += ["", rule[0].strip()]
    return "\n".join(lines)


def step_code(recipe: Recipe) -> str:
    """Return the body of `update(gradients, step)`."""
    lines = []
    clip = recipe.settings.clip
    if clip.name == "value":
        lines += [f"gradients = [np.clip(g, -{clip.make().limit!r}, {clip.make().limit!r}) for g in gradients]"]  # type: ignore[attr-defined]
    elif clip.name == "norm":
        limit = clip.make().limit  # type: ignore[attr-defined]
        lines += [
            "length = np.sqrt(sum(np.sum(g**2) for g in gradients))",
            f"gradients = [g * min(1, {limit!r} / max(length, 1e-300)) for g in gradients]",
        ]
    elif not clip.is_plain:
        raise CodeError(f"Programs clip by value or by norm; this one by {clip.name}.")
    plain = recipe.settings.schedule.is_plain
    lines.append("rate = learning_rate" if plain else "rate = learning_rate * factor(step)")
    root = "np.sqrt({} + epsilon)" if recipe.options.get("epsilon_under_root") else "(np.sqrt({}) + epsilon)"
    lines.append(_rule(recipe)[1].strip().replace("ROOT(s)", root.format("s")))
    return "\n".join(lines)


def _rule(recipe: Recipe) -> tuple[str, str]:
    name = recipe.method.name
    if name not in RULES:
        raise CodeError(f"There is no program for {METHODS[name].title} yet; take one of the first-order methods.")
    for odd in ("amsgrad", "centered"):
        if recipe.options.get(odd):
            raise CodeError(f"There is no program for {METHODS[name].title} with {odd} yet: switch it off.")
    setup, step = RULES[name]
    return setup, step.replace(_CORRECTED, _UNCORRECTED) if recipe.options.get("epsilon_before_correction") else step


def _named(recipe: Recipe) -> dict[str, Any]:
    return {name: value for name, value in recipe.options.items() if not isinstance(value, bool)}


def _values(schedule: Any) -> dict[str, Any]:
    return {name: getattr(schedule, name) for name in schedule.__dataclass_fields__}
