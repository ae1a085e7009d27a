"""The parts that programs of all kinds share: data, what is made of them, the start, the batches."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from gdviz import __version__
from gdviz.core.initializers import INITIALIZERS
from gdviz.core.operations import Array
from gdviz.export.code.recipe import Recipe

INLINE_NUMBERS = 1200  # so many are written into the program; more go into a table beside it
LITERAL_PARAMETERS = 40
WIDTH = 110

FEATURES = {
    "x1": "X[:, 0]",
    "x2": "X[:, 1]",
    "x1^2": "X[:, 0] ** 2",
    "x2^2": "X[:, 1] ** 2",
    "x1 x2": "X[:, 0] * X[:, 1]",
    "r": "np.sqrt(X[:, 0] ** 2 + X[:, 1] ** 2)",
    "sin x1": "np.sin(X[:, 0])",
    "sin x2": "np.sin(X[:, 1])",
}


@dataclass(frozen=True)
class Block:
    """A few lines of code under a heading: a part of a file, or a cell of a notebook."""

    heading: str
    code: str


@dataclass(frozen=True)
class Program:
    """Blocks in order, and the files that they read, by name."""

    title: str
    blocks: tuple[Block, ...]
    beside: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return the whole as one Python file."""
        head = f'"""{self.title}.\n\nWritten by gdviz {__version__}; it gives the numbers that gdviz shows.\n"""\n\n'
        parts = [f"# {'-' * 100}\n# {block.heading}\n\n{block.code.strip()}\n" for block in self.blocks]
        return head + "\n\n".join(parts)


def data_block(recipe: Recipe, name: str, inline: bool | None) -> tuple[Block, dict[str, str]]:
    """Return code that makes X_train, y_train, X_test and y_test as the user has them, and a table where it is long."""
    data, mask = recipe.dataset, recipe.split.train_mask
    targets = data.y
    if inline is None:
        inline = data.X.size + data.n <= INLINE_NUMBERS
    columns = ", ".join(
        f"{n}{f' ({u})' if u else ''}" for n, u in zip(data.feature_names, data.feature_units, strict=True)
    )
    kinds = f"classes {', '.join(data.class_names)}" if data.n_classes else data.target_unit
    about = f"# Columns of X: {columns}. y: {data.target_name}{f' ({kinds})' if kinds else ''}."
    about = "\n".join(textwrap.wrap(about, WIDTH, subsequent_indent="# "))
    if inline:
        lines = ["import numpy as np", "", about]
        for part, rows in (("train", mask), ("test", ~mask)):
            lines.append(f"X_{part} = {literal(data.X[rows])}.reshape(-1, {data.n_features})")
            lines.append(f"y_{part} = {literal(targets[rows])}")
        return Block("Data", "\n".join(lines)), {}
    table = [",".join([*(f"x{j + 1}" for j in range(data.n_features)), "y", "training"])]
    for x, y, training in zip(data.X.tolist(), targets.tolist(), mask.tolist(), strict=True):
        table.append(",".join([*map(repr, x), repr(y), str(int(training))]))
    kind = "int" if data.n_classes else "float"
    code = f"""
from pathlib import Path

import numpy as np

{about}
folder = Path(__file__).parent if "__file__" in globals() else Path()
table = np.loadtxt(folder / "{name}.csv", delimiter=",", skiprows=1, ndmin=2)
training = table[:, -1] == 1
X_train, y_train = table[training, :-2], table[training, -2].astype({kind})
X_test, y_test = table[~training, :-2], table[~training, -2].astype({kind})
"""
    return Block("Data", code), {f"{name}.csv": "\n".join(table) + "\n"}


def preparation_block(recipe: Recipe) -> Block | None:
    """Return code for transforms, features and powers; None where the columns stay as they are."""
    lines: list[str] = []
    transforms = recipe.preparation.transforms
    if transforms:
        *inputs, target = transforms
        for column, each in enumerate(inputs):
            lines += _transformed(each, f"X_train[:, {column}]", f"X_test[:, {column}]", recipe.dataset.n_features == 1)
        lines += _transformed(target, "y_train", "y_test", False)
    if recipe.preparation.uses_features and recipe.preparation.choice.features != ("x1", "x2"):
        columns = ", ".join(FEATURES[name] for name in recipe.preparation.choice.features)
        lines += ["def features(X):", f"    return np.column_stack([{columns}])", "", ""]
        lines += ["X_train, X_test = features(X_train), features(X_test)"]
    if recipe.powers:
        mean, sd = recipe.centre
        u = "X" if (mean, sd) == (0.0, 1.0) else f"((X - {mean!r}) / {sd!r})"
        lines += ["def powers(X):", f'    """Return x, x^2, ..., x^{recipe.powers} as columns."""']
        lines += [f"    return np.hstack([{u} ** power for power in range(1, {recipe.powers + 1})])", "", ""]
        lines += ["X_train, X_test = powers(X_train), powers(X_test)"]
    return Block("What is made of the columns before the model sees them", "\n".join(lines)) if lines else None


