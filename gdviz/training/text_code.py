"""An experiment as plain JSON with its own points, and as a short text that goes through a chat or an e-mail."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import string
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from gdviz.core.datasets import Dataset
from gdviz.core.grouped import grouped
from gdviz.training.build import generate, prepare
from gdviz.training.entries import complaint, table, text
from gdviz.training.experiment import OWN_DATA, Experiment, from_json, to_json

PREFIX = "gdviz1:"
MOST_CHARACTERS = 20_000
MOST_UNPACKED = 8 * 2**20
MOST_STARTS = 20  # in a text where one code is looked for
_CHECK_BYTES = 6
_LETTERS = string.ascii_letters + string.digits + "-_"
_BETWEEN = re.compile(r"[\s`'\"<>]+")  # what mails and chats put into a code, and around it
_ARRAYS = {"X": "<f8", "y": "<f8", "ids": "<i8"}


class TextCodeError(ValueError):
    """Why a code cannot be made or read, in one sentence."""


@dataclass(frozen=True, eq=False)
class Shared:
    """An experiment with its points, and what is said of it."""

    experiment: Experiment
    dataset: Dataset
    title: str = ""
    what_to_see: str = ""


def to_code(shared: Shared) -> str:
    """Return "gdviz1:" and letters, digits, "-" and "_" only; raises TextCodeError past 20,000 characters."""
    plain = {**plain_of(shared.experiment, shared.dataset), "title": shared.title, "what_to_see": shared.what_to_see}
    content = zlib.compress(json.dumps(plain, separators=(",", ":"), allow_nan=False).encode(), 9)
    check = hashlib.sha256(content).digest()[:_CHECK_BYTES]
    code = PREFIX + base64.urlsafe_b64encode(check + content).decode("ascii").rstrip("=")
    if len(code) > MOST_CHARACTERS:
        raise TextCodeError(
            f"This is too large for a text code: {grouped(len(code))} characters, "
            f"and the limit is {grouped(MOST_CHARACTERS)}. Save it as a file instead."
        )
    return code


def from_code(text: str) -> Shared:
    """Return what `to_code` wrote, however its lines were broken and whatever was written around it.

    Raises TextCodeError for anything else.
    """
    content = _content(text)
    try:
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(content, MOST_UNPACKED)
        if unpacker.unconsumed_tail:
            raise TextCodeError("The code holds more than a code may hold.")
        values = table(json.loads(plain), "the code")
        shared = shared_of(values)
        prepare(shared.experiment, shared.dataset)  # whether the parts fit each other
        return shared
    except TextCodeError:
        raise
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError, MemoryError, zlib.error) as error:
        raise TextCodeError(f"The code cannot be opened here: {complaint(error)}.") from None


def _content(text: str) -> bytes:
    """Return what the first whole code in `text` holds, its check taken off."""
    starts = [found.end() for found in re.finditer(PREFIX, text)][:MOST_STARTS]
    if not starts:
        raise TextCodeError(f"This is no code of gdviz: such a code begins with {PREFIX}.")
    problems = []
    for start in starts:
        letters, ends, foreign = _letters(text[start:])
        content = _checked(letters[:MOST_CHARACTERS], ends)
        if content is not None:
            return content
        if foreign:
            problems.append("The code holds characters that no code has: copy it again.")
        elif len(letters) + len(PREFIX) > MOST_CHARACTERS:
            length = grouped(len(letters) + len(PREFIX))
            problems.append(f"A code has at most {grouped(MOST_CHARACTERS)} characters; this has {length}.")
        else:
            problems.append("The code is not complete, or was changed on its way: copy it again.")
    raise TextCodeError(problems[0])


def _letters(text: str) -> tuple[str, list[int], bool]:
    """Return the letters that may belong to a code, where it may end, and whether others stand amid them."""
    pieces: list[str] = []
    ends, length = [], 0
    for word in _BETWEEN.split(text):
        piece = word[: len(word) - len(word.lstrip(_LETTERS))]
        pieces.append(piece)
        length += len(piece)
        ends.append(length)
        if piece != word:
            rest = word[len(piece) :]
            return "".join(pieces), ends, any(letter in _LETTERS for letter in rest)
    return "".join(pieces), ends, False


def _checked(letters: str, ends: list[int]) -> bytes | None:
    """Return the content of the code that ends at one of `ends`, as its check says; None if none does."""
    packed = base64.urlsafe_b64decode(letters + "A" * (-len(letters) % 4))
    check, place = hashlib.sha256(), _CHECK_BYTES
    for end in ends:
        last = end * 6 // 8  # bits in a letter and in a byte
        if end > len(letters) or last <= place:
            continue
        check.update(packed[place:last])
        place = last
        if check.digest()[:_CHECK_BYTES] == packed[:_CHECK_BYTES]:
            return packed[_CHECK_BYTES:last]
    return None


def plain_of(experiment: Experiment, dataset: Dataset, *, rows: bool = True) -> dict[str, Any]:
    """Return the experiment as JSON knows it; points that cannot be generated again are with it, unless not `rows`."""
    plain: dict[str, Any] = {"experiment": to_json(experiment)}
    if experiment.data.source == OWN_DATA:
        names = {item.name: getattr(dataset, item.name) for item in fields(dataset) if item.name not in _ARRAYS}
        arrays = {"X": dataset.X, "y": dataset.y}
        if not np.array_equal(dataset.ids, np.arange(dataset.n)):
            arrays["ids"] = dataset.ids
        plain["dataset"] = {name: list(value) if isinstance(value, tuple) else value for name, value in names.items()}
        plain["dataset"]["shape"] = list(dataset.X.shape)
        for name, array in arrays.items():
            if rows or name == "ids":
                raw = np.ascontiguousarray(array, _ARRAYS[name]).tobytes()
                plain["dataset"][name] = base64.b64encode(raw).decode("ascii")
    return plain


def shared_of(plain: Mapping[str, Any], rows: tuple[Any, Any] | None = None) -> Shared:
    """Return what `plain_of` wrote; `rows` are X and y where they were left out.

    Raises ValueError, TypeError or KeyError where the values don't fit.
    """
    experiment = from_json(table(plain["experiment"], "experiment"))
    title, said = text(plain.get("title", ""), "title"), text(plain.get("what_to_see", ""), "what_to_see")
    if experiment.data.source != OWN_DATA:
        return Shared(experiment, generate(experiment.data), title, said)
    kept = table(plain["dataset"], "dataset")
    n, d = (int(length) for length in kept.pop("shape"))
    arrays: dict[str, Any] = {}
    for name, dtype in _ARRAYS.items():
        if name in kept:
            arrays[name] = np.frombuffer(base64.b64decode(text(kept.pop(name), name)), dtype)
    if rows is not None:
        arrays["X"], arrays["y"] = rows
        if len(arrays["y"]) != n:
            arrays.pop("ids", None)
    arrays["X"] = np.asarray(arrays["X"]).reshape(-1, d)
    names = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    return Shared(experiment, Dataset(**{**names, **arrays}), title, said)
