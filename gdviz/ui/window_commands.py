"""What the window can be told to do, with keys and a sentence for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gdviz.ui.actions import Command
from gdviz.ui.exporting_code import code_commands
from gdviz.ui.exporting_tables import table_commands
from gdviz.ui.session_commands import session_commands
from gdviz.ui.sharing import sharing_commands

if TYPE_CHECKING:
    from gdviz.ui.main_window import MainWindow


class WindowCommands(QObject):
    """All commands of the main window, as its menus and its list of keys show them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def all(self) -> list[Command]:
        """Return them in the order of the list of keys."""
        return [*self._file(), *self._points(), *self._run(), *self._view()]

    def _file(self) -> list[Command]:
        """Return what is opened, saved and taken along."""
        window = self._window
        return [
            *session_commands(window.files),
            Command(
                "import", self.tr("Import CSV …"), ("Ctrl+I",), self.tr("Open a table of data"), window.import_data
            ),
            Command(
                "import_picture",
                self.tr("Picture as data …"),
                (),
                self.tr("Points inside and outside of what a black-and-white picture shows"),
                window.picture_data.ask,
            ),
            Command(
                "save_picture",
                self.tr("Save picture of the window …"),
                ("Ctrl+Alt+E",),
                self.tr("Save what the window shows as PNG, SVG or PDF"),
                window.exporting.save_window,
            ),
            Command(
                "export_figure",
                self.tr("Export figure …"),
                ("Ctrl+E",),
                self.tr("Save plots as PNG, SVG or PDF, of any size, for a talk or a paper"),
                window.exporting.export_figure,
            ),
            Command(
                "export_film",
                self.tr("Export film …"),
                ("Ctrl+Shift+E",),
                self.tr("Save the run as a film: GIF, APNG, WebP or MP4"),
                window.exporting.export_film,
            ),
            Command(
                "copy_picture",
                self.tr("Copy picture of the window"),
                ("Ctrl+Shift+C",),
                self.tr("Copy what the window shows to the clipboard"),
                window.exporting.copy_window,
            ),
            *table_commands(window.tables),
            *code_commands(window.code),
            *sharing_commands(window.sharing),
            Command("quit", self.tr("Quit"), ("Ctrl+Q",), self.tr("Close gdviz"), window.close),
        ]

    def _points(self) -> list[Command]:
        """Return what is done to the points, and undone."""
        window, session = self._window, self._window.session
        return [
            Command(
                "undo", self.tr("Undo"), ("Ctrl+Z",), self.tr("Take the last edit or setting back"), window.undoing.undo
            ),
            Command(
                "redo",
                self.tr("Redo"),
                ("Ctrl+Shift+Z", "Ctrl+Y"),
                self.tr("Do again what was undone"),
                window.undoing.redo,
            ),
            Command(
                "select_all",
                self.tr("Select all points"),
                ("Ctrl+A",),
                self.tr("Select all points"),
                session.select_all,
            ),
            Command(
                "delete",
                self.tr("Delete selected points"),
                ("Del",),
                self.tr("Delete the selected points"),
                session.delete_selection,
            ),
            Command("clear", self.tr("Delete all points"), (), self.tr("Delete all points"), session.clear_points),
            Command(
                "new_sample",
                self.tr("Draw the data anew"),
                ("Ctrl+R",),
                self.tr("Generate the data with another seed"),
                session.new_sample,
            ),
        ]

    def _run(self) -> list[Command]:
        """Return the run and its time."""
        window, session = self._window, self._window.session
        return [
            Command("play", self.tr("Play"), ("Space",), self.tr("Play or pause"), window.keys.press_space),
            Command(
                "step", self.tr("One step"), ("Right",), self.tr("Take one step"), lambda: window.keys.press_arrow(1)
            ),
            Command(
                "back",
                self.tr("One step back"),
                ("Left",),
                self.tr("Go one step back"),
                lambda: window.keys.press_arrow(-1),
            ),
            Command(
                "epoch", self.tr("One epoch"), ("Shift+Right",), self.tr("Go on to the next epoch"), session.step_epochs
            ),
            Command(
                "epoch_back",
                self.tr("One epoch back"),
                ("Shift+Left",),
                self.tr("Go one epoch back"),
                lambda: session.step_epochs(-1),
            ),
            Command("reset", self.tr("Reset"), ("R",), self.tr("Back to step 0 with the same start"), session.reset),
            Command(
                "new_start",
                self.tr("New start"),
                ("Shift+R",),
                self.tr("Back to step 0 with another start"),
                session.reset_new_start,
            ),
            Command(
                "slower", self.tr("Slower"), ("[",), self.tr("Fewer steps a second"), lambda: window.top_bar.faster(-5)
            ),
            Command(
                "faster", self.tr("Faster"), ("]",), self.tr("More steps a second"), lambda: window.top_bar.faster(5)
            ),
        ]

    def _view(self) -> list[Command]:
        """Return where the window goes and what it says of itself."""
        window = self._window
        return [
            *window.workspaces.commands(),
            Command(
                "present",
                self.tr("Present"),
                ("F5", "F11"),
                self.tr("Full screen with the plots alone; Esc leaves"),
                window.presenting.toggle,
            ),
            Command(
                "reset_layout",
                self.tr("Reset layout"),
                (),
                self.tr("Put all panels back where they were at first"),
                window.workspaces.reset,
            ),
            Command(
                "shortcuts", self.tr("Keyboard shortcuts"), ("F1",), self.tr("Show all keys"), window.show_shortcuts
            ),
            Command("about", self.tr("About gdviz"), (), self.tr("Version and licence"), window.show_about),
        ]
