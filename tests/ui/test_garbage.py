"""Garbage made by a worker, or left by the window while a worker runs, goes in the window's thread."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gdviz.ui.garbage import GarbageCollector

ENOUGH = 50_000  # far beyond Python's threshold of some hundred


class Ring:
    """Refers to itself, as a widget with its slots does; only the garbage collector frees it."""

    freed_in: set[str]

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        Ring.freed_in.add(threading.current_thread().name)


@pytest.fixture(autouse=True)
def garbage_of_widgets_waits() -> None:
    """Here Python collects as ever, since that is what these tests are about."""


@pytest.fixture(scope="module", autouse=True)
def what_is_here_stays() -> None:
    """Nothing is kept from the collector but by what these tests are about."""
    gc.unfreeze()


@pytest.fixture(autouse=True)
def enabled_again() -> Iterator[None]:
    Ring.freed_in = set()
    gc.collect()
    yield
    gc.collect()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def allocate_in_a_worker() -> None:
    thread = threading.Thread(target=lambda: [Ring() for _ in range(ENOUGH)], name="worker")
    thread.start()
    thread.join()


def test_python_alone_would_free_it_in_the_worker() -> None:
    for _ in range(100):
        Ring()
    allocate_in_a_worker()
    assert "worker" in Ring.freed_in


def test_with_the_collector_it_is_freed_in_the_windows_thread(qtbot: QtBot) -> None:
    collector = GarbageCollector()
    for _ in range(100):
        Ring()
    allocate_in_a_worker()
    assert Ring.freed_in == set()
    qtbot.waitUntil(lambda: bool(Ring.freed_in))
    collector.stop()
    assert Ring.freed_in == {threading.main_thread().name}


def test_a_quiet_window_collects_nothing(qtbot: QtBot) -> None:
    collector = GarbageCollector()
    collections = []
    gc.callbacks.append(lambda phase, facts: collections.append(facts["generation"]))
    gc.collect(0)
    collections.clear()
    collector.look()
    gc.callbacks.pop()
    collector.stop()
    assert collections == []
