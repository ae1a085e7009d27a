"""Zip archives of known names and bounded size, read in memory: nothing is unpacked to a disk."""

from __future__ import annotations

import io
import math
import zipfile
import zlib
from collections.abc import Mapping
from tokenize import TokenError

import numpy as np

from gdviz.core.grouped import grouped
from gdviz.core.operations import Array

MOST_DIRECTORY_BYTES = 4 * 2**20
_END = b"PK\x05\x06"
_END_BYTES, _LONGEST_COMMENT = 22, 65_535
_MOMENT = (1980, 1, 1, 0, 0, 0)  # so that the same content gives the same bytes


class ZipMistakeError(ValueError):
    """What is wrong with an archive, as the end of a sentence."""


def zipped(members: Mapping[str, bytes], compress: tuple[str, ...] | None = None) -> bytes:
    """Return an archive; `compress` names the members that are deflated, None all."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", allowZip64=False) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, _MOMENT)
            deflated = compress is None or name in compress
            info.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
            archive.writestr(info, content, compresslevel=1 if deflated else None)
    return buffer.getvalue()


def unzipped(content: bytes, limits: Mapping[str, int] | None, total: int | None = None) -> dict[str, bytes]:
    """Return the members of an archive: exactly those of `limits`, each at most so long, or any up to `total` bytes.

    Raises ZipMistakeError, having taken no more memory than the limits.
    """
    _check_directory(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            names = [info.filename for info in infos]
            if len(set(names)) != len(names):
                raise ZipMistakeError("an entry is there twice")
            if limits is not None and set(names) != set(limits):
                odd = sorted(set(names) ^ set(limits))[0]
                raise ZipMistakeError(f"{'the entry' if odd in limits else 'an entry'} {odd[:60]!r} "
                                      f"{'is missing' if odd in limits else 'does not belong there'}")  # fmt: skip
            members, left = {}, total if total is not None else sum((limits or {}).values())
            for info in infos:
                limit = left if limits is None else limits[info.filename]
                members[info.filename] = _member(archive, info, limit)
                left -= len(members[info.filename])
            return members
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        UnicodeError,
    ) as error:
        raise ZipMistakeError(str(error)[:120] or type(error).__name__) from None


def _check_directory(content: bytes) -> None:
    """Raise where the list of members is missing or too long to be read, or of the kind for huge archives."""
    place = content.rfind(_END, max(0, len(content) - _END_BYTES - _LONGEST_COMMENT))
    if place < 0 or len(content) - place < _END_BYTES:
        raise ZipMistakeError("its end is missing")
    size = int.from_bytes(content[place + 12 : place + 16], "little")
    if size > MOST_DIRECTORY_BYTES or content[max(0, place - 20) : place].startswith(b"PK\x06\x07"):
        raise ZipMistakeError("its list of entries is too long")


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & 1:
        raise ZipMistakeError(f"the entry {info.filename[:60]!r} is packed in another way")
    if info.file_size > limit:
        raise ZipMistakeError(f"the entry {info.filename[:60]!r} is too large")
    with archive.open(info) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise ZipMistakeError(f"the entry {info.filename[:60]!r} is too large")
    return data


def npy_of(array: Array) -> bytes:
    """Return the content of an npy file; raises ValueError for anything but numbers."""
    if array.dtype.kind not in "fiub":
        raise ValueError(f"an array must hold numbers; got {array.dtype}")
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.asarray(array, order="C"), allow_pickle=False)
    return buffer.getvalue()


def array_of(content: bytes, name: str) -> Array:
    """Return the array of an npy file, read-only; its header must tell of exactly the bytes that follow."""
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    if version not in ((1, 0), (2, 0)):
        raise ZipMistakeError(f"the array {name[:60]!r} is of an unknown format")
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    try:
        shape, fortran, dtype = read(file)
    except (SyntaxError, TokenError):  # NumPy tries to read it as a program of Python 2 would have written it
        raise ZipMistakeError(f"the head of the array {name[:60]!r} is damaged") from None
    left = len(content) - file.tell()
    if dtype.kind not in "fiub" or any(length < 0 for length in shape):
        raise ZipMistakeError(f"the array {name[:60]!r} holds no numbers")
    if math.prod(shape) * dtype.itemsize != left:
        claimed = math.prod(shape)
        raise ZipMistakeError(
            f"the array {name[:60]!r} claims {grouped(claimed)} numbers and has {grouped(left // dtype.itemsize)}"
        )
    values: Array = np.frombuffer(content, dtype, offset=file.tell())
    return values.reshape(shape, order="F" if fortran else "C")
