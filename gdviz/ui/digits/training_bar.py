"""Time in the digits workspace: how far it is, and the figures that a room reads from the last row."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QToolButton, QWidget

from gdviz.plots.icons import icon
from gdviz.plots.number import fixed, percent
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session.digits import DigitsSession
from gdviz.session.digits_pace import FIGURES, DigitsPace
from gdviz.ui.top_bar import Readout

STEPS = 1000  # of the progress bar


class TrainingBar(QFrame):
    """Views, reset, play, stop; epoch, progress and time left; loss and accuracies."""

    def __init__(self, session: DigitsSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setProperty("class", "bar")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.reset = self._button("reset", self.tr("Give this training up and begin anew from the same start"))
        self.reset.clicked.connect(session.reset)
        self.play = self._button("play", self.tr("Train, or pause (Space): you can draw meanwhile"))
        self.play.setProperty("class", "primary")
        self.play.clicked.connect(session.toggle)
        self.stop = self._button("stop", self.tr("End the training here and keep the network as it is"))
        self.stop.clicked.connect(session.stop)

        self._epoch = QLabel()
        self._progress = QProgressBar()
        self._progress.setRange(0, STEPS)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Share of the training that is done"))
        self._left = QLabel()
        self._readouts = {
            "loss": Readout(self.tr("training loss"), "0.0000"),
            "accuracy": Readout(self.tr("training accuracy"), "100.0 %"),
            "val_accuracy": Readout(self.tr("validation accuracy"), "100.0 %"),
            "test_accuracy": Readout(self.tr("test accuracy"), "100.0 %"),
        }

        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        for button in (self.reset, self.play, self.stop):
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self._epoch)
        row.addWidget(self._progress)
        row.addWidget(self._left)
        row.addStretch(1)
        for readout in self._readouts.values():
            row.addWidget(readout)
            row.addSpacing(8)
        session.recipe_changed.connect(self._show)
        DigitsPace(session, self, FIGURES).changed.connect(self._show)
        session.training_changed.connect(self._show)
        session.images_changed.connect(self._show)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()
        self._show()

    def put_first(self, widget: QWidget) -> None:
        """Put a widget at the left end."""
        self._row.insertWidget(0, widget)
        self._row.insertSpacing(1, 8)

    def put_last(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._row.addWidget(widget)

    @property
    def texts(self) -> dict[str, str]:
        """What is shown: epoch, time left and the figures."""
        figures = {name: readout.text for name, readout in self._readouts.items()}
        return {"epoch": self._epoch.text(), "left": self._left.text(), **figures}

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a text is longer, or all text larger
            self._make_room()
        return super().event(event)

    def _make_room(self) -> None:
        """Leave out what is said elsewhere too, one by one, where the bar is too narrow for all."""
        spare = (self._readouts["val_accuracy"], self._progress, self._readouts["accuracy"], self._left)
        needs = {part: max(part.minimumWidth(), part.sizeHint().width()) + self._row.spacing() for part in spare}
        whole = self._row.sizeHint().width() + sum(needs[part] for part in spare if part.isHidden())
        for part in spare:  # none is shown only to be hidden again: each change asks for a new layout
            too_wide = whole > self.width()
            part.setHidden(too_wide)
            whole -= needs[part] if too_wide else 0

    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())

    def _button(self, name: str, help_: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setToolTip(help_)
        button.setAccessibleName(help_.split(":")[0])
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    @Slot()
    def _show(self) -> None:
        session, moment = self._session, self._session.snapshot
        playing = session.training == "playing"
        self._set_sign("pause" if playing else "play")
        self.stop.setEnabled(session.training in ("playing", "paused"))
        self.reset.setEnabled(moment is not None)
        epochs = session.recipe.epochs
        if moment is None:
            waits = session.reading
            self._epoch.setText(self.tr("Reading images…") if waits else self.tr("{n} epochs").format(n=epochs))
            self._left.setText("")
            self._progress.setValue(0)
            for readout in self._readouts.values():
                readout.show_figure("–")
            return
        epoch = min(moment.epoch + 1, epochs)
        words = {
            "finished": self.tr("Finished after epoch {epoch}").format(epoch=moment.epoch),
            "stopped": self.tr("Stopped in epoch {epoch}").format(epoch=epoch),
            "diverged": self.tr("Diverged in epoch {epoch}").format(epoch=moment.epoch),
        }
        self._epoch.setText(
            words.get(moment.state, self.tr("Epoch {epoch} / {epochs}").format(epoch=epoch, epochs=epochs))
        )
        self._progress.setValue(STEPS if moment.state == "finished" else round(STEPS * moment.progress))
        ended = moment.state in ("finished", "stopped", "diverged")
        self._left.setText("" if ended else self.tr("{time} left").format(time=minutes(moment.seconds_left)))
        now = {"loss": moment.loss, "accuracy": moment.accuracy}
        for name, readout in self._readouts.items():
            value = now.get(name, math.nan)
            value = value if math.isfinite(value) else moment.last(name)
            readout.show_figure(fixed(value, 4) if name == "loss" else percent(value))

    def _set_sign(self, name: str) -> None:
        if self.play.property("sign") != name:
            self.play.setProperty("sign", name)
            self.play.setIcon(icon(name, Theme.current().on_accent))
            self.play.setAccessibleName(self.tr("Pause") if name == "pause" else self.tr("Train"))

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        for button in (self.reset, self.stop):
            button.setIcon(icon(button.objectName()))
            button.setIconSize(QSize(theme.length(16), theme.length(16)))
        self.play.setIconSize(QSize(theme.length(18), theme.length(18)))
        self.play.setProperty("sign", "")
        self._set_sign("pause" if self._session.training == "playing" else "play")
        self._progress.setFixedWidth(theme.length(64))
        self._left.setFont(theme.font(tabular=True))
        self._left.setMinimumWidth(
            self._left.fontMetrics().horizontalAdvance(self.tr("{time} left").format(time="00:00"))
        )
        longest = self.tr("Epoch {epoch} / {epochs}").format(epoch=10, epochs=10)
        self._epoch.setMinimumWidth(self._epoch.fontMetrics().horizontalAdvance(longest))


def minutes(seconds: float) -> str:
    """Return "1:05"; "–" for what is not known."""
    if not math.isfinite(seconds):
        return "–"
    whole = math.ceil(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
