"""The loss itself: contours over a logarithmic heatmap, hills in three dimensions, or a curve over one parameter."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QRectF

from gdviz.core.landscape import pixel_extent
from gdviz.core.operations import Array
from gdviz.panels.loss_surface.descent import parameters, typed_function
from gdviz.plots.base import Plot
from gdviz.plots.contour import Contours, log_levels
from gdviz.plots.curve import Curves
from gdviz.plots.heatmap import Heatmap
from gdviz.plots.relief import Relief
from gdviz.plots.theme import Theme
from gdviz.plots.trajectory import Marker
from gdviz.session import Session
from gdviz.session.maps import Surface

LEVELS = 14
BATCH_LEVELS = 8
RELIEF_SIDE = 65  # of the grid that is painted as hills: more could not be turned smoothly


class Ground(QObject):
    """Draws a surface into the plot or the relief, with its minimum; what has not changed is not drawn again."""

    def __init__(self, session: Session, plot: Plot, relief: Relief, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._relief = session, relief
        self._heatmap = plot.add(Heatmap())
        self._heatmap.setZValue(-900)
        self._contours = plot.add(Contours())
        self._batch = plot.add(Contours())
        self.curve = plot.add(Curves())
        self._minimum = plot.add(Marker())
        self._drawn: tuple[object, ...] = (None, None, None)  # what it was drawn from

    def clear(self) -> None:
        """Forget the picture of a race that has gone."""
        self._drawn = (None, None, None)
        for layer in (self._heatmap, self._contours, self._batch, self.curve, self._minimum):
            layer.clear()
        self._relief.clear()

    def show(self, surface: Surface, in_relief: bool) -> None:
        """Draw the loss, and dashed that of the last batch."""
        if surface.values.shape[0] == 1:
            self._show_curve(surface)
            return
        theme = Theme.current()
        left, right, bottom, top = surface.extent
        rect = QRectF(left, bottom, right - left, top - bottom)
        drawn = (surface.values, theme, in_relief)
        if not all(one is other for one, other in zip(drawn, self._drawn, strict=True)):
            self._drawn = drawn
            if np.isfinite(surface.values).any():
                (self._show_hills if in_relief else self._show_contours)(surface, rect, theme)
        if in_relief:
            return
        if surface.batch is not None:
            self._batch.set_values(
                surface.batch, rect, log_levels(surface.batch, BATCH_LEVELS), theme.halo, width=1.0, dashed=True
            )
        else:
            self._batch.clear()

    def _show_hills(self, surface: Surface, rect: QRectF, theme: Theme) -> None:
        heights = self._logarithms(surface.values)
        shown = heights if heights.shape[0] <= RELIEF_SIDE else heights[::2, ::2]  # 129 = 2 * 64 + 1
        self._relief.set_values(shown, rect, theme.sequential)
        if surface.minimum is not None:
            self._relief.set_mark(*surface.minimum, theme.contour)

    def _show_contours(self, surface: Surface, rect: QRectF, theme: Theme) -> None:
        values = surface.values
        logs = self._logarithms(values)
        x0, x1, y0, y1 = pixel_extent(surface.extent, values.shape)
        self._heatmap.set_values(
            logs, QRectF(x0, y0, x1 - x0, y1 - y0), theme.sequential, (float(logs.min()), float(logs.max()))
        )
        self._contours.set_values(values, rect, log_levels(values, LEVELS), theme.contour, width=1.0, opacity=0.4)
        function = typed_function(self._session)
        if function is not None and function.minima:
            named = self.tr("minimum") if len(function.minima) == 1 else self.tr("minima")
            self._minimum.set_places(function.minima, named, theme.contour)
        elif surface.minimum is not None:
            self._minimum.set_place(*surface.minimum, self.tr("closed-form minimum"), theme.contour)
        else:
            self._minimum.clear()

    def _show_curve(self, surface: Surface) -> None:
        values, color = np.ravel(surface.values), Theme.current().ink
        xs = np.linspace(surface.extent[0], surface.extent[1], len(values))
        self.curve.set_curve("loss", xs, values, color, width=2.5)
        value = self._lowest_known()
        if surface.minimum is not None and value is not None:
            self._minimum.set_place(surface.minimum[0], value, self.tr("closed-form minimum"), color)

    def _logarithms(self, values: Array) -> Array:
        """Return log10 of how far the values lie above the lowest; softened, so that its pit is a bowl and no hole."""
        finite = values[np.isfinite(values)]
        low, known = float(finite.min()), self._lowest_known() if parameters(self._session) <= 2 else None
        lowest = low if known is None else min(low, known)
        softening = max(1e-3 * float(np.median(finite) - lowest), 1e-300)
        return np.log10(np.where(np.isfinite(values), values, finite.max()) - lowest + softening)

    def _lowest_known(self) -> float | None:
        """Return the loss at the closed-form minimum, where there is one."""
        closed = self._session.closed_form
        return None if closed is None else self._session.probe.loss(closed)
