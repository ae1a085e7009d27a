"""Which part of the plane is in view: that of the starts, the ways and the minimum, kept while it still is."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF

from gdviz.core.landscape import suggest_extent
from gdviz.core.operations import Array
from gdviz.panels.loss_surface.descent import parameters, typed_function
from gdviz.plots.base import Plot
from gdviz.session import Session
from gdviz.session.maps import Extent

MARGIN, WIDE_MARGIN = 0.25, 0.6  # a way without a known end needs room, or the picture grows at every turn of it
FIT_SECONDS = 0.2  # a way that still fits is measured no more often while the race runs


class Framing:
    """Tells the plot what to show, until somebody pans or zooms it."""

    def __init__(self, session: Session, plot: Plot) -> None:
        self._session, self._plot = session, plot
        self._extent: Extent | None = None
        self._again_at = 0.0

    def forget(self) -> None:
        """Look for a part anew: the race or its plane is another."""
        self._extent = None
        self._plot.fit_view()

    def follow(self) -> None:
        """See that all is in view."""
        now = time.perf_counter()
        if not self._session.playing or self._extent is None or now >= self._again_at:
            self._again_at = now + FIT_SECONDS
            self._fit()
        if parameters(self._session) == 1:
            self._fit_curve()

    def _fit(self) -> None:
        session = self._session
        plane = session.maps.plane()
        if plane is None:
            return
        ways = [lane.path for lane in session.visible_lanes()]
        function = typed_function(session)
        if function is not None:
            self._extent = _around(function.extent, [plane.project(way[:1])[0] for way in ways if len(way)])
        else:
            margin = MARGIN if session.closed_form is not None else WIDE_MARGIN
            self._extent = suggest_extent(plane, ways, session.closed_form, margin, previous=self._extent)
        if parameters(session) > 1:
            left, right, bottom, top = self._extent
            self._plot.fit(QRectF(left, bottom, right - left, top - bottom))

    def _fit_curve(self) -> None:
        """Show the losses along one parameter from the lowest to the highest."""
        if self._extent is None:
            return
        left, right = self._extent[:2]
        losses = self._session.probe.losses(np.linspace(left, right, 33)[:, None])
        if losses is None or not np.isfinite(losses).any():
            return
        losses = losses[np.isfinite(losses)]
        low, high = float(losses.min()), float(losses.max())
        self._plot.fit(QRectF(left, low - 0.08 * (high - low), right - left, 1.2 * (high - low) or 1.0))


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
