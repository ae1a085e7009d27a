"""The model in plain NumPy: what it answers, how wrong it is, and the slope of that, as a course writes it."""

from __future__ import annotations

from gdviz.export.code.numpy_flat import frozen_places
from gdviz.export.code.numpy_helpers import helpers_for
from gdviz.export.code.numpy_layers import written
from gdviz.export.code.task import Task

_ANSWER = {"sigmoid": "sigmoid(z)", "softmax": "softmax(z)"}
THROUGH = {  # slope by the scores z, from that by the answers f
    "sigmoid": "df * f * (1 - f)",
    "softmax": "f * (df - np.sum(df * f, axis=1, keepdims=True))",
}
OF_ANSWERS = {  # value, and slope by the answers f; m is the number of rows
    "mse": ("np.sum((f - y) ** 2) / m", "2 / m * (f - y)"),
    "half_mse": ("np.sum((f - y) ** 2) / (2 * m)", "1 / m * (f - y)"),
    "mae": ("np.sum(np.abs(f - y)) / m", "np.sign(f - y) / m"),
    "huber": (
        "np.sum(np.where(np.abs(f - y) <= 1, 0.5 * (f - y) ** 2, np.abs(f - y) - 0.5)) / m",
        "np.clip(f - y, -1, 1) / m",
    ),
}
_SCORE_LOSS = {  # value, and slope by the scores z
    "binary_cross_entropy": ("np.mean(np.logaddexp(0, z) - y * z)", "(f - y) / m"),
    "categorical_cross_entropy": ("-np.mean(np.sum(y * log_softmax(z), axis=1))", "(f - y) / m"),
    "hinge": ("np.mean(np.maximum(0, 1 - (2 * y - 1) * z))", "-(2 * y - 1) * ((2 * y - 1) * z < 1) / m"),
}
_SCORE_LOSS["sparse_categorical_cross_entropy"] = _SCORE_LOSS["categorical_cross_entropy"]


def model_code(task: Task) -> str:
    """Return code for `forward(X)` and `loss_and_gradients(X, y)`, with the functions that they call before them.

    Where dropout or batch normalisation is in it, both take the `step` too: None for answers.
    """
    net = written(task)
    loss, slope = _loss(task)
    back = [*slope, *_after_the_wave(task), *net.backward]
    back += [f"d{name}[{', '.join(map(str, place))}] = 0  # held still" for name, place in frozen_places(task)]
    kept = kept_names(task, "\n".join([loss, *back]))
    step, step_in = (", step", ", step=None") if task.is_random else ("", "")
    rows = ", ".join(["m", *map(str, task.layers[0].shape)])
    about = "Return what the layers make of rows" if len(task.layers) > 1 else "Return the answers to rows"
    forward = [
        f"def forward(X{step_in}):",
        f'    """{about} X ({rows}){", the answers f last" if len(kept) > 1 else ""}.{_of_the_step(task)}"""',
        *(f"    {line}" for line in [*net.forward, *_answer(task)]),
        f"    return {', '.join(kept)}",
    ]
    backward = [
        f"def loss_and_gradients(X, y{step_in}):",
        '    """Return the loss of these rows, and its slope by every parameter: forward, then backward."""',
        "    m = len(X)",
        f"    {', '.join(kept)} = forward(X{step})",
        f"    loss = {loss}{' + penalty()' if task.is_priced else ''}",
        *(f"    {line}" for line in back),
        f"    return loss, [{', '.join(f'd{name}' for name in task.names())}]",
    ]
    own = "\n".join([*forward, *backward])
    helpers = helpers_for(own, dtype=task.dtype)
    price = [penalty_code(task)] if task.is_priced else []
    parts = [*helpers, "\n".join(forward), *price, "\n".join(backward)]
    return "\n\n\n".join(parts)


def _of_the_step(task: Task) -> str:
    return "\n\n    Without a step they are those of the trained network.\n    " if task.is_random else ""


def kept_names(task: Task, needs: str) -> list[str]:
    """Return what `forward` returns, where the code `needs` makes use of it: the answers f are the last."""
    return [name for name in written(task).needed(needs) if name != "f"] + ["f"]


def _answer(task: Task) -> list[str]:
    if task.wave:
        return [f"f = {task.wave!r} * np.sin(z)"]
    return [] if task.link == "identity" else [f"f = {_ANSWER[task.link]}"]


def _after_the_wave(task: Task) -> list[str]:
    return [f"dz = df * {task.wave!r} * np.cos(z)"] if task.wave else []


def _loss(task: Task) -> tuple[str, list[str]]:
    name, link = task.loss, task.link
    if name in _SCORE_LOSS:
        value, slope = _SCORE_LOSS[name]
        return value, [f"dz = {slope}"]
    value, slope = OF_ANSWERS[name]
    if link == "identity":
        return value, [f"df = {slope}"]
    return value, [f"df = {slope}", f"dz = {THROUGH[link]}"]


def penalty_code(task: Task) -> str:
    """Return code for `penalty()`, the price on large weights."""
    parts = [f"{layer.l1!r} * np.abs(W{layer.number}).sum()" for layer in task.layers if layer.l1]
    parts += [f"{layer.l2!r} * np.sum(W{layer.number} ** 2)" for layer in task.layers if layer.l2]
    return f"def penalty():\n    return {' + '.join(parts)}  # the price on large weights"


def backward_lines(task: Task) -> list[str]:
    """Return lines that make dW1, db1, ... of dz, the slope by the scores, without the penalty."""
    return [*_after_the_wave(task), *written(task, penalty=False).backward]
