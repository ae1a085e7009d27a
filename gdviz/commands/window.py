"""gdviz [FILE]: open the window."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from gdviz.commands import COMMANDS
from gdviz.system.display import display_problem
from gdviz.system.nearest import nearest

MOST_NAMES = 1000  # of a folder that are looked through for one that was mistyped


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the window can be started with."""
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="a session (.gdviz) or a table of data (.csv) to open"
    )
    parser.add_argument("--lesson", metavar="ID", help="open this lesson (`gdviz lessons` lists them)")
    # For tests and packagers: everything up to the first picture, then out.
    parser.add_argument("--quit-after-start", action="store_true", help=argparse.SUPPRESS)


def execute(arguments: argparse.Namespace) -> int:
    """Open the window and stay until it is closed; returns 1 if it cannot open, 2 if the file is not there."""
    mistake = _mistake(arguments)
    if mistake is not None:
        print(f"gdviz: {mistake}", file=sys.stderr)
        return 2
    before = signal.signal(signal.SIGINT, _end_at_once)
    try:
        return _opened(arguments)
    finally:
        signal.signal(signal.SIGINT, before)


def _opened(arguments: argparse.Namespace) -> int:
    problem = display_problem()
    if problem is None:
        gc.disable()  # what is made here stays; the window's own collector takes over
        with ExitStack() as ending:
            try:
                # Once PySide6 is there it reads the source of each further module, to see whether it uses Qt.
                import gdviz.core.plugins
                import gdviz.lessons  # noqa: F401
                from gdviz.training.apart.trainer_process import TrainerProcess

                trainer = TrainerProcess()  # it gets ready while the window does
                ending.callback(trainer.stop)  # where no window comes that ends it
                from gdviz.plots.quick_pyqtgraph import import_pyqtgraph

                import_pyqtgraph()
                from gdviz.ui.app import run
            except ImportError as error:
                problem = f"{error}; `gdviz doctor` says what is missing"
            else:
                return run(arguments, trainer)
    print(f"gdviz: {problem}.", file=sys.stderr)
    return 1


def _end_at_once(number: int, frame: object) -> None:
    """End while there is nothing yet to lose: an exception amid the imports of PySide6 would be lost in them."""
    print("gdviz: interrupted.", file=sys.stderr, flush=True)
    os._exit(128 + number)


def _mistake(arguments: argparse.Namespace) -> str | None:
    file: Path | None = arguments.file
    if file is None or file.is_file():
        return None
    if file.is_dir():
        return f"{file} is a folder; name a file in it"
    command = nearest(str(file), COMMANDS)
    beside = nearest(file.name, _names_in(file.parent))
    meant = f"`gdviz {command}`" if command is not None else str(file.parent / beside) if beside is not None else ""
    return f"there is no file {file}" + (f"; did you mean {meant}?" if meant else "")


def _names_in(folder: Path) -> list[str]:
    try:
        return [path.name for path in islice(folder.iterdir(), MOST_NAMES) if path.is_file()]
    except OSError:
        return []
