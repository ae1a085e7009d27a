"""The update rules, written out for lists of arrays `parameters` and `gradients`."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from typing import Any

from gdviz.core.methods import METHODS
from gdviz.export.code.errors import CodeError
from gdviz.export.code.numpy_flat import frozen_places
from gdviz.export.code.task import Task
from gdviz.training.step_rules import ScheduleChoice

_ONE_CYCLE = """
first, last = 1 / {divisor}, 1 / (1e4 * {divisor})
top, end = {rise} * {steps} - 1, {steps} - 1
if step >= end:
    return last if end > 0 else 1.0
begin, goal, share = (first, 1.0, step / top) if step <= top and top > 0 else (1.0, last, (step - top) / (end - top))
return goal + (begin - goal) * 0.5 * (1 + np.cos(np.pi * share))
"""

SCHEDULES = {
    "step": "return {drop} ** (step // {steps})",
    "exponential": "return {drop} ** (step / {steps})",
    "cosine": "return {low} + (1 - {low}) * 0.5 * (1 + np.cos(np.pi * min(step, {steps}) / {steps}))",
    "warm_up": "return min(1.0, (step + 1) / {steps})",
    "one_cycle": _ONE_CYCLE.strip(),
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
_NADAM = """
for w, g, m, v in zip(parameters, gradients, means, squares):
    m[...] = beta1 * m + (1 - beta1) * g
    v[...] = beta2 * v + (1 - beta2) * g**2
t = step + 1
product[...] = product * mu(t)
for w, g, m, v in zip(parameters, gradients, means, squares):
    m_hat = mu(t + 1) * m / (1 - product * mu(t + 1)) + (1 - mu(t)) * g / (1 - product)
    v_hat = v / (1 - beta2**t)
    w -= rate * m_hat / (np.sqrt(v_hat) + epsilon)
"""
_MU = """
product = np.ones(1)  # of all mu so far


def mu(t):
    \"\"\"How much momentum there is in step t: it grows from a half of beta1 to beta1.\"\"\"
    return beta1 * (1 - 0.5 * 0.96 ** (t * momentum_decay))
"""
_RPROP = """
for w, g, pace, sign in zip(parameters, gradients, paces, signs):
    agree = sign * np.sign(g)
    pace[agree > 0] *= grow
    pace[agree < 0] *= shrink
    pace[...] = np.clip(pace, min(smallest, largest) / rate, largest / rate)
    sign[...] = np.where(agree < 0, 0, np.sign(g))  # after a turn it waits for a step
    w -= rate * pace * sign
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
    "rprop": (
        "paces = [np.ones_like(w) for w in parameters]\nsigns = [np.zeros_like(w) for w in parameters]",
        _RPROP,
    ),
    "adam": (_TWO_MEANS, _ADAM),
    "nadam": (_TWO_MEANS + _MU, _NADAM),
    "adamw": (_TWO_MEANS, "\nfor w in parameters:\n    w -= rate * weight_decay * w" + _ADAM),
}


def setup_code(task: Task) -> str:
    """Return code for the hyperparameters, what the method remembers, and the learning rate of a step."""
    rule = _rule(task)
    lines = [f"{name} = {value!r}" for name, value in _named(task).items()]
    if not task.schedule.is_plain:
        lines += ["", "", schedule_code(task.schedule)]
    if rule[0]:
        lines += ["", rule[0].strip()]
    return "\n".join(lines)


def schedule_code(schedule: ScheduleChoice) -> str:
    """Return code for `factor(step)`; raises CodeError for a schedule that another package brought."""
    if schedule.name not in SCHEDULES:
        raise CodeError(f"Programs know the schedules {', '.join(SCHEDULES)}; this one is {schedule.name}.")
    made = SCHEDULES[schedule.name].format(**_values(schedule.make())).replace("0.0 + (1 - 0.0) * ", "")
    body = textwrap.indent(made, "    ")
    return f'def factor(step):\n    """Return what the learning rate is multiplied by."""\n{body}'


