"""gdviz render: a lesson or a session as a picture, film, table, program or session file, without a window."""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from gdviz.commands.image_program import program_contents
from gdviz.commands.misuse import MisuseError
from gdviz.commands.page_source import page_of_session
from gdviz.commands.progress import bar_of
from gdviz.commands.render_drawn import drawn, drawn_page, surface_of
from gdviz.commands.render_kinds import FILMS, KINDS, PICTURES, PROGRAMS, complete
from gdviz.commands.render_page import page_files
from gdviz.commands.run import step_count
from gdviz.commands.run_images import image_lesson
from gdviz.commands.run_slopes import slope_lesson
from gdviz.commands.source import Source, exit_code, open_source
from gdviz.core.grouped import grouped
from gdviz.core.methods import METHODS
from gdviz.core.plugins import load_plugins
from gdviz.export.limits import LEAST_SIDE, MOST_FRAMES, MOST_RATE, MOST_SCALE, MOST_SIDE
from gdviz.lessons import ImageLesson, SlopeLesson
from gdviz.system.files import write_whole
from gdviz.training.session_file import session_bytes
from gdviz.training.session_values import SavedSession

TABLES = ("history", "points", "trajectory", "surface")
THEMES = ("print", "light", "dark")
LIBRARIES = ("numpy", "sklearn", "pytorch", "keras", "gdviz")
DATA = {"auto": None, "inside": True, "beside": False}

