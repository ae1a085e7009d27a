"""A program with Keras, or with gdviz.keras, which has the same names."""

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
}
_LOSSES = {
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
    return _program(recipe, name, inline, "import keras\nfrom keras import layers, optimizers, regularizers")


def gdviz_keras_program(recipe: Recipe, name: str, inline: bool | None = None) -> Program:
    """Return the same for gdviz.keras."""
    head = "from gdviz import keras\nfrom gdviz.keras import layers, optimizers, regularizers"
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
        Block(f"Training by {METHODS[recipe.method.name].title}", _TRAINING),
    ]
    return Program(recipe.title, tuple(block for block in blocks if block is not None), beside)


def _model(recipe: Recipe, imports: str) -> str:
    loss = recipe.experiment.loss
    if loss not in _LOSSES and loss != "half_mse":
        raise CodeError(f"Keras has no loss like {loss} for this model.")
    if loss in ("mse", "mae", "huber", "half_mse") and recipe.link == "softmax":
        raise CodeError(f"Keras divides {loss} by the number of classes; take cross-entropy.")
    price = ""
    if recipe.settings.l1 or recipe.settings.l2:
        price = f", kernel_regularizer=regularizers.L1L2(l1={recipe.settings.l1!r}, l2={recipe.settings.l2!r})"
    lines, last = [], len(recipe.layers) - 1
    for place, layer in enumerate(recipe.layers):
        activation = _LINKS[recipe.link] if place == last else layer.activation
        if activation == "leaky_relu":
            raise CodeError("Keras's leaky ReLU is a layer of its own; take another activation.")
        bias = "" if layer.b is not None else ", use_bias=False"
        lines.append(f'    layers.Dense({layer.W.shape[1]}, activation="{activation}"{bias}{price}),')
    weights = [name for number, layer in enumerate(recipe.layers, start=1)
               for name in ([f"W{number}"] + [f"b{number}"] * (layer.b is not None))]  # fmt: skip
    chosen = _LOSSES.get(loss, "half_squared_error")
    own = ""
    if loss == "half_mse":
        own = "\n\ndef half_squared_error(y, f):\n    return 0.5 * (f - y) ** 2\n\n"
    if loss in ("binary_cross_entropy", "categorical_cross_entropy", "sparse_categorical_cross_entropy"):
        own = "# Keras cuts probabilities off at 1e-7: a loss beyond 16 differs from that of gdviz\n"
    joined = "\n".join(lines)
    return f"""
{imports}

keras.config.set_floatx("float64")
{own}
model = keras.Sequential([
    layers.Input(({recipe.layers[0].W.shape[0]},)),
{joined}
])
model.compile(optimizer=optimizers.{_optimizer(recipe)}, loss={chosen})
model.set_weights([{", ".join(weights)}])
"""


def _optimizer(recipe: Recipe) -> str:
    name, options = recipe.method.name, dict(recipe.options)
    if name not in _OPTIMIZERS:
        raise CodeError(f"There is no Keras program for {METHODS[name].title}; take a first-order method.")
    if not recipe.settings.schedule.is_plain:
        raise CodeError("There is no Keras program with a schedule yet: take a constant learning rate.")
    clip, made = recipe.settings.clip, ""
    if clip.name == "value":
        made = f", clipvalue={clip.make().limit!r}"  # type: ignore[attr-defined]
    elif clip.name == "norm":
        made = f", global_clipnorm={clip.make().limit!r}"  # type: ignore[attr-defined]
    return _OPTIMIZERS[name].format(**options, clip=made)


_TRAINING = """
losses = []  # of the rows of each step, before it
for step in range(STEPS):
    rows = rows_of(step)
    model.reset_metrics()  # or some versions return the mean of all steps so far
    losses.append(float(model.train_on_batch(X_train[rows], y_train[rows])))
    if step % max(1, STEPS // 10) == 0:
        print(f"step {step:6d}   loss {losses[-1]:.6g}")

train_loss = float(model.evaluate(X_train, y_train, batch_size=n, verbose=0))
print(f"loss over all training rows {train_loss:.6g}")
"""
