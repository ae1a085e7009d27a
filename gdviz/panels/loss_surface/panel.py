"""The panel: it puts the parts of the loss surface together, and tells each of them when to look again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QToolButton, QWidget

from gdviz.core.landscape import Plane
from gdviz.core.models.component_names import ComponentNames
from gdviz.panels import PANELS, Drawn, Panel
from gdviz.panels.loss_surface.descent import parameters, typed_function
from gdviz.panels.loss_surface.framing import Framing
from gdviz.panels.loss_surface.ground import Ground
from gdviz.panels.loss_surface.plane_button import PlaneButton
from gdviz.panels.loss_surface.reading import Reading
from gdviz.panels.loss_surface.step_arrows import StepArrows
from gdviz.panels.loss_surface.ways import Ways
from gdviz.plots.base import Plot
from gdviz.plots.number import percent
from gdviz.plots.relief import Relief
from gdviz.plots.relief_view import Camera
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session import Session
from gdviz.session.maps import PlaneChoice
from gdviz.session.reading_pace import DrawingPace


@PANELS.register("loss_surface")
class LossSurface(Panel):
    """Contours over a logarithmic heatmap; one parameter gives a curve, more than two a plane through theta."""

    @classmethod
    def heading(cls) -> str:
        return QCoreApplication.translate("LossSurface", "Loss surface")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._plane_button = PlaneButton(session)
        self._plane_button.chosen.connect(self._take_plane)
        self.add_header_widget(self._plane_button)
        self._arrows_button = self._switch(
            "\N{NORTH EAST ARROW}",
            self.tr("arrows"),
            self.tr("Draw slope (downhill), momentum and the last step at each method's place"),
        )
        self._arrows_button.toggled.connect(self._show_ways)
        self._relief_button = self._switch(
            self.tr("3-D"),
            self.tr("Loss surface in three dimensions"),
            self.tr("Show the loss as hills and valleys: drag or arrow keys turn them, the wheel zooms"),
        )
        self._relief_button.toggled.connect(self._show_dimensions)

        self.plot = Plot(self.tr("Loss surface"))
        self.plot.setToolTip("")
        self.plot.view_changed.connect(self._want_surface)
        self.relief = Relief(self.tr("Loss surface in three dimensions"))
        self.relief.save_wanted.connect(self.plot.save_picture)
        self.ground = Ground(session, self.plot, self.relief, self)
        self.arrows = StepArrows(session, self.plot)
        self.ways = Ways(session, self.plot, self.relief)
        self._framing = Framing(session, self.plot)
        self._readings = [Reading(session, picture, self) for picture in (self.plot, self.relief)]
        self._stack = QStackedWidget()
        self._stack.addWidget(self.plot)
        self._stack.addWidget(self.relief)
        self._stack.setFocusProxy(self.plot)
        self.set_body(self._stack)

        session.restarted.connect(self._begin)
        session.data_changed.connect(self._show_surface)
        DrawingPace(session, self).changed.connect(self._show_ways)
        session.maps.surface_changed.connect(self._show_surface)
        session.view.changed.connect(self._show_ways)
        session.experiment_changed.connect(self._show_ways)
        ThemeManager.instance().changed.connect(self._dress)
        self._dress()
        self._begin()

    def _switch(self, text: str, name: str, help_: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setAccessibleName(name)
        button.setToolTip(help_)
        button.setProperty("class", "flat")
        button.setCheckable(True)
        self.add_header_widget(button)
        return button

    # -- as figures and files have it ------------------------------------------------------------------------------

    @property
    def in_relief(self) -> bool:
        """Whether the surface is drawn as hills; a curve over one parameter never is."""
        return self._relief_button.isChecked() and parameters(self.session) > 1

    def main_plot(self) -> Plot | None:
        return None if self.in_relief else self.plot

    @property
    def _picture(self) -> Plot | Relief:
        return self.relief if self.in_relief else self.plot

    def drawing(self) -> Drawn | None:
        return self._picture

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

    # -- showing ---------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()
        self._show_surface()  # one that is there already does not come again

    @Slot()
    def _begin(self) -> None:
        """Forget the picture of the last race; the new one comes with its first snapshot."""
        self.ground.clear()
        self.ways.clear()
        self.arrows.clear()
        self._framing.forget()
        self._show_ways()

    @Slot()
    def _show_dimensions(self) -> None:
        for reading in self._readings:
            reading.end()
        self._stack.setCurrentWidget(self._picture)
        self._stack.setFocusProxy(self._picture)
        self._arrows_button.setVisible(not self.in_relief)
        self._show_surface()
        self._show_ways()

    @Slot(object)
    def _take_plane(self, choice: PlaneChoice) -> None:
        self._framing.forget()
        self.session.view.set_plane(choice)

    @Slot()
    def _want_surface(self) -> None:
        size = parameters(self.session)
        if self.isVisible() and size:
            shown = self.plot.shown
            across = (shown.left(), shown.right())
            self.session.maps.want_surface((*across, 0.0, 0.0) if size == 1 else (*across, shown.top(), shown.bottom()))

    @Slot()
    def _show_surface(self) -> None:
        surface = self.session.maps.surface
        if surface is not None and self.isVisible():
            self.ground.show(surface, self.in_relief)
            self._read_again()

    def _read_again(self) -> None:
        """Let what is said of the place under the pointer be true of what is shown now."""
        for reading in self._readings:
            reading.refresh()

    @Slot()
    def _show_ways(self) -> None:
        session = self.session
        if not self.isVisible():
            return
        direct = session.is_direct
        note = self.tr("There is nothing to descend: the model is solved at once from the data.")
        self.show_note(note if direct else "")
        self._arrows_button.setVisible(not direct and not self.in_relief)
        self._show_names()
        plane = session.maps.plane()
        if direct or plane is None:
            self._read_again()
            return
        across, up = _axis_names(plane)
        if parameters(session) == 1:
            self.plot.set_axes(across, self.tr("loss"))
        else:
            self.plot.set_axes(across, up, grid_x=False)
        self.relief.set_axes(across, up, self.tr("loss (log)"))
        self._framing.follow()
        visible = session.visible_lanes()
        self.ways.show(visible, plane, self.in_relief)
        if self._arrows_button.isChecked() and parameters(session) > 1:
            self.arrows.show(visible, plane)
        else:
            self.arrows.clear()
        self._want_surface()
        self._read_again()

    def _show_names(self) -> None:
        """Offer what the parameters leave to choose, and say which function is descended."""
        session, function = self.session, typed_function(self.session)
        lane = None if session.is_direct else session.shown
        model = None if lane is None else session.probe.model_at(lane.theta)
        names = ComponentNames({}) if model is None else model.component_names
        self._plane_button.show_choice(names)
        self._relief_button.setVisible(len(names) > 1)
        if self._stack.currentWidget() is not self._picture:
            self._show_dimensions()
        self.set_quiet("" if lane is None or function is None else f"f(x, y) = {function.function.pretty}")

    @Slot()
    def _dress(self) -> None:
        theme = Theme.current()
        self._arrows_button.setFixedWidth(theme.length(26))  # the heading needs the room
        self._relief_button.setFixedWidth(theme.length(38))
        self._show_surface()
        self._show_ways()


def _axis_names(plane: Plane) -> tuple[str, str]:
    """Return the names of both coordinates; of main directions with their shares of the way's spread."""
    if plane.explained is None or not any(plane.explained):  # a way of one place spreads nowhere
        return plane.u_name, plane.v_name
    u, v = (f"{name} · {percent(share)}" for name, share in zip((plane.u_name, plane.v_name), plane.explained,
                                                                strict=True))  # fmt: skip
    return u, v
