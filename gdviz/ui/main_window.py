"""The window: it arranges docks and menus, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QMainWindow,
    QMenu,
    QMessageBox,
    QSlider,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

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
from gdviz.ui.exporting_code import CodeExport, code_menu
from gdviz.ui.exporting_tables import TableExport
from gdviz.ui.function_panel import InputPanel
from gdviz.ui.image_pages import ImagePages
from gdviz.ui.import_dialog import ImportDialog
from gdviz.ui.lesson_card import LessonCard
from gdviz.ui.lesson_menu import LessonMenu
from gdviz.ui.long_text import LongText
from gdviz.ui.method_cards import MethodCards
from gdviz.ui.model_panel import ModelPanel
from gdviz.ui.notice import Notice
from gdviz.ui.picture_data import PictureData
from gdviz.ui.session_files import SessionFiles
from gdviz.ui.sharing import Sharing
from gdviz.ui.slopes.in_window import SlopesInWindow
from gdviz.ui.status import StatusLine
from gdviz.ui.top_bar import TopBar
from gdviz.ui.window_commands import window_commands
from gdviz.ui.workspaces import LAYOUT_VERSION, Workspaces, corner

if TYPE_CHECKING:
    from gdviz.session.slopes import Slopes

LAST_SECONDS = 0.25
TABLES = ("export_data", "export_history", "export_trajectory", "export_surface")


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
        self._dress()

        self._make_docks()
        self.exporting = Exporting(
            self, session, preferences, {name: dock.widget() for name, dock in self.docks.items()}
        )
        self.workspaces = Workspaces(self, self.left, self.docks, self.right, preferences)
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
        self.actions_by_name = make_actions(self, window_commands(self))
        self.lesson_menu = LessonMenu(session, self, preferences.language or "en")
        self._make_menus()
        self._make_bars()
        self.notice = Notice(self)
        self._presenting = False

        session.message.connect(self.notice.tell)
        session.undo_changed.connect(self.show_undo)
        self.lesson_menu.first = self.files.ask_for_file
        self.lesson_menu.opened.connect(self._show_lesson)
        self.lesson_menu.opened.connect(self.files.begin_anew)
        self.lesson_menu.image_opened.connect(self.image_pages.open)
        self.lesson_menu.slope_opened.connect(self.slopes.open)
        self.workspaces.changed.connect(self.show_undo)
        preferences.changed.connect(self._follow_preference)
        ThemeManager.instance().changed.connect(self._dress)
        self.show_undo()
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
        export = QMenu(self)
        for name in ("copy_picture", "save_picture", "export_figure", "export_film"):
            export.addAction(self.actions_by_name[name])
        export.addMenu(self._menu(self.tr("Table"), [*TABLES]))
        export.addMenu(code_menu(self.tr("Program"), self.actions_by_name, self))
        self.top_bar = TopBar(self.session, self.actions_by_name, export)
        self.lesson_menu.fill_combo(self.top_bar.lessons)
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

    def _make_menus(self) -> None:
        menu = self.menuBar()
        file = self._menu(self.tr("&File"), ["new_session", "open_session"])
        file.addMenu(self.files.recent_menu)
        pictures = ["export_figure", "export_film", "save_picture", "copy_picture"]
        self._fill(
            file,
            [
                "save_session",
                "save_session_as",
                "notes",
                None,
                "copy_code",
                "paste_code",
                None,
                "import",
                "import_picture",
                None,
            ],
        )
        self._fill(file, [*pictures, None])
        file.addMenu(self._menu(self.tr("Export table"), [*TABLES]))
        file.addMenu(code_menu(self.tr("Export program"), self.actions_by_name, self))
        self._fill(file, [None, "quit"])
        menu.addMenu(file)
        menu.addMenu(self._menu(self.tr("&Edit"), ["undo", "redo", None, "select_all", "delete"]))
        menu.addMenu(self._menu(self.tr("&Data"), ["import", "import_picture", "new_sample", "clear"]))
        menu.addMenu(
            self._menu(
                self.tr("&Run"),
                ["play", "step", "back", "epoch", "epoch_back", None, "reset", "new_start", None, "slower", "faster"],
            )
        )
        view = self._menu(self.tr("&View"), [])
        view.addActions(self.workspaces.take_actions(self.actions_by_name))
        view.addSeparator()
        for dock in (self.left, *self.docks.values(), self.right):
            view.addAction(dock.toggleViewAction())
        view.addSeparator()
        view.addMenu(
            self._choices(
                self.tr("Theme"),
                "theme",
                {"system": self.tr("As the system"), "light": self.tr("Light"), "dark": self.tr("Dark")},
            )
        )
        view.addMenu(
            self._choices(self.tr("Text size"), "text_size", {size: f"{size} %" for size in Preferences.TEXT_SIZES})
        )
        view.addSeparator()
        for name in ("present", "reset_layout"):
            view.addAction(self.actions_by_name[name])
        menu.addMenu(view)
        menu.addMenu(self.lesson_menu.menu)
        menu.addMenu(self._menu(self.tr("&Help"), ["shortcuts", "about"]))
        menu.setCornerWidget(corner(self.workspaces.switch, menu))

    def _menu(self, title: str, names: list[str | None]) -> QMenu:
        menu = QMenu(title, self)
        self._fill(menu, names)
        return menu

    def _fill(self, menu: QMenu, names: list[str | None]) -> None:
        for name in names:
            if name is None:
                menu.addSeparator()
            else:
                menu.addAction(self.actions_by_name[name])

    def _choices(self, title: str, preference: str, choices: Mapping[Any, str]) -> QMenu:
        menu = QMenu(title, self)
        group = QActionGroup(menu)
        for value, text in choices.items():
            action = QAction(text, group, checkable=True, checked=getattr(self.preferences, preference) == value)
            action.triggered.connect(lambda _checked, chosen=value: setattr(self.preferences, preference, chosen))
            menu.addAction(action)
        return menu

    # -- layout ----------------------------------------------------------------------------------------------------

    @Slot()
    def toggle_presenting(self) -> None:
        """Full screen with plots and figures alone, or back."""
        self._presenting = self.workspaces.held = not self._presenting
        if self._presenting:
            self._before = (self.saveState(LAYOUT_VERSION), self.windowState())
            self.left.hide()
            self.right.hide()
            self.menuBar().setMaximumHeight(0)  # hidden, its shortcuts would go with it
            self.showFullScreen()
        else:
            self.menuBar().setMaximumHeight(16777215)
            self.setWindowState(self._before[1])
            self.workspaces.arrangement.forget_separator()
            self.restoreState(self._before[0], LAYOUT_VERSION)

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

    @Slot()
    def show_undo(self) -> None:
        """Let menu and keys say what undo and redo would do in what is shown."""
        edited = self._edited
        undo, redo = ("", "") if edited is None else (edited.undo_label, edited.redo_label)
        for name, label, text in (("undo", undo, self.tr("Undo")), ("redo", redo, self.tr("Redo"))):
            self.actions_by_name[name].setEnabled(bool(label))
            self.actions_by_name[name].setText(f"{text}: {label}" if label else text)

    @property
    def _edited(self) -> Session | Slopes | None:
        """Return what undo acts on; None where a page has an undo of its own."""
        if self.slopes.shown:
            return self.slopes.slopes
        return None if self.workspaces.shows_page else self.session

    def save_plot(self, plot: Plot) -> None:
        """Save one plot; its menu asks so."""
        self.exporting.save_plot(plot)

    @Slot()
    def undo(self) -> None:
        if self._edited is not None:
            self._edited.undo()

    @Slot()
    def redo(self) -> None:
        if self._edited is not None:
            self._edited.redo()

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
    def select_all(self) -> None:
        import numpy as np

        self.session.tools.select(np.arange(self.session.dataset.n))

    @Slot()
    def new_sample(self) -> None:
        origin = self.session.origin
        if origin is None:
            self.session.say(self.tr("These points were drawn or imported: there is nothing to draw anew."), "info")
        else:
            self.session.draw_anew(self.tr("New sample"), seed=origin.seed + 1)

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

    @Slot()
    def press_space(self) -> None:
        """Press what was reached by Tab; else play or pause."""
        control = self._reached_by_key()
        if isinstance(control, QAbstractButton):
            control.click()
        elif isinstance(control, QComboBox):
            control.showPopup()
        elif not self.workspaces.toggle():
            self.session.toggle()

    def press_arrow(self, count: int) -> None:
        """Move a slider that was reached by Tab; else take steps, or go back."""
        control = self._reached_by_key()
        if isinstance(control, QSlider):
            add, take = QSlider.SliderAction.SliderSingleStepAdd, QSlider.SliderAction.SliderSingleStepSub
            control.triggerAction(add if count > 0 else take)
        elif not self.workspaces.shows_page:
            self.session.step(count)

    def _reached_by_key(self) -> QWidget | None:
        """Return the control with the focus if Tab brought it there; a click leaves Space and arrows to the run.

        Asked when a shortcut is pressed: an event filter on the application would run Python, and wait for the
        interpreter's lock beside a busy trainer, for every event of every widget.
        """
        return QApplication.focusWidget() if self.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.notice.isVisible():
                self.notice.hide()
            elif self._presenting:
                self.toggle_presenting()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self.workspaces, self.workspaces.fit)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.workspaces.touch()  # all that the window itself sees of the mouse is a grip between two panels
        super().mousePressEvent(event)

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
        if self._presenting:
            self.toggle_presenting()
        self.workspaces.save()
        self.preferences.keep()
        for dialog in self.findChildren(QDialog):
            dialog.close()  # what it has started ends with it
        self.hide()
        self.image_pages.close(LAST_SECONDS)
        self.digits.close(LAST_SECONDS)
        self.session.close(LAST_SECONDS)  # a thread that is not through by then ends with the process
        super().closeEvent(event)
