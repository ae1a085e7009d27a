"""Damaged and hostile files: one sentence, bounded memory and time, and nothing is touched."""

from __future__ import annotations

import hashlib
import io
import json
import resource
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_cases import noisy_line, two_clouds

from gdviz.training.build import prepare
from gdviz.training.experiment import OWN_DATA, DataChoice, Experiment, MethodChoice
from gdviz.training.freezing import freeze_race
from gdviz.training.race import Race
from gdviz.training.session_file import MOST_BYTES, SessionFileError, read_session, session_bytes, session_of
from gdviz.training.session_values import SavedSession


def content_of(steps: int = 300) -> bytes:
    methods = (MethodChoice(1, "adam", {"learning_rate": 0.05}, batch_size=5), MethodChoice(2, "momentum"))
    experiment = Experiment(data=DataChoice(OWN_DATA, train_share=0.7), methods=methods)
    preparation, split, spec = prepare(experiment, noisy_line())
    race = Race(spec)
    race.advance(steps, detailed=True)
    return session_bytes(SavedSession(experiment, noisy_line(), preparation, split, freeze_race(race)))


CONTENT = content_of()


def refused(content: bytes) -> str:
    with pytest.raises(SessionFileError) as caught:
        session_of(content, "talk.gdviz")
    message = str(caught.value)
    assert message.startswith("talk.gdviz")
    assert message.endswith(".")
    assert "\n" not in message
    assert len(message) < 300
    return message


def members_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return buffer.getvalue()


def signed(values: object = None, arrays: dict[str, bytes] | None = None) -> bytes:
    """Return a file whose checksums are right, so that what is in it is looked at."""
    members = members_of(CONTENT)
    if values is not None:
        members["session.json"] = values if isinstance(values, bytes) else json.dumps(values).encode()
    if arrays is not None:
        members["arrays.npz"] = packed(arrays)
    head = json.loads(members["gdviz.json"])
    for name in ("session.json", "arrays.npz"):
        head["sha256"][name] = hashlib.sha256(members[name]).hexdigest()
    return packed({**members, "gdviz.json": json.dumps(head).encode()})


def values() -> dict:
    return json.loads(members_of(CONTENT)["session.json"])


def arrays() -> dict[str, bytes]:
    return members_of(members_of(CONTENT)["arrays.npz"])


def test_the_untouched_file_is_read():
    assert session_of(signed(values(), arrays())).race is not None


@pytest.mark.parametrize("length", range(0, len(CONTENT), 1000))
def test_cut_off_at_every_thousandth_byte(length):
    refused(CONTENT[:length])


