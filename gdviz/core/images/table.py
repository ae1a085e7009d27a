"""Images as rows of a CSV file: a label, and a number for each pixel."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gdviz.core.grouped import grouped
from gdviz.core.images.bounded import open_bytes
from gdviz.core.images.image_set import MAX_CLASSES, MAX_SIDE, ImageError, ImageSet
from gdviz.core.operations import Array

Side = Literal["first", "last"]

_MAX_LINE = 6 * MAX_SIDE * MAX_SIDE  # five characters and a comma for each number
_ROWS_AT_ONCE = 2000
_LABEL_WORDS = ("label", "class", "target", "digit", "y")


def read_csv_set(path: str | Path, label: Side | None = None, title: str = "") -> ImageSet:
    """Return the set of a CSV file whose rows are h x h grey values from 0 to 255 and a label before or after them.

    Without `label`, its column is the one that the header calls so ("label", "class", ...), or else the one of the two
    that holds just the whole numbers 0, 1, ..., k. All rows are training images.

    Raises ImageError, one sentence that names the line, where the file holds something else.
    """
    file = Path(path)
    with open_bytes(file) as opened:
        data = opened.read()
    if not data.strip():
        raise ImageError(f"{file.name} is empty.")
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
    lengths = np.diff(ends, prepend=-1, append=len(data)) - 1  # without the line ends
    if lengths.max() > _MAX_LINE:
        line = int(np.argmax(lengths)) + 1
        raise ImageError(
            f"Line {grouped(line)} of {file.name} has {grouped(lengths.max())} characters: "
            "no image of that size is read."
        )
    first_end = int(ends[0]) if len(ends) else len(data)
    try:
        first = data[:first_end].decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise ImageError(f"{file.name} is neither an idx, npz nor CSV file of images.") from None
    separator = max(",;\t ", key=first.count)
    cells = [cell.strip().strip('"') for cell in first.split(separator)]
    header = not all(_is_number(cell) for cell in cells)
    side = math.isqrt(max(0, len(cells) - 1))
    if side < 2 or side * side != len(cells) - 1:
        raise ImageError(
            f"A row of {file.name} must be a label and the pixels of a square image (such as 1 + 784 numbers); "
            f"its first line has {grouped(len(cells))}."
        )
    lines = data.splitlines()[1 if header else 0 :]
    if not lines:
        raise ImageError(f"{file.name} holds a heading only.")
    if not header:
        lines[0] = lines[0].removeprefix(b"\xef\xbb\xbf")
    table = _numbers(lines, separator, len(cells), 2 if header else 1, file.name)
    place = _label_place(label, cells if header else [], table, file.name)
    labels = table[:, place].astype(np.int64)
    pixels = table[:, 1:] if place == 0 else table[:, :-1]
    images = np.ascontiguousarray(pixels.astype(np.uint8)).reshape(-1, side, side)
    names = tuple(str(k) for k in range(max(2, int(labels.max()) + 1)))
    return ImageSet(images, labels, images[:0], labels[:0], names, title or file.stem)


def _numbers(lines: list[bytes], separator: str, columns: int, first_line: int, name: str) -> NDArray[np.int16]:
    """Return whole numbers from 0 to 255, in blocks: as text they take ten times their memory."""
    blocks: list[Array] = []
    for start in range(0, len(lines), _ROWS_AT_ONCE):
        part = [line for line in lines[start : start + _ROWS_AT_ONCE] if line.strip()]
        if not part:
            continue
        try:
            block = np.loadtxt(
                part, np.float32, comments=None, delimiter=separator, ndmin=2, quotechar='"', encoding="latin-1"
            )
            if block.shape[1] != columns:
                raise ValueError(f"{block.shape[1]} numbers")
        except ValueError:
            raise ImageError(_first_mistake(lines, start, separator, columns, first_line, name)) from None
        wrong = ~((block >= 0) & (block <= 255) & (block == np.rint(block)))
        if wrong.any():
            value = block[wrong][0]
            raise ImageError(f"{name} must hold whole numbers from 0 to 255; one is {value:g}.")
        blocks.append(block.astype(np.int16))
    return np.concatenate(blocks)


def _first_mistake(lines: list[bytes], start: int, separator: str, columns: int, first_line: int, name: str) -> str:
    for i, line in enumerate(lines[start : start + _ROWS_AT_ONCE]):
        cells = line.decode("latin-1").strip().split(separator)
        if cells == [""]:
            continue
        where = f"Line {grouped(first_line + start + i)} of {name}"
        if len(cells) != columns:
            return f"{where} has {grouped(len(cells))} numbers; the first has {grouped(columns)}."
        for cell in cells:
            if not _is_number(cell.strip().strip('"')):
                return f"{where} holds {cell[:20]!r}, which is no number."
    return f"{name} cannot be read as a table of numbers."


def _label_place(label: Side | None, header: list[str], table: NDArray[np.int16], name: str) -> int:
    if label is not None:
        return 0 if label == "first" else -1
    named = [place for place in (0, -1) if header and header[place].lower() in _LABEL_WORDS]
    if len(named) == 1:
        return named[0]
    fitting = [place for place in (0, -1) if _could_be_labels(table[:, place])]
    if len(fitting) != 1:
        which = "either" if fitting else "neither"
        raise ImageError(
            f"Which column of {name} is the label is not clear: {which} of the first and the last holds 0, 1, 2, ... "
            "throughout; a header with the word label tells."
        )
    return fitting[0]


def _could_be_labels(column: Array) -> bool:
    found = np.unique(column)
    return 2 <= len(found) <= MAX_CLASSES and found[0] == 0 and found[-1] == len(found) - 1


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
