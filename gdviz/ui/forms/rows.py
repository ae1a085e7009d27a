"""The rows of a form: a name at the left, the control for its value at the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gdviz.core.hyperparameter import Hyperparameter
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.ui.forms.controls import CalmComboBox, CalmSpinBox
from gdviz.ui.forms.formula_field import FormulaField
from gdviz.ui.forms.number_field import NumberField
from gdviz.ui.forms.slider import ScaleSlider
from gdviz.ui.forms.text import short

SHORT_SPAN = 30  # whole numbers of so few values have a slider always


class Row(QWidget):
    """What all rows share: the declaration, its texts, and the signal."""

    changed = Signal(str, object, bool)

    def __init__(self, declaration: Hyperparameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.declaration = declaration
        core = QCoreApplication.translate("core", declaration.label)
        self.title = f"{core} {declaration.symbol}".rstrip()
        self._name = _Name(f"{self.title} ({declaration.unit})" if declaration.unit else self.title, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._line = QHBoxLayout()
        self._column.addLayout(self._line)
        ThemeManager.instance().changed.connect(self._follow_theme)

    def set_value(self, value: Any) -> None:
        """Show `value` without telling."""
        raise NotImplementedError

    def help(self) -> str:
        """Return what it does, its range, and whether it restarts the model."""
        item, parts = self.declaration, []
        if item.help:
            parts.append(QCoreApplication.translate("core", item.help).rstrip(".") + ".")
        if item.low is not None and item.high is not None:
            parts.append(self.tr("From {low} to {high}.").format(low=short(item.low), high=short(item.high)))
        if item.restarts:
            parts.append(self.tr("Restarts the model; undo brings the old one back."))
        return " ".join(parts)

    def _explain(self, *widgets: QWidget) -> None:
        for widget in (self._name, *widgets):
            widget.setToolTip(self.help())
        for widget in widgets:
            widget.setAccessibleName(self.title)
            widget.setAccessibleDescription(self.help())

    @Slot()
    def _follow_theme(self) -> None:
        # never overridden: PySide keeps an overridden slot connected after its widget is gone
        self._line.setSpacing(Theme.current().length(8))
        self._fit(Theme.current())

    def _fit(self, theme: Theme) -> None:
        """Give the controls the size that `theme` asks for."""


class RealRow(Row):
    """A number field, and on demand (click on the name, Alt+Down) a slider below it."""

    def __init__(self, declaration: Hyperparameter, parent: QWidget | None = None) -> None:
        super().__init__(declaration, parent)
        low, high, soft_low, soft_high = _limits(declaration)
        self.field = NumberField(self.title, low, high, soft_low, soft_high, declaration.scale)
        self.slider = ScaleSlider(self.title, soft_low, soft_high, declaration.scale)
        self.slider.hide()
        self.field.committed.connect(self._take)
        self.field.slider_wanted.connect(self._toggle_slider)
        self.slider.moved.connect(self._slide)
        self._name.clicked.connect(self._toggle_slider)
        self._name.setCursor(Qt.CursorShape.PointingHandCursor)
        self._line.addWidget(self._name, 1)
        self._line.addWidget(self.field)
        self._column.addWidget(self.slider)
        self._explain()
        self.field.set_help(self.help())
        self.slider.setToolTip(self.help())
        self._follow_theme()

    def help(self) -> str:
        return f"{super().help()} {self.tr('Click the name, or Alt+Down in the field, for a slider.')}".lstrip()

    def set_value(self, value: Any) -> None:
        self.field.set_value(value)
        self.slider.set_value(value)

    def set_danger(self, value: float | None, help_: str) -> None:
        """Mark values from `value` on as harmful."""
        self.slider.set_danger(value, help_)

    def show_slider(self, show: bool) -> None:
        """Show or hide the slider."""
        self.slider.setVisible(show)

    @Slot()
    def _toggle_slider(self) -> None:
        self.show_slider(self.slider.isHidden())

    @Slot(float, bool)
    def _take(self, value: float, dragging: bool) -> None:
        self.slider.set_value(value)
        self.changed.emit(self.declaration.name, value, dragging)

    @Slot(float)
    def _slide(self, value: float) -> None:
        self.field.set_value(value)
        self.changed.emit(self.declaration.name, value, True)

    def _fit(self, theme: Theme) -> None:
        self.field.setFixedWidth(theme.length(80))


class IntegerRow(Row):
    """A spin box; with a slider beside it where the range is short."""

    def __init__(self, declaration: Hyperparameter, parent: QWidget | None = None) -> None:
        super().__init__(declaration, parent)
        low, high, soft_low, soft_high = _limits(declaration)
        self.box = CalmSpinBox()
        self.box.setRange(int(low), int(high))
        if declaration.scale == "log":
            self.box.setStepType(CalmSpinBox.StepType.AdaptiveDecimalStepType)
        self.box.valueChanged.connect(self._take)
        is_short = soft_high - soft_low <= SHORT_SPAN and declaration.scale == "linear"
        self._line.addWidget(self._name, 0 if is_short else 1)
        self.slider: ScaleSlider | None = None
        if is_short:
            self.slider = ScaleSlider(self.title, soft_low, soft_high, whole=True)
            self.slider.moved.connect(self._slide)
            self.slider.setToolTip(self.help())
            self._line.addWidget(self.slider, 1)
        self._line.addWidget(self.box)
        self._explain(self.box)
        self._follow_theme()

    def set_value(self, value: Any) -> None:
        blocked = self.box.blockSignals(True)
        self.box.setValue(value)
        self.box.blockSignals(blocked)
        if self.slider is not None:
            self.slider.set_value(value)

    @Slot(int)
    def _take(self, value: int) -> None:
        if self.slider is not None:
            self.slider.set_value(value)
        self.changed.emit(self.declaration.name, value, True)

    @Slot(float)
    def _slide(self, value: float) -> None:
        if int(value) != self.box.value():
            self.set_value(int(value))
            self.changed.emit(self.declaration.name, int(value), True)

    def _fit(self, theme: Theme) -> None:
        self.box.setFont(theme.font(tabular=True))
        self.box.setFixedWidth(theme.length(64 if self.slider is not None else 80))


class ChoiceRow(Row):
    """One of several names."""

    def __init__(self, declaration: Hyperparameter, titles: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(declaration, parent)
        self.combo = CalmComboBox()
        for name in declaration.choices:
            self.combo.addItem(QCoreApplication.translate("core", titles.get(name, name)), name)
        self.combo.activated.connect(self._take)
        self._line.addWidget(self._name, 1)
        self._line.addWidget(self.combo, 2)
        self._explain(self.combo)
        self._follow_theme()

    def set_value(self, value: Any) -> None:
        self.combo.setCurrentIndex(self.combo.findData(value))

    @Slot(int)
    def _take(self, place: int) -> None:
        self.changed.emit(self.declaration.name, self.combo.itemData(place), False)

    def _fit(self, theme: Theme) -> None:
        self.combo.setMinimumWidth(theme.length(112))


class BooleanRow(Row):
    """A switch."""

    def __init__(self, declaration: Hyperparameter, parent: QWidget | None = None) -> None:
        super().__init__(declaration, parent)
        self.box = QCheckBox(self._name.text())
        self.box.clicked.connect(self._take)
        self._name.hide()
        self._line.addWidget(self.box, 1)
        self._explain(self.box)
        self._follow_theme()

    def set_value(self, value: Any) -> None:
        self.box.setChecked(value)

    @Slot(bool)
    def _take(self, value: bool) -> None:
        self.changed.emit(self.declaration.name, value, False)


class FormulaRow(Row):
    """A field for a formula."""

    def __init__(self, declaration: Hyperparameter, parent: QWidget | None = None) -> None:
        super().__init__(declaration, parent)
        self.field = FormulaField(self.title, declaration.variables)
        self.field.committed.connect(self._take)
        self._line.addWidget(self._name)
        self._line.addWidget(self.field, 1)
        self._explain()
        self._follow_theme()

    def set_value(self, value: Any) -> None:
        self.field.set_text(value)

    @Slot(str)
    def _take(self, text: str) -> None:
        self.changed.emit(self.declaration.name, text, False)


def _limits(item: Hyperparameter) -> tuple[float, float, float, float]:
    """Return low, high and the two ends of the slider."""
    low, high = item.low, item.high
    if low is None or high is None:
        raise ValueError(f"{item.name} must declare low and high; got {low} and {high}")
    soft_low = low if item.soft_low is None else item.soft_low
    return low, high, soft_low, high if item.soft_high is None else item.soft_high


class _Name(QLabel):
    """The name of a row, which may be narrower than its text and can be clicked."""

    clicked = Signal()

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()
