"""gdviz render: a lesson or a session as a picture, film, table, program or session file, without a window."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from gdviz.commands.image_program import image_program, program_contents
from gdviz.commands.run import step_count
from gdviz.commands.run_images import image_lesson
from gdviz.commands.source import Source, open_source
from gdviz.core.methods import METHODS
from gdviz.core.plugins import load_plugins
from gdviz.lessons import ImageLesson
from gdviz.system.files import write_whole
from gdviz.training.session_file import SUFFIX, session_bytes
from gdviz.training.session_values import SavedSession

if TYPE_CHECKING:
    from gdviz.export.picture import Picture

PICTURES, FILMS = ("png", "svg", "pdf"), ("gif", "apng", "webp", "mp4")
PROGRAMS = ("py", "ipynb")
KINDS = (*PICTURES, *FILMS, "csv", *PROGRAMS, SUFFIX.removeprefix("."))
TABLES = ("history", "points", "trajectory")
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
  gdviz render sgd --to sgd.gdviz --steps 500"""


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
    parser.add_argument("--scale", type=float, default=1.0, metavar="S", help="dots of a picture for each pixel (1)")
    parser.add_argument("--theme", choices=THEMES, default="print", help="print has a white ground (print)")
    parser.add_argument(
        "--plots",
        metavar="NAMES",
        help="such as data_plot,loss_surface; else as in the session, or all three",
    )
    parser.add_argument("--no-title", action="store_true", help="pictures without headings")
    parser.add_argument("--fps", type=float, default=25.0, metavar="F", help="frames of a film in a second (25)")
    parser.add_argument("--frames", type=int, default=90, metavar="N", help="frames of a film (90)")
    parser.add_argument("--table", choices=TABLES, default="history", help="which table a CSV is (history)")
    parser.add_argument("--method", metavar="NAME", help="which one of a race a program trains by (the first), or all")
    parser.add_argument(
        "--data",
        choices=DATA,
        default="auto",
        help="points inside a program, or in a CSV beside it (auto: inside if few)",
    )
    parser.add_argument("--library", choices=LIBRARIES, default="numpy", help="what a program uses (numpy)")


def execute(arguments: argparse.Namespace) -> int:
    """Write the file; returns 2 for a wrong command line, 1 where the file cannot be made or written."""
    kind = arguments.to.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        print(f"gdviz: --to must end in .{', .'.join(KINDS)}; got {arguments.to}", file=sys.stderr)
        return 2
    load_plugins()
    if kind in PROGRAMS:
        lesson = _image_lesson(arguments.source)
        if lesson is not None:
            return _write(arguments, lambda: image_program(lesson, arguments.library, arguments.to))
    try:
        source = open_source(arguments.source)
    except ValueError as error:
        print(f"gdviz: {error}", file=sys.stderr)
        return 2
    steps = source.steps if arguments.steps is None else arguments.steps
    return _write(arguments, lambda: _files(arguments, kind, source, steps))


def _write(arguments: argparse.Namespace, make: Callable[[], Mapping[Path, bytes]]) -> int:
    """Write what `make` returns; returns 1 where it cannot be made or written."""
    try:
        files = make()
        for path, content in files.items():
            write_whole(path, content)
    except OSError as error:
        print(f"gdviz: {arguments.to} could not be written: {error.strerror or error}", file=sys.stderr)
        return 1
    except (ValueError, RuntimeError, ImportError) as error:
        hint = "; `gdviz doctor` says what is missing" if isinstance(error, ImportError) else ""
        print(f"gdviz: {arguments.to} cannot be made: {str(error).rstrip('.')}{hint}", file=sys.stderr)
        return 1
    for path, content in files.items():
        print(f"{path}: {len(content):,} bytes", file=sys.stderr)
    return 0


