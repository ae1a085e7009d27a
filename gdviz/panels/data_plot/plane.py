"""The layers of a plot over two columns: what is answered at every place, borders, a scale of colours, normal hills."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from gdviz.core.anatomy import Neuron
from gdviz.core.operations import Array
from gdviz.panels.data_plot.picture import Picture
from gdviz.plots.base import Plot
from gdviz.plots.contour import Contours
from gdviz.plots.curve import Curves
from gdviz.plots.heatmap import Heatmap, mixture
from gdviz.plots.network_tiles import reach
from gdviz.plots.theme import Theme
from gdviz.session import Session
from gdviz.session.readings import normal_ellipses, value_scale


class PlaneLayers:
    """The answers of the shown model, or of the neuron in focus, as colours of the plane."""

    def __init__(self, session: Session, picture: Picture, plot: Plot) -> None:
        self._session, self._picture = session, picture
        self.heatmap = plot.add(Heatmap())
        self.boundary = plot.add(Contours())
        self.normals = plot.add(Curves(z=45.0))
        self.bar = plot.axes.bar
        self.neuron: Neuron | None = None  # the one whose answers fill the plane

    def clear(self) -> None:
        """Take all of it away."""
        for layer in (self.heatmap, self.bar, self.boundary, self.normals):
            layer.clear()

    def show(self) -> None:
        """Draw what the model answers, where no neuron is looked at instead."""
        heatmap = self._session.maps.heatmap
        if heatmap is None or not self._picture.is_plane or self.neuron is not None:
            return
        if self._session.function:  # its values are none of the data's classes
            return
        left, right, bottom, top = heatmap.extent
        rect = QRectF(left, bottom, right - left, top - bottom)
        theme = Theme.current()
        answers = heatmap.answers
        if self._picture.is_number_plane:
            center, span = value_scale(self._session)
            self._show_values(answers[:, :, 0], rect, (center - span, center + span), self._value_name())
            return
        self.heatmap.set_rgb(mixture(answers, theme), rect)
        if answers.shape[2] == 2:
            self.boundary.set_values(answers[:, :, 1], rect, [0.5], theme.ink, width=2.0)
        else:
            self.boundary.set_borders(answers, rect, theme.ink, width=2.0)

    def show_neuron(self) -> bool:
        """Fill the plane with what the neuron in focus answers; return whether another one fills it than before."""
        focus, inside = self._session.inside.focus, self._session.inside
        maps = inside.large_map()
        if focus is not None and self._picture.is_plane and maps is not None and maps.large is not None:
            self.neuron = focus
            left, right, bottom, top = maps.focus_extent or maps.extent
            center, span = inside.scale_of(focus)
            most = span or reach(maps.large - center)
            rect = QRectF(left, bottom, right - left, top - bottom)
            answers = focus[0] == len(maps.outputs) - 1
            if answers and self._picture.is_number_plane:
                center, most = value_scale(self._session)
            name = self._value_name() if answers and self._picture.is_number_plane else ""
            self._show_values(maps.large, rect, (center - most, center + most), name)
            self.boundary.clear()
            return True
        if focus is None and self.neuron is not None:
            self.neuron = None
            self.bar.clear()
            self.show()
            return True
        return False

    def show_normals(self) -> None:
        """Draw each class's normal hill as ellipses of one and two deviations."""
        self.normals.clear()
        for place, (label, line) in enumerate(normal_ellipses(self._session)):
            color, ring = Theme.current().class_color(label), Theme.current().ring
            self.normals.set_curve(f"ring {place}", line[:, 0], line[:, 1], ring, width=4.5)
            self.normals.set_curve(f"normal {place}", line[:, 0], line[:, 1], color, width=2.5)

    def _show_values(self, values: Array, rect: QRectF, ends: tuple[float, float], name: str) -> None:
        """Show numbers over the plane, and what their colours mean."""
        lut = Theme.current().diverging
        self.heatmap.set_values(values, rect, lut, ends)
        self.bar.set_scale(*ends, lut, name)

    def _value_name(self) -> str:
        """Return the name of the target, with its unit where it is drawn as it is."""
        dataset, transform = self._session.dataset, self._session.experiment.data.transform_y
        name = transform.label(dataset.target_name)
        plain = transform.kind in ("none", "minus") and dataset.target_unit
        return f"{name} ({dataset.target_unit})" if plain else name
