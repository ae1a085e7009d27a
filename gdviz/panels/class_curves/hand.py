"""A normal curve moved by hand: its mean, its width and the share of its class, by pointer or keys."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent

from gdviz.plots.base import Plot
from gdviz.plots.canvas import Pointer
from gdviz.session import Session
from gdviz.session.class_curves import Normals, Part, set_part

PICK_PIXELS = 12.0
KEY_STEP = 0.01  # of what is in view
SHARE_STEP = 0.05


class _Grip(NamedTuple):
    """What the pointer has hold of."""

    part: Part | None  # None: the first movement decides between mean and share
    label: int
    mean: float
    press: QPointF
    at: float
    gesture: int


class Hand(QObject):
    """Takes hold of the curve that is nearest to the pointer; keys move the one that is `chosen`.

    chosen_changed   another curve is the chosen one
    """

    chosen_changed = Signal()

    def __init__(self, session: Session, plot: Plot, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._plot = session, plot
        self._normals: Normals | None = None
        self._grip: _Grip | None = None
        self._gestures = 0
        self.chosen = 0
        plot.arrows_pan = False
        plot.pressed.connect(self._press)
        plot.dragged.connect(self._drag)
        plot.released.connect(self._release)
        plot.installEventFilter(self)

    @property
    def holds(self) -> bool:
        """Whether the pointer has hold of a curve."""
        return self._grip is not None

    def take(self, normals: Normals | None) -> None:
        """Move these from now on; None: there is nothing to move."""
        self._normals = normals
        self._plot.capture = normals is not None

    # -- pointer ---------------------------------------------------------------------------------------------------

    @Slot(object)
    def _press(self, pointer: Pointer) -> None:
        shown = self._normals
        if shown is None:
            return
        self._gestures += 1
        near: list[tuple[float, Part | None, int]] = []
        heights = shown.heights(np.array([pointer.x]))[0]
        for label in np.flatnonzero(shown.shares > 0).tolist():
            for name, x, y in grips(shown, label):
                away = self._plot.to_pixels(x, y) - pointer.position
                near.append((away.manhattanLength() - PICK_PIXELS / 2, "width" if name == "side" else None, label))
            away = self._plot.to_pixels(pointer.x, float(heights[label])) - pointer.position
            near.append((away.manhattanLength(), "mean", label))
        distance, part, label = min(near, key=lambda entry: entry[0])
        if distance <= PICK_PIXELS:
            mean = float(shown.means[label])
            self._grip = _Grip(part, label, mean, pointer.position, pointer.x, self._gestures)
            self._choose(label)
        elif pointer.double:
            self._plot.fit_view()

    @Slot(object)
    def _drag(self, pointer: Pointer) -> None:
        grip, shown = self._grip, self._normals
        if grip is None or shown is None:
            return
        if grip.part is None:
            moved = pointer.position - grip.press
            grip = self._grip = grip._replace(part="mean" if abs(moved.x()) >= abs(moved.y()) else "share")
        merge = f"gesture class curve {grip.gesture}"
        if grip.part == "mean":
            set_part(self._session, "mean", grip.label, grip.mean + pointer.x - grip.at, merge)
        elif grip.part == "width":
            set_part(self._session, "width", grip.label, abs(pointer.x - grip.mean), merge)
        else:
            share = float(pointer.y * shown.shares[grip.label] / shown.peaks[grip.label])
            set_part(self._session, "share", grip.label, share, merge)

    @Slot(object)
    def _release(self, pointer: Pointer) -> None:
        if self._grip is not None and self._grip.part is not None:
            self._drag(pointer)
        self._grip = None

    # -- keys ------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take digits and arrows before they are shortcuts."""
        if not isinstance(event, QKeyEvent) or event.type() not in (
            QEvent.Type.ShortcutOverride,
            QEvent.Type.KeyPress,
        ):
            return False
        shown, key = self._normals, Qt.Key(event.key())
        keys = Qt.KeyboardModifier
        if shown is None or event.modifiers() & ~(keys.ShiftModifier | keys.KeypadModifier):
            return False
        label = key - Qt.Key.Key_1
        arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
        if key not in arrows and not 0 <= label < len(shown.means):
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            if key in arrows:
                self._nudge(shown, key, bool(event.modifiers() & keys.ShiftModifier))
            else:
                self._choose(label)
        return True

    def _nudge(self, shown: Normals, key: Qt.Key, shift: bool) -> None:
        label = min(self.chosen, len(shown.means) - 1)
        sign = 1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Up) else -1
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            share = float(shown.shares[label]) * (1 + SHARE_STEP * sign)
            set_part(self._session, "share", label, share, "class curve share")
            return
        part: Part = "width" if shift else "mean"
        before = float((shown.widths if shift else shown.means)[label])
        value = before + sign * KEY_STEP * self._plot.shown.width() * (0.25 if shift else 1.0)
        set_part(self._session, part, label, value, f"class curve {part}")

    def _choose(self, label: int) -> None:
        self.chosen = label
        self.chosen_changed.emit()


def grips(shown: Normals, label: int) -> list[tuple[str, float, float]]:
    """Return where the curve of a class can be taken hold of: its top, and its side one width away."""
    mean, width, peak = float(shown.means[label]), float(shown.widths[label]), float(shown.peaks[label])
    return [("top", mean, peak), ("side", mean + width, peak * float(np.exp(-0.5)))]
