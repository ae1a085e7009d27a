"""The trainings of one sweep side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, Slot
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gdviz.plots.base import Plot
from gdviz.plots.card import Card, LegendItem
from gdviz.plots.colormaps import ramp
from gdviz.plots.curve import Curves
from gdviz.plots.number import fixed, percent
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session.sweeping import Sweeping
from gdviz.training.image_task import Vary
from gdviz.ui.sweep.words import setting_name, value_text


class CurvesCard(Card):
    """Test accuracy over epochs, a colour for each value of one setting; the pale end is the smallest value.

    In a grid all runs are there in each card, in the colours of its setting: what matters sets the colours apart.
    """

    def __init__(self, sweeping: Sweeping, vary: Vary, parent: QWidget | None = None) -> None:
        super().__init__(setting_name(vary.name), parent=parent)
        self._sweeping, self._vary = sweeping, vary
        self.plot = Plot(setting_name(vary.name))
        self.plot.set_axes(self.tr("epoch"), self.tr("right on test images"), "", "%")
        self.curves = self.plot.add(Curves())
        self.plot.hovered.connect(self._read)
        self.plot.left.connect(lambda: self.plot.set_readout(""))
        legend = QWidget()
        row = QHBoxLayout(legend)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._items = [LegendItem(value_text(value), Theme.current().ink) for value in vary.values]
        for item in self._items:
            row.addWidget(item)
        self.add_header_widget(legend)
        self.set_body(self.plot)
        sweeping.changed.connect(self.refresh)
        ThemeManager.instance().changed.connect(self._dress)
        self._dress()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def rows(self) -> dict[str, tuple[Any, np.ndarray]]:
        """Return by a name of its own for each run its value, and the test accuracies of each epoch in per cent."""
        found: dict[str, tuple[Any, np.ndarray]] = {}
        for run, outcome in zip(self._sweeping.runs, self._sweeping.outcomes, strict=True):
            at = dict(run.settings)
            if self._vary.name not in at or not outcome or "history" not in outcome:
                continue
            value = at.pop(self._vary.name)
            name = " · ".join([value_text(value), *(value_text(other) for other in at.values())])
            row = outcome["history"].get("test_accuracy", [])
            found[name] = value, 100.0 * np.array([np.nan if v is None else v for v in row])
        return found

    @Slot()
    def refresh(self) -> None:
        """Draw what is known."""
        if not self.isVisible():
            return
        rows = self.rows()
        for name in self.curves.names():
            if name not in rows:
                self.curves.remove(name)
        for name, (value, row) in rows.items():
            if len(row):
                color = self._color(self._vary.values.index(value))
                self.curves.set_curve(name, np.arange(len(row)) + 1.0, row, color)
        if any(len(row) > 1 for _, row in rows.values()):
            self.plot.fit_data()
        else:  # lone points say nothing of a range: room around them would reach beyond 100 %
            epochs = max(2, self._sweeping.task.recipe.epochs)
            left = 0.5 if any(len(row) for _, row in rows.values()) else 1.0
            self.plot.fit(QRectF(left, 0.0, epochs - left, 100.0))

    def _color(self, place: int) -> QColor:
        theme = Theme.current()
        steps = ramp("#56B4E9", theme.accent, "#CC79A7", "#D55E00", size=max(2, len(self._vary.values)))
        return QColor(*(int(part) for part in steps[place]))

    @Slot(float, float)
    def _read(self, x: float, _y: float) -> None:
        epoch = max(1, round(x))
        best: dict[Any, float] = {}
        for value, row in self.rows().values():
            if epoch <= len(row) and row[epoch - 1] == row[epoch - 1]:
                best[value] = max(float(row[epoch - 1]), best.get(value, 0.0))
        shown = [
            f"{value_text(value)}: {percent(best[value] / 100, 1)}" for value in self._vary.values if value in best
        ]
        self.plot.set_readout(" · ".join([self.tr("epoch {epoch}").format(epoch=fixed(epoch, 0)), *shown]))

    @Slot()
    def _dress(self) -> None:
        for place, item in enumerate(self._items):
            item.set_color(self._color(place))
        self.refresh()
