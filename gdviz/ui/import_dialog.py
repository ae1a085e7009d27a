"""Opens a table: preview, separator and decimal sign, columns for x and y, missing values."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gdviz.core.datasets import Dataset
from gdviz.core.datasets.csv_table import MAX_BYTES, CsvError, Table, read_table
from gdviz.export.header import restored
from gdviz.plots.number import count
from gdviz.plots.points import MOST_DRAWN
from gdviz.session import Session
from gdviz.session.preferences import Preferences
from gdviz.training.text_code import Shared
from gdviz.ui.rows import row_of

PREVIEW_ROWS = 8
LEAST_PREVIEW = 100  # pixels: the names and a row of large text, more where the screen has room
NOBODY = ""


class ImportDialog(QDialog):
    """Takes a table over as the session's data, or says in one sentence why not; the data stays as it was till then."""

    def __init__(self, session: Session, preferences: Preferences, path: Path | None, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Import CSV"))
        self.resize(640, 560)
        self._session, self._preferences = session, preferences
        self._path: Path | None = None
        self._table: Table | None = None
        self._dataset: Dataset | None = None

        self._name = QLabel(self.tr("No file chosen"))
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        choose = QPushButton(self.tr("Choose file…"))
        choose.setToolTip(self.tr("Choose a table: text with commas, semicolons, tabs or blanks between the columns"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self.choose_file)
        self._separator = self._combo(
            self.tr("Separator"),
            [(self.tr("automatic"), None), (self.tr("comma ,"), ","), (self.tr("semicolon ;"), ";"),
             (self.tr("tab"), "\t"), (self.tr("blank"), " ")],
        )  # fmt: skip
        self._decimal = self._combo(
            self.tr("Decimal sign"),
            [(self.tr("automatic"), None), (self.tr("point ."), "."), (self.tr("comma ,"), ",")],
        )
        self._header = self._combo(
            self.tr("First line"),
            [(self.tr("automatic"), None), (self.tr("names"), True), (self.tr("values"), False)],
        )
        self._separator.setToolTip(self.tr("What stands between two columns"))
        self._decimal.setToolTip(self.tr("What stands before the decimal places: 1.5 or 1,5"))
        self._header.setToolTip(self.tr("Whether the first line names the columns"))
        for combo in (self._separator, self._decimal, self._header):
            combo.activated.connect(self._read)
        self._preview = QTableWidget()
        self._preview.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._preview.setAccessibleName(self.tr("First rows of the table"))
        self._preview.verticalHeader().hide()
        self._preview.setMinimumHeight(LEAST_PREVIEW)
        self._preview.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

        self._task = self._combo(self.tr("Learn to predict"), [])
        self._x1 = self._combo(self.tr("First column for x"), [])
        self._x2 = self._combo(self.tr("Second column for x"), [])
        self._y = self._combo(self.tr("Column for y"), [])
        self._x1.setToolTip(self.tr("The column that is learned from"))
        self._x2.setToolTip(self.tr("A second column to learn from; two are drawn as a plane"))
        self._y.setToolTip(self.tr("The column that is learned"))
        self._task.setToolTip(self.tr("A number from x, or a class from x₁ and x₂"))
        for combo in (self._x1, self._x2, self._y):
            combo.activated.connect(self._try)
        self._task.activated.connect(self._task_chosen)
        self._drop = QCheckBox(self.tr("Leave out rows with missing values"))
        self._drop.setToolTip(self.tr("Rows where a chosen column is empty, NA, NaN, ? or null"))
        self._drop.toggled.connect(self._try)
        self._restore = QCheckBox(self.tr("Restore the experiment that this table came from"))
        self._restore.setToolTip(
            self.tr("Take over data, model and methods from the head of the file, not its columns")
        )
        self._restore.toggled.connect(self._choose_restore)
        self._restore.hide()
        self._shared: Shared | None = None
        self._verdict = QLabel()
        self._verdict.setWordWrap(True)
        self._verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._verdict.setMinimumHeight(2 * self.fontMetrics().height())

        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText(self.tr("Import"))
        for button in self._buttons.buttons():
            button.setIcon(QIcon())
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.addRow(self.tr("Separator"), row_of(self._separator, QLabel(self.tr("decimal sign")), self._decimal,
                                                 QLabel(self.tr("first line")), self._header, None))  # fmt: skip
        columns = QFormLayout()
        columns.setHorizontalSpacing(16)
        columns.addRow(self.tr("y is"), self._task)
        columns.addRow(self.tr("From x"), row_of(self._x1, self._x2))
        columns.addRow(self.tr("Predict y"), self._y)
        columns.addRow("", self._drop)
        columns.addRow("", self._restore)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(row_of(choose, self._name, None))
        column.addLayout(form)
        column.addWidget(self._preview, 1)
        column.addLayout(columns)
        column.addWidget(self._verdict)
        column.addWidget(self._buttons)
        self._tell("", wrong=False)
        if path is not None:
            self.open_file(path)

    @property
    def verdict(self) -> str:
        return self._verdict.text()

    def open(self) -> None:
        super().open()
        if self._path is None:
            self.choose_file()

    @Slot()
    def choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Import CSV"),
            self._preferences.folder,
            self.tr("Tables (*.csv *.tsv *.txt *.dat);;All files (*)"),
        )
        if chosen:
            self.open_file(Path(chosen))

    def open_file(self, path: Path) -> None:
        """Show a file's table and guess what its columns are for."""
        self._path = path
        self._name.setText(path.name)
        self._name.setToolTip(str(path))
        for combo in (self._separator, self._decimal, self._header):
            combo.setCurrentIndex(0)
        self._drop.setChecked(False)
        self._read_head(path)
        self._read()

    def accept(self) -> None:
        if self._path is not None and self._shared is not None and self._restore.isChecked():
            self._preferences.folder = str(self._path.parent)
            label = self.tr("Import {name}").format(name=self._path.name)
            if self._session.open_experiment(label, self._shared.experiment, self._shared.dataset):
                super().accept()
            return
        if self._dataset is None or self._path is None:
            return
        self._preferences.folder = str(self._path.parent)
        if self._session.take_data(self.tr("Import {name}").format(name=self._path.name), self._dataset):
            if self._note():
                self._session.say(self._note())
            super().accept()

    # -- from file to data set ----------------------------------------------------------------------------------------

    @Slot()
    def _read(self) -> None:
        if self._path is None:
            return
        self._table = self._dataset = None
        try:
            self._table = read_table(
                self._path,
                separator=self._separator.currentData(),
                decimal=self._decimal.currentData(),
                header=self._header.currentData(),
            )
        except CsvError as error:
            self._preview.clear()
            self._preview.setRowCount(0)
            self._preview.setColumnCount(0)
            self._enable(False)
            self._tell(str(error), wrong=True)
            return
        self._enable(True)
        self._show_preview(self._table)
        self._guess(self._table)
        self._try()

    def _show_preview(self, table: Table) -> None:
        rows = table.preview[:PREVIEW_ROWS]
        self._preview.setColumnCount(len(table.names))
        self._preview.setRowCount(len(rows))
        self._preview.setHorizontalHeaderLabels(list(table.names))
        for i, cells in enumerate(rows):
            for j, cell in enumerate(cells):
                self._preview.setItem(i, j, QTableWidgetItem(cell))

    def _guess(self, table: Table) -> None:
        x, y, task = table.guess()
        self._task.clear()
        self._task.addItem(self.tr("a number (regression)"), "regression")
        self._task.addItem(self.tr("a class (classification)"), "classification")
        self._task.setCurrentIndex(0 if task == "regression" else 1)
        for combo in (self._x1, self._x2, self._y):
            combo.clear()
        self._x1.addItems(table.numeric_names)
        self._x2.addItem(self.tr("no second column"), NOBODY)
        for name in table.numeric_names:
            self._x2.addItem(name, name)
        self._y.addItems(table.names)
        self._x1.setCurrentText(x[0] if x else "")
        self._x2.setCurrentIndex(max(0, self._x2.findData(x[1])) if len(x) > 1 else 0)
        self._y.setCurrentText(y)

    @Slot()
    def _task_chosen(self) -> None:
        """A class is told from two columns, if there are two."""
        if self._task.currentData() == "classification" and not self._x2.currentData():
            others = [self._x2.itemData(i) for i in range(1, self._x2.count())]
            taken = {self._x1.currentText(), self._y.currentText()}
            free = [name for name in others if name not in taken]
            if free:
                self._x2.setCurrentIndex(self._x2.findData(free[0]))
        self._try()

    def _read_head(self, path: Path) -> None:
        """Offer the experiment that the head of an exported table holds."""
        self._shared = None
        try:
            if path.stat().st_size <= MAX_BYTES:
                self._shared = restored(path.read_bytes())
        except (OSError, CsvError):
            self._shared = None  # what the table itself says decides
        self._restore.setVisible(self._shared is not None)
        self._restore.setChecked(self._shared is not None)

    @Slot(bool)
    def _choose_restore(self, on: bool) -> None:
        if self._table is not None:
            self._enable(not on)
            self._try()

    @Slot()
    def _try(self) -> None:
        if self._table is None:
            return
        if self._shared is not None and self._restore.isChecked():
            self._enable(False)
            self._tell(self.tr("The experiment will be restored."), wrong=False)
            self._ok.setEnabled(True)
            return
        self._dataset = None
        x = [self._x1.currentText()] + ([self._x2.currentData()] if self._x2.currentData() else [])
        try:
            self._dataset = self._table.to_dataset(
                x, self._y.currentText(), self._task.currentData(), drop_missing=self._drop.isChecked()
            )
        except CsvError as error:
            self._tell(str(error), wrong=True)
            return
        rows = self.tr("{n} rows will be imported.").format(n=count(self._dataset.n))
        self._tell(f"{rows} {self._note()}".strip(), wrong=False)

    def _note(self) -> str:
        """Return what there is to know of the data set."""
        dataset = self._dataset
        if dataset is None:
            return ""
        thinned = self.tr("The plot draws an even choice of {most} points; the model learns from all of them.")
        notes = [dataset.note, thinned.format(most=count(MOST_DRAWN)) if dataset.n > MOST_DRAWN else ""]
        return " ".join(note for note in notes if note)

    def _tell(self, text: str, *, wrong: bool) -> None:
        self._verdict.setText(text)
        self._verdict.setProperty("class", "danger" if wrong else "quiet")
        self._verdict.style().unpolish(self._verdict)
        self._verdict.style().polish(self._verdict)
        self._ok.setEnabled(self._dataset is not None)

    def _enable(self, on: bool) -> None:
        for widget in (self._task, self._x1, self._x2, self._y, self._drop):
            widget.setEnabled(on)

    def _combo(self, name: str, items: list[tuple[str, object]]) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(name)
        for text, data in items:
            combo.addItem(text, data)
        return combo
