"""A program with Keras, or with gdviz.keras, which has the same names."""

from __future__ import annotations

from typing import Any

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
from gdviz.export.code.numpy_methods import schedule_code
from gdviz.export.code.recipe import CodeError, Recipe

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
_LINKS = {"identity": "linear", "sigmoid": "sigmoid", "softmax": "softmax"}


def keras_program(recipe: Recipe, name: str, inline: bool | None = None) -> Program:
    """Return the program; raises CodeError where Keras has no such method or loss."""
    return _program(recipe, name, inline, "import keras\nfrom keras import layers, optimizers")


def gdviz_keras_program(recipe: Recipe, name: str, inline: bool | None = None) -> Program:
    """Return the same for gdviz.keras."""
    if recipe.method.name == "adamw" and recipe.options.get("amsgrad"):
        raise CodeError("gdviz.keras has no AMSGrad in AdamW: switch it off, or take Keras.")
    head = "from gdviz import keras\nfrom gdviz.keras import layers, optimizers"
    return _program(recipe, name, inline, head)


def _program(recipe: Recipe, name: str, inline: bool | None, imports: str) -> Program:
    data, beside = data_block(recipe, name, inline)
    blocks = [
        data,
        preparation_block(recipe),
        targets_block(recipe),
        start_block(recipe),
        Block("The model", _model(recipe, imports)),
        batch_block(recipe),
        Block(f"Training by {METHODS[recipe.method.name].title}", _training(recipe)),
    ]
    return Program(recipe.title, tuple(block for block in blocks if block is not None), beside)


def _model(recipe: Recipe, imports: str) -> str:
    loss = recipe.experiment.loss
    if recipe.frozen or recipe.wave:
        raise CodeError("Keras knows no single weights that are held still, and no sine waves.")
    if loss not in _LOSSES:
        raise CodeError(f"Keras has no loss like {loss} for this model.")
    if loss in ("mse", "mae", "huber", "half_mse") and recipe.link == "softmax":
        raise CodeError(f"Keras divides {loss} by the number of classes; take cross-entropy.")
    price = ""
    if recipe.settings.l1 or recipe.settings.l2:
        imports += ", regularizers"
        twice = 2 if _is_half(recipe) else 1
        l1, l2 = twice * recipe.settings.l1, twice * recipe.settings.l2
        price = f", kernel_regularizer=regularizers.L1L2(l1={l1!r}, l2={l2!r})"
    lines, last = [], len(recipe.layers) - 1
    for place, layer in enumerate(recipe.layers):
        activation = _LINKS[recipe.link] if place == last else layer.activation
        if activation == "leaky_relu":
            raise CodeError("Keras's leaky ReLU is a layer of its own; take another activation.")
        bias = "" if layer.b is not None else ", use_bias=False"
        lines.append(f'    layers.Dense({layer.W.shape[1]}, activation="{activation}"{bias}{price}),')
    weights = [name for number, layer in enumerate(recipe.layers, start=1)
               for name in ([f"W{number}"] + [f"b{number}"] * (layer.b is not None))]  # fmt: skip
    own = ""
    if _is_half(recipe):
        own = "# Keras has no half squared error: the whole one takes the same steps at half the learning rate\n"
    if loss in ("binary_cross_entropy", "categorical_cross_entropy", "sparse_categorical_cross_entropy"):
        own = "# Keras cuts probabilities off at 1e-7: a loss beyond 16 differs from that of gdviz\n"
    own = _epsilon_note(recipe) + own
    joined = "\n".join(lines)
    return f"""
{imports}

keras.config.set_floatx("float64")
{own}
model = keras.Sequential([
    layers.Input(({recipe.layers[0].W.shape[0]},)),
{joined}
])
model.compile(optimizer=optimizers.{_optimizer(recipe)}, loss={_LOSSES[loss]})
model.set_weights([{", ".join(weights)}])
"""


def _is_half(recipe: Recipe) -> bool:
    return recipe.experiment.loss == "half_mse"


def _options(recipe: Recipe) -> dict[str, Any]:
    """Return the hyperparameters with which twice the loss, and twice the slope, takes the same steps."""
    name, options = recipe.method.name, dict(recipe.options)
    if not _is_half(recipe):
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
            f"There is no Keras program for {METHODS[name].title} with half the squared error: take all of it."
        )
    return options


def _epsilon_note(recipe: Recipe) -> str:
    switch = {
        "adam": "epsilon_before_correction",
        "adamw": "epsilon_before_correction",
        "adagrad": "epsilon_under_root",
        "rmsprop": "epsilon_under_root",
    }
    as_keras = recipe.options.get(switch.get(recipe.method.name, ""), True)
    return "" if as_keras else "# Keras adds epsilon elsewhere: the numbers differ a little from those of gdviz\n"


def _optimizer(recipe: Recipe) -> str:
    name, options = recipe.method.name, _options(recipe)
    if name not in _OPTIMIZERS:
        raise CodeError(f"There is no Keras program for {METHODS[name].title}; take a first-order method.")
    if name == "nadam" and options["momentum_decay"] != 1:
        raise CodeError("Keras's Nadam has a momentum_decay of 1: choose that for the method.")
    clip, made, twice = recipe.settings.clip, "", 2 if _is_half(recipe) else 1
    if clip.name == "value":
        made = f", clipvalue={twice * clip.make().limit!r}"  # type: ignore[attr-defined]
    elif clip.name == "norm":
        made = f", global_clipnorm={twice * clip.make().limit!r}"  # type: ignore[attr-defined]
    made = _OPTIMIZERS[name].format(**options, clip=made)
    return made.replace(", amsgrad=False", "")


def _training(recipe: Recipe) -> str:
    size, n = recipe.settings.batch_size, len(recipe.split.X_train)
    factor, setting = "", ""
    if not recipe.settings.schedule.is_plain:
        rate = _options(recipe)["learning_rate"]
        factor = f"\n{schedule_code(recipe.settings.schedule)}\n\n"
        setting = f"\n    model.optimizer.learning_rate = {rate!r} * factor(step)"
    if not factor and (size is None or size >= n):
        loop = """
# of all rows before each step, which is an epoch here
losses = model.fit(X_train, y_train, batch_size=n, epochs=STEPS, shuffle=False, verbose=0).history["loss"]
"""
    else:
        loop = """
losses = []  # of the rows of each step, before it
for step in range(STEPS):
    rows = rows_of(step)  # a step is a fit of one batch: so the batches are those of gdvizSETTING
    told = model.fit(X_train[rows], y_train[rows], batch_size=n, epochs=1, shuffle=False, verbose=0)
    losses.append(float(HALFtold.history["loss"][0]))
    if step % max(1, STEPS // 10) == 0:
        print(f"step {step:6d}   loss {losses[-1]:.6g}")
"""
    half = "0.5 * " if _is_half(recipe) else ""
    loop = factor + loop.replace("HALF", half).replace("SETTING", setting)
    if half and "for step" not in loop:
        loop += "losses = [0.5 * loss for loss in losses]\n"
    return f"""{loop}
train_loss = float({half}model.evaluate(X_train, y_train, batch_size=n, verbose=0))
print(f"loss over all training rows {{train_loss:.6g}}")
"""
