"""Pictures of the whole window beside those of its plots."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from gdviz.export.drawing import KINDS, WidgetDrawing, file_of
from gdviz.export.picture import Picture
from gdviz.plots.theme import ThemeManager
from gdviz.session import Session
from gdviz.system.files import write_whole
from gdviz.ui.picture_process import PictureProcess


class WindowPictures(PictureProcess):
    """Pictures without a part are of the whole window, which nobody but this process can draw; others come as ever."""

    def __init__(self, session: Session, window: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._window = window

    def ask(self, picture: Picture, to: Path) -> int:
        if picture.parts:
            return super().ask(picture, to)
        self._last += 1
        QTimer.singleShot(0, self, partial(self._draw, self._last, picture, to))  # the number must be known first
        return self._last

    def _draw(self, number: int, picture: Picture, to: Path) -> None:
        try:
            content = window_file(self._window, picture)
            write_whole(to, content)
        except OSError as error:
            self.tell_unwritten(number, to, error)
        else:
            self.finished.emit(number, len(content))


def window_file(window: QWidget, picture: Picture) -> bytes:
    """Return the content of a file with the whole window as it is laid out now, in the picture's theme."""
    kind = next(kind for kind in KINDS if kind == picture.kind)
    with _dressed(picture.theme):
        return file_of(WidgetDrawing(window), kind, picture.options.scale, picture.title)


@contextmanager
def _dressed(mode: str) -> Iterator[None]:
    """Let the app wear a theme for the moment of a drawing."""
    manager = ThemeManager.instance()
    before = manager.mode
    manager.set_mode(mode)
    try:
        yield
    finally:
        manager.set_mode(before)
