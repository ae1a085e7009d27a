"""Space and the arrow keys: they run the race, unless Tab has brought a control that they are for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QSlider, QWidget

from gdviz.session import Session
from gdviz.ui.workspaces import Workspaces


class RunKeys(QObject):
    """What the shortcuts of play and step do."""

    def __init__(self, window: QWidget, session: Session, workspaces: Workspaces) -> None:
        super().__init__(window)
        self._window, self._session, self._workspaces = window, session, workspaces

    @Slot()
    def press_space(self) -> None:
        """Press what was reached by Tab; else play or pause."""
        control = self._reached_by_key()
        if isinstance(control, QAbstractButton):
            control.click()
        elif isinstance(control, QComboBox):
            control.showPopup()
        elif not self._workspaces.toggle():
            self._session.toggle()

    def press_arrow(self, count: int) -> None:
        """Move a slider that was reached by Tab; else take steps, or go back."""
        control = self._reached_by_key()
        if isinstance(control, QSlider):
            add, take = QSlider.SliderAction.SliderSingleStepAdd, QSlider.SliderAction.SliderSingleStepSub
            control.triggerAction(add if count > 0 else take)
        elif not self._workspaces.shows_page:
            self._session.step(count)

    def _reached_by_key(self) -> QWidget | None:
        """Return the control with the focus if Tab brought it there; a click leaves Space and arrows to the run.

        Asked when a shortcut is pressed: an event filter on the application would run Python, and wait for the
        interpreter's lock beside a busy mapper, for every event of every widget.
        """
        by_key = self._window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        return QApplication.focusWidget() if by_key else None
