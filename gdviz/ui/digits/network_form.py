"""The right column of the digits workspace: the layers, and how they are trained."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QVBoxLayout, QWidget

from gdviz.core.hyperparameter import choice, hyperparameters, integer, real
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.methods import METHODS, GradientMethod
from gdviz.core.models.network import MAX_CHOSEN
from gdviz.core.presets import PRESETS
from gdviz.core.schedules import SCHEDULES
from gdviz.core.stack import check
from gdviz.plots.number import count
from gdviz.session.digits import DigitsSession
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.ui.forms import HyperparameterForm, chain_focus
from gdviz.ui.layer_editor import LayerEditor
from gdviz.ui.method_menu import method_title
from gdviz.ui.rows import heading, link, row_of

RATE = "learning_rate"
KINDS = ("dense", "conv2d", "max_pooling2d", "average_pooling2d", "flatten", "dropout", "batch_normalization")
USUAL = {
    "dense": LayerChoice("dense", {"width": 128, "activation": "relu"}),
    "conv2d": LayerChoice("conv2d", {"filters": 8, "activation": "relu"}),
    "dropout": LayerChoice("dropout", {"rate": 0.2}),
}


@dataclass
class Fitting:
    """How a network for images is fitted, apart from the method: the fields of a recipe, declared for a form."""

    batch_size: int = integer(
        32, low=1, high=10_000, label="Batch size", restarts=True, help="How many images a step looks at"
    )
    epochs: int = integer(10, low=1, high=1000, label="Epochs", restarts=True, help="How often all images are seen")
    validation_split: float = real(
        0.1, low=0.0, high=0.9, label="Validation split", restarts=True,
        help="The share of the training images that is held out, to see how well it does on others",
    )  # fmt: skip
    patience: int = integer(
        3, low=0, high=1000, label="Stop early, patience", restarts=True,
        help="How many epochs the validation loss may not get better before it stops, with the best weights; 0: never",
    )  # fmt: skip
    schedule: str = choice(
        "constant",
        SCHEDULES,
        label="Schedule",
        restarts=True,
        help="How the learning rate changes until the last epoch",
    )  # fmt: skip


class LayersPanel(QWidget):
    """A preset, or layers of one's own: what each hands on, how many parameters it has, or why it does not fit."""

    def __init__(self, session: DigitsSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.presets = QComboBox()
        self.presets.setAccessibleName(self.tr("Network to train"))
        self.presets.setToolTip(self.tr("Which network learns from the images: its layers and how it is trained"))
        for name, preset in PRESETS.items():
            self.presets.addItem(QCoreApplication.translate("core", preset.title), name)
        self.presets.activated.connect(self._choose)
        self.editor = LayerEditor(kinds=KINDS, usual=USUAL, most=MAX_CHOSEN, told=True)
        self.editor.changed.connect(self._change)
        self._input = QLabel()
        self.editor.set_first(self._input)
        self._undo = link(self.tr("Undo"), self.tr("Take the last change of the layers back"), session.undo_recipe)
        self.editor.add_to_heading(self._undo)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.editor)
        self.editor.put_below_heading(self.presets)
        session.recipe_changed.connect(self._show)
        session.images_changed.connect(self._show)
        self._show()

    @Slot(int)
    def _choose(self, index: int) -> None:
        name = self.presets.itemData(index)
        if name:
            self._session.set_recipe(DigitsRecipe.of_preset(name))

    @Slot(object, object, str)
    def _change(self, layers: tuple[LayerChoice, ...], _origins: object, merge: str) -> None:
        self._session.set_recipe(self._session.recipe.replace(layers=layers, preset=""), merge=merge)

    @Slot()
    def _show(self) -> None:
        session = self._session
        recipe, images = session.recipe, session.images
        own = self.presets.findData("")
        if not recipe.preset and own < 0:
            self.presets.addItem(self.tr("Your own layers"), "")
        elif recipe.preset and own >= 0:
            self.presets.removeItem(own)
        self.presets.setCurrentIndex(self.presets.findData(recipe.preset))
        shape = images.shape if images is not None else session.sheet.cells().shape
        n = images.n_classes if images is not None else len(session.names)
        output = LayerChoice("dense", {"width": n})
        reports = check((*shape, 1), (*recipe.layers, output))
        self._input.setText(self.tr("Input {height} × {width} × 1").format(height=shape[0], width=shape[1]))
        self.editor.show_layers(recipe.layers, reports)
        last = reports[-1]
        if last.complaint:
            hint = self.tr("The output needs plain numbers: put a flatten layer before it.")
            self.editor.show_output(hint, wrong=True)
        else:
            self.editor.show_output(self.tr("Dense {n} · softmax").format(n=n))
        fits = all(report.shape is not None for report in reports)
        total = sum(report.parameters for report in reports)
        self.editor.show_total(self.tr("{n} parameters").format(n=count(total)) if fits else "")
        self._undo.setVisible(session.can_undo_recipe)