def step_code(task: Task) -> str:
    """Return the body of `update(gradients)`, or of `update(gradients, step)` where the step counts."""
    lines = []
    clip = task.clip
    if clip.name == "value":
        lines += [f"gradients = [np.clip(g, -{clip.make().limit!r}, {clip.make().limit!r}) for g in gradients]"]  # type: ignore[attr-defined]
    elif clip.name == "norm":
        limit = clip.make().limit  # type: ignore[attr-defined]
        lines += [
            "length = np.sqrt(sum(np.sum(g**2) for g in gradients))",
            f"gradients = [g * min(1, {limit!r} / max(length, 1e-300)) for g in gradients]",
        ]
    elif clip.name == "norm_of_each":
        limit = clip.make().limit  # type: ignore[attr-defined]
        lines += [f"gradients = [g * min(1, {limit!r} / max(np.sqrt(np.sum(g**2)), 1e-300)) for g in gradients]"]
    elif not clip.is_plain:
        raise CodeError(f"Programs clip by value or by norm; this one by {clip.name}.")
    if not task.schedule.is_plain:
        lines.append("rate = learning_rate * factor(step)")
    root = "np.sqrt({} + epsilon)" if task.options.get("epsilon_under_root") else "(np.sqrt({}) + epsilon)"
    step = _rule(task)[1].strip()
    for name in ("s", "variance"):
        step = step.replace(f"ROOT({name})", root.format(name))
    if task.schedule.is_plain:
        step = re.sub(r"\brate\b", "learning_rate", step)
    lines.append(step)
    if task.options.get("weight_decay"):  # which moves what has no slope, too
        arrays = dict(zip(task.names(), task.arrays(), strict=True))
        lines += [f"{name}[{_index(at)}] = {float(arrays[name][at])!r}  # held" for name, at in frozen_places(task)]
    return "\n".join(lines)


def _rule(task: Task) -> tuple[str, str]:
    name = task.method
    if name not in RULES:
        raise CodeError(f"There is no program for {METHODS[name].title}.")
    setup, step = RULES[name]
    if task.options.get("epsilon_before_correction"):
        step = step.replace(_CORRECTED, _UNCORRECTED)
    if task.options.get("amsgrad"):  # divides by the largest mean square so far
        setup += "tops = [np.zeros_like(w) for w in parameters]\n"
        step = step.replace("m, v in zip(parameters, gradients, means, squares):", "m, v, top in TOGETHER:")
        step = step.replace("TOGETHER", "zip(parameters, gradients, means, squares, tops)")
        step = step.replace("* g**2\n", "* g**2\n    top[...] = np.maximum(top, v)\n")
        step = step.replace("v_hat = v /", "v_hat = top /").replace("np.sqrt(v) +", "np.sqrt(top) +")
    if task.options.get("centered"):  # divides by the deviation of the slopes from their mean
        setup += "\nmeans = [np.zeros_like(w) for w in parameters]"
        step = step.replace("s, v in zip(parameters, gradients, squares, velocities):", "s, v, mean in TOGETHER:")
        step = step.replace("TOGETHER", "zip(parameters, gradients, squares, velocities, means)")
        step = step.replace("* g**2\n", "* g**2\n    mean[...] = rho * mean + (1 - rho) * g\n")
        step = step.replace("ROOT(s)", "ROOT(variance)")
        step = step.replace("    v[...]", "    variance = np.maximum(s - mean**2, 0)\n    v[...]")
    if _goes_without_momentum(task):
        setup = setup.replace("\nvelocities = [np.zeros_like(w) for w in parameters]", "")
        step = step.replace("v[...] = momentum * v + ", "w -= ").replace("    w -= v\n", "")
        step = step.replace(", velocities", "").replace("s, v", "s")
    return setup, step


def _goes_without_momentum(task: Task) -> bool:
    return task.method == "rmsprop" and not task.options.get("momentum")


def _index(place: tuple[int, ...]) -> str:
    return ", ".join(map(str, place))


def _named(task: Task) -> dict[str, Any]:
    left_out = ("momentum",) if _goes_without_momentum(task) else ()
    return {name: value for name, value in task.options.items() if not isinstance(value, bool) and name not in left_out}


def _values(schedule: Any) -> dict[str, Any]:
    return {name: getattr(schedule, name) for name in schedule.__dataclass_fields__}
