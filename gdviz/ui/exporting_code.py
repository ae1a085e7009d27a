"""The experiment as a program: which kind is a menu, where to is asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from gdviz.export.code import TARGETS, CodeError, program_files, recipe_of
from gdviz.session import Session
from gdviz.session.preferences import Preferences
from gdviz.system.files import write_whole
from gdviz.ui.actions import Command

USUAL_STEPS = 100  # of a program for a run that has not begun


class CodeExport(QObject):
    """Writes the shown method's program, and the table of its data beside it where that is long."""

    def __init__(self, window: QWidget, session: Session, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._session, self._preferences = window, session, preferences

    def export(self, target: str) -> None:
        """Ask for a file and write the program; what has no program is said in a sentence."""
        session = self._session
        steps = session.snapshot.last_step if session.snapshot is not None else 0
        try:
            recipe = recipe_of(session.experiment, session.dataset, steps or USUAL_STEPS, session.shown_key)
            program_files(recipe, target, "learn.py")  # before the question where to
        except CodeError as error:
            session.say(str(error), "warning")
            return
        kinds = self.tr("Python (*.py);;Jupyter notebook (*.ipynb)")
        start = str(Path(self._preferences.folder or Path.home()) / "learn.py")
        chosen, kind = QFileDialog.getSaveFileName(self._window, self.tr("Export program"), start, kinds)
        if not chosen:
            return
        path = Path(chosen)
        notebook = path.suffix == ".ipynb" or (path.suffix != ".py" and "ipynb" in kind)
        if path.suffix not in (".py", ".ipynb"):
            path = path.with_name(path.name + (".ipynb" if notebook else ".py"))
        files = program_files(recipe, target, path.name, notebook=notebook)
        try:
            for name, text in reversed(files.items()):  # the data first: a program without them is of no use
                write_whole(path.with_name(name), text if isinstance(text, bytes) else text.encode())
        except OSError as error:
            told = self.tr("{path} could not be written: {reason}.")
            session.say(told.format(path=path, reason=error.strerror or error), "error")
            return
        self._preferences.folder = str(path.parent)
        if len(files) > 1:
            beside = path.with_name(list(files)[1])
            session.say(self.tr("Saved {path}, and its data beside it as {name}.").format(path=path, name=beside.name))
        else:
            session.say(self.tr("Saved {path}.").format(path=path))


def code_menu(title: str, actions: Mapping[str, QAction], parent: QWidget) -> QMenu:
    """Return a menu of the kinds of programs."""
    menu = QMenu(title, parent)
    for name in TARGETS:
        menu.addAction(actions[f"code_{name}"])
    return menu


def code_commands(code: CodeExport) -> list[Command]:
    """Return a command for each kind of program."""
    help_ = QCoreApplication.translate("Commands", "Save a program that takes the same steps, with {library}")
    return [
        Command(f"code_{name}", target.title, (), help_.format(library=target.title),
                lambda chosen=name: code.export(chosen))  # type: ignore[misc]
        for name, target in TARGETS.items()
    ]  # fmt: skip
