"""A stage out of sight: a session of its own, whose panels are drawn at any size and in any theme."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt
from PySide6.QtWidgets import QWidget

from gdviz.export.figure import Drawing, Figure, FigureDrawing, FigureOptions
from gdviz.panels import PANELS, Panel
from gdviz.session import Session

FRAME_MILLISECONDS = 1  # nobody watches: results are taken as soon as they are there
LONGEST_WAIT = 600.0  # seconds for one moment of a run


class StageError(RuntimeError):
    """A moment could not be shown; the text is one sentence for whoever asked for it."""


class Stage:
    """Shows moments of a run for pictures. Needs a QApplication of its own: its theme is that of all widgets.

    `go_to` waits until the moment is there, with the maps that are asked of it.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        session.set_frame_interval(FRAME_MILLISECONDS)
        self._refusal = ""
        self._defect = ""
        session.message.connect(self._hear)
        session.crashed.connect(self._hear_crash)
        self.settle()

    def close(self) -> None:
        self.session.close()

    def go_to(self, step: int) -> int:
        """Show step `step`, or the last one before it that the run reaches; return which it is."""
        snapshot = self.session.snapshot
        if snapshot is None:
            raise StageError(self._refusal or "there is nothing to train on: the data has no points")
        if step <= snapshot.last_step:
            self.session.scrub(step)
        else:
            if snapshot.step < snapshot.last_step:
                self.session.scrub(snapshot.last_step)
                self.settle()
            self.session.step(step - snapshot.last_step)
        self.settle()
        assert self.session.snapshot is not None
        return self.session.snapshot.step

    def show(self, widget: QWidget) -> None:
        """Let `widget` draw itself although no screen shows it."""
        widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        widget.show()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way any more: no step, no map, no paint."""
        self._wait(lambda: self.session.settled)
        QCoreApplication.processEvents()
        self._wait(lambda: self.session.settled)  # a new size asks for new maps

    def figure(self, panel_name: str, options: FigureOptions, view: dict[str, object] | None = None) -> Drawing:
        """Return the drawing of a panel at the present moment; its widget lives as long as the drawing.

        Raises ValueError for an unknown panel.
        """
        panel = self.panel(panel_name)
        if view:
            panel.set_view(view)
        figure = Figure(panel, options)
        figure.place()
        self.settle()
        return FigureDrawing(figure)

    def panel(self, name: str) -> Panel:
        """Return a new panel that draws unseen.

        Raises ValueError for an unknown name.
        """
        panel = PANELS[name](self.session)
        self.show(panel)
        return panel

    def moments(self, steps: list[int]) -> Iterator[int]:
        """Go to each of `steps` in turn and yield the one that is shown."""
        for step in steps:
            yield self.go_to(step)

    def _wait(self, ready: Callable[[], bool]) -> None:
        until = time.monotonic() + LONGEST_WAIT
        while not ready():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if self._defect:
                raise StageError(self._defect)
            if time.monotonic() > until:
                raise StageError(f"the run did not come to rest within {LONGEST_WAIT:g} seconds")

    def _hear(self, message: object) -> None:
        if getattr(message, "kind", "") == "error":
            self._refusal = getattr(message, "text", "")

    def _hear_crash(self, summary: str, _details: str) -> None:
        self._defect = summary
