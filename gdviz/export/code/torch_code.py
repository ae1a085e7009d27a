"""A program with PyTorch."""

from __future__ import annotations

import textwrap

from gdviz.core.methods import METHODS
from gdviz.core.methods.base import GradientMethod
from gdviz.export.code.blocks import Block
from gdviz.export.code.errors import CodeError
from gdviz.export.code.loops import closing, progress, rows_in, steps_block, stopping
from gdviz.export.code.numpy_flat import frozen_places
from gdviz.export.code.numpy_methods import schedule_code
from gdviz.export.code.recipe import Recipe
from gdviz.export.code.task import Task
from gdviz.export.code.torch_layers import classes, module_lines, start_arrays

_OPTIMIZERS = {
    "gradient_descent": "optim.SGD({p}, lr={learning_rate!r})",
    "momentum": "optim.SGD({p}, lr={learning_rate!r}, momentum={momentum!r})",
    "nesterov": "optim.SGD({p}, lr={learning_rate!r}, momentum={momentum!r}, nesterov={nesterov})",
    "adagrad": "optim.Adagrad({p}, lr={learning_rate!r}, eps={epsilon!r}, "
    "initial_accumulator_value={initial_accumulator_value!r})",
    "rmsprop": "optim.RMSprop({p}, lr={learning_rate!r}, alpha={rho!r}, eps={epsilon!r}, momentum={momentum!r}, "
    "centered={centered!r})",
    "adadelta": "optim.Adadelta({p}, lr={learning_rate!r}, rho={rho!r}, eps={epsilon!r})",
    "adam": "optim.Adam({p}, lr={learning_rate!r}, betas=({beta1!r}, {beta2!r}), eps={epsilon!r}, amsgrad={amsgrad!r})",
    "adamw": "optim.AdamW({p}, lr={learning_rate!r}, betas=({beta1!r}, {beta2!r}), eps={epsilon!r}, "
    "weight_decay={weight_decay!r}, amsgrad={amsgrad!r})",
    "rprop": "optim.Rprop({p}, lr={learning_rate!r}, etas=({shrink!r}, {grow!r}), "
    "step_sizes=({smallest!r}, {largest!r}))",
    "nadam": "optim.NAdam({p}, lr={learning_rate!r}, betas=({beta1!r}, {beta2!r}), eps={epsilon!r}, "
    "momentum_decay={momentum_decay!r})",
}
_LOSSES = {  # f are answers, z scores
    "mse": "torch.sum((f - y) ** 2) / len(y)",
    "half_mse": "torch.sum((f - y) ** 2) / (2 * len(y))",
    "mae": "torch.sum(torch.abs(f - y)) / len(y)",
    "huber": 'F.huber_loss(f, y, reduction="sum") / len(y)',
    "binary_cross_entropy": "F.binary_cross_entropy_with_logits(z, y)",
    "categorical_cross_entropy": "F.cross_entropy(z, y)",
    "sparse_categorical_cross_entropy": "F.cross_entropy(z, y)",
    "hinge": "torch.mean(torch.relu(1 - (2 * y - 1) * z))",
}
_ANSWERS = {"identity": "{z}", "sigmoid": "torch.sigmoid({z})", "softmax": "torch.softmax({z}, dim=1)"}


def model_blocks(recipe: Recipe, race: bool) -> list[Block]:
    """Return the model and its loss; in a race also what lets each method begin at the same place."""
    rows = "X_train, y_train = torch.from_numpy(X_train), torch.from_numpy(y_train)\n"
    if len(recipe.parts) > 1:
        rows += "X_test, y_test = torch.from_numpy(X_test), torch.from_numpy(y_test)\n"
    return [Block("The model and its loss", model_code(recipe, rows, race=race))]


