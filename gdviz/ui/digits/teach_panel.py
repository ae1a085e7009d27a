"""Teach it: tell the network what was drawn."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from gdviz.plots.number import percent
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session.digits import DigitsSession
from gdviz.ui.asked_path import ask_where_to_save
from gdviz.ui.rows import heading, link, row_of

A_ROW = 10


class TeachPanel(QWidget):
    """A button for each class; what teaching did to the test images; the drawings as a file."""

    def __init__(self, session: DigitsSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._folder = ""
        self.buttons: list[QToolButton] = []
        self._places = QWidget()
        self._grid = QGridLayout(self._places)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(3)
        self._said = QLabel()
        self._said.setProperty("class", "small")
        self._said.setWordWrap(True)
        self._undo = link(
            self.tr("Undo"), self.tr("Take the last drawing back, and what was learned from it"), self._back
        )
        self._save = link(self.tr("Save…"), self.tr("Keep all drawings with their labels in a file"), self.save)
        self._open = link(
            self.tr("Open…"), self.tr("Add the drawings of a file, and let the network learn from them"), self.open
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(row_of(heading(self.tr("Teach it")), None, self._undo, self._open, self._save))
        column.addWidget(self._places)
        column.addWidget(self._said)
        self._waiting = False
        session.teaching.changed.connect(self._show)
        session.snapshot_changed.connect(self._follow)
        session.network_changed.connect(self._fill)
        session.drawing_changed.connect(self._enable)
        session.images_changed.connect(self._enable)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._fill()

    @property
    def words(self) -> str:
        """What is said of the last lesson."""
        return self._said.text()

    def save(self) -> None:
        """Ask where, and write the drawings."""
        start, kinds = Path(self._folder) / "drawings.npz", self.tr("Drawings (*.npz)")
        path = ask_where_to_save(self, self.tr("Save the drawings"), start, kinds)
        if path is not None:
            self._folder = str(path.parent)
            self._session.teaching.save(path)

    def open(self) -> None:
        """Ask for a file of drawings, and learn from it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open drawings"), self._folder, self.tr("Drawings (*.npz)")
        )
        if chosen:
            self._folder = str(Path(chosen).parent)
            self._session.teaching.load(chosen)

    def _back(self) -> None:
        self._session.teaching.undo()

    @Slot()
    def _fill(self) -> None:
        names = self._session.names
        if [button.accessibleName() for button in self.buttons] != [self._name(name) for name in names]:
            for button in self.buttons:
                self._grid.removeWidget(button)
                button.deleteLater()
            self.buttons = [self._button(place, name) for place, name in enumerate(names)]
        self._show()

    def _name(self, name: str) -> str:
        return self.tr("It is {name}").format(name=name)

    def _button(self, place: int, name: str) -> QToolButton:
        button = QToolButton()
        button.setText(name if len(name) <= 2 else str(place))
        button.setAccessibleName(self._name(name))
        tip = self.tr("What you drew is {name}: the network learns it, and is reminded of others meanwhile")
        key = self.tr(" (key {key})").format(key=place) if place < A_ROW else ""
        button.setToolTip(tip.format(name=name) + key)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = button.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Ignored)
        button.setSizePolicy(policy)
        button.setMinimumHeight(Theme.current().length(26))
        button.setStyleSheet("QToolButton { padding: 0; }")
        button.clicked.connect(lambda _checked=False, label=place: self._session.teaching.teach(label))
        self._grid.addWidget(button, place // A_ROW, place % A_ROW)
        return button

    @Slot()
    def _show(self) -> None:
        teaching = self._session.teaching
        taught = teaching.taught
        if teaching.busy:
            text = self.tr("Learning…")
        elif taught is None:
            text = self.tr("Wrong answer? Say what it is: press the digit's key, or click.")
        else:
            text = self.tr("Drawings read rightly: {right} of {n}. Test images: {before} before, {after} after.")
            text = text.format(
                right=taught.right,
                n=taught.n_drawings,
                before=percent(taught.before, 2),
                after=percent(taught.after, 2),
            )
        if not teaching.busy and teaching.waiting:
            text += " " + self.tr("The training learns them from its next epoch on.")
        self._said.setText(text)
        self._waiting = teaching.waiting
        self._enable()

    @Slot()
    def _follow(self) -> None:
        if self._session.teaching.waiting != self._waiting:
            self._show()

    @Slot()
    def _enable(self) -> None:
        teaching = self._session.teaching
        ready = not teaching.obstacle and not self._session.sheet.empty
        for button in self.buttons:
            button.setEnabled(ready)
        self._undo.setEnabled(teaching.can_undo)
        self._save.setEnabled(len(teaching.drawings) > 0)

    @Slot()
    def _follow_theme(self) -> None:
        for button in self.buttons:
            button.setMinimumHeight(Theme.current().length(26))
