"""A program with scikit-learn, where it has the model."""

from __future__ import annotations

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
from gdviz.export.code.recipe import CodeError, Recipe

_ACTIVATIONS = {"linear": "identity", "sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}
_METHODS = ("gradient_descent", "momentum", "nesterov", "adam")


def sklearn_program(recipe: Recipe, name: str, inline: bool | None = None) -> Program:
    """Return the program; raises CodeError where scikit-learn has no such model."""
    if recipe.frozen or recipe.wave:
        raise CodeError("scikit-learn knows no weights that are held still, and no sine waves.")
    data, beside = data_block(recipe, name, inline)
    shared = [data, preparation_block(recipe), targets_block(recipe)]
    if recipe.method.name == "closed_form":
        own = [Block("The model, solved at once", _closed_form(recipe))]
    else:
        own = [
            start_block(recipe),
            Block("The model", _network(recipe)),
            batch_block(recipe),
            Block("Training", _training(recipe)),
        ]
    return Program(recipe.title, tuple(block for block in (*shared, *own) if block is not None), beside)


def _closed_form(recipe: Recipe) -> str:
    if len(recipe.layers) > 1 or recipe.link != "identity" or recipe.experiment.loss not in ("mse", "half_mse"):
        raise CodeError("scikit-learn solves at once only what is linear in its parameters, for a squared loss.")
    if recipe.settings.l1:
        raise CodeError("scikit-learn's closed form knows no L1.")
    factor, bias = 1.0 if recipe.experiment.loss == "mse" else 0.5, recipe.layers[0].b is not None
    if recipe.settings.l2:
        made = f"Ridge(alpha={recipe.settings.l2 / factor!r} * n, fit_intercept={bias})"
    else:
        made = f"LinearRegression(fit_intercept={bias})"
    return f"""
from sklearn.linear_model import {made.partition("(")[0]}

model = {made}.fit(X_train, y_train)
W1, b1 = model.coef_.reshape(-1, 1), model.intercept_
losses = []
train_loss = float({factor} * np.mean((model.predict(X_train).reshape(-1, 1) - y_train) ** 2))
print(f"loss over all training rows {{train_loss:.6g}}")
print("W =", W1.ravel(), "b =", b1)
"""


def _network(recipe: Recipe) -> str:
    method, options, loss = recipe.method.name, recipe.options, recipe.experiment.loss
    if method not in _METHODS:
        raise CodeError(f"scikit-learn trains networks by {', '.join(_METHODS)} only; got {METHODS[method].title}.")
    if not (recipe.settings.schedule.is_plain and recipe.settings.clip.is_plain):
        raise CodeError("scikit-learn's networks know neither these schedules nor clipping.")
    if recipe.settings.l1 or recipe.settings.l2:
        raise CodeError("scikit-learn's networks measure L2 by the batch, and know no L1: set both to 0.")
    if any(layer.b is None for layer in recipe.layers):
        raise CodeError("scikit-learn's networks always have a bias.")
    squared = loss in ("mse", "half_mse") and recipe.link == "identity"
    if not squared and "cross_entropy" not in loss:
        raise CodeError(f"scikit-learn's networks minimise the squared error or cross-entropy; got {loss}.")
    hidden = [layer.activation for layer in recipe.layers[:-1]]
    if len(set(hidden)) > 1 or any(name not in _ACTIVATIONS for name in hidden):
        raise CodeError("scikit-learn's networks have one activation for all: linear, sigmoid, tanh or relu.")
    if options.get("amsgrad"):
        raise CodeError("scikit-learn's Adam is the plain one.")
    # its loss is half the squared error: twice the learning rate then takes the same steps
    rate = options["learning_rate"] * (2 if loss == "mse" and method != "adam" else 1)
    settings = {
        "hidden_layer_sizes": tuple(layer.W.shape[1] for layer in recipe.layers[:-1]),
        "activation": _ACTIVATIONS[hidden[0]] if hidden else "identity",
        "solver": "adam" if method == "adam" else "sgd",
        "alpha": 0,
        "batch_size": "BATCH",
        "learning_rate_init": rate,
        "shuffle": False,
    }
    if method == "adam":
        epsilon = options["epsilon"] / (2 if loss == "mse" else 1)  # as its slopes are half as steep
        settings |= {"beta_1": options["beta1"], "beta_2": options["beta2"], "epsilon": epsilon}
    else:
        settings |= {"momentum": options.get("momentum", 0.0), "nesterovs_momentum": method == "nesterov"}
    settings["batch_size"] = len(recipe.split.X_train)
    kind = "MLPRegressor" if recipe.link == "identity" else "MLPClassifier"
    lines = "\n".join(f"    {key}={value!r}," for key, value in settings.items())
    names = range(1, len(recipe.layers) + 1)
    target = "y_train.ravel()" if recipe.link == "identity" else "targets"
    classes = f", classes=np.arange({max(2, recipe.layers[-1].W.shape[1])})" if recipe.link != "identity" else ""
    labels = "targets = y_train.ravel().astype(int)\n" if recipe.link == "sigmoid" else ""
    labels = "targets = labels_train.astype(int)\n" if recipe.link == "softmax" else labels
    first = f":{recipe.layers[-1].W.shape[1] + 1}"
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


def _training(recipe: Recipe) -> str:
    factor = 2 if recipe.experiment.loss == "mse" else 1
    scale = f"{factor} * " if factor > 1 else ""
    target = "y_train.ravel()" if recipe.link == "identity" else "targets"
    if recipe.link == "identity":
        value = "np.mean((model.predict(X_train).reshape(-1, 1) - y_train) ** 2)"
        loss = value if factor == 2 else f"0.5 * {value}"
    else:
        chosen = "model.predict_proba(X_train)[np.arange(n), targets]"
        loss = f"-np.mean(np.log({chosen}))"
    return f"""
losses = []  # of the rows of each step, before it
for step in range(STEPS):
    rows = rows_of(step)
    model.partial_fit(X_train[rows], {target}[rows])
    losses.append(float({scale}model.loss_))
    if step % max(1, STEPS // 10) == 0:
        print(f"step {{step:6d}}   loss {{losses[-1]:.6g}}")

train_loss = float({loss})
print(f"loss over all training rows {{train_loss:.6g}}")
"""
