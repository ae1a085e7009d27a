"""The points and what the models make of them; edited with the pointer while it trains."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QColor, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from gdviz.core.anatomy import Neuron
from gdviz.core.operations import Array
from gdviz.panels import PANELS, Panel
from gdviz.plots.base import Plot
from gdviz.plots.canvas import Pointer
from gdviz.plots.color_bar import ColorBar, diverging_steps
from gdviz.plots.contour import Contours
from gdviz.plots.curve import Curves
from gdviz.plots.dashes import Dashes
from gdviz.plots.extrapolation import Extrapolation
from gdviz.plots.handles import Handles
from gdviz.plots.heatmap import Heatmap, mixture
from gdviz.plots.network_tiles import reach
from gdviz.plots.number import number, percent
from gdviz.plots.points import Points
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session import Session
from gdviz.session.edits import is_drawable, plane_rows
from gdviz.session.hinges import HingeHandles, places_of
from gdviz.session.key_cursor import KeyCursor
from gdviz.session.pointer import PointEditor
from gdviz.session.reading_pace import DrawingPace
from gdviz.session.readings import (
    answers_over_truth,
    batch_rows,
    normal_ellipses,
    past_thetas,
    table_entries,
    unanswered_test_rows,
    value_scale,
    wrong_rows,
)
from gdviz.training.experiment import OWN_DATA
from gdviz.training.snapshot import LaneSnapshot

CURVE_POINTS = 301
PAST_WIDTH = 1.0  # of more, Qt needs five times as long
MARGIN = 0.12
BAR_MARGIN = 0.14  # of the height more, below: room for the bar of colours
START_REACH = 2.0  # spans of the truth: so far from it the first answers may lie and still be in view
CROSS = 11.0  # pixels of an arm of the keyboard's cross
PICK_PIXELS = 8.0
MARK_SHARE = 0.05  # of the time may go into finding which points are wrong
DIRECT_MARK_SHARE = 0.3  # where no trainer wants the time, and neighbours are slow to ask


@PANELS.register("data_plot")
class DataPlot(Panel):
    """Regression: points and curves. Classes: heatmap of the answer, its boundary, points. Else: answer over truth."""

    @classmethod
    def heading(cls) -> str:
        return QCoreApplication.translate("DataPlot", "Data")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._residuals = QCheckBox(self.tr("residuals"))
        self._residuals.setToolTip(self.tr("Draw how far each training point is from the curve"))
        self._residuals.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._residuals.toggled.connect(self._show_model)
        self.add_header_widget(self._residuals)
        self._truth = QCheckBox(self.tr("answer over truth"))
        self._truth.setToolTip(self.tr("Draw each answer over its true value, instead of the answers over the plane"))
        self._truth.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._truth.toggled.connect(self._exchange_picture)
        self.add_header_widget(self._truth)

        self.plot = Plot(self.tr("Data plot"))
        self.plot.setAccessibleDescription(
            self.tr(
                "Enter brings a cross: arrows move it, Enter adds a point there, 1 to 6 choose its class, Escape takes "
                "it away. Tab goes through the hinges of a ReLU curve, arrows move them. Plus and minus zoom, Home "
                "fits the view, Menu opens more."
            )
        )
        self._heatmap = self.plot.add(Heatmap())
        self._boundary = self.plot.add(Contours())
        self._band = self.plot.add(Extrapolation())
        self._past = self.plot.add(Curves())
        self._past.kept = True
        self._past_of: tuple[object, ...] = ()
        self._gaps = self.plot.add(Curves())
        self.points = self.plot.add(Points())
        self._lines = self.plot.add(Curves(z=50.0))  # over the points: thousands of them would hide it
        self._entries = self.plot.add(Dashes())
        self._normals = self.plot.add(Curves(z=45.0))
        self._outlines = self.plot.add(Curves(z=60.0))
        self.handles = self.plot.add(Handles())
        self._bar = self.plot.add(ColorBar())
        self._hinges = HingeHandles(session, self)
        self._hinges.changed.connect(self._follow_hinge)
        self.plot.arrows_pan = False
        self._make_actions()
        self.set_body(self.plot)
        self.setFocusProxy(self.plot)

        self._places: Array = np.empty((0, 2))
        self._named: tuple[object, ...] = ()
        self._fitted_to: tuple[object, ...] = ()
        self._first_answers: tuple[int, Array] = (-1, np.empty(0))  # of which race
        self._hovered: QPointF | None = None
        self._neuron: Neuron | None = None  # the one whose answers fill the plane
        self._mark_again_at = 0.0
        self._wrong: Array = np.zeros(0, bool)
        self._mark_later = QTimer(self, singleShot=True)
        self._mark_later.timeout.connect(self._mark)
        self._editor = PointEditor(session, self)
        self._cross = KeyCursor(session, self._editor, self)
        self._cross.changed.connect(self._show_cross)
        self.plot.pressed.connect(self._press)
        self.plot.dragged.connect(self._drag)
        self.plot.released.connect(self._release)
        self.plot.clicked.connect(self._choose_sample)
        self.plot.hovered.connect(self._hover)
        self.plot.left.connect(self._leave)
        self.plot.view_changed.connect(self._follow_view)
        self.plot.installEventFilter(self)
        self._editor.rectangle_changed.connect(self._show_rectangle)

        session.data_changed.connect(self._show_data)
        session.restarted.connect(self._begin)
        session.snapshot_changed.connect(self._show_model)
        DrawingPace(session, self).changed.connect(self._show_marks)
        session.view_changed.connect(self._show_model)
        session.view_changed.connect(self._show_marks)
        session.preview_changed.connect(self._show_preview)
        session.heatmap_changed.connect(self._show_heatmap)
        session.inside.maps_changed.connect(self._show_neuron)
        session.inside.focus_changed.connect(self._show_neuron)
        session.inside.sample_changed.connect(self._show_sample)
        session.tools.selection_changed.connect(self._show_selection)
        session.tools.changed.connect(self._follow_tool)
        ThemeManager.instance().changed.connect(self._begin)
        self._begin()
        self._follow_tool()

    def _make_actions(self) -> None:
        self._all_action = QAction(self.tr("Select &all points"), self)
        self._all_action.triggered.connect(self._select_all)
        self._delete_action = QAction(self.tr("&Delete selected points"), self)
        self._delete_action.triggered.connect(self.session.delete_selection)
        for action in (self._all_action, self._delete_action):
            self.plot.add_action(action)

    # -- what kind of picture --------------------------------------------------------------------------------------

    @property
    def _is_curve(self) -> bool:
        return self.session.dataset.task == "regression" and self.session.dataset.n_features == 1

    @property
    def _is_plane(self) -> bool:
        return self.session.dataset.n_features == 2 and not self._is_truth

    @property
    def _is_truth(self) -> bool:
        dataset = self.session.dataset
        many = dataset.n_features > 2 or (dataset.n_features == 2 and self._truth.isChecked())
        return dataset.task == "regression" and many

    @property
    def _is_number_plane(self) -> bool:
        return self._is_plane and self.session.dataset.task == "regression"

    def view(self) -> dict[str, Any]:
        return {**super().view(), "residuals": self._residuals.isChecked(), "truth": self._truth.isChecked()}

    def set_view(self, view: Mapping[str, Any]) -> None:
        self._residuals.setChecked(bool(view.get("residuals", False)))
        self._truth.setChecked(bool(view.get("truth", False)))
        super().set_view(view)

    def legend(self) -> list[tuple[str, QColor, bool]]:
        theme, names = Theme.current(), self.session.dataset.class_names
        classes = [(name, theme.class_color(label), False) for label, name in enumerate(names)]
        return classes or self.method_legend()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()

    @Slot()
    def _begin(self) -> None:
        """Show everything anew."""
        if not self.isVisible():
            return
        self._heatmap.clear()
        self._bar.clear()
        self._boundary.clear()
        self._normals.clear()
        self._entries.clear()
        self._lines.clear()
        self._past.clear()
        self._past_of = ()
        self._gaps.clear()
        self._show_data()
        self._show_model()
        self._show_marks()
        self._show_heatmap()

    @Slot()
    def _exchange_picture(self) -> None:
        """Show the answers over the plane, or over the truth."""
        if self.isVisible():
            self._fitted_to = ()
            self._begin()

    def _name_axes(self) -> None:
        dataset, data = self.session.dataset, self.session.experiment.data
        names, units = dataset.feature_names, dataset.feature_units
        if self._is_curve:
            plain = [t.kind in ("none", "minus") for t in (data.transform_x, data.transform_y)]
            named: tuple[str, str, str, str] = (
                data.transform_x.label(_subscript(names[0])),
                data.transform_y.label(dataset.target_name),
                units[0] if plain[0] else "",
                dataset.target_unit if plain[1] else "",
            )
        elif self._is_truth:
            label = data.transform_y.label(dataset.target_name)
            named = (self.tr("true {name}").format(name=label), self.tr("answer"), "", "")
        elif len(names) > 1:
            named = (_subscript(names[0]), _subscript(names[1]), units[0], units[1])
        else:
            named = (_subscript(names[0]), "", units[0], "")
        equal = self._is_plane and not any(units)
        if self._named != (*named, equal):
            self._named = (*named, equal)
            self._residuals.setVisible(self._is_curve)
            self._truth.setVisible(dataset.task == "regression" and dataset.n_features == 2)
            self.plot.set_equal(equal)
            self.plot.set_axes(*named)

    def _fit(self) -> None:
        """Show all points with free space around them; an empty plane from -6 to 6."""
        places = self._places
        if not len(places):
            self.plot.fit(QRectF(-6, -6, 12, 12))
            return
        if self._is_truth:  # whatever the answers are: a good model's are where the truth is
            places = self._seen_from_the_start(places)
        low, high = places.min(axis=0), places.max(axis=0)
        with np.errstate(all="ignore"):
            span = np.where(high > low, high - low, np.maximum(1.0, np.abs(high)))
            low, high = low - MARGIN * span, high + MARGIN * span
        if self._is_number_plane:
            low[1] -= BAR_MARGIN * span[1]
        self.plot.fit(QRectF(QPointF(low[0], low[1]), QPointF(high[0], high[1])))

    def _seen_from_the_start(self, places: Array) -> Array:
        """Return (n, 2) corners of truth and the first answers, so that a run does not begin with an empty picture."""
        course, lane, truth = self.session.course, self.session.shown, places[:, 0]
        if lane is not None and lane.step == 0 and course is not None:
            reach = START_REACH * float(np.ptp(truth))
            answers = np.clip(places[:, 1], truth.min() - reach, truth.max() + reach)
            if np.isfinite(answers).all():
                self._first_answers = (course.number, answers)
        both = truth
        if course is not None and self._first_answers[0] == course.number:
            both = np.concatenate([truth, self._first_answers[1]])
        return np.array([[truth.min(), both.min()], [truth.max(), both.max()]])

    # -- data ------------------------------------------------------------------------------------------------------

    @Slot()
    def _show_data(self) -> None:
        if not self.isVisible():
            return
        session = self.session
        dataset, split = session.dataset, session.split
        self._name_axes()
        classes, colors = self._point_colors()
        test = ~split.train_mask if split is not None and len(split.train_mask) == dataset.n else None
        self._places = answers_over_truth(session) if self._is_truth else plane_rows(dataset, session.preparation)
        self.points.set_points(
            self._places[:, 0],
            self._places[:, 1],
            classes=classes,
            test_mask=test,
            selected=session.tools.selection,
            ringed=self._ringed(),
            colors=colors,
        )
        if not session.is_direct:
            self._mark_again_at = 0.0
        elif len(self._wrong) == dataset.n:  # while a point is dragged, until the others are asked again
            self.points.set_marks(wrong=self._wrong)
        self._mark()
        self._editor.see(self._places)
        if self._is_curve and len(self._places):
            self._band.set_range(float(self._places[:, 0].min()), float(self._places[:, 0].max()))
        elif self._is_plane and len(self._places) > 1:
            low, high = self._places.min(axis=0), self._places.max(axis=0)
            low, high = low - MARGIN * (high - low), high + MARGIN * (high - low)
            self._band.set_box(float(low[0]), float(high[0]), float(low[1]), float(high[1]))
        else:
            self._band.clear()
        data = session.experiment.data
        seen = (dataset.title, dataset.task, dataset.feature_names, data.transform_x, data.transform_y)
        if data.source != OWN_DATA or seen != self._fitted_to:  # under somebody who draws, the view stands still
            self._fitted_to = seen
            self._fit()
        self._follow_tool()

    def _point_colors(self) -> tuple[Array | None, list[QColor]]:
        """Return the class of each point, and the classes' colours if they are others than usual.

        Over a plane of numbers the classes are steps of the colour bar.
        """
        dataset = self.session.dataset
        if not self._is_number_plane:
            return (dataset.y if dataset.task == "classification" else None), []
        center, span = value_scale(self.session)
        values = self.session.preparation.view_y(dataset.y)
        return diverging_steps((values - center) / span, Theme.current())

    def _ringed(self) -> Array:
        """Return the rows that are ringed: the sample that is followed through the network, else the batch."""
        sample = self.session.inside.sample
        return batch_rows(self.session) if sample is None else np.array([sample])

    @Slot()
    def _show_sample(self) -> None:
        if self.isVisible() and self.points.count == self.session.dataset.n:
            self.points.set_marks(ringed=self._ringed())

    @Slot()
    def _show_selection(self) -> None:
        rows = self.session.tools.selection
        self._delete_action.setEnabled(len(rows) > 0)
        if self.isVisible() and self.points.count == self.session.dataset.n:
            self.points.set_marks(selected=rows)

    @Slot()
    def _mark(self) -> None:
        """Cross out what the model has wrong; with many points and a large model, only now and then while it runs."""
        if not self.isVisible() or self.session.dataset.task != "classification":
            return
        now = time.perf_counter()
        if now < self._mark_again_at:
            if not self._mark_later.isActive():
                self._mark_later.start(round(1000 * (self._mark_again_at - now)) + 1)
            return
        wrong = wrong_rows(self.session)
        share = DIRECT_MARK_SHARE if self.session.is_direct else MARK_SHARE
        self._mark_again_at = now + (time.perf_counter() - now) / share
        self._wrong = np.zeros(self.session.dataset.n, bool) if wrong is None else wrong
        if self.points.count == self.session.dataset.n:
            self.points.set_marks(wrong=self._wrong)

    # -- models ----------------------------------------------------------------------------------------------------

    @Slot()
    def _show_model(self) -> None:
        if not self.isVisible():
            return
        self._show_equation()
        self._show_reading()
        if self._is_truth:
            self._show_data()
            self._show_diagonal()
            return
        self._show_handles()
        if self._is_curve:
            self._show_curves()
        else:
            self._show_normals()
        self._want_heatmap()

    @Slot()
    def _show_handles(self) -> None:
        """Draw the corners of a curve of rectifiers, and say the numbers of the one that is moved."""
        handles, hinges = self._hinges.handles(), self._hinges
        hot = hinges.held if hinges.held is not None else hinges.chosen
        self.handles.set_places(places_of(handles), hot, sum(handle.kind == "piece" for handle in handles))
        if hinges.chosen is not None and hinges.chosen < len(handles):
            self._hovered = self.plot.to_pixels(*self.handles.places[hinges.chosen])
            self._show_reading()

    @Slot()
    def _follow_hinge(self) -> None:
        """Read out the hinge that keys have chosen; nothing where they have left it."""
        self._hovered = None
        self._show_handles()
        self._show_reading()

    @Slot()
    def _show_marks(self) -> None:
        """Ring the rows of the last batch, cross out what is wrong."""
        if not self.isVisible() or self._is_truth:
            return
        if self.points.count == self.session.dataset.n:
            self.points.set_marks(ringed=self._ringed())
        if not self._is_curve:
            self._mark()

    def _show_equation(self) -> None:
        lane = self.session.shown
        model = None if lane is None else self.session.model_at(lane.theta)
        focus = self.session.inside.focus
        if focus is not None and self._neuron == focus:
            self.set_quiet(self.tr("neuron {n} of layer {layer}").format(n=focus[1] + 1, layer=focus[0]))
            return
        preparation = self.session.preparation
        names = preparation.feature_names
        shown = ("x",) if len(names) == 1 and not preparation.uses_features else tuple(map(_subscript, names))
        missing = unanswered_test_rows(self.session)
        if missing:
            self.set_quiet(self.tr("no answer for %n test point(s)", "", missing))
        else:
            self.set_quiet("" if model is None else model.equation(shown))

    def _show_diagonal(self) -> None:
        """Draw where answer and truth are the same."""
        shown = self.plot.shown
        ends = np.array([min(shown.left(), shown.top()), max(shown.right(), shown.bottom())])
        self._lines.set_curve("perfect", ends, ends, Theme.current().ink, width=1.5)

    def _show_curves(self) -> None:
        session, theme = self.session, Theme.current()
        xs = self._across()
        self._lines.clear()
        self._gaps.clear()
        if session.shown not in session.visible_lanes():
            self._show_past([], xs)
        many = len(session.experiment.methods) > 1
        lanes = sorted(session.visible_lanes(), key=lambda lane: session.shown is lane)  # the shown one on top
        for lane in lanes:
            is_shown = session.shown is lane
            color = theme.method_color(session.experiment.method(lane.key).color) if many else theme.ink
            if is_shown:
                self._show_past(past_thetas(lane), xs)
                if self._residuals.isChecked():
                    self._show_residuals(lane)
            if is_shown:
                self._show_entries(color)
            self._line(f"lane {lane.key}", xs, lane.theta, color, 3.5 if is_shown else 2.0)
            answers = session.inside.curve(lane.theta, session.inside.focus, xs[:, None]) if is_shown else None
            if answers is not None:
                self._lines.set_curve("neuron", xs, answers, theme.accent, width=2.5)
        self._show_preview()

    def _show_normals(self) -> None:
        """Draw each class's normal hill as ellipses of one and two deviations."""
        self._normals.clear()
        for place, (label, line) in enumerate(normal_ellipses(self.session)):
            color, ring = Theme.current().class_color(label), Theme.current().ring
            self._normals.set_curve(f"ring {place}", line[:, 0], line[:, 1], ring, width=4.5)
            self._normals.set_curve(f"normal {place}", line[:, 0], line[:, 1], color, width=2.5)

    def _show_entries(self, color: QColor | str) -> None:
        """Draw what an exact table has entries for: dashes, as it knows nothing between them."""
        entries = table_entries(self.session)
        if entries is None:
            self._entries.clear()
        else:
            self._entries.set_places(entries[:, 0], entries[:, 1], color)

    def _show_past(self, thetas: list[Array], xs: Array) -> None:
        """Draw the model at earlier steps; they become others only now and then."""
        wanted = (xs[0], xs[-1], Theme.current().past, *(theta.tobytes() for theta in thetas))
        if wanted == self._past_of:
            return
        self._past_of = wanted
        self._past.clear()
        for place, theta in enumerate(thetas):
            answers = self.session.answers(theta, xs[:, None])
            if answers is not None:
                self._past.set_curve(f"past {place}", xs, answers[:, 0], Theme.current().past, width=PAST_WIDTH)

    def _across(self) -> Array:
        return np.linspace(self.plot.shown.left(), self.plot.shown.right(), CURVE_POINTS)

    def _line(
        self, name: str, xs: Array, theta: Array, color: QColor | str, width: float, dashed: bool = False
    ) -> None:
        answers = self.session.answers(theta, xs[:, None])
        if answers is not None:
            self._lines.set_curve(name, xs, answers[:, 0], color, width=width, dashed=dashed)

    def _show_residuals(self, lane: LaneSnapshot) -> None:
        split = self.session.split
        if split is None or len(split.train_mask) != len(self._places):
            return
        rows = self._places[split.train_mask]
        answers = self.session.answers(lane.theta, rows[:, :1])
        if answers is not None and len(rows):
            y = np.column_stack([rows[:, 1], answers[:, 0], np.full(len(rows), np.nan)]).ravel()
            self._gaps.set_curve("residuals", np.repeat(rows[:, 0], 3), y, Theme.current().danger, width=1.0)

    @Slot()
    def _show_preview(self) -> None:
        """Draw the model under the pointer of the loss surface."""
        if not self.isVisible() or not self._is_curve:
            return
        theta = self.session.preview
        if theta is None:
            self._lines.remove("preview")
        else:
            self._line("preview", self._across(), theta, Theme.current().accent, 2.0, dashed=True)

    # -- heatmap ---------------------------------------------------------------------------------------------------

    @Slot()
    def _follow_view(self) -> None:
        if not self.isVisible():
            return
        if self._is_curve:
            self._show_curves()
        elif self._is_truth:
            self._show_diagonal()
        self._want_heatmap()

    def _want_heatmap(self) -> None:
        if self._cross.place is not None:
            self._show_cross()
        shown = self.plot.shown
        extent = (shown.left(), shown.right(), shown.top(), shown.bottom())
        self.session.want_heatmap(extent if self._is_plane else None)

    @Slot()
    def _show_heatmap(self) -> None:
        heatmap = self.session.heatmap
        if heatmap is None or not self.isVisible() or not self._is_plane or self._neuron is not None:
            return
        left, right, bottom, top = heatmap.extent
        rect = QRectF(left, bottom, right - left, top - bottom)
        theme = Theme.current()
        answers = heatmap.answers
        if self._is_number_plane:
            center, span = value_scale(self.session)
            self._show_values(answers[:, :, 0], rect, (center - span, center + span), self._value_name())
            return
        self._heatmap.set_rgb(mixture(answers, theme), rect)
        if answers.shape[2] == 2:
            self._boundary.set_values(answers[:, :, 1], rect, [0.5], theme.ink, width=2.0)
        else:
            self._boundary.set_borders(answers, rect, theme.ink, width=2.0)

    def _show_values(self, values: Array, rect: QRectF, ends: tuple[float, float], name: str) -> None:
        """Show numbers over the plane, and what their colours mean."""
        lut = Theme.current().diverging
        self._heatmap.set_values(values, rect, lut, ends)
        self._bar.set_scale(*ends, lut, name)

    def _value_name(self) -> str:
        """Return the name of the target, with its unit where it is drawn as it is."""
        dataset, transform = self.session.dataset, self.session.experiment.data.transform_y
        name = transform.label(dataset.target_name)
        plain = transform.kind in ("none", "minus") and dataset.target_unit
        return f"{name} ({dataset.target_unit})" if plain else name

    @Slot()
    def _show_neuron(self) -> None:
        """Fill the plane, or draw the curve, with what the neuron in focus answers; without one, all is as before."""
        if not self.isVisible():
            return
        focus, inside = self.session.inside.focus, self.session.inside
        maps = inside.large_map()
        if focus is not None and self._is_plane and maps is not None and maps.large is not None:
            self._neuron = focus
            left, right, bottom, top = maps.focus_extent or maps.extent
            center, span = inside.scale_of(focus)
            most = span or reach(maps.large - center)
            rect = QRectF(left, bottom, right - left, top - bottom)
            answers = focus[0] == len(maps.outputs) - 1
            if answers and self._is_number_plane:
                center, most = value_scale(self.session)
            name = self._value_name() if answers and self._is_number_plane else ""
            self._show_values(maps.large, rect, (center - most, center + most), name)
            self._boundary.clear()
            self._show_equation()
        elif focus is None and self._neuron is not None:
            self._neuron = None
            self._bar.clear()
            self._show_heatmap()
            self._show_equation()
        if self._is_curve:
            self._show_curves()

    # -- pointer and keys ------------------------------------------------------------------------------------------

    @Slot(object)
    def _press(self, pointer: Pointer) -> None:
        inside = self.session.inside
        handle = self.handles.nearest(pointer.x, pointer.y, PICK_PIXELS)
        if handle is not None and pointer.button == Qt.MouseButton.LeftButton:
            self._hinges.take(handle)
            self._show_handles()
            return
        if inside.sample is not None and pointer.button == Qt.MouseButton.LeftButton:
            near = self.points.nearest(pointer.x, pointer.y, PICK_PIXELS)
            if near is not None:
                inside.set_sample(near)
                return
        self._editor.press(pointer, self.points, self.plot)

    @Slot(object)
    def _choose_sample(self, pointer: Pointer) -> None:
        """Follow the point that was clicked through the network, where no tool wants the click."""
        near = self.points.nearest(pointer.x, pointer.y, PICK_PIXELS)
        if self.session.inside.sample is not None and near is not None and pointer.button == Qt.MouseButton.LeftButton:
            self.session.inside.set_sample(near)

    @Slot(object)
    def _drag(self, pointer: Pointer) -> None:
        if self._hinges.held is not None:
            self._hinges.drag(pointer.x, pointer.y)
            self._hovered = pointer.position
            self._show_reading()
            return
        self._editor.drag(pointer, self.points, self.plot)

    @Slot(object)
    def _release(self, pointer: Pointer) -> None:
        if self._hinges.held is not None:
            self._hinges.drop()
            self._show_handles()
            return
        self._editor.release(pointer, self.points, self.plot)

    @Slot(object)
    def _show_rectangle(self, rect: QRectF | None) -> None:
        if rect is None:
            self._outlines.remove("selection")
            return
        x = np.array([rect.left(), rect.right(), rect.right(), rect.left(), rect.left()])
        y = np.array([rect.top(), rect.top(), rect.bottom(), rect.bottom(), rect.top()])
        self._outlines.set_curve("selection", x, y, Theme.current().accent, width=1.5, dashed=True)

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
        takers = (self._hinges, self._cross, self._editor)
        taker = next((each for each in takers if plain and each.takes(event.key())), None)
        if taker is None:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            taker.key(event.key(), bool(event.modifiers() & keys.ShiftModifier), self.plot)
        return True

    @Slot()
    def _show_cross(self) -> None:
        """Draw the cross of the keyboard, and read out what is there."""
        place, plot = self._cross.place, self.plot
        if place is None:
            self._outlines.remove("cross")
            self._hovered = None
        else:
            middle = self._hovered = plot.to_pixels(*place)
            ends = [(-CROSS, 0), (CROSS, 0), None, (0, -CROSS), (0, CROSS)]
            gap = (np.nan, np.nan)
            line = np.array([gap if end is None else plot.to_data(middle + QPointF(*end)) for end in ends])
            self._outlines.set_curve("cross", line[:, 0], line[:, 1], Theme.current().accent, width=2.0, halo=True)
        self._show_reading()

    @Slot(float, float)
    def _hover(self, x: float, y: float) -> None:
        tools = self.session.tools
        if self.plot.capture and tools.kind in ("spray", "erase"):
            at = self.plot.to_pixels(x, y)
            angle = np.linspace(0.0, 2 * np.pi, 49)
            rim = np.column_stack([at.x() + tools.radius * np.cos(angle), at.y() + tools.radius * np.sin(angle)])
            around = np.array([self.plot.to_data(QPointF(*place)) for place in rim])
            ink = Theme.current().ink
            self._outlines.set_curve("brush", around[:, 0], around[:, 1], ink, width=1.5)
        self._hovered = self.plot.to_pixels(x, y)
        self._show_reading()

    @Slot()
    def _leave(self) -> None:
        self._outlines.remove("brush")
        self._hovered = None
        self._show_reading()

    def _show_reading(self) -> None:
        self.plot.set_readout("" if self._hovered is None else self._reading(*self.plot.to_data(self._hovered)))

    def _reading(self, x: float, y: float) -> str:
        """Return what the model answers under the pointer, and which point is there."""
        session, dataset = self.session, self.session.dataset
        lane = session.shown
        hinge = self._hinges.held if self._hinges.held is not None else self.handles.nearest(x, y, PICK_PIXELS)
        numbers = None if hinge is None else self._hinges.reading(hinge)
        if numbers is not None:
            return self._hinge_reading(numbers)
        near = self.points.nearest(x, y, PICK_PIXELS)
        if self.points.count != dataset.n:  # the view moves before the new points are there
            near = None
        lines = [f"({number(x)}, {number(y)})"]
        answers = None
        if lane is not None and (self._is_curve or self._is_plane):
            answers = session.answers(lane.theta, np.array([[x]] if self._is_curve else [[x, y]]))
        if answers is not None and self._is_curve:
            asked, known = f"f({number(x)})", not np.isnan(answers[0, 0])
            lines = [f"{asked} = {number(answers[0, 0])}" if known else self.tr("{f}: no answer").format(f=asked)]
        elif answers is not None and self._is_number_plane:
            lines = [f"f({number(x)}, {number(y)}) = {number(answers[0, 0])}"]
        elif answers is not None and np.isnan(answers).all():
            lines += [self.tr("no answer here")]
        elif answers is not None:
            lines += [f"{name}: {percent(p)}" for name, p in zip(dataset.class_names, answers[0], strict=True)]
        if near is not None:
            a, b = (number(value) for value in self._places[near])
            split = session.split
            test = split is not None and len(split.train_mask) == dataset.n and not split.train_mask[near]
            what = self.tr("test point") if test else self.tr("training point")
            name = f" ({dataset.class_names[dataset.y[near]]})" if dataset.n_classes else ""
            if self._is_number_plane:
                name = f" ({dataset.target_name} {number(session.preparation.view_y(dataset.y[near : near + 1])[0])})"
            lines.append(f"{what}{name}: {a}, {b}")
        return "\n".join(lines)

    def _hinge_reading(self, numbers: Mapping[str, float]) -> str:
        """Return the numbers of a hinge's neuron."""
        lines = [f"{name} = {number(numbers[name], 4)}" for name in ("m", "b", "n", "c") if name in numbers]
        if "neuron" not in numbers:
            return self.tr("end of the line") + "\n" + lines[0]
        title = self.tr("hinge {k}: n ReLU(m x + b)").format(k=int(numbers["neuron"]))
        return "\n".join([title, *lines[:3]])

    @Slot()
    def _select_all(self) -> None:
        self.session.tools.select(np.arange(self.session.dataset.n))

    @Slot()
    def _follow_tool(self) -> None:
        """Give the buttons to the tool; where it has no use for them, they pan and open the menu."""
        kind, dataset = self.session.tools.kind, self.session.dataset
        self.plot.capture = is_drawable(dataset)
        self.plot.capture_right = self.plot.capture and kind == "add" and dataset.n_classes > 0
        shapes = {"move": Qt.CursorShape.OpenHandCursor}
        shape = shapes.get(kind, Qt.CursorShape.CrossCursor) if self.plot.capture else Qt.CursorShape.ArrowCursor
        self.plot.setCursor(shape)
        if kind not in ("spray", "erase"):
            self._outlines.remove("brush")


def _subscript(name: str) -> str:
    return f"x{name[1:].translate(_SUBSCRIPTS)}" if name[:1] == "x" and name[1:].isdecimal() else name


_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


if __name__ == "__main__":
    from gdviz.panels.alone import show

    raise SystemExit(show(DataPlot))
