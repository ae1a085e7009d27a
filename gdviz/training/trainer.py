"""The worker thread: takes commands, steps the race, puts the newest snapshot into a mailbox."""

from __future__ import annotations

import queue
import threading
import time
import traceback
from typing import Protocol

from gdviz.training import commands
from gdviz.training.commands import Command
from gdviz.training.ending import PATIENCE, Worker
from gdviz.training.events import Crashed, Diverged, Event, Finished, Frozen, Refused, StoppedEarly
from gdviz.training.freezing import freeze_race, thaw_race
from gdviz.training.latest import Latest
from gdviz.training.pacer import BLOCK_SECONDS, Pacer
from gdviz.training.race import Race
from gdviz.training.snapshot import Snapshot

KEPT_RACES = 3  # abandoned races that undo can bring back
# A thread that runs Python would else keep the others of its process waiting 5 ms for the interpreter's lock.
SWITCH_SECONDS = 5e-4
FRAMES_PER_SECOND = 31.25  # every second picture of a common screen
PUBLISHING_SHARE = 0.2  # of the worker's time at most, however long it takes to look at a large model

# nobody waits for the step under way any more
_ABANDONS = (commands.Start, commands.Resume, commands.Thaw, commands.Stop)
_CUTS_SHORT = (*_ABANDONS, commands.Pause)  # nobody waits for the rest of many steps any more


class Interrupted(Exception):  # noqa: N818 - it tells of no error
    """A step is no longer of interest: a command that abandons its race has been posted."""


class AnyTrainer(Worker, Protocol):
    """Who trains for a session: a thread, or a process of its own."""

    latest: Latest[Snapshot]
    events: queue.SimpleQueue[Event]

    def post(self, command: Command) -> int:
        """Hand over a command; return its serial number, which a snapshot acknowledges when it was carried out."""


