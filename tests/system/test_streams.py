"""A program whose starter has closed its input and output."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from gdviz.system.streams import open_missing_streams

PROGRAM = """
import os, subprocess, sys
from gdviz.system.streams import open_missing_streams
open_missing_streams()
numbers = [sys.stdin.fileno(), sys.stdout.fileno(), sys.stderr.fileno()]
print("lost")
child = "import sys; print(sys.stdin.read() + 'lost', file=sys.stderr); sys.exit(7)"
code = subprocess.run([sys.executable, "-c", child]).returncode
os.write(int(sys.argv[1]), f"{numbers} {code} {sys.stdin.read()!r}".encode())
"""


@pytest.mark.skipif(os.name != "posix", reason="the shell of other systems closes nothing")
@pytest.mark.parametrize("closed", ["<&- >&- 2>&-", "2>&-", "<&-", ">&-"])
def test_closed_streams_are_empty_for_the_program_and_for_its_children(closed: str) -> None:
    paths = os.pathsep.join(path for path in sys.path if path)
    reading, writing = os.pipe()
    try:
        subprocess.run(
            ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-c", PROGRAM, str(writing)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            pass_fds=[writing], env={**os.environ, "PYTHONPATH": paths}, check=True,
        )  # fmt: skip
        assert os.read(reading, 100) == b"[0, 1, 2] 7 ''"
    finally:
        os.close(reading)
        os.close(writing)


def test_streams_that_are_there_stay() -> None:
    before = sys.stdin, sys.stdout, sys.stderr
    open_missing_streams()
    assert (sys.stdin, sys.stdout, sys.stderr) == before
