"""A slider over values of any kind of spacing, with its name and its value beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from gdviz.plots.theme import Theme, ThemeManager


class SliderRow(QWidget):
    """A name, a slider and the value beside it; `changed` comes while it is dragged."""

    changed = Signal(float)

    def __init__(
        self,
        name: str,
        places: int,
        value_at: Callable[[int], float],
        text_of: Callable[[float], str],
        help_: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._value_at, self._text_of = value_at, text_of
        self._values = [value_at(place) for place in range(places + 1)]
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, places)
        self._slider.setAccessibleName(name)
        self._slider.setToolTip(help_)
        self._name = QLabel(name)
        self._name.setToolTip(help_)
        self._name.setBuddy(self._slider)
        self._value = QLabel()
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._name)
        layout.addWidget(self._slider, 1)
        layout.addWidget(self._value)
        self._slider.valueChanged.connect(self._on_slide)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()

    @property
    def slider(self) -> QSlider:
        return self._slider

    @property
    def text(self) -> str:
        return self._value.text()

    def show_value(self, value: float) -> None:
        """Show a value without telling of it."""
        nearest = min(range(len(self._values)), key=lambda place: abs(self._values[place] - value))
        self._slider.blockSignals(True)
        self._slider.setValue(nearest)
        self._slider.blockSignals(False)
        self._value.setText(self._text_of(value))

    @Slot(int)
    def _on_slide(self, place: int) -> None:
        value = self._values[place]
        self._value.setText(self._text_of(value))
        self.changed.emit(value)

    @Slot()
    def _follow_theme(self) -> None:
        self._value.setFont(Theme.current().font(tabular=True))
        metrics, texts = self._value.fontMetrics(), map(self._text_of, self._values)
        widest = max(metrics.horizontalAdvance(text) for text in texts)
        self._value.setMinimumWidth(widest + 2)  # or the slider would change its length while it is dragged
