"""Programs that solve a model at once: the model with NumPy or a library, and how good it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gdviz.core.models import MODELS
from gdviz.export.code import numpy_direct
from gdviz.export.code.blocks import Block
from gdviz.export.code.direct import DirectRecipe
from gdviz.export.code.errors import CodeError
from gdviz.export.code.numpy_helpers import helpers_for
from gdviz.export.code.numpy_model import OF_ANSWERS

_CLASSES = {
    "k_nearest": ("nearest", "KNearest"),
    "gaussian": ("gaussian_classifier", "GaussianClassifier"),
    "look_up": ("look_up", "LookUp"),
}
_GDVIZ = """
from gdviz.core.models.{module} import {name}

model = {name}({options})
model.build({n_inputs}, {n_outputs}, "{task}")
model.solve(X_train, {targets})
answers, scores = model.answers, model.scores
"""
_ANSWERS = '''
def answers(X):
    """Return {what} for each row of X."""
    return {value}
'''
_EACH_CLASS = '''
def answers(X):
    """Return {what} for each row of X; classes without a training point have 0."""
    f = np.zeros((len(X), {k}))
    f[:, model.classes_] = {value}
    return f
'''
_SCALE = """
deviations = X_train.std(axis=0)
scale = np.where(deviations > 0, deviations, 1)  # each input is measured in its standard deviations
"""
_QUADRATIC = """
from sklearn.discriminant_analysis import QuadraticDiscriminantAnalysis

# older versions divide by n - 1, which makes the last digits others
model = QuadraticDiscriminantAnalysis(tol=0).fit(X_train, labels_train)
"""
_LINEAR = """
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

model = LinearDiscriminantAnalysis(solver="lsqr").fit(X_train, labels_train)  # the one that divides by n
"""


def direct_blocks(recipe: DirectRecipe, target: str, title: str) -> list[Block]:
    """Return the model and how good it is; raises CodeError for a library, `title`, that has no such model."""
    write = _WRITERS.get(target)
    if write is None:
        raise CodeError(
            f"There is no {title} program for {MODELS[recipe.model].title}, which is solved at once from its data: "
            "take NumPy."
        )
    return [write(recipe), Block("How good it is", _figures(recipe, scored=target != "sklearn"))]


def _figures(recipe: DirectRecipe, *, scored: bool) -> str:
    """Return code that prints loss and accuracy; `scored` where there are `scores`, logarithms of probabilities."""
    if recipe.loss == "categorical_cross_entropy":
        body = [f"return -np.mean({'log_softmax(scores(X))[y == 1]' if scored else 'np.log(answers(X)[y == 1])'})"]
        before = "\n\n\n".join([*helpers_for(body[0], dtype="float64"), ""])
    else:
        before, body = "", ["f, m = answers(X), len(X)", f"return {OF_ANSWERS[recipe.loss][0]}"]
    lines = [f"{before}def loss_of(X, y):", '    """Return how wrong the answers to X are."""']
    lines += [f"    {line}" for line in body]
    lines += ["", "", "losses = []  # there are no steps"]
    for part in recipe.parts:
        rows = "training" if part == "train" else "test"
        lines.append(f"{part}_loss = float(loss_of(X_{part}, y_{part}))")
        lines.append(f'print(f"loss over all {rows} rows {{{part}_loss:.6g}}")')
    part = recipe.parts[-1]
    if recipe.link == "softmax":
        lines.append(f"f = answers(X_{part})")
        right = f"f.argmax(axis=1) == labels_{part}"
        if recipe.model == "look_up":
            right = f"({right}) & ~np.isnan(f[:, 0])"
        told = "test" if part == "test" else "training"
        lines += [f"accuracy = np.mean({right})", f'print(f"accuracy over all {told} rows {{accuracy:.1%}}")']
    return "\n".join(lines)


def _gdviz(recipe: DirectRecipe) -> Block:
    module, name = _CLASSES[recipe.model]
    classes = recipe.link == "softmax"
    code = _GDVIZ.format(
        module=module,
        name=name,
        options=", ".join(f"{key}={_quoted(value)}" for key, value in recipe.options.items()),
        n_inputs=recipe.n_inputs,
        n_outputs=recipe.n_classes if classes else 1,
        task="classification" if classes else "regression",
        targets="labels_train" if classes else "y_train[:, 0]",
    )
    return Block("The model, solved at once", code)


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _scikit_learn(recipe: DirectRecipe) -> Block:
    heading = "The model, solved at once"
    if recipe.model == "look_up":
        raise CodeError("scikit-learn has no look-up table: take NumPy, which writes it in a few lines.")
    if recipe.model == "gaussian":
        made = _QUADRATIC if recipe.options["covariance"] == "own" else _LINEAR
        if len(recipe.empty) == recipe.n_classes - 1:
            raise CodeError("scikit-learn's discriminant analysis needs points of two classes at least: take NumPy.")
        return Block(heading, made + _probabilities(recipe, "model.predict_proba(X)", "the probability of each class"))
    classes, scaled = recipe.link == "softmax", bool(recipe.options["standardise"])
    kind = "KNeighborsClassifier" if classes else "KNeighborsRegressor"
    rows = "X / scale" if scaled else "X"
    code = f"\nfrom sklearn.neighbors import {kind}\n{_SCALE if scaled else ''}\n"
    code += "# of points that are equally near it may ask others than gdviz, which asks the earlier\n"
    code += f"model = {kind}(n_neighbors={recipe.options['k']})\n"
    code += f"model.fit({rows.replace('X', 'X_train')}, {'labels_train' if classes else 'y_train'})\n"
    if classes:
        return Block(heading, code + _probabilities(recipe, f"model.predict_proba({rows})", "the share of each class"))
    return Block(heading, code + _ANSWERS.format(what="the mean of y", value=f"model.predict({rows})"))


def _probabilities(recipe: DirectRecipe, value: str, what: str) -> str:
    if recipe.empty:
        return _EACH_CLASS.format(what=what, value=value, k=recipe.n_classes)
    return _ANSWERS.format(what=what, value=value)


_WRITERS: Mapping[str, Callable[[DirectRecipe], Block]] = {
    "numpy": numpy_direct.model_block,
    "sklearn": _scikit_learn,
    "gdviz": _gdviz,
}
