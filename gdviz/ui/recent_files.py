"""The sessions that were opened or saved last, as a menu."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu, QWidget

from gdviz.session.preferences import Preferences


class RecentFiles(QMenu):
    """Lists files newest first; `chosen` gets the path of the one that was clicked."""

    def __init__(self, preferences: Preferences, chosen: Callable[[Path], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open recent"))
        self.setToolTipsVisible(True)
        self._preferences, self._chosen = preferences, chosen
        self.aboutToShow.connect(self._fill)

    def remember(self, path: Path) -> None:
        name = str(path.absolute())
        self._preferences.recent = [name, *(each for each in self._preferences.recent if each != name)]

    def forget(self, path: Path) -> None:
        self._preferences.recent = [each for each in self._preferences.recent if each != str(path)]

    @Slot()
    def _fill(self) -> None:
        self.clear()
        for name in self._preferences.recent:
            action = self.addAction(Path(name).name.replace("&", "&&"))
            action.setToolTip(name)
            action.setStatusTip(name)
            action.triggered.connect(lambda _checked=False, path=Path(name): self._chosen(path))
        if self.isEmpty():
            self.addAction(self.tr("None yet")).setEnabled(False)
