"""One line of status."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from gdviz.core.models import MODELS
from gdviz.plots.number import count
from gdviz.session import Session
from gdviz.session.reading_pace import ReadingPace


class StatusLine(QStatusBar):
    """Running or not and how fast; what is trained on what."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setSizeGripEnabled(False)
        self._page: tuple[str, str] | None = None
        self._state, self._subject, self._source = QLabel(), _Shortened(), QLabel()
        self._state.setContentsMargins(12, 0, 12, 0)
        self._source.setContentsMargins(0, 0, 12, 0)
        self.addWidget(self._state)
        self.addWidget(self._subject, 1)
        self.addPermanentWidget(self._source)
        for signal in (session.restarted, session.data_changed, session.experiment_changed):
            signal.connect(self._show)
        ReadingPace(session, self).changed.connect(self._show)
        session.playing_changed.connect(self._show)
        self._show()

    @property
    def text(self) -> str:
        return f"{self._state.text()} {self._subject.text()}"

    def show_page(self, state: str, subject: str) -> None:
        """Speak of the page that is in front."""
        self._page = (state, subject)
        self._show()

    def show_curves(self) -> None:
        """Speak of the session again."""
        if self._page is not None:
            self._page = None
            self._state.setMinimumWidth(0)
            self._show()

    @Slot()
    def _show(self) -> None:
        self._source.setVisible(self._page is None)
        if self._page is not None:
            self._state.setMinimumWidth(0)
            for label, text in zip((self._state, self._subject), self._page, strict=True):
                label.setText(text)
            return
        session = self._session
        snapshot, lane = session.snapshot, session.shown
        if session.playing and snapshot is not None:
            rate = snapshot.steps_per_second
            speed = self.tr("{rate} steps/s").format(rate=count(round(rate)) if rate >= 10 else f"{rate:.1f}")
            state = self.tr("Running") + (f" · {speed}" if rate else "")
            self._tell_state(f"● {state}")
        else:
            states = {
                "finished": self.tr("Solved at once") if session.is_direct else self.tr("Finished"),
                "diverged": self.tr("Diverged"),
                "ready": self.tr("Changed by hand: Space solves it again")
                if session.is_direct
                else self.tr("Ready: Space starts"),
            }
            status = lane.status if lane is not None else ""
            self._tell_state(f"○ {states.get(status, self.tr('Paused'))}")
        split, course = session.split, session.course
        if course is None or split is None:
            self._subject.setText(self.tr("No training points"))
        else:
            title = QCoreApplication.translate("core", MODELS[session.experiment.model.name].title)
            numbers = 0 if lane is None else lane.theta.size
            sizes = {0: (), 1: (self.tr("1 parameter"),)}  # a model that keeps its points has none
            parts = [
                title,
                *sizes.get(numbers, (self.tr("{n} parameters").format(n=count(numbers)),)),
                *(() if session.function else (self._training_points(len(split.X_train)),)),
            ]
            if len(split.X_test):
                one = len(split.X_test) == 1
                parts.append(
                    self.tr("1 test point") if one else self.tr("{n} test points").format(n=count(len(split.X_test)))
                )
            self._subject.setText(", ".join(parts))
        note = session.dataset.note
        source = session.dataset.title or self.tr("Own points")
        self._source.setText(session.function or source)
        self._source.setToolTip("" if session.function else note)

    def _training_points(self, n: int) -> str:
        return self.tr("1 training point") if n == 1 else self.tr("{n} training points").format(n=count(n))

    def _tell_state(self, text: str) -> None:
        """Show it in a width that grows only, so that what stands beside it does not jump with the figures."""
        self._state.setText(text)
        wanted = self._state.sizeHint().width()
        if wanted > self._state.minimumWidth():
            self._state.setMinimumWidth(wanted)


class _Shortened(QLabel):
    """A text that ends in … where there is no room, and is then told by the pointer."""

    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        tip = self.text() if text != self.text() else ""
        if tip != self.toolTip():
            self.setToolTip(tip)
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
