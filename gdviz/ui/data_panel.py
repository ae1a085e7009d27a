"""What goes in: data sets, drawing tools, noise and split, transforms and features."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gdviz.core.datasets import DATASETS, Dataset
from gdviz.core.datasets.base import Task
from gdviz.core.hyperparameter import Hyperparameter, hyperparameters
from gdviz.plots.number import count
from gdviz.session import Session
from gdviz.training.experiment import OWN_DATA, ModelChoice
from gdviz.ui.data_chooser import DataChooser
from gdviz.ui.data_options import DataOptions
from gdviz.ui.draw_tools import DrawTools
from gdviz.ui.forms import SliderRow
from gdviz.ui.rows import heading, link, row_of
from gdviz.ui.transforms import FeatureTiles, TransformRow


class DataPanel(QWidget):
    """The left column of the window."""

    import_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(8)

        open_table = link(
            self.tr("Import…"),
            self.tr("Open a CSV table (Ctrl+O), or drop one onto the window"),
            self.import_wanted.emit,
        )
        function = link(
            self.tr("Function…"),
            self.tr("Minimise a function of two variables instead of learning from data"),
            lambda: session.set_experiment(self.tr("Function"), model=ModelChoice("function")),
        )
        column.addWidget(row_of(heading(self.tr("Data")), None, function, open_table))
        chooser = DataChooser(session)
        chooser.import_wanted.connect(self.import_wanted)
        chooser.empty_wanted.connect(self._empty)
        column.addWidget(chooser)

        self._noise = SliderRow(
            self.tr("Noise"), 50, lambda place: round(place / 50, 2), lambda v: f"{v:.2f}",
            self.tr("How far the points scatter; the running model sees it at once"),
        )  # fmt: skip
        self._noise.changed.connect(self._set_noise)
        self._share = SliderRow(
            self.tr("Train share"), 19, lambda place: (place + 1) / 20, lambda v: f"{100 * v:.0f} %",
            self.tr("The share of points that the model is trained on; the others (hollow) test it"),
        )  # fmt: skip
        self._share.changed.connect(
            lambda share: session.set_data(self.tr("Train share"), "train share", train_share=share)
        )
        self._options: DataOptions | None = None
        self._options_of = ""
        self._options_place = QVBoxLayout()
        self._points = QLabel()
        self._edited = QLabel()
        self._edited.setProperty("class", "quiet")
        self._edited.setWordWrap(True)
        clear = link(self.tr("Clear"), self.tr("Delete all points; undo brings them back"), session.clear_points)
        self._undo = link(self.tr("Undo"), self.tr("Take the last edit or setting back (Ctrl+Z)"), session.undo)

        column.addWidget(row_of(heading(self.tr("Draw")), None, clear, self._undo))
        column.addWidget(DrawTools(session))
        column.addWidget(self._noise)
        column.addWidget(self._share)
        column.addLayout(self._options_place)
        column.addWidget(self._edited)
        self._more_place = QHBoxLayout()
        line = row_of(self._points, None)
        bottom = QHBoxLayout()
        bottom.setSpacing(0)
        bottom.addLayout(self._more_place)
        bottom.addWidget(line, 1)
        column.addLayout(bottom)

        self._transform_heading = heading(self.tr("Transform"))
        self._transforms = [TransformRow(session, "x"), TransformRow(session, "y")]
        self._feature_heading = heading(self.tr("Features"))
        self.features = FeatureTiles(session)
        for widget in (self._transform_heading, *self._transforms, self._feature_heading, self.features):
            column.addWidget(widget)
        column.addStretch(1)

        session.experiment_changed.connect(self._show)
        session.data_changed.connect(self._show)
        session.undo_changed.connect(self._show_undo)
        self._show()
        self._show_undo()

    def _set_noise(self, noise: float) -> None:
        self._set_option("noise", noise, dragging=True)

    def _set_option(self, name: str, value: Any, dragging: bool = False) -> None:
        options = {**self._declared_values(), **self._chosen()}
        one_of = {item.name for item in self._declared().values() if item.kind == "choice"}
        for other, theirs in options.items():  # two columns of one table change places
            if other != name and theirs == value and {name, other} <= one_of:
                options[other] = options[name]
        options[name] = value
        changed = {key: given for key, given in options.items() if given != self._declared_values().get(key)}
        merge = f"data {name}" if dragging else None
        if not self._session.draw_anew(self.tr("Data: {name}").format(name=name), merge, options=changed):
            self._show()

    def _declared_values(self) -> dict[str, Any]:
        """Return the defaults of the present data set's options by name."""
        return {name: item.default for name, item in self._declared().items()}

    def _declared(self) -> dict[str, Hyperparameter]:
        origin = self._session.origin
        return {} if origin is None else {item.name: item for item in hyperparameters(DATASETS[origin.source])}

    def _chosen(self) -> Mapping[str, Any]:
        """Return the options that are others than the defaults, also of points that have been edited since."""
        origin = self._session.origin
        return {} if origin is None else origin.options

    def _empty(self, task: Task) -> None:
        session = self._session
        d = 1 if task == "regression" else 2
        names = ("x",) if d == 1 else ("x1", "x2")
        dataset = Dataset(np.empty((0, d)), np.empty(0), task, names, title=self.tr("Own points"))
        session.take_data(self.tr("Empty plane"), dataset)

    @Slot()
    def _show(self) -> None:
        session = self._session
        data, dataset = session.experiment.data, session.dataset
        declared = self._declared()
        self._noise.setVisible("noise" in declared)
        if "noise" in declared:
            self._noise.show_value(self._chosen().get("noise", declared["noise"].default))
        self._share.show_value(data.train_share)
        self._show_options({name: item for name, item in declared.items() if name != "noise"})
        points = self.tr("1 point") if dataset.n == 1 else self.tr("{n} points").format(n=count(dataset.n))
        self._points.setText(points)
        self._points.setToolTip(dataset.note)
        expected = self._chosen().get("n", declared["n"].default if "n" in declared else -1)
        edited = bool(declared) and data.source == OWN_DATA
        self._points.setVisible(expected != dataset.n and not edited)  # the row has no room for them and "More…"
        self._edited.setVisible(edited)
        self._edited.setText(
            self.tr("{points}, edited: noise and options draw them anew; undo brings your edits back.").format(
                points=points
            )
        )
        regression = dataset.task == "regression"
        for widget in (self._transform_heading, *self._transforms):
            widget.setVisible(regression)
        plane = not regression and dataset.n_features == 2
        self._feature_heading.setVisible(plane)
        self.features.setVisible(plane)

    def _show_options(self, declared: dict[str, Hyperparameter]) -> None:
        origin = self._session.origin
        source = OWN_DATA if origin is None else origin.source
        if source != self._options_of:
            if self._options is not None:
                self._options_place.removeWidget(self._options)
                self._options.more.deleteLater()
                self._options.deleteLater()
                self._options = None
            if declared:
                self._options = DataOptions(declared)
                self._options.changed.connect(self._set_option)
                self._options_place.addWidget(self._options)
                self._more_place.addWidget(self._options.more)
            self._options_of = source
        if self._options is not None:
            self._options.set_values(self._chosen())

    @Slot()
    def _show_undo(self) -> None:
        self._undo.setEnabled(bool(self._session.undo_label))
