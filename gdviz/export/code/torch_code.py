"""A program with PyTorch."""

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
from gdviz.export.code.numpy_flat import frozen_places
from gdviz.export.code.numpy_methods import schedule_code
from gdviz.export.code.recipe import CodeError, Recipe

_ACTIVATIONS = {
    "relu": "nn.ReLU()",
    "tanh": "nn.Tanh()",
    "sigmoid": "nn.Sigmoid()",
    "leaky_relu": "nn.LeakyReLU(0.3)",
    "elu": "nn.ELU()",
    "softplus": "nn.Softplus()",
}
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
    "rprop": "optim.Rprop({p}, lr={learning_rate!r}, etas=({shrink!r}, {grow!r}), "
    "step_sizes=({smallest!r}, {largest!r}))",
    "nadam": "optim.NAdam({p}, lr={learning_rate!r}, betas=({beta1!r}, {beta2!r}), eps={epsilon!r}, "
    "momentum_decay={momentum_decay!r})",
}
_LOSSES = {  # f are answers, z scores
    "mse": "torch.sum((f - y) ** 2) / len(y)",
    "half_mse": "torch.sum((f - y) ** 2) / (2 * len(y))",
    "mae": "torch.sum(torch.abs(f - y)) / len(y)",
    "huber": "F.huber_loss(f, y, reduction='sum') / len(y)",
    "binary_cross_entropy": "F.binary_cross_entropy_with_logits(z, y)",
    "categorical_cross_entropy": "F.cross_entropy(z, y)",
    "sparse_categorical_cross_entropy": "F.cross_entropy(z, y)",
    "hinge": "torch.mean(torch.relu(1 - (2 * y - 1) * z))",
}
_ANSWERS = {"identity": "z", "sigmoid": "torch.sigmoid(z)", "softmax": "torch.softmax(z, dim=1)"}


def torch_program(recipe: Recipe, name: str, inline: bool | None = None) -> Program:
    """Return the program; raises CodeError where PyTorch has no such method."""
    data, beside = data_block(recipe, name, inline)
    blocks = [
        data,
        preparation_block(recipe),
        targets_block(recipe),
        start_block(recipe),
        Block("The model and its loss", _model(recipe)),
        batch_block(recipe),
        Block(f"Training by {METHODS[recipe.method.name].title}", _training(recipe)),
    ]
    return Program(recipe.title, tuple(block for block in blocks if block is not None), beside)


def _model(recipe: Recipe) -> str:
    lines = []
    for layer in recipe.layers:
        d, width = layer.W.shape
        lines.append(f"    nn.Linear({d}, {width}{'' if layer.b is not None else ', bias=False'}),")
        if layer.activation != "linear":
            lines.append(f"    {_ACTIVATIONS[layer.activation]},")
    starts = []
    for number, layer in enumerate(recipe.layers, start=1):
        starts.append(f"    dense[{number - 1}].weight.copy_(torch.from_numpy(W{number}.T))")
        if layer.b is not None:
            starts.append(f"    dense[{number - 1}].bias.copy_(torch.from_numpy(b{number}))")
    penalty = ""
    if recipe.settings.l1:
        penalty += f" + {recipe.settings.l1!r} * sum(layer.weight.abs().sum() for layer in dense)"
    if recipe.settings.l2:
        penalty += f" + {recipe.settings.l2!r} * sum((layer.weight**2).sum() for layer in dense)"
    scores = f"{recipe.wave!r} * torch.sin(model(X))" if recipe.wave else "model(X)"
    joined, begun = "\n".join(lines), "\n".join(starts)
    return f"""
import torch
import torch.nn.functional as F
from torch import nn, optim

torch.set_default_dtype(torch.float64)
X_train, y_train = torch.from_numpy(X_train), torch.from_numpy(y_train)
model = nn.Sequential(
{joined}
)
dense = [layer for layer in model if isinstance(layer, nn.Linear)]
with torch.no_grad():
{begun}


def loss_of(X, y):
    z = {scores}  # the scores
    f = {_ANSWERS[recipe.link]}  # the answers
    return {_LOSSES[recipe.experiment.loss]}{penalty}
"""


def _held(recipe: Recipe) -> list[str]:
    """Return a line for each number that no step moves."""
    lines = []
    for name, place in frozen_places(recipe):
        number, kind = int(name[1:]) - 1, "weight" if name[0] == "W" else "bias"
        index = ", ".join(map(str, reversed(place)))  # PyTorch keeps W the other way round
        lines.append(f"\n    dense[{number}].{kind}.grad[{index}] = 0  # held still")
    return lines


def _training(recipe: Recipe) -> str:
    name, options = recipe.method.name, dict(recipe.options)
    if options.get("epsilon_under_root") or options.get("epsilon_before_correction"):
        raise CodeError("PyTorch adds epsilon to the root: choose that for the method.")
    if name == "adamw":
        template = _OPTIMIZERS["adam"].replace("optim.Adam(", "optim.AdamW(").replace("{p}", "model.parameters()")
        made = template.format(**options).replace(", amsgrad", f", weight_decay={options['weight_decay']!r}, amsgrad")
    elif name in _OPTIMIZERS:
        nesterov = options.get("momentum", 0) > 0
        made = _OPTIMIZERS[name].format(p="model.parameters()", nesterov=nesterov, **options)
    else:
        raise CodeError(f"There is no PyTorch program for {METHODS[name].title}; take a first-order method.")
    if recipe.frozen and name == "adamw":
        raise CodeError("PyTorch's AdamW shrinks single weights that are held still; free them, or take Adam.")
    held = "".join(_held(recipe))
    schedule = recipe.settings.schedule
    before, after = f"optimizer = {made}\n", ""
    if not schedule.is_plain:
        if options.get("momentum"):
            raise CodeError(
                "PyTorch multiplies the velocity by the learning rate, gdviz the slope: a schedule differs."
            )
        before += f"\n\n{schedule_code(schedule)}\n\n\nscheduler = optim.lr_scheduler.LambdaLR(optimizer, factor)\n"
        after = "\n    scheduler.step()"
    clip, clipped = recipe.settings.clip, ""
    if clip.name == "value":
        clipped = f"\n    nn.utils.clip_grad_value_(model.parameters(), {clip.make().limit!r})"  # type: ignore[attr-defined]
    elif clip.name == "norm":
        clipped = f"\n    nn.utils.clip_grad_norm_(model.parameters(), {clip.make().limit!r})"  # type: ignore[attr-defined]
    return f"""
{before}
losses = []  # of the rows of each step, before it
for step in range(STEPS):
    rows = rows_of(step)
    optimizer.zero_grad()
    loss = loss_of(X_train[rows], y_train[rows])
    loss.backward(){held}{clipped}
    optimizer.step(){after}
    losses.append(loss.item())
    if step % max(1, STEPS // 10) == 0:
        print(f"step {{step:6d}}   loss {{losses[-1]:.6g}}")

train_loss = loss_of(X_train, y_train).item()
print(f"loss over all training rows {{train_loss:.6g}}")
"""
