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
from gdviz.export.code.numpy_curvature import CURVATURE, curvature_code
from gdviz.export.code.numpy_flat import frozen_places
from gdviz.export.code.numpy_methods import setup_code, step_code
from gdviz.export.code.numpy_model import model_code
from gdviz.export.code.numpy_searches import SEARCHES, search_code
from gdviz.export.code.recipe import CodeError, Recipe


def numpy_program(recipe: Recipe, name: str, inline: bool | None = None) -> Program:
    """Return the program; raises CodeError where there is none."""
    data, beside = data_block(recipe, name, inline)
    blocks = [
        data,
        preparation_block(recipe),
        targets_block(recipe),
        start_block(recipe),
        Block("The model: what it answers, how wrong it is, and the slope of that", model_code(recipe)),
    ]
    if recipe.method.name == "closed_form":
        blocks.append(Block("The method: solve for the place where every slope is 0", _closed_form(recipe)))
        return Program(recipe.title, tuple(block for block in blocks if block is not None), beside)
    if recipe.method.name in SEARCHES:
        method, loop = search_code(recipe, _closing(recipe))
        blocks += [Block(f"The method: {METHODS[recipe.method.name].title}", method), Block("Searching", loop)]
        return Program(recipe.title, tuple(block for block in blocks if block is not None), beside)
    if recipe.method.name in CURVATURE:
        method, loop = curvature_code(recipe, _closing(recipe))
        batches = [batch_block(recipe)] if recipe.method.name == "newton" else []
        title = METHODS[recipe.method.name].title
        blocks += [*batches, Block(f"The method: {title}", method), Block("Training", loop)]
        return Program(recipe.title, tuple(block for block in blocks if block is not None), beside)
    rule = textwrap.indent(step_code(recipe), "    ")
    method = f"{_named_parameters(recipe)}\n{setup_code(recipe)}\n\n\ndef update(gradients, step):\n{rule}\n"
    blocks += [
        Block(f"The method: {METHODS[recipe.method.name].title}", method),
        batch_block(recipe),
        Block("Training", _training(recipe)),
    ]
    return Program(recipe.title, tuple(block for block in blocks if block is not None), beside)


def _named_parameters(recipe: Recipe) -> str:
    return f"parameters = [{', '.join(recipe.names())}]"


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
        lines += [f'print("{name} =", {name}.ravel())' for name in recipe.names()]
    return "\n".join(lines)


def _closed_form(recipe: Recipe) -> str:
    if len(recipe.layers) > 1 or recipe.experiment.loss not in ("mse", "half_mse") or recipe.link != "identity":
        raise CodeError("The closed form needs a model that is linear in its parameters and a squared loss.")
    if recipe.settings.l1 or recipe.wave:
        raise CodeError("The closed form needs l1 = 0 and a model that is linear in its parameters.")
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
    arrays = dict(zip(recipe.names(), recipe.arrays(), strict=True))
    for name, place in frozen_places(recipe):
        lines.append(f"{name}[{', '.join(map(str, place))}] = {float(arrays[name][place])!r}  # held still")
    return "\n".join([*lines, "", _closing(recipe)])
