"""Which kinds of programs there are, and their files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gdviz.export.code.blocks import Program
from gdviz.export.code.keras_code import gdviz_keras_program, keras_program
from gdviz.export.code.notebook import notebook_of
from gdviz.export.code.numpy_code import numpy_program
from gdviz.export.code.recipe import Recipe
from gdviz.export.code.sklearn_code import sklearn_program
from gdviz.export.code.torch_code import torch_program


@dataclass(frozen=True)
class Target:
    """A kind of program: what it is called, what it needs, and who writes it."""

    title: str
    needs: str
    write: Callable[[Recipe, str, bool | None], Program]


TARGETS: Mapping[str, Target] = {
    "numpy": Target("NumPy", "numpy", numpy_program),
    "sklearn": Target("scikit-learn", "scikit-learn", sklearn_program),
    "pytorch": Target("PyTorch", "torch", torch_program),
    "keras": Target("Keras", "keras", keras_program),
    "gdviz": Target("gdviz.keras", "gdviz", gdviz_keras_program),
}


def program_files(
    recipe: Recipe, target: str, name: str, *, inline: bool | None = None, notebook: bool = False
) -> dict[str, str]:
    """Return the files of a program by name: the program first, then the table of its data where it is long.

    `name` is the program's, with or without ".py" or ".ipynb". Raises CodeError where there is no such program,
    ValueError for an unknown target.
    """
    if target not in TARGETS:
        raise ValueError(f"target must be one of {', '.join(TARGETS)}; got {target!r}")
    stem = re.sub(r"\.(py|ipynb)$", "", name)
    program = TARGETS[target].write(recipe, stem, inline)
    if notebook:
        return {f"{stem}.ipynb": notebook_of(program), **program.beside}
    return {f"{stem}.py": program.text(), **program.beside}
