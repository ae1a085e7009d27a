"""The end of the process: nothing that is thrown away is waited for."""

from __future__ import annotations

import os
import sys
import threading


def leave(code: int) -> int:
    """Return the exit code; where a thread still computes, end the process with it instead, at once.

    All that is to be kept has been written by now. One matrix product of a very large network takes seconds and cannot
    be broken off. And an orderly end under its feet is none: BLAS would give back the memory that it works in.
    """
    if any(thread.daemon and thread.is_alive() and thread.name.startswith("gdviz") for thread in threading.enumerate()):
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
    return code
