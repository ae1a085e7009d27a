"""A program in plain NumPy: forward, backward and the update rule, as a course writes them."""

from __future__ import annotations

import re
import textwrap

from gdviz.core.methods import METHODS
from gdviz.export.code.blocks import Block
from gdviz.export.code.errors import CodeError
from gdviz.export.code.function_code import function_code
from gdviz.export.code.loops import closing, progress, rows_in, steps_block, stopping
from gdviz.export.code.numpy_curvature import CURVATURE, curvature_code
from gdviz.export.code.numpy_flat import flat_stopping, frozen_places
from gdviz.export.code.numpy_methods import setup_code, step_code
from gdviz.export.code.numpy_model import model_code
from gdviz.export.code.numpy_searches import SEARCHES, search_code
from gdviz.export.code.recipe import Recipe
from gdviz.export.code.task import Task

_AGAIN = """
parameters = [{names}]
starts = [w.copy() for w in parameters]


def restart():
    \"\"\"Put all parameters back to where they start.\"\"\"
    for w, start in zip(parameters, starts):
        w[...] = start
"""


def model_blocks(recipe: Recipe, race: bool) -> list[Block]:
    """Return the model; in a race also what lets each method begin at the same place."""
    if recipe.function is not None:
        blocks = [Block("The function and its slopes", function_code(recipe.function))]
    else:
        blocks = [Block("The model: what it answers, how wrong it is, and the slope of that", model_code(recipe))]
    if race:
        names = ", ".join(name for layer in recipe.layers for name in layer.named)
        blocks.append(Block("The start of each method", _AGAIN.format(names=names)))
    return blocks


def method_blocks(recipe: Recipe, race: bool) -> list[Block]:
    """Return the method and its loop; raises CodeError where there is no such program."""
    blocks = _method_blocks(recipe, race)
    if recipe.function is None:
        return blocks
    if recipe.method in ("gauss_newton", "levenberg_marquardt", "closed_form"):
        raise CodeError(f"There is no program for {METHODS[recipe.method].title} of a function: take another method.")
    return [Block(block.heading, _of_function(block.code)) for block in blocks]


def _of_function(code: str) -> str:
    """Return code of a method for a function, which has no rows."""
    code = code.replace("(X_train, y_train)", "()").replace("loss over all training rows", "height")
    return code.replace("  # each of them sees all rows", "").replace(
        "  # of the rows of each step, before it", "  # before each step"
    )


def _method_blocks(recipe: Recipe, race: bool) -> list[Block]:
    name, title = recipe.method, METHODS[recipe.method].title
    end = _closing(recipe, race)
    if recipe.is_random and (name in SEARCHES or name in CURVATURE):
        raise CodeError(
            f"There is no program for {title} with dropout or batch normalisation: take a method that follows one "
            "gradient a step."
        )
    if name == "closed_form":
        code = f"{_closed_form(recipe)}\n\n{end}"
        return [Block("The method: solve for the place where every slope is 0", code)]
    if name in SEARCHES:
        method, loop = search_code(recipe, end, flat_stopping(recipe, race=race))
        return [*_steps(recipe, race), Block(f"The method: {title}", method), Block("Searching", loop)]
    if name in CURVATURE:
        method, loop = curvature_code(recipe, end, flat_stopping(recipe, race=race))
        if race:
            method = method.replace("rows_of(step)", f"rows_of(step, {recipe.batch_size})")
        return [*_steps(recipe, race), Block(f"The method: {title}", method), Block("Training", loop)]
    return [
        Block(f"The method: {title}", gradient_method(recipe, race=race)),
        *_steps(recipe, race),
        Block("Training", _training(recipe, race, end)),
    ]


def gradient_method(task: Task, *, race: bool = False) -> str:
    """Return code for `update(gradients)`, or `update(gradients, step)`, and for what it remembers."""
    rule = step_code(task)
    step = ", step" if uses_step(task) else ""
    parameters = "" if race else f"parameters = [{', '.join(task.names())}]\n"
    return f"{parameters}{setup_code(task)}\n\n\ndef update(gradients{step}):\n{textwrap.indent(rule, '    ')}\n"


