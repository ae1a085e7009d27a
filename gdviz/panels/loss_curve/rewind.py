"""The slider that goes back to any earlier step, and says which one is shown."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gdviz.plots.number import count
from gdviz.plots.scrubber import Scrubber
from gdviz.plots.theme import Theme
from gdviz.session import Session


class Rewind(QWidget):
    """Name, slider and place in a row."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.slider = Scrubber()
        self.slider.setAccessibleName(self.tr("Rewind"))
        self.slider.setToolTip(self.tr("Show any earlier step, exactly; playing goes on from there"))
        self.slider.valueChanged.connect(session.scrub)
        name = QLabel(self.tr("Rewind"))
        name.setProperty("class", "quiet")
        name.setBuddy(self.slider)
        self.place = QLabel("0 / 0")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 8)
        row.setSpacing(12)
        row.addWidget(name)
        row.addWidget(self.slider, 1)
        row.addWidget(self.place)

    def show_place(self) -> None:
        """Show where the race is, and how far it has come."""
        snapshot = self._session.snapshot
        here, last = (snapshot.step, snapshot.last_step) if snapshot is not None else (0, 0)
        self.place.setText(f"{count(here)} / {count(last)}")
        slider = self.slider
        if slider.isSliderDown():
            return
        slider.blockSignals(True)
        slider.setRange(0, last)
        slider.setPageStep(max(1, last // 20))
        slider.setValue(here)
        slider.blockSignals(False)

    def dress(self) -> None:
        """Take the letters of the theme, with room for the longest place."""
        self.place.setFont(Theme.current().font(tabular=True))
        metrics = self.place.fontMetrics()
        self.place.setFixedSize(metrics.horizontalAdvance("0 000 000 / 0 000 000"), metrics.height())
