"""Loss and accuracy of a training on images, epoch by epoch."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from gdviz.plots.base import Plot
from gdviz.plots.card import Card, LegendItem
from gdviz.plots.curve import Curves
from gdviz.plots.number import fixed, percent
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session.digits import DigitsSession
from gdviz.session.digits_pace import DigitsPace
from gdviz.training.digits_course import DigitsSnapshot
from gdviz.training.training_points import recent
from gdviz.ui.digits.history_file import HistoryFile
from gdviz.ui.digits.layer_plots import GradientView, WeightsView

PARTS = ("train", "val", "test")
UNTRAINED = QRectF(0.0, 0.0, 1.0, 100.0)  # epochs and per cent, before there is anything to show
UNTRAINED_LOSS = QRectF(0.0, -2.0, 1.0, 3.0)  # 0.01 to 10


class LearningCard(Card):
    """Training as the batches go by; validation and test at the end of each epoch."""

    def __init__(self, session: DigitsSession, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Loss and accuracy"), parent=parent)
        self._session = session
        self._number = -1  # of the training whose curves are drawn
        self._legend = QWidget()
        row = QHBoxLayout(self._legend)
        row.setContentsMargins(12, 4, 12, 0)
        row.setSpacing(12)
        row.setAlignment(Qt.AlignmentFlag.AlignLeft)
        names = {"train": self.tr("training"), "val": self.tr("validation"), "test": self.tr("test")}
        self._items = {part: LegendItem(name, Theme.current().ink, small=True) for part, name in names.items()}
        for item in self._items.values():
            row.addWidget(item)
        self._items["train"].setToolTip(
            self.tr("Right answers: among the images of the last quarter of an epoch. Loss: over the last few batches.")
        )
        self._what = QComboBox()
        self._what.setProperty("class", "quiet")
        self._what.setAccessibleName(self.tr("What is drawn"))
        self._what.setToolTip(
            self.tr(
                "The share of right answers, the loss that the training makes smaller, the size of its gradient in "
                "each layer, or how the weights are spread"
            )
        )
        self._what.addItem(self.tr("Accuracy"), "accuracy")
        self._what.addItem(self.tr("Loss"), "loss")
        self._what.addItem(self.tr("Gradients"), "gradient")
        self._what.addItem(self.tr("Weights"), "weights")
        self._what.activated.connect(self._begin)
        self._what.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._what.setMinimumContentsLength(6)  # the title goes before, where room is scarce
        self._what.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.add_header_widget(self._what)

        self._plot = Plot(self.tr("Loss and accuracy"))
        self._curves = self._plot.add(Curves())
        self._plot.hovered.connect(self._read)
        self._plot.left.connect(lambda: self._plot.set_readout(""))
        self._best = self._plot.add(Curves(z=2.0))
        self.gradients = GradientView(session)
        self.spread = WeightsView(session)
        self.history = HistoryFile(session, self)
        for plot in (self._plot, self.gradients.plot):
            plot.menu.add(self.history.action)
        self._stack = QStackedWidget()
        curves = QWidget()
        column = QVBoxLayout(curves)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._legend)
        column.addWidget(self._plot, 1)
        for view in (curves, self.gradients, self.spread):
            self._stack.addWidget(view)
        self.set_body(self._stack)
        DigitsPace(session, self).changed.connect(self._show)
        session.recipe_changed.connect(self._begin)
        ThemeManager.instance().changed.connect(self._dress)
        self._dress()

    @property
    def plot(self) -> Plot:
        """The plot in it."""
        return self._plot

    @property
    def view(self) -> str:
        """What is shown: "accuracy", "loss", "gradient" or "weights"."""
        return str(self._what.currentData())

    def show_view(self, view: str) -> None:
        """Show "accuracy", "loss", "gradient" or "weights"."""
        self._what.setCurrentIndex(self._what.findData(view))
        self._begin()

    @property
    def best(self) -> tuple[float, float] | None:
        """Where the best epoch is marked; None if it is not."""
        if "best" not in self._best.names():
            return None
        x, y = self._best.values("best")
        return float(x[0]), float(y[0])

    @property
    def curves(self) -> Curves:
        """What is drawn in it."""
        return self._curves

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()

    @Slot()
    def _begin(self) -> None:
        view = self.view
        self._stack.setCurrentIndex({"gradient": 1, "weights": 2}.get(view, 0))
        if view not in ("accuracy", "loss"):
            self.set_quiet("")
            return
        loss = self._what.currentData() == "loss"
        self._plot.set_axes(
            self.tr("epoch"), self.tr("loss") if loss else self.tr("right answers"), "", "" if loss else "%"
        )
        self._plot.set_log_y(loss)
        self._curves.clear()
        self._best.clear()
        self._show()
        self._plot.fit_view()

    @Slot()
    def _show(self) -> None:
        if not self.isVisible() or self.view not in ("accuracy", "loss"):
            return
        moment = self._session.snapshot
        if moment is None:
            self._curves.clear()
            self._best.clear()
            self.set_quiet("")
            self._plot.fit(UNTRAINED_LOSS if self.view == "loss" else UNTRAINED)
            return
        if moment.number != self._number:  # the same once more: nothing of the one before stays
            self._number = moment.number
            self._curves.clear()
            self._best.clear()
        for part in PARTS:
            x, y = self.points(moment, part)
            if len(x):
                self._curves.set_curve(part, x, y, self._color(part), width=2.0 if part == "train" else 1.6)
        known = moment.best_epoch is not None
        x, y = self.points(moment, "val")
        here = x == (moment.best_epoch + 1 if moment.best_epoch is not None else -1)
        if here.any():
            self._best.set_curve("best", x[here][:1], y[here][:1], self._color("val"), width=4.5)
        self.set_quiet(self.tr("best: {epoch}").format(epoch=(moment.best_epoch or 0) + 1) if known else "")
        self._plot.fit_data()

    def points(self, moment: DigitsSnapshot, part: str) -> tuple[np.ndarray, np.ndarray]:
        """Return epochs and figures (n,) of "train", "val" or "test", as they are drawn."""
        loss = self._what.currentData() == "loss"
        scale = 1.0 if loss else 100.0
        if part == "train":
            x = moment.curve_epochs
            if loss:
                return x, moment.curve_losses
            return x, scale * recent(x, moment.curve_accuracies, np.array(moment.history.get("accuracy", ())))
        row = np.array(moment.history.get(f"{part}_{'loss' if loss else 'accuracy'}", ()), np.float64)
        known = np.isfinite(row)
        return (np.arange(len(row)) + 1.0)[known], scale * row[known]

    def _color(self, part: str) -> QColor:
        return Theme.current().method_color({"train": 4, "val": 0, "test": 3}[part])

    @Slot(float, float)
    def _read(self, x: float, _y: float) -> None:
        moment = self._session.snapshot
        if moment is None:
            return
        texts = [self.tr("epoch {epoch}").format(epoch=fixed(max(0.0, x), 2))]
        for part in PARTS:
            xs, ys = self.points(moment, part)
            if len(xs):
                value = float(ys[int(np.argmin(np.abs(xs - x)))])
                shown = fixed(value, 4) if self._what.currentData() == "loss" else percent(value / 100, 2)
                texts.append(f"{self._items[part].name} {shown}")
        self._plot.set_readout(" · ".join(texts))

    @Slot()
    def _dress(self) -> None:
        for part, item in self._items.items():
            item.set_color(self._color(part))
        self._show()