def uses_step(task: Task) -> bool:
    """Return whether the method must know how many steps lie behind it."""
    return bool(re.search(r"\bstep\b", step_code(task)))


def _steps(recipe: Recipe, race: bool) -> list[Block]:
    return [] if race else [steps_block(recipe)]


def _training(recipe: Recipe, race: bool, end: str) -> str:
    rows = rows_in(recipe, race=race)
    step, told = ", step" if recipe.is_random else "", ", step" if uses_step(recipe) else ""
    everything = ", ".join(name for layer in recipe.layers for name in layer.named)
    held = everything if everything != ", ".join(recipe.names()) else "parameters"
    held = f"[{held}]" if held != "parameters" else held
    early = stopping(
        recipe,
        loss=f"float({_bare(recipe, 'loss_and_gradients(X_test, y_test)[0]')})",
        keep=f"[w.copy() for w in {held}]",
        restore=f"for w, kept in zip({held}, best):\n    w[...] = kept",
        race=race,
    )
    return f"""
losses = []  # of the rows of each step, before it
{early.before}for step in range(STEPS):
{rows.line}    loss, gradients = loss_and_gradients({rows.X}, {rows.y}{step})
    losses.append(float(loss))
    update(gradients{told})
{progress("loss", race=race)}{early.within}
{end}
"""


def _bare(recipe: Task, loss: str) -> str:
    return f"{loss} - penalty()" if recipe.is_priced else loss


def _closing(recipe: Recipe, race: bool) -> str:
    loss = _bare(recipe, "loss_and_gradients(X_{part}, y_{part})[0]")
    lines, part = [closing(recipe, f"float({loss})", race=race)], recipe.parts[-1]
    if race:
        return lines[0]
    answers = (
        f"forward(X_{part})[-1]" if recipe.function is None and len(_returned(recipe)) > 1 else f"forward(X_{part})"
    )
    told = f'print(f"accuracy over all {"test" if part == "test" else "training"} rows {{right:.1%}}")'
    if recipe.link == "sigmoid":
        lines += [f"right = np.mean(({answers} > 0.5) == y_{part})", told]
    elif recipe.link == "softmax":
        lines += [f"right = np.mean({answers}.argmax(axis=1) == labels_{part})", told]
    if recipe.n_parameters <= 12:
        lines += [f'print("{name} =", {name}.ravel())' for name in recipe.names()]
    return "\n".join(lines)


def _returned(recipe: Recipe) -> list[str]:
    found = re.search(r"def forward.*?\n    return ([^\n]*)", model_code(recipe), re.DOTALL)
    return found[1].split(", ") if found else []


def _closed_form(recipe: Recipe) -> str:
    if len(recipe.layers) > 1 or recipe.loss not in ("mse", "half_mse") or recipe.link != "identity":
        raise CodeError("The closed form needs a model that is linear in its parameters and a squared loss.")
    layer = recipe.layers[0]
    if layer.l1 or recipe.wave:
        raise CodeError("The closed form needs l1 = 0 and a model that is linear in its parameters.")
    has_bias = "b" in layer.arrays
    factor = 1.0 if recipe.loss == "mse" else 0.5
    lines = [f"losses = [float({'loss_and_gradients(X_train, y_train)[0]'})]"]
    lines.append("Phi = np.hstack([X_train, np.ones((n, 1))])" if has_bias else "Phi = X_train")
    if layer.l2:
        weights = "np.ones(len(W1))"
        kept = f"np.append({weights}, 0)" if has_bias else weights
        lines += [
            f"strength = np.sqrt({layer.l2 / factor!r} * n)  # L2 as rows that ask each weight to be 0",
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
    return "\n".join(lines)
