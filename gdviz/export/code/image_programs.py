"""Programs that train a network on images, epoch by epoch."""

from __future__ import annotations

import re

from gdviz.core.images import ImageSet
from gdviz.core.methods import METHODS
from gdviz.export.code import keras_code, torch_code
from gdviz.export.code.blocks import Block, Program, with_seed
from gdviz.export.code.errors import CodeError
from gdviz.export.code.images import ImageTask, image_task, images_block
from gdviz.export.code.notebook import notebook_of
from gdviz.export.code.numpy_code import gradient_method, uses_step
from gdviz.export.code.numpy_methods import schedule_code
from gdviz.export.code.numpy_model import model_code
from gdviz.export.code.start import start_block
from gdviz.training.digits_recipe import DigitsRecipe

IMAGE_TARGETS = ("numpy", "pytorch", "keras", "gdviz")

_EPOCHS = """
EPOCHS = {epochs}
BATCH_SIZE = {batch_size}
STEPS_PER_EPOCH = -(-n // BATCH_SIZE)
{before}
losses = []  # of each batch, before its step
{watch}for epoch in range(EPOCHS):
    order = np.random.default_rng((SEED, epoch)).permutation(n)  # the images are shuffled anew in each epoch
{step}    print(f"epoch {{epoch + 1}}: loss {{{mean}:.4f}}")
{validated}{back}
test_loss, test_accuracy = figures(X_test, y_test)
print(f"test loss {{test_loss:.4f}}, test accuracy {{test_accuracy:.2%}}")
"""
_MEAN = "np.mean(losses[-STEPS_PER_EPOCH:])"
_VALIDATED = """    val_loss, val_accuracy = figures(X_val, y_val)
    print(f"         validation loss {{val_loss:.4f}}, accuracy {{val_accuracy:.2%}}")
"""
_STOPPING = """    if val_loss < best_loss:
        best_loss, best_epoch, best = val_loss, epoch, {keep}
    elif epoch - best_epoch >= PATIENCE:
        break
"""
_NUMPY_STEP = """    for start in range(0, n, BATCH_SIZE):
        rows = order[start : start + BATCH_SIZE]
        loss, gradients = loss_and_gradients(X_train[rows], y_train[rows]{step})
        update(gradients{told})
        losses.append(float(loss))
"""
_NUMPY_FIGURES = """
def figures(X, y):
    \"\"\"Return loss and accuracy over all rows, 500 at a time.\"\"\"
    loss, right = 0.0, 0
    for start in range(0, len(X), 500):
        rows = slice(start, start + 500)
        f = forward(X[rows])[-1]
        loss -= np.sum(y[rows] * np.log(np.maximum(f, 1e-37)))
        right += np.sum(f.argmax(axis=1) == y[rows].argmax(axis=1))
    return loss / len(X){price}, right / len(X)
"""
_TORCH_STEP = """    model.train()
    for start in range(0, n, BATCH_SIZE):
        rows = order[start : start + BATCH_SIZE]
{mask}        optimizer.zero_grad()
        loss = loss_of(X_train[rows], y_train[rows]){price}
        loss.backward()
        optimizer.step()
{scheduled}        losses.append(loss.item())
"""
_TORCH_FIGURES = """
@torch.no_grad()
def figures(X, y):
    \"\"\"Return loss and accuracy over all rows, 500 at a time.\"\"\"
    model.eval()
    loss, right = 0.0, 0
    for start in range(0, len(X), 500):
        rows = slice(start, start + 500)
        loss += loss_of(X[rows], y[rows]).item() * len(X[rows])
        right += (model(X[rows]).argmax(dim=1) == y[rows].argmax(dim=1)).sum().item()
    return loss / len(X){price}, right / len(X)
"""
_KERAS_FIGURES = """
def figures(X, y):
    return model.evaluate(X, y, batch_size=500, verbose=0)
"""
_KERAS_STEP = """    told = model.fit(
        X_train[order], y_train[order], batch_size=BATCH_SIZE, epochs=1, shuffle=False, verbose=0{rates}
    )
    losses.append(told.history["loss"][0])
"""
_KERAS_RATES = """
def set_rate(batch, logs=None):
    model.optimizer.learning_rate = {rate!r} * factor(epoch * STEPS_PER_EPOCH + batch)
"""


def image_program_files(
    recipe: DigitsRecipe, images: ImageSet, target: str, name: str, *, notebook: bool = False
) -> dict[str, str | bytes]:
    """Return the files of a program by name: the program first, then the images where it reads them from a file.

    Raises CodeError where there is no such program, ValueError where recipe and images do not fit each other.
    """
    if target not in IMAGE_TARGETS:
        raise CodeError("scikit-learn's networks cannot be trained like this one: take NumPy, PyTorch or Keras.")
    stem, task = re.sub(r"\.(py|ipynb)$", "", name), image_task(recipe, images)
    data, beside = images_block(task, target, stem)
    start, more = start_block(task, stem)
    blocks = with_seed([data, start, *_WRITERS[target](task)], task.seed)
    program = Program(task.title, tuple(blocks), {**beside, **more})
    if notebook:
        return {f"{stem}.ipynb": notebook_of(program), **program.beside}
    return {f"{stem}.py": program.text(), **program.beside}


