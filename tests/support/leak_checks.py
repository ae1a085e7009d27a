"""A pytest plugin: a test that leaves a window, a timer or a thread behind fails, and says which."""

from __future__ import annotations

import gc
import sys
import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterator
from typing import Any
from weakref import WeakKeyDictionary

import pytest

GRACE_SECONDS = 2.0  # a thread that was told to stop may need a moment to return

# Threads of libraries that live as long as the process, and do no harm there.
HARMLESS_THREADS = ("tqdm_monitor", "TMonitor")
# Qt keeps one hidden window for all tool tips.
HARMLESS_WIDGETS = ("QTipLabel",)

_failed = pytest.StashKey[bool]()

_started: WeakKeyDictionary[Any, str] = WeakKeyDictionary()  # QTimer or QThread -> where it was last started
_shots: list[tuple[float, str, Any]] = []  # singleShot: deadline, where it was ordered, receiver


def pytest_configure() -> None:
    """Remember every QTimer and QThread that Python starts: Qt itself keeps no list that could be asked."""
    try:
        from PySide6.QtCore import QThread, QTimer
    except ImportError:
        return
    if not hasattr(QTimer, "_unwatched_start"):
        _watch_start(QTimer)
        _watch_start(QThread)
        _watch_single_shot(QTimer)


def _watch_start(owner: Any) -> None:
    original = owner.start

    def start(self: Any, *arguments: Any, **keywords: Any) -> Any:
        _started[self] = _caller()
        return original(self, *arguments, **keywords)

    owner._unwatched_start = original
    owner.start = start


def _watch_single_shot(timer: Any) -> None:
    original = timer.singleShot

    def single_shot(milliseconds: int, *arguments: Any) -> Any:
        receiver = getattr(arguments[-1], "__self__", None) or arguments[0]
        _shots.append((time.monotonic() + milliseconds / 1000, _caller(), receiver))
        return original(milliseconds, *arguments)

    timer.singleShot = staticmethod(single_shot)


def _caller() -> str:
    frame = sys._getframe(2)
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    report = yield
    if call.when == "call":
        item.stash[_failed] = report.failed
    return report


@pytest.fixture(autouse=True)
def no_leaks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Compare the windows, timers and threads after a test with those before it."""
    threads = set(threading.enumerate())
    windows = _windows()
    timers = _active_timers()
    _shots.clear()
    yield
    found = [
        *_settled(lambda: _leaked_widgets(windows)),
        *_settled(lambda: [timer for timer in _active_timers() if timer not in timers]),
        *_running_qthreads(),
    ]
    complaints = [_describe(item) for item in found]
    complaints += [f"QTimer.singleShot still to come, ordered in {where}" for where in _pending_shots()]
    complaints += [f"thread {thread.name!r}\n{_stack(thread)}" for thread in _running_threads(threads)]
    _clear_away(found)
    # A failed test has its message already; its traceback keeps the test's widgets alive.
    if complaints and not request.node.stash.get(_failed, False):
        pytest.fail("left behind by this test:\n" + "\n".join(f"- {line}" for line in complaints), pytrace=False)


def _application() -> Any:
    core = sys.modules.get("PySide6.QtCore")
    return core.QCoreApplication.instance() if core else None


def _valid(item: Any) -> bool:
    import shiboken6

    return bool(shiboken6.isValid(item))


def _windows() -> list[Any]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or not isinstance(_application(), widgets.QApplication):
        return []
    return list(widgets.QApplication.topLevelWidgets())


def _leaked_widgets(before: list[Any]) -> list[Any]:
    # A dialog or menu with a parent goes when its parent goes: naming the parent is enough.
    return [
        widget
        for widget in _windows()
        if widget.parent() is None and widget not in before and type(widget).__name__ not in HARMLESS_WIDGETS
    ]


def _active_timers() -> list[Any]:
    core = sys.modules.get("PySide6.QtCore")
    if core is None:
        return []
    return [item for item in list(_started) if isinstance(item, core.QTimer) and _valid(item) and item.isActive()]


def _running_qthreads() -> list[Any]:
    core = sys.modules.get("PySide6.QtCore")
    if core is None:
        return []
    started = [item for item in list(_started) if isinstance(item, core.QThread) and _valid(item)]
    return [item for item in started if item.isRunning() and not item.wait(int(1000 * GRACE_SECONDS))]


def _pending_shots() -> list[str]:
    now = time.monotonic()
    core = sys.modules.get("PySide6.QtCore")
    pending = []
    for deadline, where, receiver in _shots:
        gone = core is not None and isinstance(receiver, core.QObject) and not _valid(receiver)
        if deadline > now and not gone:
            pending.append(where)
    _shots.clear()
    return pending


def _running_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    left = [item for item in threading.enumerate() if item not in before and item.name not in HARMLESS_THREADS]
    left = [item for item in left if type(item).__name__ not in HARMLESS_THREADS]
    deadline = time.monotonic() + GRACE_SECONDS
    for thread in left:
        if not isinstance(thread, threading._DummyThread):
            thread.join(max(0.0, deadline - time.monotonic()))
    return [item for item in left if item.is_alive() and not isinstance(item, threading._DummyThread)]


def _settled(look: Callable[[], list[Any]]) -> list[Any]:
    """Look; if something is there, let Qt and the garbage collector finish what they have begun, and look again."""
    application = _application()
    if application is None or not look():
        return []
    from PySide6.QtCore import QEvent

    for _ in range(2):
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        application.processEvents()
        if not look():
            return []
        gc.collect()
        if not look():
            return []
    return look()


def _describe(item: Any) -> str:
    name = f" {item.objectName()!r}" if item.objectName() else ""
    parent = f", child of {type(item.parent()).__name__}" if item.parent() is not None else ""
    where = f", started in {_started[item]}" if item in _started else ""
    title = f", title {item.windowTitle()!r}" if hasattr(item, "windowTitle") and item.windowTitle() else ""
    return f"{_kind(item)} {type(item).__name__}{name}{title}{parent}{where}"


def _kind(item: Any) -> str:
    if hasattr(item, "isActive") and hasattr(item, "interval"):
        return f"active timer ({item.interval()} ms)"
    return "running thread" if hasattr(item, "isRunning") else "widget"


def _stack(thread: threading.Thread) -> str:
    frame = sys._current_frames().get(thread.ident or 0)
    return "".join(traceback.format_stack(frame, limit=4)) if frame else ""


def _clear_away(found: list[Any]) -> None:
    """Stop what was found, so that only the guilty test fails."""
    for item in found:
        if hasattr(item, "isActive") and hasattr(item, "interval"):
            item.stop()
        elif hasattr(item, "hide"):
            item.hide()
            item.deleteLater()
        elif hasattr(item, "isRunning"):
            item.requestInterruption()
            item.quit()
            item.wait(int(1000 * GRACE_SECONDS))
