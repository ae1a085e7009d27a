"""The methods of the race by colour and name, shorter where there is no room for all."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from gdviz.plots.card import LegendItem, discard
from gdviz.plots.theme import Theme
from gdviz.session import Session
from gdviz.session.race_names import race_names
from gdviz.training.snapshot import LaneSnapshot

SHARE = 0.6  # of the panel's width that full names may take
DOT = 26  # pixels that a dot needs beside its name


class Legend(QWidget):
    """Laid out anew only where it would be another."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._told_by: tuple[object, ...] = ()  # what it was laid out for
        self._shown: list[tuple[int, str]] = []

    def forget(self) -> None:
        """Lay it out anew: letters or colours are others."""
        self._told_by, self._shown = (), []

    def show_lanes(self, visible: list[LaneSnapshot], room: int) -> None:
        """Name these within a panel that is `room` pixels wide; one alone says which curve is the test's."""
        session = self._session
        has_test = session.split is not None and len(session.split.X_test) > 0
        told_by = (session.experiment, tuple(lane.key for lane in visible), has_test, room)
        if told_by == self._told_by:
            return
        self._told_by = told_by
        names = race_names(session.experiment)
        lanes = [(lane.key, names[lane.key].full) for lane in visible]
        metrics, dot = self.fontMetrics(), Theme.current().length(DOT)
        crowded = sum(metrics.horizontalAdvance(name) + dot for _, name in lanes) > room * SHARE
        wanted = [(key, names[key].short if crowded else name) for key, name in lanes]
        if len(wanted) == 1 and has_test:
            wanted.append((wanted[0][0], "test"))
        if wanted == self._shown:
            return
        self._shown = wanted
        for item in self.findChildren(LegendItem):
            self._row.removeWidget(item)
            discard(item)
        for key, title in wanted:
            color = Theme.current().method_color(session.experiment.method(key).color)
            alone = self.tr("test (dashed)") if title == "test" else self.tr("training")
            item = LegendItem(alone if len(lanes) == 1 else title, color, dashed=title == "test", small=crowded)
            if len(lanes) > 1:
                item.setToolTip(names[key].full)
                item.setAccessibleName(names[key].full)
            self._row.addWidget(item)
