"""A user who tries everything, in any order: nothing may fail, nothing stays behind, and the window closes at once."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import Any

import hands
import pyqtgraph as pg
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QtMsgType, QUrl, qInstallMessageHandler
from PySide6.QtGui import QDropEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from random_user import PLACE, PLACES, Place, RandomUser

from gdviz.session import Session
from gdviz.training.experiment import ModelChoice
from gdviz.ui.digits.canvas import DigitCanvas
from gdviz.ui.main_window import MainWindow

EXAMPLES = int(os.environ.get("GDVIZ_RANDOM_USERS", "4"))
STEPS = int(os.environ.get("GDVIZ_RANDOM_STEPS", "40"))
PROCESS_SECONDS = 5.0
ENDING = ("quit",)
SILENT = ("This plugin does not support", "propagateSizeHints")  # what the offscreen platform cannot do
WIDE = st.integers(0, 10_000)
TEXTS = st.sampled_from(
    ["", "x", "x^2 + y^2", "1/0", "1/(x-1)", "x^999999999", "9^9^9^9^9", "1e999", "(" * 400,
     "sin(" * 90 + "x" + ")" * 90, "+".join(["x*y"] * 600), "exp(exp(exp(x)))", "log(-1)", "sqrt(x)", "ｘ²",
     "\N{PILE OF POO}", "\u202ex",
     "x\x00y", "__import__('os')", "-", ".", "0,5", "1e-320", "nan", "inf", "3", "abs(x)", "\ud83d", "١٢٣", "%s{0}{x}",
     "<b>x</b>"]
)  # fmt: skip
NO_KEY = Qt.KeyboardModifier.NoModifier
LEAVING = st.sampled_from([Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab])
HELD = st.sampled_from(
    [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier]
)
MOVES = st.lists(
    st.sampled_from(
        [Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
         Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Home, Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_Escape]
    ),
    max_size=12,
)  # fmt: skip
OPENED = {
    "table.csv": b"x,y\n1,2\n3,4\n5,6\n", "comma.csv": b"x;y\n1,5;2,5\n3,5;4\n",
    "holes.csv": b"x,y\n1,\nnan,4\ninf,6\n",
    "empty.csv": b"", "bytes.csv": bytes(range(256)), "half.gdviz": b"PK\x03\x04 and no more", "text.gdviz": b"hello",
    "half.npz": b"PK\x03\x04", "half.png": b"\x89PNG\r\n\x1a\n", "train-images-idx3-ubyte": b"\0\0\x08\x03\0\0\xff\xff",
}  # fmt: skip


class Everywhere(RandomUser):
    """Goes besides to every page, dialog and file, and has two windows open."""

    def __init__(self) -> None:
        super().__init__()
        self._children = children()
        self._folder = tempfile.TemporaryDirectory(prefix="gdviz-user-")
        self.folder = Path(self._folder.name)
        self._files = hands.files_in(self.folder)
        self.answers = self._files.__enter__()
        self.others: list[MainWindow] = []
        for name, content in OPENED.items():
            (self.folder / name).write_bytes(content)
        self._handler = qInstallMessageHandler(self._hear)

    def _hear(self, kind: QtMsgType, _context: Any, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not any(words in text for words in SILENT):
            self.failures.append(f"Qt says: {text}")

    def teardown(self) -> None:
        try:
            for other in self.others:
                self._close(other)
            super().teardown()
        finally:
            self._files.__exit__(None, None, None)
            qInstallMessageHandler(self._handler)
            self._folder.cleanup()
        until = time.monotonic() + PROCESS_SECONDS
        while children() - self._children and time.monotonic() < until:
            QTest.qWait(20)
        stayed = children() - self._children
        assert not stayed, f"processes that stayed: {[(Path('/proc') / pid / 'cmdline').read_text() for pid in stayed]}"
        files = [each.name for each in Path(tempfile.gettempdir()).iterdir()]
        assert not files, f"files that stayed: {files}"

    def _close(self, window: MainWindow) -> None:
        window.close()
        assert window.session.close(), "a thread did not end"
        window.deleteLater()

    # -- pages -------------------------------------------------------------------------------------------------------

    @rule(which=PLACE)
    def go_to(self, which: int) -> None:
        names = self.window.workspaces.names
        self.window.workspaces.show(names[which % len(names)])

    @rule(which=WIDE)
    def command(self, which: int) -> None:
        actions = {name: each for name, each in self.window.actions_by_name.items() if name not in ENDING}
        action = list(actions.values())[which % len(actions)]
        if action.isEnabled() and QApplication.activeModalWidget() is None:
            action.trigger()

    @rule(text=st.sampled_from(["x^2+y^2", "(1-x)^2 + 100*(y-x^2)^2", "1/(x*y)", "x^1e9", "log(x)", "y", "7"]))
    def minimise(self, text: str) -> None:
        self.session.set_experiment("Function", model=ModelChoice("function", {"expression": text}))

    @rule(plane=st.booleans(), text=st.sampled_from(["x^2", "1/x", "abs(x)", "x^999", "sqrt(x)", "exp(exp(x))"]))
    def slope(self, plane: bool, text: str) -> None:
        self.window.workspaces.show("slopes")
        slopes = self.window.slopes.slopes
        assert slopes is not None
        slopes.set("Function", plane=plane, **{"surface" if plane else "function": text})

    @rule(which=WIDE, place=PLACE)
    def open_any_lesson(self, which: int, place: int) -> None:
        lessons = list(self.window.lesson_menu.found.everything)
        self.window.lesson_menu.open(lessons[(which + place) % len(lessons)])

    # -- hands -------------------------------------------------------------------------------------------------------

    @rule(which=WIDE)
    def press_a_button(self, which: int) -> None:
        hands.press(self.window, which)

    @rule(which=WIDE, text=TEXTS, key=LEAVING)
    def type_somewhere(self, which: int, text: str, key: Qt.Key) -> None:
        hands.type_in(self.window, which, text, key)

    @rule(which=WIDE, where=st.floats(0, 1))
    def turn_something(self, which: int, where: float) -> None:
        hands.turn(self.window, which, where)

    @rule(start=PLACES, end=PLACES, held=HELD, clicks=st.integers(-5, 5))
    def drag_anywhere(self, start: Place, end: Place, held: Qt.KeyboardModifier, clicks: int) -> None:
        widget = hands.at(self.window, start)
        hands.wheel(widget, clicks)
        hands.drag(widget, (0.5, 0.5), end, held)

    @rule(panel=PLACE, keys=MOVES)
    def keys_in_a_panel(self, panel: int, keys: list[Qt.Key]) -> None:
        shown = [each for each in self.window.panels.values() if each.isVisible()]
        if shown:
            views = shown[panel % len(shown)].findChildren(pg.GraphicsView) or [shown[panel % len(shown)]]
            views[0].setFocus()
            for key in keys:
                QTest.keyClick(QApplication.focusWidget() or views[0], key)

    @rule()
    def leave_dialogs(self) -> None:
        hands.leave_dialogs(self.window)

    # -- parameters --------------------------------------------------------------------------------------------------

    @rule(index=WIDE, value=st.sampled_from([0.0, -3.5, 1e-300, 1e300, float("nan"), float("inf")]))
    def set_a_parameter(self, index: int, value: float) -> None:
        lane = self.session.shown
        if lane is not None and lane.theta.size:
            self.session.set_parameter("Weight", index % lane.theta.size, value)

    @rule(index=WIDE, held=st.booleans())
    def freeze(self, index: int, held: bool) -> None:
        lane = self.session.shown
        if lane is not None and lane.theta.size:
            self.session.freeze("Freeze", index % lane.theta.size, held)

    # -- the window --------------------------------------------------------------------------------------------------

    @rule(one=PLACE, other=PLACE, how=st.sampled_from(["tab", "float", "hide", "show", "split"]))
    def move_docks(self, one: int, other: int, how: str) -> None:
        docks = list(self.window.docks.values())
        a, b = docks[one % len(docks)], docks[other % len(docks)]
        if how == "tab" and a is not b:
            self.window.tabifyDockWidget(a, b)
        elif how == "split" and a is not b:
            self.window.splitDockWidget(a, b, Qt.Orientation.Vertical)
        elif how == "float":
            a.setFloating(not a.isFloating())
        else:
            a.setVisible(how == "show")

    @rule(which=PLACE, by=st.sampled_from([-2000, -120, -20, 20, 120, 2000]))
    def drag_a_grip(self, which: int, by: int) -> None:
        """Pull at what stands between a panel and its neighbour at the right."""
        docks = [each for each in self.window.workspaces.arrangement.everything if each.isVisible()]
        if docks and QApplication.activeModalWidget() is None:
            place = docks[which % len(docks)].geometry()
            start = QPointF(place.right() + 2, place.center().y())
            steps = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease)
            for step, kind in enumerate(steps):
                at = start + QPointF(by if step else 0, 0)
                held = Qt.MouseButton.NoButton if step == 2 else Qt.MouseButton.LeftButton
                button = Qt.MouseButton.NoButton if step == 1 else Qt.MouseButton.LeftButton
                event = QMouseEvent(kind, at, self.window.mapToGlobal(at), button, held, NO_KEY)
                QApplication.sendEvent(self.window, event)
                QApplication.processEvents()

    @rule(size=st.sampled_from([(1, 1), (960, 600), (1280, 720), (3840, 2160), (960, 2160), (4000, 600)]))
    def odd_size(self, size: tuple[int, int]) -> None:
        self.window.resize(*size)

    @rule()
    def another_window(self) -> None:
        if len(self.others) < 2:
            session = Session()
            session.crashed.connect(self._crashed)
            self.others.append(MainWindow(session, self.preferences))
            self.others[-1].show()
            session.play()

    @rule()
    def close_another_window(self) -> None:
        if self.others:
            self._close(self.others.pop())

    # -- files -------------------------------------------------------------------------------------------------------

    @rule(name=st.sampled_from(["a.gdviz", "b.gdviz", "figure.png", "no/such/folder.gdviz", "film.gif", "t.csv"]))
    def name_a_file(self, name: str) -> None:
        self.answers.append(self.folder / name)

    @rule(as_other=st.booleans())
    def save(self, as_other: bool) -> None:
        self.answers.append(self.folder / ("b.gdviz" if as_other else "a.gdviz"))
        if as_other:
            self.window.files.save_as()
        else:
            self.window.files.save()

    @rule(name=st.sampled_from([*OPENED, "a.gdviz", "b.gdviz", "gone.gdviz"]))
    def open_a_file(self, name: str) -> None:
        self.window.open_file(self.folder / name)

    @rule(name=st.sampled_from([*OPENED, "a.gdviz"]))
    def drop_a_file(self, name: str) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(self.folder / name))])
        event = QDropEvent(
            self.window.rect().center(), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        self.window.dropEvent(event)

    @rule()
    def new(self) -> None:
        self.window.files.new()

    # -- digits ------------------------------------------------------------------------------------------------------

    @rule(digit=st.integers(0, 9), what=st.sampled_from(["draw", "stroke", "train", "pause", "reset", "teach"]))
    def digits(self, digit: int, what: str) -> None:
        self.window.workspaces.show("digits")
        session = self.window.digits.session
        assert session is not None
        if what == "draw":
            session.draw_digit(digit)
        elif what == "stroke":
            for canvas in hands.there(self.window, DigitCanvas):
                hands.drag(canvas, (0.3, 0.1 + digit / 12), (0.7, 0.9 - digit / 12))
        elif what == "train":
            session.play()
        elif what == "teach":
            session.teaching.teach(digit)
        else:
            getattr(session, what)()

    @rule()
    def start_or_cancel_a_sweep(self) -> None:
        self.window.workspaces.show("sweep")
        sweeping = self.window.image_pages.sweeping
        assert sweeping is not None
        sweeping.toggle()


def children() -> set[str]:
    """Return the processes that this one has started; none where the system does not tell."""
    found: set[str] = set()
    for path in Path("/proc/self/task").glob("*/children"):
        found.update(path.read_text().split())
    return {pid for pid in found if "resource_tracker" not in (Path("/proc") / pid / "cmdline").read_text()}


def test_a_random_user_breaks_nothing(qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # Qt's own files too
    run_state_machine_as_test(
        Everywhere,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            phases=(
                Phase.explicit,
                Phase.reuse,
                Phase.generate,
            ),  # shrinking takes minutes; the steps are printed anyway
            suppress_health_check=list(HealthCheck),
        ),
    )
