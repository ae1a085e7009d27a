"""Workspaces: which panels are in view and where. Each remembers what the user made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from gdviz.lessons import Lesson
from gdviz.plots.theme import ThemeManager
from gdviz.session.preferences import Preferences
from gdviz.ui.actions import Command
from gdviz.ui.arrangement import CLASS_CURVES, CLASSES, CURVES, NETWORK, Arrangement, Room
from gdviz.ui.column_widths import ColumnWidths
from gdviz.ui.docks import SideDock
from gdviz.ui.layouts import LAYOUT_VERSION, Layouts
from gdviz.ui.pages import Pages
from gdviz.ui.workspace_switch import WorkspaceSwitch

Twin = Callable[[], tuple[QWidget, Callable[[], bool]]]
"""Makes another page that shows the same, and what tells whether it has come to rest."""

FRAME = 48  # pixels that a window's title bar takes of the screen


@dataclass(frozen=True)
class Workspace:
    """A named view of the window: docks in their places, or, where `page` is given, one widget that fills it.

    `toggle` is what Space does on a page. One that is not `in_switch` is reached by menu, key and from other pages.
    `twin` makes another such page for pictures.
    """

    name: str
    title: str
    help: str
    page: Callable[[], QWidget] | None = None
    in_switch: bool = True
    toggle: Callable[[], object] | None = None
    twin: Twin | None = None


class Workspaces(QObject):
    """Arranges the docks of a window, or shows a page of its own, by the workspace that is chosen."""

    changed = Signal(str)

    def __init__(
        self,
        window: QMainWindow,
        left: SideDock,
        docks: Mapping[str, QDockWidget],
        right: SideDock,
        preferences: Preferences,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._docks = docks
        self.arrangement = Arrangement(window, left, docks, right)
        self._columns = ColumnWidths(window, self.arrangement, preferences, self._touched_name)
        self._columns.dragged.connect(self.touch)
        self._known: dict[str, Workspace] = {}
        self._layouts = Layouts(window, preferences)
        self._pages = Pages(window)
        self._actions: dict[str, QAction] = {}
        self._one_number = False
        self._has_data = True
        self._brought = ""
        self.held = False  # while the window presents, docks stay where they are
        self.current = CURVES
        self.switch = WorkspaceSwitch()
        self.add(Workspace(CURVES, self.tr("Curves"), self.tr("Data, loss surface and loss curve, with room for each")))
        if NETWORK in docks:
            inside = self.tr("Inside the network: neurons as pictures, weights as edges")
            self.add(Workspace(NETWORK, self.tr("Network"), inside))
        for dock in self.arrangement.everything:
            dock.topLevelChanged.connect(self.touch)
            dock.toggleViewAction().triggered.connect(self._take_choice)
        ThemeManager.instance().changed.connect(self._fit_later)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._known)

    @property
    def shows_page(self) -> bool:
        """Whether a page fills the window, instead of docks."""
        return self._known[self.current].page is not None

    @property
    def title(self) -> str:
        """What the present workspace is called."""
        return self._known[self.current].title

    @property
    def shown(self) -> Workspace:
        """The present workspace."""
        return self._known[self.current]

    def toggle(self) -> bool:
        """Do what Space does on the page that is shown; return False where there is none."""
        run = self._known[self.current].toggle
        if run is not None:
            run()
        return run is not None

    def add(self, workspace: Workspace) -> None:
        """Offer one more workspace; before the window's actions are made, so that it gets a key and a menu entry."""
        self._known[workspace.name] = workspace

    def add_classes(self) -> None:
        """Offer the workspace of what is solved at once."""
        if CLASS_CURVES in self._docks:
            help_ = self.tr("The data with all the room: for what is solved at once, without descent")
            self.add(Workspace(CLASSES, self.tr("Data"), help_))

    def suit_data(self, one_number: bool, has_data: bool = True) -> None:
        """Where there is room for one picture, show class curves if one number tells the classes apart.

        Without data, the loss surface gets the room of the data plot.
        """
        self._one_number = one_number
        if has_data != self._has_data:
            self._has_data = has_data
            if not has_data and self.current in (NETWORK, CLASSES):
                self.show(CURVES)
            elif self.current == CURVES:
                self._suit_plot()
        if self.current == CLASSES:
            self._suit()

    def _suit_plot(self) -> None:
        """Show the data plot where there are data, else a loss surface in its place."""
        if self.current == CURVES and "data_plot" in self._docks:
            self._docks["data_plot"].setVisible(self._has_data)
            if not self._has_data and "loss_surface" in self._docks:
                self._docks["loss_surface"].show()
            QTimer.singleShot(0, self, self.share_space)
            QTimer.singleShot(0, self, self._take_focus)

    def _suit(self, both: bool = False) -> None:
        """Let the picture that suits the data take the place of the other; with `both`, although it is shown too."""
        names = (CLASS_CURVES, "data_plot") if self._one_number else ("data_plot", CLASS_CURVES)
        wanted, other = (self._docks[name] for name in names)
        if not other.isHidden() and (both or wanted.isHidden()):
            other.hide()
            wanted.show()

    def commands(self) -> list[Command]:
        """Return a command for each workspace: Ctrl+1, Ctrl+2, ..."""
        return [
            Command(
                f"workspace_{name}", workspace.title, (f"Ctrl+{place}",), workspace.help,
                lambda chosen=name: self.show(chosen),  # type: ignore[misc]
            )
            for place, (name, workspace) in enumerate(self._known.items(), start=1)
        ]  # fmt: skip

    def take_actions(self, actions: Mapping[str, QAction]) -> list[QAction]:
        """Let the workspaces' actions show which is chosen, and fill the switch with them; return them."""
        group = QActionGroup(self)
        for name in self._known:
            action = actions[f"workspace_{name}"]
            action.setCheckable(True)
            action.setChecked(name == self.current)
            group.addAction(action)
            self._actions[name] = action
        self.switch.take_actions(action for name, action in self._actions.items() if self._known[name].in_switch)
        return list(self._actions.values())

    def of_lesson(self, lesson: Lesson) -> str:
        """Return the workspace that a lesson begins with."""
        return lesson.workspace if lesson.workspace in self._known else CURVES

    def bring(self, name: str) -> None:
        """Show one more dock in the present workspace, in place of the one brought before; "" brings none."""
        dock, before = self._docks.get(name), self._docks.get(self._brought)
        if before is not None and before is not dock:
            before.hide()
            QTimer.singleShot(0, self, self.share_space)
        self._brought = name
        if dock is not None and not self.shows_page and not dock.isVisible():
            dock.show()
            dock.raise_()  # where docks are tabs
            QTimer.singleShot(0, self, self.share_space)

    def show(self, name: str) -> None:
        """Go to a workspace, as it was left."""
        if name not in self._known:
            raise ValueError(f"workspace must be one of {', '.join(self._known)}; got {name!r}")
        if name in self._actions:
            self._actions[name].setChecked(True)
        if name == self.current:
            return
        window = self._window
        window.setUpdatesEnabled(False)
        try:
            self.arrangement.let_go()
            self._keep()
            self.current = name
            page = self._known[name].page
            if page is not None:
                self.arrangement.leave()
                self._pages.show(name, page)
            else:
                self._pages.hide()
                self._place()
        finally:
            window.setUpdatesEnabled(True)
        QTimer.singleShot(0, self, self._take_focus)
        self.changed.emit(name)

    @Slot()
    def _take_focus(self) -> None:
        """Give the keyboard to what the workspace is about: what had it may be hidden now."""
        middle = self._pages.page(self.current) or self.arrangement.parts[self._front].widget()
        if middle is not None and middle.isVisible():
            middle.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- docks -----------------------------------------------------------------------------------------------------

    @property
    def _state_name(self) -> str:
        """What the layout of the present workspace is kept as: one where docks are tabs is another."""
        return self._name_in(self.arrangement.room, self.current)

    @staticmethod
    def _name_in(room: Room, workspace: str) -> str:
        return "-".join(filter(None, (workspace, room.value)))

    def _place(self) -> None:
        """Bring the docks to where the user left them in this workspace, else to where they are at first."""
        self.arrangement.measure()
        state = self._layouts.kept(self._state_name)
        if state is None or not self.take_layout(state):
            self.arrange()
        elif self.current == CLASSES:
            self._suit()
        elif not self._has_data:
            self._suit_plot()

    def take_layout(self, state: QByteArray) -> bool:
        """Bring the docks to where they were; return False where they are too wide for this window."""
        window = self._window
        self.arrangement.let_go()
        self.arrangement.suit_columns(self.current)
        self.arrangement.forget_separator()
        if not window.restoreState(state, LAYOUT_VERSION):
            return False
        return window.minimumSizeHint().width() <= window.width()

    def take_saved(self, state: QByteArray, room: str) -> None:
        """Take over a layout from a window that had `room`; where this one has another, its own stays."""
        if room == self.arrangement.room.value and not self.take_layout(state):
            self.arrange()

    @property
    def _front(self) -> str:
        """Which dock the present workspace is about."""
        about = {
            CURVES: "data_plot" if self._has_data else "loss_surface",
            NETWORK: NETWORK,
            CLASSES: CLASS_CURVES if self._one_number else "data_plot",
        }
        return about.get(self.current, "data_plot")

    def arrange(self) -> None:
        """Put all docks where they are at first."""
        self.arrangement.arrange(self.current, self._front)
        if self.current == CLASSES:
            self._suit(both=True)
        if not self._has_data:
            self._suit_plot()
        QTimer.singleShot(0, self, self.share_space)

    @Slot()
    def _fit_later(self) -> None:
        QTimer.singleShot(0, self, self.fit)  # when all that the window holds has its new size

    @Slot()
    def fit(self) -> None:
        """The window has another size, or its text: arrange anew where that is needed, and share the space."""
        if not self.shows_page and not self.held:
            before = self._state_name
            if self.arrangement.measure():
                self._layouts.keep(before)
                self._place()
        self.share_space()

    @Slot()
    def share_space(self) -> None:
        """Give each dock its share of the window, unless the user has given it another."""
        if self._touched_name():
            self._columns.hold()
        elif not self.shows_page:
            self.arrangement.share(self.current, self._one_number)

    def _touched_name(self) -> str:
        """Return what the present layout is kept as, if the user has made it, else ""."""
        return self._state_name if not self.shows_page and self._layouts.is_touched(self._state_name) else ""

    @Slot()
    def _take_choice(self) -> None:
        """A panel was shown or hidden by hand: the others make room for it, or take its own."""
        self.share_space()
        self.touch()

    @Slot()
    def touch(self) -> None:
        """The user has arranged something: from now on the window keeps that instead of sharing space anew."""
        if not self.shows_page:
            self._layouts.touch(self._state_name)

    @Slot()
    def reset(self) -> None:
        """Forget what the user made of all workspaces."""
        self._layouts.forget()
        self._columns.forget()
        if not self.shows_page:
            self.arrange()

    # -- between two starts ----------------------------------------------------------------------------------------

    def restore(self) -> None:
        """Bring back what was saved; without that, fill a small screen and have a usual size on a large one."""
        window = self._window
        self.arrange()  # a saved layout only moves docks that are somewhere
        names = [self._name_in(room, workspace) for workspace in self._known for room in Room]
        self._columns.restore(names)
        if self._layouts.restore(names):
            self._place()
        else:
            screen = window.screen().availableGeometry()
            window.resize(min(1440, screen.width()), min(900, screen.height()))
            if screen.width() <= 1440 or screen.height() < 900 + FRAME:
                window.setWindowState(Qt.WindowState.WindowMaximized)

    def save(self) -> None:
        """Remember each workspace that the user has arranged."""
        self._keep()
        self._layouts.save()
        self._columns.save()

    def _keep(self) -> None:
        if not self.shows_page:
            self._layouts.keep(self._state_name)
