"""What is trained: the model with its options, the loss, and the price on large weights."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.losses import LOSSES
from gdviz.core.models import MODELS
from gdviz.core.models.network import declared_layers, declared_output
from gdviz.core.models.polynomial import Polynomial
from gdviz.core.stack import check
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session import Session
from gdviz.session.fitting import model_inputs
from gdviz.session.reading_pace import ReadingPace
from gdviz.session.surgery import change_layers, change_output
from gdviz.training.build import losses_for, models_for
from gdviz.training.experiment import MOST_PATIENCE, ModelChoice
from gdviz.training.user_units import STANDARDISED, weights_in_user_units
from gdviz.ui.coefficients import CoefficientTable, axis_names, in_user_units
from gdviz.ui.forms import FormulaCombo, HyperparameterForm, NumberField, chain_focus
from gdviz.ui.layer_editor import LayerEditor
from gdviz.ui.output_row import OutputRow
from gdviz.ui.rows import heading

MOST_WEIGHTS = 24  # a table of more would push the methods out of view


class ModelPanel(QWidget):
    """Model, its options, loss, L1 and L2."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._offered: tuple[Any, ...] = ()
        self._options_of = ""
        self._options: HyperparameterForm | None = None
        self._size = 0

        self.model = FormulaCombo()
        self.model.setAccessibleName(self.tr("Model"))
        self.model.setToolTip(
            self.tr("What is fitted to the data. Another model restarts; undo brings the old one back.")
        )
        self.model.activated.connect(self._choose_model)
        self._options_place = QVBoxLayout()
        self.layers = LayerEditor()
        self.layers.changed.connect(self._set_layers)
        self.output = OutputRow()
        self.output.changed.connect(self._set_output)
        self.layers.set_last(self.output)
        self.coefficients = CoefficientTable()
        self.loss = FormulaCombo()
        self.loss.setAccessibleName(self.tr("Loss"))
        self.loss.setToolTip(self.tr("How a model's mistakes become one number, which training makes small"))
        self.loss.activated.connect(self._choose_loss)
        loss_name = QLabel(self.tr("Loss"))
        loss_name.setBuddy(self.loss)
        self._descent = QWidget()  # what only matters where something is made small
        self._loss_row = QHBoxLayout()
        self._loss_row.addWidget(loss_name)
        self._loss_row.addWidget(self.loss, 1)
        self.penalties = {
            "l1": self._penalty("L1", self.tr("A price on the size of weights: it pushes small ones to exactly 0")),
            "l2": self._penalty("L2", self.tr("A price on the square of weights: it keeps all of them small")),
        }
        self._penalty_row = QHBoxLayout()
        self._penalty_row.addWidget(QLabel(self.tr("Penalty")), 1)
        for name, field in self.penalties.items():
            label = QLabel(name.upper())
            label.setBuddy(field)
            label.setToolTip(field.toolTip())
            self._penalty_row.addWidget(label)
            self._penalty_row.addWidget(field)

        self.patience = NumberField(self.tr("Stop early, patience"), 0, MOST_PATIENCE, 1, 1000, "linear")
        self.patience.set_help(
            self.tr(
                "Stop when the test loss has not fallen for so many epochs, and go back to the best step. "
                "0 never stops."
            )
        )
        self.patience.committed.connect(self._set_patience)
        self._patience_name = QLabel(self.tr("Stop early, patience"))
        self._patience_name.setBuddy(self.patience)
        self._patience_name.setToolTip(self.patience.toolTip())
        self._patience_row = QHBoxLayout()
        self._patience_row.addWidget(self._patience_name, 1)
        self._patience_row.addWidget(self.patience)

        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._column.addWidget(heading(self.tr("Model")))
        self._column.addWidget(self.model)
        self._column.addLayout(self._options_place)
        self._column.addWidget(self.layers)
        self._column.addWidget(self.coefficients)
        self._below = QVBoxLayout(self._descent)
        self._below.setContentsMargins(0, 0, 0, 0)
        self._below.addLayout(self._loss_row)
        self._below.addLayout(self._penalty_row)
        self._below.addLayout(self._patience_row)
        self._column.addWidget(self._descent)

        session.experiment_changed.connect(self._show_choices)
        session.data_changed.connect(self._show_choices)
        ReadingPace(session, self).changed.connect(self._show_fit)
        session.view.changed.connect(self._show_fit)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def _refresh(self) -> None:
        self._fill()
        self._show_fit()

    # -- showing ---------------------------------------------------------------------------------------------------

    @Slot()
    def _show_choices(self) -> None:
        if self.isVisible():
            self._fill()

    def _fill(self) -> None:
        experiment, dataset = self._session.experiment, self._session.dataset
        offered = (dataset.task, model_inputs(experiment, dataset), dataset.n_classes, experiment.model.name)
        if offered != self._offered:
            self._offered = offered
            self._offer(*offered)
        self.model.setCurrentIndex(self.model.findData(experiment.model.name))
        self.loss.setCurrentIndex(self.loss.findData(experiment.loss))
        self._fill_options(experiment.model)
        self._descent.setVisible(not self._session.is_direct and not self._session.function)
        for name, field in self.penalties.items():
            field.set_value(getattr(experiment, name))
        self.patience.set_value(experiment.patience)
        held_out = experiment.data.train_share < 1.0
        for widget in (self._patience_name, self.patience):
            widget.setVisible(held_out)

    def _offer(self, task: str, n_inputs: int, n_classes: int, model: str) -> None:
        self.model.clear()
        for name in sorted(models_for(task, n_inputs, n_classes), key=lambda name: MODELS[name].order):
            cls = MODELS[name]
            self.model.add(QCoreApplication.translate("core", cls.title), cls.formula, name)
        self.loss.clear()
        for name in losses_for(model, task, n_classes):
            self.loss.add(QCoreApplication.translate("core", LOSSES[name].title), LOSSES[name].formula, name)

    def _fill_options(self, choice: ModelChoice) -> None:
        if self._options_of != choice.name:
            self._options_of = choice.name
            if self._options is not None:
                self._options_place.removeWidget(self._options)
                self._options.deleteLater()
                self._options = None
            declared = () if choice.name in ("network", "function") else hyperparameters(MODELS[choice.name])
            if declared:
                self._options = HyperparameterForm(declared)
                self._options.changed.connect(self._set_option)
                self._options_place.addWidget(self._options)
                chain_focus(self.model, self._options, self.layers, self.loss, *self.penalties.values(), self.patience)
        if self._options is not None:
            self._options.set_values(choice.options)
        self.layers.setVisible(choice.name == "network")
        inputs = model_inputs(self._session.experiment, self._session.dataset)
        if choice.name == "network":
            layers, output = declared_layers(choice.options), declared_output(choice.options)
            dataset = self._session.dataset
            answers = dataset.n_classes if dataset.task == "classification" else 1
            width = answers if answers > 2 else 1
            reports = check((inputs,), (*layers, output.replace(width=width)))
            self.layers.show_layers(layers, reports[:-1])
            self.output.show_layer(len(layers), output, reports[-1])
            links = {1: self.tr("linear"), 2: self.tr("sigmoid")}
            self.output.show_output(width, links.get(answers, self.tr("softmax")))
        weights = choice.name in ("line", "slope") and (1 < inputs < MOST_WEIGHTS or self._standardised)
        self.coefficients.setVisible(weights or choice.name == "polynomial")

    @property
    def _standardised(self) -> bool:
        """Whether the model's own numbers are of columns that were standardised."""
        data = self._session.experiment.data
        return "standardise" in (data.transform_x.kind, data.transform_y.kind)

    @Slot()
    def _show_fit(self) -> None:
        """Show what only the built model knows: its size, and coefficients or weights as they are trained."""
        session, lane = self._session, self._session.shown
        name = session.experiment.model.name
        if lane is None or name not in ("polynomial", "line", "slope", "network"):
            return
        if name != "network" and self.coefficients.isVisible():
            model = session.probe.model_at(lane.theta)
            if isinstance(model, Polynomial):
                user = in_user_units(model.coefficients(), session.preparation)
                self.coefficients.show_coefficients(user, *axis_names(session.preparation.choice))
            elif model is not None:
                weights = weights_in_user_units(model, session.preparation, STANDARDISED)
                self.coefficients.show_weights(weights, self._standardised)
        elif name == "network" and self.layers.isVisible() and lane.theta.size != self._size:
            model = session.probe.model_at(lane.theta)
            if model is not None:
                self._size = lane.theta.size
                self.layers.show_size(self._size)

    # -- choosing --------------------------------------------------------------------------------------------------

    @Slot(int)
    def _choose_model(self, place: int) -> None:
        name = self.model.itemData(place)
        if name != self._session.experiment.model.name:
            self._try(self.tr("Model"), model=ModelChoice(name))

    @Slot(int)
    def _choose_loss(self, place: int) -> None:
        self._try(self.tr("Loss"), loss=self.loss.itemData(place))

    @Slot(str, object, bool)
    def _set_option(self, name: str, value: object, dragging: bool) -> None:
        declared = {item.name: item for item in hyperparameters(MODELS[self._options_of])}
        label = QCoreApplication.translate("core", declared[name].label)
        self._set_options(label, f"model:{name}" if dragging else None, **{name: value})

    @Slot(object, object, str)
    def _set_layers(self, layers: tuple[LayerChoice, ...], origins: tuple[int | None, ...], merge: str) -> None:
        if not change_layers(self._session, self.tr("Layers"), layers, origins, merge or None):
            self._fill()

    @Slot(int, object, bool)
    def _set_output(self, _place: int, output: LayerChoice, moving: bool) -> None:
        if not change_output(self._session, self.tr("Output layer"), output, "output layer" if moving else None):
            self._fill()

    def _set_options(self, label: str, merge: str | None, **changed: object) -> None:
        old = self._session.experiment.model
        try:
            choice = ModelChoice(old.name, {**old.options, **changed})
        except (ValueError, TypeError) as error:
            self._session.say(str(error), "error")
            self._fill()
            return
        self._try(label, merge, model=choice)

    def _set_penalty(self, name: str, value: float, dragging: bool) -> None:
        self._try(name.upper(), name if dragging else None, **{name: value})

    @Slot(float, bool)
    def _set_patience(self, value: float, dragging: bool) -> None:
        self._try(self.tr("Early stopping"), "patience" if dragging else None, patience=round(value))

    def _try(self, label: str, merge: str | None = None, **changes: Any) -> None:
        if not self._session.set_experiment(label, merge=merge, **changes):
            self._fill()

    def _penalty(self, name: str, help_: str) -> NumberField:
        field = NumberField(name, 0.0, 1e6, 1e-5, 10.0, "log")
        field.set_help(self.tr("{help}. 0 is none.").format(help=help_))
        field.committed.connect(partial(self._set_penalty, name.lower()))
        return field

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        self._column.setSpacing(theme.length(8))
        self._below.setSpacing(theme.length(8))
        self._loss_row.setSpacing(theme.length(12))
        self._penalty_row.setSpacing(theme.length(8))
        for field in self.penalties.values():
            field.setFixedWidth(theme.length(64))
        self._patience_row.setSpacing(theme.length(8))
        self.patience.setFixedWidth(theme.length(64))
