"""Workspaces: which panels are in view and where. Each remembers what the user made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QHoverEvent
from PySide6.QtWidgets import QDockWidget, QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QToolButton, QWidget

from gdviz.core.models import MODELS
from gdviz.lessons import Lesson
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session.preferences import Preferences
from gdviz.ui.actions import Command
from gdviz.ui.docks import SideDock

LAYOUT_VERSION = 2
LEFT_WIDTH, RIGHT_WIDTH = 236, 276
MOST_OF_WIDTH = 0.27  # of the window that one side may need
CURVES, CLASSES, NETWORK = "curves", "classes", "network"
CLASS_CURVES = "class_curves"
BESIDE = {"health": "loss_curve", "correlations": "data_plot"}  # where a dock that is not usual stands when it is shown
_ACROSS, _DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


@dataclass(frozen=True)
class Workspace:
    """A named view of the window: docks in their places, or, where `page` is given, one widget that fills it.

    `toggle` is what Space does on a page. One that is not `in_switch` is reached by menu, key and from other pages.
    """

    name: str
    title: str
    help: str
    page: Callable[[], QWidget] | None = None
    in_switch: bool = True
    toggle: Callable[[], object] | None = None


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
        self._window, self._preferences = window, preferences
        self._left, self._docks, self._right = left, docks, right
        self._known: dict[str, Workspace] = {}
        self._states: dict[str, QByteArray] = {}  # how the user left each
        self._touched: set[str] = set()
        self._pages: dict[str, QWidget] = {}
        self._stack: QStackedWidget | None = None
        self._actions: dict[str, QAction] = {}
        self._one_number = False
        self._brought = ""
        self.current = CURVES
        self.switch = QFrame()
        self.add(Workspace(CURVES, self.tr("Curves"), self.tr("Data, loss surface and loss curve, with room for each")))
        if NETWORK in docks:
            inside = self.tr("Inside the network: neurons as pictures, weights as edges")
            self.add(Workspace(NETWORK, self.tr("Network"), inside))
        for dock in self._everything:
            dock.topLevelChanged.connect(self.touch)
            dock.toggleViewAction().triggered.connect(self.touch)

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

    @Slot(bool)
    def suit_data(self, one_number: bool) -> None:
        """Where there is room for one picture, show class curves if one number tells the classes apart."""
        self._one_number = one_number
        if self.current == CLASSES:
            self._suit()

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
        row = QHBoxLayout(self.switch)
        self.switch.setProperty("class", "segments")
        self.switch.setAccessibleName(self.tr("Workspace"))
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(1)
        for name in self._known:
            action = actions[f"workspace_{name}"]
            action.setCheckable(True)
            action.setChecked(name == self.current)
            group.addAction(action)
            self._actions[name] = action
            if not self._known[name].in_switch:
                continue
            button = QToolButton()
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setProperty("class", "quiet")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        return list(self._actions.values())

    def of_lesson(self, lesson: Lesson) -> str:
        """Return the workspace that a lesson names; one that names none has that of its model."""
        model = lesson.experiment.model.name
        usual = NETWORK if model == "network" else CLASSES if MODELS[model].is_direct else CURVES
        named = str(lesson.view.get("workspace", usual))
        return named if named in self._known else usual if usual in self._known else CURVES

    def bring(self, name: str) -> None:
        """Show one more dock in the present workspace, in place of the one brought before; "" brings none."""
        dock, before = self._docks.get(name), self._docks.get(self._brought)
        if before is not None and before is not dock:
            before.hide()
            QTimer.singleShot(0, self, self.share_space)
        self._brought = name
        if dock is not None and self._known[self.current].page is None and not dock.isVisible():
            dock.show()
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
            self._keep()
            self.current = name
            page = self._known[name].page
            if page is not None:
                self._show_page(name, page)
            else:
                if self._stack is not None:
                    self._stack.hide()
                self._place()
        finally:
            window.setUpdatesEnabled(True)
        QTimer.singleShot(0, self, self._take_focus)
        self.changed.emit(name)

    @Slot()
    def _take_focus(self) -> None:
        """Give the keyboard to what the workspace is about: what had it may be hidden now."""
        about = {NETWORK: NETWORK, CLASSES: CLASS_CURVES if self._one_number else "data_plot"}
        middle = self._pages.get(self.current) or self._parts[about.get(self.current, "data_plot")].widget()
        if middle is not None and middle.isVisible():
            middle.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- docks -----------------------------------------------------------------------------------------------------

    @property
    def _everything(self) -> tuple[QDockWidget, ...]:
        return (self._left, *self._docks.values(), self._right)

    @property
    def _parts(self) -> dict[str, QDockWidget]:
        return {"left": self._left, **self._docks, "right": self._right}

    def _splits(self) -> tuple[tuple[str, str, Qt.Orientation], ...]:
        """Return the docks of the present workspace: each beside or below one that is already there."""
        if self.current == NETWORK:
            return (
                ("left", NETWORK, _ACROSS),
                (NETWORK, "data_plot", _ACROSS),
                (NETWORK, "loss_curve", _DOWN),
                ("data_plot", "right", _DOWN),
            )
        if self.current == CLASSES:
            return (
                ("left", "data_plot", _ACROSS),
                ("data_plot", "right", _ACROSS),
                ("data_plot", CLASS_CURVES, _DOWN),
            )
        return (
            ("left", "data_plot", _ACROSS),
            ("data_plot", "right", _ACROSS),
            ("data_plot", "loss_curve", _DOWN),
            ("data_plot", "loss_surface", _ACROSS),
        )

    def _place(self) -> None:
        """Bring the docks to where the user left them in this workspace, else to where they are at first."""
        self._right.show_footer(self.current != NETWORK)  # its room is for the layers
        self.forget_separator()
        state = self._states.get(self.current)
        if state is None or not self._window.restoreState(state, LAYOUT_VERSION):
            self.arrange()
        elif self.current == CLASSES:
            self._suit()

    def forget_separator(self) -> None:
        """Let Qt forget which grip between docks the pointer is on.

        It remembers a path in the layout, and would look it up in another layout at the next move of the mouse.
        """
        nowhere = QPointF(-1.0, -1.0)
        QCoreApplication.sendEvent(self._window, QHoverEvent(QEvent.Type.HoverLeave, nowhere, nowhere, nowhere))

    def arrange(self) -> None:
        """Put all docks where they are at first."""
        self.forget_separator()
        window, area, parts = self._window, Qt.DockWidgetArea.LeftDockWidgetArea, self._parts
        for dock in self._everything:
            window.removeDockWidget(dock)
        window.addDockWidget(area, self._left)
        usual = {self._left}
        for beside, name, way in self._splits():
            window.splitDockWidget(parts[beside], parts[name], way)
            usual.add(parts[name])  # type: ignore[arg-type]
        for name, dock in self._docks.items():
            if dock not in usual and name in BESIDE and parts[BESIDE[name]] in usual:
                window.splitDockWidget(parts[BESIDE[name]], dock, _ACROSS)
            elif dock not in usual:
                window.addDockWidget(area, dock)
        for dock in self._everything:
            dock.setFloating(False)
            dock.setVisible(dock in usual)
        if self.current == CLASSES:
            self._suit(both=True)
        QTimer.singleShot(0, self, self.share_space)

    @Slot()
    def share_space(self) -> None:
        """Give each dock its share of the window, unless the user has given it another."""
        window = self._window
        for side in (self._left, self._right):
            side.limit_width(max(RIGHT_WIDTH, round(MOST_OF_WIDTH * window.width())))
        if self.current in self._touched or self._known[self.current].page is not None:
            return
        theme, parts = ThemeManager.instance().theme, self._parts
        sides = [self._left.width_wanted, self._right.width_wanted]
        middle = max(400, window.width() - sum(sides) - 3 * theme.unit)
        curve, data_plot = parts["loss_curve"], parts["data_plot"]
        if self.current == CLASSES:
            names = [CLASS_CURVES if self._one_number else "data_plot", "correlations"]
            shown = [parts[name] for name in names if name in parts and not parts[name].isHidden()]
            each = [middle // max(1, len(shown))] * len(shown)
            window.resizeDocks([self._left, *shown, self._right], [sides[0], *each, sides[1]], _ACROSS)
            return
        window.resizeDocks([self._left, curve, self._right], [sides[0], middle, sides[1]], _ACROSS)
        if self.current == NETWORK:
            upper, lower = parts[NETWORK], curve
            column = data_plot.height() + self._right.height()
            square = min(sides[1] + theme.length(30), round(0.45 * column))
            window.resizeDocks([data_plot, self._right], [square, column - square], _DOWN)
            share = 0.7
        else:
            upper, lower = data_plot, curve
            window.resizeDocks([data_plot, parts["loss_surface"]], [middle // 2, middle // 2], _ACROSS)
            share = 0.68
        beside = [parts[name] for name, other in BESIDE.items() if other == "loss_curve" and name in parts]
        for dock in beside:
            if dock.isVisible() and not dock.isFloating():
                window.resizeDocks([curve, dock], [middle // 2, middle // 2], _ACROSS)
        height = upper.height() + lower.height()
        window.resizeDocks([upper, lower], [round(height * share), round(height * (1 - share))], _DOWN)

    @Slot()
    def touch(self) -> None:
        """The user has arranged something: from now on the window keeps that instead of sharing space anew."""
        if self._known[self.current].page is None:
            self._touched.add(self.current)

    @Slot()
    def reset(self) -> None:
        """Forget what the user made of all workspaces."""
        self._preferences.forget_layout()
        self._states.clear()
        self._touched.clear()
        if self._known[self.current].page is None:
            self.arrange()

    # -- between two starts ----------------------------------------------------------------------------------------

    def restore(self) -> None:
        """Bring back what was saved; without that, fill a small screen and have a usual size on a large one."""
        window = self._window
        self.arrange()  # a saved layout only moves docks that are somewhere
        for name in self._known:
            saved = self._preferences.layout(LAYOUT_VERSION, name)
            if saved is not None:
                geometry, self._states[name] = saved
                self._touched.add(name)
                window.restoreGeometry(geometry)
        if self._states:
            self._place()
        else:
            screen = window.screen().availableGeometry()
            window.resize(min(1440, screen.width()), min(900, screen.height()))
            if screen.width() <= 1440:
                window.setWindowState(Qt.WindowState.WindowMaximized)

    def save(self) -> None:
        """Remember each workspace that the user has arranged."""
        self._keep()
        for name in self._touched:
            self._preferences.save_layout(LAYOUT_VERSION, self._window.saveGeometry(), self._states[name], name)

    def _keep(self) -> None:
        if self._known[self.current].page is None and self.current in self._touched:
            self._states[self.current] = self._window.saveState(LAYOUT_VERSION)

    # -- pages -----------------------------------------------------------------------------------------------------

    def _show_page(self, name: str, make: Callable[[], QWidget]) -> None:
        if self._stack is None:
            self._stack = QStackedWidget()
            self._window.setCentralWidget(self._stack)
        if name not in self._pages:
            self._pages[name] = make()
            self._stack.addWidget(self._pages[name])
        self.forget_separator()
        for dock in self._everything:
            dock.hide()
        self._stack.setCurrentWidget(self._pages[name])
        self._stack.show()


def corner(switch: QWidget, bar: QWidget) -> QWidget:
    """Return the switch with the room around it that the corner of a menu bar needs."""
    room = QWidget(bar)
    row = QHBoxLayout(room)
    row.setContentsMargins(0, 1, Theme.current().length(12), 1)
    row.addWidget(switch)
    return room
