"""From the command line to the first picture."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

import pyqtgraph as pg
from platformdirs import user_log_path
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from gdviz import __version__
from gdviz.core.plugins import load_plugins
from gdviz.lessons import Lesson, find_any, find_lesson
from gdviz.plots.icons import app_icon
from gdviz.resources import resource_path
from gdviz.session import Session
from gdviz.session.preferences import Preferences
from gdviz.training.trainer import SWITCH_SECONDS, AnyTrainer
from gdviz.ui.crash import CrashReporter
from gdviz.ui.garbage import GarbageCollector
from gdviz.ui.interrupt import InterruptWatcher
from gdviz.ui.leaving import leave
from gdviz.ui.main_window import MainWindow

FIRST_LESSON = "gd-line"
INTERRUPTED = 128 + signal.SIGINT  # what a shell makes of it


def run(arguments: argparse.Namespace, trainer: AnyTrainer) -> int:
    """Open the window and stay until it is closed; returns the exit code."""
    failures = load_plugins()
    try:
        chosen = find_any(arguments.lesson or FIRST_LESSON)
        lesson = chosen if isinstance(chosen, Lesson) else find_lesson(FIRST_LESSON)
    except ValueError as error:
        print(f"gdviz: {error}", file=sys.stderr)
        return 2
    one_painting_thread()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("gdviz")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("gdviz")
    app.setWindowIcon(app_icon())
    sys.setswitchinterval(SWITCH_SECONDS)
    pg.setConfigOptions(imageAxisOrder="row-major")
    preferences = Preferences()
    translators = install_translators(app, preferences.language)
    crashes = CrashReporter(user_log_path("gdviz", appauthor=False))
    crashes.install()
    watcher = InterruptWatcher()
    session = Session(lesson.experiment, trainer=trainer)
    window = MainWindow(session, preferences)
    crashes.failed.connect(window.tell_crash)
    session.crashed.connect(window.tell_crash)
    watcher.interrupted.connect(window.files.leave_at_once)
    window.show()
    window.begin(lesson, first_run=arguments.lesson is None)
    if not isinstance(chosen, Lesson):
        window.lesson_menu.open(chosen)
    for name, reason in failures.items():
        session.say(
            QCoreApplication.translate("App", "The extension {name} could not be loaded: {reason}.").format(
                name=name, reason=reason
            ),
            "warning",
        )
    window.files.guard()
    if arguments.file is not None:
        QTimer.singleShot(0, window, lambda: window.open_file(Path(arguments.file)))
    if arguments.quit_after_start:
        QTimer.singleShot(0, window, window.close)
    garbage = GarbageCollector()
    try:
        code = int(app.exec())
    finally:
        garbage.stop()
        watcher.uninstall()
        crashes.uninstall()
        del translators
    if watcher.caught == signal.SIGINT:
        print("gdviz: interrupted.", file=sys.stderr)
        code = INTERRUPTED
    return leave(code)


def one_painting_thread() -> None:
    """Let Qt paint large areas in the window's thread alone; takes effect before the first picture is painted.

    It would else hand parts to a pool of threads and wait for them with Python's lock in its hand. Beside a mapper,
    and a trainer's process, on two processors that takes milliseconds for what one thread paints in a tenth of one.
    """
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")


def install_translators(app: QApplication, language: str) -> list[QTranslator]:
    """Load gdviz's and Qt's own translations; they must be kept alive by the caller."""
    locale = QLocale(language) if language else QLocale.system()
    loaded = []
    for name, folder in (
        ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        ("gdviz", str(resource_path("translations"))),
    ):
        translator = QTranslator()
        if translator.load(locale, name, "_", folder):
            app.installTranslator(translator)
            loaded.append(translator)
    return loaded
