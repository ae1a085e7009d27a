"""Pictures of the whole window beside those of its plots."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from gdviz.export.drawing import KINDS, WidgetDrawing, file_of
from gdviz.export.picture import Picture
from gdviz.export.stage import StageError
from gdviz.plots.theme import ThemeManager
from gdviz.session import Session
from gdviz.system.files import write_whole
from gdviz.ui.page_picture import PageDrawing, Settled
from gdviz.ui.picture_process import PictureProcess

LAYOUTS = 5  # one asks for another around it
Pages = Mapping[str, Callable[[], tuple[QWidget, Settled]]]
"""By the name of each page, what makes another one that shows the same, and tells whether it has come to rest."""


class WindowPictures(PictureProcess):
    """Pictures of the whole window, which have no part, and of its pages, which nobody but this process can draw.

    Others come as ever.
    """

    def __init__(
        self, session: Session, window: QWidget, parent: QWidget | None = None, pages: Pages | None = None
    ) -> None:
        super().__init__(session, parent)
        self._window, self._pages = window, pages or {}

    def ask(self, picture: Picture, to: Path) -> int:
        if picture.parts and picture.parts[0].panel not in self._pages:
            return super().ask(picture, to)
        self._last += 1
        QTimer.singleShot(0, self, partial(self._draw, self._last, picture, to))  # the number must be known first
        return self._last

    def _draw(self, number: int, picture: Picture, to: Path) -> None:
        if self._closed:
            return
        try:
            if picture.film is not None:
                raise StageError(self.tr("A film is of plots; a page can be a PNG, SVG or PDF."))
            make = self._pages[picture.parts[0].panel] if picture.parts else None
            content = window_file(self._window, picture) if make is None else page_file(make, picture)
            write_whole(to, content)
        except OSError as error:
            self.tell_unwritten(number, to, error)
        except StageError as error:
            self.failed.emit(number, str(error))
        else:
            self.finished.emit(number, len(content))


def window_file(window: QWidget, picture: Picture) -> bytes:
    """Return the content of a file with the whole window as it is laid out now, in the picture's theme."""
    kind = next(kind for kind in KINDS if kind == picture.kind)
    with _dressed(picture.theme):
        window.setUpdatesEnabled(True)  # else Qt leaves out everything within
        return file_of(WidgetDrawing(window), kind, picture.options.scale, picture.title)


def page_file(make: Callable[[], tuple[QWidget, Settled]], picture: Picture) -> bytes:
    """Return the content of a file with a page laid out in the picture's size, in its theme."""
    kind = next(kind for kind in KINDS if kind == picture.kind)
    with _dressed(picture.theme):
        page, settled = make()
        drawing = PageDrawing(page, picture.options.width, picture.options.height, settled)
        try:
            return file_of(drawing, kind, picture.options.scale, picture.title)
        finally:
            drawing.close()


@contextmanager
def _dressed(mode: str) -> Iterator[None]:
    """Let the app wear a theme for the moment of a drawing, laid out as it asks for; on the screen nobody sees it."""
    manager = ThemeManager.instance()
    before = manager.mode
    seen = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible() and widget.updatesEnabled()]
    for widget in seen:
        widget.setUpdatesEnabled(False)
    manager.set_mode(mode)
    for _ in range(LAYOUTS):
        QCoreApplication.sendPostedEvents()
    try:
        yield
    finally:
        manager.set_mode(before)
        for widget in seen:
            widget.setUpdatesEnabled(True)
