"""Networks that came along, and the pages that belong to the digits."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from gdviz.core.presets import PRESETS
from gdviz.session.digits import DigitsSession
from gdviz.training.digits_saved import SHIPPED


class NetworkMenu(QObject):
    """A button with a menu: a network that was trained beforehand; two more pages; the network as a program.

    page_wanted     "convolution" or "sweep"
    program_wanted  a program that trains the network
    """

    page_wanted = Signal(str)
    program_wanted = Signal()

    def __init__(self, session: DigitsSession, parent: QWidget) -> None:
        super().__init__(parent)
        menu = QMenu(parent)
        shipped = menu.addMenu(self.tr("Trained beforehand"))
        for name in SHIPPED:
            title = QCoreApplication.translate("core", PRESETS[name].title)
            shipped.addAction(title, partial(session.use_shipped, name))
        menu.addSeparator()
        menu.addAction(self.tr("A filter that moves"), lambda: self.page_wanted.emit("convolution"))
        menu.addAction(self.tr("What matters: a sweep"), lambda: self.page_wanted.emit("sweep"))
        menu.addSeparator()
        menu.addAction(self.tr("Export program…"), self.program_wanted.emit)
        self.button = QToolButton()
        self.button.setText(self.tr("More"))
        self.button.setToolTip(
            self.tr("A network that was trained beforehand; a filter that moves; what matters in training; a program")
        )
        self.button.setAccessibleName(self.tr("More"))
        self.button.setMenu(menu)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
