"""What `gdviz render` writes, by the ending of the file's name."""

from __future__ import annotations

import argparse

from gdviz.commands.misuse import MisuseError

PICTURES, FILMS = ("png", "svg", "pdf"), ("gif", "apng", "webp", "mp4")
PROGRAMS = ("py", "ipynb")
KINDS = (*PICTURES, *FILMS, "csv", *PROGRAMS, "gdviz")

_OPTIONS = {  # of some kinds alone: their files, what these are called, and what holds unless told
    "frames": (FILMS, "films", 90),
    "fps": (FILMS, "films", 25.0),
    "table": (("csv",), "tables", "history"),
    "method": (PROGRAMS, "programs", None),
    "data": (PROGRAMS, "programs", "auto"),
    "library": (PROGRAMS, "programs", "numpy"),
}


def complete(arguments: argparse.Namespace, kind: str) -> None:
    """Fill in what was not said; raises MisuseError for an option that means nothing for files of this kind."""
    for name, (kinds, called, usual) in _OPTIONS.items():
        if getattr(arguments, name) is None:
            setattr(arguments, name, usual)
        elif kind not in kinds:
            raise MisuseError(f"--{name} is for {called} ({', '.join(kinds)}); got {arguments.to}")
