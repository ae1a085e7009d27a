"""The digits workspace in a window of its own: python -m gdviz.ui.digits [--dark] [NETWORK]."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from gdviz.plots.style import apply
from gdviz.plots.theme import ThemeManager
from gdviz.session.digits import DigitsSession
from gdviz.training.digit_reader import load_trained
from gdviz.ui.digits.workspace import DigitsWorkspace


def main(words: list[str]) -> int:
    """Open the window; returns the exit code."""
    app = QApplication(sys.argv[:1])
    if "--dark" in words:
        ThemeManager.instance().set_mode("dark")
    apply(app, ThemeManager.instance().theme)
    session = DigitsSession()
    page = DigitsWorkspace(session)
    page.resize(1440, 800)
    page.show()
    session.use_shipped()
    for path in (word for word in words if not word.startswith("--")):
        session.use_network(load_trained(path))
    session.choose_images("mnist")
    try:
        return app.exec()
    finally:
        session.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
