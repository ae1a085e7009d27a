"""The process that draws pictures for the window, from the window's side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, QTemporaryDir, QTimer, Signal, Slot

from gdviz.export.picture import Picture
from gdviz.session import Session
from gdviz.session.view_state import view_of
from gdviz.system.own_process import own_process
from gdviz.training.session_file import SessionFileError, session_bytes
from gdviz.training.session_values import SavedSession

LAST_WORDS = 2000  # milliseconds that it has to end by itself


class PictureProcess(QObject):
    """Draws pictures of the session as it was when `freeze` was called; what happens since does not show.

    ready           pictures can be asked for
    frame           number of the picture, frames done, frames in all
    finished        number of the picture, bytes of the file
    failed          number of the picture (0: all of them), one sentence
    """

    ready = Signal()
    frame = Signal(int, int, int)
    finished = Signal(int, int)
    failed = Signal(int, str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._folder = QTemporaryDir()
        self._frozen: Path | None = None
        self._problem = ""  # why there is nothing to draw
        self._last = 0
        self._half_line = b""
        self._closed = False
        self._process: QProcess | None = None
        session.kept.connect(self._take)

    def freeze(self) -> None:
        """Ask the session for what it holds now."""
        self._session.keep(self)

    def ask(self, picture: Picture, to: Path) -> int:
        """Draw `picture` into a file; return the number that the signals tell of it."""
        self._last += 1
        if self._problem:
            QTimer.singleShot(0, self, self._refuse)
            return self._last
        self._send({"id": self._last, "to": str(to), "picture": picture.to_json()})
        return self._last

    def cancel(self) -> None:
        """Give up all that was asked for; no half-written file stays. The next picture needs a moment longer."""
        self._end()
        if self._frozen is not None:
            self._open()

    def close(self) -> None:
        """End the process and take its files away; a second time does nothing."""
        if self._closed:
            return
        self._closed = True
        self._session.kept.disconnect(self._take)
        self._end()
        self._folder.remove()

    def tell_unwritten(self, number: int, to: Path, error: OSError) -> None:
        """Say why a file could not be written."""
        self.failed.emit(number, self._unwritten(to, error))

    def _unwritten(self, path: Path, error: OSError) -> str:
        return self.tr("{path} could not be written: {reason}.").format(path=path, reason=error.strerror or str(error))

    @Slot()
    def _refuse(self) -> None:
        """Say once more why nothing can be drawn."""
        self.failed.emit(0, self._problem)

    def scratch(self, name: str) -> Path:
        """Return a path in the folder that goes with the process."""
        return Path(self._folder.filePath(name))

    @Slot(object, object)
    def _take(self, ticket: object, saved: SavedSession) -> None:
        if ticket is not self:
            return
        try:
            content = session_bytes(saved)
        except SessionFileError as error:
            self.failed.emit(0, str(error))
            return
        place = self.scratch("session.gdviz")
        try:
            place.write_bytes(content)
        except OSError as error:
            self._problem = self._unwritten(place, error)
            self.failed.emit(0, self._problem)
            return
        self._frozen = place
        self._open()
        self.ready.emit()

    def _open(self) -> None:
        self._send({"open": str(self._frozen), "view": view_of(self._session)})

    def _send(self, request: dict[str, Any]) -> None:
        if self._process is None:
            process = self._process = QProcess(self)
            process.readyReadStandardOutput.connect(self._read)
            process.finished.connect(self._ended)
            process.errorOccurred.connect(self._not_started)
            process.setProcessChannelMode(QProcess.ProcessChannelMode.SeparateChannels)
            program, *arguments = own_process("gdviz.export.process")
            process.start(program, arguments)
        self._process.write(json.dumps(request).encode() + b"\n")

    def _end(self) -> None:
        process, self._process = self._process, None
        self._half_line = b""
        if process is None:
            return
        process.blockSignals(True)
        process.kill()
        process.waitForFinished(LAST_WORDS)
        process.deleteLater()

    @Slot()
    def _read(self) -> None:
        if self._process is None:
            return
        *lines, self._half_line = (self._half_line + self._process.readAllStandardOutput().data()).split(b"\n")
        for line in lines:
            answer = json.loads(line)
            number = answer["id"] or 0
            if "error" in answer:
                self.failed.emit(number, answer["error"])
            elif "bytes" in answer:
                self.finished.emit(number, answer["bytes"])
            else:
                self.frame.emit(number, answer["done"], answer["of"])

    @Slot()
    def _ended(self) -> None:
        """It ends only when it is told to, which nobody hears: this is a defect."""
        words = bytes(self._process.readAllStandardError().data()).decode(errors="replace") if self._process else ""
        self._end()
        last = words.strip().splitlines()[-1:] or [self.tr("no reason given")]
        self.failed.emit(0, self.tr("The picture could not be drawn: {reason}.").format(reason=last[0]))

    @Slot(QProcess.ProcessError)
    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            reason = self._process.errorString()
            self._end()
            self.failed.emit(0, self.tr("The picture could not be drawn: {reason}.").format(reason=reason))
