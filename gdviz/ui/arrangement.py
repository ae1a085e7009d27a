"""Where the docks of a workspace stand: side by side where there is room, else one behind the other as tabs."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QSize, Qt
from PySide6.QtGui import QCursor, QHoverEvent, QMouseEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget

from gdviz.plots.theme import Theme
from gdviz.ui.docks import SideDock

LEFT_WIDTH, RIGHT_WIDTH = 244, 288
CURVES, CLASSES, NETWORK = "curves", "classes", "network"
CLASS_CURVES = "class_curves"
# where a dock that is not usual stands when it is shown
BESIDE = {"health": "loss_curve", "cost": "loss_curve", "loss_surface": "loss_curve", "correlations": "data_plot"}
LEAST_MIDDLE = 400  # pixels at 100 % text that the plots need between two columns
SEVERAL_PLOTS = QSize(720, 460)  # of a window in which one column and several plots still say something
_ACROSS, _DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


class Room(Enum):
    """How much there is, in the measure of the text: twice as large a text makes a window half as wide."""

    WIDE = ""  # a column at either side
    NARROW = "narrow"  # both columns in the place of one
    SMALL = "small"  # and one plot at a time

    @staticmethod
    def of(size: QSize, theme: Theme) -> Room:
        """Return what a window of a size has."""
        if size.width() >= theme.length(LEFT_WIDTH + RIGHT_WIDTH + LEAST_MIDDLE):
            return Room.WIDE
        least = SEVERAL_PLOTS
        enough = size.width() >= theme.length(least.width()) and size.height() >= theme.length(least.height())
        return Room.NARROW if enough else Room.SMALL


class Arrangement(QObject):
    """Puts the docks of a window into their places, and shares its room among them."""

    def __init__(self, window: QMainWindow, left: SideDock, docks: Mapping[str, QDockWidget], right: SideDock) -> None:
        super().__init__(window)
        self._window, self.left, self.docks, self.right = window, left, docks, right
        self.room = Room.WIDE
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)

    @property
    def everything(self) -> tuple[QDockWidget, ...]:
        return (self.left, *self.docks.values(), self.right)

    @property
    def parts(self) -> dict[str, QDockWidget]:
        return {"left": self.left, **self.docks, "right": self.right}

    def measure(self) -> bool:
        """Look how much room there is; return whether that is another amount than before."""
        room = Room.of(self._window.size(), Theme.current())
        changed = room is not self.room
        self.room = room
        return changed

    def forget_separator(self) -> None:
        """Let Qt forget which grip between docks the pointer is on.

        It remembers a path in the layout, and would look it up in another layout at the next move of the mouse.
        """
        nowhere = QPointF(-1.0, -1.0)
        QCoreApplication.sendEvent(self._window, QHoverEvent(QEvent.Type.HoverLeave, nowhere, nowhere, nowhere))

    def leave(self) -> None:
        """Hide all docks: a page takes their place."""
        self.forget_separator()
        for dock in self.everything:
            dock.hide()

    def let_go(self) -> None:
        """End the drag of a dock, if there is one: it lands where it would if the mouse let it go.

        Qt remembers a gap in the layout for it, and looks it up again when the dock is hidden or let go: after another
        arrangement, there is none.
        """
        at = QPointF(QCursor.pos())
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        for dock in self.everything:
            inside = QPointF(dock.mapFromGlobal(at))
            held = Qt.KeyboardModifier.NoModifier
            QCoreApplication.sendEvent(dock, QMouseEvent(QEvent.Type.MouseButtonRelease, inside, at, left, none, held))

    def suit_columns(self, workspace: str) -> None:
        """Let the columns show what there is room for."""
        self.right.show_footer(workspace != NETWORK or self.room is Room.SMALL)  # its room is for the layers
        for side in (self.left, self.right):
            side.let_all_scroll(self.room is Room.SMALL)

    def arrange(self, workspace: str, front: str) -> None:
        """Put all docks where they are at first; of those that stand behind each other, `front` is seen."""
        self.let_go()
        self.forget_separator()
        self.suit_columns(workspace)
        window, area, parts = self._window, Qt.DockWidgetArea.LeftDockWidgetArea, self.parts
        for dock in self.everything:
            window.removeDockWidget(dock)
        window.addDockWidget(area, self.left)
        usual = {"left"}
        for beside, name, way in self._splits(workspace):
            if way is None:
                window.tabifyDockWidget(parts[beside], parts[name])
            else:
                window.splitDockWidget(parts[beside], parts[name], way)
            usual.add(name)
        for name, dock in self.docks.items():
            beside = BESIDE.get(name, "")
            if name in usual:
                continue
            if beside in usual and self.room is Room.SMALL:
                window.tabifyDockWidget(parts[beside], dock)
            elif beside in usual:
                window.splitDockWidget(parts[beside], dock, _ACROSS)
            else:
                window.addDockWidget(area, dock)
        for name, dock in parts.items():
            dock.setFloating(False)
            dock.setVisible(name in usual)
        for name in ("left", front):
            parts[name].raise_()

    def _splits(self, workspace: str) -> tuple[tuple[str, str, Qt.Orientation | None], ...]:
        """Return the docks of a workspace: each beside, below or, with None, behind one that is already there."""
        wide, small = self.room is Room.WIDE, self.room is Room.SMALL
        down, across = (None, None) if small else (_DOWN, _ACROSS)
        if workspace == NETWORK:
            main: list[tuple[str, str, Qt.Orientation | None]] = [
                ("left", NETWORK, _ACROSS),
                (NETWORK, "data_plot", across),
                (NETWORK, "loss_curve", down),
            ]
            column: tuple[str, str, Qt.Orientation | None] = ("data_plot", "right", _DOWN)
        elif workspace == CLASSES:
            main = [("left", "data_plot", _ACROSS), ("data_plot", CLASS_CURVES, down)]
            column = ("data_plot", "right", _ACROSS)
        else:
            main = [("left", "data_plot", _ACROSS)]
            below = [("data_plot", "loss_curve", down), ("data_plot", "loss_surface", across)]
            main += reversed(below) if small else below
            column = ("data_plot", "right", _ACROSS)
        if wide:  # beside the first plot, before that is divided
            return (*main[:2], column, *main[2:]) if workspace == NETWORK else (main[0], column, *main[1:])
        return (*main, ("left", "right", None))

    def share(self, workspace: str, class_curves: bool) -> None:
        """Give each dock its share of the window."""
        window, theme, parts = self._window, Theme.current(), self.parts
        shown = {name for name, dock in parts.items() if not dock.isHidden() and not dock.isFloating()}
        sides = [self.left.width_wanted, self.right.width_wanted]
        if self.room is not Room.WIDE:
            sides = [max(sides), 0]
        middle = max(theme.length(200), window.width() - sum(sides) - 3 * theme.unit)
        columns = [(self.left, sides[0])] + ([(self.right, sides[1])] if self.room is Room.WIDE else [])

        def across(*names: str) -> None:
            there = [name for name in names if name in shown]
            widths = [(parts[name], middle // max(1, len(there))) for name in there]
            docks = [columns[0], *widths, *columns[1:]]
            window.resizeDocks([dock for dock, _ in docks], [width for _, width in docks], _ACROSS)

        if self.room is Room.SMALL:
            across("data_plot" if workspace != NETWORK else NETWORK)
        elif workspace == CLASSES:
            across(CLASS_CURVES if class_curves else "data_plot", "correlations")
        else:
            across("loss_curve")
            self._share_plots(workspace, middle)

    def _share_plots(self, workspace: str, middle: int) -> None:
        window, parts = self._window, self.parts
        curve, data_plot = parts["loss_curve"], parts["data_plot"]
        if workspace == NETWORK:
            landscape = parts["loss_surface"]
            besides = landscape.isVisible() and not landscape.isFloating()  # it says little where it is low
            upper, share = parts[NETWORK], 0.52 if besides else 0.7
            if self.room is Room.WIDE:
                column = data_plot.height() + self.right.height()
                square = min(self.right.width_wanted + Theme.current().length(30), round(0.45 * column))
                window.resizeDocks([data_plot, self.right], [square, column - square], _DOWN)
            else:
                window.resizeDocks([upper, data_plot], [round(0.6 * middle), round(0.4 * middle)], _ACROSS)
        else:
            alone = data_plot.isHidden()
            upper, share = parts["loss_surface"] if alone else data_plot, 0.68
            if not alone:
                window.resizeDocks([data_plot, parts["loss_surface"]], [middle // 2, middle // 2], _ACROSS)
        for name, other in BESIDE.items():
            dock = self.docks.get(name)
            usual = name == "loss_surface" and workspace != NETWORK
            if other == "loss_curve" and not usual and dock is not None and dock.isVisible() and not dock.isFloating():
                window.resizeDocks([curve, dock], [middle // 2, middle // 2], _ACROSS)
        height = upper.height() + curve.height()
        window.resizeDocks([upper, curve], [round(height * share), round(height * (1 - share))], _DOWN)
