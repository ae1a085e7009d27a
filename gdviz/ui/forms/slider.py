"""A slider over a linear or logarithmic range, with a red zone where values do harm."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QToolTip, QWidget

from gdviz.core.hyperparameter import Scale
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.ui.forms.text import nice_step, significant

PLACES = 1000


class ScaleSlider(QSlider):
    """Numbers from `low` to `high`; whole ones have a place each."""

    moved = Signal(float)  # by hand, never by set_value

    def __init__(
        self,
        label: str,
        low: float,
        high: float,
        scale: Scale = "linear",
        whole: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._scale: Scale = scale
        self._whole = whole
        # a logarithmic scale has no zero: it begins nine decades below its end
        self._low = low if scale == "linear" or low > 0 else high * 1e-9
        self._high = high
        self._danger: float | None = None
        self._danger_help = ""
        self.setRange(0, round(high - low) if whole and scale == "linear" else PLACES)
        self.setSingleStep(1 if whole else PLACES // 100)
        self.setPageStep(max(1, self.maximum() // 10))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(label)
        self.valueChanged.connect(self._tell)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()

    @property
    def danger_from(self) -> float | None:
        """Where the red zone begins; None if there is none."""
        return self._danger

    def set_danger(self, value: float | None, help_: str = "") -> None:
        """Paint all from `value` on red, and say why in the tooltip there; None takes the zone away."""
        self._danger, self._danger_help = value, help_
        self.setAccessibleDescription(help_ if value is not None else "")
        self.update()

    def set_value(self, value: float) -> None:
        """Show `value`, at an end of the slider if it lies beyond."""
        blocked = self.blockSignals(True)
        self.setValue(self._place_of(value))
        self.blockSignals(blocked)
        self.update()

    def x_of(self, value: float) -> float:
        """Return where `value` lies, in the slider's own pixels."""
        start, length = self._groove()
        return start + length * self._share_of(value)

    def sizeHint(self) -> QSize:
        theme = Theme.current()
        return QSize(theme.length(80), theme.length(20))

    def minimumSizeHint(self) -> QSize:
        return QSize(Theme.current().length(40), Theme.current().length(20))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._in_zone(event.pos().x()):
            QToolTip.showText(event.globalPos(), self._danger_help, self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = Theme.current()
        start, length = self._groove()
        middle, thick, radius = self.height() / 2, theme.length(4), theme.length(13) / 2
        here = start + length * self.value() / max(1, self.maximum())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)

        def groove(x0: float, x1: float, color: str) -> None:
            painter.setBrush(QColor(color))
            painter.drawRoundedRect(QRectF(x0, middle - thick / 2, x1 - x0, thick), thick / 2, thick / 2)

        groove(start, start + length, theme.track)
        groove(start, here, theme.accent if self.isEnabled() else theme.disabled)
        inside = False
        if self._danger is not None and self._danger < self._high:
            zone = self.x_of(self._danger)
            inside = here > zone
            groove(zone, start + length, theme.danger)
            painter.setPen(QPen(QColor(theme.danger), theme.length(2)))
            painter.drawLine(QPointF(zone, middle - 1.5 * thick), QPointF(zone, middle + 1.5 * thick))
        rim = theme.danger if inside else theme.accent if self.hasFocus() or self.underMouse() else theme.quiet
        painter.setPen(QPen(QColor(rim), theme.length(2) if self.hasFocus() or inside else 1))
        painter.setBrush(QColor(theme.text if theme.is_dark else theme.control))
        painter.drawEllipse(QPointF(here, middle), radius, radius)

    def _groove(self) -> tuple[float, float]:
        margin = Theme.current().length(8)
        return margin, max(1.0, self.width() - 2 * margin)

    def _in_zone(self, x: float) -> bool:
        return self._danger is not None and x >= self.x_of(self._danger) - Theme.current().length(6)

    def _go_to(self, x: float) -> None:
        start, length = self._groove()
        self.setValue(round(min(1.0, max(0.0, (x - start) / length)) * self.maximum()))

    def _share_of(self, value: float) -> float:
        if self._scale == "log":
            span = math.log(self._high / self._low)
            share = math.log(max(value, self._low) / self._low) / span
        else:
            share = (value - self._low) / (self._high - self._low)
        return min(1.0, max(0.0, share))

    def _place_of(self, value: float) -> int:
        return round(self._share_of(value) * self.maximum())

    def _value_at(self, place: int) -> float:
        share = place / self.maximum()
        if self._scale == "log":
            value = significant(self._low * (self._high / self._low) ** share, 2)
        else:
            step = nice_step(self._high - self._low)
            value = significant(self._low + share * (self._high - self._low), 12)
            value = value if self._whole else significant(round(value / step) * step, 12)
        value = min(self._high, max(self._low, value))
        return float(round(value)) if self._whole else value

    @Slot(int)
    def _tell(self, place: int) -> None:
        self.moved.emit(self._value_at(place))

    @Slot()
    def _follow_theme(self) -> None:
        self.updateGeometry()
        self.update()
