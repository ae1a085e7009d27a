"""The points and what the models make of them; edited with the pointer while it trains."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QRectF, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from gdviz.core.operations import Array
from gdviz.panels import PANELS, Panel
from gdviz.plots.base import Plot
from gdviz.plots.contour import Contours
from gdviz.plots.curve import Curves
from gdviz.plots.extrapolation import Extrapolation
from gdviz.plots.heatmap import Heatmap, mixture
from gdviz.plots.number import number, percent
from gdviz.plots.points import Points
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session import Session
from gdviz.session.edits import is_drawable, plane_rows
from gdviz.session.pointer import PointEditor
from gdviz.training.snapshot import LaneSnapshot

CURVE_POINTS = 301
PAST_CURVES = 8
MARGIN = 0.12


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

        self.plot = Plot(self.tr("Data plot"))
        self.plot.capture = self.plot.capture_right = True
        self._heatmap = self.plot.add(Heatmap())
        self._boundary = self.plot.add(Contours())
        self._band = self.plot.add(Extrapolation())
        self._lines = self.plot.add(Curves())
        self.points = self.plot.add(Points())
        self._select_box = self.plot.add(Curves())
        self._heatmap.setZValue(-900)
        self.plot.arrows_pan = False
        for plane_text, text, slot in (
            ("select", self.tr("Select &all points"), self._select_all),
            ("delete", self.tr("&Delete selected points"), session.delete_selection),
        ):
            action = QAction(text, self)
            action.setData(plane_text)
            action.triggered.connect(slot)
            self.plot.add_action(action)
        self.set_body(self.plot)
        self.setFocusProxy(self.plot)

        self._editor = PointEditor(session, self)
        self.plot.pressed.connect(self._press)
        self.plot.dragged.connect(self._drag)
        self.plot.released.connect(self._release)
        self.plot.hovered.connect(self._read)
        self.plot.left.connect(lambda: self.plot.set_readout(""))
        self.plot.view_changed.connect(self._want_heatmap)
        self.plot.installEventFilter(self)
        self._editor.rectangle_changed.connect(self._show_rectangle)

        session.data_changed.connect(self._show_data)
        session.restarted.connect(self._begin)
        session.snapshot_changed.connect(self._show_model)
        session.view_changed.connect(self._show_model)
        session.preview_changed.connect(self._show_preview)
        session.heatmap_changed.connect(self._show_heatmap)
        session.tools.selection_changed.connect(self._show_data)
        session.tools.changed.connect(self._dress)
        ThemeManager.instance().changed.connect(self._dress)
        self._places: Array = np.empty((0, 2))
        self._dress()
        self._begin()

    # -- what kind of picture --------------------------------------------------------------------------------------

    @property
    def _is_curve(self) -> bool:
        return self.session.dataset.task == "regression" and self.session.dataset.n_features == 1

    @property
    def _is_plane(self) -> bool:
        return self.session.dataset.task == "classification" and self.session.dataset.n_features == 2

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()

    # -- data ------------------------------------------------------------------------------------------------------

    @Slot()
    def _begin(self) -> None:
        if not self.isVisible():
            return
        session = self.session
        dataset, data = session.dataset, session.experiment.data
        self._residuals.setVisible(self._is_curve)
        if self._is_curve:
            x = data.transform_x.label(dataset.feature_names[0])
            y = data.transform_y.label(dataset.target_name)
            x_unit = dataset.feature_units[0] if data.transform_x.kind in ("none", "minus") else ""
            y_unit = dataset.target_unit if data.transform_y.kind in ("none", "minus") else ""
            self.plot.set_axes(x, y, x_unit, y_unit)
        elif dataset.task == "classification" and dataset.n_features > 1:
            names, units = dataset.feature_names, dataset.feature_units
            self.plot.set_axes(_subscript(names[0]), _subscript(names[1]), units[0], units[1])
        elif dataset.task == "regression":
            self.plot.set_axes(self.tr("true {name}").format(name=dataset.target_name), self.tr("answer"))
        else:
            self.plot.set_axes(dataset.feature_names[0], "")
        self.plot.set_equal(self._is_plane and not any(dataset.feature_units))
        self._heatmap.clear()
        self._boundary.clear()
        self._lines.clear()
        self._show_data()
        self._fit()
        self._show_model()

    def _fit(self) -> None:
        """Show all points with free space around them; an empty plane from -5 to 5."""
        places = self._places
        if not len(places):
            self.plot.fit(QRectF(-6, -6, 12, 12))
            return
        low, high = places.min(axis=0), places.max(axis=0)
        span = np.where(high > low, high - low, np.maximum(1.0, np.abs(high)))
        low, high = low - MARGIN * span, high + MARGIN * span
        self.plot.fit(QRectF(low[0], low[1], high[0] - low[0], high[1] - low[1]))

    @Slot()
    def _show_data(self) -> None:
        if not self.isVisible():
            return
        session = self.session
        dataset, split = session.dataset, session.split
        test = ~split.train_mask if split is not None and len(split.train_mask) == dataset.n else None
        classes = dataset.y if dataset.task == "classification" else None
        if dataset.task == "regression" and dataset.n_features > 1:
            self._places = self._answers_over_truth()
        else:
            self._places = plane_rows(dataset, session.preparation)
        self.points.set_points(
            self._places[:, 0],
            self._places[:, 1],
            classes=classes,
            test_mask=test,
            wrong=self._wrong(),
            selected=session.tools.selection,
            ringed=self._batch(test),
        )
        self._editor.see(self._places)
        if self._is_curve and len(self._places):
            self._band.set_range(*_range_of(self._places[:, 0]))
        else:
            self._band.clear()

    def _answers_over_truth(self) -> Array:
        """Return (true, answered) for data with several inputs: a perfect model lies on the diagonal."""
        session = self.session
        truth = session.preparation.view_y(session.dataset.y)
        lane = session.shown
        if lane is None:
            return np.column_stack([truth, truth * 0])
        answers = session.answers(lane.theta, session.preparation.view_X(session.dataset.X))
        return np.column_stack([truth, truth * 0 if answers is None else answers[:, 0]])

    def _wrong(self) -> Array | None:
        """Return which points the shown model gets wrong (n,), None where there are no classes."""
        session = self.session
        lane, dataset = session.shown, session.dataset
        if lane is None or dataset.task != "classification" or not dataset.n:
            return None
        answers = session.answers(lane.theta, session.preparation.view_X(dataset.X))
        return None if answers is None else answers.argmax(axis=1) != dataset.y

    def _batch(self, test: Array | None) -> Array | None:
        """Return the rows that the last step saw, where it did not see all."""
        lane = self.session.shown
        if lane is None or lane.detail is None or lane.detail.rows is None or test is None:
            return None
        training = np.flatnonzero(~test)
        rows = lane.detail.rows
        return training[rows] if rows.max(initial=0) < len(training) else None

    # -- models ----------------------------------------------------------------------------------------------------

    @Slot()
    def _show_model(self) -> None:
        if not self.isVisible():
            return
        session = self.session
        lane = session.shown
        self._show_equation(lane)
        if self._is_curve:
            self._show_curves()
            if session.shown is not None and session.shown.detail is not None:
                self._ring_batch()
        else:
            if not self._is_plane or lane is not None:
                self._show_data()
            if self._is_plane:
                self._want_heatmap()
            elif session.dataset.task == "regression":
                low, high = _range_of(self._places[:, 0]) if len(self._places) else (0.0, 1.0)
                ink = Theme.current().ink
                self._lines.set_curve("perfect", np.array([low, high]), np.array([low, high]), ink, width=1.5)

    def _ring_batch(self) -> None:
        split = self.session.split
        rows = self._batch(None if split is None else ~split.train_mask)
        self.points.set_marks(ringed=np.empty(0, np.int64) if rows is None else rows)

    def _show_equation(self, lane: LaneSnapshot | None) -> None:
        text = ""
        if lane is not None:
            model = self.session.model_at(lane.theta)
            if model is not None:
                names = self.session.preparation.feature_names
                text = model.equation(("x",) if len(names) == 1 else tuple(map(_subscript, names)))
        self.set_quiet(text)

    def _show_curves(self) -> None:
        session, theme = self.session, Theme.current()
        shown = self.plot.shown
        xs = np.linspace(shown.left(), shown.right(), CURVE_POINTS)
        self._lines.clear()
        many = len(session.experiment.methods) > 1
        for lane in session.visible_lanes():
            is_shown = session.shown is not None and lane.key == session.shown.key
            color = theme.method_color(session.experiment.method(lane.key).color) if many else theme.ink
            if is_shown:
                for place, theta in enumerate(_past(lane)):
                    self._line(f"past {place}", xs, theta, theme.past, 1.0 + 0.5 * (place == 0), faded=True)
            self._line(f"lane {lane.key}", xs, lane.theta, color, 3.5 if is_shown else 2.0)
            if is_shown and self._residuals.isChecked():
                self._show_residuals(lane)
        self._show_preview()

    def _line(self, name: str, xs: Array, theta: Array, color: object, width: float, faded: bool = False) -> None:
        answers = self.session.answers(theta, xs[:, None])
        if answers is not None:
            self._lines.set_curve(name, xs, answers[:, 0], color, width=width, faded=faded)

    def _show_residuals(self, lane: LaneSnapshot) -> None:
        split = self.session.split
        if split is None or not len(self._places):
            return
        rows = self._places[split.train_mask]
        answers = self.session.answers(lane.theta, rows[:, :1])
        if answers is None:
            return
        x = np.repeat(rows[:, 0], 3)
        y = np.column_stack([rows[:, 1], answers[:, 0], np.full(len(rows), np.nan)]).ravel()
        self._lines.set_curve("residuals", x, y, Theme.current().danger, width=1.0)

    @Slot()
    def _show_preview(self) -> None:
        if not self.isVisible() or not self._is_curve:
            return
        theta = self.session.preview
        if theta is None:
            self._lines.remove("preview")
        else:
            shown = self.plot.shown
            xs = np.linspace(shown.left(), shown.right(), CURVE_POINTS)
            answers = self.session.answers(theta, xs[:, None])
            if answers is not None:
                self._lines.set_curve("preview", xs, answers[:, 0], Theme.current().accent, width=2.0, dashed=True)

    # -- heatmap ---------------------------------------------------------------------------------------------------

    @Slot()
    def _want_heatmap(self) -> None:
        if not self.isVisible():
            return
        if not self._is_plane:
            self.session.want_heatmap(None)
            if self._is_curve:
                self._show_curves()
            return
        shown = self.plot.shown
        self.session.want_heatmap((shown.left(), shown.right(), shown.top(), shown.bottom()))

    @Slot()
    def _show_heatmap(self) -> None:
        heatmap = self.session.heatmap
        if heatmap is None or not self.isVisible():
            return
        left, right, bottom, top = heatmap.extent
        rect = QRectF(left, bottom, right - left, top - bottom)
        theme = Theme.current()
        answers = heatmap.answers
        self._heatmap.set_rgb(mixture(answers, theme), rect)
        if answers.shape[2] == 2:
            self._boundary.set_values(answers[:, :, 1], rect, [0.5], theme.ink, width=2.0)
        else:
            self._boundary.set_borders(answers, rect, theme.ink, width=2.0)

    # -- pointer and keys ------------------------------------------------------------------------------------------

    @Slot(object)
    def _press(self, pointer: object) -> None:
        if not is_drawable(self.session.dataset):
            return
        self._editor.press(pointer, self.points, self.plot)

    @Slot(object)
    def _drag(self, pointer: object) -> None:
        self._editor.drag(pointer, self.points, self.plot)

    @Slot(object)
    def _release(self, pointer: object) -> None:
        self._editor.release(pointer, self.points, self.plot)

    @Slot(object)
    def _show_rectangle(self, rect: QRectF | None) -> None:
        if rect is None:
            self._select_box.clear()
            return
        x = np.array([rect.left(), rect.right(), rect.right(), rect.left(), rect.left()])
        y = np.array([rect.top(), rect.top(), rect.bottom(), rect.bottom(), rect.top()])
        self._select_box.set_curve("box", x, y, Theme.current().accent, width=1.5, dashed=True)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Take arrow keys for the selection, and digits for classes, before they are shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._wants(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._wants(event):
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._editor.key(event.key(), shift, self.plot)
            return True
        return False

    def _wants(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
        k = self.session.dataset.n_classes
        digit = Qt.Key.Key_1 <= event.key() < Qt.Key.Key_1 + k
        return plain and ((event.key() in arrows and len(self.session.tools.selection) > 0) or digit)

    @Slot(float, float)
    def _read(self, x: float, y: float) -> None:
        session = self.session
        lane = session.shown
        if lane is None:
            text = f"({number(x)}, {number(y)})"
        elif self._is_curve:
            answers = session.answers(lane.theta, np.array([[x]]))
            text = f"f({number(x)}) = {number(answers[0, 0])}" if answers is not None else ""
        elif self._is_plane:
            answers = session.answers(lane.theta, np.array([[x, y]]))
            names = session.dataset.class_names
            text = f"({number(x)}, {number(y)})"
            if answers is not None:
                text += "".join(f"\n{name}: {percent(p)}" for name, p in zip(names, answers[0], strict=True))
        else:
            text = f"({number(x)}, {number(y)})"
        self.plot.set_readout(text)

    @Slot()
    def _select_all(self) -> None:
        self.session.tools.select(np.arange(self.session.dataset.n))

    @Slot()
    def _dress(self) -> None:
        shapes = {"add": Qt.CursorShape.CrossCursor, "move": Qt.CursorShape.OpenHandCursor}
        self.plot.setCursor(shapes.get(self.session.tools.kind, Qt.CursorShape.CrossCursor))
        if self.isVisible():
            self._show_data()
            self._show_model()
            self._show_heatmap()


def _past(lane: LaneSnapshot) -> list[Array]:
    """Return a few earlier thetas, at steps that double, latest first: the first steps are the large ones."""
    before = lane.path[lane.path_steps < lane.step]
    if not len(before):
        return []
    places = {0} | {int(2**power) for power in np.linspace(0, np.log2(len(before)), PAST_CURVES - 1)}
    return [before[place] for place in sorted(places, reverse=True) if place < len(before)]


def _range_of(values: Array) -> tuple[float, float]:
    return float(values.min()), float(values.max())


def _subscript(name: str) -> str:
    return {"x1": "x₁", "x2": "x₂"}.get(name, name)


if __name__ == "__main__":
    from gdviz.panels.alone import show

    raise SystemExit(show(DataPlot))
