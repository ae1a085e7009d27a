"""The session: the one hub between what is chosen, the threads that compute, and the panels that show it."""

from __future__ import annotations

import dataclasses
import math
import queue
from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from gdviz.core.datasets import Dataset
from gdviz.core.operations import Array
from gdviz.session import choices, edits, explain
from gdviz.session.asking import Asking
from gdviz.session.beat import FRAME_MILLISECONDS, Beat
from gdviz.session.conductor import Conductor, Course, must_restart, saved_session
from gdviz.session.document import Document, UndoStack
from gdviz.session.explain import Message
from gdviz.session.fitting import fitting, function_of, is_direct
from gdviz.session.health import Health
from gdviz.session.inside import Inside
from gdviz.session.map_desk import MapDesk
from gdviz.session.probe import Probe
from gdviz.session.remarks import remark
from gdviz.session.tools import Tools
from gdviz.session.view import View
from gdviz.training import commands
from gdviz.training.build import generate
from gdviz.training.ending import PATIENCE, end_all
from gdviz.training.events import Crashed, Event, Frozen, Lost
from gdviz.training.experiment import MAX_METHODS, OWN_DATA, DataChoice, Experiment
from gdviz.training.mapper import Mapper
from gdviz.training.preparation import Preparation, Split
from gdviz.training.session_values import SavedSession
from gdviz.training.snapshot import LaneSnapshot, Snapshot
from gdviz.training.trainer import AnyTrainer, Trainer

DEFAULT_PACE = 20.0  # steps a second


