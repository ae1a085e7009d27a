"""Saving and copying what is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPoint, QRect, Slot
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from gdviz.export.drawing import KINDS, Drawing, PlotDrawing, WidgetDrawing, file_of, image_of
from gdviz.export.parts import Part
from gdviz.panels import Panel
from gdviz.plots.base import Plot
from gdviz.session import Session
from gdviz.session.preferences import Preferences
from gdviz.system.files import write_whole
from gdviz.ui.asked_path import ask_where_to_save
from gdviz.ui.workspaces import Twin, Workspace

PICTURE_SCALE = 2.0
_KINDS = ";;".join(f"{kind.upper()} (*.{kind})" for kind in KINDS)


class Exporting(QObject):
    """Asks where to, writes whole files or none, and says what was written."""

    def __init__(
        self, window: QMainWindow, session: Session, preferences: Preferences, panels: Mapping[str, QWidget]
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._preferences, self._panels = window, session, preferences, panels
        self.workspace: Callable[[], Workspace | None] = lambda: None  # which one the window shows

    @Slot()
    def save_window(self) -> None:
        """Save what the window shows, as PNG, SVG or PDF by the ending of the name."""
        drawing = WidgetDrawing(self._window)
        self.save_file(self.tr("Save picture"), "gdviz.png", _KINDS, lambda path: self._drawn(drawing, path))

    def _drawn(self, drawing: Drawing, path: Path) -> bytes:
        kind = path.suffix.lower().removeprefix(".")
        known = next((known for known in KINDS if known == kind), None)
        if known is None:
            raise ValueError(
                self.tr("The name must end in .png, .svg or .pdf; it ends in {end}.").format(end=path.suffix)
            )
        return file_of(drawing, known, PICTURE_SCALE, "gdviz")

    @Slot()
    def copy_window(self) -> None:
        QGuiApplication.clipboard().setImage(image_of(WidgetDrawing(self._window), PICTURE_SCALE))
        self._session.say(self.tr("The picture of the window is on the clipboard."))

    @Slot()
    def export_figure(self) -> None:
        """Open the dialog for a figure of all visible plots, or of one of them."""
        self._open_dialog(self.tr("All plots"), "png")

    @Slot()
    def export_film(self) -> None:
        """Open the dialog for a film of the run."""
        self._open_dialog(self.tr("All plots"), "gif")

    def save_plot(self, plot: Plot) -> None:
        """Open the dialog for a figure of the plot's panel; a plot on a page, which has none, is saved as it is."""
        panel = next((panel for panel in self._shown().values() if panel.isAncestorOf(plot)), None)
        if panel is not None:
            self._open_dialog(panel.title, "png")
        else:
            drawing = PlotDrawing(plot)
            self.save_file(self.tr("Save picture"), "plot.png", _KINDS, lambda path: self._drawn(drawing, path))

    def shown_parts(self) -> tuple[Part, ...]:
        """Return the panels that are visible, where they are, and how they are looked at."""
        shown = self._shown()
        return _arranged(shown) if shown else ()

    def _shown(self) -> dict[str, Panel]:
        return {name: panel for name, panel in self._panels.items() if isinstance(panel, Panel) and panel.isVisible()}

    def _open_dialog(self, chosen: str, kind: str) -> None:
        from gdviz.ui.picture_dialog import PictureDialog  # the window opens faster without it

        shown, workspace = self._shown(), self.workspace()
        page = workspace if workspace is not None and workspace.twin is not None else None
        if not shown and kind == "png":
            chosen = self.tr("Whole window") if page is None else page.title
        if page is None and self._session.snapshot is None:
            self._session.say(self.tr("There is nothing to draw yet: add some points first."), "warning")
            return
        choices: dict[str, tuple[Part, ...]] = {}
        pages: dict[str, Twin] = {}
        if page is not None and page.twin is not None:
            choices[page.title], pages[page.name] = (Part(page.name),), page.twin
        if len(shown) > 1:
            choices[self.tr("All plots")] = _arranged(shown)
        choices |= self._other_workspaces(shown)
        for name, panel in shown.items():
            choices[panel.title] = (Part(name, view=panel.view()),)
        choices[self.tr("Whole window")] = ()
        glance = self._glance(choices.get(chosen, ()), pages)
        dialog = PictureDialog(self._session, self._preferences, choices, chosen, kind, self._window, pages, glance)
        dialog.open()

    def _glance(self, parts: tuple[Part, ...], pages: Mapping[str, Twin]) -> QPixmap:
        """Return what the window shows of these parts; all of it for none, nothing where one is not in view."""
        middle = self._window.centralWidget()
        if parts and parts[0].panel in pages and middle is not None:
            return middle.grab()
        shown = self._shown()
        if any(part.panel not in shown for part in parts):
            return QPixmap()
        area = QRect()
        for part in parts:
            card = _card_of(shown[part.panel])
            area = area.united(QRect(card.mapTo(self._window, QPoint(0, 0)), card.size()))
        return self._window.grab(area) if parts else self._window.grab()

    def _other_workspaces(self, shown: Mapping[str, Panel]) -> dict[str, tuple[Part, ...]]:
        """Return the plots of workspaces that are not in view but have something to show, as they are at first."""
        from gdviz.export.picture import NETWORK_PLOTS, usual_plots

        offered = {self.tr("Curves workspace"): usual_plots(self._session)}
        if self._session.experiment.model.name == "network":
            offered[self.tr("Network workspace")] = NETWORK_PLOTS
        there = {
            title: tuple(replace(part, view=self._view(part.panel)) for part in parts)
            for title, parts in offered.items()
            if all(part.panel in self._panels for part in parts)
        }
        return {title: parts for title, parts in there.items() if {part.panel for part in parts} - set(shown)}

    def _view(self, name: str) -> Mapping[str, Any]:
        panel = self._panels[name]
        return panel.view() if isinstance(panel, Panel) else {}

    def save_file(self, title: str, name: str, kinds: str, content: Callable[[Path], bytes]) -> None:
        """Ask where to, and write what `content` returns for that path; what it raises as ValueError is said."""
        path = ask_where_to_save(self._window, title, Path(self._preferences.folder or Path.home()) / name, kinds)
        if path is None:
            return
        try:
            write_whole(path, content(path))
        except ValueError as error:
            self._session.say(str(error), "error")
            return
        except OSError as error:
            self._session.say(
                self.tr("{path} could not be written: {reason}.").format(path=path, reason=error.strerror or error),
                "error",
            )
            return
        self._preferences.folder = str(path.parent)
        self._session.say(self.tr("Saved {path}.").format(path=path))


def _arranged(panels: Mapping[str, Panel]) -> tuple[Part, ...]:
    """Return the panels in the places that they have in the window, as shares of what they cover together."""
    cards = {name: _card_of(panel) for name, panel in panels.items()}
    places = {name: QRect(card.mapToGlobal(QPoint(0, 0)), card.size()) for name, card in cards.items()}
    whole = QRect()
    for place in places.values():
        whole = whole.united(place)

    def share(place: QRect) -> tuple[float, float, float, float]:
        left, top = place.left() - whole.left(), place.top() - whole.top()
        width, height = whole.width(), whole.height()
        return (left / width, top / height, place.width() / width, place.height() / height)

    return tuple(Part(name, share(place), panels[name].view()) for name, place in places.items())


def _card_of(panel: Panel) -> QWidget:
    """Return the panel with its heading, which its dock holds."""
    dock = panel.parentWidget()
    return dock if isinstance(dock, QDockWidget) else panel
