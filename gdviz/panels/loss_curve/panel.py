"""The panel: what is drawn over what, and its parts told when to look again."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from gdviz.panels import PANELS, Panel
from gdviz.panels.loss_curve.lanes import LaneCurves
from gdviz.panels.loss_curve.legend import Legend
from gdviz.panels.loss_curve.reading import Reading
from gdviz.panels.loss_curve.rewind import Rewind
from gdviz.plots.base import Plot
from gdviz.plots.calm import Calm
from gdviz.plots.combo import FittedCombo
from gdviz.plots.theme import ThemeManager
from gdviz.session import Session
from gdviz.session.explain import epochs
from gdviz.session.reading_pace import DrawingPace

FIRST_STEPS = 20.0  # that a new curve has room for
AXES = ("steps", "evaluations", "seconds")


@PANELS.register("loss_curve")
class LossCurve(Panel):
    """Loss or accuracy of all methods over steps, evaluations or seconds, and the slider that rewinds the run."""

    @classmethod
    def heading(cls) -> str:
        return QCoreApplication.translate("LossCurve", "Loss")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._legend = Legend(session)
        self.add_header_widget(self._legend)
        self._what = FittedCombo(
            self.tr("What is drawn"), self.tr("Loss over all training points, or the share of right answers")
        )
        self._what.addItem(self.tr("Loss"), "loss")
        self._what.addItem(self.tr("Accuracy"), "accuracy")
        self._axis = FittedCombo(
            self.tr("Horizontal axis"),
            self.tr("Compare methods by steps, by how often they asked for the loss, or by the seconds they took"),
        )
        for axis, text in zip(AXES, (self.tr("steps"), self.tr("evaluations"), self.tr("seconds")), strict=True):
            self._axis.addItem(text, axis)
        self.add_header_widget(self._what)
        self.add_header_widget(self._axis)
        self._axis.activated.connect(lambda _place: session.view.set_race_axis(self._axis.currentData()))
        self._what.activated.connect(self._show)
        self._log = QCheckBox(self.tr("log y"))
        self._log.setToolTip(self.tr("Logarithmic loss: each line down is ten times less"))
        self._log.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._log.toggled.connect(self._set_log)
        self.add_header_widget(self._log)

        self.plot = Plot(self.tr("Loss curve"))
        self.plot.setToolTip("")
        self.lanes = LaneCurves(session, self.plot, self)
        self._reading = Reading(session, self.plot, self)
        self.rewind = Rewind(session)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.plot, 1)
        column.addWidget(self.rewind)
        self.set_body(body)

        self._calm = Calm()
        DrawingPace(session, self).changed.connect(self._show)
        session.restarted.connect(self._begin)
        session.view.changed.connect(self._show)
        session.experiment_changed.connect(self._show)
        ThemeManager.instance().changed.connect(self._dress)
        self._log.setChecked(True)
        self._dress()

    # -- as figures and files have it ------------------------------------------------------------------------------

    def view(self) -> dict[str, Any]:
        return {**super().view(), "log_y": self._log.isChecked(), "what": self._what.currentData()}

    def set_view(self, view: Mapping[str, Any]) -> None:
        self._log.setChecked(bool(view.get("log_y", self._log.isChecked())))
        self._what.setCurrentIndex(max(0, self._what.findData(view.get("what"))))
        self._show()
        super().set_view(view)

    # -- showing ---------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    @Slot()
    def _begin(self) -> None:
        self._calm = Calm()
        self.plot.fit_view()
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
            self._legend.show_lanes([], self.width())
            for widget in (self._what, self._log, self._axis):
                widget.hide()
            self.lanes.clear()
            return
        has_classes = session.dataset.task == "classification"
        self._what.setVisible(has_classes)
        what = self._reading.what = self._what.currentData() if has_classes else "loss"
        self._log.setVisible(what == "loss")
        self.plot.set_log_y(self._log.isChecked() and what == "loss")
        self._show_axis(what)
        self._legend.show_lanes(session.visible_lanes(), self.width())
        self.lanes.show(what)
        stop = None if session.shown is None else session.shown.early_stop
        told = self.tr("early stop at epoch {epoch}")
        self.set_quiet("" if stop is None else told.format(epoch=epochs(stop.stopped_epoch)))
        self._fit()
        self.rewind.show_place()

    def _show_axis(self, what: str) -> None:
        axis = self.session.view.race_axis
        self._axis.setVisible(len(self.session.experiment.methods) > 1)
        self._axis.setCurrentIndex(AXES.index(axis))
        names = {"steps": self.tr("step"), "evaluations": self.tr("evaluations"), "seconds": self.tr("seconds")}
        self.plot.set_axes(names[axis], self.tr("accuracy") if what == "accuracy" else "", grid_x=False)

    def _fit(self) -> None:
        """Show all curves from the start on, and at least the first few steps."""
        bounds = self.lanes.curves.bounds()
        if bounds is None:
            return
        right = bounds.right() if self.session.view.race_axis == "seconds" else max(bounds.right(), FIRST_STEPS)
        low, high = bounds.top(), bounds.bottom()
        if self.plot.mapping.log_y:
            x, y = self._calm.around((0.0, right), (math.log10(low), math.log10(high)), self.session.playing)
            low, high, margin = max(10.0 ** y[0], sys.float_info.min), 10.0 ** min(y[1], 308.0), 0.0
        else:
            x, (low, high) = self._calm.around((0.0, right), (low, high), self.session.playing)
            margin = 0.06 * (high - low)
        self.plot.fit(QRectF(QPointF(0.0, low - margin), QPointF(x[1], high + margin)))

    @Slot(bool)
    def _set_log(self, _on: bool) -> None:
        self._calm = Calm()
        self._show()

    @Slot()
    def _dress(self) -> None:
        self.rewind.dress()
        self._legend.forget()
        self._show()
