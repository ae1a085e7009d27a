"""The hub between the document, the threads that compute for it, and the panels that show what they find."""

from __future__ import annotations

import dataclasses
import queue
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from gdviz.core.datasets import Dataset
from gdviz.core.operations import Array
from gdviz.session import edits, explain
from gdviz.session.asking import Asking
from gdviz.session.beat import FRAME_MILLISECONDS, Beat
from gdviz.session.conductor import Conductor, Course, saved_session
from gdviz.session.document import Document
from gdviz.session.documents import Documents, Turn
from gdviz.session.explain import Message
from gdviz.session.fitting import function_of, is_direct
from gdviz.session.health import Health
from gdviz.session.inside import Inside
from gdviz.session.map_desk import MapDesk
from gdviz.session.probe import Probe
from gdviz.session.tools import Tools
from gdviz.session.view import View
from gdviz.training import commands
from gdviz.training.build import generate
from gdviz.training.ending import PATIENCE, end_all
from gdviz.training.events import Crashed, Event, Frozen, Lost
from gdviz.training.experiment import DataChoice, Experiment
from gdviz.training.mapper import Mapper
from gdviz.training.preparation import Preparation, Split
from gdviz.training.snapshot import LaneSnapshot, Snapshot
from gdviz.training.trainer import AnyTrainer, Trainer