class Trainer:
    """Owns a race in a thread of its own. `post` returns at once; `latest` and `events` are read by whoever shows it.

    The thread waits in a blocking `get` while paused and in `get(timeout)` at a slow pace: nothing polls. It acts on
    commands between two steps only, so there are no locks and no half-written theta. Only a step whose race is being
    abandoned is broken off, and that race goes back to its last checkpoint.
    """

    def __init__(self, frames_per_second: float = FRAMES_PER_SECOND, latest: Latest[Snapshot] | None = None) -> None:
        self.latest: Latest[Snapshot] = Latest() if latest is None else latest
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._frame_seconds = 1 / frames_per_second
        self._inbox: queue.SimpleQueue[tuple[int, Command]] = queue.SimpleQueue()
        self._posted = 0
        self._abandoning = 0  # the serial number of the last command posted that abandons the race
        self._cutting = 0  # the same of the last that cuts many steps short
        self._serial = 0  # the same of the command that was taken last from the inbox
        self._acknowledged = 0
        self._number = 0
        self._race: Race | None = None
        self._kept: dict[int, Race] = {}
        self._playing = False
        self._pacer = Pacer()
        self._next_frame = 0.0
        self._told: set[tuple[int, str]] = set()  # what has been reported of which lane
        self._thread = threading.Thread(target=self._work, name="gdviz trainer", daemon=True)
        self._thread.start()

    def post(self, command: Command) -> int:
        """Hand over a command; return its serial number, which a snapshot acknowledges when it was carried out."""
        self._posted += 1
        self._inbox.put((self._posted, command))
        if isinstance(command, _CUTS_SHORT):
            self._cutting = self._posted
        if isinstance(command, _ABANDONS):
            self._abandoning = self._posted
        return self._posted

    def end(self) -> None:
        """Tell the thread to end; returns at once."""
        self.post(commands.Stop())

    def stop(self, timeout: float = PATIENCE) -> bool:
        """End the thread and wait for it; return whether it ended in time."""
        self.end()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    # -- the thread ------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        wait: float | None = None
        while True:
            try:
                if not self._obey(wait):
                    return
                wait = self._go_on()
            except Interrupted:
                wait = 0.0
            except Exception as error:  # a defect of ours or of a third-party method: report it, keep the thread
                self._playing = False
                self._acknowledged = self._serial
                self.events.put(Crashed(f"{type(error).__name__}: {error}", traceback.format_exc()))
                self._publish_after_crash()
                wait = None

    def _watch(self) -> None:
        if self._abandoning > self._serial:
            raise Interrupted

    def _go_on(self) -> float | None:
        """Take a block of steps, if some are to be taken; return how long to wait for a command, None for any time."""
        race = self._race
        if race is None or not (self._playing or race.behind):
            return None
        now = time.perf_counter()
        frame_due = now >= self._next_frame - BLOCK_SECONDS  # rather early than a block late, or a slow step
        if race.behind:
            self._pacer.took(race.catch_up(self._pacer.block), time.perf_counter() - now, now)
        else:
            steps = self._pacer.due(now)
            if steps == 0:
                return self._pacer.wait()
            taken = race.advance(steps, detailed=frame_due or not self._pacer.unlimited)
            after = time.perf_counter()
            self._pacer.took(taken, after - now, after)
        if race.stopped:
            self._playing = False
        self._report()
        if frame_due or not (self._playing or race.behind):
            self._publish()
        return 0.0

    def _obey(self, timeout: float | None) -> bool:
        """Carry out what is in the inbox, waiting for the first command so long; return False when told to stop."""
        wanted_rewind: commands.Rewind | None = None
        changed = False
        while True:
            try:
                if timeout == 0.0:
                    serial, command = self._inbox.get_nowait()
                else:
                    serial, command = self._inbox.get(timeout=timeout)
            except queue.Empty:
                break
            timeout, changed = 0.0, True
            self._serial = serial
            if isinstance(command, commands.Stop):
                return False
            if isinstance(command, commands.Rewind):
                wanted_rewind = command  # of a row of them, as a slider sends, only the last is worth replaying
            else:
                self._rewind(wanted_rewind)
                wanted_rewind = None
                self._carry_out(command)
                self._acknowledged = serial
        if wanted_rewind is not None:
            self._rewind(wanted_rewind)
            self._acknowledged = self._serial
        if changed and (not self._playing or time.perf_counter() >= self._next_frame):
            self._report()
            self._publish()
        return True

    def _carry_out(self, command: Command) -> None:
        race = self._race
        match command:
            case (
                commands.Start() | commands.Resume() | commands.Thaw()
                | commands.Change() | commands.Edit() | commands.Enter()
            ):  # fmt: skip
                try:
                    self._prepare(command)
                except ValueError as error:
                    self.events.put(Refused(self._number, str(error)))
            case commands.Play():
                if not self._playing:
                    self._pacer.start(time.perf_counter())
                self._playing = race is not None and not race.stopped
            case commands.Pause():
                if self._playing and race is not None and not race.explained:
                    race.advance(1, detailed=True)  # so that the last step can be told number by number
                self._playing = False
            case commands.Step(count):
                self._playing = False
                self._take(count)
            case commands.Pace(steps_per_second):
                self._pacer.pace = steps_per_second
            case commands.Freeze(ticket):
                self.events.put(Frozen(self._number, ticket, None if race is None else freeze_race(race)))
            case commands.Leave(number, key) if race is not None and number == self._number:
                self._forget_told(key)
                race.leave(key)

    def _prepare(self, command: Command) -> None:
        """Carry out a command that may be refused, with a ValueError."""
        race = self._race
        match command:
            case commands.Start(spec):
                self._leave_race()
                self._number = spec.number
                self._race = Race(spec, self._watch)
            case commands.Resume(number) if race is not None and number == self._number:
                self._playing = False  # nothing else was started meanwhile
            case commands.Resume(number):
                if number not in self._kept:
                    raise ValueError(f"race {number} is no longer kept")
                race = self._kept.pop(number)  # first: the race that is left might take its place
                self._leave_race()
                self._number, self._race = number, race
            case commands.Thaw(number, state):
                self._leave_race()
                self._number = number
                self._race = thaw_race(state, number, self._watch)
            case commands.Change(number, settings) if race is not None and number == self._number:
                race.change(settings)
                self._told -= {(key, kind) for key in settings for kind in ("diverged", "finished")}
            case commands.Edit(number, key, edits) if race is not None and number == self._number:
                race.edit(key, edits)
                self._told -= {(key, kind) for kind in ("diverged", "finished")}
            case commands.Enter(number, entrant) if race is not None and number == self._number:
                race.enter(entrant)
                self._forget_told(entrant.key)

    def _take(self, count: int) -> None:
        """Take so many steps in blocks, unless a command that waits makes them pointless."""
        race, block = self._race, 1
        if race is None:
            return
        left = count
        while self._cutting <= self._serial and (race.behind or (left > 0 and not race.stopped)):
            if race.behind:
                race.catch_up(block)
            else:
                left -= max(1, race.advance(min(block, left), detailed=block >= left))
            block = min(2 * block, 64)

    def _leave_race(self) -> None:
        """Put the race aside, so that undo can bring it back; only the last few stay."""
        if self._race is not None:
            self._race.rest()
            self._kept[self._race.spec.number] = self._race
            while len(self._kept) > KEPT_RACES:
                del self._kept[next(iter(self._kept))]
        self._playing = False
        self._race = None
        self._told.clear()

    def _rewind(self, command: commands.Rewind | None) -> None:
        if command is None or self._race is None:
            return
        if command.pause:
            self._playing = False
        self._race.rewind(command.step)

    # -- what is told of it ----------------------------------------------------------------------------------------

    def _report(self) -> None:
        race = self._race
        if race is None:
            return
        event: Event
        for key, reason in race.refused.items():
            if (key, reason) not in self._told:
                self._told.add((key, reason))
                self.events.put(Refused(self._number, reason, key))
        for key, run in race.runs.items():
            if not run.stopped:
                continue
            if run.diverged_at is not None:
                told, event = (key, "diverged"), Diverged(self._number, key, run.diverged_at)
            elif run.early_stop is not None:
                told, event = (key, "finished"), StoppedEarly(self._number, key, run.early_stop)
            else:
                told, event = (key, "finished"), Finished(self._number, key, run.position, run.finish_reason)
            if told not in self._told:
                self._told.add(told)
                self.events.put(event)

    def _forget_told(self, key: int) -> None:
        self._told = {told for told in self._told if told[0] != key}

    def _publish(self) -> None:
        race, began = self._race, time.perf_counter()
        self.latest.put(
            Snapshot(
                number=self._number,
                step=race.position if race is not None else 0,
                last_step=race.last_step if race is not None else 0,
                playing=self._playing,
                steps_per_second=self._pacer.rate if self._playing else 0.0,
                acknowledged=self._acknowledged,
                lanes=race.snapshots() if race is not None else (),
                refused=dict(race.refused) if race is not None else {},
            )
        )
        now = time.perf_counter()
        following = max(self._next_frame + self._frame_seconds, began)  # on the beat: late ones would add up
        self._next_frame = max(following, now + (now - began) / PUBLISHING_SHARE)

    def _publish_after_crash(self) -> None:
        try:
            self._publish()
        except Exception as error:
            self.events.put(Crashed(f"{type(error).__name__}: {error}", traceback.format_exc()))
