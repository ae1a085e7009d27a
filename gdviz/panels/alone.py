"""Shows one panel by itself, with the experiment that the application opens with."""

from __future__ import annotations

import signal
import sys

import pyqtgraph as pg
from PySide6.QtWidgets import QApplication

from gdviz.panels import Panel
from gdviz.plots.style import apply
from gdviz.plots.theme import ThemeManager
from gdviz.session import Session


def show(panel: type[Panel]) -> int:
    """Open a window with `panel`, playing; returns the exit code."""
    app = QApplication(sys.argv[:1])
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's own answer to Ctrl+C waits for Python, and Qt is at work
    pg.setConfigOptions(imageAxisOrder="row-major")
    apply(app, ThemeManager.instance().theme)
    session = Session()
    widget = panel(session)
    widget.resize(720, 480)
    widget.show()
    session.play()
    try:
        return app.exec()
    finally:
        session.close()