def model_code(task: Task, rows: str, *, race: bool = False) -> str:
    """Return imports, `rows` (statements that make tensors), `model` at its start, and `loss_of(X, y)`."""
    lines = "\n".join(f"    {line}" for line in module_lines(task))
    own = "".join(f"\n\n{code}\n" for code in classes(task))
    gap = "\n" if own else ""
    loss = loss_code(task)
    functional = "import torch.nn.functional as F\n" if "F." in loss else ""
    start = f"""with torch.no_grad():  # PyTorch keeps W the other way round
    for w, start in zip(model.parameters(), [{", ".join(start_arrays(task))}]):
        w.copy_(torch.from_numpy(start))"""
    still = "\n".join(f"model[{place}].requires_grad_(False)  # it stays as it is" for place in _frozen_modules(task))
    start = f"\n\ndef restart():\n{textwrap.indent(start, '    ')}" if race else start
    return f"""
import torch
{functional}from torch import nn, optim

torch.set_default_dtype(torch.{task.dtype})
{rows}{own}{gap}
model = nn.Sequential(
{lines}
)
{start}
{still}

{loss}
"""


def loss_code(task: Task) -> str:
    """Return code for `loss_of(X, y)`, and for `penalty()` where weights have a price."""
    scores, loss = f"{task.wave!r} * torch.sin(model(X))" if task.wave else "model(X)", _LOSSES[task.loss]
    lines = [f"z = {scores}  # the scores", f"f = {_ANSWERS[task.link].format(z='z')}  # the answers"]
    if "f" not in _names(loss):
        lines = lines[:1]
    elif "z" not in _names(loss):
        lines = [f"f = {_ANSWERS[task.link].format(z=scores)}"]
    body = "\n".join(f"    {line}" for line in [*lines, f"return {loss}"])
    price = f"{_penalty(task)}\n\n\n" if task.is_priced else ""
    return f"{price}def loss_of(X, y):\n{body}"


def _names(code: str) -> set[str]:
    return {*code.replace("(", " ").replace(")", " ").replace(",", " ").split()}


def _penalty(task: Task) -> str:
    places = {id(layer): place for place, layer in _weighted(task)}
    parts = [f"{layer.l1!r} * model[{places[id(layer)]}].weight.abs().sum()" for layer in task.layers if layer.l1]
    parts += [f"{layer.l2!r} * (model[{places[id(layer)]}].weight ** 2).sum()" for layer in task.layers if layer.l2]
    return f"def penalty():\n    return {' + '.join(parts)}  # the price on large weights"


def _weighted(task: Task) -> list[tuple[int, object]]:
    """Return where in `model` the layers with parameters stand."""
    kinds = ("nn.Linear(", "nn.Conv2d(", "nn.BatchNorm")
    places = [place for place, line in enumerate(module_lines(task)) if line.startswith(kinds)]
    return list(zip(places, [layer for layer in task.layers if layer.arrays], strict=True))


def _frozen_modules(task: Task) -> list[int]:
    return [place for place, layer in _weighted(task) if layer.frozen]  # type: ignore[attr-defined]


def held_lines(task: Task) -> list[str]:
    """Return a line for each number that no step moves."""
    places = {f"{kind}{layer.number}": place for place, layer in _weighted(task) for kind in layer.arrays}  # type: ignore[attr-defined]
    lines = []
    for name, place in frozen_places(task):
        kind = "bias" if name[0] == "b" else "weight"
        if kind == "weight" and len(place) not in (1, 2):
            raise CodeError(
                "PyTorch programs hold no single weights of filters still: freeze the layer, or take NumPy."
            )
        index = ", ".join(map(str, reversed(place)))  # PyTorch keeps W the other way round
        lines.append(f"    model[{places[name]}].{kind}.grad[{index}] = 0  # held still\n")
    return lines


