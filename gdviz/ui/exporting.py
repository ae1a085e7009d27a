"""Saving and copying what is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QPoint, Qt, Slot
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QDockWidget, QFileDialog, QInputDialog, QWidget

from gdviz.panels import Panel
from gdviz.session import Session
from gdviz.session.preferences import Preferences
from gdviz.system.files import write_whole

PICTURE_SCALE = 2.0


def picture_of(widget: QWidget, scale: float = PICTURE_SCALE) -> QImage:
    """Return what `widget` shows, drawn anew at `scale`: lines and text grow, nothing is blown up."""
    image = QImage(widget.size() * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    widget.render(painter, QPoint())
    painter.end()
    return image


def png_bytes(image: QImage) -> bytes:
    """Return the content of a PNG file."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(data.data())


class Exporting(QObject):
    """Asks where to, writes whole files or none, and says what was written."""

    def __init__(
        self, window: QWidget, session: Session, preferences: Preferences, panels: Mapping[str, QWidget]
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._preferences, self._panels = window, session, preferences, panels

    @Slot()
    def save_window(self) -> None:
        self._save_picture(self._window, "gdviz.png")

    @Slot()
    def copy_window(self) -> None:
        QGuiApplication.clipboard().setImage(picture_of(self._window))
        self._session.say(self.tr("The picture of the window is on the clipboard."))

    @Slot()
    def save_plot(self) -> None:
        """Save one of the visible plots; which one is asked."""
        shown = {
            panel.title: panel for panel in self._panels.values() if isinstance(panel, Panel) and panel.isVisible()
        }
        if not shown:
            self._session.say(self.tr("No plot is visible: open one from the View menu."), "warning")
            return
        title, chosen = QInputDialog.getItem(
            self._window, self.tr("Save picture of a plot"), self.tr("Plot"), list(shown), 0, False
        )
        if chosen:
            self.save_panel(shown[title])

    def save_panel(self, panel: Panel) -> None:
        """Save the picture of one panel with its heading, which its dock holds."""
        dock = panel.parentWidget()
        self._save_picture(
            dock if isinstance(dock, QDockWidget) else panel, f"{panel.title.lower().replace(' ', '-')}.png"
        )

    def _save_picture(self, widget: QWidget, name: str) -> None:
        image = picture_of(widget)  # before the dialog lies over it

        self.save_file(self.tr("Save picture"), name, "PNG (*.png)", lambda: png_bytes(image))

    def save_file(self, title: str, name: str, kinds: str, content: Callable[[], bytes]) -> None:
        """Ask where to, and write what `content` returns; what it raises as ValueError is said."""
        start = str(Path(self._preferences.folder or Path.home()) / name)
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, start, kinds)
        if not chosen:
            return
        path = Path(chosen)
        if not path.suffix:
            path = path.with_suffix(Path(name).suffix)
        try:
            write_whole(path, content())
        except ValueError as error:
            self._session.say(str(error), "error")
            return
        except OSError as error:
            self._session.say(
                self.tr("{path} could not be written: {reason}.").format(path=path, reason=error.strerror or error),
                "error",
            )
            return
        self._preferences.folder = str(path.parent)
        self._session.say(self.tr("Saved {path}.").format(path=path))
