"""The thread for maps: jobs are held at gates, so that what is computed when is known."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator

import pytest

from gdviz.training import mapper as module
from gdviz.training.latest import Latest
from gdviz.training.mapper import Job, Mapper

DEADLINE = 20.0


class Gated:
    """A job that yields its results one by one, each when it is let through, and tells that it was begun."""

    def __init__(self, log: list[str], *results: str) -> None:
        self.log, self.results = log, results
        self.reached: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.gate: queue.SimpleQueue[None] = queue.SimpleQueue()

    def __call__(self) -> Iterator[str]:
        for result in self.results:
            self.reached.put(result)
            self.gate.get(timeout=DEADLINE)
            self.log.append(result)
            yield result

    def let(self, count: int = 1) -> None:
        for _ in range(count):
            self.gate.put(None)

    def is_at(self, result: str) -> None:
        assert self.reached.get(timeout=DEADLINE) == result


@pytest.fixture
def mapper() -> Iterator[Mapper]:
    mapper = Mapper()
    yield mapper
    assert mapper.stop(DEADLINE)


def finish(mapper: Mapper) -> None:
    """Wait until a job asked for now is done, and with it all before it."""
    done = threading.Event()
    ask(mapper, "done", done.set)
    assert done.wait(DEADLINE)


def ask(mapper: Mapper, kind: str, action: Callable[[], object]) -> None:
    def job() -> Iterator[object]:
        yield action()

    mapper.ask(kind, job)


def test_a_map_arrives_coarse_and_then_fine(mapper: Mapper) -> None:
    log: list[str] = []
    job = Gated(log, "coarse", "fine")
    mapper.ask("heatmap", job)
    job.is_at("coarse")
    assert not mapper.idle
    assert not mapper.idle_of("heatmap")
    assert mapper.idle_of("surface")
    job.let()
    job.is_at("fine")
    assert mapper.results["heatmap"].take() == "coarse"
    job.let()
    finish(mapper)
    assert mapper.results["heatmap"].take() == "fine"


def test_the_newest_request_wins(mapper: Mapper) -> None:
    log: list[str] = []
    first, second, third = Gated(log, "1 coarse", "1 fine"), Gated(log, "2"), Gated(log, "3 coarse", "3 fine")
    mapper.ask("surface", first)
    first.is_at("1 coarse")
    mapper.ask("surface", second)
    mapper.ask("surface", third)
    first.let(2)
    third.let(2)
    third.is_at("3 coarse")
    third.is_at("3 fine")
    finish(mapper)
    assert log == ["1 coarse", "3 coarse", "3 fine"]
    assert mapper.results["surface"].take() == "3 fine"


def test_kinds_take_turns(mapper: Mapper) -> None:
    log: list[str] = []
    surface, heatmap = Gated(log, "s1", "s2", "s3"), Gated(log, "h1", "h2")
    mapper.ask("surface", surface)
    surface.is_at("s1")
    mapper.ask("heatmap", heatmap)
    surface.let(3)
    heatmap.let(2)
    surface.is_at("s2")
    heatmap.is_at("h1")
    surface.is_at("s3")
    heatmap.is_at("h2")
    finish(mapper)
    assert log == ["s1", "s2", "h1", "s3", "h2"]


def test_a_long_map_lets_others_go_on_before_it_is_there(mapper: Mapper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TURN_SECONDS", 0.0)
    log: list[str] = []
    began, other_is_there = threading.Event(), threading.Event()

    def long() -> Iterator[str | None]:
        began.set()
        while not other_is_there.is_set():
            yield None
        log.append("surface")
        yield "surface"

    mapper.ask("surface", long)
    assert began.wait(DEADLINE)
    ask(mapper, "heatmap", lambda: (log.append("heatmap"), other_is_there.set()))
    finish(mapper)
    finish(mapper)
    assert log == ["heatmap", "surface"]
    assert mapper.take("surface") == "surface"
    assert mapper.idle_of("surface")


def test_a_map_under_way_is_delivered_before_a_newer_one_is_begun(
    mapper: Mapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TURN_SECONDS", 0.0)
    log: list[str] = []
    asked, began = threading.Event(), threading.Event()

    def first() -> Iterator[str | None]:
        yield None
        began.set()
        asked.wait(DEADLINE)
        yield None
        yield None
        log.append("first, coarse")
        yield "coarse"
        log.append("first, fine")
        yield "fine"

    mapper.ask("surface", first)
    assert began.wait(DEADLINE)
    ask(mapper, "surface", lambda: log.append("second"))
    asked.set()
    finish(mapper)
    finish(mapper)
    assert log == ["first, coarse", "second"]


def test_seconds_are_those_of_all_turns_of_a_map(mapper: Mapper, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter(range(100))
    monkeypatch.setattr(module.time, "perf_counter", lambda: float(next(times)))  # a second passes at each look
    mapper.ask("surface", lambda: iter([None, None, "surface"]))
    finish(mapper)
    assert mapper.seconds["surface"] >= 3.0  # each turn begins and ends with a look


def no_generator() -> Iterator[str]:
    raise LookupError("no model")


def a_generator() -> Iterator[str]:
    yield "coarse"
    raise LookupError("no model")


@pytest.mark.parametrize("job", [no_generator, a_generator])
def test_a_job_that_fails_is_reported_and_the_others_go_on(mapper: Mapper, job: Job) -> None:
    mapper.ask("surface", job)
    finish(mapper)
    finish(mapper)
    failure = mapper.failures.take()
    assert failure is not None
    reason, details = failure
    assert reason == "LookupError: no model"
    assert "generator" in details
    mapper.ask("surface", lambda: iter(["again"]))
    finish(mapper)
    assert mapper.results["surface"].take() == "again"
    assert mapper.idle_of("surface")


def test_it_is_idle_when_all_was_taken(mapper: Mapper) -> None:
    assert mapper.idle
    mapper.ask("heatmap", lambda: iter(["map"]))
    finish(mapper)
    finish(mapper)
    assert not mapper.idle  # there is something to take
    mapper.results["heatmap"].take()
    mapper.results["done"].take()
    released = threading.Event()
    ask(mapper, "last", released.set)
    assert released.wait(DEADLINE)


def test_stopping_ends_the_thread_at_the_next_result() -> None:
    mapper, log = Mapper(), []
    jobs = Gated(log, "1", "2", "3"), Gated(log, "other")
    mapper.ask("surface", jobs[0])
    jobs[0].is_at("1")
    mapper.ask("heatmap", jobs[1])
    for job in jobs:
        job.let(3)
    assert mapper.stop(DEADLINE)
    assert not mapper._thread.is_alive()
    assert len(log) < 4
    assert mapper.stop(DEADLINE)


def test_stopping_while_it_waits() -> None:
    assert Mapper().stop(DEADLINE)


def test_a_job_that_does_not_end_is_told() -> None:
    mapper = Mapper()
    job = Gated([], "late")
    mapper.ask("surface", job)
    job.is_at("late")
    assert not mapper.stop(0.01)
    job.let()
    assert mapper.stop(DEADLINE)


class TestLatest:
    def test_the_last_one_is_there_and_only_once(self) -> None:
        latest: Latest[int] = Latest()
        assert latest.take() is None
        assert not latest.waiting
        for number in (1, 2, 3):
            latest.put(number)
        assert latest.waiting
        assert latest.take() == 3
        assert latest.take() is None
        assert not latest.waiting

    def test_nothing_is_seen_twice_or_out_of_order_between_threads(self) -> None:
        latest: Latest[int] = Latest()
        seen: list[int] = []
        began = threading.Event()

        def write() -> None:
            began.wait(DEADLINE)
            for number in range(1, 20_001):
                latest.put(number)

        writer = threading.Thread(target=write)
        writer.start()
        began.set()
        while not seen or seen[-1] != 20_000:
            number = latest.take()
            if number is not None:
                seen.append(number)
        writer.join(DEADLINE)
        assert seen == sorted(set(seen))
