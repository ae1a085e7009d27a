"""Session files (.gdviz): a zip of JSON and npz, checksummed, with no pickle and nothing that is ever executed."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gdviz import __version__
from gdviz.core.operations import Array
from gdviz.core.small_zip import ZipMistakeError, array_of, npy_of, unzipped, zipped
from gdviz.system.files import Stamp, write_whole
from gdviz.training.entries import complaint, real, short, table, text, whole
from gdviz.training.freezing import HistoryState, RaceState, thaw_race
from gdviz.training.session_values import SavedSession, from_values, to_values

SUFFIX = ".gdviz"
FORMAT = "gdviz session"
VERSION = 2
MOST_BYTES = 256 * 2**20  # of a file, and of what it unpacks to
MOST_JSON_BYTES = 16 * 2**20
CHECKPOINT_BYTES = 160 * 2**20  # of all runs together; from there on only every second, third ... is kept
MOST_RUNS = 12

_REFERENCE = "$array"


class SessionFileError(ValueError):
    """Why a file cannot be opened or written, in one sentence."""


def _with_notes(values: dict[str, Any]) -> dict[str, Any]:
    """Format 1 had neither notes nor a view."""
    return {"notes": "", "view": {}, **values}


MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _with_notes}
"""By format, what makes the values of the next format out of its own."""


def write_session(path: Path, session: SavedSession) -> Stamp:
    """Write a session so that the file is there whole or the old one still is; return the stamp of what was written.

    Raises OSError, SessionFileError.
    """
    return write_whole(path, session_bytes(session))


def read_session(path: Path) -> SavedSession:
    """Return the session in a file; raises SessionFileError, one sentence, and nothing else for any content."""
    try:
        if not path.is_file():
            raise SessionFileError(f"There is no file {path}.")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise SessionFileError(f"{path.name} must be at most {MOST_BYTES >> 20} MB large; it has {size >> 20} MB.")
        content = path.read_bytes()
    except OSError as error:
        raise SessionFileError(f"{path.name} cannot be opened: {error.strerror or error}.") from None
    return session_of(content, path.name)


def session_bytes(session: SavedSession) -> bytes:
    """Return the content of a session file; the same session gives the same bytes.

    Raises SessionFileError where it would be too large to be read again.
    """
    if session.race is not None:
        session = replace(session, race=_thinned(session.race))
    arrays: dict[str, bytes] = {}
    plain = _pack(to_values(session), arrays, {})
    members = {"session.json": _json(plain), "arrays.npz": zipped(arrays)}
    head = {
        "format": FORMAT,
        "version": VERSION,
        "gdviz": __version__,
        "sha256": {name: hashlib.sha256(member).hexdigest() for name, member in members.items()},
    }
    if len(members["session.json"]) > MOST_JSON_BYTES or sum(map(len, arrays.values())) > MOST_BYTES:
        raise SessionFileError(
            f"The session is too large for a file: its arrays would take over {MOST_BYTES >> 20} MB."
        )
    return zipped({"gdviz.json": _json(head), **members}, compress=("session.json",))


def session_of(content: bytes, name: str = "The file") -> SavedSession:
    """Return the session that `session_bytes` wrote; raises SessionFileError for any other content."""
    try:
        return _read(content, name)
    except SessionFileError:
        raise
    except ZipMistakeError as error:
        raise SessionFileError(f"{name} is damaged or no session of gdviz: {error}.") from None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError) as error:
        raise SessionFileError(f"{name} is damaged: {complaint(error)}.") from None
    except (MemoryError, RecursionError):
        raise SessionFileError(f"{name} is damaged: what it claims to hold does not fit the memory.") from None


def _read(content: bytes, name: str) -> SavedSession:
    members = unzipped(content, {"gdviz.json": 65_536, "session.json": MOST_JSON_BYTES, "arrays.npz": MOST_BYTES})
    head = _parsed(members["gdviz.json"])
    if head.get("format") != FORMAT:
        raise ZipMistakeError(f"its format is {short(head.get('format'))}")
    version = whole(head.get("version"), "version", 1)
    if version > VERSION:
        raise SessionFileError(
            f"{name} was saved by a newer gdviz ({short(head.get('gdviz'))}, format {version}); "
            f"this one reads formats up to {VERSION}."
        )
    sums = table(head.get("sha256"), "sha256")
    for member in ("session.json", "arrays.npz"):
        if hashlib.sha256(members[member]).hexdigest() != sums.get(member):
            raise ZipMistakeError(f"the checksum of {member} is another")
    arrays = {key: array_of(member, key) for key, member in unzipped(members["arrays.npz"], None, MOST_BYTES).items()}
    values = _unpack(_parsed(members["session.json"]), arrays)
    for older in range(version, VERSION):
        values = MIGRATIONS[older](values)
    session = from_values(values)
    if session.race is not None:
        if len(session.race.runs) + len(session.race.waiting) > MOST_RUNS:
            raise ValueError(f"a race has at most {MOST_RUNS} methods")
        _check_race(session, session.race)
        with np.errstate(all="ignore"):
            thaw_race(session.race, 0)  # so that what does not fit is found before anything is touched
    return session


def _check_race(session: SavedSession, race: RaceState) -> None:
    """Raise ValueError where the race is not that of the experiment."""
    wanted, preparation = session.experiment, session.preparation
    assert preparation is not None
    if (race.blueprint.choice, race.seed) != (wanted.model, wanted.seed):
        raise ValueError("model and seed of the race must be those of the experiment")
    for entry in ("transform_x", "transform_y", "features"):
        if getattr(preparation.choice, entry) != getattr(wanted.data, entry):
            raise ValueError(f"{entry} of the race must be that of the experiment")
    names = {method.key: method.name for method in wanted.methods}
    racing = {key: run.method for key, run in race.runs.items()} | {e.key: e.method for e in race.waiting}
    for key, name in racing.items():
        if names.get(key) != name:
            raise ValueError(f"method {key} of the race must be one of the experiment")


def _thinned(race: RaceState) -> RaceState:
    """Return the race with as many checkpoints as a file may hold: the first always, the others evenly."""
    total = sum(c.nbytes for run in race.runs.values() for c in run.checkpoints.columns.values())
    every = math.ceil(total / CHECKPOINT_BYTES)
    if every <= 1:
        return race
    runs = {}
    for key, run in race.runs.items():
        kept = run.checkpoints
        columns = {name: column[::every] for name, column in kept.columns.items()}
        runs[key] = replace(run, checkpoints=HistoryState(kept.steps[::every], columns, kept.stride, kept.next_due))
    return replace(race, runs=runs)


def _pack(value: Any, arrays: dict[str, bytes], known: dict[bytes, str]) -> Any:
    """Return `value` as JSON knows it, each array replaced by its name in `arrays`; equal arrays share one."""
    if isinstance(value, np.ndarray):
        content = npy_of(value)
        digest = hashlib.sha256(content).digest()
        if digest not in known:
            known[digest] = f"a{len(known)}.npy"
            arrays[known[digest]] = content
        return {_REFERENCE: known[digest]}
    if isinstance(value, Mapping):
        return {str(key): _pack(item, arrays, known) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_pack(item, arrays, known) for item in value]
    return value.item() if isinstance(value, np.generic) else value


def _unpack(value: Any, arrays: Mapping[str, Array]) -> Any:
    if isinstance(value, dict):
        if value.keys() == {_REFERENCE}:
            return arrays[text(value[_REFERENCE], "the name of an array")]
        return {key: _unpack(item, arrays) for key, item in value.items()}
    return [_unpack(item, arrays) for item in value] if isinstance(value, list) else value


def _json(plain: Any) -> bytes:
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=1).encode()


def _parsed(content: bytes) -> dict[str, Any]:
    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is no number")

    def finite(digits: str) -> float:
        return real(float(digits), "a number")

    return table(json.loads(content.decode("utf-8"), parse_constant=refuse, parse_float=finite), "the session")