class OptimizerPanel(QWidget):
    """The method with its options, batches and epochs. Options of the method act at once, also while it trains."""

    def __init__(self, session: DigitsSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.methods = QComboBox()
        self.methods.setAccessibleName(self.tr("Method"))
        self.methods.setToolTip(self.tr("By which rule each batch moves the parameters"))
        for name, cls in METHODS.items():
            if cls.uses_batches and issubclass(cls, GradientMethod):
                self.methods.addItem(method_title(name), name)
        self.methods.activated.connect(self._choose)
        titles = {"schedule": {name: cls.title for name, cls in SCHEDULES.items()}}
        declared = hyperparameters(Fitting)
        self.fitting = HyperparameterForm([item for item in declared if item.kind != "choice"])
        self.schedule = HyperparameterForm([item for item in declared if item.kind == "choice"], titles)
        for form in (self.fitting, self.schedule):
            form.changed.connect(self._fit)
        self.more = link("", self.tr("Show, or fold away, what is rarely changed"), self._unfold)
        self._all = False
        self.options: HyperparameterForm | None = None
        self.others: HyperparameterForm | None = None
        self._shown = ""
        card = QFrame()
        card.setProperty("class", "card")
        self._column = QVBoxLayout(card)
        self._column.setContentsMargins(10, 10, 10, 10)
        self._column.setSpacing(8)
        self._column.addWidget(self.methods)
        self._column.addWidget(self.fitting)
        self._column.addWidget(self.schedule)
        self._column.addWidget(row_of(self.more, None))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(row_of(heading(self.tr("Optimizer")), None))
        column.addWidget(card)
        session.recipe_changed.connect(self._show)
        self._show()

    @Slot(int)
    def _choose(self, index: int) -> None:
        name = self.methods.itemData(index)
        if name != self._session.recipe.method:
            self._session.set_recipe(self._session.recipe.replace(method=name, options={}))

    @Slot(str, object, bool)
    def _fit(self, name: str, value: object, moving: bool) -> None:
        self._session.set_recipe(self._session.recipe.replace(**{name: value}), merge=name if moving else "")

    @Slot(str, object, bool)
    def _set_option(self, name: str, value: object, _moving: bool) -> None:
        self._session.set_option(name, value)

    @Slot()
    def _show(self) -> None:
        recipe = self._session.recipe
        self.methods.setCurrentIndex(self.methods.findData(recipe.method))
        if self._shown != recipe.method:
            self._shown = recipe.method
            for old in (self.options, self.others):
                if old is not None:
                    self._column.removeWidget(old)
                    old.hide()
                    old.deleteLater()
            declared = [item for item in hyperparameters(METHODS[recipe.method]) if not item.advanced]
            rate = [item for item in declared if item.name == RATE]
            self.options, self.others = (
                HyperparameterForm(rate),
                HyperparameterForm([item for item in declared if item.name != RATE]),
            )
            for place, form in ((1, self.options), (self._column.count() - 1, self.others)):
                form.changed.connect(self._set_option)
                self._column.insertWidget(place, form)
            self._order_keys()
            self._fold()
        for options in (self.options, self.others):
            if options is not None:
                options.set_values(recipe.options)
        for form in (self.fitting, self.schedule):
            form.set_values({item.name: getattr(recipe, item.name) for item in hyperparameters(Fitting)})

    def _order_keys(self) -> None:
        """Let Tab go as the eye does: forms that were made later stand between others."""
        items = (self._column.itemAt(place) for place in range(self._column.count()))
        chain_focus(*(widget for item in items if item is not None and (widget := item.widget()) is not None))

    @Slot()
    def _unfold(self) -> None:
        self._all = not self._all
        self._fold()

    def _fold(self) -> None:
        """Show what is rarely changed, or not."""
        self.schedule.setVisible(self._all)
        if self.others is not None:
            self.others.setVisible(self._all and self.others.row_count > 0)
        self.more.setText(self.tr("Fewer options") if self._all else self.tr("All options"))
