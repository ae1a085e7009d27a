"""A program as a Jupyter notebook: a cell a block."""

from __future__ import annotations

import json
from typing import Any

from gdviz import __version__
from gdviz.export.code.blocks import Program
from gdviz.export.code.tidy import tidy


def notebook_of(program: Program) -> str:
    """Return the content of an .ipynb file, nbformat 4.5."""
    cells: list[dict[str, Any]] = []

    def add(kind: str, text: str) -> None:
        cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{len(cells):02}", "metadata": {}}
        cell["source"] = text.strip().splitlines(keepends=True)
        cells.append({**cell, "execution_count": None, "outputs": []} if kind == "code" else cell)

    add("markdown", f"# {program.title}\n\nWritten by gdviz {__version__}; it gives the numbers that gdviz shows.")
    for block in program.blocks:
        add("markdown", f"## {block.heading}")
        add("code", tidy(block.code))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n"
