"""The parts that programs of all kinds share: data, what is made of them, the start, the batches."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gdviz import __version__
from gdviz.core.operations import Array
from gdviz.export.code.on_points import OnPoints
from gdviz.export.code.tidy import tidy

INLINE_NUMBERS = 1200  # so many are written into the program; more go into a table beside it
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
    beside: Mapping[str, str | bytes] = field(default_factory=dict)

    def text(self) -> str:
        """Return the whole as one Python file."""
        head = f'"""{self.title}.\n\nWritten by gdviz {__version__}; it gives the numbers that gdviz shows.\n"""\n\n'
        parts = [f"# {'-' * 88}\n# {block.heading}\n\n{tidy(block.code)}\n" for block in self.blocks]
        return head + "\n\n".join(parts)


def with_seed(blocks: Sequence[Block], seed: int) -> list[Block]:
    """Return the blocks with SEED set in the first of them that needs it."""
    for place, block in enumerate(blocks):
        if re.search(r"\bSEED\b", block.code):
            line = f"SEED = {seed}\n" + ("" if block.code.lstrip().startswith("rng =") else "\n")
            return [*blocks[:place], Block(block.heading, line + block.code.lstrip("\n")), *blocks[place + 1 :]]
    return list(blocks)


def data_block(recipe: OnPoints, name: str, inline: bool | None) -> tuple[Block, dict[str, str | bytes]]:
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
        for part in recipe.parts:
            rows = mask if part == "train" else ~mask
            lines.append(f"X_{part} = {literal(data.X[rows])}")
            lines.append(f"y_{part} = {literal(targets[rows])}")
        return Block("Data", "\n".join(lines)), {}
    table = [",".join([*(f"x{j + 1}" for j in range(data.n_features)), "y", "training"])]
    for x, y, training in zip(data.X.tolist(), targets.tolist(), mask.tolist(), strict=True):
        table.append(",".join([*map(repr, x), repr(y), str(int(training))]))
    kind = ".astype(int)" if data.n_classes else ""
    taken = f"X_train, y_train = table[:, :-2], table[:, -2]{kind}"
    if len(recipe.parts) > 1:
        taken = f"""training = table[:, -1] == 1
X_train, y_train = table[training, :-2], table[training, -2]{kind}
X_test, y_test = table[~training, :-2], table[~training, -2]{kind}"""
    code = f"""
from pathlib import Path

import numpy as np

{about}
folder = Path(__file__).parent if "__file__" in globals() else Path()
table = np.loadtxt(folder / "{name}.csv", delimiter=",", skiprows=1, ndmin=2)
{taken}
"""
    return Block("Data", code), {f"{name}.csv": "\n".join(table) + "\n"}


def preparation_block(recipe: OnPoints, powers: int = 0, centre: tuple[float, float] = (0.0, 1.0)) -> Block | None:
    """Return code for transforms, features and `powers` of x about its `centre`, a mean and a deviation.

    None where the columns stay as they are.
    """
    lines: list[str] = []
    transforms = recipe.preparation.transforms
    if transforms:
        *inputs, target = transforms
        one = recipe.dataset.n_features == 1
        for part in recipe.parts:
            for column, each in enumerate(inputs):
                lines += _transformed(each, f"X_{part}" if one else f"X_{part}[:, {column}]")
            lines += _transformed(target, f"y_{part}")
    if recipe.preparation.uses_features and recipe.preparation.choice.features != ("x1", "x2"):
        columns = ", ".join(FEATURES[name] for name in recipe.preparation.choice.features)
        lines += ["def features(X):", f"    return np.column_stack([{columns}])", "", ""]
        lines += [f"X_{part} = features(X_{part})" for part in recipe.parts]
    if powers:
        mean, sd = centre
        u = "X" if (mean, sd) == (0.0, 1.0) else f"((X - {mean!r}) / {sd!r})"
        lines += ["def powers(X):", f'    """Return x, x^2, ..., x^{powers} as columns."""']
        lines += [f"    return np.hstack([{u} ** power for power in range(1, {powers + 1})])", "", ""]
        lines += [f"X_{part} = powers(X_{part})" for part in recipe.parts]
    return Block("What is made of the columns before the model sees them", "\n".join(lines)) if lines else None


def _transformed(each: object, name: str) -> list[str]:
    kind, shift, scale = each.transform.kind, each.shift, each.scale  # type: ignore[attr-defined]
    if kind == "none" or (kind == "minus" and shift == 0):
        return []
    if kind == "log10":
        return [f"{name} = np.log10({name})"]
    divided = "" if scale == 1 else f" / {scale!r}"
    return [f"{name} = ({name} - {shift!r}){divided}"]


def targets_block(recipe: OnPoints) -> Block:
    """Return code that makes columns of y: numbers, 0 and 1, or a 1 in the place of the class."""
    lines = []
    for part in recipe.parts:
        if recipe.link == "softmax":
            lines.append(f"labels_{part} = y_{part}.astype(int)")
            lines.append(f"y_{part} = np.eye({recipe.dataset.n_classes})[labels_{part}]")
        else:
            whole = ".astype(float)" if recipe.dataset.n_classes else ""
            lines.append(f"y_{part} = y_{part}.reshape(-1, 1){whole}")
    return Block("Targets, a row each", "\n".join([*lines, "n = len(X_train)"]))


def literal(array: Array) -> str:
    """Return code for an array, every digit of it, in lines of bearable length."""
    text = repr(array.tolist())
    kind = "" if array.size else ", dtype=float"
    if len(text) <= WIDTH - 20:
        return f"np.array({text}{kind})"
    lines = textwrap.wrap(text, WIDTH - 6, break_long_words=False, break_on_hyphens=False)
    body = "\n    ".join(lines)
    return f"np.array(\n    {body}{kind}\n)"
