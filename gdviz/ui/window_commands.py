"""What the window can be told to do, with keys and a sentence for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from gdviz.ui.actions import Command
from gdviz.ui.exporting_code import code_commands
from gdviz.ui.exporting_tables import table_commands
from gdviz.ui.session_commands import session_commands
from gdviz.ui.sharing import sharing_commands

if TYPE_CHECKING:
    from gdviz.ui.main_window import MainWindow


def window_commands(window: MainWindow) -> list[Command]:
    """Return all commands of the main window, as its menus and its list of keys show them."""
    session = window.session
    return [
        *session_commands(window.files),
        Command(
            "import",
            QCoreApplication.translate("Commands", "Import CSV …"),
            ("Ctrl+I",),
            QCoreApplication.translate("Commands", "Open a table of data"),
            window.import_data,
        ),
        Command(
            "import_picture",
            QCoreApplication.translate("Commands", "Picture as data …"),
            (),
            QCoreApplication.translate("Commands", "Points inside and outside of what a black-and-white picture shows"),
            window.picture_data.ask,
        ),
        Command(
            "save_picture",
            QCoreApplication.translate("Commands", "Save picture of the window …"),
            ("Ctrl+Alt+E",),
            QCoreApplication.translate("Commands", "Save what the window shows as PNG, SVG or PDF"),
            window.exporting.save_window,
        ),
        Command(
            "export_figure",
            QCoreApplication.translate("Commands", "Export figure …"),
            ("Ctrl+E",),
            QCoreApplication.translate("Commands", "Save plots as PNG, SVG or PDF, of any size, for a talk or a paper"),
            window.exporting.export_figure,
        ),
        Command(
            "export_film",
            QCoreApplication.translate("Commands", "Export film …"),
            ("Ctrl+Shift+E",),
            QCoreApplication.translate("Commands", "Save the run as a film: GIF, APNG, WebP or MP4"),
            window.exporting.export_film,
        ),
        Command(
            "copy_picture",
            QCoreApplication.translate("Commands", "Copy picture of the window"),
            ("Ctrl+Shift+C",),
            QCoreApplication.translate("Commands", "Copy what the window shows to the clipboard"),
            window.exporting.copy_window,
        ),
        *table_commands(window.tables),
        *code_commands(window.code),
        *sharing_commands(window.sharing),
        Command(
            "quit",
            QCoreApplication.translate("Commands", "Quit"),
            ("Ctrl+Q",),
            QCoreApplication.translate("Commands", "Close gdviz"),
            window.close,
        ),
        Command(
            "undo",
            QCoreApplication.translate("Commands", "Undo"),
            ("Ctrl+Z",),
            QCoreApplication.translate("Commands", "Take the last edit or setting back"),
            window.undoing.undo,
        ),
        Command(
            "redo",
            QCoreApplication.translate("Commands", "Redo"),
            ("Ctrl+Shift+Z", "Ctrl+Y"),
            QCoreApplication.translate("Commands", "Do again what was undone"),
            window.undoing.redo,
        ),
        Command(
            "select_all",
            QCoreApplication.translate("Commands", "Select all points"),
            ("Ctrl+A",),
            QCoreApplication.translate("Commands", "Select all points"),
            session.select_all,
        ),
        Command(
            "delete",
            QCoreApplication.translate("Commands", "Delete selected points"),
            ("Del",),
            QCoreApplication.translate("Commands", "Delete the selected points"),
            session.delete_selection,
        ),
        Command(
            "clear",
            QCoreApplication.translate("Commands", "Delete all points"),
            (),
            QCoreApplication.translate("Commands", "Delete all points"),
            session.clear_points,
        ),
        Command(
            "new_sample",
            QCoreApplication.translate("Commands", "Draw the data anew"),
            ("Ctrl+R",),
            QCoreApplication.translate("Commands", "Generate the data with another seed"),
            session.new_sample,
        ),
        Command(
            "play",
            QCoreApplication.translate("Commands", "Play"),
            ("Space",),
            QCoreApplication.translate("Commands", "Play or pause"),
            window.keys.press_space,
        ),
        Command(
            "step",
            QCoreApplication.translate("Commands", "One step"),
            ("Right",),
            QCoreApplication.translate("Commands", "Take one step"),
            lambda: window.keys.press_arrow(1),
        ),
        Command(
            "back",
            QCoreApplication.translate("Commands", "One step back"),
            ("Left",),
            QCoreApplication.translate("Commands", "Go one step back"),
            lambda: window.keys.press_arrow(-1),
        ),
        Command(
            "epoch",
            QCoreApplication.translate("Commands", "One epoch"),
            ("Shift+Right",),
            QCoreApplication.translate("Commands", "Go on to the next epoch"),
            session.step_epochs,
        ),
        Command(
            "epoch_back",
            QCoreApplication.translate("Commands", "One epoch back"),
            ("Shift+Left",),
            QCoreApplication.translate("Commands", "Go one epoch back"),
            lambda: session.step_epochs(-1),
        ),
        Command(
            "reset",
            QCoreApplication.translate("Commands", "Reset"),
            ("R",),
            QCoreApplication.translate("Commands", "Back to step 0 with the same start"),
            session.reset,
        ),
        Command(
            "new_start",
            QCoreApplication.translate("Commands", "New start"),
            ("Shift+R",),
            QCoreApplication.translate("Commands", "Back to step 0 with another start"),
            session.reset_new_start,
        ),
        Command(
            "slower",
            QCoreApplication.translate("Commands", "Slower"),
            ("[",),
            QCoreApplication.translate("Commands", "Fewer steps a second"),
            lambda: window.top_bar.faster(-5),
        ),
        Command(
            "faster",
            QCoreApplication.translate("Commands", "Faster"),
            ("]",),
            QCoreApplication.translate("Commands", "More steps a second"),
            lambda: window.top_bar.faster(5),
        ),
        *window.workspaces.commands(),
        Command(
            "present",
            QCoreApplication.translate("Commands", "Present"),
            ("F5", "F11"),
            QCoreApplication.translate("Commands", "Full screen with the plots alone; Esc leaves"),
            window.presenting.toggle,
        ),
        Command(
            "reset_layout",
            QCoreApplication.translate("Commands", "Reset layout"),
            (),
            QCoreApplication.translate("Commands", "Put all panels back where they were at first"),
            window.workspaces.reset,
        ),
        Command(
            "shortcuts",
            QCoreApplication.translate("Commands", "Keyboard shortcuts"),
            ("F1",),
            QCoreApplication.translate("Commands", "Show all keys"),
            window.show_shortcuts,
        ),
        Command(
            "about",
            QCoreApplication.translate("Commands", "About gdviz"),
            (),
            QCoreApplication.translate("Commands", "Version and licence"),
            window.show_about,
        ),
    ]
