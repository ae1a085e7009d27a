"""The digits workspace as one of the window's: it is made when it is first shown."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QToolBar, QWidget

from gdviz.plots.number import percent
from gdviz.ui.workspaces import Workspace, Workspaces

if TYPE_CHECKING:
    from gdviz.session.digits import DigitsSession
    from gdviz.training.digits_saved import SavedDigits
    from gdviz.training.image_task import ImageTask
    from gdviz.ui.digits.workspace import DigitsWorkspace
    from gdviz.ui.main_window import MainWindow

DIGITS = "digits"
# They act on the points and curves of the other workspaces, which nobody sees meanwhile.
OF_THE_OTHERS = (
    "step", "back", "epoch", "epoch_back", "reset", "new_start", "slower", "faster", "select_all", "delete",
    "new_sample", "clear", "undo", "redo",
)  # fmt: skip


class DigitsInWindow(QObject):
    """Offers the workspace; while it is shown, gives the page the room, the keys and the status line.

    page_wanted     the name of another page that belongs to it
    program_wanted  a program that trains its network
    changed         what a session file keeps of it may be other
    """

    page_wanted = Signal(str)
    program_wanted = Signal()
    changed = Signal()

    def __init__(self, window: MainWindow, workspaces: Workspaces) -> None:
        super().__init__(window)
        self._window, self._workspaces = window, workspaces
        self.session: DigitsSession | None = None
        self._page: DigitsWorkspace | None = None
        self._waiting: SavedDigits | None = None  # of a file, until the page is made
        # what the session was before anything was done
        self._first_taught: tuple[object, ...] = ()
        self._first_state: tuple[object, ...] = ()
        help_ = self.tr("Draw a digit and see it read; train a network on images")
        workspaces.add(Workspace(DIGITS, self.tr("Digits"), help_, self._make, toggle=self.toggle,
                                 twin=self._twin))  # fmt: skip
        workspaces.changed.connect(self._give_room)

    @property
    def shown(self) -> bool:
        """Whether the page is what the window shows."""
        return self._workspaces.current == DIGITS

    def toggle(self) -> None:
        """Train, or pause."""
        if self.session is not None:
            self.session.toggle()

    def save_history(self) -> None:
        """Ask where to, and keep the history of the training as a table."""
        if self._page is not None:
            self._page.learning.history.save()

    def close(self, seconds: float) -> bool:
        """End its threads; return whether they ended within so many seconds."""
        return self.session is None or self.session.close(seconds)

    def _make(self) -> QWidget:
        from gdviz.session.digits import DigitsSession  # the window opens faster without them
        from gdviz.ui.digits.workspace import DigitsWorkspace

        session = self.session = DigitsSession(self)
        session.crashed.connect(self._window.tell_crash)
        for signal in (session.network_changed, session.images_changed, session.training_changed):
            signal.connect(self._show_status)
        page = self._page = DigitsWorkspace(session)
        page.page_wanted.connect(self.page_wanted)
        page.network_menu.program_wanted.connect(self.program_wanted)
        self.take(self._waiting)
        for signal in (session.prediction_changed, session.recipe_changed, session.training_changed,
                       session.network_changed, session.images_changed, session.teaching.changed):  # fmt: skip
            signal.connect(self.changed)
        return page

    def _twin(self) -> tuple[QWidget, Callable[[], bool]]:
        from gdviz.ui.digits.workspace import DigitsWorkspace

        session, page = self.session, self._page
        assert session is not None
        assert page is not None
        twin = DigitsWorkspace(session)
        twin.tell(page.words.text)
        return twin, lambda: session.settled

    # -- session files -----------------------------------------------------------------------------------------------

    def saved(self) -> SavedDigits | None:
        """Return what a file keeps of it; None if nobody has ever looked at it."""
        if self.session is None:
            return self._waiting
        from gdviz.session.digits_saving import saved_digits

        return saved_digits(self.session)

    def take(self, saved: SavedDigits | None) -> None:
        """Be as a file says, or as at first."""
        self._waiting = saved
        if self.session is None:
            return
        from gdviz.session.digits_saving import first_digits, state_of, take_digits, work_in

        self._waiting = None
        take_digits(self.session, saved or first_digits())
        self._first_taught, self._first_state = work_in(self.session), state_of(self.session)

    @property
    def taught(self) -> tuple[object, ...]:
        """What tells whether drawings were taught or taken back."""
        if self.session is None:
            return ()
        from gdviz.session.digits_saving import work_in

        taught = work_in(self.session)
        return () if taught == self._first_taught else (*taught, "not as it was")

    @property
    def state(self) -> tuple[object, ...]:
        """What tells whether anything at all was done; empty if nothing was."""
        if self.session is None:
            return ()
        from gdviz.session.digits_saving import state_of

        state = state_of(self.session)
        return () if state == self._first_state else state

    @property
    def seconds(self) -> float:
        """How long the present training has taken."""
        moment = self.session.snapshot if self.session is not None else None
        return moment.seconds if moment is not None else 0.0

    def open_task(self, task: ImageTask, words: str, draw: int | None) -> None:
        """Make ready what a lesson trains, say what is to be seen, and draw a digit, where it names one."""
        session, page = self.session, self._page
        assert session is not None
        assert page is not None
        session.open_task(task)
        page.tell(words)
        if draw is not None:
            session.draw_digit(draw)

    @Slot(str)
    def _give_room(self, _name: str) -> None:
        window, here = self._window, self._workspaces.shows_page
        bar = window.findChild(QToolBar, "transport")
        if isinstance(bar, QToolBar):
            bar.setVisible(not here)  # a page has a bar of its own
        for action in OF_THE_OTHERS:
            if action in window.actions_by_name:
                window.actions_by_name[action].setEnabled(not here)
        if here:
            window.session.pause()
        else:
            window.session.undo_changed.emit()  # which of undo and redo there is
        self._show_status()

    @Slot()
    def _show_status(self) -> None:
        bar, session = self._window.status, self.session
        if not self.shown or session is None:
            # a page of another kind has nothing to say there, and what the curves say would mislead
            title = self._workspaces.title if self._workspaces.shows_page else ""
            bar.show_page("", title) if title else bar.show_curves()
            return
        trained, images, share = session.trained, session.images, session.test_accuracy
        parts = []
        if trained is not None and session.live and session.training == "playing":
            parts.append(self.tr("{title} answers, as it is being trained").format(title=trained.title))
        elif trained is not None and not math.isnan(share):
            said = self.tr("{title} answers: {share} right on test images")
            taught = session.teaching.taught
            if taught is not None and trained is taught.trained:
                said = self.tr("{title} answers, taught by your drawings: {share} right on test images")
            elif not session.live:
                said = self.tr("{title} answers, trained beforehand: {share} right on test images")
            parts.append(said.format(title=trained.title, share=percent(share)))
        elif trained is not None:
            said = self.tr("{title} answers, as far as it is trained") if session.live else self.tr("{title} answers")
            parts.append(said.format(title=trained.title))
        if images is not None:
            parts.append(images.title)
        states = {
            "playing": self.tr("Training"), "paused": self.tr("Paused"), "diverged": self.tr("Diverged"),
            "stopped": self.tr("Stopped"), "finished": self.tr("Trained"),
        }  # fmt: skip
        doing = states.get(session.training or "ready", self.tr("Ready: Space trains"))
        bar.show_page(f"{'●' if session.training == 'playing' else '○'} {doing}", " · ".join(parts))
