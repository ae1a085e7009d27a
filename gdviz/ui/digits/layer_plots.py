"""Layers while they learn: the size of the gradient in each, and how its weights are spread."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gdviz.core.layers import LAYERS
from gdviz.plots.base import Plot
from gdviz.plots.card import LegendItem
from gdviz.plots.colormaps import ramp
from gdviz.plots.curve import Curves
from gdviz.plots.number import fixed, number
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session.digits import DigitsSession
from gdviz.session.digits_pace import DigitsPace
from gdviz.training.digit_inside import weight_layers, weight_names

BINS = 61
SECONDS_BETWEEN = 0.25  # of two looks at the weights while they are trained


class LayerView(QWidget):
    """A plot with a curve for each layer that has weights, from the first (blue) to the last (orange)."""

    def __init__(self, session: DigitsSession, name: str) -> None:
        super().__init__()
        self.session = session
        self.plot = Plot(name)
        self.curves = self.plot.add(Curves())
        self._legend = QWidget()
        self._row = QHBoxLayout(self._legend)
        self._row.setContentsMargins(12, 4, 12, 0)
        self._row.setSpacing(8)
        self._row.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._items: list[LegendItem] = []
        label = QLabel(self.tr("layer"))
        label.setProperty("class", "small")
        self._row.addWidget(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._legend)
        column.addWidget(self.plot, 1)
        self.plot.left.connect(lambda: self.plot.set_readout(""))
        session.network_changed.connect(self._follow)
        DigitsPace(session, self).changed.connect(self._follow)
        ThemeManager.instance().changed.connect(self._follow)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_now()

    @Slot()
    def _follow(self) -> None:
        self.show_now()

    def show_now(self) -> None:
        """Show the present moment."""

    def colors(self, n: int) -> list[QColor]:
        """Return a colour for each of n layers, the same whenever there are as many."""
        theme = Theme.current()
        lut = ramp(theme.class_colors[0], theme.class_colors[2], theme.class_colors[4], theme.class_colors[1])
        places = np.linspace(0, 255, max(2, n)).astype(int)[:n]
        return [QColor(*lut[place].tolist()) for place in places]

    def name_layers(self, kinds: tuple[str, ...]) -> list[str]:
        """Return what layers are called, and list them above the plot."""
        titles = [QCoreApplication.translate("core", LAYERS[kind].title) for kind in kinds]
        names = [str(place) for place in range(1, len(kinds) + 1)]
        if names != [item.name for item in self._items]:
            for item in self._items:
                self._row.removeWidget(item)
                item.deleteLater()
            self._items = [LegendItem(name, Theme.current().ink, small=True) for name in names]
            for item in self._items:
                self._row.addWidget(item)
        for item, color, title in zip(self._items, self.colors(len(names)), titles, strict=True):
            item.set_color(color)
            item.setToolTip(self.tr("Layer {n} with weights: {title}").format(n=item.name, title=title))
        return names


class GradientView(LayerView):
    """sqrt(mean (dL/dW)^2) of each layer over the epochs, logarithmic: where it vanishes nothing is learned."""

    def __init__(self, session: DigitsSession) -> None:
        super().__init__(session, "")
        self.plot.setAccessibleName(self.tr("Size of the gradient in each layer"))
        self.plot.set_axes(self.tr("epoch"), self.tr("gradient"))
        self.plot.set_log_y(True)
        self.plot.hovered.connect(self._read)

    def show_now(self) -> None:
        reader, moment = self.session.reader, self.session.snapshot
        if not self.isVisible():
            return
        if reader is None or moment is None:
            self.curves.clear()
            return
        kinds = weight_layers(reader.model)
        if len(kinds) != moment.slopes.shape[1]:
            return  # another network answers
        names = self.name_layers(kinds)
        x = moment.slope_epochs
        if set(self.curves.names()) - set(names):
            self.curves.clear()
        for name, slopes, color in zip(names, moment.slopes.T, self.colors(len(names)), strict=True):
            self.curves.set_curve(name, x, np.where(slopes > 0, slopes, np.nan), color, 1.8)
        self.plot.fit_data()

    @Slot(float, float)
    def _read(self, x: float, _y: float) -> None:
        texts = []
        for name in self.curves.names():
            xs, ys = self.curves.values(name)
            texts.append(
                f"{self.tr('layer {n}').format(n=name)}: {number(float(ys[int(np.argmin(np.abs(xs - x)))]), 2)}"
            )
        place = self.tr("epoch {epoch}").format(epoch=fixed(max(0.0, x), 2))
        self.plot.set_readout(" · ".join([place, *texts]) if texts else "")


class WeightsView(LayerView):
    """How the weights of each layer are spread, as the share of them at each size; the peak of each layer is 1."""

    def __init__(self, session: DigitsSession) -> None:
        super().__init__(session, "")
        self.plot.setAccessibleName(self.tr("Histogram of the weights of each layer"))
        self.plot.set_axes(self.tr("weight"), self.tr("how often (peak = 1)"))
        self.plot.hovered.connect(self._read)
        self._looked = 0.0

    def show_now(self) -> None:
        reader = self.session.reader
        playing = self.session.training == "playing"
        soon = playing and time.perf_counter() - self._looked < SECONDS_BETWEEN
        if not self.isVisible() or soon:
            return
        self._looked = time.perf_counter()
        if reader is None:
            self.curves.clear()
            return
        model = reader.model
        names = self.name_layers(weight_layers(model))
        weights = [model.parameters.value[name].ravel() for name in weight_names(model)]
        if not weights:
            self.curves.clear()
            return
        most = max(float(np.abs(part).max()) for part in weights) or 1.0
        edges = np.linspace(-most, most, BINS + 1)
        if set(self.curves.names()) - set(names):
            self.curves.clear()
        for name, part, color in zip(names, weights, self.colors(len(names)), strict=True):
            counts = np.histogram(part, edges)[0]
            # steps: each bin is as wide as it is
            self.curves.set_curve(name, edges.repeat(2)[1:-1], counts.repeat(2) / max(1, counts.max()), color, 1.6)
        self.plot.fit_data()

    @Slot(float, float)
    def _read(self, x: float, _y: float) -> None:
        texts = [self.tr("weight {x}").format(x=number(x))]
        for name in self.curves.names():
            edges, shares = self.curves.values(name)
            bar = int(np.searchsorted(edges, x, side="right")) - 1
            share = float(shares[bar]) if edges[0] <= x < edges[-1] else 0.0
            texts.append(f"{self.tr('layer {n}').format(n=name)}: {fixed(share, 2)}")
        self.plot.set_readout(" · ".join(texts))
