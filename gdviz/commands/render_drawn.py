"""The pictures and films of `gdviz render`, drawn where no screen shows them."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from gdviz.commands.misuse import MisuseError
from gdviz.commands.page_source import PageSource
from gdviz.commands.render_kinds import FILMS
from gdviz.training.session_values import SavedSession

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from gdviz.export.picture import Picture

MANY_OBJECTS = 50_000  # before the first look for garbage


@contextmanager
def _out_of_sight() -> Iterator[QApplication]:
    """Have an application that needs no screen."""
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # a screen, where there is one, has nothing to do with it
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    # without a window manager nobody takes sizes, and Qt says so each time
    before = qInstallMessageHandler(_say_what_matters)
    alone = QApplication.instance() is None
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    try:
        with _no_search_for_garbage(to_the_end=alone):
            yield app
    finally:
        qInstallMessageHandler(before)


@contextmanager
def _no_search_for_garbage(*, to_the_end: bool) -> Iterator[None]:
    """Let modules and panels, which stay, not be searched for garbage again and again while frames are drawn.

    `to_the_end`: of the process, with which all goes that is left: a last search of everything takes a twentieth of a
    film.
    """
    gc.freeze()
    limits = gc.get_threshold()
    gc.set_threshold(MANY_OBJECTS, *limits[1:])
    try:
        yield
    finally:
        if to_the_end:
            gc.freeze()
        else:
            gc.unfreeze()
        gc.set_threshold(*limits)


def _say_what_matters(_kind: object, _context: object, message: str) -> None:
    if not message.startswith("This plugin does not support"):
        print(message, file=sys.stderr)


def drawn(arguments: argparse.Namespace, kind: str, saved: SavedSession, steps: int, bar: tqdm) -> bytes:
    """Return the file of a figure or film of plots; raises MisuseError for a plot that there is not."""
    with _out_of_sight():
        from gdviz.core.registry import discover
        from gdviz.export.parts import saved_parts
        from gdviz.export.picture import draw, usual_plots
        from gdviz.export.stage import Stage
        from gdviz.panels import PANELS
        from gdviz.session import Session
        from gdviz.session.view_state import take_saved_view

        discover("gdviz.panels")
        PANELS.load_entry_points()
        picture = _picture(arguments, kind, steps, saved.view)
        stage = Stage(Session())
        try:
            stage.open(saved)
            take_saved_view(stage.session, saved.view)
            stage.settle()
            if not arguments.plots and not saved_parts(saved.view):
                picture = replace(picture, parts=usual_plots(stage.session, str(saved.view.get("workspace"))))
            return draw(stage, picture, _counted(bar))
        finally:
            stage.close()


def drawn_page(arguments: argparse.Namespace, kind: str, source: PageSource) -> bytes:
    """Return the file of a figure of a page of its own, as the window shows it."""
    with _out_of_sight() as app:
        from gdviz.export.drawing import KINDS, file_of
        from gdviz.plots.style import apply
        from gdviz.plots.theme import ThemeManager
        from gdviz.ui.lone_pages import LonePage
        from gdviz.ui.page_picture import PageDrawing

        manager = ThemeManager.instance()
        manager.set_mode(arguments.theme)
        apply(app, manager.theme)
        page = LonePage(source.saved, source.words, source.trained())
        try:
            width, height = arguments.size
            drawing = PageDrawing(page.page, width, height, page.settled)
            known = next(known for known in KINDS if known == kind)
            try:
                return file_of(drawing, known, arguments.scale, arguments.source)
            finally:
                drawing.close()
        finally:
            page.close()


def surface_of(saved: SavedSession) -> str:
    """Return the table of the loss surface; raises ValueError where the model has none."""
    with _out_of_sight():
        from gdviz.core.registry import discover
        from gdviz.export.figure import FigureOptions
        from gdviz.export.numbers import surface_table
        from gdviz.export.parts import Part
        from gdviz.export.stage import Stage
        from gdviz.panels import PANELS
        from gdviz.session import Session
        from gdviz.session.view_state import take_saved_view

        discover("gdviz.panels")
        PANELS.load_entry_points()
        stage = Stage(Session())
        try:
            stage.open(saved)
            take_saved_view(stage.session, saved.view)
            stage.sheet(FigureOptions(), (Part("loss_surface"),))
            surface = stage.session.maps.surface
            if surface is None:
                raise ValueError("there is no loss surface: nothing of this model is descended")
            return surface_table(saved.experiment, saved.dataset, surface.plane, surface.extent, surface.values)
        finally:
            stage.close()


def _picture(arguments: argparse.Namespace, kind: str, steps: int, view: Mapping[str, Any]) -> Picture:
    """Return what is drawn: the named panels, or those that the window of a session had, looked at as there."""
    from gdviz.export.figure import FigureOptions
    from gdviz.export.film import FilmOptions
    from gdviz.export.parts import Part, saved_parts
    from gdviz.export.picture import ALL_PLOTS, Picture
    from gdviz.panels import PANELS

    shown = saved_parts(view)
    looks = {part.panel: part.view for part in shown}
    parts: tuple[Part, ...] = shown or ALL_PLOTS
    if arguments.plots:
        names = [name.strip() for name in arguments.plots.split(",")]
        for name in names:
            try:
                PANELS[name]
            except ValueError as error:  # it names the nearest one
                raise MisuseError(f"--plots: {error}") from None
        width = 1 / len(names)
        places = [(place * width, 0.0, width, 1.0) for place in range(len(names))]
        parts = tuple(Part(name, place, looks.get(name, {})) for name, place in zip(names, places, strict=True))
    width, height = arguments.size
    options = FigureOptions(width, height, arguments.scale, title=not arguments.no_title)
    film = None
    if kind in FILMS:
        film = FilmOptions(0, steps, min(arguments.frames, steps + 1), arguments.fps, arguments.scale)
    return Picture(parts, kind, options, arguments.theme, arguments.source, film)


def _counted(bar: tqdm) -> Callable[[int, int], None]:
    def count(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return count
