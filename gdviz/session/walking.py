"""Goes through one sample's moves: by hand, or slowly by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gdviz.core.anatomy import Slopes, Stage
from gdviz.core.methods import METHODS
from gdviz.core.walk import Move, Walk, Write

if TYPE_CHECKING:
    from gdviz.session.session import Session

MOVE_MILLISECONDS = 1400


class Walking(QObject):
    """Where the walk through the network stands. It begins with a sample, and follows it and the training.

    changed   another move, other numbers, or no walk any more
    """

    changed = Signal()

    def __init__(self, session: Session, write: Write, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._write = session, write
        self._walk: Walk | None = None
        self.slopes: Slopes | None = None
        self.stages: tuple[Stage, ...] = ()
        self.place = 0
        self._timer = QTimer(self, interval=MOVE_MILLISECONDS)
        self._timer.timeout.connect(self._tick)
        session.inside.sample_changed.connect(self._begin)
        session.inside.focus_changed.connect(self._follow_focus)
        session.asking.changed.connect(self._follow)
        for signal in (session.snapshot_changed, session.view.changed, session.data_changed, session.restarted):
            signal.connect(self._follow)
        self._follow()

    # -- where it stands -------------------------------------------------------------------------------------------

    @property
    def moves(self) -> tuple[Move, ...]:
        return () if self._walk is None else self._walk.moves

    @property
    def move(self) -> Move | None:
        """The present move; None without a walk."""
        return self.moves[self.place] if self.place < len(self.moves) else None

    @property
    def done(self) -> tuple[Move, ...]:
        """The moves so far, the present one last."""
        return self.moves[: self.place + 1]

    @property
    def whole(self) -> bool:
        """True if a whole column moves at once."""
        return self._walk is not None and self._walk.whole

    @property
    def playing(self) -> bool:
        return self._timer.isActive()

    # -- going -----------------------------------------------------------------------------------------------------

    @Slot()
    def start(self) -> None:
        """Follow the selected point, else the first training point; the training pauses."""
        session = self._session
        if session.split is None or not session.dataset.n:
            return
        selected = session.tools.selection
        row = int(selected[0]) if len(selected) else int(session.split.train_mask.argmax())
        session.pause()
        session.inside.set_sample(row)

    @Slot()
    def end(self) -> None:
        self._timer.stop()
        self._session.inside.set_sample(None)

    @Slot()
    def forward(self) -> None:
        self._go(self.place + 1)

    @Slot()
    def back(self) -> None:
        self._go(self.place - 1)

    @Slot()
    def toggle(self) -> None:
        """Go on by itself, or stop; at the end it begins again."""
        if self.playing:
            self._timer.stop()
        elif self.moves:
            if self.place == len(self.moves) - 1:
                self.place = 0
            self._timer.start()
        self.changed.emit()

    @Slot()
    def _tick(self) -> None:
        if self.place >= len(self.moves) - 1:
            self._timer.stop()
        self._go(self.place + 1)

    def _go(self, place: int) -> None:
        self.place = max(0, min(place, len(self.moves) - 1))
        self.changed.emit()

    @Slot()
    def _begin(self) -> None:
        self.place = 0
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """Work the numbers out anew for the shown moment."""
        session = self._session
        row, lane = session.inside.sample, session.shown
        if row is None or lane is None:
            if row is None and self._walk is not None:
                self._walk = self.slopes = None
                self._timer.stop()
                self.changed.emit()
            return
        self.slopes = session.inside.slopes()
        if self.slopes is None:
            return
        self.stages = session.inside.stages(lane.theta)
        target = float(session.preparation.view_y(session.dataset.y[row : row + 1])[0])
        names = session.preparation.feature_names
        inputs = [_subscript(name) for name in names]
        descends = METHODS[lane.method].uses_gradient and lane.learning_rate is not None
        self._walk = Walk(
            self.stages, self.slopes, target, session.experiment.loss, inputs, self._write, self._shown_rows(),
            lane.learning_rate if descends else None,
        )  # fmt: skip
        self.place = min(self.place, len(self.moves) - 1)
        self.changed.emit()

    @Slot()
    def _follow_focus(self) -> None:
        """Work another neuron out, where one stands for its column."""
        if self.whole:
            self._follow()

    def _shown_rows(self) -> list[int]:
        """Return by column the neuron to work out where columns move as one: that in focus."""
        focus = self._session.inside.focus
        return [focus[1] if focus is not None and focus[0] == column else 0 for column in range(len(self.stages) + 1)]


def _subscript(name: str) -> str:
    return f"x{name[1:].translate(_SUBSCRIPTS)}" if name[:1] == "x" and name[1:].isdecimal() else name


_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
