"""The page in a window of its own: python -m gdviz.ui.convolution [--dark]."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from gdviz.plots.style import apply
from gdviz.plots.theme import ThemeManager
from gdviz.session.moving_filter import MovingFilter
from gdviz.ui.convolution.page import ConvolutionPage

if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    if "--dark" in sys.argv:
        ThemeManager.instance().set_mode("dark")
    apply(app, ThemeManager.instance().theme)
    page = ConvolutionPage(MovingFilter())
    page.resize(1280, 680)
    page.show()
    sys.exit(app.exec())
