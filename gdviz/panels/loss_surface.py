"""The loss over the parameters, with the ways that the methods take on it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QToolButton, QWidget

from gdviz.core.landscape import Plane, pixel_extent, suggest_extent
from gdviz.core.models.function import Function
from gdviz.core.operations import Array
from gdviz.panels import PANELS, Drawn, Panel
from gdviz.plots.base import Plot
from gdviz.plots.canvas import Pointer
from gdviz.plots.contour import Contours, log_levels
from gdviz.plots.curve import Curves
from gdviz.plots.heatmap import Heatmap
from gdviz.plots.number import number, percent
from gdviz.plots.relief import Relief
from gdviz.plots.relief_view import Camera
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.plots.trajectory import Arrows, Marker, Trajectory
from gdviz.session import Session
from gdviz.session.maps import Extent, PlaneChoice, Surface, value_at
from gdviz.session.reading_pace import DrawingPace
from gdviz.training.snapshot import LaneSnapshot

LEVELS = 14
BATCH_LEVELS = 8
MARGIN, WIDE_MARGIN = 0.25, 0.6  # a way without a known end needs room, or the picture grows at every turn of it
MAX_ON_CURVE = 200  # places of a way on the curve of one parameter: earlier ones lie below them
FIT_SECONDS = 0.2  # a way that still fits is measured no more often while the race runs
RELIEF_SIDE = 65  # of the grid that is painted as hills: more could not be turned smoothly
MAX_NAMED = 60  # parameters that the plane's lists name


@PANELS.register("loss_surface")
class LossSurface(Panel):
    """Contours over a logarithmic heatmap; one parameter gives a curve, more than two a plane through theta."""

    @classmethod
    def heading(cls) -> str:
        return QCoreApplication.translate("LossSurface", "Loss surface")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._plane_button = QToolButton()
        self._plane_button.setProperty("class", "quiet")
        self._plane_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._plane_button.setToolTip(
            self.tr(
                "Which plane through all parameters is drawn. Main directions: those in which the way goes furthest; "
                "beside their names stands how much of the way's spread lies along them"
            )
        )
        self._plane_button.setAccessibleName(self.tr("Plane of the loss surface"))
        self._plane_menu = QMenu(self._plane_button)
        self._plane_menu.aboutToShow.connect(self._fill_plane_menu)
        self._plane_button.setMenu(self._plane_menu)
        self.add_header_widget(self._plane_button)
        self._arrows_button = QToolButton()
        self._arrows_button.setText("\N{NORTH EAST ARROW}")
        self._arrows_button.setAccessibleName(self.tr("arrows"))
        self._arrows_button.setProperty("class", "flat")
        self._arrows_button.setCheckable(True)
        self._arrows_button.setToolTip(
            self.tr("Draw slope (downhill), momentum and the last step at each method's place")
        )
        self._arrows_button.toggled.connect(self._show_paths)
        self.add_header_widget(self._arrows_button)
        self._relief_button = QToolButton()
        self._relief_button.setText(self.tr("3-D"))
        self._relief_button.setAccessibleName(self.tr("Loss surface in three dimensions"))
        self._relief_button.setProperty("class", "flat")
        self._relief_button.setCheckable(True)
        self._relief_button.setToolTip(
            self.tr("Show the loss as hills and valleys: drag or arrow keys turn them, the wheel zooms")
        )
        self._relief_button.toggled.connect(self._show_dimensions)
        self.add_header_widget(self._relief_button)
        self.plot = Plot(self.tr("Loss surface"))
        self._heatmap = self.plot.add(Heatmap())
        self._heatmap.setZValue(-900)
        self._contours = self.plot.add(Contours())
        self._batch = self.plot.add(Contours())
        self._curve = self.plot.add(Curves())
        self._minimum = self.plot.add(Marker())
        self._arrows = self.plot.add(Arrows())
        self._paths: dict[int, Trajectory] = {}
        self.plot.setToolTip("")
        self.plot.clicked.connect(self._start_here)
        self.plot.hovered.connect(self._read)
        self.plot.left.connect(self._unread)
        self.plot.view_changed.connect(self._want_surface)
        self.relief = Relief(self.tr("Loss surface in three dimensions"))
        self.relief.clicked.connect(self._start_here)
        self.relief.hovered.connect(self._read)
        self.relief.left.connect(self._unread)
        self.relief.save_wanted.connect(self.plot.save_picture)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.plot)
        self._stack.addWidget(self.relief)
        self._stack.setFocusProxy(self.plot)
        self.set_body(self._stack)

        self._extent: Extent | None = None
        self._drawn: tuple[object, ...] = (None, None, None)  # what the ground was drawn from
        self._fit_again_at = 0.0
        self._names: Sequence[str] = ()
        session.restarted.connect(self._begin)
        session.data_changed.connect(self._show_surface)
        DrawingPace(session, self).changed.connect(self._show_paths)
        session.surface_changed.connect(self._show_surface)
        session.view_changed.connect(self._show_paths)
        session.experiment_changed.connect(self._show_paths)
        ThemeManager.instance().changed.connect(self._dress)
        self._dress()
        self._begin()

    @property
    def in_relief(self) -> bool:
        """Whether the surface is drawn as hills; a curve over one parameter never is."""
        return self._relief_button.isChecked() and self._size > 1

    def main_plot(self) -> Plot | None:
        return None if self.in_relief else self.plot

    def drawing(self) -> Drawn:
        return self.relief if self.in_relief else self.plot

    def view(self) -> dict[str, Any]:
        camera, shown = self.relief.camera, self.plot.shown
        view = {**super().view(), "arrows": self._arrows_button.isChecked(), "relief": self.in_relief,
                "camera": [camera.turn, camera.tilt, camera.zoom]}  # fmt: skip
        if not self.plot.follow:
            view["shown"] = [shown.left(), shown.right(), shown.top(), shown.bottom()]
        return view

    def set_view(self, view: Mapping[str, Any]) -> None:
        self._arrows_button.setChecked(bool(view.get("arrows", False)))
        self._relief_button.setChecked(bool(view.get("relief", False)))
        camera = view.get("camera")
        if camera is not None:
            self.relief.look(Camera(*map(float, camera)))
        if view.get("shown") is not None:
            self.plot.show_part(*map(float, view["shown"]))

    def legend(self) -> list[tuple[str, QColor, bool]]:
        return self.method_legend()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()
        self._show_surface()  # one that is there already does not come again

    @Slot()
    def _show_dimensions(self) -> None:
        self._unread()
        shown = self.relief if self.in_relief else self.plot
        self._stack.setCurrentWidget(shown)
        self._stack.setFocusProxy(shown)
        self._arrows_button.setVisible(not self.in_relief)
        self._show_surface()
        self._show_paths()

    # -- the plane -------------------------------------------------------------------------------------------------

    @property
    def _size(self) -> int:
        """How many parameters there are to descend in; 0 without a race."""
        lane = self.session.shown
        return 0 if lane is None or self.session.is_direct else lane.theta.size

    @Slot()
    def _begin(self) -> None:
        """Forget the picture of the last race; the new one comes with its first snapshot."""
        self._extent = None
        self._drawn = (None, None, None)
        for path in self._paths.values():
            self.plot.remove(path)
        self._paths.clear()
        for layer in (self._heatmap, self._contours, self._batch, self._curve, self._minimum, self._arrows):
            layer.clear()
        self.relief.clear()
        self.plot.fit_view()
        self._show_paths()

    def _show_choice(self, names: Sequence[str]) -> None:
        self._names = names
        choice = self.session.plane_choice
        self._plane_button.setVisible(len(names) > 2)
        self._relief_button.setVisible(len(names) > 1)
        if self._stack.currentWidget() is not (self.relief if self.in_relief else self.plot):
            self._show_dimensions()
        if len(names) > 2:
            text = f"{names[choice.first]} × {names[choice.second]}"
            if choice.kind == "random":
                text = self.tr("random directions")
            elif choice.kind == "trajectory":
                text = self.tr("main directions")
            self._plane_button.setText(text)

    @Slot()
    def _fill_plane_menu(self) -> None:
        menu, choice = self._plane_menu, self.session.plane_choice
        menu.clear()
        for title, axis, chosen in (
            (self.tr("Horizontal: {name}"), "first", choice.first),
            (self.tr("Vertical: {name}"), "second", choice.second),
        ):
            part = menu.addMenu(title.format(name=self._names[chosen]))
            for index, name in enumerate(self._names[:MAX_NAMED]):
                action = part.addAction(name)
                action.setCheckable(True)
                action.setChecked(index == chosen and choice.kind == "parameters")
                action.triggered.connect(lambda _on=False, axis=axis, index=index: self._take_axis(axis, index))
        menu.addSeparator()
        menu.addAction(self.tr("Random directions"), lambda: self._take(replace(choice, kind="random")))
        menu.addAction(self.tr("Main directions of the way"), lambda: self._take(replace(choice, kind="trajectory")))
        if choice.kind == "random":
            other = replace(choice, seed=choice.seed + 1)
            menu.addAction(self.tr("Other random directions"), lambda: self._take(other))

    def _take_axis(self, axis: str, index: int) -> None:
        """Take a parameter for an axis; if the other axis has it, the two change places."""
        choice = self.session.plane_choice
        first, second = (index, choice.second) if axis == "first" else (choice.first, index)
        if first == second:
            first, second = choice.second, choice.first
        self._take(PlaneChoice("parameters", first, second, choice.seed))

    def _take(self, choice: PlaneChoice) -> None:
        self._extent = None
        self.session.set_plane(choice)
        self.plot.fit_view()

    def _fit(self) -> None:
        """Take an extent that shows starts, ways and the minimum; keep it while it still does."""
        session = self.session
        plane = session.plane()
        if plane is None:
            return
        ways = [lane.path for lane in session.visible_lanes()]
        function = self._function
        if function is not None:
            self._extent = _around(function.extent, [plane.project(way[:1])[0] for way in ways if len(way)])
            left, right, bottom, top = self._extent
            self.plot.fit(QRectF(left, bottom, right - left, top - bottom))
            return
        margin = MARGIN if session.closed_form is not None else WIDE_MARGIN
        self._extent = suggest_extent(plane, ways, session.closed_form, margin, previous=self._extent)
        left, right, bottom, top = self._extent
        if self._size > 1:
            self.plot.fit(QRectF(left, bottom, right - left, top - bottom))

    @property
    def _function(self) -> Function | None:
        """Return the function of two variables whose heights are drawn, where there is one."""
        course = self.session.course
        model = None if course is None else course.blueprint.prototype
        return model if isinstance(model, Function) else None

    @Slot()
    def _want_surface(self) -> None:
        if not self.isVisible() or self._size == 0:
            return
        if self._size == 1:
            left, right = self.plot.shown.left(), self.plot.shown.right()
            self.session.want_surface((left, right, 0.0, 0.0))
            return
        shown = self.plot.shown
        self.session.want_surface((shown.left(), shown.right(), shown.top(), shown.bottom()))

    # -- drawing ---------------------------------------------------------------------------------------------------

    @Slot()
    def _show_surface(self) -> None:
        surface = self.session.surface
        if surface is None or not self.isVisible():
            return
        if surface.values.shape[0] == 1:
            self._show_curve(surface)
            return
        theme = Theme.current()
        left, right, bottom, top = surface.extent
        rect = QRectF(left, bottom, right - left, top - bottom)
        drawn = (surface.values, theme, self.in_relief)
        if not all(one is other for one, other in zip(drawn, self._drawn, strict=True)):
            self._drawn = drawn
            self._show_ground(surface, rect, theme)
        if self.in_relief:
            return
        if surface.batch is not None:
            self._batch.set_values(
                surface.batch, rect, log_levels(surface.batch, BATCH_LEVELS), theme.halo, width=1.0, dashed=True
            )
        else:
            self._batch.clear()

    def _show_ground(self, surface: Surface, rect: QRectF, theme: Theme) -> None:
        """Draw what does not change with the batch."""
        values = surface.values
        finite = np.isfinite(values)
        if not finite.any():
            return
        low = float(values[finite].min())
        lowest = min(low, self._lowest(low))
        logs = np.log10(np.where(finite, values, values[finite].max()) - lowest + _softening(values[finite], lowest))
        if self.in_relief:
            shown = logs if logs.shape[0] <= RELIEF_SIDE else logs[::2, ::2]  # 129 = 2 * 64 + 1
            self.relief.set_values(shown, rect, theme.sequential)
            if surface.minimum is not None:
                self.relief.set_mark(*surface.minimum, theme.contour)
            return
        x0, x1, y0, y1 = pixel_extent(surface.extent, values.shape)
        self._heatmap.set_values(
            logs, QRectF(x0, y0, x1 - x0, y1 - y0), theme.sequential, (float(logs.min()), float(logs.max()))
        )
        levels = log_levels(values, LEVELS)
        self._contours.set_values(values, rect, levels, theme.contour, width=1.0, opacity=0.4)
        function = self._function
        if function is not None and function.minima:
            named = self.tr("minimum") if len(function.minima) == 1 else self.tr("minima")
            self._minimum.set_places(function.minima, named, theme.contour)
        elif surface.minimum is not None:
            self._minimum.set_place(*surface.minimum, self.tr("closed-form minimum"), theme.contour)
        else:
            self._minimum.clear()

    def _lowest(self, otherwise: float) -> float:
        closed = self.session.closed_form
        value = self.session.loss_at(closed) if closed is not None and self._size <= 2 else None
        return otherwise if value is None else value

    def _show_curve(self, surface: Surface) -> None:
        values = np.ravel(surface.values)
        xs = np.linspace(surface.extent[0], surface.extent[1], len(values))
        self._curve.set_curve("loss", xs, values, Theme.current().ink, width=2.5)
        if surface.minimum is not None and self.session.closed_form is not None:
            value = self.session.loss_at(self.session.closed_form)
            if value is not None:
                self._minimum.set_place(surface.minimum[0], value, self.tr("closed-form minimum"), Theme.current().ink)

    @Slot()
    def _show_paths(self) -> None:
        session = self.session
        lane = session.shown
        if not self.isVisible():
            return
        direct = session.is_direct
        note = self.tr("There is nothing to descend: the model is solved at once from the data.")
        self.show_note(note if direct else "")
        self._arrows_button.setVisible(not direct and not self.in_relief)
        if lane is None or direct:
            self._show_choice(())
            self.set_quiet("")
            return
        model = session.model_at(lane.theta)
        names = model.component_names if model is not None else ()
        self._show_choice(names)
        self.set_quiet("" if self._function is None else f"f(x, y) = {self._function.function.pretty}")
        plane = session.plane()
        if plane is None:
            return
        across, up = _axis_names(plane)
        if self._size == 1:
            self.plot.set_axes(across, self.tr("loss"))
        else:
            self.plot.set_axes(across, up, grid_x=False)
        now = time.perf_counter()
        if not session.playing or self._extent is None or now >= self._fit_again_at:
            self._fit_again_at = now + FIT_SECONDS
            self._fit()
        theme = Theme.current()
        visible = session.visible_lanes()
        for key in self._paths.keys() - {lane.key for lane in visible}:
            self.plot.remove(self._paths.pop(key))
        for lane in visible:
            path = self._paths.get(lane.key)
            if path is None:
                path = self._paths[lane.key] = self.plot.add(Trajectory())
            color = theme.method_color(session.experiment.method(lane.key).color)
            places = self._places(_way(plane, lane), lane)
            path.set_path(places[:, 0], places[:, 1], color)
            if self.in_relief:
                self.relief.set_way(str(lane.key), places[:, 0], places[:, 1], color)
        self.relief.keep_ways({str(lane.key) for lane in visible})
        self.relief.set_axes(across, up, self.tr("loss (log)"))
        self._show_arrows(visible)
        if self._size == 1:
            self._fit_curve()
        self._want_surface()

    def _places(self, coordinates: Array, lane: LaneSnapshot) -> Array:
        """Return where a way is drawn: in the plane, or on the curve of one parameter at the loss of each step."""
        if self._size > 1:
            return coordinates
        way = coordinates[-MAX_ON_CURVE:, :1]
        losses = self.session.losses_at(way)
        return np.column_stack([way, np.full(len(way), np.nan) if losses is None else losses])

    def _fit_curve(self) -> None:
        if self._extent is None:
            return
        left, right = self._extent[:2]
        losses = self.session.losses_at(np.linspace(left, right, 33)[:, None])
        if losses is None or not np.isfinite(losses).any():
            return
        losses = losses[np.isfinite(losses)]
        low, high = float(losses.min()), float(losses.max())
        self.plot.fit(QRectF(left, low - 0.08 * (high - low), right - left, 1.2 * (high - low) or 1.0))

    def _show_arrows(self, lanes: list[LaneSnapshot]) -> None:
        self._arrows.clear()
        plane = self.session.plane()
        if not self._arrows_button.isChecked() or plane is None or self._size < 2:
            return
        theme = Theme.current()
        for lane in lanes:
            detail = lane.detail
            if detail is None:
                continue
            here = plane.project(detail.before[None])[0]
            step = plane.project(detail.after[None])[0] - here
            self._arrows.add(
                f"{lane.key} step", here, step, theme.method_color(self.session.experiment.method(lane.key).color)
            )
            if detail.grad is not None:
                downhill = plane.project((detail.before - detail.grad)[None])[0] - here
                self._arrows.add(f"{lane.key} slope", here, _same_length(downhill, step), theme.contour)
            velocity = detail.state.get("velocity")
            if velocity is not None:
                momentum = plane.project((detail.before + velocity)[None])[0] - here
                self._arrows.add(f"{lane.key} momentum", here, momentum, theme.warning)

    # -- pointer ---------------------------------------------------------------------------------------------------

    def _theta_at(self, x: float, y: float) -> Array | None:
        plane = self.session.plane()
        if plane is None:
            return None
        return plane.at(x, y if self._size > 1 else 0.0)

    @Slot(object)
    def _start_here(self, pointer: Pointer) -> None:
        theta = self._theta_at(pointer.x, pointer.y)
        if theta is not None and pointer.button == Qt.MouseButton.LeftButton:
            start = tuple(float(value) for value in theta)
            self.session.set_experiment(self.tr("Start point"), start=start)

    @Slot(float, float)
    def _read(self, x: float, y: float) -> None:
        theta, plane = self._theta_at(x, y), self.session.plane()
        if theta is None or plane is None:
            return
        loss, surface = self.session.loss_at(theta), self.session.surface
        if loss is None and surface is not None:
            loss = value_at(surface, x, y)
        place = f"{plane.u_name} = {number(x)}"
        if self._size > 1:
            place += f", {plane.v_name} = {number(y)}"
        said = f"{place}\n" + self.tr("loss {loss}").format(loss=number(loss if loss is not None else np.nan))
        (self.relief if self.in_relief else self.plot).set_readout(said)
        self.session.set_preview(theta)

    @Slot()
    def _unread(self) -> None:
        self.plot.set_readout("")
        self.relief.set_readout("")
        self.session.set_preview(None)

    @Slot()
    def _dress(self) -> None:
        theme = Theme.current()
        self._arrows_button.setFixedWidth(theme.length(26))  # the heading needs the room
        self._relief_button.setFixedWidth(theme.length(38))
        self._show_surface()
        self._show_paths()


def _way(plane: Plane, lane: LaneSnapshot) -> Array:
    """Return the coordinates (m, 2) of the thetas up to the shown step, the present one last."""
    before = int(np.searchsorted(lane.path_steps, lane.step))
    return np.vstack([plane.project(lane.path[:before]), plane.project(lane.theta)])


def _around(extent: Extent, starts: Sequence[Array]) -> Extent:
    """Return the extent, made wider where a start lies outside of it."""
    left, right, bottom, top = extent
    if not starts:
        return extent
    (low_x, low_y), (high_x, high_y) = np.min(starts, axis=0), np.max(starts, axis=0)
    room_x, room_y = 0.1 * (right - left), 0.1 * (top - bottom)
    return (
        left if low_x >= left else float(low_x - room_x),
        right if high_x <= right else float(high_x + room_x),
        bottom if low_y >= bottom else float(low_y - room_y),
        top if high_y <= top else float(high_y + room_y),
    )


def _axis_names(plane: Plane) -> tuple[str, str]:
    """Return the names of both coordinates; of main directions with their shares of the way's spread."""
    if plane.explained is None:
        return plane.u_name, plane.v_name
    u, v = (f"{name} · {percent(share)}" for name, share in zip((plane.u_name, plane.v_name), plane.explained,
                                                                strict=True))  # fmt: skip
    return u, v


def _softening(values: Array, lowest: float) -> float:
    """Return what is added before the logarithm, so that the pit at the minimum is a bowl and not a hole."""
    return max(1e-3 * float(np.median(values) - lowest), 1e-300)


def _same_length(arrow: Array, model: Array) -> Array:
    length = float(np.hypot(*arrow))
    return arrow if length == 0 else arrow * (float(np.hypot(*model)) / length)


if __name__ == "__main__":
    from gdviz.panels.alone import show

    raise SystemExit(show(LossSurface))
