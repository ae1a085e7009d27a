"""What a sweep varies: a field for each setting, alone or all together, here or on a cluster."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QMenu, QRadioButton, QToolButton, QVBoxLayout, QWidget

from gdviz.core.methods import METHODS
from gdviz.plots.card import Card
from gdviz.session.sweeping import Sweeping
from gdviz.training.image_task import VARIED, ImageTask, Vary
from gdviz.training.sweep_values import batch_methods, text_of, values_of
from gdviz.ui.sweep.words import setting_name


class SetupCard(Card):
    """Values with commas between; empty is as it is. A mistake is said below, and holds the start up."""

    def __init__(self, sweeping: Sweeping, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What is varied"), parent=parent)
        self._sweeping = sweeping
        self.fields: dict[str, QLineEdit] = {}
        form = QFormLayout()
        form.setContentsMargins(12, 8, 12, 0)
        form.setSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name in VARIED:
            if name == "method":
                form.addRow(setting_name(name), self._make_methods())
                continue
            field = QLineEdit()
            field.setAccessibleName(setting_name(name))
            field.setToolTip(self.tr("Values with commas between, such as 8, 32, 128; empty: as it is"))
            field.textChanged.connect(self._take)
            self.fields[name] = field
            form.addRow(setting_name(name), field)
        self.alone = QRadioButton(self.tr("each alone"))
        self.alone.setToolTip(self.tr("Vary one setting after the other, with all others as they are"))
        self.together = QRadioButton(self.tr("all combined"))
        self.together.setToolTip(self.tr("A grid: train every combination of all values"))
        self.together.toggled.connect(self._take)
        form.addRow(self.alone, self.together)
        self.cluster = QLineEdit()
        self.cluster.setPlaceholderText(self.tr("this machine"))
        self.cluster.setAccessibleName(self.tr("Dask cluster"))
        self.cluster.setToolTip(
            self.tr("Address of a Dask scheduler whose machines train instead, such as tcp://room:8786")
        )
        self.cluster.textChanged.connect(self._take_cluster)
        form.addRow(self.tr("Dask cluster"), self.cluster)
        self._said = QLabel()
        self._said.setProperty("class", "small")
        self._said.setWordWrap(True)
        self._said.setContentsMargins(12, 0, 12, 8)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(form)
        column.addWidget(self._said)
        column.addStretch(1)
        self.set_body(body)
        sweeping.changed.connect(self._show)
        self._show()

    @property
    def said(self) -> str:
        """How many trainings it is, or what is wrong."""
        return self._said.text()

    def _make_methods(self) -> QToolButton:
        self.methods = QToolButton()
        self.methods.setAccessibleName(setting_name("method"))
        self.methods.setToolTip(self.tr("Tick the methods to compare; tick none to keep the one of the lesson"))
        self.methods.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.methods)
        menu.setToolTipsVisible(True)
        self.method_actions: dict[str, QAction] = {}
        for name in batch_methods():
            action = menu.addAction(QCoreApplication.translate("core", METHODS[name].title))
            action.setCheckable(True)
            action.toggled.connect(self._take)
            self.method_actions[name] = action
        self.methods.setMenu(menu)
        return self.methods

    @Slot()
    def _take(self) -> None:
        """Make the sweep that is written here, or say why it is none."""
        try:
            task = self._task()
            task.runs()
        except (ValueError, TypeError) as error:
            text = str(error).replace("_", " ")
            self._sweeping.refuse(f"{text[:1].upper()}{text[1:]}.")
        else:
            self._sweeping.refuse("")
            self._sweeping.set_task(task)
        self._tell()

    def _task(self) -> ImageTask:
        ticked = tuple(name for name, action in self.method_actions.items() if action.isChecked())
        found = {name: values_of(name, field.text()) for name, field in self.fields.items()}
        found["method"] = ticked
        sweeps = tuple(Vary(name, found[name]) for name in VARIED if found[name])
        return replace(self._sweeping.task, sweeps=sweeps, grid=self.together.isChecked())

    @Slot(str)
    def _take_cluster(self, text: str) -> None:
        self._sweeping.cluster = text.strip()

    @Slot()
    def _show(self) -> None:
        """Show the task, unless it is what was just written here."""
        task, running = self._sweeping.task, self._sweeping.running
        known = {vary.name: vary.values for vary in task.sweeps}
        for name, field in self.fields.items():
            if not self._sweeping.refused and values_or_none(name, field.text()) != known.get(name, ()):
                with QSignalBlocker(field):
                    field.setText(text_of(known.get(name, ())))
            field.setEnabled(not running)
        for name, action in self.method_actions.items():
            with QSignalBlocker(action):
                action.setChecked(name in known.get("method", ()))
        with QSignalBlocker(self.together):
            (self.together if task.grid else self.alone).setChecked(True)
        for widget in (self.methods, self.alone, self.together, self.cluster):
            widget.setEnabled(not running)
        self._tell()

    def _tell(self) -> None:
        ticked = [action.text() for action in self.method_actions.values() if action.isChecked()]
        self.methods.setText(", ".join(ticked) if ticked else self.tr("as it is"))
        n = self._sweeping.task.n_runs
        self._said.setText(self._sweeping.refused or self.tr("Trainings: {n} of at most 64.").format(n=n))


def values_or_none(name: str, text: str) -> tuple[object, ...] | None:
    """Return the values of a text, None where it is none."""
    try:
        return values_of(name, text)
    except ValueError:
        return None
