"""What of a session is looked at: it belongs to no document, and undo leaves it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from gdviz.core.operations import Array
from gdviz.session.maps import PlaneChoice

if TYPE_CHECKING:
    from gdviz.session.hub import Hub

RaceAxis = Literal["steps", "evaluations", "seconds"]


class View(QObject):
    """Shown and hidden methods, the race's axis, the plane of the loss surface, and the model under the pointer there.

    changed          any of them is another, but the last
    preview_changed  theta under the pointer, or none; `preview`
    """

    changed = Signal()
    preview_changed = Signal()

    def __init__(self, session: Hub) -> None:
        super().__init__(session)
        self._session = session
        self.shown_key = session.experiment.methods[0].key
        self.hidden: frozenset[int] = frozenset()
        self.race_axis: RaceAxis = "steps"
        self.plane_choice = PlaneChoice()
        self.preview: Array | None = None

    def show_method(self, key: int) -> None:
        """Let the data plot and the figures show this method's model."""
        self.shown_key = key
        self.hidden = self.hidden - {key}
        self._tell()

    def hide_method(self, key: int, hide: bool) -> None:
        """Leave a method out of the plots, or show it again; it trains on all the same."""
        self.hidden = self.hidden | {key} if hide else self.hidden - {key}
        self._tell()

    def solo_method(self, key: int) -> None:
        """Hide all others, or show all again."""
        others = frozenset(method.key for method in self._session.experiment.methods if method.key != key)
        self.hidden = frozenset() if others <= self.hidden and others else others
        self.shown_key = key
        self._tell()

    def set_race_axis(self, axis: RaceAxis) -> None:
        """Compare methods by this."""
        self.race_axis = axis
        self.changed.emit()

    def set_plane(self, choice: PlaneChoice) -> None:
        """Look at the loss over this plane, or over the first two parameters where the model has not got its own."""
        self.plane_choice = choice
        self.suit_race()
        self._tell()

    def set_preview(self, theta: Array | None) -> None:
        """Let the data plot show the model at this place of the loss surface too; None ends it."""
        self.preview = theta
        self.preview_changed.emit()

    def look_anew(self) -> None:
        """See all methods and the usual plane, as in another experiment."""
        self.hidden, self.plane_choice = frozenset(), PlaneChoice()

    def suit_methods(self) -> None:
        """Show a method that there is."""
        methods = self._session.experiment.methods
        if self.shown_key not in [method.key for method in methods]:
            self.shown_key = methods[0].key

    def suit_race(self) -> None:
        """Look at a plane that the model of the race has."""
        course = self._session.course
        if course is not None:
            self.plane_choice = self.plane_choice.within(course.blueprint.prototype.theta.size)

    def _tell(self) -> None:
        self.changed.emit()
        self._session.refresh_maps()
