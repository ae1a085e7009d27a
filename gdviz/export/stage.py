"""A stage out of sight: a session of its own, whose panels are drawn at any size and in any theme."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from gdviz.export.figure import Figure, FigureOptions, Sheet, common_legend
from gdviz.export.legend import Legend
from gdviz.export.parts import GAP, Part, take_panel_view
from gdviz.panels import PANELS, Panel
from gdviz.session import Session
from gdviz.session.view_state import take_view
from gdviz.training.session_values import SavedSession

FRAME_MILLISECONDS = 5  # nobody watches: results are taken soon, without pulling at who works
LONGEST_WAIT = 600.0  # seconds for one moment of a run


class StageError(RuntimeError):
    """A moment could not be shown; the text is one sentence for whoever asked for it."""


class Stage:
    """Shows moments of a run for pictures. Needs a QApplication of its own: its theme is that of all widgets.

    `go_to` waits until the moment is there, with the maps that are asked of it.
    """

    def __init__(self, session: Session) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.app = app
        self.session = session
        self._panels: list[Panel] = []
        session.set_frame_interval(FRAME_MILLISECONDS)
        self._refusal = ""
        self._defect = ""
        session.message.connect(self._hear)
        session.crashed.connect(self._hear_crash)
        self.settle()

    def close(self) -> None:
        self.strike()
        self.session.close()

    def open(self, saved: SavedSession, view: Mapping[str, Any] | None = None) -> None:
        """Show the session that a file holds, where it stood, as `view_of` the session said."""
        self.session.open_saved("", saved)
        self.settle()
        if view is not None:
            take_view(self.session, view)

    @property
    def step(self) -> int:
        """The step that is shown."""
        return 0 if self.session.snapshot is None else self.session.snapshot.step

    def strike(self) -> None:
        """Take away all panels."""
        while self._panels:
            panel = self._panels.pop()
            panel.close()
            panel.deleteLater()

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

    def sheet(self, options: FigureOptions, parts: Sequence[Part]) -> Sheet:
        """Return the drawing of some panels at the present moment; they live as long as the drawing.

        Raises ValueError for an unknown panel.
        """
        if any(part.panel == "this_step" for part in parts):
            self._explain()
        panels = [self._panel(part) for part in parts]
        legend, top = None, 0
        if options.legend and len(parts) > 1:  # one for all, in a row of its own
            legend = Legend(common_legend(panels), options.width - 2 * GAP)
            top = round(legend.height) + GAP  # it begins a gap below the edge
            options = replace(options, legend=False)
        figures = []
        for part, panel in zip(parts, panels, strict=True):
            left, above, width, height = part.within(options.width, options.height - top)
            figure = Figure(panel, replace(options, width=width, height=height))
            figure.place()
            figures.append((figure, QPoint(left, top + above)))
        self.settle()
        for figure, _ in figures:
            figure.panel.setUpdatesEnabled(False)  # it is drawn when it is asked for, and only then
        return Sheet(options.width, options.height, figures, legend)

    def _explain(self) -> None:
        """Take the shown step once more, so that its numbers are known: a file does not hold them."""
        lane, step = self.session.shown, self.step
        if lane is not None and lane.detail is None and step:
            for moment in (step - 1, step):
                self.session.scrub(moment)
                self.settle()

    def _panel(self, part: Part) -> Panel:
        panel = PANELS[part.panel](self.session)
        self._panels.append(panel)
        self.show(panel)
        take_panel_view(panel, part.view)
        return panel

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
