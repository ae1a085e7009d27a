"""Archives of known names and bounded size."""

from __future__ import annotations

import io
import warnings
import zipfile

import pytest

from gdviz.core.small_zip import ZipMistakeError, unzipped, zipped


def test_what_is_packed_comes_out_again() -> None:
    members = {"a": b"1" * 1000, "b": b""}
    assert unzipped(zipped(members), {"a": 1000, "b": 0}) == members
    assert unzipped(zipped(members, compress=("b",)), None, 1000) == members


def test_an_entry_that_is_there_twice_could_be_read_either_way() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for content in (b"good", b"evil"):
            archive.writestr("a", content)
    with pytest.raises(ZipMistakeError, match="an entry is there twice"):
        unzipped(buffer.getvalue(), {"a": 10})


@pytest.mark.parametrize(
    ("limits", "total", "message"),
    [
        ({"a": 3}, None, "the entry 'a' is too large"),
        ({"a": 4, "b": 1}, None, "the entry 'b' is missing"),
        ({}, None, "an entry 'a' does not belong there"),
        (None, 3, "the entry 'a' is too large"),
    ],
)
def test_nothing_else_and_nothing_larger_comes_out(limits, total, message) -> None:
    with pytest.raises(ZipMistakeError, match=message):
        unzipped(zipped({"a": b"1234"}), limits, total)