def _numpy(task: ImageTask) -> list[Block]:
    step, told = ", len(losses)" if task.is_random else "", ", len(losses)" if uses_step(task) else ""
    everything = ", ".join(name for layer in task.layers for name in layer.named)
    held = f"[{everything}]" if everything != ", ".join(task.names()) else "parameters"
    loop = _loop(
        task,
        step=_NUMPY_STEP.format(step=step, told=told),
        figures=_NUMPY_FIGURES.format(price=" + penalty()" if task.is_priced else ""),
        keep=f"[w.copy() for w in {held}]",
        restore=f"for w, kept in zip({held}, best):\n    w[...] = kept",
    )
    return [
        Block("The network: what it answers, how wrong it is, and the slope of that", model_code(task)),
        Block(f"The method: {METHODS[task.method].title}", gradient_method(task)),
        Block("Training", loop),
    ]


def _torch(task: ImageTask) -> list[Block]:
    parts = ["train", *["val"] * task.validates, "test"]
    rows = "".join(f"X_{p}, y_{p} = torch.from_numpy(X_{p}), torch.from_numpy(y_{p})\n" for p in parts)
    before, scheduled = f"optimizer = {torch_code.optimizer_code(task)}\n", ""
    if not task.schedule.is_plain:
        before += f"\n\n{schedule_code(task.schedule)}\n\n\n"
        before += "scheduler = optim.lr_scheduler.LambdaLR(optimizer, factor)\n"
        scheduled = "        scheduler.step()\n"
    mask = "        Dropout.step = len(losses)\n" if any(layer.kind == "dropout" for layer in task.layers) else ""
    price = " + penalty()" if task.is_priced else ""
    loop = _loop(
        task,
        step=_TORCH_STEP.format(mask=mask, scheduled=scheduled, price=price),
        figures=_TORCH_FIGURES.format(price=price and " + penalty().item()"),
        keep="{name: w.clone() for name, w in model.state_dict().items()}",
        restore="model.load_state_dict(best)",
    )
    return [
        Block("The network and its loss", torch_code.model_code(task, rows)),
        Block(f"Training by {METHODS[task.method].title}", f"{before}\n{loop}"),
    ]


def _keras(task: ImageTask, *, own: bool = True) -> list[Block]:
    rates, factor = "", ""
    if not task.schedule.is_plain:
        factor = f"\n\n{schedule_code(task.schedule)}\n\n{_KERAS_RATES.format(rate=task.options['learning_rate'])}"
        rates = ",\n        callbacks=[keras.callbacks.LambdaCallback(on_train_batch_begin=set_rate)]"
    loop = _loop(
        task,
        step=_KERAS_STEP.format(rates=rates),
        figures=factor + _KERAS_FIGURES,
        keep="model.get_weights()",
        restore="model.set_weights(best)",
        mean="losses[-1]",
    ).replace("losses = []  # of each batch, before its step", "losses = []  # the mean of each epoch")
    compiled = keras_code.compile_code(task, own=own, metrics=', metrics=["accuracy"]')
    return [
        Block("The network", f"{keras_code.model_code(task, own=own)}\n{compiled}"),
        Block(f"Training by {METHODS[task.method].title}", loop),
    ]


def _gdviz(task: ImageTask) -> list[Block]:
    return _keras(task, own=False)


_WRITERS = {"numpy": _numpy, "pytorch": _torch, "keras": _keras, "gdviz": _gdviz}


def _loop(task: ImageTask, *, step: str, figures: str, keep: str, restore: str, mean: str = _MEAN) -> str:
    watch = validated = back = ""
    if task.validates:
        validated = _VALIDATED.format()
    if task.patience:
        watch = f"PATIENCE = {task.patience}  # epochs without a lower validation loss\n"
        watch += "best_loss, best_epoch, best = np.inf, 0, None\n"
        validated += _STOPPING.format(keep=keep)
        back = f"\n# the network of the best epoch is kept\n{restore}\n"
    code = _EPOCHS.format(
        epochs=task.epochs, batch_size=task.batch_size, before=figures, watch=watch, step=step, mean=mean,
        validated=validated, back=back,
    )  # fmt: skip
    line = "STEPS_PER_EPOCH = -(-n // BATCH_SIZE)\n"
    return code if code.count("STEPS_PER_EPOCH") > 1 else code.replace(line, "")
