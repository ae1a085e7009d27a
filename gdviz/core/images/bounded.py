"""Files of strangers: nothing is read that would need more memory than what they may hold."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path
from tokenize import TokenError
from typing import IO, Protocol

import numpy as np

from gdviz.core.grouped import grouped
from gdviz.core.images.image_set import ImageError
from gdviz.core.operations import Array

MAX_BYTES = 256 * 1024 * 1024  # of a file, and of an array unpacked from one
CHUNK = 1024 * 1024

GZIP_MAGIC = b"\x1f\x8b"
_DIRECTORY_END = b"PK\x05\x06"
_MAX_MEMBERS = 64
_MAX_HEAD = 10_000
_MAX_REASON = 120


class Readable(Protocol):
    """Something that gives its next bytes."""

    def read(self, size: int, /) -> bytes:
        """Return the next `size` bytes, fewer at the end."""


class Gunzip:
    """Unpacks a gzip stream no further than it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._unpack = zlib.decompressobj(wbits=31)
        self._waiting = b""

    def read(self, size: int, /) -> bytes:
        """Return the next `size` unpacked bytes, fewer at the end; raises ImageError where the stream is broken."""
        parts: list[bytes] = []
        missing = size
        while missing and not self._unpack.eof:
            packed = self._waiting or self._file.read(65536)
            if not packed:
                raise ImageError("The file is packed with gzip and ends too early.")
            try:
                part = self._unpack.decompress(packed, missing)
            except zlib.error as error:
                raise ImageError(f"The file is packed with gzip and damaged: {brief(error)}.") from None
            self._waiting = self._unpack.unconsumed_tail
            missing -= len(part)
            parts.append(part)
        return b"".join(parts)


def brief(error: Exception) -> str:
    """Return what an error says, as a part of a sentence: some libraries put the file's bytes into it."""
    text = (str(error) or type(error).__name__).splitlines()[0]
    return (text if len(text) <= _MAX_REASON else text[:_MAX_REASON] + "…").rstrip(".")


def open_bytes(path: Path, limit: int = MAX_BYTES) -> IO[bytes]:
    """Open a file of at most `limit` bytes; raises ImageError, one sentence, if there is none."""
    try:
        size = path.stat().st_size
        if not (path.is_file() or path.is_dir()):
            raise ImageError(f"{path.name} is no ordinary file.")
        if size > limit:
            raise ImageError(f"{path.name} has {size / 2**20:.0f} MB; at most {limit // 2**20} MB can be read.")
        return path.open("rb")
    except OSError as error:
        raise ImageError(f"{path.name} cannot be opened: {error.strerror or error}.") from None
    except ValueError as error:
        if isinstance(error, ImageError):
            raise
        raise ImageError(f"{str(path)!r} is not the name of a file.") from None


def read_array(stream: Readable, shape: tuple[int, ...], dtype: np.dtype[np.generic], what: str) -> Array:
    """Return the array (C order) that makes up the rest of a stream.

    Raises ImageError if it would be too large, or if the stream holds less or more.
    """
    count = 1
    for length in shape:
        count *= int(length)
    size = count * dtype.itemsize
    if size > MAX_BYTES:
        raise ImageError(
            f"{what} says that it holds {grouped(round(size / 2**20))} MB; at most {MAX_BYTES // 2**20} can be read."
        )
    array = np.empty(size, np.uint8)  # the system hands memory out as it is written: a promise alone takes none
    filled = 0
    while filled < size:
        part = stream.read(min(CHUNK, size - filled))
        if not part:
            raise ImageError(f"{what} ends after {grouped(filled)} of {grouped(size)} bytes.")
        array[filled : filled + len(part)] = np.frombuffer(part, np.uint8)
        filled += len(part)
    if stream.read(1):
        raise ImageError(f"{what} holds more than the {grouped(size)} bytes that its head speaks of.")
    return array.view(dtype).reshape(shape)


def read_npz(file: IO[bytes], names: tuple[str, ...], title: str) -> dict[str, Array]:
    """Return those arrays of an npz file that are in `names`; nothing else of it is unpacked, and no pickle is read.

    Raises ImageError, one sentence, where it is damaged or too large.
    """
    _check_directory(file, title)
    arrays: dict[str, Array] = {}
    try:
        with zipfile.ZipFile(file) as archive:
            for info in archive.infolist():
                name = info.filename.removesuffix(".npy")
                if name not in names or name in arrays:
                    continue
                if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise ImageError(f"{name} in {title} is packed in a way that npz files don't use.")
                with archive.open(info) as member:
                    arrays[name] = _read_npy(member, f"{name} in {title}")
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise ImageError(f"{title} is damaged: {brief(error)}.") from None
    except (UnicodeDecodeError, OverflowError, IndexError) as error:
        raise ImageError(f"{title} is damaged: {type(error).__name__}.") from None
    return arrays


def _check_directory(file: IO[bytes], title: str) -> None:
    """Refuse an archive of thousands of members before zipfile makes an object for each."""
    end = file.seek(0, io.SEEK_END)
    file.seek(max(0, end - 65536 - 22))
    tail = file.read()
    place = tail.rfind(_DIRECTORY_END)
    if place < 0 or len(tail) - place < 22:
        raise ImageError(f"{title} is damaged: the list of what is in it is missing.")
    members, size = struct.unpack("<HI", tail[place + 10 : place + 16])
    if members > _MAX_MEMBERS or size > 65536:
        raise ImageError(f"{title} holds {grouped(members)} arrays; at most {_MAX_MEMBERS} are looked at.")
    file.seek(0)


def _read_npy(member: IO[bytes], what: str) -> Array:
    try:
        version = np.lib.format.read_magic(member)
        if version not in ((1, 0), (2, 0)):
            raise ImageError(f"{what} has a version of the npy format that is not known: {version[0]}.{version[1]}.")
        length_bytes = member.read(2 if version == (1, 0) else 4)
        length = int.from_bytes(length_bytes, "little")
        if length > _MAX_HEAD:  # NumPy would read it before it looks how long it is
            raise ImageError(f"{what} has a head of {grouped(length)} bytes; at most {grouped(_MAX_HEAD)} are read.")
        head = io.BytesIO(length_bytes + member.read(length))
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, fortran, dtype = read(head)
    except ImageError:
        raise
    except (ValueError, TypeError, SyntaxError, TokenError, MemoryError, RecursionError):
        raise ImageError(f"{what} has a damaged head.") from None
    if dtype.kind not in "uif" or dtype.itemsize > 8:
        raise ImageError(f"{what} must hold numbers; it holds {dtype}.")
    if len(shape) > 4 or any(length < 0 for length in shape):
        raise ImageError(f"{what} has a shape that cannot be images or labels: {shape}.")
    array = read_array(member, shape[::-1] if fortran else shape, dtype, what)
    return array.T if fortran else array
