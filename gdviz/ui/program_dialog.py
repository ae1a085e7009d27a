"""The experiment as a program: which library, looked at before it is copied or saved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gdviz.export.code import TARGETS, CodeError
from gdviz.session.preferences import Preferences
from gdviz.system.files import write_whole
from gdviz.ui.asked_path import may_replace
from gdviz.ui.program_source import ProgramSource

NAME = "learn.py"


class ProgramDialog(QDialog):
    """Shows the program in the chosen library, or why there is none; copies it, or saves it with what it reads.

    said    text and level of a message for the window
    """

    said = Signal(str, str)

    def __init__(
        self, source: ProgramSource, preferences: Preferences, target: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export program"))
        self.resize(820, 620)
        self._source, self._preferences = source, preferences
        self.library = QComboBox()
        self.library.setAccessibleName(self.tr("Library"))
        self.library.setToolTip(self.tr("What it is written with; NumPy alone shows every line of the learning"))
        for name in source.targets:
            self.library.addItem(TARGETS[name].title, name)
        self.library.setCurrentIndex(max(0, self.library.findData(target)))
        self.race = QCheckBox(self.tr("&All methods, one function each"))
        self.race.setToolTip(self.tr("A race in one program, with a table of losses; else the method that is shown"))
        self.race.setVisible(source.races)
        self.data = QComboBox()
        self.data.setAccessibleName(self.tr("Data"))
        self.data.setToolTip(self.tr("Where the points are: in the program, or in a table that it reads"))
        self.data.addItem(self.tr("Inside if few"), "auto")
        self.data.addItem(self.tr("Inside"), "inside")
        self.data.addItem(self.tr("As CSV beside"), "beside")
        self.data.setCurrentIndex(self.data.findData(preferences.program_data))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Program"))
        self.text.setToolTip(self.tr("The program as it is copied and saved; it can be marked, not changed"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTabChangesFocus(True)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("class", "quiet")
        self._copy = QPushButton(self.tr("&Copy"))
        self._copy.setToolTip(self.tr("Put the program on the clipboard"))
        self._copy.clicked.connect(self.copy)
        self._save = QPushButton(self.tr("&Save…"))
        self._save.setDefault(True)
        self._save.setToolTip(self.tr("Choose a file, a program or a notebook, and write it with what it reads"))
        self._save.clicked.connect(self.save)
        leave = QPushButton(self.tr("C&lose"))
        leave.setToolTip(self.tr("Leave without a file"))
        leave.clicked.connect(self.reject)

        label = QLabel(self.tr("&Library"))
        label.setBuddy(self.library)
        top = QHBoxLayout()
        top.setSpacing(8)
        data_label = QLabel(self.tr("&Data"))
        data_label.setBuddy(self.data)
        for widget in (label, self.library, data_label, self.data):
            top.addWidget(widget)
        top.insertSpacing(2, 16)
        for widget in (data_label, self.data):
            widget.setVisible(source.has_points)
        top.addSpacing(16)
        top.addWidget(self.race)
        top.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.text, 1)
        column.addWidget(self.note)
        column.addLayout(buttons)
        self.library.currentIndexChanged.connect(self._show)
        self.data.currentIndexChanged.connect(self._place_data)
        self.race.toggled.connect(self._show)
        self._show()

    def _files(self, name: str, *, notebook: bool = False) -> Mapping[str, str | bytes]:
        target = self.library.currentData()
        inline = {"inside": True, "beside": False}.get(self.data.currentData())
        return self._source.files(target, name, race=self.race.isChecked(), notebook=notebook, inline=inline)

    @Slot()
    def _place_data(self) -> None:
        self._preferences.program_data = self.data.currentData()
        self._show()

    @Slot()
    def _show(self) -> None:
        try:
            files = self._files(NAME)
        except CodeError as error:
            self.text.setPlainText("")
            self.text.setPlaceholderText(str(error))
            self.note.setText("")
            files = {}
        else:
            self.text.setPlainText(str(files[NAME]))
            beside = ", ".join(name for name in files if name != NAME)
            told = self.tr("It needs Python with {library}.").format(library=TARGETS[self.library.currentData()].needs)
            if beside:
                told += " " + self.tr("It reads {names}, which is saved beside it.").format(names=beside)
            self.note.setText(told)
        for button in (self._copy, self._save):
            button.setEnabled(bool(files))

    @Slot()
    def copy(self) -> None:
        """Put the program on the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.note.setText(self.tr("The program is on the clipboard."))

    @Slot()
    def save(self) -> None:
        """Ask for a file and write the program, with what it reads beside it."""
        kinds = self.tr("Python (*.py);;Jupyter notebook (*.ipynb)")
        start = str(Path(self._preferences.folder or Path.home()) / NAME)
        chosen, kind = QFileDialog.getSaveFileName(self, self.tr("Export program"), start, kinds)
        if not chosen:
            return
        path = Path(chosen)
        notebook = path.suffix == ".ipynb" or (path.suffix != ".py" and "ipynb" in kind)
        if path.suffix not in (".py", ".ipynb"):
            path = path.with_name(path.name + (".ipynb" if notebook else ".py"))
        files = self._files(path.name, notebook=notebook)
        asked = [*files][0 if path.name != Path(chosen).name else 1 :]  # the dialog has asked about the name it gave
        if not all(may_replace(self, self.tr("Export program"), path.with_name(name)) for name in asked):
            return
        try:
            for name, content in reversed([*files.items()]):  # data first: a program without them is of no use
                write_whole(path.with_name(name), content if isinstance(content, bytes) else content.encode())
        except OSError as error:
            told = self.tr("{path} could not be written: {reason}.")
            self.said.emit(told.format(path=path, reason=error.strerror or error), "error")
            return
        self._preferences.folder = str(path.parent)
        told = self.tr("Saved {path}.").format(path=path)
        if len(files) > 1:
            told = self.tr("Saved {path}, and its data beside it as {name}.").format(path=path, name=[*files][1])
        self.said.emit(told, "info")
        self.accept()
