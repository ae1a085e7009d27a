"""A trainer in a process of its own, with the face of one in a thread."""

from __future__ import annotations

import contextlib
import dataclasses
import queue
import signal
import subprocess
import threading
from typing import Any, BinaryIO, cast

from gdviz.system.own_process import own_process
from gdviz.training import commands
from gdviz.training.apart.frames import widen
from gdviz.training.apart.wire import Wire
from gdviz.training.commands import Command
from gdviz.training.ending import PATIENCE
from gdviz.training.events import Event, Frozen, Lost
from gdviz.training.latest import Latest
from gdviz.training.snapshot import Snapshot
from gdviz.training.trainer import FRAMES_PER_SECOND

CHILD = "gdviz.training.apart.child"
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows would else open a console for it


class TrainerProcess:
    """Owns a `Trainer` in another process: its steps and the window's pictures don't share one Python.

    `post`, `latest`, `events`, `end` and `stop` are those of `Trainer`. Two threads write and read the pipe. A process
    that is lost, killed or crashed, is reported as `Lost`. The next command starts another: it knows the pace, and no
    race yet.
    """

    def __init__(self, frames_per_second: float = FRAMES_PER_SECOND) -> None:
        self.latest: Latest[Snapshot] = Latest()
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._command = own_process(CHILD, str(frames_per_second))
        self._outbox: queue.SimpleQueue[tuple[int, Command] | None] = queue.SimpleQueue()
        self._posted = 0
        self._ending = False
        self._pace: commands.Pace | None = None
        self._tickets: dict[int, Any] = {}  # what a Frozen is to be told with: it need not go over
        self._guard = threading.Lock()
        self._child: Child | None = None
        self._writer = threading.Thread(target=self._write, name="gdviz trainer writer", daemon=True)
        self._writer.start()

    def post(self, command: Command) -> int:
        """Hand over a command; return its serial number, which a snapshot acknowledges when it was carried out."""
        self._posted += 1
        if isinstance(command, commands.Freeze):
            self._tickets[self._posted] = command.ticket
            command = commands.Freeze(self._posted)
        self._outbox.put((self._posted, command))
        return self._posted

    def end(self) -> None:
        """End the process, whatever it does; returns at once."""
        with self._guard:
            self._ending = True
            if self._child is not None:
                self._child.process.kill()
        self._outbox.put(None)

    def stop(self, timeout: float = PATIENCE) -> bool:
        """End the process and wait for it; return whether it ended in time."""
        self.end()
        threads = [self._writer] if self._child is None else [self._writer, self._child.reader]
        for thread in threads:
            thread.join(timeout)
        return not any(thread.is_alive() for thread in threads)

    def _write(self) -> None:
        if hasattr(signal, "pthread_sigmask"):  # its children inherit it: a Ctrl+C is the window's to answer
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        self._start(0)  # it is there by the time that somebody wants something of it
        while (item := self._outbox.get()) is not None:
            serial, command = item
            child = self._child or self._start(serial - 1)
            if child is not None:
                child.send(command)
            if isinstance(command, commands.Pace):
                self._pace = command

    def _start(self, posted: int) -> Child | None:
        """Return a new process, at the pace of the last one, where there may and can be one."""
        with self._guard:
            if self._ending:
                return None
            try:
                child = self._child = Child(self._command, posted if self._pace is None else posted - 1)
            except OSError as error:
                self._lose(f"it could not be started: {error.strerror or error}")
                return None
            child.reader = threading.Thread(target=self._read, args=(child,), name="gdviz trainer reader", daemon=True)
            child.reader.start()
        if self._pace is not None:
            child.send(self._pace)
        return child

    def _read(self, child: Child) -> None:
        while True:
            try:
                events, snapshot = child.wire.receive()
            except (EOFError, OSError):
                break
            for event in events:
                self._tell(event)
            if snapshot is not None:
                acknowledged = snapshot.acknowledged + child.before
                self.latest.put(dataclasses.replace(snapshot, acknowledged=acknowledged))
        reason = child.close()
        with self._guard:
            if not self._ending:
                self._child = None
                self._lose(reason)

    def _lose(self, reason: str) -> None:
        """Report that there is no process, and answer all who wait for what one would have kept."""
        self.events.put(Lost(reason))
        for serial in tuple(self._tickets):
            self._tell(Frozen(0, serial, None))

    def _tell(self, event: Event) -> None:
        if not isinstance(event, Frozen):
            self.events.put(event)
        elif event.ticket in self._tickets:  # else it was answered when its process was lost
            self.events.put(dataclasses.replace(event, ticket=self._tickets.pop(event.ticket)))


class Child:
    """A process and the pipe to it; `before` is how many more commands were posted than went to it."""

    reader: threading.Thread

    def __init__(self, command: list[str], before: int) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, creationflags=NO_WINDOW)
        for pipe in (self.process.stdin, self.process.stdout):
            widen(cast(BinaryIO, pipe))
        self.wire = Wire(cast(BinaryIO, self.process.stdout), cast(BinaryIO, self.process.stdin))
        self.before = before
        self._sending, self._closed = threading.Lock(), False

    def send(self, command: Command) -> None:
        """Send a command, unless the process is lost, which its reader reports."""
        with self._sending:
            if not self._closed:
                with contextlib.suppress(OSError):
                    self.wire.send(command)

    def close(self) -> str:
        """Wait for the end of a process that says nothing more; return how it ended."""
        self.process.kill()
        code = self.process.wait()
        with self._sending:
            self._closed = True
            for pipe in (self.process.stdin, self.process.stdout):
                with contextlib.suppress(OSError):  # what was still to be written is of no use
                    cast(BinaryIO, pipe).close()
        if code < 0:
            return f"the system ended it with {signal.Signals(-code).name}"
        return f"it ended with exit code {code}"
