"""Input and output that a starter of programs has closed, as some menus of a desktop do."""

from __future__ import annotations

import os
import sys


def open_missing_streams() -> None:
    """Let what is read from a missing standard stream be empty, and what is written be gone; children get them too.

    Their numbers would else go to the next files that are opened, and what a library prints would end up in those.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115 - for as long as the program runs
            os.set_inheritable(stream.fileno(), True)
            setattr(sys, name, stream)
