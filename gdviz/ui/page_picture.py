"""A page of the window as a picture: laid out anew in the size of the picture, out of sight."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from gdviz.export.drawing import Drawing, WidgetDrawing
from gdviz.export.stage import LONGEST_WAIT, StageError

Settled = Callable[[], bool]


class PageDrawing(Drawing):
    """A page in `width` x `height` pixels; one that needs more room than that is drawn smaller.

    It waits until the page says that it has come to rest; `close` takes the page away. Raises StageError where the page
    does not come to rest.
    """

    def __init__(self, page: QWidget, width: int, height: int, settled: Settled = lambda: True) -> None:
        super().__init__(width, height)
        self._page = page
        page.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        page.ensurePolished()
        page.resize(width, height)
        page.show()  # what is shown lays itself out, and so says what it needs
        _settle(settled)
        least = page.minimumSizeHint()
        self._smaller = max(1.0, least.width() / width, least.height() / height)
        page.resize(math.ceil(width * self._smaller), math.ceil(height * self._smaller))
        _settle(settled)
        self._drawing = WidgetDrawing(page)

    def paint(self, painter: QPainter) -> None:
        painter.save()
        painter.scale(1 / self._smaller, 1 / self._smaller)
        self._drawing.paint(painter)
        painter.restore()

    def close(self) -> None:
        """Take the page away; whose state it shows stays."""
        self._page.hide()
        self._page.deleteLater()


def _settle(settled: Settled) -> None:
    others = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents  # a window that asks for this may not be closed in it
    until = time.monotonic() + LONGEST_WAIT
    for _ in range(2):  # what has come asks for more
        QCoreApplication.processEvents(others)
        while not settled():
            QCoreApplication.processEvents(others | QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if time.monotonic() > until:
                raise StageError(f"the page did not come to rest within {LONGEST_WAIT:g} seconds")
    QCoreApplication.processEvents(others)