def _transformed(each: object, train: str, test: str, whole: bool) -> list[str]:
    kind, shift, scale = each.transform.kind, each.shift, each.scale  # type: ignore[attr-defined]
    if kind == "none" or (kind == "minus" and shift == 0):
        return []
    if whole:
        train, test = train.partition("[")[0], test.partition("[")[0]
    if kind == "log10":
        return [f"{name} = np.log10({name})" for name in (train, test)]
    divided = "" if scale == 1 else f" / {scale!r}"
    return [f"{name} = ({name} - {shift!r}){divided}" for name in (train, test)]


def targets_block(recipe: Recipe) -> Block:
    """Return code that makes columns of y: numbers, 0 and 1, or a 1 in the place of the class."""
    if recipe.link == "softmax":
        classes = recipe.layers[-1].W.shape[1]
        code = (
            "labels_train, labels_test = y_train.astype(int), y_test.astype(int)\n"
            f"y_train, y_test = np.eye({classes})[labels_train], np.eye({classes})[labels_test]"
        )
    else:
        code = "y_train, y_test = y_train.reshape(-1, 1).astype(float), y_test.reshape(-1, 1).astype(float)"
    return Block("Targets, a row each", f"{code}\nn = len(X_train)")


def start_block(recipe: Recipe) -> Block:
    """Return code for the weights and biases that the run starts from: W1, b1, W2, ...."""
    lines = _drawn(recipe)
    if lines is None:
        lines = []
        for number, layer in enumerate(recipe.layers, start=1):
            lines.append(f"W{number} = {literal(layer.W)}")
            if layer.b is not None:
                lines.append(f"b{number} = {literal(layer.b)}")
    return Block("Where the parameters start", "\n".join(lines))


def _drawn(recipe: Recipe) -> list[str] | None:
    """Return code that draws the start as gdviz does, if that gives the very same numbers; else None."""
    if not recipe.drawn or recipe.n_parameters <= LITERAL_PARAMETERS or recipe.experiment.model.name != "network":
        return None
    rng = np.random.default_rng(recipe.experiment.seed)
    lines = [f"rng = np.random.default_rng({recipe.experiment.seed})"]
    for number, layer in enumerate(recipe.layers, start=1):
        shape = layer.W.shape
        for name, code in (
            ("glorot_uniform", f"a = np.sqrt(6 / {sum(shape)})  # Glorot and Bengio: 6 / (inputs + outputs)\n"
                               f"W{number} = rng.uniform(-a, a, {shape})"),
            ("he_normal", f"W{number} = rng.normal(0, np.sqrt(2 / {shape[0]}), {shape})  # He et al.: 2 / inputs"),
        ):  # fmt: skip
            state = rng.bit_generator.state
            if np.array_equal(INITIALIZERS[name]()(rng, shape), layer.W):
                lines += [code, f"b{number} = np.zeros({shape[1]})"]
                break
            rng.bit_generator.state = state
        else:
            return None
        if layer.b is None or layer.b.any():
            return None
    return lines


def batch_block(recipe: Recipe) -> Block:
    """Return code for `rows_of(step)`: the rows that a step sees."""
    size = recipe.settings.batch_size
    n = len(recipe.split.X_train)
    if size is None or size >= n:
        code = f"""
STEPS = {recipe.steps}


def rows_of(step):
    \"\"\"Return the rows that a step sees: all of them.\"\"\"
    return slice(None)
"""
        return Block("Steps", code)
    return Block(
        "Steps and batches",
        f"""
STEPS = {recipe.steps}
BATCH_SIZE = {size}
SEED = {recipe.experiment.seed}
STEPS_PER_EPOCH = -(-n // BATCH_SIZE)


def rows_of(step):
    \"\"\"Return the rows that a step sees: the data are shuffled anew in each epoch.\"\"\"
    epoch, place = divmod(step, STEPS_PER_EPOCH)
    order = np.random.default_rng((SEED, epoch)).permutation(n)
    return order[place * BATCH_SIZE : (place + 1) * BATCH_SIZE]
""",
    )


def literal(array: Array) -> str:
    """Return code for an array, every digit of it, in lines of bearable length."""
    text = repr(array.tolist())
    kind = "" if array.size else ", dtype=float"
    if len(text) <= WIDTH - 20:
        return f"np.array({text}{kind})"
    lines = textwrap.wrap(text, WIDTH - 6, break_long_words=False, break_on_hyphens=False)
    body = "\n    ".join(lines)
    return f"np.array(\n    {body}{kind}\n)"
