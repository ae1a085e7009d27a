"""What is sent arrives as it was, in order, and no row of a history twice."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

import numpy as np
import pytest
from training_cases import Problem

from gdviz.core.operations import Array
from gdviz.training.apart.wire import APART_BYTES, Wire
from gdviz.training.commands import Change, Start
from gdviz.training.freezing import freeze_race
from gdviz.training.race import Entrant, Race, RaceSpec
from gdviz.training.snapshot import LaneSnapshot, Snapshot
from gdviz.training.split import LONGEST_CHAIN

LINE = Problem()


class Counted:
    """The writing end of a pipe that counts what goes through it."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self.bytes = 0

    def write(self, content: bytes) -> int:
        self.bytes += len(content)
        return self._sink.write(content)

    def flush(self) -> None:
        self._sink.flush()

    def close(self) -> None:
        self._sink.close()


@dataclass
class Line:
    """Both ends of a wire that goes one way."""

    sender: Wire
    receiver: Wire
    counted: Counted

    def carry(self, message: object) -> object:
        """Return the message as it arrives; it may be larger than what a pipe holds."""
        thread = threading.Thread(target=self.sender.send, args=(message,))
        thread.start()
        received = self.receiver.receive()
        thread.join()
        return received


@pytest.fixture
def line() -> Iterator[Line]:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as source, os.fdopen(writing, "wb") as sink:
        counted = Counted(sink)
        yield Line(Wire(source, cast(BinaryIO, counted)), Wire(source, sink), counted)


def race(*keys: int, problem: Problem = LINE) -> Race:
    entrants = tuple(Entrant(key, "gradient_descent", problem.settings()) for key in keys)
    return Race(RaceSpec(1, problem.blueprint, entrants, 3, None))


def snapshot(race: Race) -> Snapshot:
    return Snapshot(1, race.position, race.last_step, True, 0.0, 1, race.snapshots())


def arrays(lane: LaneSnapshot) -> dict[str, Array]:
    branches = {
        f"{name} of branch {place}": getattr(branch, name)
        for place, branch in enumerate(lane.branches)
        for name in ("steps", "train_losses", "thetas")
    }
    own = {name: getattr(lane, name) for name in ("theta", "steps", "path_steps", "path")}
    return {**own, **lane.series, **branches}


def assert_same(received: object, sent: Snapshot) -> None:
    assert isinstance(received, Snapshot)
    assert (received.step, len(received.lanes)) == (sent.step, len(sent.lanes))
    for ours, theirs in zip(received.lanes, sent.lanes, strict=True):
        assert (ours.key, ours.step, ours.seconds) == (theirs.key, theirs.step, theirs.seconds)
        np.testing.assert_equal(dict(ours.figures), dict(theirs.figures))  # NaN where there are no test rows
        expected = arrays(theirs)
        assert arrays(ours).keys() == expected.keys()
        for name, array in arrays(ours).items():
            np.testing.assert_array_equal(array, expected[name], strict=True, err_msg=name)


def test_snapshots_of_a_race_arrive_to_the_bit_while_it_is_thinned_rewound_and_branched(line: Line) -> None:
    running = race(1, 2)
    earlier: list[tuple[object, Snapshot]] = []
    for steps, back in ((0, None), (1, None), (700, None), (9000, None), (10, 300), (5, None), (4000, 20), (3, None)):
        if back is not None:
            running.rewind(back)
        running.advance(steps)
        if back is not None:
            running.change({1: LINE.settings(options={"learning_rate": 0.02})})
            running.advance(1)
        shown = snapshot(running)
        earlier.append((line.carry(shown), shown))
        for received, sent in earlier:  # what was shown before is as it was
            assert_same(received, sent)


def test_only_new_rows_go_over(line: Line) -> None:
    running = race(1)
    running.advance(400)
    line.carry(snapshot(running))
    whole = line.counted.bytes
    line.carry(snapshot(running))
    nothing_new = line.counted.bytes - whole
    running.advance(1)
    line.carry(snapshot(running))
    one_new = line.counted.bytes - whole - nothing_new
    assert nothing_new < whole / 5
    columns = 7 + 2 + 2  # figures of a series, both kinds of steps, and theta
    assert one_new - nothing_new < columns * (8 + 250)  # a number each, and what pickle says of an array


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_arrays_that_are_there_no_more_are_forgotten_on_both_ends(line: Line, no_collector: None) -> None:
    """By the count of references alone: the collector comes late where a trainer makes few objects, or is off."""
    running = race(1)
    running.advance(10)
    line.carry(snapshot(running))
    here = len(line.sender._sent._known)
    assert here == len(line.receiver._received._arrays) == 10
    running.rewind(3)
    running.change({1: LINE.settings(options={"learning_rate": 0.02})})  # a branch is kept; the rest is made anew
    running.advance(10)
    line.carry(snapshot(running))
    line.carry(None)
    assert len(line.sender._sent._known) == len(line.receiver._received._arrays) == 10 + 3


def test_large_arrays_go_beside_the_message_and_stay_read_only(line: Line) -> None:
    large, small = np.arange(APART_BYTES, dtype=np.float64), np.arange(3.0)
    small.setflags(write=False)
    received = line.carry({"large": large, "small": small, "whole": (1, "two", None)})
    assert isinstance(received, dict)
    np.testing.assert_array_equal(received["large"], large)
    np.testing.assert_array_equal(received["small"], small)
    assert received["whole"] == (1, "two", None)
    assert not received["large"].flags.writeable
    assert not received["small"].flags.writeable


def test_memory_of_a_message_is_used_again_only_when_nobody_looks_at_it(line: Line) -> None:
    large = np.arange(APART_BYTES, dtype=np.float64)
    held, places = line.carry([large + 1]), set()
    for number in range(2, 12):
        received = line.carry([large + number])
        assert isinstance(received, list)
        np.testing.assert_array_equal(received[0], large + number)
        places.add(received[0].ctypes.data)
        del received
    assert isinstance(held, list)
    np.testing.assert_array_equal(held[0], large + 1)
    assert held[0].ctypes.data not in places
    assert len(places) == 1


def test_settings_that_arrive_with_a_split_that_is_there_share_its_objective(line: Line) -> None:
    settings = LINE.settings()
    first = line.carry(Start(RaceSpec(1, LINE.blueprint, (Entrant(1, "adam", settings),), 3, None)))
    second = line.carry(Change(1, {1: settings}))
    other = line.carry(Change(1, {1: Problem().settings()}))
    assert isinstance(first, Start)
    assert isinstance(second, Change)
    assert isinstance(other, Change)
    held = first.spec.entrants[0].settings
    assert second.settings[1].same_objective(held)
    assert not other.settings[1].same_objective(held)


def test_a_race_with_a_long_row_of_dragged_points_can_be_sent(line: Line) -> None:
    running = race(1)
    for row in range(LONGEST_CHAIN + 20):
        split = LINE.settings().split
        X = split.X_train.copy()
        X[row % len(X)] += 0.01 * row
        moved = type(split)(X, split.y_train, split.X_test, split.y_test, split.train_mask)
        running.change({1: LINE.settings(split=moved)})
        running.advance(1)
    state = freeze_race(running)
    received = line.carry(state)
    for ours, theirs in zip(received.runs[1].timeline, state.runs[1].timeline, strict=True):  # type: ignore[attr-defined]
        np.testing.assert_array_equal(ours.settings.split.X_train, theirs.settings.split.X_train)


def test_the_end_of_the_other_end_is_told(line: Line) -> None:
    line.counted.close()
    with pytest.raises(EOFError):
        line.receiver.receive()
