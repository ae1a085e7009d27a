"""Loss and accuracy over the run, several methods in one plot, and the slider that rewinds it."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from gdviz.panels import PANELS, Panel
from gdviz.plots.base import Plot
from gdviz.plots.calm import Calm
from gdviz.plots.canvas import Pointer
from gdviz.plots.card import LegendItem, discard
from gdviz.plots.combo import FittedCombo
from gdviz.plots.curve import Curves
from gdviz.plots.number import count, number, percent
from gdviz.plots.scrubber import Scrubber
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.plots.trajectory import Marker
from gdviz.session import Session
from gdviz.session.explain import epochs
from gdviz.session.race_names import race_names
from gdviz.session.reading_pace import DrawingPace
from gdviz.training.snapshot import LaneSnapshot

FIRST_STEPS = 20.0  # that a new curve has room for
RISEN, FEW = 1.02, 5  # by how much and how long the test loss must have been higher since for its best to be marked
LEGEND_SHARE = 0.6  # of the panel's width that the legend may take with full names
DOT = 26  # pixels that a dot needs beside its name
AXES = ("steps", "evaluations", "seconds")


@PANELS.register("loss_curve")
class LossCurve(Panel):
    """Solid: training. Dashed: test. Pale: what lay ahead before a rewind, and ways not taken."""

    @classmethod
    def heading(cls) -> str:
        return QCoreApplication.translate("LossCurve", "Loss")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._legend = QWidget()
        self._legend_row = QHBoxLayout(self._legend)
        self._legend_row.setContentsMargins(0, 0, 0, 0)
        self._legend_row.setSpacing(4)
        self.add_header_widget(self._legend)
        self._what = self._combo(
            self.tr("What is drawn"), self.tr("Loss over all training points, or the share of right answers")
        )
        self._what.addItem(self.tr("Loss"), "loss")
        self._what.addItem(self.tr("Accuracy"), "accuracy")
        self._axis = self._combo(
            self.tr("Horizontal axis"),
            self.tr("Compare methods by steps, by how often they asked for the loss, or by the seconds they took"),
        )
        for axis, text in zip(AXES, (self.tr("steps"), self.tr("evaluations"), self.tr("seconds")), strict=True):
            self._axis.addItem(text, axis)
        self._axis.activated.connect(lambda _place: session.view.set_race_axis(self._axis.currentData()))
        self._what.activated.connect(self._show)
        self._log = QCheckBox(self.tr("log y"))
        self._log.setToolTip(self.tr("Logarithmic loss: each line down is ten times less"))
        self._log.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._log.toggled.connect(self._set_log)
        self.add_header_widget(self._log)

        self._plot = Plot(self.tr("Loss curve"))
        self._curves = self._plot.add(Curves())
        self._best = self._plot.add(Marker())
        self._plot.setToolTip("")
        self._plot.hovered.connect(self._read)
        self._plot.left.connect(lambda: self._plot.set_readout(""))
        self._plot.clicked.connect(self._rewind_to)

        self._slider = Scrubber()
        self._slider.setAccessibleName(self.tr("Rewind"))
        self._slider.setToolTip(self.tr("Show any earlier step, exactly; playing goes on from there"))
        self._slider.valueChanged.connect(session.scrub)
        name = QLabel(self.tr("Rewind"))
        name.setProperty("class", "quiet")
        name.setBuddy(self._slider)
        self._place = QLabel("0 / 0")
        rewind = QHBoxLayout()
        rewind.setContentsMargins(12, 0, 12, 8)
        rewind.setSpacing(12)
        rewind.addWidget(name)
        rewind.addWidget(self._slider, 1)
        rewind.addWidget(self._place)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._plot, 1)
        column.addLayout(rewind)
        self.set_body(body)

        self._calm = Calm()
        self._legend_of: tuple[object, ...] = ()  # what it was laid out for
        self._shown_keys: list[tuple[int, str]] = []
        DrawingPace(session, self).changed.connect(self._show)
        session.restarted.connect(self._begin)
        session.view.changed.connect(self._show)
        session.experiment_changed.connect(self._show)
        ThemeManager.instance().changed.connect(self._dress)
        self._log.setChecked(True)
        self._dress()

    @property
    def plot(self) -> Plot:
        return self._plot

    def view(self) -> dict[str, Any]:
        return {**super().view(), "log_y": self._log.isChecked(), "what": self._what.currentData()}

    def set_view(self, view: Mapping[str, Any]) -> None:
        self._log.setChecked(bool(view.get("log_y", self._log.isChecked())))
        self._what.setCurrentIndex(max(0, self._what.findData(view.get("what"))))
        self._show()
        super().set_view(view)

    @property
    def slider(self) -> QSlider:
        return self._slider

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def _combo(self, name: str, help_: str) -> FittedCombo:
        combo = FittedCombo()
        combo.setProperty("class", "quiet")
        combo.setAccessibleName(name)
        combo.setToolTip(help_)
        combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add_header_widget(combo)
        return combo

    # -- drawing ---------------------------------------------------------------------------------------------------

    @Slot()
    def _begin(self) -> None:
        self._calm = Calm()
        self._plot.fit_view()
        self._show()

    @Slot()
    def _show(self) -> None:
        if not self.isVisible():
            return
        session = self.session
        direct = session.is_direct
        note = self.tr("The model is solved at once from the data: there is no descent to watch.")
        self.show_note(note if direct else "")
        if direct:
            self._show_legend([])
            for widget in (self._what, self._log, self._axis):
                widget.hide()
            self._curves.clear()
            return
        has_classes = session.dataset.task == "classification"
        self._what.setVisible(has_classes)
        accuracy = has_classes and self._what.currentData() == "accuracy"
        self._log.setVisible(not accuracy)
        self._plot.set_log_y(self._log.isChecked() and not accuracy)
        self._axis.setVisible(len(session.experiment.methods) > 1)
        self._axis.setCurrentIndex(AXES.index(session.view.race_axis))
        names = {"steps": self.tr("step"), "evaluations": self.tr("evaluations"), "seconds": self.tr("seconds")}
        self._plot.set_axes(names[session.view.race_axis], self.tr("accuracy") if accuracy else "", grid_x=False)
        self._show_legend(session.visible_lanes())
        self._curves.clear()
        theme = Theme.current()
        what = "accuracy" if accuracy else "loss"
        for lane in session.visible_lanes():
            color = theme.method_color(session.experiment.method(lane.key).color)
            self._draw_lane(lane, what, color, shown=lane.key == session.view.shown_key)
        self._mark_best(accuracy)
        self._fit()
        self._show_place()

    def _mark_best(self, accuracy: bool) -> None:
        """Mark where the test loss of the shown method is lowest, once it has begun to rise again."""
        lane, session = self.session.shown, self.session
        self._best.clear()
        self.set_quiet("")
        if lane is None:
            return
        stop, steps, losses = lane.early_stop, lane.steps, lane.series["test_loss"]
        if stop is not None:
            self.set_quiet(self.tr("early stop at epoch {epoch}").format(epoch=epochs(stop.stopped_epoch)))
        if accuracy or session.view.race_axis != "steps" or lane.key in session.view.hidden or np.isnan(losses).all():
            return
        place = int(np.nanargmin(losses))
        if stop is not None:
            at, lowest = stop.best_step, stop.best_loss
        elif len(losses) - place >= FEW and np.nanmedian(losses[place + 1 :]) > RISEN * losses[place]:
            at, lowest = int(steps[place]), float(losses[place])
        else:
            return
        color = Theme.current().method_color(session.experiment.method(lane.key).color)
        epoch = lane.epoch * at / lane.step if lane.step else 0.0
        epoch = stop.best_epoch if stop is not None else round(epoch, 0 if epoch >= 10.0 else 1)
        others = [self._curves.values(name) for name in self._curves.names()]
        self._best.set_place(at, lowest, self.tr("best: epoch {epoch}").format(epoch=epochs(epoch)), color, others)

    def _fit(self) -> None:
        """Show all curves from the start on, and at least the first few steps."""
        bounds = self._curves.bounds()
        if bounds is None:
            return
        right = bounds.right() if self.session.view.race_axis == "seconds" else max(bounds.right(), FIRST_STEPS)
        low, high = bounds.top(), bounds.bottom()
        if self._plot.mapping.log_y:
            x, y = self._calm.around((0.0, right), (math.log10(low), math.log10(high)), self.session.playing)
            low, high, margin = max(10.0 ** y[0], sys.float_info.min), 10.0 ** min(y[1], 308.0), 0.0
        else:
            x, (low, high) = self._calm.around((0.0, right), (low, high), self.session.playing)
            margin = 0.06 * (high - low)
        self._plot.fit(QRectF(QPointF(0.0, low - margin), QPointF(x[1], high + margin)))

    def _draw_lane(self, lane: LaneSnapshot, what: str, color: QColor, shown: bool) -> None:
        x = lane.steps if self.session.view.race_axis == "steps" else lane.series[self.session.view.race_axis]
        here = int(np.searchsorted(lane.steps, lane.step, side="right"))
        single = len(self.session.experiment.methods) == 1
        parts = [("train", 2.5 if shown else 2.0, False), ("test", 1.5, True)]
        for part, width, dashed in parts:
            if dashed and not (shown or single):
                continue
            y = lane.series[f"{part}_{what}"]
            if not len(y) or np.isnan(y[-1]):
                continue
            past_x, past_y = x[:here], y[:here]
            if here and lane.steps[here - 1] < lane.step:
                now = {"steps": lane.step, "evaluations": lane.evaluations, "seconds": lane.seconds}
                past_x = np.append(past_x, now[self.session.view.race_axis])
                past_y = np.append(past_y, lane.figures[f"{part}_{what}"])
            key = f"{lane.key} {part}"
            self._curves.set_curve(key, past_x, past_y, color, width=width, dashed=dashed)
            if here < len(x):
                start = max(0, here - 1)
                self._curves.set_curve(
                    f"{key} ahead", x[start:], y[start:], color, width=width, dashed=dashed, faded=True
                )
        if what == "loss" and self.session.view.race_axis == "steps":
            for place, branch in enumerate(lane.branches):
                name = f"{lane.key} branch {place}"
                self._curves.set_curve(name, branch.steps, branch.train_losses, color, width=1.5, faded=True)

    def _show_legend(self, visible: list[LaneSnapshot]) -> None:
        session = self.session
        has_test = session.split is not None and len(session.split.X_test) > 0
        keys = tuple(lane.key for lane in visible)
        told_by = (session.experiment, keys, has_test, self.width())
        if told_by == self._legend_of:
            return
        self._legend_of = told_by
        names = race_names(session.experiment)
        lanes = [(key, names[key].full) for key in keys]
        metrics, dot = self.fontMetrics(), Theme.current().length(DOT)
        crowded = sum(metrics.horizontalAdvance(name) + dot for _, name in lanes) > self.width() * LEGEND_SHARE
        wanted = [(key, names[key].short if crowded else name) for key, name in lanes]
        if len(wanted) == 1 and has_test:
            wanted.append((wanted[0][0], "test"))
        if wanted == self._shown_keys:
            return
        self._shown_keys = wanted
        for item in self._legend.findChildren(LegendItem):
            self._legend_row.removeWidget(item)
            discard(item)
        theme = Theme.current()
        for key, title in wanted:
            color = theme.method_color(session.experiment.method(key).color)
            alone = self.tr("test (dashed)") if title == "test" else self.tr("training")
            text = alone if len(lanes) == 1 else title
            item = LegendItem(text, color, dashed=title == "test", small=crowded)
            if len(lanes) > 1:
                item.setToolTip(names[key].full)
                item.setAccessibleName(names[key].full)
            self._legend_row.addWidget(item)

    def _show_place(self) -> None:
        snapshot = self.session.snapshot
        here, last = (snapshot.step, snapshot.last_step) if snapshot is not None else (0, 0)
        self._place.setText(f"{count(here)} / {count(last)}")
        if self._slider.isSliderDown():
            return
        self._slider.blockSignals(True)
        self._slider.setRange(0, last)
        self._slider.setPageStep(max(1, last // 20))
        self._slider.setValue(here)
        self._slider.blockSignals(False)

    @Slot(bool)
    def _set_log(self, _on: bool) -> None:
        self._calm = Calm()
        self._show()

    # -- pointer ---------------------------------------------------------------------------------------------------

    @Slot(float, float)
    def _read(self, x: float, _y: float) -> None:
        parts, names = [], race_names(self.session.experiment)
        what = "accuracy" if self._what.isVisible() and self._what.currentData() == "accuracy" else "loss"
        for lane in self.session.visible_lanes():
            values = lane.steps if self.session.view.race_axis == "steps" else lane.series[self.session.view.race_axis]
            if not len(values):
                continue
            place = int(np.clip(np.searchsorted(values, x), 0, len(values) - 1))
            if place and x - values[place - 1] < values[place] - x:
                place -= 1
            train, test = (lane.series[f"{part}_{what}"][place] for part in ("train", "test"))
            show = percent if what == "accuracy" else number
            text = self.tr("step {step}: {train}").format(step=count(int(lane.steps[place])), train=show(train))
            if not np.isnan(test):
                text += self.tr(", test {test}").format(test=show(test))
            parts.append(f"{names[lane.key].full} {text}" if len(names) > 1 else text)
        self._plot.set_readout("\n".join(parts))

    @Slot(object)
    def _rewind_to(self, pointer: Pointer) -> None:
        snapshot = self.session.snapshot
        if snapshot is not None and self.session.view.race_axis == "steps":
            self.session.scrub(int(np.clip(round(pointer.x), 0, snapshot.last_step)))

    @Slot()
    def _dress(self) -> None:
        self._place.setFont(Theme.current().font(tabular=True))
        metrics = self._place.fontMetrics()
        self._place.setFixedSize(metrics.horizontalAdvance("0 000 000 / 0 000 000"), metrics.height())
        self._shown_keys, self._legend_of = [], ()
        self._show()


if __name__ == "__main__":
    from gdviz.panels.alone import show

    raise SystemExit(show(LossCurve))
