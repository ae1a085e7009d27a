"""Messages as bytes: a few lengths, what was pickled, and the large arrays as they lie in memory."""

from __future__ import annotations

import struct
import sys
from collections import deque
from collections.abc import Sequence
from typing import BinaryIO

_COUNT = struct.Struct("<I")
_LENGTH = struct.Struct("<Q")
REMEMBERED = 4  # messages whose memory is used again
UNUSED = 2  # references to memory that only its list and the question itself refer to
PIPE_BYTES = 2**20  # as much as Linux gives to everybody


def widen(pipe: BinaryIO) -> None:
    """Let more fit into a pipe, where the system can: a large model goes over in fewer turns of the two processes."""
    try:
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    except (ImportError, AttributeError, OSError):
        pass  # then it has the size that the system gives it


def write_frame(sink: BinaryIO, parts: Sequence[bytes | memoryview]) -> None:
    """Write the parts of one message; raises OSError where nobody reads any more."""
    lengths = b"".join(_LENGTH.pack(len(part)) for part in parts)
    sink.write(_COUNT.pack(len(parts)) + lengths)
    for part in parts:
        sink.write(part)
    sink.flush()


class FrameReader:
    """Reads messages, one after the other, into memory that earlier ones no longer need.

    Messages of a large model come thirty times a second, each of some megabytes. Fresh memory for each would cost more
    than reading it: the system hands it out page by page.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._earlier: deque[list[bytearray]] = deque(maxlen=REMEMBERED)

    def read(self) -> list[bytearray]:
        """Return the parts of the next message; raises EOFError where there will be none."""
        (count,) = _COUNT.unpack(self._filled(bytearray(_COUNT.size)))
        lengths = _LENGTH.iter_unpack(self._filled(bytearray(count * _LENGTH.size)))
        parts = [self._filled(self._room(length)) for (length,) in lengths]
        self._earlier.append(parts)
        return parts

    def _room(self, length: int) -> bytearray:
        """Return memory of an earlier message that nobody looks at any more, or new memory."""
        for parts in self._earlier:
            for place in range(len(parts)):
                if len(parts[place]) == length and sys.getrefcount(parts[place]) == UNUSED:
                    return parts.pop(place)
        return bytearray(length)

    def _filled(self, content: bytearray) -> bytearray:
        place, rest = 0, memoryview(content)
        while place < len(content):
            taken = self._source.readinto(rest[place:])  # type: ignore[attr-defined]
            if not taken:
                raise EOFError
            place += taken
        return content