EXAMPLES = """examples:
  gdviz render race --to race.png --steps 200 --size 1600x900 --theme print
  gdviz render race --to surface.pdf --plots loss_surface --size 800x600
  gdviz render talk.gdviz --to talk.gif --steps 300 --fps 25
  gdviz render logistic --to history.csv --table history
  gdviz render logistic --to logistic.py --library pytorch
  gdviz render race --to adam.ipynb --method adam
  gdviz render race --to all.py --method all --data beside
  gdviz render mnist-cnn --to digits.py --library keras
  gdviz render race --to surface.csv --table surface
  gdviz render slope --to slope.svg
  gdviz render mnist-mlp --to digits.png --steps 2000 --size 1600x900
  gdviz render sgd --to sgd.gdviz --steps 500

Lessons on pages of their own (slopes, the moving filter, digits, a sweep) are drawn as their page; steps are batches.
exit codes: 0 well; 1 the file cannot be made or written; 2 a wrong command line; 130 stopped by Ctrl+C."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is written, how far it is trained first, and how it looks."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLES
    parser.add_argument("source", metavar="LESSON or FILE.gdviz", help="a lesson's id, or a saved session")
    parser.add_argument(
        "--to", type=Path, required=True, metavar="FILE", help=f"its ending says what: {', '.join(KINDS)}"
    )
    parser.add_argument("--steps", type=step_count, metavar="N", help="the step that is shown, or a film's last")
    parser.add_argument("--size", type=_size, default=(1280, 800), metavar="WxH", help="in pixels (1280x800)")
    parser.add_argument(
        "--scale",
        type=_between("--scale", 1.0, MOST_SCALE),
        default=1.0,
        metavar="S",
        help="dots of a picture for each pixel (1)",
    )
    parser.add_argument("--theme", choices=THEMES, default="print", help="print has a white ground (print)")
    parser.add_argument(
        "--plots",
        metavar="NAMES",
        help="such as data_plot,loss_surface; else as in the session, or all three",
    )
    parser.add_argument("--no-title", action="store_true", help="pictures without headings")
    parser.add_argument(
        "--fps",
        type=_between("--fps", 1.0, MOST_RATE),
        metavar="F",
        help="frames of a film in a second (25)",
    )
    parser.add_argument("--frames", type=_frames, metavar="N", help="frames of a film (90)")
    parser.add_argument("--table", choices=TABLES, help="which table a CSV is (history)")
    parser.add_argument("--method", metavar="NAME", help="which one of a race a program trains by (the first), or all")
    parser.add_argument(
        "--data",
        choices=DATA,
        help="points inside a program, or in a CSV beside it (auto: inside if few)",
    )
    parser.add_argument("--library", choices=LIBRARIES, help="what a program uses (numpy)")


def execute(arguments: argparse.Namespace) -> int:
    """Write the file; returns 2 for a wrong command line, 1 where the file cannot be made or written."""
    kind = arguments.to.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        print(f"gdviz: --to must end in .{', .'.join(KINDS)}; got {arguments.to}", file=sys.stderr)
        return 2
    try:
        complete(arguments, kind)
    except MisuseError as error:
        print(f"gdviz: {error}", file=sys.stderr)
        return 2
    load_plugins()
    try:
        page = _page_lesson(arguments.source)
        source = open_source(arguments.source) if page is None else None
    except ValueError as error:
        print(f"gdviz: {error}", file=sys.stderr)
        return exit_code(error)
    if source is None:
        assert page is not None
        return _write(arguments, lambda: _page_files(arguments, kind, page))
    steps = source.steps if arguments.steps is None else arguments.steps
    return _write(arguments, lambda: _files(arguments, kind, source, steps))


def _write(arguments: argparse.Namespace, make: Callable[[], Mapping[Path, bytes]]) -> int:
    """Write what `make` returns; returns 2 where it cannot be meant, 1 where it cannot be made or written."""
    try:
        files = make()
        for path, content in files.items():
            write_whole(path, content)
    except MisuseError as error:
        print(f"gdviz: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"gdviz: {arguments.to} could not be written: {error.strerror or error}", file=sys.stderr)
        return 1
    except (ValueError, RuntimeError, ImportError) as error:
        hint = "; `gdviz doctor` says what is missing" if isinstance(error, ImportError) else ""
        print(f"gdviz: {arguments.to} cannot be made: {str(error).rstrip('.')}{hint}", file=sys.stderr)
        return 1
    for path, content in files.items():
        print(f"{path}: {grouped(len(content))} bytes", file=sys.stderr)
    return 0


def _page_lesson(text: str) -> ImageLesson | SlopeLesson | None:
    """Return the lesson on a page of its own that `text` names; raises ValueError, one sentence, for an unknown one."""
    return slope_lesson(text) or image_lesson(text)


def _page_files(arguments: argparse.Namespace, kind: str, page: ImageLesson | SlopeLesson) -> dict[Path, bytes]:
    with bar_of(100, unit="%") as bar:
        return page_files(arguments, kind, page, lambda share: bar.update(round(100 * share) - bar.n))


def _files(arguments: argparse.Namespace, kind: str, source: Source, steps: int) -> dict[Path, bytes]:
    """Return the contents by path, the file that was asked for last."""
    if kind in PROGRAMS:
        from gdviz.export.code import program_files, recipe_of, recipes_of

        if arguments.method == "all":
            recipes = recipes_of(source.experiment, source.dataset, steps)
        else:
            recipes = [recipe_of(source.experiment, source.dataset, steps, _method_key(source, arguments.method))]
        inline, notebook = DATA[arguments.data], kind == "ipynb"
        named = program_files(recipes, arguments.library, arguments.to.name, inline=inline, notebook=notebook)
        return program_contents(named, arguments.to)
    with bar_of(steps, unit="step") as bar:
        _, _, saved = source.train(steps, bar.update)
    if kind == "csv":
        return {arguments.to: _table(arguments.table, saved).encode()}
    if kind in PICTURES + FILMS:
        page = page_of_session(saved)
        if page is not None and kind in PICTURES and not arguments.plots:
            return {arguments.to: drawn_page(arguments, kind, page)}
        with bar_of(arguments.frames, unit="frame", show=kind in FILMS) as bar:
            return {arguments.to: drawn(arguments, kind, saved, steps, bar)}
    return {arguments.to: session_bytes(saved)}


def _method_key(source: Source, name: str | None) -> int | None:
    """Return the key of the first method with this name, id or title; raises ValueError naming those that there are."""
    if name is None:
        return None
    methods = {method.key: method for method in source.experiment.methods if method.active}
    for key, method in methods.items():
        if name.lower() in (method.name, METHODS[method.name].title.lower(), str(key)):
            return key
    known = ", ".join(dict.fromkeys(method.name for method in methods.values()))
    raise MisuseError(f"--method must be one of {known}; got {name!r}")


def _table(which: str, saved: SavedSession) -> str:
    from gdviz.export.numbers import data_table, history_table, trajectory_table

    if which == "points":
        mask = saved.split.train_mask if saved.split is not None else None
        return data_table(saved.experiment, saved.dataset, mask)
    if which == "surface":
        return surface_of(saved)
    return history_table(saved) if which == "history" else trajectory_table(saved)


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,5})[x×](\d{1,5})", text.strip().lower())
    if found is None:
        raise argparse.ArgumentTypeError(f"--size must be like 1600x900; got {text!r}")
    sides = int(found[1]), int(found[2])
    if not all(LEAST_SIDE <= side <= MOST_SIDE for side in sides):
        raise argparse.ArgumentTypeError(f"each side of --size must be in [{LEAST_SIDE}, {MOST_SIDE}]; got {text}")
    return sides


def _between(name: str, low: float, high: float) -> Callable[[str], float]:
    def check(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{name} must be a number in [{low:g}, {high:g}]; got {text!r}")
        return value

    return check


def _frames(text: str) -> int:
    count = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= count <= MOST_FRAMES:
        raise argparse.ArgumentTypeError(f"--frames must be a whole number in [1, {MOST_FRAMES}]; got {text!r}")
    return count
