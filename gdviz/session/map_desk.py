"""Asks the mapper for what panels want to see, when it has changed."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from gdviz.core.landscape import Plane
from gdviz.core.operations import Array
from gdviz.session import maps
from gdviz.session.conductor import Course
from gdviz.session.same_numbers import SameNumbers
from gdviz.training.mapper import Mapper
from gdviz.training.preparation import Blueprint
from gdviz.training.snapshot import LaneSnapshot

if TYPE_CHECKING:
    from gdviz.session.hub import Hub

FOLLOW_SECONDS = 0.25  # a plane through a moving theta is drawn anew no more often while the race runs ...
FOLLOW_SHARE = 0.06  # ... and takes at most so much of the time: the window needs Python's lock, too
HEATMAP_SHARE = 0.1  # the same of a heatmap ...
SEEN_SECONDS = 0.06  # ... and of all that changes so often that nobody sees more, while steps are many


class MapDesk(QObject):
    """Heatmap and loss surface of the present race; the newest of each stands in `heatmap` and `surface`.

    heatmap_changed, surface_changed   a map that was wanted is there
    """

    heatmap_changed = Signal()
    surface_changed = Signal()

    def __init__(self, session: Hub, mapper: Mapper) -> None:
        super().__init__(session)
        self._session, self._mapper = session, mapper
        self.heatmap: maps.Heatmap | None = None
        self.surface: maps.Surface | None = None
        self.heatmap_extent: maps.Extent | None = None  # the part of the plane that is in view
        self._surface_extent: maps.Extent | None = None
        self._heatmap_of: tuple[Any, ...] = ()
        self._surface_of: tuple[Any, ...] = ()
        self._playing = False
        self.brisk = False  # planes that move are drawn at once although nothing plays: a film has one for each frame
        self._way: tuple[Any, Any, float, Plane] | None = None  # of which race and way, until when, the plane along it
        # a plane of millions of parameters takes longer to make than a frame may, and several want it in one
        self._straight: tuple[Array, maps.PlaneChoice, Blueprint, Plane] | None = None
        self._heatmap_due = 0.0  # when a heatmap may be drawn anew while the race runs
        self._due = 0.0  # the same of a plane that moves

    def clear(self) -> None:
        """Forget the maps of a race that has gone."""
        self.heatmap = self.surface = None
        self._heatmap_of = self._surface_of = ()
        self._due = self._heatmap_due = 0.0
        self._way = self._straight = None

    def want_heatmap(self, extent: maps.Extent | None) -> None:
        """Ask for a heatmap of this part of the plane with every new moment; None ends it."""
        self.heatmap_extent = extent
        self._session.refresh_maps()

    def want_surface(self, extent: maps.Extent | None) -> None:
        """Ask for the loss over this part of the chosen plane whenever it changes; None ends it."""
        self._surface_extent = extent
        self._session.refresh_maps()

    def plane(self) -> Plane | None:
        """Return the plane through theta that is looked at now; None where there is none, or no parameter."""
        course, lane = self._session.course, self._session.shown
        return None if course is None or lane is None or not lane.theta.size else self._plane_of(course, lane)

    def _plane_of(self, course: Course, lane: LaneSnapshot) -> Plane:
        """Return the chosen plane: through the minimum where there is one, else through the shown theta."""
        choice = self._session.view.plane_choice
        origin = lane.theta if course.closed_form is None else course.closed_form
        if choice.kind == "trajectory" and origin.size > 2:
            return self._along_the_way(course, lane, origin)
        known = self._straight
        if known is None or known[0] is not origin or known[1:3] != (choice, course.blueprint):
            plane = maps.plane_of(choice, course.blueprint, origin)
            known = self._straight = (origin, choice, course.blueprint, plane)
        return known[3]

    def _along_the_way(self, course: Course, lane: LaneSnapshot, origin: Array) -> Plane:
        """Return the plane of the way's main directions, which are found anew when it has grown, not for each frame."""
        now = time.perf_counter()
        last = self._way
        same = last is not None and last[0] == (course.number, lane.key)
        if (
            same
            and last is not None
            and (last[1] == (len(lane.path), lane.path_steps[-1]) or (self._playing and now < last[2]))
        ):
            return replace(last[3], origin=np.array(origin, np.float64))
        plane = maps.plane_of(self._session.view.plane_choice, course.blueprint, origin, lane.path)
        spent = time.perf_counter() - now
        due = now + max(FOLLOW_SECONDS, spent / FOLLOW_SHARE)
        self._way = ((course.number, lane.key), (len(lane.path), lane.path_steps[-1]), due, plane)
        return plane

    def ask(self, course: Course, lane: LaneSnapshot, playing: bool, races: bool) -> None:
        """Ask for what is wanted and no longer true; while playing, a heatmap is drawn in one go.

        While it `races`, a map is asked for no more often than it can be seen.
        """
        self._playing = playing
        now = time.perf_counter()
        # A hidden plot keeps the extent of the data that it saw last, which the present one need not be a plane of.
        extent = self.heatmap_extent if course.preparation.n_features == 2 else None
        if extent is not None and not (playing and now < self._heatmap_due):
            wanted: tuple[Any, ...] = (
                course.number,
                course.split,
                extent,
                lane.key,
                lane.step,
                SameNumbers(lane.theta),
            )
            if wanted != self._heatmap_of:
                self._heatmap_of = wanted
                arguments = (course.number, lane.step, course.blueprint, course.preparation, lane.theta, extent)
                shapes = maps.HEATMAP_SHAPES[1:] if self.brisk else maps.heatmap_shapes(lane.theta.size)
                takes = self._heatmap_seconds(shapes[0])
                self._heatmap_due = now + max(SEEN_SECONDS if races else 0.0, takes / HEATMAP_SHARE)
                self._mapper.ask("heatmap", lambda: maps.heatmap(*arguments, shapes[:1] if playing else shapes))
        extent = self._surface_extent
        if extent is not None and not course.blueprint.prototype.is_direct:  # nothing is descended there
            rows = self._batch(course, lane)
            settings, brisk = course.settings, self.brisk
            moves = playing or (self.brisk and lane.theta.size > 2)
            follows = moves and course.closed_form is None and lane.theta.size > 2  # moves with theta: coarse will do
            if playing and (self._is_late() or ((follows or rows is not None) and now < self._due)):
                return
            plane = self._plane_of(course, lane)
            choice, origin = self._session.view.plane_choice, SameNumbers(plane.origin)
            ground = (course.number, settings.split, settings.loss, settings.l1, settings.l2, extent, choice, origin,
                      plane.explained, follows)  # fmt: skip
            wanted = (*ground, None if rows is None else rows.tobytes())
            if wanted != self._surface_of:
                self._surface_of = wanted
                self._due = now + (FOLLOW_SECONDS if follows else SEEN_SECONDS if races else 0.0)
                known = self.surface if self.surface is not None and self.surface.of == ground else None
                self._mapper.ask(
                    "surface",
                    lambda: maps.surface(
                        course.number,
                        course.blueprint,
                        settings,
                        plane,
                        extent,
                        rows,
                        fine=not follows,
                        brisk=brisk,
                        of=ground,
                        known=known,
                        stop=self._mapper.ending,
                    ),
                )

    def _heatmap_seconds(self, shape: tuple[int, int]) -> float:
        """Return what a heatmap of this shape should take: the last one may have been finer."""
        seconds = self._mapper.seconds.get("heatmap", 0.0)
        if self.heatmap is None:
            return seconds
        rows, columns = map(int, self.heatmap.answers.shape[:2])
        return seconds * min(1.0, shape[0] * shape[1] / (rows * columns))

    def take(self, number: int | None) -> None:
        """Take what has arrived for the race `number`."""
        heatmap, surface = self._mapper.take("heatmap"), self._mapper.take("surface")
        fresh = [found is not None and found.number == number for found in (heatmap, surface)]
        if fresh[0]:
            self.heatmap = heatmap
        if fresh[1]:
            self.surface = surface
            if surface.batch is None:
                rest = self._mapper.seconds["surface"] * (1 / FOLLOW_SHARE - 1)
                self._due = max(self._due, time.perf_counter() + rest)
        if fresh[0]:
            self.heatmap_changed.emit()
        if fresh[1]:
            self.surface_changed.emit()

    def _is_late(self) -> bool:
        """True while the surface last asked for is still on its way: a moving plane must not starve it."""
        return bool(self._surface_of) and not self._mapper.idle_of("surface")

    @staticmethod
    def _batch(course: Course, lane: LaneSnapshot) -> Array | None:
        detail = lane.detail
        rows = None if detail is None or lane.theta.size > 2 else detail.rows
        gone = rows is not None and rows.max(initial=-1) >= len(course.split.X_train)  # a step before points went
        return None if gone else rows