class Hub(QObject):
    """Owns trainer and mapper, keeps all that is shown in line with the document, and emits one signal a frame.

    data_changed        points, split or drawn coordinates are others
    experiment_changed  any choice is another: forms show `experiment` again
    restarted           a new race stands at step 0 (or an older one came back by undo)
    snapshot_changed    a new moment of the race; `snapshot`
    playing_changed     the race began or stopped to move
    undo_changed        labels of undo and redo
    kept                what was asked to be kept of the moment: its ticket and a SavedSession
    message             something to say; an empty text takes the last one away
    crashed             summary and details of a defect

    What has a side of its own is a part with signals of its own: `view` what is looked at, `maps` heatmap and loss
    surface, `inside` the network's neurons, `health` how it fared, `tools` what the pointer draws. `probe` and `asking`
    answer for the model, at once and later. Parts look at the hub; it is the `Session` that somebody can act on.
    """

    data_changed = Signal()
    experiment_changed = Signal()
    restarted = Signal()
    snapshot_changed = Signal()
    playing_changed = Signal(bool)
    undo_changed = Signal()
    kept = Signal(object, object)
    message = Signal(object)
    crashed = Signal(str, str)

    def __init__(self, experiment: Experiment | None, parent: QObject | None, trainer: AnyTrainer | None) -> None:
        super().__init__(parent)
        experiment = experiment or Experiment()
        self._conductor = Conductor(trainer or Trainer())
        self._documents = Documents(Document(experiment, generate(experiment.data)), self._conductor)
        self._beat = Beat(lambda: self._conductor.trainer.latest.waiting, self)
        self._beat.frame.connect(self._frame)
        self._beat.painted.connect(self._between_frames)
        self._mapper = mapper = Mapper()
        self.view = View(self)
        self.maps = MapDesk(self, mapper)
        self.inside = Inside(self, mapper)
        self.health = Health(self, mapper)
        self.asking = Asking(self, mapper, self._beat.go)
        self.tools = Tools(self)
        self.probe = Probe(self, Preparation(self.dataset, self.experiment.data))
        self.snapshot: Snapshot | None = None
        self._acknowledged = 0
        self.playing = False
        self._said = ""
        self.message.connect(self._remember)

    # -- what is there ---------------------------------------------------------------------------------------------

    @property
    def document(self) -> Document:
        return self._documents.present

    @property
    def experiment(self) -> Experiment:
        return self.document.experiment

    @property
    def dataset(self) -> Dataset:
        return self.document.dataset

    @property
    def origin(self) -> DataChoice | None:
        """Return the data set that the points come from, edited or not; None for points of one's own."""
        return self.document.drawn_from

    @property
    def preparation(self) -> Preparation:
        """Return how rows become what the present model sees."""
        return self.probe.preparation

    @property
    def undo_label(self) -> str:
        return self._documents.undo_label

    @property
    def redo_label(self) -> str:
        return self._documents.redo_label

    @property
    def course(self) -> Course | None:
        """Return what is known of the present race; None while there is nothing to train on."""
        return self._conductor.course

    @property
    def ready(self) -> bool:
        """True if there is a race to play."""
        return self.course is not None

    @property
    def is_direct(self) -> bool:
        """True if the data determine the model at once: there is nothing to descend."""
        return is_direct(self.experiment)

    @property
    def function(self) -> str:
        """Return the function of two variables that is minimised, as it was typed; "" where a model learns from data.

        The data stay meanwhile, but nobody looks at them.
        """
        return function_of(self.experiment)

    @property
    def split(self) -> Split | None:
        return self.course.split if self.course is not None else None

    @property
    def stability_limit(self) -> float | None:
        """Return 2 / lambda_max, above which plain full-batch gradient descent diverges, where that is one number."""
        return self.course.stability_limit if self.course is not None else None

    @property
    def closed_form(self) -> Array | None:
        """Return the least-squares minimum (P,), where there is one."""
        return self.course.closed_form if self.course is not None else None

    @property
    def shown(self) -> LaneSnapshot | None:
        """Return the lane whose model the data plot and the figures show."""
        if self.snapshot is None or not self.snapshot.lanes:
            return None
        return self.snapshot.lane(self.view.shown_key) or self.snapshot.lanes[0]

    @property
    def races(self) -> bool:
        """True while steps are taken faster than they could be looked at one by one."""
        snapshot = self.snapshot
        return self.playing and snapshot is not None and snapshot.steps_per_second * FRAME_MILLISECONDS > 1000

    @property
    def settled(self) -> bool:
        """True while nothing is under way: no step, no map, no command."""
        return not self._beat.going

    def visible_lanes(self) -> list[LaneSnapshot]:
        """Return the lanes that are not hidden."""
        if self.snapshot is None:
            return []
        return [lane for lane in self.snapshot.lanes if lane.key not in self.view.hidden]

    def say(self, text: str, kind: Literal["info", "warning", "error"] = "info") -> None:
        self.message.emit(Message(text, kind))

    @Slot(object)
    def _remember(self, message: Message) -> None:
        self._said = message.text

    def set_frame_interval(self, milliseconds: int) -> None:
        """Look for results as often as this; for whoever draws more often than a screen."""
        self._beat.set_interval(milliseconds)

    def close(self, seconds: float = PATIENCE) -> bool:
        """End the threads; return whether they ended within so many seconds."""
        self._beat.rest()
        return end_all((self._conductor.trainer, self._mapper), seconds)

    # -- following the document ------------------------------------------------------------------------------------

    def _follow(self, turn: Turn | None) -> None:
        """Bring what is shown into line with the present document, after a change that did not leave all as it was."""
        if turn is None:
            return
        old, new = turn.old, self.document
        self.view.suit_methods()
        if self.snapshot is not None:
            self.snapshot = self._of_present_methods(self.snapshot)
        self._follow_selection(turn)
        if turn.race == "begins":
            self._begin(turn.reason)
        else:
            if turn.race == "solved":
                self._take_solution()
            if new.dataset is not old.dataset or new.experiment.data != old.experiment.data:
                self.data_changed.emit()
            self.refresh_maps()
            self._beat.go()
        self.tools.set_label(min(self.tools.label, max(0, new.dataset.n_classes - 1)))
        if new.experiment != old.experiment:
            self.experiment_changed.emit()
        self.undo_changed.emit()

    def _follow_selection(self, turn: Turn) -> None:
        """Select the same points in the present data, or none, before anybody looks for the old rows in it."""
        old, dataset = turn.old.dataset, self.dataset
        if dataset is not old and len(self.tools.selection):
            chosen = edits.followed(self.tools.selection, old, dataset)
            self.tools.select(chosen if turn.same_points else chosen[:0])

    def _take_solution(self) -> None:
        """Go on with a model that was solved anew; what is shown stays until its first moment is there."""
        course = self.course
        assert course is not None
        self.probe.begin(course.preparation)
        if self.shown is not None and self.probe.model_at(self.shown.theta) is None:
            self.snapshot = None  # it was of a model of another size
        if self._said:
            self.say("")

    def _begin(self, reason: str) -> None:
        """Show the race that has just begun, and say for what `reason` there is none, or none of the old."""
        self._begin_course()
        if reason or self._said:  # an empty one takes away what was said of the race before
            self.say(explain.sentence(reason))

    def _begin_course(self) -> None:
        course = self.course
        self.snapshot = None
        self.maps.clear()
        self.inside.clear()
        self.health.clear()
        self.asking.clear()
        if course is not None:
            self.probe.begin(course.preparation)
        elif self.dataset.n:
            self.probe.begin(self.preparation)
        else:
            self.probe.begin(Preparation(self.dataset, self.experiment.data))
        self.view.suit_methods()  # an older race may have others
        self.view.suit_race()
        self._set_playing(False)
        self.data_changed.emit()
        self.restarted.emit()
        self._beat.go()

    # -- what arrives ----------------------------------------------------------------------------------------------

    def _post(self, command: commands.Command) -> None:
        self._conductor.post(command)
        self._beat.go()

    @Slot()
    def _frame(self) -> None:
        """Take what trainer and mapper have ready."""
        trainer = self._conductor.trainer
        snapshot = trainer.latest.take()  # before the events: all that came before it are heard, and then it may rest
        while True:
            try:
                self._hear(trainer.events.get_nowait())
            except queue.Empty:
                break
        number = self.course.number if self.course is not None else None
        if snapshot is not None and snapshot.number == number:
            self.snapshot = self._of_present_methods(snapshot)
            self._set_playing(snapshot.playing)
            if not self.races:
                self.refresh_maps()
            self.snapshot_changed.emit()
        self.maps.take(number)
        self.inside.take(number)
        self.health.take(number)
        self.asking.take()
        failure = self._mapper.failures.take()
        if failure is not None:
            self.crashed.emit(*failure)
        if snapshot is not None:
            self._acknowledged = max(self._acknowledged, snapshot.acknowledged)  # more, if its trainer was lost since
        moving = self.playing or (self.snapshot is not None and self.snapshot.catching_up)
        if not moving and self._acknowledged >= self._conductor.posted and self._mapper.idle:
            self._beat.rest()

    @Slot()
    def _between_frames(self) -> None:
        """Ask for maps when a frame of many is painted: the mapper shares Python with whoever paints."""
        if self.races:
            self.refresh_maps()

    def _begin_again(self, reason: str) -> None:
        """Start the race anew whose trainer is there no more, unless it is the race that ended it."""
        ran = self.snapshot is not None
        self._conductor.lost()
        self._acknowledged = self._conductor.posted
        if ran:
            self._begin(self._documents.restart())
        else:
            self._begin_course()
        self.say(explain.lost(reason, again=ran), "error")

    def _of_present_methods(self, snapshot: Snapshot) -> Snapshot:
        """Leave out the lanes of methods that have been removed or exchanged since the snapshot was taken."""
        names = {method.key: method.name for method in self.experiment.methods}
        lanes = tuple(lane for lane in snapshot.lanes if names.get(lane.key) == lane.method)
        return snapshot if len(lanes) == len(snapshot.lanes) else dataclasses.replace(snapshot, lanes=lanes)

    def _hear(self, event: Event) -> None:
        number = self.course.number if self.course is not None else None
        if isinstance(event, Crashed):
            self.crashed.emit(event.reason, event.details)
        elif isinstance(event, Lost):
            self._begin_again(event.reason)
        elif isinstance(event, Frozen):
            document, course, ticket = event.ticket
            self.kept.emit(ticket, saved_session(document, course, event.race))
        elif event.number == number:
            message = explain.told(event, self.experiment, self.stability_limit)
            if message is not None:
                self.message.emit(message)

    def _set_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self.playing_changed.emit(playing)

    def refresh_maps(self) -> None:
        """Ask for whatever maps are wanted and no longer true."""
        course, lane = self.course, self.shown
        if course is not None and lane is not None:
            self.maps.ask(course, lane, self.playing, self.races)
            self.inside.ask(course, lane, self.playing, self.races)
            self.health.ask(course, lane, self.playing)
            self._beat.go()
