"""Pointer and keys over the data plot: each goes to a hinge, to the point that is followed, to the cross or to a tool.

What they leave on the plot while they last is drawn here too: a rectangle, the rim of the brush, the keyboard's cross.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QKeyEvent

from gdviz.panels.data_plot.reading import PICK_PIXELS, Reading
from gdviz.plots.base import Plot
from gdviz.plots.canvas import Pointer
from gdviz.plots.curve import Curves
from gdviz.plots.handles import Handles
from gdviz.plots.points import Points
from gdviz.plots.theme import Theme
from gdviz.session import Session
from gdviz.session.edits import is_drawable
from gdviz.session.hinges import HingeHandles, places_of
from gdviz.session.key_cursor import KeyCursor
from gdviz.session.pointer import PointEditor

CROSS = 11.0  # pixels of an arm of the keyboard's cross


class Gestures(QObject):
    """Turns what hand and keyboard do over the plot into edits, and shows what is under way."""

    def __init__(self, session: Session, plot: Plot, points: Points, handles: Handles, hinges: HingeHandles,
                 reading: Reading, parent: QObject) -> None:  # fmt: skip
        super().__init__(parent)
        self._session, self._plot, self._points, self._handles = session, plot, points, handles
        self._hinges, self._reading = hinges, reading
        self.outlines = plot.add(Curves(z=60.0))
        self.editor = PointEditor(session, self)
        self.cross = KeyCursor(session, self.editor, self)
        hinges.changed.connect(self._follow_hinge)
        self.cross.changed.connect(self._follow_cross)
        self.editor.rectangle_changed.connect(self._show_rectangle)
        session.tools.changed.connect(self.follow_tool)
        plot.pressed.connect(self._press)
        plot.dragged.connect(self._drag)
        plot.released.connect(self._release)
        plot.clicked.connect(self._choose_sample)
        plot.hovered.connect(self._hover)
        plot.left.connect(self._leave)
        plot.installEventFilter(self)

    @Slot()
    def follow_tool(self) -> None:
        """Give the buttons to the tool; where it has no use for them, they pan and open the menu."""
        plot, kind, dataset = self._plot, self._session.tools.kind, self._session.dataset
        plot.capture = is_drawable(dataset)
        plot.capture_right = plot.capture and kind == "add" and dataset.n_classes > 0
        shapes = {"move": Qt.CursorShape.OpenHandCursor}
        shape = shapes.get(kind, Qt.CursorShape.CrossCursor) if plot.capture else Qt.CursorShape.ArrowCursor
        plot.setCursor(shape)
        if kind not in ("spray", "erase"):
            self.outlines.remove("brush")

    def show_handles(self) -> None:
        """Draw the corners of a curve of rectifiers, and say the numbers of the one that is moved."""
        handles, hinges = self._hinges.handles(), self._hinges
        hot = hinges.held if hinges.held is not None else hinges.chosen
        self._handles.set_places(places_of(handles), hot, sum(handle.kind == "piece" for handle in handles))
        if hinges.chosen is not None and hinges.chosen < len(handles):
            self._reading.read(self._plot.to_pixels(*self._handles.places[hinges.chosen]))

    def show_cross(self) -> None:
        """Draw the cross of the keyboard where the view has it now, and read out what is there."""
        if self.cross.place is not None:
            self._follow_cross()

    # -- pointer ---------------------------------------------------------------------------------------------------

    @Slot(object)
    def _press(self, pointer: Pointer) -> None:
        inside = self._session.inside
        handle = self._handles.nearest(pointer.x, pointer.y, PICK_PIXELS)
        if handle is None and self._fits(pointer):
            self._plot.fit_view()
            self.editor.press(replace(pointer, inside=False), self._points, self._plot)  # a gesture of nothing
            return
        if handle is not None and pointer.button == Qt.MouseButton.LeftButton:
            self._hinges.take(handle)
            self.show_handles()
            return
        if inside.sample is not None and pointer.button == Qt.MouseButton.LeftButton:
            near = self._points.nearest(pointer.x, pointer.y, PICK_PIXELS)
            if near is not None:
                inside.set_sample(near)
                return
        self.editor.press(pointer, self._points, self._plot)

    def _fits(self, pointer: Pointer) -> bool:
        """Whether this is a double click that draws nothing: beside the axes, or beside what is moved or selected."""
        if not pointer.double or pointer.button != Qt.MouseButton.LeftButton:
            return False
        idle = self._session.tools.kind in ("move", "select")
        return not pointer.inside or (idle and self._points.nearest(pointer.x, pointer.y, PICK_PIXELS) is None)

    @Slot(object)
    def _choose_sample(self, pointer: Pointer) -> None:
        """Follow the point that was clicked through the network, where no tool wants the click."""
        inside, near = self._session.inside, self._points.nearest(pointer.x, pointer.y, PICK_PIXELS)
        if inside.sample is not None and near is not None and pointer.button == Qt.MouseButton.LeftButton:
            inside.set_sample(near)

    @Slot(object)
    def _drag(self, pointer: Pointer) -> None:
        if self._hinges.held is not None:
            self._hinges.drag(pointer.x, pointer.y)
            self._reading.read(pointer.position)
            return
        self.editor.drag(pointer, self._points, self._plot)

    @Slot(object)
    def _release(self, pointer: Pointer) -> None:
        if self._hinges.held is not None:
            self._hinges.drop()
            self.show_handles()
            return
        self.editor.release(pointer, self._points, self._plot)

    @Slot(float, float)
    def _hover(self, x: float, y: float) -> None:
        tools = self._session.tools
        if self._plot.capture and tools.kind in ("spray", "erase"):
            at = self._plot.to_pixels(x, y)
            angle = np.linspace(0.0, 2 * np.pi, 49)
            rim = np.column_stack([at.x() + tools.radius * np.cos(angle), at.y() + tools.radius * np.sin(angle)])
            around = np.array([self._plot.to_data(QPointF(*place)) for place in rim])
            self.outlines.set_curve("brush", around[:, 0], around[:, 1], Theme.current().ink, width=1.5)
        self._reading.read(self._plot.to_pixels(x, y))

    @Slot()
    def _leave(self) -> None:
        self.outlines.remove("brush")
        self._reading.read(None)

    @Slot(object)
    def _show_rectangle(self, rect: QRectF | None) -> None:
        if rect is None:
            self.outlines.remove("selection")
            return
        x = np.array([rect.left(), rect.right(), rect.right(), rect.left(), rect.left()])
        y = np.array([rect.top(), rect.top(), rect.bottom(), rect.bottom(), rect.top()])
        self.outlines.set_curve("selection", x, y, Theme.current().accent, width=1.5, dashed=True)

    # -- keys ------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take arrow keys for the selection, and digits for classes, before they are shortcuts."""
        if event.type() == QEvent.Type.FocusOut:
            self._hinges.leave()
        if not isinstance(event, QKeyEvent) or event.type() not in (
            QEvent.Type.ShortcutOverride,
            QEvent.Type.KeyPress,
        ):
            return False
        keys = Qt.KeyboardModifier
        plain = not event.modifiers() & ~(keys.ShiftModifier | keys.KeypadModifier)
        takers = (self._hinges, self.cross, self.editor)
        taker = next((each for each in takers if plain and each.takes(event.key())), None)
        if taker is None:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            taker.key(event.key(), bool(event.modifiers() & keys.ShiftModifier), self._plot)
        return True

    @Slot()
    def _follow_hinge(self) -> None:
        """Read out the hinge that keys have chosen; nothing where they have left it."""
        self._reading.place = None
        self.show_handles()
        self._reading.show()

    @Slot()
    def _follow_cross(self) -> None:
        place, plot = self.cross.place, self._plot
        if place is None:
            self.outlines.remove("cross")
            self._reading.read(None)
            return
        middle = plot.to_pixels(*place)
        ends = [(-CROSS, 0), (CROSS, 0), None, (0, -CROSS), (0, CROSS)]
        gap = (np.nan, np.nan)
        line = np.array([gap if end is None else plot.to_data(middle + QPointF(*end)) for end in ends])
        self.outlines.set_curve("cross", line[:, 0], line[:, 1], Theme.current().accent, width=2.0, halo=True)
        self._reading.read(middle)
