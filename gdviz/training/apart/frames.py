"""Messages as bytes: a few lengths, what was pickled, and the large arrays as they lie in memory."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import BinaryIO

_COUNT = struct.Struct("<I")
_LENGTH = struct.Struct("<Q")


def write_frame(sink: BinaryIO, parts: Sequence[bytes | memoryview]) -> None:
    """Write the parts of one message; raises OSError where nobody reads any more."""
    lengths = b"".join(_LENGTH.pack(len(part)) for part in parts)
    sink.write(_COUNT.pack(len(parts)) + lengths)
    for part in parts:
        sink.write(part)
    sink.flush()


def read_frame(source: BinaryIO) -> list[bytearray]:
    """Return the parts of the next message; raises EOFError where there will be none."""
    (count,) = _COUNT.unpack(_exactly(source, _COUNT.size))
    lengths = [length for (length,) in _LENGTH.iter_unpack(_exactly(source, count * _LENGTH.size))]
    return [_exactly(source, length) for length in lengths]


def _exactly(source: BinaryIO, length: int) -> bytearray:
    content = bytearray(length)
    place, rest = 0, memoryview(content)
    while place < length:
        taken = source.readinto(rest[place:])  # type: ignore[attr-defined]
        if not taken:
            raise EOFError
        place += taken
    return content
