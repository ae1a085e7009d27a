"""What can be done with the network as a whole, and the pages that belong to the digits."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from gdviz.core.presets import PRESETS
from gdviz.session.digits import SHIPPED, DigitsSession


class NetworkMenu(QObject):
    """A button with a menu: keep the network, open one, take one that came along; two more pages.

    page_wanted     "convolution" or "sweep"
    """

    page_wanted = Signal(str)

    def __init__(self, session: DigitsSession, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._widget = session, parent
        self._folder = ""
        menu = QMenu(parent)
        self.save_action = menu.addAction(self.tr("Save network…"), self.save)
        self.save_action.setToolTip(self.tr("Keep the network that answers, as it is at this moment, in an npz file"))
        menu.addAction(self.tr("Open network…"), self.open)
        shipped = menu.addMenu(self.tr("Trained beforehand"))
        for name in SHIPPED:
            title = QCoreApplication.translate("core", PRESETS[name].title)
            shipped.addAction(title, partial(session.use_shipped, name))
        menu.addSeparator()
        menu.addAction(self.tr("A filter that moves"), lambda: self.page_wanted.emit("convolution"))
        menu.addAction(self.tr("What matters: a sweep"), lambda: self.page_wanted.emit("sweep"))
        self.button = QToolButton()
        self.button.setText(self.tr("Network"))
        self.button.setToolTip(self.tr("Save or open a network; a filter that moves; what matters in training"))
        self.button.setAccessibleName(self.tr("Network"))
        self.button.setMenu(menu)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        session.network_changed.connect(self._enable)
        self._enable()

    def save(self) -> None:
        """Ask where, and write the network."""
        chosen, _ = QFileDialog.getSaveFileName(
            self._widget, self.tr("Save the network"), str(Path(self._folder) / "network.npz"),
            self.tr("Networks (*.npz)"),
        )  # fmt: skip
        if chosen:
            path = Path(chosen) if Path(chosen).suffix else Path(chosen).with_suffix(".npz")
            self._folder = str(path.parent)
            self._session.save_network(path)

    def open(self) -> None:
        """Ask for a file, and let its network answer."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._widget, self.tr("Open a network"), self._folder, self.tr("Networks (*.npz)")
        )
        if chosen:
            self._folder = str(Path(chosen).parent)
            self._session.open_network(chosen)

    @Slot()
    def _enable(self) -> None:
        self.save_action.setEnabled(self._session.trained is not None)
