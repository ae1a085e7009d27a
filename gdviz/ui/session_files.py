"""Sessions as documents: new, open, save, recent files, the question before work is lost, and what a crash left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_state_path
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from gdviz.session import Session
from gdviz.session.preferences import Preferences
from gdviz.system.files import stamp_of
from gdviz.training.experiment import Experiment
from gdviz.training.pages_saved import SavedPages
from gdviz.training.session_file import SUFFIX, SessionFileError, read_session
from gdviz.training.session_values import SavedSession
from gdviz.ui.asked_path import ask_where_to_save
from gdviz.ui.autosave import Autosave
from gdviz.ui.notes import Notes
from gdviz.ui.origin import origin_entries, origin_in
from gdviz.ui.recent_files import RecentFiles
from gdviz.ui.saving import SessionWriter
from gdviz.ui.session_mark import Errand, Mark, last_step
from gdviz.ui.session_name import SessionName
from gdviz.ui.unsaved_question import DISCARD, SAVE, ask_whether_to_replace, ask_whether_to_save
from gdviz.ui.window_view import take_view, view_of

if TYPE_CHECKING:
    from gdviz.ui.main_window import MainWindow

WORTH_ASKING_SECONDS = 60.0  # so much training is not thrown away without a question


class SessionFiles(QObject):
    """Which file the session is, whether all of it is saved there, and the commands of the menu File.

    Questions before work is lost and the autosave are for people in front of a window: `guard` switches them on.
    """

    def __init__(self, window: MainWindow, session: Session, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._session, self._preferences = window, session, preferences
        self.path: Path | None = None
        self.notes = Notes(window)
        self.notes.changed.connect(self._look)
        self.asks = False
        self.name_label = SessionName(window)
        self.recent_menu = RecentFiles(preferences, self.open_path, window)
        self._saved = Mark(session.experiment, session.dataset, 0, "")
        self._kept = self._saved  # what the autosave holds
        self._asking = False
        self._keeps = False  # closing leaves the autosave to the next start
        self.autosave: Autosave | None = None
        self._writer = SessionWriter(self)
        self._writer.written.connect(self._written, Qt.ConnectionType.QueuedConnection)
        self._writer.refused.connect(self._refused, Qt.ConnectionType.QueuedConnection)
        session.kept.connect(self._write)
        for signal in (session.snapshot_changed, session.undo_changed, session.data_changed, window.digits.changed,
                       window.slopes.changed, window.image_pages.changed):  # fmt: skip
            signal.connect(self._look)
        self._look()

    # -- what is known -----------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return self.name_label.name_of(self.path)

    @property
    def modified(self) -> bool:
        """True if the session is not as its file, or as it began."""
        return not self._mark().same(self._saved)

    @property
    def worth_asking(self) -> bool:
        """True if closing would lose something: edits, a file's further steps, or a long training."""
        if self.path is not None:
            return self.modified
        lane, window_digits = self._session.shown, self._window.digits
        trained = lane is not None and lane.seconds > WORTH_ASKING_SECONDS and self.modified
        trained = trained or (window_digits.seconds > WORTH_ASKING_SECONDS and self.modified)
        return trained or not self._mark().same(self._saved, steps=False)

    def _mark(self) -> Mark:
        session = self._session
        steps = session.snapshot.last_step if session.snapshot is not None else self._saved.steps
        digits = self._window.digits
        return Mark(
            session.experiment, session.dataset, steps, self.notes.text, digits.taught, digits.state, self._pages(),
            session.document.tweaks,
        )  # fmt: skip

    def _pages(self) -> SavedPages:
        pages = self._window.image_pages
        return SavedPages(self._window.slopes.saved, pages.saved_filter, pages.saved_sweep)

    def _take_pages(self, saved: SavedPages) -> None:
        self._window.slopes.take(saved.slopes)
        self._window.image_pages.take(saved.filter, saved.sweep)

    @Slot()
    def _look(self) -> None:
        """Show name and mark, and let the autosave come if there is something to keep."""
        self.name_label.tell(self.path, self.modified)
        if self.autosave is not None:
            self.autosave.look()

    def _settle(self, path: Path | None, mark: Mark | None = None) -> None:
        """The session is `path` now, and saved as it is."""
        self.path = path
        self._saved = mark or self._mark()
        self.name_label.tell(self.path, self.modified)

    # -- commands ----------------------------------------------------------------------------------------------------

    @Slot()
    def new(self) -> None:
        """Begin with the first data and a line."""
        self.ask_first(self._begin)

    @Slot()
    def begin_anew(self) -> None:
        """The session is another one, such as a lesson, and no file yet."""
        self.notes.replace("")
        self._settle(None, replace(self._mark(), steps=0))

    def _begin(self) -> None:
        if self._session.open_experiment(self.tr("New session"), Experiment()):
            self._window.lesson_card.tell("")
            self._window.digits.take(None)
            self._take_pages(SavedPages())
            self._window.lesson_menu.show_choice()
            self.begin_anew()

    @Slot()
    def open(self) -> None:
        """Ask for a file and open it."""
        self.ask_first(self._choose)

    def _choose(self) -> None:
        kinds = self.tr("Sessions (*.gdviz);;All files (*)")
        chosen, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open session"), self._preferences.folder, kinds)
        if chosen:
            self._open(Path(chosen))

    def open_path(self, path: Path) -> None:
        """Open a file that was dropped or named, after the question whether work would be lost."""
        self.ask_first(lambda: self._open(path))

    def _open(self, path: Path) -> bool:
        stamp = stamp_of(path)
        saved = self._read(path)
        if saved is None:
            self.recent_menu.forget(path)
            return False
        self._take(saved, self.tr("Open {name}").format(name=path.name))
        self._preferences.folder = str(path.parent)
        self.recent_menu.remember(path)
        self._writer.expect(path, stamp)
        self._settle(path, replace(self._mark(), steps=last_step(saved)))
        return True

    def _read(self, path: Path) -> SavedSession | None:
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            return read_session(path)
        except SessionFileError as error:
            self._session.say(str(error), "error")
            return None
        finally:
            QGuiApplication.restoreOverrideCursor()

    def _take(self, saved: SavedSession, label: str) -> None:
        self._window.lesson_menu.show_choice()
        self._session.open_saved(label, saved)
        self._window.digits.take(saved.digits)
        self._take_pages(saved.pages)
        take_view(self._window, saved.view)
        self.notes.replace(saved.notes)

    @Slot()
    def save(self) -> None:
        self._save(self.path)

    @Slot()
    def save_as(self) -> None:
        self._save(None)

    def _save(self, path: Path | None, then: Callable[[], object] | None = None, *, anyway: bool = False) -> None:
        if path is None:
            start = Path(self._preferences.folder or Path.home()) / f"{self.name}{SUFFIX}"
            title, kinds = self.tr("Save session"), self.tr("Sessions (*.gdviz)")
            path = ask_where_to_save(self._window, title, start, kinds, (SUFFIX,))
            anyway = True  # the dialog has asked
            if path is None:
                return
        digits = self._window.digits.saved()
        self._session.keep(Errand(path, self._mark(), view_of(self._window), digits, then, anyway=anyway))

    @Slot(object, object)
    def _write(self, errand: object, saved: SavedSession) -> None:
        """Hand over to the writer what the trainer has just told of its race."""
        if isinstance(errand, Errand):
            notes = errand.mark.notes
            mark = replace(errand.mark, steps=last_step(saved))
            errand = replace(errand, mark=mark)
            saved = replace(saved, notes=notes, view=errand.view, digits=errand.digits, pages=mark.pages)
            self._writer.write(errand.path, saved, errand, anyway=errand.anyway)

    @Slot(object)
    def _refused(self, errand: Errand) -> None:
        """Another window, or program, has written the file since this one knew it."""
        again = partial(self._save, errand.path, errand.then, anyway=True)
        ask_whether_to_replace(self._window, errand.path.name, again, partial(self._save, None, errand.then))

    @Slot(object, str)
    def _written(self, errand: Errand, problem: str) -> None:
        if errand.autosave:
            self._kept = self._kept if problem else errand.mark
            if self.autosave is not None:
                self.autosave.written(well=not problem)
            return
        if problem:
            self._session.say(problem, "error")
            return
        self._preferences.folder = str(errand.path.parent)
        self.recent_menu.remember(errand.path)
        self._settle(errand.path, errand.mark)
        self._session.say(self.tr("Saved {path}.").format(path=errand.path))
        if errand.then is not None:
            errand.then()

    # -- the question ------------------------------------------------------------------------------------------------

    def ask_first(self, then: Callable[[], object]) -> None:
        """Do `then`, after a question if unsaved work would be lost by it."""
        if self._asking:
            return
        if not (self.asks and self.worth_asking):
            then()
            return
        self._asking = True
        if self._session.playing:
            self._session.pause()

        def answered(button: int) -> None:
            self._asking = False
            if button == SAVE:
                self._save(self.path, then)
            elif button == DISCARD:
                self._saved = self._mark()
                then()

        ask_whether_to_save(self._window, self.name, answered)

    def ask_for_file(self, then: Callable[[], object]) -> None:
        """Do `then`, after the question if steps or edits of a file would be lost; without a file undo is enough."""
        if self.path is None:
            then()
        else:
            self.ask_first(then)

    def may_close(self) -> bool:
        """Return whether the window may close now; else the question stands, and closes it when it is answered so."""
        if self.asks and self.worth_asking:
            self.ask_first(self._leave)
            return False
        return True

    def _leave(self) -> None:
        self.asks = False
        self._window.close()

    @Slot()
    def leave_at_once(self) -> None:
        """Close without a question, as Ctrl+C in the terminal wants it; the next start offers what was not saved."""
        self._keeps = self.worth_asking
        self.asks = False
        self._window.close()

    def close(self) -> None:
        """End what is under way."""
        self._writer.finish()
        if self.autosave is not None:
            self.autosave.end(keep=self._keeps)
            self.autosave = None

    # -- autosave ----------------------------------------------------------------------------------------------------

    def guard(self, folder: Path | None = None) -> None:
        """Ask before work is lost, keep it every 30 s, and offer what the last start left behind."""
        self.asks = True
        self._kept = self._mark()
        folder = folder or user_state_path("gdviz", appauthor=False) / "recovery"
        self.autosave = Autosave(folder, self._window, lambda: not self._mark().same(self._kept))
        self.autosave.due.connect(self._keep_unsaved)
        self.autosave.wanted.connect(self._recover)
        self.autosave.offer()

    @Slot(object)
    def _keep_unsaved(self, path: Path) -> None:
        stamp = None if self.path is None else self._writer.stamp(self.path)
        view = {**view_of(self._window), **origin_entries(self.path, stamp)}
        self._session.keep(Errand(path, self._mark(), view, self._window.digits.saved(), autosave=True, anyway=True))

    @Slot(object)
    def _recover(self, path: Path) -> None:
        """Open lost work, as unsaved."""
        saved = self._read(path)
        if saved is None or self.autosave is None:
            return
        self._take(saved, self.tr("Open lost work"))
        self.path, stamp = origin_in(saved.view)
        if self.path is not None:
            self._writer.expect(self.path, stamp)
        self._saved = replace(self._mark(), dataset=None)  # unlike anything, so that it counts as not saved
        self.name_label.tell(self.path, True)
        self.autosave.save_now()
