"""Two plots, one above the other, that show the same x."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from gdviz.plots.base import Plot


class Aligned(QObject):
    """Lets each follow when the other is panned, zoomed or fitted; both begin at the same pixel."""

    def __init__(self, upper: Plot, lower: Plot, parent: QObject) -> None:
        super().__init__(parent)
        self._upper, self._lower = upper, lower
        self._busy = False
        upper.view_changed.connect(self._follow_upper)
        lower.view_changed.connect(self._follow_lower)

    @Slot()
    def _follow_upper(self) -> None:
        self._align(self._upper, self._lower)

    @Slot()
    def _follow_lower(self) -> None:
        self._align(self._lower, self._upper)

    def _align(self, moved: Plot, other: Plot) -> None:
        if self._busy:
            return
        self._busy = True
        try:
            room = max(plot.axes.room_for_numbers() for plot in (moved, other))
            for plot in (moved, other):
                plot.set_least_left(room)
            if not moved.follow:
                x, y = moved.shown, other.shown
                other.show_part(x.left(), x.right(), y.top(), y.bottom())
            elif not other.follow:
                other.fit_view()
        finally:
            self._busy = False
