"""Which kinds of programs there are, and their files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

from gdviz.export.code import gdviz_code, keras_code, numpy_code, sklearn_code, torch_code
from gdviz.export.code.blocks import Block, Program, data_block, preparation_block, targets_block, with_seed
from gdviz.export.code.direct import DirectRecipe
from gdviz.export.code.direct_programs import direct_blocks
from gdviz.export.code.errors import CodeError
from gdviz.export.code.loops import race_steps_block
from gdviz.export.code.notebook import notebook_of
from gdviz.export.code.race import racing_blocks
from gdviz.export.code.recipe import Recipe
from gdviz.export.code.start import start_block
from gdviz.export.libraries import LIBRARIES


@dataclass(frozen=True)
class Target:
    """A kind of program: what it is called, what it needs, and the module that writes model and method.

    The module has `model_blocks(recipe, race)`, what all methods share, and `method_blocks(recipe, race)`: one
    method, whose last line in a race is `return losses, train_loss`.
    """

    title: str
    needs: str
    module: ModuleType


TARGETS: Mapping[str, Target] = {
    "numpy": Target(LIBRARIES["numpy"], "numpy", numpy_code),
    "sklearn": Target(LIBRARIES["sklearn"], "scikit-learn", sklearn_code),
    "pytorch": Target(LIBRARIES["pytorch"], "torch", torch_code),
    "keras": Target(LIBRARIES["keras"], "keras", keras_code),
    "gdviz": Target(LIBRARIES["gdviz"], "gdviz", gdviz_code),
}


def program_files(
    recipe: Recipe | DirectRecipe | Sequence[Recipe | DirectRecipe],
    target: str,
    name: str,
    *,
    inline: bool | None = None,
    notebook: bool = False,
) -> dict[str, str | bytes]:
    """Return the files of a program by name: the program first, then the tables that it reads, where they are long.

    Of several recipes, those of one experiment, it becomes a race. `name` is the program's, with or without ".py" or
    ".ipynb". Raises CodeError where there is no such program, ValueError for an unknown target.
    """
    if target not in TARGETS:
        raise ValueError(f"target must be one of {', '.join(TARGETS)}; got {target!r}")
    stem = re.sub(r"\.(py|ipynb)$", "", name)
    recipes = [recipe] if isinstance(recipe, Recipe | DirectRecipe) else list(recipe)
    direct = next((each for each in recipes if isinstance(each, DirectRecipe)), None)
    if direct is not None:
        program = _direct_program(direct, target, stem, inline)
    else:
        descents = [each for each in recipes if isinstance(each, Recipe)]
        program = _program(descents, TARGETS[target].module, stem, inline)
    if notebook:
        return {f"{stem}.ipynb": notebook_of(program), **program.beside}
    return {f"{stem}.py": program.text(), **program.beside}


def _direct_program(recipe: DirectRecipe, target: str, name: str, inline: bool | None) -> Program:
    written = direct_blocks(recipe, target, TARGETS[target].title)
    data, beside = data_block(recipe, name, inline)
    blocks = [data, preparation_block(recipe), targets_block(recipe), *written]
    return Program(recipe.title, tuple(block for block in blocks if block is not None), beside)


def _program(recipes: list[Recipe], module: ModuleType, name: str, inline: bool | None) -> Program:
    first, race = recipes[0], len(recipes) > 1
    if first.function is not None and module is not numpy_code:
        raise CodeError("Programs that minimise a function of two variables are written in NumPy: take that.")
    blocks, beside = list[Block | None](), dict[str, str | bytes]()
    if first.function is not None:
        blocks = [Block("What is needed", "import numpy as np")]
    else:
        data, beside = data_block(first, name, inline)
        blocks = [data, preparation_block(first, first.powers, first.centre), targets_block(first)]
    if any(recipe.method != "closed_form" for recipe in recipes) or module is numpy_code:
        start, more = start_block(first, name)
        blocks, beside = [*blocks, start], {**beside, **more}
    blocks += module.model_blocks(first, race)
    if race:
        again = any("def restart()" in block.code for block in blocks if block is not None)
        written: list[list[Block]] = [module.method_blocks(recipe, True) for recipe in recipes]
        blocks += [race_steps_block(recipes), *racing_blocks(recipes, written, again=again)]
    else:
        blocks += module.method_blocks(first, False)
    title = f"{first.subject}: a race of {len(recipes)} methods" if race else first.title
    return Program(title, tuple(with_seed([block for block in blocks if block is not None], first.seed)), beside)
