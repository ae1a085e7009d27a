"""A picture file as data: places inside and outside of what it shows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from gdviz.core.datasets.silhouette import from_picture
from gdviz.session import Session


class PictureData(QObject):
    """Asks for a black-and-white picture and takes places of it over as points of two classes."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window

    @Slot()
    def ask(self) -> None:
        """Let the user choose a file."""
        title, kinds = self.tr("Picture as data"), self.tr("Pictures (*.png *.jpg *.jpeg *.bmp)")
        dialog = QFileDialog(self._window, title, "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.take)
        dialog.open()

    @Slot(str)
    def take(self, name: str) -> bool:
        """Take the picture in a file over; return False, with a message, where that cannot be."""
        from gdviz.core.images.decoding import read_picture  # it brings an imaging library, which no start-up waits for
        from gdviz.core.images.image_set import ImageError
        from gdviz.core.images.pictures import grey

        path = Path(name)
        try:
            dataset = from_picture(grey(read_picture(path)), path.stem)
        except (ImageError, ValueError) as error:
            reason = str(error)  # what a file is wrong with names it already
            told = self.tr("{name}: {reason}").format(name=path.name, reason=reason)
            self._session.say(reason if path.name in reason else told, "error")
            return False
        return self._session.take_data(self.tr("Picture {name}").format(name=path.name), dataset)
