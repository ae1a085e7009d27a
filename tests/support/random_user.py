"""A user who tries data, models, methods and time, in any order: a machine of rules for Hypothesis."""

from __future__ import annotations

import math
import sys
import time
import traceback
from typing import Any

import numpy as np
import pyqtgraph as pg
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gdviz.core.datasets import DATASETS
from gdviz.core.features import FEATURES
from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.methods import METHODS
from gdviz.core.transforms import TRANSFORM_KINDS, Transform
from gdviz.session import Session
from gdviz.session.maps import PlaneChoice
from gdviz.session.preferences import Preferences
from gdviz.session.tools import KINDS
from gdviz.training.build import losses_for, models_for
from gdviz.training.experiment import MethodChoice, ModelChoice
from gdviz.ui.data_chooser import DataChooser
from gdviz.ui.forms.number_field import NumberField
from gdviz.ui.main_window import MainWindow

TYPED = st.sampled_from(["abc", "1e999", "", "-5", "1,5", "0", "1e9", "0.01", "nan", "3", "1e-300", "1 000"])
KEYS = st.sampled_from(
    [Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_R, Qt.Key.Key_Delete, Qt.Key.Key_Escape,
     Qt.Key.Key_Tab, Qt.Key.Key_Up, Qt.Key.Key_BracketRight, Qt.Key.Key_1, Qt.Key.Key_Return]
)  # fmt: skip
Place = tuple[float, float]
PLACE = st.integers(0, 40)
PLACES = st.tuples(st.floats(0.02, 0.98), st.floats(0.02, 0.98))


