"""The worker thread: takes commands, steps the race, puts the newest snapshot into a mailbox."""

from __future__ import annotations

import math
import queue
import threading
import time
import traceback

from gdviz.training import commands
from gdviz.training.commands import Command
from gdviz.training.events import Crashed, Diverged, Event, Finished, Refused
from gdviz.training.latest import Latest
from gdviz.training.race import Race
from gdviz.training.snapshot import Snapshot

BLOCK_SECONDS = 0.008  # how long a command waits at most while the race runs at full speed
KEPT_RACES = 3  # abandoned races that undo can bring back
RATE_SECONDS = 0.5  # over how long steps per second are averaged


class Trainer:
    """Owns a race in a thread of its own. `post` returns at once; `latest` and `events` are read by whoever shows it.

    The thread waits in a blocking `get` while paused and in `get(timeout)` at a slow pace: nothing polls. It acts on
    commands between two steps only, so there are no locks and no half-written theta.
    """

    def __init__(self, frames_per_second: float = 30.0) -> None:
        self.latest: Latest[Snapshot] = Latest()
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._frame_seconds = 1 / frames_per_second
        self._inbox: queue.SimpleQueue[tuple[int, Command]] = queue.SimpleQueue()
        self._posted = 0
        self._acknowledged = 0
        self._race: Race | None = None
        self._kept: dict[int, Race] = {}
        self._playing = False
        self._pace = math.inf
        self._told: set[tuple[int, str]] = set()  # what has been reported of which lane
        self._thread = threading.Thread(target=self._work, name="gdviz trainer", daemon=True)
        self._thread.start()

    def post(self, command: Command) -> int:
        """Hand over a command; return its serial number, which a snapshot acknowledges when it was carried out."""
        self._posted += 1
        self._inbox.put((self._posted, command))
        return self._posted

    def stop(self, timeout: float = 5.0) -> bool:
        """End the thread and wait for it; return whether it ended in time."""
        self.post(commands.Stop())
        self._thread.join(timeout)
        return not self._thread.is_alive()

    # -- the thread ------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            try:
                if self._obey(None) and self._run_until_paused():
                    continue
                return
            except Exception as error:  # a defect of ours or of a third-party method: report it, keep the thread
                self._playing = False
                self.events.put(Crashed(f"{type(error).__name__}: {error}", traceback.format_exc()))

    def _run_until_paused(self) -> bool:
        """Step while playing; return False when told to stop."""
        began = shown = time.perf_counter()
        counted, rate_from, rate = 0, began, 0.0
        due = 0.0  # steps that the pace has earned and that are not yet taken
        block = 1
        while self._playing and self._race is not None:
            now = time.perf_counter()
            if math.isinf(self._pace):
                steps = block
            else:
                due = min(due + (now - began) * self._pace, max(1.0, self._pace * 0.1))
                steps = min(int(due), block)
                if steps == 0:
                    began = now
                    if not self._obey((1 - due) / self._pace):
                        return False
                    continue
                due -= steps
            began = now
            frame_due = now - shown >= self._frame_seconds
            taken = self._race.advance(steps, detailed=frame_due)
            spent = time.perf_counter() - now
            block = max(1, min(int(block * BLOCK_SECONDS / max(spent, 1e-6)) or 1, 2 * block))
            counted += taken
            if now - rate_from >= RATE_SECONDS:
                rate, counted, rate_from = counted / (now - rate_from), 0, now
            self._report()
            if self._race.stopped:
                self._playing = False
            elif frame_due or (not math.isinf(self._pace) and self._pace <= 1 / self._frame_seconds):
                shown = now
                self._publish(rate)
            if not self._obey(0.0):
                return False
        self._publish(0.0)
        return True

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
            if isinstance(command, commands.Stop):
                return False
            if isinstance(command, commands.Rewind):
                wanted_rewind = command  # of a row of them, as a slider sends, only the last is worth replaying
            else:
                self._rewind(wanted_rewind)
                wanted_rewind = None
                self._carry_out(command)
            self._acknowledged = serial
        self._rewind(wanted_rewind)
        if changed and not self._playing:
            self._report()
            self._publish(0.0)
        return True

    def _carry_out(self, command: Command) -> None:
        number = self._race.spec.number if self._race is not None else 0
        try:
            match command:
                case commands.Start(spec):
                    number = spec.number
                    self._playing = False
                    self._told.clear()
                    self._keep()
                    self._race = None
                    self._race = Race(spec)
                case commands.Resume(wanted):
                    if wanted not in self._kept:
                        raise ValueError(f"race {wanted} is no longer kept")
                    self._playing = False
                    self._told.clear()
                    self._keep()
                    self._race = self._kept.pop(wanted)
                case commands.Play():
                    self._playing = self._race is not None and not self._race.stopped
                case commands.Pause():
                    self._playing = False
                case commands.Step(count):
                    self._playing = False
                    if self._race is not None:
                        self._race.advance(count, detailed=True)
                case commands.Pace(steps_per_second):
                    self._pace = steps_per_second
                case commands.Change(wanted, settings) if self._race is not None and wanted == number:
                    self._told.clear()
                    self._race.change({key: s for key, s in settings.items() if key in self._race.runs})
                case commands.Enter(wanted, entrant) if self._race is not None and wanted == number:
                    self._race.enter(entrant)
                case commands.Leave(wanted, key) if self._race is not None and wanted == number:
                    self._race.leave(key)
        except ValueError as error:
            self.events.put(Refused(number, str(error)))

    def _keep(self) -> None:
        """Put the race that is being left aside, so that undo can bring it back; only the last few stay."""
        if self._race is not None:
            self._kept[self._race.spec.number] = self._race
            while len(self._kept) > KEPT_RACES:
                del self._kept[next(iter(self._kept))]

    def _rewind(self, command: commands.Rewind | None) -> None:
        if command is None or self._race is None:
            return
        if command.pause:
            self._playing = False
        self._race.rewind(command.step)

    def _report(self) -> None:
        if self._race is None:
            return
        number = self._race.spec.number
        for key, run in self._race.runs.items():
            if not run.stopped:
                continue
            event: Event
            if run.diverged_at is not None:
                told, event = (key, "diverged"), Diverged(number, key, run.diverged_at)
            else:
                told, event = (key, "finished"), Finished(number, key, run.position, run.finish_reason)
            if told not in self._told:
                self._told.add(told)
                self.events.put(event)

    def _publish(self, rate: float) -> None:
        race = self._race
        if race is None:
            self.latest.put(Snapshot(0, 0, 0, False, 0.0, self._acknowledged, ()))
            return
        self.latest.put(
            Snapshot(
                number=race.spec.number,
                step=race.position,
                last_step=race.last_step,
                playing=self._playing,
                steps_per_second=rate,
                acknowledged=self._acknowledged,
                lanes=race.snapshots(),
            )
        )
