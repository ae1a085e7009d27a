"""A trained network as a file: the one that answers is kept, another one is taken from a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from gdviz.core.images import ImageError
from gdviz.session.digits import DigitsSession
from gdviz.session.explain import Message
from gdviz.training.digit_reader import load_trained, save_trained
from gdviz.ui.asked_path import ask_where_to_save
from gdviz.ui.rows import heading, link, row_of


class NetworkFile(QWidget):
    """Open and save: the same files as those of `gdviz digits`."""

    def __init__(self, session: DigitsSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._folder = ""
        self._open = link(
            self.tr("Open…"), self.tr("Let a network answer that was trained before and kept in a file"), self.open
        )
        self._save = link(
            self.tr("Save…"), self.tr("Keep the network that answers, as it is at this moment, in a file"), self.save
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(row_of(heading(self.tr("Network file")), None, self._open, self._save))
        session.network_changed.connect(self._enable)
        self._enable()

    def save(self) -> None:
        """Ask where, and write the network that answers."""
        session = self._session
        trained = session.answering_network()
        if trained is None:
            return
        usual = Path(self._folder) / f"{trained.recipe.preset or 'network'}.npz"
        kinds = self.tr("Trained networks (*.npz)")
        path = ask_where_to_save(self, self.tr("Save the trained network"), usual, kinds)
        if path is None:
            return
        self._folder = str(path.parent)
        try:
            save_trained(trained, path)
        except OSError as error:
            text = self.tr("{file} cannot be written: {why}.")
            session.message.emit(Message(text.format(file=path.name, why=error.strerror or error), "error"))
        else:
            session.message.emit(Message(self.tr("The network is in {file}.").format(file=path.name)))

    def open(self) -> None:
        """Ask for a file, and let its network answer."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open a trained network"), self._folder, self.tr("Trained networks (*.npz)")
        )
        if not chosen:
            return
        self._folder = str(Path(chosen).parent)
        try:
            trained = load_trained(chosen)
        except ImageError as error:
            self._session.message.emit(Message(str(error), "error"))
            return
        self._session.open_network(trained)

    @Slot()
    def _enable(self) -> None:
        self._save.setEnabled(self._session.trained is not None)
