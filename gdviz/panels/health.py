"""How the network fares while it trains: gradients by layer, silent neurons, weights and answers; and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QHideEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gdviz.core.health import Histogram, LayerHealth
from gdviz.panels import PANELS, Panel
from gdviz.plots.base import Plot
from gdviz.plots.card import LegendItem, discard
from gdviz.plots.combo import FittedCombo
from gdviz.plots.curve import Curves
from gdviz.plots.number import count, number, percent
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session import Session

OVER_TIME = ("gradient", "silent", "weight_norm")
NOW = ("weights", "answers")
MOST_LEGEND = 8  # layers that the legend names one by one
LEAST = 1e-16  # a gradient of exactly 0 has no place on a logarithmic axis
LEAST_WIDE = 80  # pixels of each plot
SIDE_BY_SIDE = 1.3  # times as wide as high, from where on the plots stand beside each other


@PANELS.register("health")
class Health(Panel):
    """Left over the steps, right at the shown one, a colour a layer; a sentence below where something is wrong."""

    @classmethod
    def heading(cls) -> str:
        return QCoreApplication.translate("Health", "Training health")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._legend = QWidget()
        self._legend_row = QHBoxLayout(self._legend)
        self._legend_row.setContentsMargins(0, 0, 0, 0)
        self._legend_row.setSpacing(4)
        self._shown_layers: tuple[str, ...] = ()
        self.add_header_widget(self._legend)
        self._over_time = FittedCombo(
            self.tr("Over the steps"),
            self.tr(
                "What is drawn over the steps: where the gradient shrinks from layer to layer, the first learn nothing"
            ),
        )
        for text, key in zip(
            (self.tr("gradient"), self.tr("silent ReLU neurons"), self.tr("size of weights")), OVER_TIME, strict=True
        ):
            self._over_time.addItem(text, key)
        self._now = FittedCombo(
            self.tr("At the shown step"),
            self.tr("Whose histogram is drawn: of the weights, or of what the neurons answer"),
        )
        for text, key in zip((self.tr("weights"), self.tr("answers")), NOW, strict=True):
            self._now.addItem(text, key)
        for combo in (self._over_time, self._now):
            combo.currentIndexChanged.connect(self._show)

        self.plot = Plot(self.tr("Layers over the steps"))
        self._lines = self.plot.add(Curves())
        self.plot.hovered.connect(self._read)
        self.plot.left.connect(lambda: self.plot.set_readout(""))
        self.histogram = Plot(self.tr("Histogram by layer"))
        self._bars = self.histogram.add(Curves())
        self.histogram.hovered.connect(self._read_histogram)
        self.histogram.left.connect(lambda: self.histogram.set_readout(""))
        self._say = QLabel()
        self._say.setWordWrap(True)
        self._say.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._say.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._say.setProperty("class", "finding")
        self._nothing = QLabel(self.tr("Only the layers of a network can be looked into: choose one as the model."))
        self._nothing.setProperty("class", "quiet")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._plots = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._plots)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._tops = []
        for combo, plot in ((self._over_time, self.plot), (self._now, self.histogram)):
            for part in (combo, plot):
                part.setMinimumWidth(LEAST_WIDE)  # both stand beside the loss in a narrow window, too
            half = QVBoxLayout()
            half.setSpacing(0)
            top = QHBoxLayout()
            top.addWidget(combo)
            top.addStretch(1)
            self._tops.append(top)
            half.addLayout(top)
            half.addWidget(plot, 1)
            self._row.addLayout(half, 1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._plots, 1)
        column.addWidget(self._nothing, 1)
        column.addWidget(self._say)
        self.set_body(body)

        session.health.changed.connect(self._show)
        session.restarted.connect(self._show)
        session.snapshot_changed.connect(self._show_presence)
        ThemeManager.instance().changed.connect(self._dress)
        self._dress()

    @property
    def finding(self) -> str:
        """The sentence about what is wrong; "" if nothing is."""
        return self._say.text()

    def main_plot(self) -> Plot | None:
        return None  # a figure shows both plots

    def paint_body(self, painter: QPainter, area: QRectF) -> bool:
        """Draw both plots, and below them the sentence; what can be chosen above them is no part of a figure."""
        if not self.session.inside.is_network:
            return False
        theme, rest = Theme.current(), QRectF(area)
        if self.finding:
            painter.setFont(theme.font())
            flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
            margin = theme.length(12)
            line = area.adjusted(margin, 0, -margin, 0)
            height = painter.boundingRect(line, flags, self.finding).height()
            rest.setBottom(area.bottom() - height - margin)
            painter.setPen(QColor(theme.warning))
            painter.drawText(QRectF(line.left(), rest.bottom() + margin / 2, line.width(), height), flags, self.finding)
        beside = rest.width() > SIDE_BY_SIDE * rest.height()
        wide, high = (rest.width() / 2, rest.height()) if beside else (rest.width(), rest.height() / 2)
        for place, plot in enumerate((self.plot, self.histogram)):
            corner = rest.topLeft() + (QPointF(wide, 0.0) if beside else QPointF(0.0, high)) * place
            scale = min(wide / plot.width(), high / plot.height())
            size = QSize(plot.width(), plot.height()) * scale
            plot.paint_on(painter, QRectF(corner.x(), corner.y(), size.width(), size.height()))
        return True

    def view(self) -> dict[str, Any]:
        return {"over_time": self._over_time.currentData(), "now": self._now.currentData()}

    def set_view(self, view: Mapping[str, Any]) -> None:
        for combo, name in ((self._over_time, "over_time"), (self._now, "now")):
            combo.setCurrentIndex(max(0, combo.findData(view.get(name))))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.session.health.want(True)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.session.health.want(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() > SIDE_BY_SIDE * self.height()
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def sizeHint(self) -> QSize:
        return QSize(420, 260)

    # -- drawing ---------------------------------------------------------------------------------------------------

    @Slot()
    def _show_presence(self) -> None:
        """Show the plots where there is a network to look into."""
        there = self.session.inside.is_network
        for widget in (self._plots, self._legend):
            widget.setVisible(there)
        self._nothing.setVisible(not there)
        if not there:
            self._say.setVisible(False)

    @Slot()
    def _show(self) -> None:
        if not self.isVisible():
            return
        self._show_presence()
        checkup, finding = self.session.health.checkup, self.session.health.finding()
        self._lines.clear()
        self._bars.clear()
        text = ""
        if finding is not None:
            text = QCoreApplication.translate("core", finding.template).format(**finding.values)
        self._say.setText(text)
        self._say.setVisible(bool(text) and self.session.inside.is_network)
        if checkup is None:
            return
        colors = layer_colors(len(checkup.now))
        self._show_legend(checkup.now, colors)
        self._show_history(colors)
        self._show_histograms(self._histograms(), colors)

    def _histograms(self) -> tuple[Histogram, ...]:
        """Return those that are drawn: of weights or answers, by layer."""
        checkup = self.session.health.checkup
        if checkup is None:
            return ()
        return checkup.weights if self._now.currentData() == "weights" else checkup.answers

    def _show_history(self, colors: list[QColor]) -> None:
        what = self._over_time.currentData()
        steps, rows = self.session.health.history()
        self.plot.set_log_y(what == "gradient")
        names = {
            "gradient": self.tr("size of the gradient"),
            "silent": self.tr("silent"),
            "weight_norm": self.tr("‖W‖"),
        }
        self.plot.set_axes(self.tr("step"), names[what], grid_x=False)
        for place, color in enumerate(colors):
            values = np.array([getattr(layers[place], what) for layers in rows])
            if what == "gradient":
                values = np.maximum(values, LEAST)
            if not np.isnan(values).all():
                self._lines.set_curve(str(place + 1), steps, values, color, width=2.0)
        bounds = self._lines.bounds()
        right = max(20.0, float(steps[-1]) if len(steps) else 0.0)
        if what == "silent":
            self.plot.fit(QRectF(0.0, -0.02, right, 1.04))
        elif bounds is not None:
            low, high = bounds.top(), bounds.bottom()
            if what == "weight_norm":
                low, high = 0.0, 1.08 * high
            self.plot.fit(QRectF(QPointF(0.0, low), QPointF(right, high if high > low else low * 1.1 + 1e-12)))

    def _show_histograms(self, histograms: tuple[Histogram, ...], colors: list[QColor]) -> None:
        name = self.tr("weight") if self._now.currentData() == "weights" else self.tr("answer")
        self.histogram.set_axes(name, self.tr("share"), grid_x=False)
        for place, (each, color) in enumerate(zip(histograms, colors, strict=True), start=1):
            self._bars.set_curve(str(place), *each.outline(), color, width=1.8)
        bounds = self._bars.bounds()
        if bounds is not None:
            margin = 0.04 * bounds.width()
            self.histogram.fit(
                QRectF(bounds.left() - margin, 0.0, bounds.width() + 2 * margin, max(1e-9, 1.08 * bounds.bottom()))
            )

    def _show_legend(self, layers: tuple[LayerHealth, ...], colors: list[QColor]) -> None:
        last = len(layers)
        shown = range(last) if last <= MOST_LEGEND else (0, last // 2, last - 1)
        texts = tuple(
            f"{place + 1}" if place + 1 < last else self.tr("{n} (output)").format(n=place + 1) for place in shown
        )
        wanted = (*texts, *(colors[place].name() for place in shown))
        if wanted != self._shown_layers:
            self._shown_layers = wanted
            for item in self._legend.findChildren(LegendItem):
                self._legend_row.removeWidget(item)
                discard(item)
            for place, text in zip(shown, texts, strict=True):
                self._legend_row.addWidget(LegendItem(text, colors[place], small=True))
        for place, item in zip(shown, self._legend.findChildren(LegendItem), strict=False):
            item.setToolTip(self._facts(place, layers[place]))

    def _facts(self, place: int, layer: LayerHealth) -> str:
        lines = [
            self.tr("Layer {n}, {activation}").format(n=place + 1, activation=layer.activation),
            self.tr("gradient {gradient}, weights {norm} (standard deviation {std})").format(
                gradient=number(layer.gradient), norm=number(layer.weight_norm), std=number(layer.weight_std)
            ),
        ]
        if not np.isnan(layer.silent):
            lines.append(self.tr("{share} of its neurons are silent").format(share=percent(layer.silent)))
        if not np.isnan(layer.saturated):
            lines.append(self.tr("{share} of its answers are at an end").format(share=percent(layer.saturated)))
        return "\n".join(lines)

    @Slot(float, float)
    def _read(self, x: float, _y: float) -> None:
        steps, rows = self.session.health.history()
        if not len(steps):
            return
        place = int(np.argmin(np.abs(steps - x)))
        what = self._over_time.currentData()
        values = [getattr(layer, what) for layer in rows[place]]
        shown = [percent(value) if what == "silent" else number(value) for value in values]
        lines = [f"{n}: {text}" for n, (text, value) in enumerate(zip(shown, values, strict=True), 1) if value == value]
        self.plot.set_readout("\n".join([self.tr("step {step}").format(step=count(int(steps[place]))), *lines]))

    @Slot(float, float)
    def _read_histogram(self, x: float, _y: float) -> None:
        lines = [f"{n}: {percent(each.share_at(x))}" for n, each in enumerate(self._histograms(), 1)]
        self.histogram.set_readout("\n".join([f"{self.histogram.axes.horizontal.name} {number(x)}", *lines]))

    @Slot()
    def _dress(self) -> None:
        theme = Theme.current()
        margin = theme.length(12)
        self._say.setContentsMargins(margin, theme.length(6), margin, theme.length(6))
        self._say.setStyleSheet(f"background: {theme.warning_ground}; color: {theme.warning};")
        for top in self._tops:
            top.setContentsMargins(theme.length(8), theme.length(4), 0, 0)
        self._shown_layers = ()
        self._show()


def layer_colors(layers: int) -> list[QColor]:
    """Return a colour for each layer, from the first to the output, through the sequential map."""
    theme = Theme.current()
    first, last = (70, 245) if theme.is_dark else (0, 205)  # what is too near the ground is left out
    places = np.linspace(first, last, max(2, layers))[:layers].round().astype(np.intp)
    return [QColor(*theme.sequential[place].tolist()) for place in places]


if __name__ == "__main__":
    from gdviz.panels.alone import show

    raise SystemExit(show(Health))
