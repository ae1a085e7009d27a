"""What the network makes of the sheet."""

from __future__ import annotations

import math

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gdviz.plots.card import Card
from gdviz.plots.number import percent
from gdviz.plots.probability_bars import ProbabilityBars
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session.digits import DigitsSession

ANSWER_SIZE = 44.0


class PredictionCard(Card):
    """The top answer, large, and the probability of every class."""

    def __init__(self, session: DigitsSession, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Prediction"), parent=parent)
        self._session = session
        self.bars = ProbabilityBars(self.tr("Probability of each class"))
        self.bars.setToolTip(self.tr("How sure the network is of each class: softmax of its last layer"))
        self._answer = QLabel()
        self._sure = QLabel()
        self._sure.setProperty("class", "quiet")
        self._sure.setWordWrap(True)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._answer)
        top.addWidget(self._sure, 1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.bars, 1)
        self.set_body(body)
        session.prediction_changed.connect(self._show)
        session.network_changed.connect(self._show_network)
        session.training_changed.connect(self._show_network)
        ThemeManager.instance().changed.connect(self._dress)
        self._dress()
        self._show_network()

    @property
    def answer(self) -> str:
        """The top answer as it is shown."""
        return self._answer.text()

    @property
    def words(self) -> str:
        """What is said beside the answer."""
        return self._sure.text()

    def hasHeightForWidth(self) -> bool:
        return False  # else a grid of cards would give it the height that it would like, and scroll

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    @Slot()
    def _show_network(self) -> None:
        trained, share = self._session.trained, self._session.test_accuracy
        if trained is None:
            self.set_quiet(self.tr("no network yet"))
        elif self._session.live and self._session.training == "playing":
            self.set_quiet(self.tr("{title}, while it learns").format(title=trained.title))
        elif math.isnan(share):
            self.set_quiet(trained.title)
        else:
            said = self.tr("{title}, {share} right on test images")
            self.set_quiet(said.format(title=trained.title, share=percent(share)))
        self.bars.set_names(self._session.names)
        self._show()

    @Slot()
    def _show(self) -> None:
        if not self.isVisible():
            return
        shares = self._session.prediction
        if shares is not None and len(shares) != len(self._session.names):
            shares = None  # of the network before
        self.bars.set_shares(shares)
        top = self.bars.top
        if shares is None or top is None:
            self._answer.setText("–")
            self._sure.setText(self.tr("Draw: the bars follow your pen."))
        else:
            self._answer.setText(self._session.names[top])
            self._sure.setText(self.tr("{share} sure").format(share=percent(float(shares[top]))))

    @Slot()
    def _dress(self) -> None:
        theme = Theme.current()
        self._answer.setFont(theme.font(ANSWER_SIZE, bold=True))
        self._answer.setStyleSheet(f"font-size: {theme.length(ANSWER_SIZE)}px; font-weight: 600")
