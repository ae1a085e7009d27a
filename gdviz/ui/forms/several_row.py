"""A row of a form for any number of several names."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QCheckBox, QMenu, QPushButton, QSizePolicy, QWidget, QWidgetAction

from gdviz.core.hyperparameter import Hyperparameter, names_in
from gdviz.plots.theme import Theme
from gdviz.ui.forms.rows import Row


class SeveralRow(Row):
    """A button that tells the names; its menu has a check box for each, and stays open while they are chosen."""

    def __init__(self, declaration: Hyperparameter, parent: QWidget | None = None) -> None:
        super().__init__(declaration, parent)
        self._chosen: tuple[str, ...] = ()
        self.button = QPushButton()
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.boxes: dict[str, QCheckBox] = {}
        menu = QMenu(self.button)
        for name in declaration.choices:
            box = QCheckBox(QCoreApplication.translate("core", name))
            box.setContentsMargins(8, 2, 8, 2)
            box.clicked.connect(self._take)
            action = QWidgetAction(menu)
            action.setDefaultWidget(box)
            menu.addAction(action)
            self.boxes[name] = box
        self.button.setMenu(menu)
        self._line.addWidget(self._name, 1)
        self._line.addWidget(self.button, 2)
        self._explain(self.button)
        self._follow_theme()
        self._tell()

    def set_value(self, value: Any) -> None:
        self._chosen = names_in(value)
        for name, box in self.boxes.items():
            box.setChecked(name in self._chosen)
        self._tell()

    @Slot()
    def _take(self) -> None:
        checked = [name for name, box in self.boxes.items() if box.isChecked()]
        kept = [name for name in self._chosen if name in checked]
        self._chosen = (*kept, *(name for name in checked if name not in kept))
        self._tell()
        self.changed.emit(self.declaration.name, ", ".join(self._chosen), False)

    def _tell(self) -> None:
        text = ", ".join(QCoreApplication.translate("core", name) for name in self._chosen) or self.tr("none")
        self.button.setText(text if len(self._chosen) < 3 else self.tr("%n chosen", "", len(self._chosen)))
        self.button.setAccessibleDescription(f"{text}. {self.help()}")

    def _fit(self, theme: Theme) -> None:
        self.button.setMinimumWidth(theme.length(112))
