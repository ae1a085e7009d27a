"""Which plane through all parameters is drawn, chosen from a menu."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from gdviz.core.models.component_names import ComponentNames
from gdviz.panels.loss_surface.parameter_menu import ParameterMenu
from gdviz.session import Session
from gdviz.session.maps import PlaneChoice


class PlaneButton(QToolButton):
    """Names the plane; its menu says `chosen` with another one. Hidden where two parameters leave no choice."""

    chosen = Signal(object)  # PlaneChoice

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._names = ComponentNames({})
        self.setProperty("class", "quiet")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolTip(
            self.tr(
                "Which plane through all parameters is drawn. Main directions: those in which the way goes furthest; "
                "beside their names stands how much of the way's spread lies along them"
            )
        )
        self.setAccessibleName(self.tr("Plane of the loss surface"))
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)

    def show_choice(self, names: ComponentNames) -> None:
        """Name the plane that the session shows, of the parameters with these names."""
        self._names = names
        self.setVisible(len(names) > 2)
        if len(names) > 2:
            choice = self._session.view.plane_choice
            text = f"{names[choice.first]} × {names[choice.second]}"
            if choice.kind == "random":
                text = self.tr("random directions")
            elif choice.kind == "trajectory":
                text = self.tr("main directions")
            self.setText(text)

    @Slot()
    def _fill(self) -> None:
        menu, choice = self._menu, self._session.view.plane_choice
        for old in menu.findChildren(ParameterMenu):
            old.deleteLater()  # clear() only takes them out
        menu.clear()
        for title, axis, chosen in (
            (self.tr("Horizontal: {name}"), "first", choice.first),
            (self.tr("Vertical: {name}"), "second", choice.second),
        ):
            marked = chosen if choice.kind == "parameters" else None
            part = ParameterMenu(title.format(name=self._names[chosen]), self._names, marked, menu)
            part.taken.connect(partial(self._take_axis, axis))
            menu.addMenu(part)
        menu.addSeparator()
        menu.addAction(self.tr("Random directions"), lambda: self._take(replace(choice, kind="random")))
        menu.addAction(self.tr("Main directions of the way"), lambda: self._take(replace(choice, kind="trajectory")))
        if choice.kind == "random":
            other = replace(choice, seed=choice.seed + 1)
            menu.addAction(self.tr("Other random directions"), lambda: self._take(other))

    def _take_axis(self, axis: str, index: int) -> None:
        """Take a parameter for an axis; if the other axis has it, the two change places."""
        choice = self._session.view.plane_choice
        first, second = (index, choice.second) if axis == "first" else (choice.first, index)
        if first == second:
            first, second = choice.second, choice.first
        self._take(PlaneChoice("parameters", first, second, choice.seed))

    def _take(self, choice: PlaneChoice) -> None:
        self.chosen.emit(choice)