def _image_lesson(text: str) -> ImageLesson | None:
    try:
        return image_lesson(text)
    except ValueError:
        return None  # what it is then, and what is wrong with it, is said below


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
    with _bar(steps, "step") as bar:
        _, _, saved = source.train(steps, bar.update)
    if kind == "csv":
        return {arguments.to: _table(arguments.table, saved).encode()}
    if kind in PICTURES + FILMS:
        return {arguments.to: _drawn(arguments, kind, saved, steps)}
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
    raise ValueError(f"--method must be one of {known}; got {name!r}")


def _table(which: str, saved: SavedSession) -> str:
    from gdviz.export.numbers import data_table, history_table, trajectory_table

    if which == "points":
        mask = saved.split.train_mask if saved.split is not None else None
        return data_table(saved.experiment, saved.dataset, mask)
    return history_table(saved) if which == "history" else trajectory_table(saved)


def _drawn(arguments: argparse.Namespace, kind: str, saved: SavedSession, steps: int) -> bytes:
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # a screen, where there is one, has nothing to do with it
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    from gdviz.core.registry import discover
    from gdviz.export.picture import draw, usual_plots
    from gdviz.export.stage import Stage, saved_parts
    from gdviz.panels import PANELS
    from gdviz.session import Session
    from gdviz.session.view_state import take_saved_view

    # without a window manager nobody takes sizes, and Qt says so each time
    before = qInstallMessageHandler(_say_what_matters)
    _app = QApplication.instance() or QApplication(sys.argv[:1])
    discover("gdviz.panels")
    PANELS.load_entry_points()
    picture = _picture(arguments, kind, steps, saved.view)
    stage = Stage(Session())
    try:
        stage.open(saved)
        take_saved_view(stage.session, saved.view)
        stage.settle()
        if not arguments.plots and not saved_parts(saved.view):
            picture = replace(picture, parts=usual_plots(stage.session))
        with _bar(arguments.frames, "frame", show=kind in FILMS) as bar:
            return draw(stage, picture, _counted(bar))
    finally:
        stage.close()
        qInstallMessageHandler(before)


def _say_what_matters(_kind: object, _context: object, message: str) -> None:
    if not message.startswith("This plugin does not support"):
        print(message, file=sys.stderr)


def _picture(arguments: argparse.Namespace, kind: str, steps: int, view: Mapping[str, Any]) -> Picture:
    """Return what is drawn: the named panels, or those that the window of a session had, looked at as there."""
    from gdviz.export.figure import FigureOptions
    from gdviz.export.film import FilmOptions
    from gdviz.export.picture import ALL_PLOTS, Picture
    from gdviz.export.stage import Part, saved_parts
    from gdviz.panels import PANELS

    shown = saved_parts(view)
    looks = {part.panel: part.view for part in shown}
    parts: tuple[Part, ...] = shown or ALL_PLOTS
    if arguments.plots:
        names = [name.strip() for name in arguments.plots.split(",")]
        for name in names:
            PANELS[name]  # raises ValueError naming the nearest one
        width = 1 / len(names)
        places = [(place * width, 0.0, width, 1.0) for place in range(len(names))]
        parts = tuple(Part(name, place, looks.get(name, {})) for name, place in zip(names, places, strict=True))
    width, height = arguments.size
    options = FigureOptions(width, height, max(1.0, arguments.scale), title=not arguments.no_title)
    film = None
    if kind in FILMS:
        film = FilmOptions(0, steps, min(arguments.frames, steps + 1), arguments.fps, arguments.scale)
    return Picture(parts, kind, options, arguments.theme, arguments.source, film)


def _counted(bar: tqdm) -> Callable[[int, int], None]:
    def count(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return count


def _bar(total: int, unit: str, *, show: bool = True) -> tqdm:
    return tqdm(total=total, unit=unit, disable=not (show and sys.stderr.isatty()), leave=False)


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,5})[x×](\d{1,5})", text.strip().lower())
    if found is None:
        raise argparse.ArgumentTypeError(f"--size must be like 1600x900; got {text!r}")
    return int(found[1]), int(found[2])