class Session(QObject):
    """Holds the document and its undo, owns trainer and mapper, and emits one signal a frame.

    Widgets connect to the session alone. They change things by its methods and learn of it by its signals:

    data_changed        points, split or drawn coordinates are others
    experiment_changed  any choice is another: forms show `experiment` again
    restarted           a new race stands at step 0 (or an older one came back by undo)
    snapshot_changed    a new moment of the race; `snapshot`
    playing_changed     the race began or stopped to move
    undo_changed        labels of undo and redo
    kept                what `keep` asked for: its ticket and a SavedSession
    message             something to say; an empty text takes the last one away
    crashed             summary and details of a defect

    What has a side of its own is a part with signals of its own: `view` what is looked at, `maps` heatmap and loss
    surface, `inside` the network's neurons, `health` how it fared, `tools` what the pointer draws. `probe` and `asking`
    answer for the model, at once and later.
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

    def __init__(
        self, experiment: Experiment | None = None, parent: QObject | None = None, trainer: AnyTrainer | None = None
    ) -> None:
        super().__init__(parent)
        experiment = experiment or Experiment()
        self._undo = UndoStack(Document(experiment, generate(experiment.data)))
        self._conductor = Conductor(trainer or Trainer())
        self._beat = Beat(lambda: self._conductor.trainer.latest.waiting, self)
        self._beat.frame.connect(self._frame)
        self._beat.painted.connect(self._between_frames)
        self._mapper = mapper = Mapper()
        self.view = View(self)
        self.maps = MapDesk(self, mapper)
        self.inside = Inside(self, mapper)
        self.health = Health(self, mapper)
        self.asking = Asking(self, mapper, self._beat.go)
        self._pace = DEFAULT_PACE
        self.tools = Tools(self)
        self.probe = Probe(self, Preparation(self.dataset, self.experiment.data))
        self.snapshot: Snapshot | None = None
        self._acknowledged = 0
        self._aim = (0, 0)  # the last command that says where to be, and that step
        self.playing = False
        self._said = ""
        self.message.connect(self._remember)
        self._post(commands.Pace(self._pace))
        self._restart()

    # -- what is there ---------------------------------------------------------------------------------------------

    @property
    def document(self) -> Document:
        return self._undo.document

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
        return self._undo.undo_label

    @property
    def redo_label(self) -> str:
        return self._undo.redo_label

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
    def pace(self) -> float:
        return self._pace

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

    # -- time ------------------------------------------------------------------------------------------------------

    @Slot()
    def play(self) -> None:
        if self.ready:
            remark_ = remark(self.experiment, self.split, self.dataset.task == "classification", self.view.shown_key)
            self.message.emit(explain.no_further(self.snapshot) or remark_ or Message(""))
            self._post(commands.Play())

    @Slot()
    def pause(self) -> None:
        self._post(commands.Pause())

    @Slot()
    def toggle(self) -> None:
        if self.playing:
            self.pause()
        else:
            self.play()

    def step(self, count: int = 1) -> None:
        """Take steps forward, or go back where `count` is negative."""
        if count > 0:
            end = explain.no_further(self.snapshot)
            if end is not None:
                self.message.emit(end)
            self._go(commands.Step(count), self._here + count)
        elif self.snapshot is not None:
            self.scrub(max(0, self._here + count))

    def step_epochs(self, count: int = 1) -> None:
        """Go forward or back to the next epoch's border of the shown method."""
        lane = self.shown
        if lane is None or self.snapshot is None or self.split is None:
            return
        batch = self.experiment.method(lane.key).batch_size
        per = 1 if batch is None else max(1, math.ceil(len(self.split.X_train) / batch))
        here = self._here
        target = (here // per + count) * per if count > 0 else (math.ceil(here / per) + count) * per
        self.step(target - here)

    def scrub(self, step: int) -> None:
        """Show the race at `step`, paused."""
        self._go(commands.Rewind(step), step)

    @property
    def _here(self) -> int:
        """The step that the race is on its way to: keys come faster than what they do is shown."""
        command, step = self._aim
        return step if command > self._acknowledged or self.snapshot is None else self.snapshot.step

    def _go(self, command: commands.Step | commands.Rewind, step: int) -> None:
        self._post(command)
        self._aim = (self._conductor.posted, step)

    @Slot()
    def reset(self) -> None:
        """Go back to step 0 and forget what came after, with the same start."""
        self._restart()

    @Slot()
    def reset_new_start(self) -> None:
        """Draw another start; undo brings the old one back."""
        seed = self.experiment.seed + 1
        self.set_experiment(self.tr("New start"), seed=seed, start=None)

    def set_pace(self, steps_per_second: float) -> None:
        """Take so many steps a second; infinity is as fast as the machine can."""
        self._pace = steps_per_second
        self._post(commands.Pace(steps_per_second))

    # -- choices ---------------------------------------------------------------------------------------------------

    def set_experiment(self, label: str, merge: str | None = None, **changes: Any) -> bool:
        """Change fields of the experiment; return False, with a message, where they don't fit."""
        return self._change(label, lambda old: choices.with_experiment(old, **changes), merge)

    def set_data(self, label: str, merge: str | None = None, **changes: Any) -> bool:
        """Change fields of the data choice and generate where that asks for it."""
        return self._change(label, lambda old: choices.with_data(old, **changes), merge, "source" in changes)

    def set_method(self, label: str, key: int, merge: str | None = None, **changes: Any) -> bool:
        """Change fields of one method."""
        return self._change(label, lambda old: choices.with_method(old, key, **changes), merge)

    def add_method(self, name: str) -> bool:
        """Add a method to the race in the first free colour; it catches up from the common start."""
        if len(self.experiment.methods) >= MAX_METHODS:
            self.say(self.tr("A race has at most %n methods: remove one first.", "", MAX_METHODS), "warning")
            return False
        return self._change(self.tr("Add method"), lambda old: choices.with_another_method(old, name))

    def remove_method(self, key: int) -> bool:
        """Take a method out of the race; return False for the last one, which stays."""
        if len(self.experiment.methods) == 1:
            return False
        return self._change(self.tr("Remove method"), lambda old: choices.without_method(old, key))

    def freeze(self, label: str, index: int, held: bool) -> bool:
        """Hold a parameter still in every model of the race, or let it go again."""
        return self._change(label, lambda old: choices.with_held(old, index, held))

    def edit_points(self, label: str, dataset: Dataset, merge: str | None = None) -> bool:
        """Take over points that were drawn, moved or deleted; the running model sees them at once."""
        return self._change(label, lambda old: choices.with_points(old, dataset), merge)

    def draw_anew(self, label: str, merge: str | None = None, **changes: Any) -> bool:
        """Change options of the data set that edited points come from: fresh ones take their place."""
        origin = self.origin
        if origin is None or self.experiment.data.source != OWN_DATA:
            return self.set_data(label, merge, **changes)
        drawn = self._change(label, lambda old: choices.with_fresh_points(old, origin, **changes), merge)
        if drawn:
            self.say(self.tr("This has replaced your edits of the points; undo brings them back."))
        return drawn

    @Slot()
    def new_sample(self) -> None:
        """Draw the points with another seed; undo brings the old ones back."""
        if self.origin is None:
            self.say(self.tr("These points were drawn or imported: there is nothing to draw anew."))
        else:
            self.draw_anew(self.tr("New sample"), seed=self.origin.seed + 1)

    @Slot()
    def select_all(self) -> None:
        """Select every point."""
        self.tools.select(np.arange(self.dataset.n))

    def delete_selection(self) -> None:
        """Delete the selected points."""
        rows = self.tools.selection
        if len(rows):
            self.tools.select(np.empty(0, np.int64))
            self.edit_points(self.tr("Delete points"), edits.delete(self.dataset, rows))

    def clear_points(self) -> None:
        """Delete all points."""
        if self.dataset.n:
            self.edit_points(self.tr("Clear"), edits.delete(self.dataset, np.arange(self.dataset.n)))

    def take_data(self, label: str, dataset: Dataset) -> bool:
        """Take over an imported data set, with a model that suits it."""
        return self._change(label, lambda old: choices.with_table(old, dataset), restart=True)

    def open_experiment(self, label: str, experiment: Experiment, dataset: Dataset | None = None) -> bool:
        """Take over a whole experiment, such as a lesson's; without a data set it is generated."""
        return self._change(label, lambda old: choices.opened(old, experiment, dataset), restart=True, anew=True)

    def set_parameter(self, label: str, index: int, value: float, merge: str | None = None) -> bool:
        """Set a parameter of the shown model by hand; it acts on the running model, from this moment on."""
        return self.set_parameters(label, {index: value}, merge)

    def set_parameters(self, label: str, values: Mapping[int, float], merge: str | None = None) -> bool:
        """Set several parameters of the shown model by hand, in one go."""
        lane, old = self.shown, self.document
        if lane is None or not all(
            0 <= index < lane.theta.size and math.isfinite(value) for index, value in values.items()
        ):
            return False
        tweaks = choices.tweaks(lane, values)
        if tweaks:
            self._undo.push(label, old.with_tweaks(tweaks, self._undo.joins(merge)), merge)
            self._follow(old, False)
        return True

    def undo(self) -> None:
        self._travel(self._undo.undo)

    def redo(self) -> None:
        self._travel(self._undo.redo)

    # -- files -----------------------------------------------------------------------------------------------------

    def keep(self, ticket: Any = None) -> None:
        """Ask for all that a session file holds of this moment; `kept` brings it with the ticket."""
        self._post(commands.Freeze((self.document, self.course, ticket)))

    def open_saved(self, label: str, saved: SavedSession) -> None:
        """Take over a session that was saved, with its race where it stood; undo brings the present one back."""
        old = self.document
        self.view.look_anew()
        document = Document(saved.experiment, saved.dataset)
        self._undo.push(label, document)
        if saved.race is not None:
            self._undo.amend(self._conductor.thaw(document, saved).document)
            self._follow_selection(old, keep=False)
            self._begin_course()
        self._follow(old, restart=saved.race is None)

    # -- saying and ending -----------------------------------------------------------------------------------------

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

    def _change(self, label: str, make: Callable[[Document], Document], merge: str | None = None,
                restart: bool = False, anew: bool = False) -> bool:  # fmt: skip
        """Make the next document, with undo; return False, with a message and all as it was, where it can't be.

        Learning rates, batches, penalties, points and the train share act on the running race; models, features,
        transforms and starts must begin anew. What is looked at `anew` has all methods and the usual plane.
        """
        old = self.document
        try:
            new = fitting(make(old), old.experiment)
            restart = restart or must_restart(old, new)
            if restart:
                Preparation(new.dataset, new.experiment.data)
            elif new.dataset is not old.dataset:
                self.preparation.split(new.dataset, new.experiment.data.train_share, new.experiment.data.seed)
        except (ValueError, TypeError) as error:
            self.say(explain.sentence(str(error)), "error")
            return False
        if anew:
            self.view.look_anew()
        if new.dataset is not old.dataset or new.experiment != old.experiment:
            self._undo.push(label, new, merge)
            self._follow(old, restart)
        return True

    def _follow(self, old: Document, restart: bool) -> None:
        """Bring race and views into line with the present document."""
        new = self.document
        self.view.suit_methods()
        if self.snapshot is not None:
            self.snapshot = self._of_present_methods(self.snapshot)
        self._follow_selection(old, keep=not restart)
        if restart or not self.ready:
            self._restart()
        else:
            number = None if self.course is None else self.course.number
            try:
                course = self._conductor.change(new)
            except ValueError as error:
                self._restart()
                if self.ready:  # otherwise it has said so itself
                    self.say(explain.sentence(str(error)), "info")
            else:
                if course.number != number:
                    self._take_solution(course)
                if new.dataset is not old.dataset or new.experiment.data != old.experiment.data:
                    self.data_changed.emit()
                self.refresh_maps()
                self._beat.go()
        self.tools.set_label(min(self.tools.label, max(0, new.dataset.n_classes - 1)))
        if new.experiment != old.experiment:
            self.experiment_changed.emit()
        self.undo_changed.emit()

    def _follow_selection(self, old: Document, *, keep: bool) -> None:
        """Select the same points in the present data, or none, before anybody looks for the old rows in it."""
        dataset = self.document.dataset
        if dataset is not old.dataset and len(self.tools.selection):
            chosen = edits.followed(self.tools.selection, old.dataset, dataset)
            self.tools.select(chosen if keep else chosen[:0])

    def _restart(self) -> None:
        """Begin a new race for the present document, or none where there is nothing to train on."""
        reason = ""
        try:
            course = self._conductor.restart(self.document)
        except ValueError as error:
            reason = str(error)
            self._undo.amend(self.document.with_race(0))
            if self.dataset.n == 0:
                self.probe.begin(Preparation(self.dataset, self.experiment.data))
        else:
            self._undo.amend(course.document)
        self._begin_course()
        if reason or self._said:  # an empty one takes away what was said of the race before
            self.say(explain.sentence(reason), "info")

    def _take_solution(self, course: Course) -> None:
        """Go on with a model that was solved anew; what is shown stays until its first moment is there."""
        self._undo.amend(course.document)
        self.probe.begin(course.preparation)
        if self.shown is not None and self.probe.model_at(self.shown.theta) is None:
            self.snapshot = None  # it was of a model of another size
        if self._said:
            self.say("")

    def _begin_course(self) -> None:
        course = self.course
        self.snapshot = None
        self.maps.clear()
        self.inside.clear()
        self.health.clear()
        self.asking.clear()
        self.probe.begin(self.preparation if course is None else course.preparation)
        self.view.suit_methods()  # an older race may have others
        self.view.suit_race()
        self._set_playing(False)
        self.data_changed.emit()
        self.restarted.emit()
        self._beat.go()

    def _travel(self, move: Callable[[], Document]) -> None:
        old = self.document
        new = move()
        if new is old:
            return
        if new.race != old.race and self._conductor.can_resume(new.race):
            self._conductor.resume(new)
            self._follow_selection(old, keep=False)
            self._begin_course()
            if self._said:  # of the race that is left
                self.say("")
            self._follow(old, restart=False)
        else:
            self._follow(old, restart=must_restart(old, new) or new.race != old.race)

    # -- what arrives ----------------------------------------------------------------------------------------------

    def _post(self, command: commands.Command) -> None:
        self._conductor.post(command)
        self._beat.go()

    @Slot()
    def _frame(self) -> None:
        """Take what trainer and mapper have ready."""
        trainer = self._conductor.trainer
        while True:
            try:
                self._hear(trainer.events.get_nowait())
            except queue.Empty:
                break
        number = self.course.number if self.course is not None else None
        snapshot = trainer.latest.take()
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
            self._acknowledged = snapshot.acknowledged
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
            self._restart()
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
