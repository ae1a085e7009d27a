"""A program in plain NumPy: forward, backward and the update rule, as a course writes them."""

from __future__ import annotations

import textwrap

from gdviz.core.methods import METHODS
from gdviz.export.code.blocks import (
    Block,
    Program,
    batch_block,
    data_block,
    preparation_block,
    start_block,
    targets_block,
)
from gdviz.export.code.numpy_methods import setup_code, step_code
from gdviz.export.code.numpy_searches import SEARCHES, search_code
from gdviz.export.code.recipe import CodeError, DenseLayer, Recipe

_FORWARD = {
    "linear": "{z}",
    "relu": "np.maximum(0, {z})",
    "tanh": "np.tanh({z})",
    "sigmoid": "0.5 * (1 + np.tanh(0.5 * {z}))  # 1 / (1 + exp(-z)), without overflow",
    "leaky_relu": "np.where({z} > 0, {z}, 0.3 * {z})",
    "elu": "np.where({z} > 0, {z}, np.expm1(np.minimum({z}, 0)))",
    "softplus": "np.logaddexp(0, {z})",
}
_SLOPE = {  # times da
    "relu": "({z} > 0)",
    "tanh": "(1 - {a} ** 2)",
    "sigmoid": "{a} * (1 - {a})",
    "leaky_relu": "np.where({z} > 0, 1, 0.3)",
    "elu": "np.where({z} > 0, 1, {a} + 1)",
    "softplus": "0.5 * (1 + np.tanh(0.5 * {z}))",
}
_ANSWER = {
    "identity": ["f = z"],
    "sigmoid": ["f = 0.5 * (1 + np.tanh(0.5 * z))  # 1 / (1 + exp(-z)), without overflow"],
    "softmax": ["e = np.exp(z - z.max(axis=1, keepdims=True))", "f = e / e.sum(axis=1, keepdims=True)"],
}
_LOSS = {  # value, and slope by the answers f; m is the number of rows
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
    "categorical_cross_entropy": ("-np.mean(np.sum(y * LOGF, axis=1))", "(f - y) / m"),
    "hinge": ("np.mean(np.maximum(0, 1 - (2 * y - 1) * z))", "-(2 * y - 1) * ((2 * y - 1) * z < 1) / m"),
}
_SCORE_LOSS["sparse_categorical_cross_entropy"] = _SCORE_LOSS["categorical_cross_entropy"]
_LOG_SOFTMAX = "(z - z.max(axis=1, keepdims=True) - np.log(e.sum(axis=1, keepdims=True)))"


def numpy_program(recipe: Recipe, name: str, inline: bool | None = None) -> Program:
    """Return the program; raises CodeError where there is none."""
    data, beside = data_block(recipe, name, inline)
    blocks = [
        data,
        preparation_block(recipe),
        targets_block(recipe),
        start_block(recipe),
        Block("The model: what it answers, how wrong it is, and the slope of that", _model(recipe)),
    ]
    if recipe.method.name == "closed_form":
        blocks.append(Block("The method: solve for the place where every slope is 0", _closed_form(recipe)))
        return Program(recipe.title, tuple(block for block in blocks if block is not None), beside)
    if recipe.method.name in SEARCHES:
        method, loop = search_code(recipe, _names(recipe), _closing(recipe))
        blocks += [Block(f"The method: {METHODS[recipe.method.name].title}", method), Block("Searching", loop)]
        return Program(recipe.title, tuple(block for block in blocks if block is not None), beside)
    rule = textwrap.indent(step_code(recipe), "    ")
    method = f"{_named_parameters(recipe)}\n{setup_code(recipe)}\n\n\ndef update(gradients, step):\n{rule}\n"
    blocks += [
        Block(f"The method: {METHODS[recipe.method.name].title}", method),
        batch_block(recipe),
        Block("Training", _training(recipe)),
    ]
    return Program(recipe.title, tuple(block for block in blocks if block is not None), beside)


def _model(recipe: Recipe) -> str:
    forward = [*_forward(recipe.layers), *_ANSWER[recipe.link]]
    loss, slope = _loss(recipe)
    code = [
        "def forward(X):",
        f'    """Return sums and outputs of every layer for rows X (m, {recipe.layers[0].W.shape[0]})."""',
        *(f"    {line}" for line in forward),
        f"    return {', '.join(_kept(recipe))}",
        "",
        "",
        "def loss_and_gradients(X, y):",
        '    """Return the loss of these rows, and its slope by every parameter: forward, then backward."""',
        "    m = len(X)",
        f"    {', '.join(_kept(recipe))} = forward(X)",
        *(["    e = np.exp(z - z.max(axis=1, keepdims=True))"] if "LOGF" in loss else []),
        f"    loss = {loss.replace('LOGF', _LOG_SOFTMAX)}{_penalty(recipe)}",
        *(f"    {line}" for line in slope),
        *(f"    {line}" for line in _backward(recipe)),
        f"    return loss, [{', '.join(_gradient_names(recipe))}]",
    ]
    return "\n".join(code)


def _forward(layers: tuple[DenseLayer, ...]) -> list[str]:
    lines, x = [], "X"
    for number, layer in enumerate(layers, start=1):
        last = number == len(layers)
        z = "z" if last else f"z{number}"
        lines.append(f"{z} = {x} @ W{number}" + (f" + b{number}" if layer.b is not None else ""))
        if not last:
            x = f"a{number}"
            lines.append(f"{x} = {_FORWARD[layer.activation].format(z=z)}")
    return lines


def _kept(recipe: Recipe) -> list[str]:
    hidden = [f"{kind}{number}" for number in range(1, len(recipe.layers)) for kind in "za"]
    return [*hidden, "z", "f"]


