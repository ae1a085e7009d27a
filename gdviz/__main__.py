"""The command line and start-up."""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import sys

from gdviz import __version__
from gdviz.commands import COMMANDS
from gdviz.commands.parser import Parser
from gdviz.system.nearest import nearest
from gdviz.system.streams import open_missing_streams

# Two BLAS threads on small matrices cost more than they bring, and pull at the window.
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

EXAMPLES = """examples:
  gdviz                         open the window
  gdviz points.csv              open a table of data
  gdviz talk.gdviz              open a saved session
  gdviz --lesson race           open a lesson
  gdviz run race --json         train it and print the figures
  gdviz render race --to race.svg --steps 200"""


def main(arguments: list[str] | None = None) -> int:
    """Run gdviz; returns the exit code: 0 well, 1 this machine or the run failed, 2 a wrong command line."""
    open_missing_streams()
    for variable in ONE_THREAD:
        os.environ.setdefault(variable, "1")
    words = sys.argv[1:] if arguments is None else arguments
    name = words[0] if words and words[0] in COMMANDS else None
    meant = None if name is not None else _meant(words)
    if meant is not None:
        print(f"gdviz: there is no command {words[0]!r}; did you mean `gdviz {meant}`?", file=sys.stderr)
        return 2
    try:
        command = importlib.import_module(f"gdviz.commands.{name or 'window'}")
        parser = _parser(name)
        command.add_arguments(parser)
        return int(command.execute(parser.parse_args(words[1:] if name else words)))
    except KeyboardInterrupt:
        print("gdviz: interrupted.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # as in `gdviz lessons | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"gdviz: {error.strerror}", file=sys.stderr)
        return 1


def _meant(words: list[str]) -> str | None:
    """Return the command that was mistyped, where more follows it than a file to open; None for all else."""
    if len(words) < 2 or words[0].startswith("-") or words[1].startswith("--lesson") or os.path.exists(words[0]):
        return None
    return nearest(words[0], COMMANDS)


def _parser(name: str | None) -> Parser:
    if name is not None:
        return Parser(prog=f"gdviz {name}", description=COMMANDS[name])
    others = "\n".join(f"  gdviz {command:<10} {does}" for command, does in COMMANDS.items())
    parser = Parser(
        prog="gdviz",
        description="Show how machines learn, live. Without a command gdviz opens its window.",
        epilog=f"other commands (each has --help):\n{others}\n\n{EXAMPLES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"gdviz {__version__}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
