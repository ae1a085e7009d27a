"""The history of a training on images, kept as a table."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from gdviz.export.digits_history import digits_history_table
from gdviz.session.digits import DigitsSession
from gdviz.session.explain import Message
from gdviz.system.files import write_whole
from gdviz.ui.asked_path import ask_where_to_save


class HistoryFile(QObject):
    """Asks where to and writes the table; `action` does it from a menu."""

    def __init__(self, session: DigitsSession, around: QWidget) -> None:
        super().__init__(around)
        self._session, self._around = session, around
        self._folder = ""
        self.action = QAction(self.tr("Save &history as CSV…"), self)
        self.action.setToolTip(self.tr("Loss, accuracy and size of the gradient over the epochs as a table"))
        self.action.triggered.connect(self.save)
        session.training_changed.connect(self._enable)
        self._enable()

    @Slot()
    def save(self) -> None:
        """Ask where, and write what the curves show."""
        session = self._session
        moment, images = session.snapshot, session.images
        if moment is None or images is None:
            said = self.tr("There is no training to export yet: press Space first.")
            session.message.emit(Message(said, "warning"))
            return
        recipe = session.recipe  # of this moment, however long somebody looks for a folder
        start, kinds = Path(self._folder) / "history.csv", self.tr("Tables (*.csv)")
        path = ask_where_to_save(self._around, self.tr("Save the history"), start, kinds)
        if path is None:
            return
        self._folder = str(path.parent)
        try:
            write_whole(path, digits_history_table(moment, recipe, images.title or path.stem).encode())
        except OSError as error:
            text = self.tr("{file} cannot be written: {why}.")
            session.message.emit(Message(text.format(file=path.name, why=error.strerror or error), "error"))
        else:
            session.message.emit(Message(self.tr("The history is in {file}.").format(file=path.name)))

    @Slot()
    def _enable(self) -> None:
        self.action.setEnabled(self._session.snapshot is not None)
