"""Inside the network: what each layer makes of the drawing, and what the first one looks for."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from gdviz.core.layers import ACTIVATIONS, LAYERS
from gdviz.plots.activation_rows import ActivationRow, ActivationRows
from gdviz.plots.card import Card
from gdviz.plots.image_tiles import ImageTiles
from gdviz.plots.number import number
from gdviz.session.digits import DigitsSession
from gdviz.training.digit_inside import LayerAnswer, Stage, first_weights
from gdviz.ui.digits.scrolling import Scrolling

SECONDS_BETWEEN = 0.2  # of two looks at the weights while they are trained
ACTIVATIONS_OF_DIGIT, FIRST_WEIGHTS = "activations", "weights"
_LIMITS = {"sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "tanh": (-1.0, 1.0)}


def title_of(stage: Stage) -> str:
    """Return "Dense 128 · ReLU"."""
    parts = [QCoreApplication.translate("core", LAYERS[stage.name].title)]
    if stage.width is not None:
        parts.append(str(stage.width))
    words = " ".join(parts)
    if stage.activation in ("", "linear"):
        return words
    known = ACTIVATIONS[stage.activation].title if stage.activation in ACTIVATIONS else stage.activation
    return f"{words} · {QCoreApplication.translate('core', known)}"


class InsideCard(Card):
    """Activations of the drawing, layer by layer, as the pen moves; or the weights of the first layer as pictures."""

    def __init__(self, session: DigitsSession, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Inside the network"), parent=parent)
        self._session = session
        self._what = QComboBox()
        self._what.setProperty("class", "quiet")
        self._what.setAccessibleName(self.tr("What is shown of the network"))
        self._what.setToolTip(
            self.tr(
                "What each layer makes of your drawing, or what the first layer looks for: "
                "blue weights speak for a neuron or filter, red ones against it"
            )
        )
        self._what.addItem(self.tr("Activations"), ACTIVATIONS_OF_DIGIT)
        self._what.addItem(self.tr("First weights"), FIRST_WEIGHTS)
        self._what.activated.connect(self._choose_by_hand)
        self._what.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._what.setMinimumContentsLength(7)  # the title goes before, where room is scarce
        self._what.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.add_header_widget(self._what)
        self.rows = ActivationRows(self.tr("Activations of each layer"))
        self.weights = ImageTiles(self.tr("Weights of the first layer"), 22, fits=True, most=110)
        self._none = QLabel(self.tr("The first layer has no weights that could be seen as pictures."))
        self._none.setProperty("class", "quiet")
        self._none.setWordWrap(True)
        pictures = QWidget()
        column = QVBoxLayout(pictures)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._none)
        column.addWidget(self.weights)
        self._stack = QStackedWidget()
        self._stack.addWidget(Scrolling(self.rows, self.rows.set_room))
        self._stack.addWidget(Scrolling(pictures, self.weights.set_room))
        self.set_body(self._stack)
        self.set_quiet(self.tr("of your drawing"))
        self._looked = 0.0
        session.prediction_changed.connect(self._show_rows)
        self._by_hand = False
        session.network_changed.connect(self._take_network)
        session.snapshot_changed.connect(self._show_weights_soon)
        session.training_changed.connect(self._show)

    def show_view(self, view: str) -> None:
        """Show "activations" or "weights"."""
        self._what.setCurrentIndex(self._what.findData(view))
        self._choose()

    @property
    def view(self) -> str:
        """What is shown: "activations" or "weights"."""
        return str(self._what.currentData())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    @Slot()
    def _choose_by_hand(self) -> None:
        self._by_hand = True
        self._choose()

    @Slot()
    def _take_network(self) -> None:
        """Show what there is more of: without a hidden layer these are the weights, an image for each class."""
        reader = self._session.reader
        if reader is not None and not self._by_hand:
            wanted = FIRST_WEIGHTS if len(reader.inside()) == 1 else ACTIVATIONS_OF_DIGIT
            if wanted != self.view:
                self.show_view(wanted)
        self._show()

    @Slot()
    def _choose(self) -> None:
        self._stack.setCurrentIndex(self._what.currentIndex())
        self.set_quiet(self.tr("of your drawing") if self.view == ACTIVATIONS_OF_DIGIT else "")
        self._show()

    @Slot()
    def _show(self) -> None:
        self._show_rows()
        self._show_weights()

    @Slot()
    def _show_rows(self) -> None:
        reader = self._session.reader
        if not self.isVisible() or self.view != ACTIVATIONS_OF_DIGIT:
            return
        answers = reader.inside() if reader is not None else ()
        drawn = self._session.prediction is not None
        self.rows.show_rows([self._row(answer) for answer in answers], pale=not drawn)

    def _row(self, answer: LayerAnswer) -> ActivationRow:
        low, high = _LIMITS.get(answer.stage.activation, (None, None))
        names = self._session.names if answer.stage.activation == "softmax" else ()
        return ActivationRow(title_of(answer.stage), answer.values, names, low, high)

    @Slot()
    def _show_weights_soon(self) -> None:
        if time.perf_counter() - self._looked > SECONDS_BETWEEN:
            self._show_weights()

    def _show_weights(self) -> None:
        reader = self._session.reader
        if reader is None or not self.isVisible() or self.view != FIRST_WEIGHTS:
            return
        self._looked = time.perf_counter()
        pictures = first_weights(reader.model)
        self._none.setVisible(pictures is None)
        self.weights.setVisible(pictures is not None)
        if pictures is None:
            return
        names = self._session.names
        own = names if len(names) == len(pictures) else tuple(str(k + 1) for k in range(len(pictures)))
        tips = [
            self.tr("{name}: weights from {low} to {high}").format(
                name=name, low=number(float(picture.min())), high=number(float(picture.max()))
            )
            for name, picture in zip(own, pictures, strict=True)
        ]
        self.weights.show_images(pictures, names if len(names) == len(pictures) else (), tips)