class RandomUser(RuleBasedStateMachine):
    """Does to a window of its own what a user can do."""

    def __init__(self) -> None:
        super().__init__()
        self.failures: list[str] = []
        self._hook = sys.excepthook
        sys.excepthook = lambda *caught: self.failures.append("".join(traceback.format_exception(*caught)))
        self.session = Session()
        self.session.crashed.connect(self._crashed)
        self.preferences = Preferences()
        self.window = MainWindow(self.session, self.preferences)
        self.window.show()
        QApplication.processEvents()

    def _crashed(self, summary: str, details: str) -> None:
        self.failures.append(f"{summary}\n{details}")

    def teardown(self) -> None:
        self.window.close()
        closed = self.session.close()
        self.preferences.theme, self.preferences.text_size = "system", 100
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        sys.excepthook = self._hook
        assert closed, "a thread did not end"
        assert not self.failures, self.failures[0]

    @invariant()
    def nothing_failed(self) -> None:
        QApplication.processEvents()
        assert not self.failures, self.failures[0]

    # -- data --------------------------------------------------------------------------------------------------------

    @rule(name=st.sampled_from(sorted(DATASETS)))
    def choose_data(self, name: str) -> None:
        self._chooser().choose(name)

    @rule(share=st.sampled_from([0.05, 0.5, 0.99, 1.0]))
    def share(self, share: float) -> None:
        self.session.set_data("share", "share", train_share=share)

    @rule(kind=st.sampled_from(TRANSFORM_KINDS), constant=st.sampled_from([-1.0, 0.0, 1e9]), axis=st.sampled_from("xy"))
    def transform(self, kind: Any, constant: float, axis: str) -> None:
        self.session.set_data("transform", None, **{f"transform_{axis}": Transform(kind, constant)})

    @rule(chosen=st.sets(st.sampled_from(sorted(FEATURES)), max_size=4))
    def features(self, chosen: set[str]) -> None:
        self.session.set_data("features", features=tuple(name for name in FEATURES if name in chosen))

    @rule(task=st.sampled_from(["regression", "classification"]))
    def empty_plane(self, task: str) -> None:
        self._chooser().empty_wanted.emit(task)

    @rule()
    def clear(self) -> None:
        self.session.clear_points()

    @rule()
    def delete_some(self) -> None:
        self.session.tools.select(np.arange(0, self.session.dataset.n, 3))
        self.session.delete_selection()

    @rule()
    def new_sample(self) -> None:
        self.session.new_sample()

    @rule(tool=st.sampled_from(KINDS), start=PLACES, end=PLACES, label=st.integers(0, 5))
    def drag_in_the_data_plot(self, tool: Any, start: Place, end: Place, label: int) -> None:
        self.session.tools.choose(tool)
        self.session.tools.set_label(min(label, max(0, self.session.dataset.n_classes - 1)))
        self._drag("data_plot", start, end)

    @rule(start=PLACES, end=PLACES)
    def drag_in_the_loss_surface(self, start: Place, end: Place) -> None:
        self._drag("loss_surface", start, end)

    @rule(start=PLACES, end=PLACES)
    def drag_in_the_loss_curve(self, start: Place, end: Place) -> None:
        self._drag("loss_curve", start, end)

    def _chooser(self) -> DataChooser:
        chooser = self.window.findChild(DataChooser)
        assert chooser is not None
        return chooser

    def _drag(self, panel: str, start: Place, end: Place) -> None:
        views = self.window.panels[panel].findChildren(pg.GraphicsView)
        if not views or not views[0].isVisible():
            return
        view = views[0].viewport()
        a, b = (QPoint(round(x * view.width()), round(y * view.height())) for x, y in (start, end))
        QTest.mouseMove(view, a)
        QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, a)
        for part in range(1, 5):
            QTest.mouseMove(view, a + (b - a) * (part / 4))
            QApplication.processEvents()
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, b)

    # -- model and methods -------------------------------------------------------------------------------------------

    @rule(
        place=PLACE,
        degree=st.sampled_from([1, 2, 9, 15]),
        hidden=st.sampled_from([(), (1,), (2, 2), (64,), (3,) * 12]),
    )
    def choose_model(self, place: int, degree: int, hidden: tuple[int, ...]) -> None:
        dataset = self.session.dataset
        names = models_for(dataset.task, dataset.n_features, dataset.n_classes)
        options = {"polynomial": {"degree": degree}, "network": {"hidden": hidden}}
        name = names[place % len(names)]
        self.session.set_experiment("model", model=ModelChoice(name, options.get(name, {})))

    @rule(place=PLACE, l1=st.sampled_from([0.0, 0.1, 1e6]), l2=st.sampled_from([0.0, 0.1, 1e6]))
    def choose_loss(self, place: int, l1: float, l2: float) -> None:
        dataset, model = self.session.dataset, self.session.experiment.model.name
        losses = losses_for(model, dataset.task, dataset.n_classes)
        self.session.set_experiment("loss", loss=losses[place % len(losses)], l1=l1, l2=l2)

    @rule(name=st.sampled_from(sorted(METHODS)))
    def add_method(self, name: str) -> None:
        self.session.add_method(name)

    @rule(place=PLACE)
    def remove_method(self, place: int) -> None:
        self.session.remove_method(self._method(place).key)

    @rule(place=PLACE, name=st.sampled_from(sorted(METHODS)))
    def change_method(self, place: int, name: str) -> None:
        method = self._method(place)
        if name != method.name:
            self.window.method_cards._set_kind(method.key, name)

    @rule(place=PLACE, size=st.sampled_from([None, 1, 7, 100_000]))
    def batch(self, place: int, size: int | None) -> None:
        self.session.set_method("batch", self._method(place).key, batch_size=size)

    @rule(place=PLACE, which=PLACE, value=st.sampled_from(["low", "default", "high", 0, 1e9]))
    def hyperparameter(self, place: int, which: int, value: str | float) -> None:
        method = self._method(place)
        declared = [item for item in hyperparameters(METHODS[method.name]) if item.low is not None]
        if declared:
            item = declared[which % len(declared)]
            chosen = getattr(item, value) if isinstance(value, str) else value
            self.session.set_method("option", method.key, "option", options={**method.options, item.name: chosen})

    @rule(place=PLACE, what=st.sampled_from(["show", "hide", "solo", "fold"]))
    def look_at_method(self, place: int, what: str) -> None:
        key = self._method(place).key
        if what == "show":
            self.session.view.show_method(key)
        elif what == "hide":
            self.session.view.hide_method(key, key not in self.session.view.hidden)
        elif what == "solo":
            self.session.view.solo_method(key)
        elif key in self.window.method_cards._cards:  # a model that is solved at once has none
            self.window.method_cards._show_or_fold(key)

    @rule(place=PLACE, text=TYPED)
    def type_a_number(self, place: int, text: str) -> None:
        fields = [field for field in self.window.findChildren(NumberField) if field.isVisible() and field.isEnabled()]
        if not fields:
            return
        field = fields[place % len(fields)]
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text or " ")
        QTest.keyClick(field, Qt.Key.Key_Return)

    def _method(self, place: int) -> MethodChoice:
        methods = self.session.experiment.methods
        return methods[place % len(methods)]

    # -- time --------------------------------------------------------------------------------------------------------

    @rule(pace=st.sampled_from([1.0, 50.0, math.inf]))
    def play(self, pace: float) -> None:
        self.session.set_pace(pace)
        self.session.play()

    @rule()
    def pause(self) -> None:
        self.session.pause()

    @rule(count=st.sampled_from([1, 100, -1, -50]))
    def step(self, count: int) -> None:
        self.session.step(count)

    @rule(count=st.sampled_from([1, -1]))
    def epoch(self, count: int) -> None:
        self.session.step_epochs(count)

    @rule(steps=st.lists(st.integers(0, 5000), min_size=1, max_size=8))
    def scrub(self, steps: list[int]) -> None:
        for step in steps:
            self.session.scrub(step)

    @rule(new=st.booleans())
    def reset(self, new: bool) -> None:
        if new:
            self.session.reset_new_start()
        else:
            self.session.reset()

    @rule(frames=st.integers(1, 6))
    def watch(self, frames: int) -> None:
        """Let so many frames come, if any are to come."""
        seen: list[None] = []
        count = lambda: seen.append(None)  # noqa: E731
        self.session.snapshot_changed.connect(count)
        until = time.monotonic() + 0.2
        while len(seen) < frames and not self.session.settled and time.monotonic() < until:
            QCoreApplication.processEvents()
        self.session.snapshot_changed.disconnect(count)

    # -- the rest ----------------------------------------------------------------------------------------------------

    @rule(times=st.integers(1, 8), back=st.booleans())
    def undo_or_redo(self, times: int, back: bool) -> None:
        for _ in range(times):
            if back:
                self.session.undo()
            else:
                self.session.redo()

    @rule(place=PLACE)
    def open_lesson(self, place: int) -> None:
        lessons = self.window.lesson_menu.found.lessons
        self.window.lesson_menu.open(lessons[place % len(lessons)])

    @rule(kind=st.sampled_from(["parameters", "random"]), first=st.integers(0, 30), second=st.integers(1, 30))
    def plane(self, kind: str, first: int, second: int) -> None:
        self.session.view.set_plane(PlaneChoice(kind, first, first + second))

    @rule(axis=st.sampled_from(["steps", "evaluations", "seconds"]))
    def race_axis(self, axis: Any) -> None:
        self.session.view.set_race_axis(axis)

    @rule(theme=st.sampled_from(["light", "dark"]), size=st.sampled_from(Preferences.TEXT_SIZES))
    def looks(self, theme: str, size: int) -> None:
        self.preferences.theme, self.preferences.text_size = theme, size

    @rule(width=st.integers(960, 1600), height=st.integers(600, 1000))
    def resize(self, width: int, height: int) -> None:
        self.window.resize(width, height)

    @rule()
    def present(self) -> None:
        self.window.presenting.toggle()

    @rule(key=KEYS)
    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key)

    @rule()
    def take_a_picture(self) -> None:
        self.window.grab()
