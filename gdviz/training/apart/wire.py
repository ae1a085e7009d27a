"""Messages between the window's process and the trainer's, in order; what one end sends, the other receives.

They are pickled, as Python's own queues between processes do it, and never leave the pipe between a program and the
child that it started itself: files are never written so.
"""

from __future__ import annotations

import io
import pickle
from typing import Any, BinaryIO

from gdviz.core.operations import Array
from gdviz.training.apart.frames import FrameReader, write_frame
from gdviz.training.apart.growing import GrowingReceiver, GrowingSender, Rows, growing_arrays

APART_BYTES = 2**16  # an array of so many bytes is not copied into the message but goes behind it


class Wire:
    """One end. One thread may send while another receives."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self._reader, self._sink = FrameReader(source), sink
        self._sent, self._received = GrowingSender(), GrowingReceiver()

    def send(self, message: object) -> None:
        """Send a message that nobody changes any more; raises OSError where the other end is gone."""
        content, apart = io.BytesIO(), _Apart()
        pickler = _Pickler(content, self._sent, {id(array) for array in growing_arrays(message)}, apart)
        pickler.dump((self._sent.gone(), message))
        write_frame(self._sink, [content.getvalue(), *apart.contents])

    def receive(self) -> Any:
        """Wait for the next message and return it; raises EOFError where there will be none."""
        content, *apart = self._reader.read()
        gone, message = _Unpickler(io.BytesIO(content), self._received, apart).load()
        self._received.forget(gone)
        return message


class _Apart:
    """What goes behind a message. A pickler that held it itself would never be given back without the collector."""

    def __init__(self) -> None:
        self.contents: list[memoryview] = []

    def __call__(self, buffer: pickle.PickleBuffer) -> bool:
        """Keep what is large; return True for what is to be copied into the message."""
        content = buffer.raw()
        if content.nbytes < APART_BYTES:
            return True
        self.contents.append(content)
        return False


class _Pickler(pickle.Pickler):
    def __init__(self, sink: io.BytesIO, sent: GrowingSender, growing: set[int], apart: _Apart) -> None:
        super().__init__(sink, protocol=5, buffer_callback=apart)
        self._sent, self._growing = sent, growing

    def persistent_id(self, item: Any) -> Rows | None:
        return self._sent.rows(item) if id(item) in self._growing else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, source: io.BytesIO, received: GrowingReceiver, apart: list[bytearray]) -> None:
        super().__init__(source, buffers=[memoryview(part).toreadonly() for part in apart])
        self._received = received

    def persistent_load(self, rows: Rows) -> Array:
        return self._received.array(rows)
