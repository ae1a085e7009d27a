"""Where in a TOML file an entry stands: the parser tells what is written, not on which line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gdviz.lessons.entries import Path

_HEADER = re.compile(r"^\s*(\[{1,2})\s*([^\[\]]+?)\s*\]{1,2}\s*(?:#.*)?$")
_ENTRY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_WITHIN = re.compile(r"""[{,]\s*([\w-]+|"[^"]*"|'[^']*')\s*=""")  # entries of a table written in one line
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
_FENCE = re.compile(r'"""|' + "'''")


def line_of(text: str, path: Path) -> int:
    """Return the line, from 1, of the entry at `path`, or of the nearest table on the way to it that is written."""
    best, best_length = 1, 0
    for line, known in _entries(text):
        length = len(known)
        if length > best_length and known == path[:length]:
            best, best_length = line, length
    return best


def _entries(text: str) -> Iterator[tuple[int, Path]]:
    """Yield each line on which a table or an entry begins, with its path; lines within long texts are passed over."""
    table: Path = ()
    counts: dict[Path, int] = {}
    fence = ""
    for line, content in enumerate(text.split("\n"), start=1):
        if fence:
            fence = "" if fence in content else fence
            continue
        if header := _HEADER.match(content):
            table = _parts(header[2])
            if header[1] == "[[":
                place = counts[table] = counts.get(table, -1) + 1
                table = (*table, place)
            yield line, table
        elif entry := _ENTRY.match(content):
            path = (*table, *_parts(entry[1]))
            yield line, path
            value = content[entry.end() :]
            opened = _FENCE.search(value)
            if opened and opened[0] not in value[opened.end() :]:
                fence = opened[0]
            elif "{" in value:
                for within in _WITHIN.finditer(_TEXT.sub("''", value)):
                    yield line, (*path, *_parts(within[1]))


def _parts(name: str) -> Path:
    return tuple(part.strip().strip("\"'") for part in name.split("."))
