"""A program with scikit-learn, where it has the model."""

from __future__ import annotations

import json

from gdviz.core.methods import METHODS
from gdviz.export.code.blocks import Block
from gdviz.export.code.errors import CodeError
from gdviz.export.code.loops import closing, progress, rows_in, steps_block, stopping
from gdviz.export.code.recipe import Recipe

_ACTIVATIONS = {"linear": "identity", "sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}
_METHODS = ("gradient_descent", "momentum", "nesterov", "adam")
_EXACT = """\
if "tol" in model.get_params():  # from 1.9 on it leaves out directions below this share of the longest:
    model.set_params(tol=1e-15)  # columns of very different size, such as powers, need them all
"""


def model_blocks(recipe: Recipe, race: bool) -> list[Block]:
    """Return nothing: each method is an estimator of its own."""
    return []


def method_blocks(recipe: Recipe, race: bool) -> list[Block]:
    """Return estimator and loop; raises CodeError where scikit-learn has no such model."""
    if recipe.frozen or recipe.wave or any(layer.frozen for layer in recipe.layers):
        raise CodeError("scikit-learn knows no weights that are held still, and no sine waves: take NumPy.")
    if any(layer.kind != "dense" and not layer.is_activation for layer in recipe.layers):
        raise CodeError("scikit-learn's networks have dense layers only: take NumPy, PyTorch or Keras.")
    if recipe.method == "closed_form":
        return [Block("The model, solved at once", _closed_form(recipe, race))]
    steps = [] if race else [steps_block(recipe)]
    return [Block("The model", _network(recipe)), *steps, Block("Training", _training(recipe, race))]


def _hidden(recipe: Recipe) -> list[str]:
    """Return the activation of each hidden layer."""
    found, rest = list[str](), list(recipe.layers[:-1])
    while rest:
        if rest.pop(0).kind != "dense":
            raise CodeError("scikit-learn's networks have one activation after each dense layer.")
        plain = rest and rest[0].is_activation and getattr(rest[0].core, "beta", 1.0) == 1
        found.append(rest.pop(0).kind if plain else "linear")
    return found


def _closed_form(recipe: Recipe, race: bool) -> str:
    if len(recipe.layers) > 1 or recipe.link != "identity" or recipe.loss not in ("mse", "half_mse"):
        raise CodeError("scikit-learn solves at once only what is linear in its parameters, for a squared loss.")
    if recipe.layers[0].l1:
        raise CodeError("scikit-learn's closed form knows no L1.")
    factor, bias = 1.0 if recipe.loss == "mse" else 0.5, "b" in recipe.layers[0].arrays
    if recipe.layers[0].l2:
        made = f"Ridge(alpha={recipe.layers[0].l2 / factor!r} * n, fit_intercept={bias})"
    else:
        made = f"LinearRegression(fit_intercept={bias})"
    half = "" if factor == 1 else "0.5 * "
    loss = f"float({half}np.mean((model.predict(X_train).reshape(-1, 1) - y_train) ** 2))"
    kind, several = made.partition("(")[0], recipe.layers[0].shape[0] > 1
    exact = _EXACT if several and kind == "LinearRegression" else ""
    solved = f"from sklearn.linear_model import {kind}\n\nmodel = {made}\n{exact}model.fit(X_train, y_train)\n"
    if race:
        return f"{solved}return [], {loss}"
    return f"""{solved}
W1, b1 = model.coef_.reshape(-1, 1), model.intercept_
losses = []  # there are no steps
train_loss = {loss}
print(f"loss over all training rows {{train_loss:.6g}}")
print("W =", W1.ravel(), "b =", b1)
"""


def _network(recipe: Recipe) -> str:
    method, options, loss = recipe.method, recipe.options, recipe.loss
    if method not in _METHODS:
        known = ", ".join(METHODS[name].title for name in _METHODS)
        raise CodeError(f"scikit-learn trains by {known} only: for {METHODS[method].title} take NumPy.")
    if not (recipe.schedule.is_plain and recipe.clip.is_plain):
        raise CodeError("scikit-learn's networks know neither these schedules nor clipping.")
    if recipe.is_priced:
        raise CodeError("scikit-learn's networks measure L2 by the batch, and know no L1: set both to 0.")
    if any("W" in layer.arrays and "b" not in layer.arrays for layer in recipe.layers):
        raise CodeError("scikit-learn's networks always have a bias.")
    squared = loss in ("mse", "half_mse") and recipe.link == "identity"
    if not squared and "cross_entropy" not in loss:
        raise CodeError(f"scikit-learn's networks minimise the squared error or cross-entropy; got {loss}.")
    hidden = _hidden(recipe)
    if len(set(hidden)) > 1 or any(name not in _ACTIVATIONS for name in hidden):
        raise CodeError("scikit-learn's networks have one activation for all: linear, sigmoid, tanh or relu.")
    if options.get("amsgrad"):
        raise CodeError("scikit-learn's Adam is the plain one.")
    # its loss is half the squared error: twice the learning rate then takes the same steps
    rate = options["learning_rate"] * (2 if loss == "mse" and method != "adam" else 1)
    settings = {
        "hidden_layer_sizes": tuple(layer.shape_after[0] for layer in recipe.layers[:-1] if layer.kind == "dense"),
        "activation": _ACTIVATIONS[hidden[0]] if hidden else "identity",
        "solver": "adam" if method == "adam" else "sgd",
        "alpha": 0,
        "learning_rate_init": rate,
        "shuffle": False,
    }
    if method == "adam":
        epsilon = options["epsilon"] / (2 if loss == "mse" else 1)  # as its slopes are half as steep
        settings |= {"beta_1": options["beta1"], "beta_2": options["beta2"], "epsilon": epsilon}
    else:
        settings |= {"momentum": options.get("momentum", 0.0), "nesterovs_momentum": method == "nesterov"}
    n = len(recipe.split.X_train)
    size = min(recipe.batch_size or n, n)
    settings["batch_size"] = "auto" if size <= 200 else size  # auto is up to 200
    kind = "MLPRegressor" if recipe.link == "identity" else "MLPClassifier"
    lines = "\n".join(
        f"    {key}={json.dumps(value) if isinstance(value, str) else repr(value)}," for key, value in settings.items()
    )
    names = range(1, len(hidden) + 2)
    target = "y_train.ravel()" if recipe.link == "identity" else "targets"
    classes = f", classes=np.arange({max(2, recipe.n_outputs)})" if recipe.link != "identity" else ""
    labels = "targets = y_train.ravel().astype(int)\n" if recipe.link == "sigmoid" else ""
    labels = "targets = labels_train.astype(int)\n" if recipe.link == "softmax" else labels
    first = f":{recipe.n_outputs + 1}"
    early = method != "adam" or options["epsilon_before_correction"]
    note = "" if early else "# its Adam adds epsilon before the bias correction: the last digits differ a little\n"
    return f"""
from sklearn.neural_network import {kind}

{note}model = {kind}(
{lines}
)
{labels}model.partial_fit(X_train[{first}], {target}[{first}]{classes})  # makes the arrays ...
for there, start in zip(model.coefs_, [{", ".join(f"W{i}" for i in names)}]):
    there[...] = start  # ... which begin where gdviz began
for there, start in zip(model.intercepts_, [{", ".join(f"b{i}" for i in names)}]):
    there[...] = start
del model._optimizer  # and the method remembers nothing
"""


def _training(recipe: Recipe, race: bool) -> str:
    scale = "2 * " if recipe.loss == "mse" else ""
    rows = rows_in(recipe, race=race)
    targets = {part: _targets(recipe, part) for part in recipe.parts}
    early = stopping(
        recipe,
        loss=f"loss_of(X_test, {targets.get('test')})",
        keep="[w.copy() for w in model.coefs_ + model.intercepts_]",
        restore="for w, kept in zip(model.coefs_ + model.intercepts_, best):\n    w[...] = kept",
        race=race,
    )
    known = targets["train"] if not rows.line else f"{targets['train']}[rows]"
    end = closing(recipe, "loss_of(X_{part}, LABELS {part})", race=race)
    for part, labels in targets.items():
        end = end.replace(f"LABELS {part}", labels)
    return f"""
{_loss_code(recipe)}


losses = []  # of the rows of each step, before it
{early.before}for step in range(STEPS):
{rows.line}    model.partial_fit({rows.X}, {known})
    losses.append(float({scale}model.loss_))
{progress(race=race)}{early.within}
{end}
"""


def _targets(recipe: Recipe, part: str) -> str:
    """Return code for what scikit-learn is given of a part as y, "train" or "test"."""
    if recipe.link == "identity":
        return f"y_{part}.ravel()"
    if part == "train":
        return "targets"
    return "labels_test" if recipe.link == "softmax" else "y_test.ravel().astype(int)"


def _loss_code(recipe: Recipe) -> str:
    """Return code for `loss_of(X, y)`, of rows and what scikit-learn is given as y."""
    if recipe.link == "identity":
        half = "" if recipe.loss == "mse" else "0.5 * "
        return f"def loss_of(X, y):\n    return float({half}np.mean((model.predict(X) - y) ** 2))"
    return '''def loss_of(X, labels):
    """Return the cross-entropy: what the logarithm of the right class's probability falls short of 0, on average."""
    right = model.predict_proba(X)[np.arange(len(X)), labels]
    return float(-np.mean(np.log(right)))'''
