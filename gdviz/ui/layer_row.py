"""One layer of a network in the list: what is chosen often in its row, the rest below it on demand."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.initializers import INITIALIZERS
from gdviz.core.layers import ACTIVATIONS, LAYERS
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.models.network import MAX_WIDTH
from gdviz.core.stack import LayerReport
from gdviz.plots.icons import icon
from gdviz.plots.number import count
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.ui.forms import CalmComboBox, CalmSpinBox, HyperparameterForm, NumberField
from gdviz.ui.rows import link, row_of

SHORT = {"conv2d": "Conv2D"}  # what they are called in code, where a row is full
IN_ROW = ("width", "filters", "activation", "rate")


class LayerRow(QWidget):
    """Dense − 8 + tanh, or Dropout p = 0.1; the name unfolds everything else that the layer declares."""

    changed = Signal(int, object, bool)  # place, LayerChoice, whether it is one of many of a movement
    removed = Signal(int)
    moved = Signal(int, int)  # place, by how many

    def __init__(self, kind: str, *, told: bool = False) -> None:
        """With `told` it says what it hands on without being unfolded."""
        super().__init__()
        self.kind, self._tells = kind, told
        self.place = 0
        self._choice = LayerChoice(kind)
        declared = {item.name: item for item in hyperparameters(LAYERS[kind])}
        title = QCoreApplication.translate("core", LAYERS[kind].title)
        if told:
            title = SHORT.get(kind, title)
        self._name = QToolButton()
        self._name.setProperty("class", "tiny")
        self._name.setText(title)
        self._name.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        help_ = QCoreApplication.translate("core", LAYERS[kind].help)
        self._name.setToolTip(self.tr("{help}. Click for all that can be chosen, and to move it.").format(help=help_))
        self._name.clicked.connect(self._unfold)
        self._line = QHBoxLayout()
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(self._name)
        self._buttons: list[QToolButton] = []
        self._sized = next((name for name in ("width", "filters") if name in declared), "")
        if self._sized:
            self._add_width()
        if "activation" in declared:
            self._add_activation()
        else:
            self._line.addStretch(1)
        if "rate" in declared:
            self._add_rate()
        self._shape = QLabel()
        self._shape.setProperty("class", "quiet")
        self._line.addWidget(self._shape)
        self._remove = self._button("close", self.tr("Remove this layer; undo brings it back"))
        self._remove.clicked.connect(lambda: self.removed.emit(self.place))
        self._line.addWidget(self._remove)

        self._details = QWidget()
        self._below = QVBoxLayout(self._details)
        self._form: HyperparameterForm | None = None
        self._others = [item for name, item in declared.items() if name not in IN_ROW]
        self._size = QLabel(self if told else self._details)
        self._size.setProperty("class", "small")
        self._size.setWordWrap(True)
        self._size.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._details.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._line)
        if told:
            column.addWidget(self._size)
        column.addWidget(self._details)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()

    def _add_width(self) -> None:
        self.width_box = CalmSpinBox()
        self.width_box.setRange(1, MAX_WIDTH)
        self.width_box.setProperty("class", "bare")
        self.width_box.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.width_box.setToolTip(
            self.tr(
                "How many neurons, from 1 to {n}. Those that stay keep their weights; training begins anew."
            ).format(n=MAX_WIDTH)
        )
        self.width_box.valueChanged.connect(lambda width: self._change(True, **{self._sized: width}))
        self._fewer = self._button("minus", self.tr("One neuron fewer; the others keep their weights"), repeats=True)
        self._fewer.clicked.connect(self.width_box.stepDown)
        self._more = self._button("plus", self.tr("One neuron more; the others keep their weights"), repeats=True)
        self._more.clicked.connect(self.width_box.stepUp)
        for widget in (self._fewer, self.width_box, self._more):
            self._line.addWidget(widget)

    def _add_activation(self) -> None:
        self.activation = CalmComboBox()
        for name, cls in ACTIVATIONS.items():
            self.activation.addItem(QCoreApplication.translate("core", cls.title), name)
        self.activation.setToolTip(self.tr("What each neuron of this layer makes of its sum; the weights stay"))
        self.activation.setProperty("class", "narrow")
        self.activation.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.activation.activated.connect(lambda _place: self._change(False, activation=self.activation.currentData()))
        self._line.addWidget(self.activation, 1)

    def _add_rate(self) -> None:
        self.rate = NumberField(self.tr("Share left out"), 0.0, 0.99, 0.0, 0.9)
        self.rate.set_help(self.tr("The share of neurons that each step leaves out, from 0 to 0.99"))
        self.rate.committed.connect(lambda rate, moving: self._change(moving, rate=rate))
        label = QLabel("p =")
        label.setBuddy(self.rate)
        self._line.addWidget(label)
        self._line.addWidget(self.rate)

    # -- showing ---------------------------------------------------------------------------------------------------

    @property
    def choice(self) -> LayerChoice:
        """The layer that is shown."""
        return self._choice

    def show_layer(self, place: int, choice: LayerChoice, report: LayerReport | None) -> None:
        """Show a layer of the kind that the row was made for; `report` is what it comes to."""
        self.place, self._choice = place, choice
        n, layer = place + 1, choice.make()
        self._name.setAccessibleName(self.tr("Layer {n}: {kind}").format(n=n, kind=self._name.text()))
        self._remove.setAccessibleName(self.tr("Remove layer {n}").format(n=n))
        if hasattr(self, "width_box"):
            self.width_box.setAccessibleName(self.tr("Neurons in layer {n}").format(n=n))
            blocked = self.width_box.blockSignals(True)
            self.width_box.setValue(getattr(layer, self._sized))
            self.width_box.blockSignals(blocked)
            self._fewer.setAccessibleName(self.tr("One neuron fewer in layer {n}").format(n=n))
            self._more.setAccessibleName(self.tr("One neuron more in layer {n}").format(n=n))
        if hasattr(self, "activation"):
            self.activation.setAccessibleName(self.tr("Activation of layer {n}").format(n=n))
            self.activation.setCurrentIndex(self.activation.findData(getattr(layer, "activation")))  # noqa: B009
        if hasattr(self, "rate"):
            self.rate.set_value(getattr(layer, "rate"))  # noqa: B009
        if self._form is not None:
            self._form.set_values(choice.options)
        plain = self._tells and report is not None and report.shape is not None and not report.parameters
        self._shape.setText(self._told(report) if report is not None and plain else "")
        self._size.setText("" if report is None or plain else self._told(report))
        wrong = report is not None and bool(report.complaint)
        if wrong != (self._size.property("class") == "small warning"):
            self._size.setProperty("class", "small warning" if wrong else "small")
            self._size.style().unpolish(self._size)
            self._size.style().polish(self._size)
        if self._tells:
            self._size.setVisible(bool(self._size.text()))

    def _told(self, report: LayerReport) -> str:
        if report.shape is None:
            return report.complaint
        out = " × ".join(map(count, report.shape))
        words = self.tr("{shape} · {n} parameters") if self._tells else self.tr("Hands on {shape} · {n} parameters")
        if self._tells and not report.parameters:
            words = "{shape}"
        text = words.format(shape=out, n=count(report.parameters))
        return f"{text} ({self.tr('{n} kept').format(n=count(report.kept))})" if report.kept else text

    @Slot()
    def _unfold(self) -> None:
        show = self._details.isHidden()
        if show and self._form is None:  # most are never unfolded
            titles = {
                "initializer": {name: cls.title for name, cls in INITIALIZERS.items()},
                "activation": {name: cls.title for name, cls in ACTIVATIONS.items()},
            }
            self._form = HyperparameterForm(self._others, titles)
            self._form.changed.connect(lambda name, value, moving: self._change(moving, **{name: value}))
            self._form.set_values(self._choice.options)
            self._below.addWidget(self._form)
            if not self._tells:
                self._below.addWidget(self._size)
            self._below.addWidget(row_of(*self._movers(), None))
        self._details.setVisible(show)
        self._follow_theme()

    def _movers(self) -> tuple[QWidget, ...]:
        """Return what moves the layer among the others."""
        up = link(self.tr("Up"), self.tr("Move this layer towards the inputs"), lambda: self.moved.emit(self.place, -1))
        down = link(
            self.tr("Down"), self.tr("Move this layer towards the output"), lambda: self.moved.emit(self.place, 1)
        )
        return up, down

    def _change(self, moving: bool, **options: Any) -> None:
        self.changed.emit(self.place, self._choice.replace(**options), moving)

    def _button(self, sign: str, help_: str, *, repeats: bool = False) -> QToolButton:
        button = QToolButton()
        button.setProperty("class", "tiny")
        button.setObjectName(sign)
        button.setToolTip(help_)
        button.setAutoRepeat(repeats)
        self._buttons.append(button)
        return button

    @Slot()
    def _follow_theme(self) -> None:
        self._dress()  # no subclass overrides the slot: a connection to it would outlive the row

    def _dress(self) -> None:
        theme = Theme.current()
        self._line.setSpacing(theme.length(1))
        self._below.setContentsMargins(theme.length(14), 0, 0, theme.length(6))
        self._below.setSpacing(theme.length(6))
        self._name.setIcon(icon("chevron-right" if self._details.isHidden() else "chevron-down", theme.quiet))
        self._name.setIconSize(QSize(theme.length(9), theme.length(9)))
        self._name.setFont(theme.font(bold=True))
        self._name.ensurePolished()
        text = self._name.fontMetrics().horizontalAdvance(self._name.text())
        self._name.setFixedSize(text + theme.length(15), theme.length(24))
        for button in self._buttons:
            closes = button is self._remove
            side = theme.length(9 if closes else 11)
            button.setIcon(icon(button.objectName(), theme.quiet if closes else theme.text))
            button.setIconSize(QSize(side, side))
            button.setFixedSize(theme.length(16), theme.length(24))
        self._size.setIndent(theme.length(16) if self._tells else 0)
        if hasattr(self, "width_box"):
            self.width_box.setFont(theme.font(tabular=True))
            self.width_box.setFixedWidth(theme.length(32))
        if hasattr(self, "rate"):
            self.rate.setFixedWidth(theme.length(56))
