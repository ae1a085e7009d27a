"""The model in plain NumPy: what it answers, how wrong it is, and the slope of that, as a course writes it."""

from __future__ import annotations

from gdviz.export.code.numpy_flat import frozen_places
from gdviz.export.code.recipe import DenseLayer, Recipe

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
THROUGH = {  # slope by the scores z, from that by the answers f
    "identity": "df",
    "sigmoid": "df * f * (1 - f)",
    "softmax": "f * (df - np.sum(df * f, axis=1, keepdims=True))",
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


def model_code(recipe: Recipe) -> str:
    """Return code for `forward(X)` and `loss_and_gradients(X, y)`."""
    forward = [*_forward(recipe), *_ANSWER[recipe.link]]
    loss, slope = _loss(recipe)
    code = [
        "def forward(X):",
        f'    """Return sums and outputs of every layer for rows X (m, {recipe.layers[0].W.shape[0]})."""',
        *(f"    {line}" for line in forward),
        f"    return {', '.join(kept_names(recipe))}",
        "",
        "",
        "def loss_and_gradients(X, y):",
        '    """Return the loss of these rows, and its slope by every parameter: forward, then backward."""',
        "    m = len(X)",
        f"    {', '.join(kept_names(recipe))} = forward(X)",
        *(["    e = np.exp(z - z.max(axis=1, keepdims=True))"] if "LOGF" in loss else []),
        f"    loss = {loss.replace('LOGF', _LOG_SOFTMAX)}{_penalty(recipe)}",
        *(f"    {line}" for line in slope),
        *(f"    {line}" for line in backward_lines(recipe)),
        *(f"    d{name}[{', '.join(map(str, place))}] = 0  # held still" for name, place in frozen_places(recipe)),
        f"    return loss, [{', '.join(_gradient_names(recipe))}]",
    ]
    return "\n".join(code)


def _forward(recipe: Recipe) -> list[str]:
    layers: tuple[DenseLayer, ...] = recipe.layers
    lines, x = [], "X"
    for number, layer in enumerate(layers, start=1):
        last = number == len(layers)
        z = "z" if last else f"z{number}"
        lines.append(f"{z} = {x} @ W{number}" + (f" + b{number}" if layer.b is not None else ""))
        if not last:
            x = f"a{number}"
            lines.append(f"{x} = {_FORWARD[layer.activation].format(z=z)}")
    if recipe.wave:
        lines[-1] = lines[-1].replace("z = ", "angle = ", 1)
        lines.append(f"z = {recipe.wave!r} * np.sin(angle)")
    return lines


def kept_names(recipe: Recipe) -> list[str]:
    """Return what `forward` returns."""
    hidden = [f"{kind}{number}" for number in range(1, len(recipe.layers)) for kind in "za"]
    return [*hidden, *["angle"] * bool(recipe.wave), "z", "f"]


def _loss(recipe: Recipe) -> tuple[str, list[str]]:
    name, link = recipe.experiment.loss, recipe.link
    if name in _SCORE_LOSS:
        value, slope = _SCORE_LOSS[name]
        return value, [f"dz = {slope}"]
    value, slope = _LOSS[name]
    if link == "identity":
        return value, [f"dz = {slope}"]
    return value, [f"df = {slope}", f"dz = {THROUGH[link]}"]


def _penalty(recipe: Recipe) -> str:
    names = [f"W{number}" for number in range(1, len(recipe.layers) + 1)]
    parts = []
    if recipe.settings.l1:
        parts.append(f" + {recipe.settings.l1!r} * (" + " + ".join(f"np.abs({name}).sum()" for name in names) + ")")
    if recipe.settings.l2:
        parts.append(f" + {recipe.settings.l2!r} * (" + " + ".join(f"np.sum({name} ** 2)" for name in names) + ")")
    return "".join(parts)


def backward_lines(recipe: Recipe, *, penalty: bool = True) -> list[str]:
    """Return lines that make dW1, db1, ... of dz, the slope by the scores."""
    lines, count = [], len(recipe.layers)
    if recipe.wave:
        lines.append(f"dz = dz * {recipe.wave!r} * np.cos(angle)")
    for number in range(count, 0, -1):
        layer = recipe.layers[number - 1]
        dz = "dz" if number == count else f"dz{number}"
        x = "X" if number == 1 else f"a{number - 1}"
        price = f" + {recipe.settings.l1!r} * np.sign(W{number})" if penalty and recipe.settings.l1 else ""
        price += f" + {2 * recipe.settings.l2!r} * W{number}" if penalty and recipe.settings.l2 else ""
        lines.append(f"dW{number} = {x}.T @ {dz}{price}")
        if layer.b is not None:
            lines.append(f"db{number} = {dz}.sum(axis=0)")
        if number > 1:
            before = recipe.layers[number - 2].activation
            slope = _SLOPE.get(before, "").format(z=f"z{number - 1}", a=f"a{number - 1}")
            lines.append(f"dz{number - 1} = {dz} @ W{number}.T" + (f" * {slope}" if slope else ""))
    return lines


def _gradient_names(recipe: Recipe) -> list[str]:
    return [f"d{name}" for name in recipe.names()]
