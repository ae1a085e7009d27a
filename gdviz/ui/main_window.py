"""The window: it arranges docks and menus, and nothing else."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMessageBox, QToolBar, QVBoxLayout, QWidget

from gdviz import __version__
from gdviz.core.registry import discover
from gdviz.lessons import Lesson
from gdviz.panels import PANELS
from gdviz.plots.base import Plot
from gdviz.plots.icons import app_icon
from gdviz.plots.style import apply
from gdviz.plots.theme import ThemeManager
from gdviz.session import Message, Session
from gdviz.session.class_curves import one_number
from gdviz.session.preferences import Preferences
from gdviz.training.session_file import SUFFIX
from gdviz.ui.actions import make_actions, shortcut_table
from gdviz.ui.arrangement import LEFT_WIDTH, RIGHT_WIDTH
from gdviz.ui.data_panel import DataPanel
from gdviz.ui.digits.in_window import DigitsInWindow
from gdviz.ui.docks import CardDock, SideDock
from gdviz.ui.exporting import Exporting
from gdviz.ui.exporting_code import CodeExport
from gdviz.ui.exporting_tables import TableExport
from gdviz.ui.function_panel import InputPanel
from gdviz.ui.image_pages import ImagePages
from gdviz.ui.import_dialog import ImportDialog
from gdviz.ui.lesson_card import LessonCard
from gdviz.ui.lesson_menu import LessonMenu
from gdviz.ui.lesson_now import LessonNow
from gdviz.ui.long_text import LongText
from gdviz.ui.menus import Menus
from gdviz.ui.method_cards import MethodCards
from gdviz.ui.model_panel import ModelPanel
from gdviz.ui.notice import Notice
from gdviz.ui.picture_data import PictureData
from gdviz.ui.presenting import Presenting
from gdviz.ui.run_keys import RunKeys
from gdviz.ui.session_files import SessionFiles
from gdviz.ui.sharing import Sharing
from gdviz.ui.slopes.in_window import SlopesInWindow
from gdviz.ui.status import StatusLine
from gdviz.ui.top_bar import TopBar
from gdviz.ui.undoing import Undoing
from gdviz.ui.window_commands import WindowCommands
from gdviz.ui.workspaces import Workspaces

LAST_SECONDS = 0.25


class MainWindow(QMainWindow):
    """Data at the left, plots in the middle, model and methods at the right, time at the top, status at the bottom."""

    def __init__(self, session: Session, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._app = app
        self.session = session
        self.preferences = preferences
        self.setWindowTitle("gdviz")
        self.setWindowIcon(app_icon())
        self.setMinimumSize(960, 600)
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self._apply_preferences()

        self._make_docks()
        self.exporting = Exporting(
            self, session, preferences, {name: dock.widget() for name, dock in self.docks.items()}
        )
        self.workspaces: Workspaces = Workspaces(self, self.left, self.docks, self.right, preferences)
        self.exporting.workspace = lambda: self.workspaces.shown
        self.digits: DigitsInWindow = DigitsInWindow(self, self.workspaces)
        self.picture_data = PictureData(session, self)
        self.workspaces.add_classes()
        session.data_changed.connect(self._suit_workspace)
        self._suit_workspace()
        self.image_pages: ImagePages = ImagePages(self, self.workspaces, self.digits)
        self.slopes: SlopesInWindow = SlopesInWindow(self, self.workspaces)
        self.files = SessionFiles(self, session, preferences)
        self.tables = TableExport(session, self.exporting, self.digits)
        self.code = CodeExport(self, session, preferences, self.digits)
        self.sharing = Sharing(self)
        self.keys = RunKeys(self, session, self.workspaces)
        self.presenting = Presenting(self, self.workspaces, (self.left, self.right))
        self.undoing = Undoing(session, self.workspaces, self.slopes, self)
        self.actions_by_name: dict[str, QAction] = make_actions(self, WindowCommands(self).all())
        self.undoing.take_actions(self.actions_by_name)
        self.lesson_menu: LessonMenu = LessonMenu(session, self, preferences.language or "en")
        self.menus = Menus(self)
        self._make_bars()
        self.lesson_now = LessonNow(session, self.lesson_card, self.lesson_menu, self)
        self.notice = Notice(self)

        session.message.connect(self.notice.tell)
        self.lesson_menu.first = self.files.ask_for_file
        self.lesson_menu.opened.connect(self._show_lesson)
        self.lesson_menu.opened.connect(self.files.begin_anew)
        self.lesson_menu.image_opened.connect(self.image_pages.open)
        self.lesson_menu.slope_opened.connect(self.slopes.open)
        preferences.changed.connect(self._follow_preference)
        ThemeManager.instance().changed.connect(self._dress)
        self._dress()  # now that all is in its place: what is put into another widget would be dressed again
        self.workspaces.restore()
        self.panels["data_plot"].setFocus()

    # -- parts -----------------------------------------------------------------------------------------------------

    def _make_docks(self) -> None:
        discover("gdviz.panels")
        PANELS.load_entry_points()
        self.panels = {name: panel(self.session) for name, panel in PANELS.items() if name != "this_step"}
        self.docks = {name: CardDock(name, panel) for name, panel in self.panels.items()}
        self.data_panel = DataPanel(self.session)
        self.data_panel.import_wanted.connect(self.import_data)
        self.input_panel = InputPanel(self.session, self.data_panel)
        self.lesson_card = LessonCard()
        self.left = SideDock("data", self.tr("Data sets"), self.input_panel, self.lesson_card, LEFT_WIDTH)

        self.model_panel = ModelPanel(self.session)
        self.method_cards = MethodCards(self.session)
        self.this_step = PANELS["this_step"](self.session)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.model_panel)
        column.addWidget(self.method_cards)
        column.addStretch(1)
        self.right = SideDock("model", self.tr("Model and methods"), right, self.this_step, RIGHT_WIDTH)

    def _make_bars(self) -> None:
        self.top_bar = TopBar(self.session, self.actions_by_name, self.menus.export())
        self.lesson_menu.take_combo(self.top_bar.lessons)
        bar = QToolBar(self.tr("Transport"), self)
        bar.setObjectName("transport")
        bar.setMovable(False)
        bar.toggleViewAction().setEnabled(False)
        bar.addWidget(self.top_bar)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, bar)
        self.status = StatusLine(self.session, self)
        self.setStatusBar(self.status)
        self.status.addPermanentWidget(self.files.name_label)

    # -- looks -----------------------------------------------------------------------------------------------------

    def _apply_preferences(self) -> None:
        manager = ThemeManager.instance()
        manager.set_mode(self.preferences.theme)
        manager.set_text_scale(self.preferences.text_size / 100)

    @Slot(str)
    def _follow_preference(self, key: str) -> None:
        if key in ("theme", "text_size"):  # to dress a window takes long: not for each file that is remembered
            self._apply_preferences()

    @Slot()
    def _dress(self) -> None:
        apply(self._app, ThemeManager.instance().theme)

    def save_plot(self, plot: Plot) -> None:
        """Save one plot; its menu asks so."""
        self.exporting.save_plot(plot)

    def begin(self, lesson: Lesson, *, first_run: bool) -> None:
        """Show a lesson whose experiment the session already holds; the first of all says how to start."""
        self.lesson_menu.show_as_open(lesson)
        if first_run:
            text = lesson.text(self.preferences.language or "en").what_to_see
            hint = self.tr("Press Space: the line learns. Click into the plot: points join in.")
            self.lesson_card.tell(f"{hint}\n\n{text}")

    # -- what the window does itself ---------------------------------------------------------------------------------

    @Slot()
    def _suit_workspace(self) -> None:
        self.workspaces.suit_data(one_number(self.session), not self.session.function)

    @Slot(object)
    def _show_lesson(self, lesson: Lesson) -> None:
        self.lesson_card.tell(lesson.text(self.preferences.language or "en").what_to_see)
        self.workspaces.show(self.workspaces.of_lesson(lesson))
        self.workspaces.bring(lesson.view.get("panel", ""))
        self.left.bring(self.data_panel.features if lesson.view.get("column") == "features" else None)
        self.top_bar.show_pace()

    def open_file(self, path: Path) -> None:
        """Open a session, or import a table."""
        if path.suffix.lower() == SUFFIX:
            self.files.open_path(path)
        else:
            self.import_data(path)

    @Slot()
    def import_data(self, path: Path | None = None) -> None:
        """Ask for a table and take its data over."""
        dialog = ImportDialog(self.session, self.preferences, path, self)
        dialog.open()

    @Slot()
    def show_shortcuts(self) -> None:
        LongText(self.tr("Keyboard shortcuts"), shortcut_table(self.actions_by_name), self).open()

    @Slot()
    def show_about(self) -> None:
        text = self.tr("gdviz {version}: show a room full of people how machines learn. MIT licence.").format(
            version=__version__
        )
        box = QMessageBox(QMessageBox.Icon.NoIcon, self.tr("About gdviz"), text, parent=self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    @Slot(str, str)
    def tell_crash(self, summary: str, _details: str) -> None:
        """Tell of a defect of ours; everything goes on."""
        self.notice.tell(
            Message(
                self.tr("Something went wrong inside gdviz: {error}. Your work is still here.").format(error=summary),
                "error",
            )
        )

    # -- events ----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.notice.isVisible():
                self.notice.hide()
            else:
                self.presenting.end()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self.workspaces, self.workspaces.fit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if (
            event.mimeData().hasUrls()
            and len(event.mimeData().urls()) == 1
            and event.mimeData().urls()[0].isLocalFile()
        ):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.open_file(Path(event.mimeData().urls()[0].toLocalFile()))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_close():
            event.ignore()
            return
        self.files.close()
        self.presenting.end()
        self.workspaces.save()
        self.preferences.keep()
        for dialog in self.findChildren(QDialog):
            dialog.close()  # what it has started ends with it
        self.hide()
        self.image_pages.close(LAST_SECONDS)
        self.digits.close(LAST_SECONDS)
        self.session.close(LAST_SECONDS)  # a thread that is not through by then ends with the process
        super().closeEvent(event)
