"""Several methods in one program: a function each, and a table of their losses."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from gdviz.core.methods import METHODS
from gdviz.export.code.blocks import Block
from gdviz.export.code.recipe import Recipe

_PROGRESS = re.compile(r"    if step % max\(1, STEPS // 10\) == 0:\n        print\(.*\)\n")
_TABLE = """
results = {{
{calls}
}}
names = list(results)
print("  step", *(f"{{name:>{{WIDTH}}}}" for name in names))
for step in range(0, STEPS, max(1, STEPS // 10)):
    print(f"{{step:6d}}", *(f"{{value_at(results[name][0], step):{{WIDTH}}.6g}}" for name in names))
print("   all", *(f"{{results[name][1]:{{WIDTH}}.6g}}" for name in names))
"""
_VALUE = '''
WIDTH = {width}


def value_at(losses, step):
    """Return the loss before a step, or the last one of a method that had finished by then."""
    return losses[min(step, len(losses) - 1)] if losses else np.nan
'''


def racing_blocks(recipes: Sequence[Recipe], written: Sequence[Sequence[Block]], *, again: bool) -> list[Block]:
    """Return a function for each method, of the blocks that were written for it, and the table.

    `again` if there is a `restart()` that puts the parameters back.
    """
    titles, functions, blocks = _titles(recipes), list[str](), list[Block]()
    for title, own in zip(titles, written, strict=True):
        function = _function_name(title, functions)
        functions.append(function)
        code = "\n\n".join(block.code.strip() for block in own)
        code = re.sub(r"\n{3,}", "\n\n", _PROGRESS.sub("", code)).replace("    global ", "    nonlocal ")
        body = textwrap.indent("restart()\n" * again + code, "    ")
        blocks.append(Block(title, f"def {function}():\n{body}"))
    pairs = zip(titles, functions, strict=True)
    calls = "\n".join(f'    "{title}": {function}(),' for title, function in pairs)
    value = _VALUE.format(width=max(12, *map(len, titles))).strip()
    table = f"{value}\n\n\n{_TABLE.strip().format(calls=calls)}"
    return [*blocks, Block("The race: losses before some of the steps, and of all training rows at the end", table)]


def _titles(recipes: Sequence[Recipe]) -> list[str]:
    """Return what the methods are called; those of one kind by what they differ in, or by number."""
    titles = [METHODS[recipe.method].title for recipe in recipes]
    found = []
    for recipe, title in zip(recipes, titles, strict=True):
        alike = [other for other, name in zip(recipes, titles, strict=True) if name == title]
        rates = [other.options.get("learning_rate") for other in alike]
        if len(alike) > 1 and len({*rates}) == len(rates):
            title = f"{title} {recipe.options['learning_rate']:g}"
        elif len(alike) > 1:
            title = f"{title} {alike.index(recipe) + 1}"
        found.append(title)
    return found


def _function_name(title: str, taken: Sequence[str]) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
    return f"train_by_{name}" if f"train_by_{name}" not in taken else f"train_by_{name}_{len(taken) + 1}"
