"""Figures and films for a talk, a paper, a homework: what, how large, in which theme, with a preview."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gdviz.export.drawing import KINDS
from gdviz.export.film import FILM_KINDS
from gdviz.export.parts import Part
from gdviz.export.picture import Picture
from gdviz.session import Session
from gdviz.session.preferences import Preferences
from gdviz.ui.asked_path import ask_where_to_save
from gdviz.ui.picture_form import PictureForm
from gdviz.ui.picture_process import PictureProcess
from gdviz.ui.window_picture import Pages, WindowPictures

PREVIEW_SCALE = 1.5


class PictureDialog(QDialog):
    """Draws the session as it was when the dialog opened, in a process of its own: the race may go on meanwhile.

    `glance` is what the window shows of the choice: that is seen until the process has drawn a preview.
    """

    def __init__(
        self,
        session: Session,
        preferences: Preferences,
        choices: Mapping[str, tuple[Part, ...]],
        chosen: str,
        kind: str,
        parent: QWidget | None = None,
        pages: Pages | None = None,
        glance: QPixmap | None = None,
    ) -> None:
        super().__init__(parent)
        self._glance = glance or QPixmap()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(960, 560)
        self._session, self._preferences = session, preferences
        self._process = (
            PictureProcess(session, self) if parent is None else WindowPictures(session, parent, self, pages)
        )
        self._process.ready.connect(self._preview_wanted)
        self._process.frame.connect(self._show_progress)
        self._process.finished.connect(self._take)
        self._process.failed.connect(self._tell)
        self._ready = False
        self._previewing = 0  # number of the picture under way for the preview; 0 is none
        self._stale = False
        self._saving = 0
        self._after: Callable[[], None] | None = None
        self._began = 0.0
        self._image = QImage()

        last = session.snapshot.last_step if session.snapshot is not None else 0
        self.form = PictureForm(choices, chosen, kind, last, None if parent is None else parent.size(), pages or ())
        self.form.take(preferences.picture)
        self.form.changed.connect(self._preview_wanted)
        self.form.changed.connect(self._show_size)
        self._preview = QLabel()
        self._preview.setAccessibleName(self.tr("Preview"))
        self._preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._preview.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._preview.setMinimumSize(240, 180)
        self._preview.setProperty("class", "preview")
        self._size = QLabel()
        self._size.setWordWrap(True)
        self._size.setProperty("class", "quiet")
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.setProperty("class", "quiet")
        self._progress = QProgressBar()
        self._progress.setAccessibleName(self.tr("Progress"))
        self._progress.setTextVisible(False)
        self._progress.hide()

        self._copy = QPushButton(self.tr("&Copy"))
        self._copy.setToolTip(self.tr("Put the picture on the clipboard"))
        self._copy.clicked.connect(self.copy)
        self._save = QPushButton(self.tr("&Save…"))
        self._save.setDefault(True)
        self._save.setToolTip(self.tr("Choose a file and write the picture"))
        self._save.clicked.connect(self.save)
        self._close = QPushButton(self.tr("C&lose"))
        self._close.setToolTip(self.tr("Leave without a file; what was chosen is remembered"))
        self._close.clicked.connect(self._leave)
        buttons = QHBoxLayout()
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        buttons.addWidget(self._save)

        left = QVBoxLayout()
        left.addWidget(self._preview, 1)
        left.addWidget(self._size)
        right = QVBoxLayout()
        right.addWidget(self.form)
        right.addStretch(1)
        right.addWidget(self._said)
        right.addWidget(self._progress)
        right.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addLayout(right)
        self._show_size()
        self._say(self.tr("Drawing the preview…"))
        self._process.freeze()
        if parent is not None:
            parent.installEventFilter(self)

    @property
    def preview(self) -> QImage:
        """What the preview shows; null until it is there."""
        return self._image

    @property
    def said(self) -> str:
        """What it has to say at present."""
        return self._said.text()

    # -- preview -----------------------------------------------------------------------------------------------------

    @Slot()
    def _preview_wanted(self) -> None:
        """Draw the preview anew; while one is under way, the last wish waits for it."""
        if self.sender() is self._process:
            self._ready = True
        if not self._ready or self._saving:
            return
        if self._previewing:
            self._stale = True
            return
        try:
            picture = self.form.picture()
        except ValueError as error:
            self._say(str(error))
            return
        self._say(self.tr("Drawing the preview…"))
        options = dataclasses.replace(picture.options, scale=PREVIEW_SCALE)
        still = dataclasses.replace(picture, kind="png", options=options, film=None)
        self._previewing = self._process.ask(still, self._process.scratch("preview.png"))

    def _show_preview(self) -> None:
        self._image = QImage(str(self._process.scratch("preview.png")))
        self._glance = QPixmap()
        self._fit_preview()
        if not self._stale and self.said == self.tr("Drawing the preview…"):
            self._say("")

    def _fit_preview(self) -> None:
        image = QPixmap.fromImage(self._image) if self._glance.isNull() else self._glance
        if image.isNull():
            return
        ratio = self.devicePixelRatio()
        room = QSize(round(self._preview.width() * ratio), round(self._preview.height() * ratio))
        fitted = image.scaled(
            room.boundedTo(image.size()),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        fitted.setDevicePixelRatio(ratio)
        self._preview.setPixmap(fitted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_preview()

    @Slot()
    def _show_size(self) -> None:
        film = self.form.kind in FILM_KINDS
        self.setWindowTitle(self.tr("Export film") if film else self.tr("Export figure"))
        self._size.setText(self.form.size_in_words())
        self._copy.setVisible(self.form.kind in KINDS)

    # -- saving ------------------------------------------------------------------------------------------------------

    @Slot()
    def save(self) -> None:
        """Ask for a file and write the picture there."""
        try:
            picture = self.form.picture()
        except ValueError as error:
            self._say(str(error))
            return
        kind = picture.kind
        suffix = ".png" if kind == "apng" else f".{kind}"
        start = Path(self._preferences.folder or Path.home()) / f"{self.form.file_name()}{suffix}"
        kinds = f"{kind.upper()} (*{suffix})"
        path = ask_where_to_save(self, self.tr("Save picture"), start, kinds, (suffix, f".{kind}"))
        if path is not None:
            self._begin(picture, path, partial(self._saved, path))

    @Slot()
    def copy(self) -> None:
        """Put the picture on the clipboard, as PNG."""
        try:
            picture = dataclasses.replace(self.form.picture(), kind="png", film=None)
        except ValueError as error:
            self._say(str(error))
            return
        path = self._process.scratch("copy.png")

        def copied() -> None:
            QGuiApplication.clipboard().setImage(QImage(str(path)))
            self._say(self.tr("The picture is on the clipboard."))

        self._begin(picture, path, copied)

    def _begin(self, picture: Picture, path: Path, after: Callable[[], None]) -> None:
        self._preferences.picture = self.form.settings()
        self._after, self._began = after, time.monotonic()
        self._saving = self._process.ask(picture, path)
        self._set_busy(True)
        self._progress.setRange(0, 0)

    def _saved(self, path: Path) -> None:
        self._preferences.folder = str(path.parent)
        self._say(self.tr("Saved {path}.").format(path=path))
        self._session.say(self.tr("Saved {path}.").format(path=path))

    def _set_busy(self, busy: bool) -> None:
        for widget in (self.form, self._save, self._copy):
            widget.setEnabled(not busy)
        self._progress.setVisible(busy)
        self._close.setText(self.tr("Ca&ncel") if busy else self.tr("C&lose"))
        if busy:
            self._say(self.tr("Drawing…"))

    @Slot(int, int, int)
    def _show_progress(self, number: int, done: int, of: int) -> None:
        if number != self._saving:
            return
        self._progress.setRange(0, of)
        self._progress.setValue(done)
        left = (time.monotonic() - self._began) / done * (of - done)
        self._say(
            self.tr("Frame {done} of {of}, {seconds} s left").format(done=done, of=of, seconds=max(0, round(left)))
        )

    @Slot(int, int)
    def _take(self, number: int, _size: int) -> None:
        if number == self._saving:
            self._saving = 0
            self._set_busy(False)
            if self._after is not None:
                self._after()
        elif number == self._previewing:
            self._previewing = 0
            self._show_preview()
        self._catch_up()

    @Slot(int, str)
    def _tell(self, number: int, reason: str) -> None:
        if number in (0, self._saving) and self._saving:
            self._saving = 0
            self._set_busy(False)
        if number in (0, self._previewing):
            self._previewing = 0
        self._say(reason)

    def _catch_up(self) -> None:
        if self._stale and not self._previewing and not self._saving:
            self._stale = False
            self._preview_wanted()

    def _say(self, text: str) -> None:
        self._said.setText(text)

    # -- leaving -----------------------------------------------------------------------------------------------------

    @Slot()
    def _leave(self) -> None:
        """Cancel what is under way, or close."""
        if not self._saving:
            self.close()
            return
        self._saving = self._previewing = 0
        self._process.cancel()
        self._set_busy(False)
        self._say(self.tr("Cancelled: no file was written."))

    def reject(self) -> None:
        self._leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave with the window, whatever is being drawn."""
        if event.type() == QEvent.Type.Hide and not event.spontaneous():
            self.close()
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._preferences.picture = self.form.settings()
        self._process.close()
        event.accept()  # QDialog would call reject(), which closes: within a close that does nothing, and it stays open