def _loss(recipe: Recipe) -> tuple[str, list[str]]:
    name, link = recipe.experiment.loss, recipe.link
    if name in _SCORE_LOSS:
        value, slope = _SCORE_LOSS[name]
        return value, [f"dz = {slope}"]
    value, slope = _LOSS[name]
    if link == "identity":
        return value, [f"dz = {slope}"]
    through = "df * f * (1 - f)" if link == "sigmoid" else "f * (df - np.sum(df * f, axis=1, keepdims=True))"
    return value, [f"df = {slope}", f"dz = {through}"]


def _penalty(recipe: Recipe) -> str:
    names = [f"W{number}" for number in range(1, len(recipe.layers) + 1)]
    parts = []
    if recipe.settings.l1:
        parts.append(f" + {recipe.settings.l1!r} * (" + " + ".join(f"np.abs({name}).sum()" for name in names) + ")")
    if recipe.settings.l2:
        parts.append(f" + {recipe.settings.l2!r} * (" + " + ".join(f"np.sum({name} ** 2)" for name in names) + ")")
    return "".join(parts)


def _backward(recipe: Recipe) -> list[str]:
    lines, count = [], len(recipe.layers)
    for number in range(count, 0, -1):
        layer = recipe.layers[number - 1]
        dz = "dz" if number == count else f"dz{number}"
        x = "X" if number == 1 else f"a{number - 1}"
        penalty = f" + {recipe.settings.l1!r} * np.sign(W{number})" if recipe.settings.l1 else ""
        penalty += f" + {2 * recipe.settings.l2!r} * W{number}" if recipe.settings.l2 else ""
        lines.append(f"dW{number} = {x}.T @ {dz}{penalty}")
        if layer.b is not None:
            lines.append(f"db{number} = {dz}.sum(axis=0)")
        if number > 1:
            before = recipe.layers[number - 2].activation
            slope = _SLOPE.get(before, "").format(z=f"z{number - 1}", a=f"a{number - 1}")
            lines.append(f"dz{number - 1} = {dz} @ W{number}.T" + (f" * {slope}" if slope else ""))
    return lines


def _names(recipe: Recipe) -> list[str]:
    pairs = enumerate(recipe.layers, start=1)
    return [name for number, layer in pairs for name in ([f"W{number}"] + [f"b{number}"] * (layer.b is not None))]


def _gradient_names(recipe: Recipe) -> list[str]:
    return [f"d{name}" for name in _names(recipe)]


def _named_parameters(recipe: Recipe) -> str:
    return f"parameters = [{', '.join(_names(recipe))}]"


def _training(recipe: Recipe) -> str:
    return f"""
losses = []  # of the rows of each step, before it
for step in range(STEPS):
    rows = rows_of(step)
    loss, gradients = loss_and_gradients(X_train[rows], y_train[rows])
    losses.append(float(loss))
    update(gradients, step)
    if step % max(1, STEPS // 10) == 0:
        print(f"step {{step:6d}}   loss {{loss:.6g}}")

{_closing(recipe)}
"""


def _closing(recipe: Recipe) -> str:
    lines = [
        "train_loss = float(loss_and_gradients(X_train, y_train)[0])",
        'print(f"loss over all training rows {train_loss:.6g}")',
    ]
    if len(recipe.split.X_test):
        lines += [
            "test_loss = float(loss_and_gradients(X_test, y_test)[0])",
            'print(f"loss over all test rows {test_loss:.6g}")',
        ]
    part = "test" if len(recipe.split.X_test) else "train"
    if recipe.link == "sigmoid":
        lines += [f"right = np.mean((forward(X_{part})[-1] > 0.5) == y_{part})", 'print(f"accuracy {right:.1%}")']
    elif recipe.link == "softmax":
        lines += [
            f"right = np.mean(forward(X_{part})[-1].argmax(axis=1) == labels_{part})",
            'print(f"accuracy {right:.1%}")',
        ]
    if recipe.n_parameters <= 12:
        lines += [f'print("{name} =", {name}.ravel())' for name in _names(recipe)]
    return "\n".join(lines)


def _closed_form(recipe: Recipe) -> str:
    if len(recipe.layers) > 1 or recipe.experiment.loss not in ("mse", "half_mse") or recipe.link != "identity":
        raise CodeError("The closed form needs a model that is linear in its parameters and a squared loss.")
    if recipe.settings.l1:
        raise CodeError("The closed form needs l1 = 0.")
    has_bias = recipe.layers[0].b is not None
    factor = 1.0 if recipe.experiment.loss == "mse" else 0.5
    lines = ["losses = [float(loss_and_gradients(X_train, y_train)[0])]"]
    lines.append("Phi = np.hstack([X_train, np.ones((n, 1))])" if has_bias else "Phi = X_train")
    if recipe.settings.l2:
        weights = "np.ones(len(W1))"
        kept = f"np.append({weights}, 0)" if has_bias else weights
        lines += [
            f"strength = np.sqrt({recipe.settings.l2 / factor!r} * n)  # L2 as rows that ask each weight to be 0",
            f"Phi = np.vstack([Phi, strength * np.diag({kept})])",
            "targets = np.vstack([y_train, np.zeros((Phi.shape[1], 1))])",
        ]
    else:
        lines.append("targets = y_train")
    lines.append("solution = np.linalg.lstsq(Phi, targets, rcond=None)[0]  # (Phi^T Phi)^-1 Phi^T y, but more exact")
    lines += ["W1[...], b1[...] = solution[:-1], solution[-1]"] if has_bias else ["W1[...] = solution"]
    return "\n".join([*lines, "", _closing(recipe)])
