"""Large numbers in sentences look as they do in the window, in all of gdviz."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import gdviz
from gdviz.core.grouped import grouped
from gdviz.plots.number import count

BY_COMMAS = re.compile(r"\{[^{}]+:,[^{}]*\}|[\"'][^\"']*\b\d{1,3}(,000)+\b")


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
        for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if BY_COMMAS.search(line) and '"""' not in line:
                found.append(f"{file.relative_to(root)}:{n}: {line.strip()}")
    for lesson in sorted((root.parent / "resources" / "lessons").glob("*.toml")):
        found += re.findall(r"\b\d{1,3},000\b", lesson.read_text(encoding="utf-8"))
    assert found == []