@given(place=st.integers(0, len(CONTENT) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_is_noticed_or_does_no_harm(place, bit):
    damaged = bytearray(CONTENT)
    damaged[place] ^= 1 << bit
    try:
        opened = session_of(bytes(damaged))
    except SessionFileError:
        return
    assert session_bytes(opened) == CONTENT  # it hit a date, or another place that says nothing


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x05\x06" + bytes(18), b"hello" * 1000, bytes(10_000), packed({}), packed({"a": b"b"})],
    ids=["empty", "empty zip", "text", "zeros", "zip of nothing", "zip of something else"],
)
def test_what_is_no_session(content):
    refused(content)


@pytest.mark.parametrize("name", ["../../evil", "/etc/passwd", "..\\evil", "C:\\evil", "a/../../b", "session.json/x"])
def test_paths_out_of_the_archive_lead_nowhere(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "does not belong there" in refused(packed({**members_of(CONTENT), name: b"x"}))
    assert list(tmp_path.iterdir()) == []


def test_the_same_name_twice():
    buffer = io.BytesIO(CONTENT)
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("session.json", b"{}")
    assert "twice" in refused(buffer.getvalue())


def test_a_bomb_takes_neither_memory_nor_time():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("a0.npy", bytes(MOST_BYTES + 10))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for member in ("session.json", "gdviz.json", "arrays.npz"):
        refused(packed({**members_of(CONTENT), member: bytes(17 << 20)}))
    members = {**members_of(CONTENT), "arrays.npz": bomb.getvalue()}
    head = json.loads(members["gdviz.json"])
    head["sha256"]["arrays.npz"] = hashlib.sha256(bomb.getvalue()).hexdigest()
    assert "too large" in refused(packed({**members, "gdviz.json": json.dumps(head).encode()}))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024  # in KB


def test_a_size_that_lies_is_found_out():
    """The list of entries says 10 bytes; the data that follow are more."""
    content = bytearray(packed({**members_of(CONTENT)}))
    place = content.rfind(b"PK\x01\x02", 0, content.rfind(b"arrays.npz"))
    content[place + 24 : place + 28] = struct.pack("<I", 10)
    refused(bytes(content))


def test_a_list_of_millions_of_entries_is_not_read():
    content = bytearray(CONTENT)
    end = content.rfind(b"PK\x05\x06")
    content[end + 12 : end + 16] = struct.pack("<I", 2**31)
    assert "list of entries" in refused(bytes(content))


def header(shape: str, descr: str = "'<f8'") -> bytes:
    text = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()


@pytest.mark.parametrize(
    "npy",
    [
        header("(1000000000, 2)") + bytes(160),
        header("(-1,)") + bytes(8),
        header("(9999999999999999999999, 99999999999999999)"),
        header("(2,)", "'|O'") + bytes(16),
        header("(2,)", "[('a', '<f8')]") + bytes(16),
        header("(1,)", "'<U4'") + bytes(16),
        header("__import__('os').system('true')"),
        header("(2,)}, {(") + bytes(16),
        b"\x93NUMPY\x09\x00" + bytes(100),
        b"not an array",
        b"",
    ],
    ids=["billion", "negative", "overflow", "objects", "records", "text", "call", "brackets", "version",
         "none", "empty"],
)  # fmt: skip
def test_arrays_that_are_none(npy):
    for name in list(arrays())[:3]:
        refused(signed(values(), {**arrays(), name: npy}))


WRONG = [
    None,
    True,
    -1,
    10**30,
    1.5,
    1e308,
    "x",
    "",
    [],
    [[]],
    {},
    {"$array": "a0.npy"},
    {"$array": 5},
    {"$array": "no"},
]


def places(plain: object, path: tuple = ()) -> list[tuple]:
    """Return the way to every entry but the first of each long list."""
    found = []
    items = plain.items() if isinstance(plain, dict) else enumerate(plain[:1]) if isinstance(plain, list) else ()
    for key, item in items:
        if key != "$array":
            found += [(*path, key), *places(item, (*path, key))]
    return found


@pytest.mark.parametrize("path", places(values()), ids=lambda path: ".".join(map(str, path)))
def test_wrong_types_anywhere_give_a_sentence_or_a_sound_session(path):
    for wrong in [*WRONG, "gone"]:
        plain = values()
        owner = plain
        for key in path[:-1]:
            owner = owner[key]
        if wrong == "gone":
            del owner[path[-1]]
        else:
            owner[path[-1]] = wrong
        try:
            opened = session_of(signed(plain), "talk.gdviz")
        except SessionFileError:
            continue
        session_bytes(opened)  # whatever was accepted can be used and saved


def test_not_a_number_and_deep_nests_in_the_json():
    refused(signed(b'{"notes": NaN}'))
    refused(signed(b"[" * 200_000))
    refused(signed(b'{"a":' * 100_000))
    refused(signed(b"\xff\xfe"))
    refused(signed(b"[]"))
    refused(signed(b'{"seed": ' + b"9" * 10_000 + b"}"))


def test_points_that_are_not_finite():
    damaged = arrays()
    for name, member in damaged.items():
        if b"<f8" in member[:100]:
            damaged[name] = member[:-8] + struct.pack("<d", np.nan)
            try:
                session_of(signed(values(), damaged))
            except SessionFileError:
                break
    else:
        pytest.fail("nobody minded")


def test_formulas_with_calls_are_text_and_nothing_else(tmp_path):
    plain = values()
    for owner in (plain["experiment"]["data"], plain["preparation"]["data"]):
        owner["features"] = ["__import__('os').system('touch evil')"]
    assert "unknown feature" in refused(signed(plain))


def test_files_that_cannot_be_opened(tmp_path):
    for path, said in ((tmp_path / "gone.gdviz", "There is no file"), (tmp_path, "There is no file")):
        with pytest.raises(SessionFileError, match=said):
            read_session(path)
    large = tmp_path / "large.gdviz"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(SessionFileError, match="at most 256 MB"):
        read_session(large)


def test_a_race_of_thousands_is_refused():
    plain = values()
    plain["race"]["runs"] = [{**plain["race"]["runs"][0], "key": key} for key in range(500)]
    assert "at most" in refused(signed(plain))


def test_data_of_another_kind_than_the_model():
    plain, other = values(), two_clouds()
    plain["dataset"]["task"] = "classification"
    refused(signed(plain))
    assert other.task == "classification"
