"""A program with Keras, or with gdviz.keras, which has the same names."""

from __future__ import annotations

from typing import Any

from gdviz.core.methods import METHODS
from gdviz.export.code.blocks import Block
from gdviz.export.code.errors import CodeError
from gdviz.export.code.keras_layers import HELD, frozen_layers, layer_lines, notes, weight_names
from gdviz.export.code.loops import closing, has_batches, progress, rows_in, steps_block, stopping
from gdviz.export.code.numpy_methods import schedule_code
from gdviz.export.code.recipe import Recipe
from gdviz.export.code.task import Task
from gdviz.export.code.torch_code import why_not

LEAST_EPSILON = 1e-16  # that gdviz.keras takes
_OPTIMIZERS = {
    "gradient_descent": "SGD(learning_rate={learning_rate!r}{clip})",
    "momentum": "SGD(learning_rate={learning_rate!r}, momentum={momentum!r}{clip})",
    "nesterov": "SGD(learning_rate={learning_rate!r}, momentum={momentum!r}, nesterov=True{clip})",
    "adagrad": "Adagrad(learning_rate={learning_rate!r}, "
    "initial_accumulator_value={initial_accumulator_value!r}, epsilon={epsilon!r}{clip})",
    "rmsprop": "RMSprop(learning_rate={learning_rate!r}, rho={rho!r}, momentum={momentum!r}, epsilon={epsilon!r}, "
    "centered={centered!r}{clip})",
    "adadelta": "Adadelta(learning_rate={learning_rate!r}, rho={rho!r}, epsilon={epsilon!r}{clip})",
    "adam": "Adam(learning_rate={learning_rate!r}, beta_1={beta1!r}, beta_2={beta2!r}, epsilon={epsilon!r}, "
    "amsgrad={amsgrad!r}{clip})",
    "adamw": "AdamW(learning_rate={learning_rate!r}, weight_decay={weight_decay!r}, beta_1={beta1!r}, "
    "beta_2={beta2!r}, epsilon={epsilon!r}, amsgrad={amsgrad!r}{clip})",
    "nadam": "Nadam(learning_rate={learning_rate!r}, beta_1={beta1!r}, beta_2={beta2!r}, epsilon={epsilon!r}{clip})",
}
_LOSSES = {
    "half_mse": '"mean_squared_error"',  # Keras has no half: all is done with twice the loss, see `_options`
    "mse": '"mean_squared_error"',
    "mae": '"mean_absolute_error"',
    "huber": '"huber"',
    "binary_cross_entropy": '"binary_crossentropy"',
    "categorical_cross_entropy": '"categorical_crossentropy"',
    "sparse_categorical_cross_entropy": '"categorical_crossentropy"',
}


def model_blocks(recipe: Recipe, race: bool, *, own: bool = True) -> list[Block]:
    """Return the model; raises CodeError where Keras has no such loss. `own` is True for Keras itself."""
    return [Block("The model", model_code(recipe, own=own))]


def model_code(task: Task, *, own: bool) -> str:
    """Return imports and `model`, not compiled."""
    if task.wave:
        raise CodeError("Keras has no layer that makes a sine wave: take PyTorch or NumPy.")
    if task.loss not in _LOSSES:
        raise CodeError(f"Keras has no loss like {task.loss} for this model: take PyTorch or NumPy.")
    if task.loss in ("mse", "mae", "huber", "half_mse") and task.link == "softmax":
        raise CodeError(f"Keras divides {task.loss} by the number of classes: take cross-entropy.")
    scale = 2 if is_half(task) else 1
    lines = layer_lines(task, own=own, scale=scale)
    joined = "\n".join(f"    {line}," for line in lines)
    used = ["layers", "optimizers", *["regularizers"] * ("regularizers." in joined)]
    used += ["constraints", "ops"] * ("=Held(" in joined)
    package = "keras" if own else "gdviz.keras"
    imports = f"{'import keras' if own else 'from gdviz import keras'}\nfrom {package} import {', '.join(sorted(used))}"
    floats = f'\nkeras.config.set_floatx("{task.dtype}")' if task.dtype != "float32" else ""
    about = list(notes(task, own=own))
    if is_half(task):
        about.append("# Keras has no half squared error: the whole one takes the same steps at half the learning rate")
    held = f"\n\n{HELD}\n" if "=Held(" in joined else ""
    still = "\n".join(f"model.layers[{place}].trainable = False" for place in frozen_layers(task))
    shape = ", ".join(map(str, task.layers[0].shape)) + "," * (len(task.layers[0].shape) == 1)
    return "\n".join(
        [
            imports,
            floats,
            *about,
            held,
            f"""
model = keras.Sequential([
    layers.Input(({shape})),
{joined}
])
{still}""".rstrip(),
        ]
    )


def compile_code(task: Task, *, own: bool, metrics: str = "") -> str:
    """Return code that gives the model its method and the start."""
    note = _epsilon_note(task)
    made = f"optimizers.{_optimizer(task, own=own)}"
    return (
        f"{note}optimizer = {made}\n"
        f"model.compile(optimizer=optimizer, loss={_LOSSES[task.loss]}{metrics})\n"
        f"model.set_weights([{weight_names(task)}])\n"
    )


def is_half(task: Task) -> bool:
    """Return whether the loss is half the squared error, of which Keras has the whole."""
    return task.loss == "half_mse"


