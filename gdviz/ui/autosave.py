"""Keeps unsaved work every 30 seconds of change, and offers what an earlier gdviz could not save."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from gdviz.ui.recovery import LostWork, Recovery

AUTOSAVE_MILLISECONDS = 30_000
AUTOSAVE_SHARE = 0.05  # of the time at most, however large the session is


class Autosave(QObject):
    """Tells when work is to be kept (`due`, with the file), and of lost work that is wanted back (`wanted`)."""

    due = Signal(object)
    wanted = Signal(object)

    def __init__(self, folder: Path, window: QWidget, is_new: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self._is_new = window, is_new
        self._recovery = Recovery(folder)
        self._opened: LostWork | None = None
        self._writing = False
        self._began = 0.0
        self._timer = QTimer(self, singleShot=True, interval=AUTOSAVE_MILLISECONDS)
        self._timer.timeout.connect(self.save_now)

    @property
    def path(self) -> Path:
        return self._recovery.path

    @property
    def pending(self) -> bool:
        """True while there is something to keep."""
        return self._timer.isActive() or self._writing

    def look(self) -> None:
        """Let the time run from the first change on."""
        if not (self._writing or self._timer.isActive()) and self._is_new():
            self._timer.start()

    @Slot()
    def save_now(self) -> None:
        self._timer.stop()
        if not self._writing and self._is_new() and self._recovery.begin():
            self._writing, self._began = True, time.monotonic()
            self.due.emit(self.path)

    def written(self, *, well: bool) -> None:
        """Hear that the file is there, or that it could not be written: then the next change tries again."""
        self._writing = False
        spent = round((time.monotonic() - self._began) * 1000)
        self._timer.setInterval(max(AUTOSAVE_MILLISECONDS, round(spent / AUTOSAVE_SHARE)))
        if well and self._opened is not None:
            self._opened.forget()
            self._opened = None
        self.look()

    def end(self, *, keep: bool) -> None:
        """Forget the work, or (`keep`) leave it for the next start."""
        self._timer.stop()
        self._recovery.end(keep=keep)

    def offer(self) -> None:
        """Ask what to do with the newest lost work, if there is any; older work waits for its turn."""
        lost = self._recovery.lost()
        if lost:
            self._ask(lost[0])

    def _ask(self, lost: LostWork) -> None:
        when = QDateTime.fromSecsSinceEpoch(int(lost.moment.timestamp()))
        moment = QLocale().toString(when, QLocale.FormatType.ShortFormat)
        box = QMessageBox(
            QMessageBox.Icon.NoIcon,
            self.tr("Unsaved work"),
            self.tr("gdviz ended before your work was saved."),
            QMessageBox.StandardButton.NoButton,
            self._window,
        )
        box.setInformativeText(self.tr("It was kept as it stood at {moment}.").format(moment=moment))
        take = box.addButton(self.tr("Open it"), QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton(self.tr("Throw it away"), QMessageBox.ButtonRole.DestructiveRole)
        later = box.addButton(self.tr("Later"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(take)
        box.setEscapeButton(later)

        def answered(_result: int) -> None:
            clicked = box.clickedButton()
            box.deleteLater()
            if clicked is take:
                self._opened = lost  # its file goes when the work is kept under a name of this process
                self.wanted.emit(lost.path)
            elif clicked is drop:
                lost.forget()
                self.offer()

        box.finished.connect(answered)
        box.open()
