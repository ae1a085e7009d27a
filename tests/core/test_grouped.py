"""Large numbers in sentences look as they do in the window, in all of gdviz."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import gdviz
from gdviz.core.grouped import grouped
from gdviz.plots.number import count

BY_COMMAS = re.compile(r"\{[^{}]*:,[^{}]*\}|\b\d{1,3}(,000)+\b")


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of each string but docstrings; of a field in an f-string, its format."""
    tree = ast.parse(source)
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            yield node.lineno, f"{{:{ast.unparse(node.format_spec)[2:-1]}}}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (999, "999"), (1000, "1 000"), (1234567, "1 234 567")])
def test_thousands_stand_apart_by_a_thin_space_that_breaks_no_line(value, text):
    assert grouped(value) == text.replace(" ", "\u202f")
    assert grouped(value) == count(value)


def test_no_text_that_a_user_sees_groups_by_commas():
    root = Path(gdviz.__file__).parent
    makers = {root / "core" / "grouped.py", root / "plots" / "number.py"}
    found = []
    for file in sorted(root.rglob("*.py")):
        if file in makers or root / "keras" in file.parents:  # Keras writes 6,826, and so does its face here
            continue
        for line, text in texts(file.read_text(encoding="utf-8")):
            if BY_COMMAS.search(text):
                found.append(f"{file.relative_to(root)}:{line}: {text}")
    for lesson in sorted((root.parent / "resources" / "lessons").glob("*.toml")):
        found += re.findall(r"\b\d{1,3},000\b", lesson.read_text(encoding="utf-8"))
    assert found == []


@pytest.mark.parametrize("line", ['f"{n:,} points"', 'f"{n:,.2f}"', '"{n:,} points"', '"at most 10,000"'])
def test_each_way_of_commas_is_found(line):
    assert any(BY_COMMAS.search(text) for _, text in texts(f"said = {line}  # of 10,000"))
    assert not any(BY_COMMAS.search(text) for _, text in texts('said = f"{n:.2f} of 2,5"  # of 10,000'))