def _options(task: Task) -> dict[str, Any]:
    """Return the hyperparameters as Keras means them; half a loss is twice as large there, and so are its slopes."""
    name, options = task.method, dict(task.options)
    if options.get("epsilon_under_root") is False:  # Keras has it there: its square is as large for slopes of 0
        square = float(f"{options['epsilon'] ** 2:.12g}")
        options |= {"epsilon": max(LEAST_EPSILON, square), "epsilon_under_root": True}
    if not is_half(task):
        return options
    if name in ("gradient_descent", "momentum", "nesterov"):
        options["learning_rate"] /= 2
    elif name in (
        "adam",
        "adamw",
        "nadam",
        "adagrad",
        "rmsprop",
    ):  # these divide by the size of the slopes, so that only epsilon counts
        options["epsilon"] *= 4 if options.get("epsilon_under_root") else 2
        if name == "adagrad":
            options["initial_accumulator_value"] *= 4
    else:
        raise CodeError(
            f"There is no Keras program for {METHODS[name].title} with half the squared error: choose the mean "
            "squared error, or take NumPy."
        )
    return options


def _epsilon_note(task: Task) -> str:
    switch = {
        "adam": "epsilon_before_correction",
        "adamw": "epsilon_before_correction",
        "adagrad": "epsilon_under_root",
        "rmsprop": "epsilon_under_root",
    }
    name = switch.get(task.method, "")
    if task.options.get(name, True):
        return ""
    if name == "epsilon_under_root":
        return (
            "# Keras adds epsilon within the root, so here is its square: numbers differ a little from those of gdviz\n"
        )
    return "# Keras adds epsilon elsewhere: the numbers differ a little from those of gdviz\n"


def _optimizer(task: Task, *, own: bool) -> str:
    name = task.method
    if name not in _OPTIMIZERS:
        raise CodeError(f"There is no Keras program for {METHODS[name].title}: {why_not(name)}.")
    options = _options(task)
    if name == "nadam" and options["momentum_decay"] != 1:
        raise CodeError("Keras's Nadam has a momentum_decay of 1: choose that for the method.")
    clip, made, twice = task.clip, "", 2 if is_half(task) else 1
    if clip.name == "value":
        made = f", clipvalue={twice * clip.make().limit!r}"  # type: ignore[attr-defined]
    elif clip.name == "norm":
        made = f", global_clipnorm={twice * clip.make().limit!r}"  # type: ignore[attr-defined]
    elif clip.name == "norm_of_each":
        made = f", clipnorm={twice * clip.make().limit!r}"  # type: ignore[attr-defined]
    elif not clip.is_plain:
        raise CodeError(f"Programs clip by value or by norm; this one by {clip.name}.")
    made = _OPTIMIZERS[name].format(**options, clip=made)
    return made.replace(", amsgrad=False", "").replace(", centered=False", "").replace(", momentum=0.0", "")


def method_blocks(recipe: Recipe, race: bool, *, own: bool = True) -> list[Block]:
    """Return method and loop; raises CodeError where Keras has no such method."""
    steps = [] if race else [steps_block(recipe)]
    code = f"{compile_code(recipe, own=own)}\n{_training(recipe, race)}"
    return [*steps, Block(f"Training by {METHODS[recipe.method].title}", code)]


def _training(recipe: Recipe, race: bool) -> str:
    half, setting, factor = "0.5 * " if is_half(recipe) else "", "", ""
    if recipe.watches and recipe.is_priced:
        raise CodeError(
            "Keras's test loss has the price on weights in it, so that early stopping would see another figure: set "
            "L1 and L2 to 0, or take NumPy or PyTorch."
        )
    if not recipe.schedule.is_plain:
        factor = f"\n{schedule_code(recipe.schedule)}\n\n\n"
        setting = f"    model.optimizer.learning_rate = {_options(recipe)['learning_rate']!r} * factor(step)\n"
    if not (factor or has_batches(recipe) or recipe.watches):
        loop = "# an epoch is one step here: of all rows\n"
        loop += "told = model.fit(X_train, y_train, batch_size=n, epochs=STEPS, shuffle=False, verbose=0)\n"
        loop += f'losses = [{half}loss for loss in told.history["loss"]]' if half else 'losses = told.history["loss"]'
    else:
        rows = rows_in(recipe, race=race)
        early = stopping(
            recipe,
            loss=f"float({half}model.evaluate(X_test, y_test, batch_size=n, verbose=0))",
            keep="model.get_weights()",
            restore="model.set_weights(best)",
            race=race,
        )
        loop = f"""losses = []  # of the rows of each step, before it
{early.before}for step in range(STEPS):  # each is a fit of one batch, so that the batches are those of gdviz
{rows.line}{setting}    told = model.fit({rows.X}, {rows.y}, batch_size=n, epochs=1, shuffle=False, verbose=0)
    losses.append(float({half}told.history["loss"][0]))
{progress(race=race)}{early.within}"""
    loss = f"float({half}model.evaluate(X_{{part}}, y_{{part}}, batch_size=n, verbose=0))"
    note = ", price on weights included," if recipe.is_priced else ""
    return f"{factor}{loop.rstrip()}\n\n{closing(recipe, loss, race=race, note=note)}"
