"""The panel: it puts the parts of the data plot together, and tells each of them when to look again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QAction, QColor, QShowEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from gdviz.panels import PANELS, Panel
from gdviz.panels.data_plot.curves import CurveLayers
from gdviz.panels.data_plot.gestures import Gestures
from gdviz.panels.data_plot.marks import Marks
from gdviz.panels.data_plot.picture import MARGIN, Picture, subscript
from gdviz.panels.data_plot.plane import PlaneLayers
from gdviz.panels.data_plot.reading import Reading
from gdviz.panels.data_plot.rows import DrawnRows
from gdviz.plots.base import Plot
from gdviz.plots.extrapolation import Extrapolation
from gdviz.plots.handles import Handles
from gdviz.plots.points import Points
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session import Session
from gdviz.session.hinges import HingeHandles
from gdviz.session.reading_pace import DrawingPace
from gdviz.session.readings import unanswered_test_rows
from gdviz.training.experiment import OWN_DATA


@PANELS.register("data_plot")
class DataPlot(Panel):
    """Regression: points and curves. Classes: heatmap of the answer, its boundary, points. Else: answer over truth."""

    @classmethod
    def heading(cls) -> str:
        return QCoreApplication.translate("DataPlot", "Data")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.residuals = QCheckBox(self.tr("residuals"))
        self.residuals.setToolTip(self.tr("Draw how far each training point is from the curve"))
        self.residuals.toggled.connect(self._show_model)
        self.truth = QCheckBox(self.tr("answer over truth"))
        self.truth.setToolTip(self.tr("Draw each answer over its true value, instead of the answers over the plane"))
        self.truth.toggled.connect(self._exchange_picture)
        for switch in (self.residuals, self.truth):
            switch.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.add_header_widget(switch)

        self.plot = Plot(self.tr("Data plot"))
        self.plot.setAccessibleDescription(
            self.tr(
                "Enter brings a cross: arrows move it, Enter adds a point there, 1 to 6 choose its class, Escape takes "
                "it away. Tab goes through the hinges of a ReLU curve, arrows move them. Plus and minus zoom, Home "
                "fits the view, Menu opens more."
            )
        )
        self.plot.arrows_pan = False
        self.picture = Picture(session)
        self.plane = PlaneLayers(session, self.picture, self.plot)
        self.band = self.plot.add(Extrapolation())
        self.curves = CurveLayers(session, self.plot)
        self.points = self.plot.add(Points())
        self.handles = self.plot.add(Handles())
        hinges = HingeHandles(session, self)
        self.marks = Marks(session, self.points, self)
        self.rows = DrawnRows(session, self.picture, self.points, self.marks)
        self.reading = Reading(session, self.picture, self.plot, self.points, self.rows, self.handles, hinges, self)
        self.gestures = Gestures(session, self.plot, self.points, self.handles, hinges, self.reading, self)
        self._make_actions()
        self.set_body(self.plot)
        self.setFocusProxy(self.plot)

        self._named: tuple[object, ...] = ()
        self._fitted_to: tuple[object, ...] = ()
        self.plot.view_changed.connect(self._follow_view)
        session.data_changed.connect(self._show_data)
        session.restarted.connect(self._begin)
        session.snapshot_changed.connect(self._show_model)
        DrawingPace(session, self).changed.connect(self._show_marks)
        session.view.changed.connect(self._show_model)
        session.view.changed.connect(self._show_marks)
        session.view.preview_changed.connect(self._show_preview)
        session.asking.changed.connect(self._show_answers)
        session.maps.heatmap_changed.connect(self._show_heatmap)
        session.inside.maps_changed.connect(self._show_neuron)
        session.inside.focus_changed.connect(self._show_neuron)
        session.inside.sample_changed.connect(self._show_sample)
        session.tools.selection_changed.connect(self._show_selection)
        ThemeManager.instance().changed.connect(self._begin)
        self._begin()
        self.gestures.follow_tool()

    def _make_actions(self) -> None:
        self._all_action = QAction(self.tr("Select &all points"), self)
        self._all_action.triggered.connect(self.session.select_all)
        self._delete_action = QAction(self.tr("&Delete selected points"), self)
        self._delete_action.triggered.connect(self.session.delete_selection)
        for action in (self._all_action, self._delete_action):
            self.plot.menu.add(action)

    # -- as figures and files have it ------------------------------------------------------------------------------

    def view(self) -> dict[str, Any]:
        return {**super().view(), "residuals": self.residuals.isChecked(), "truth": self.truth.isChecked()}

    def set_view(self, view: Mapping[str, Any]) -> None:
        self.residuals.setChecked(bool(view.get("residuals", False)))
        self.truth.setChecked(bool(view.get("truth", False)))
        super().set_view(view)

    def legend(self) -> list[tuple[str, QColor, bool]]:
        theme, names = Theme.current(), self.session.dataset.class_names
        classes = [(name, theme.class_color(label), False) for label, name in enumerate(names)]
        return classes or self.method_legend()

    # -- everything ------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()

    @Slot()
    def _begin(self) -> None:
        """Show everything anew."""
        if not self.isVisible():
            return
        self.plane.clear()
        self.curves.clear()
        self._show_data()
        self._show_model()
        self._show_marks()
        self._show_heatmap()

    @Slot()
    def _exchange_picture(self) -> None:
        """Show the answers over the plane, or over the truth."""
        self.picture.prefers_truth = self.truth.isChecked()
        if self.isVisible():
            self._fitted_to = ()
            self._begin()

    @Slot()
    def _follow_view(self) -> None:
        if not self.isVisible():
            return
        if self.picture.is_curve:
            self._show_curves()
        elif self.picture.is_truth:
            self.curves.show_diagonal()
        elif self.points.thinned:
            self.marks.cross_out()  # others of many are drawn now
        self._want_heatmap()

    # -- data ------------------------------------------------------------------------------------------------------

    @Slot()
    def _show_data(self) -> None:
        if not self.isVisible():
            return
        self._name_axes()
        self.rows.put()
        self.marks.cross_out()
        self.gestures.editor.see(self.rows.places)
        self._show_band()
        data, dataset = self.session.experiment.data, self.session.dataset
        seen = (dataset.title, dataset.task, dataset.feature_names, data.transform_x, data.transform_y)
        if data.source != OWN_DATA or seen != self._fitted_to:  # under somebody who draws, the view stands still
            self._fitted_to = seen
            self.plot.fit(self.picture.frame(self.rows.places))
        self.gestures.follow_tool()

    def _name_axes(self) -> None:
        dataset, picture = self.session.dataset, self.picture
        named, equal = picture.axes, picture.is_equal
        if self._named != (*named, equal):
            self._named = (*named, equal)
            self.residuals.setVisible(picture.is_curve)
            self.truth.setVisible(dataset.task == "regression" and dataset.n_features == 2)
            self.plot.set_equal(equal)
            self.plot.set_axes(*named)

    def _show_band(self) -> None:
        """Shade where no data are."""
        places = self.rows.places
        if self.picture.is_curve and len(places):
            self.band.set_range(float(places[:, 0].min()), float(places[:, 0].max()))
        elif self.picture.is_plane and len(places) > 1:
            low, high = places.min(axis=0), places.max(axis=0)
            low, high = low - MARGIN * (high - low), high + MARGIN * (high - low)
            self.band.set_box(float(low[0]), float(high[0]), float(low[1]), float(high[1]))
        else:
            self.band.clear()

    @Slot()
    def _show_sample(self) -> None:
        if self.isVisible():
            self.marks.ring()

    @Slot()
    def _show_selection(self) -> None:
        self._delete_action.setEnabled(len(self.session.tools.selection) > 0)
        if self.isVisible():
            self.rows.show_selection()

    @Slot()
    def _show_marks(self) -> None:
        """Ring the rows of the last batch, cross out what is wrong."""
        if self.isVisible() and not self.picture.is_truth:
            self.marks.ring()
            self.marks.cross_out()

    # -- models ----------------------------------------------------------------------------------------------------

    @Slot()
    def _show_model(self) -> None:
        if not self.isVisible():
            return
        self._show_equation()
        self.reading.show()
        if self.picture.is_truth:
            self._show_data()
            self.curves.show_diagonal()
            return
        self.gestures.show_handles()
        if self.picture.is_curve:
            self._show_curves()
        else:
            self.plane.show_normals()
        self._want_heatmap()

    @Slot()
    def _show_answers(self) -> None:
        """Take over what a large model has answered meanwhile."""
        if not self.isVisible():
            return
        self.reading.show()
        if self.picture.is_truth:
            self._show_data()
        elif self.picture.is_curve:
            self._show_curves()
        else:
            self.marks.cross_out()

    def _show_curves(self) -> None:
        self.curves.show(self.rows.places if self.residuals.isChecked() else None)

    @Slot()
    def _show_preview(self) -> None:
        if self.isVisible() and self.picture.is_curve:
            self.curves.show_preview()

    @Slot()
    def _show_heatmap(self) -> None:
        if self.isVisible():
            self.plane.show()

    @Slot()
    def _show_neuron(self) -> None:
        """Fill the plane, or draw the curve, with what the neuron in focus answers; without one, all is as before."""
        if not self.isVisible():
            return
        if self.plane.show_neuron():
            self._show_equation()
        if self.picture.is_curve:
            self._show_curves()

    def _want_heatmap(self) -> None:
        self.gestures.show_cross()
        shown = self.plot.shown
        extent = (shown.left(), shown.right(), shown.top(), shown.bottom())
        self.session.maps.want_heatmap(extent if self.picture.is_plane else None)

    def _show_equation(self) -> None:
        lane = self.session.shown
        focus = self.session.inside.focus
        if focus is not None and self.plane.neuron == focus:
            self.set_quiet(self.tr("neuron {n} of layer {layer}").format(n=focus[1] + 1, layer=focus[0]))
            return
        preparation = self.session.preparation
        names = preparation.feature_names
        shown = ("x",) if len(names) == 1 and not preparation.uses_features else tuple(map(subscript, names))
        missing = unanswered_test_rows(self.session)
        if missing:
            self.set_quiet(self.tr("no answer for %n test point(s)", "", missing))
        else:
            model = None if lane is None else self.session.probe.model_at(lane.theta)
            self.set_quiet("" if model is None else model.equation(shown))