def optimizer_code(task: Task) -> str:
    """Return the call that makes the optimizer; raises CodeError where PyTorch has none that takes the same steps."""
    name, options = task.method, dict(task.options)
    if name not in _OPTIMIZERS:
        raise CodeError(f"There is no PyTorch program for {METHODS[name].title}: {why_not(name)}.")
    if options.get("epsilon_under_root") or options.get("epsilon_before_correction"):
        raise CodeError("PyTorch adds epsilon to the root: choose that for the method.")
    if task.frozen and name == "adamw":
        raise CodeError("PyTorch's AdamW shrinks single weights that are held still; free them, or take Adam.")
    if not task.schedule.is_plain and options.get("momentum"):
        raise CodeError(
            "PyTorch multiplies the velocity by the learning rate, gdviz the slope, so that with a schedule the steps "
            "differ: take a constant learning rate, or NumPy."
        )
    nesterov = options.get("momentum", 0) > 0
    made = _OPTIMIZERS[name].format(p="model.parameters()", nesterov=nesterov, **options)
    return made.replace(", amsgrad=False", "").replace(", centered=False", "").replace(", momentum=0.0", "")


def why_not(method: str) -> str:
    """Return why no other library takes the steps of a method, and what to do."""
    if METHODS[method].group == "search":
        return "it has no such search; take NumPy"
    if issubclass(METHODS[method], GradientMethod):
        return "it has no such method; take NumPy"
    return "what it has of the kind searches along its line by other rules, or not at all; take NumPy"


def clip_line(task: Task) -> str:
    """Return the line that clips the gradient, if one does."""
    if task.clip.is_plain:
        return ""
    if task.clip.name not in ("value", "norm", "norm_of_each"):
        raise CodeError(f"Programs clip by value or by norm; this one by {task.clip.name}.")
    limit = task.clip.make().limit  # type: ignore[attr-defined]
    if task.clip.name == "norm_of_each":
        return f"    for w in model.parameters():\n        nn.utils.clip_grad_norm_(w, {limit!r})\n"
    return f"    nn.utils.clip_grad_{task.clip.name}_(model.parameters(), {limit!r})\n"


def method_blocks(recipe: Recipe, race: bool) -> list[Block]:
    """Return optimizer and loop; raises CodeError where PyTorch has no such method."""
    steps = [] if race else [steps_block(recipe)]
    return [*steps, Block(f"Training by {METHODS[recipe.method].title}", _training(recipe, race))]


def _training(recipe: Recipe, race: bool) -> str:
    before, after = f"optimizer = {optimizer_code(recipe)}\n", ""
    if not recipe.schedule.is_plain:
        before += f"\n\n{schedule_code(recipe.schedule)}\n\n\n"
        before += "scheduler = optim.lr_scheduler.LambdaLR(optimizer, factor)\n"
        after = "    scheduler.step()\n"
    rows, price = rows_in(recipe, race=race), " + penalty()" if recipe.is_priced else ""
    mode = "    model.train()\n" if recipe.is_random else ""
    mode += "    Dropout.step = step\n" if any(layer.kind == "dropout" for layer in recipe.layers) else ""
    early = stopping(
        recipe,
        loss="loss_of(X_test, y_test).item()",
        keep="{name: w.clone() for name, w in model.state_dict().items()}",
        restore="model.load_state_dict(best)",
        race=race,
    )
    if recipe.is_random and early.within:
        early = type(early)(early.before, early.within.replace("test_loss =", "model.eval()\n    test_loss =", 1))
    answer = "model.eval()\n" if recipe.is_random else ""
    end = answer + closing(recipe, "loss_of(X_{part}, y_{part}).item()", race=race)
    note = ""
    if any(layer.kind == "batch_normalization" for layer in recipe.layers):
        note = "# PyTorch's running variance divides by n - 1, not by n: what follows training differs a little\n"
    return f"""
{before}
losses = []  # of the rows of each step, before it
{early.before}for step in range(STEPS):
{rows.line}{mode}    optimizer.zero_grad()
    loss = loss_of({rows.X}, {rows.y}){price}
    loss.backward()
{"".join(held_lines(recipe))}{clip_line(recipe)}    optimizer.step()
{after}    losses.append(loss.item())
{progress(race=race)}{early.within}
{note}{end}
"""
