"""What few change about a method, folded away: variants, the schedule of the learning rate, and the clip."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gdviz.core.clipping import CLIPS
from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.methods import METHODS
from gdviz.core.methods.base import takes_clip, takes_schedule
from gdviz.core.registry import Registry
from gdviz.core.schedules import SCHEDULES
from gdviz.plots.icons import icon
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.training.experiment import MethodChoice
from gdviz.ui.forms import HyperparameterForm
from gdviz.ui.forms.controls import CalmComboBox
from gdviz.ui.forms.text import short


class MethodRules(QWidget):
    """A quiet line that opens a form; while it is closed, the line says what was chosen."""

    option_changed = Signal(str, object, bool)
    rule_changed = Signal(str, str, object, bool)  # "schedule" or "clip", name, options, whether one of many

    def __init__(self, choice: MethodChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        cls = METHODS[choice.name]
        self._advanced = [item for item in hyperparameters(cls) if item.advanced]
        self.fold = QPushButton(self.tr("More"))
        self.fold.setProperty("class", "flat quiet")
        self.fold.setCursor(Qt.CursorShape.PointingHandCursor)
        self.fold.setToolTip(self.tr("Variants, a schedule for the learning rate, and gradient clipping"))
        self.fold.clicked.connect(self._toggle)
        self.summary = QLabel()
        self.summary.setProperty("class", "small")
        self.summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        line = QHBoxLayout()
        line.addWidget(self.fold)
        line.addWidget(self.summary, 1)
        self.body = QWidget()
        self._rows = QVBoxLayout(self.body)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self.form = HyperparameterForm(self._advanced)
        self.form.changed.connect(self.option_changed)
        self._rows.addWidget(self.form)
        help_ = self.tr("How the learning rate changes with the steps. Takes effect at once.")
        self.schedule = RuleForm(self.tr("Schedule"), SCHEDULES, help_)
        self.schedule.changed.connect(self._change_schedule)
        help_ = self.tr("How a gradient that is too large is cut before the step. Takes effect at once.")
        self.clip = RuleForm(self.tr("Clip"), CLIPS, help_)
        self.clip.changed.connect(self._change_clip)
        self._rows.addWidget(self.schedule)
        self._rows.addWidget(self.clip)
        self.schedule.setVisible(takes_schedule(cls))
        self.clip.setVisible(takes_clip(cls))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(line)
        self._column.addWidget(self.body)
        self.body.hide()
        if not (self._advanced or takes_schedule(cls) or takes_clip(cls)):
            self.hide()
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()
        self.show_choice(choice)

    def show_choice(self, choice: MethodChoice) -> None:
        """Show what was chosen."""
        self.form.set_values(choice.options)
        self.schedule.show_rule(choice.schedule.name, choice.schedule.options)
        self.clip.show_rule(choice.clip.name, choice.clip.options)
        parts = [] if choice.schedule.is_plain else [self._title(SCHEDULES[choice.schedule.name].title)]
        if not choice.clip.is_plain:
            limit = getattr(choice.clip.make(), "limit", None)
            parts += [self.tr("clip {limit}").format(limit="" if limit is None else short(limit)).rstrip()]
        defaults = {item.name: item for item in self._advanced}
        changed = {name: value for name, value in choice.options.items() if name in defaults}
        parts += [
            self._title(defaults[name].label if value is True else f"{defaults[name].symbol or name} {short(value)}")
            for name, value in changed.items()
            if value != defaults[name].default
        ]
        self.summary.setText(" · ".join(parts))
        self.summary.setToolTip(self.summary.text())

    @staticmethod
    def _title(text: str) -> str:
        return QCoreApplication.translate("core", text)

    @Slot()
    def _toggle(self) -> None:
        self.body.setVisible(self.body.isHidden())
        self._follow_theme()

    @Slot(str, object, bool)
    def _change_schedule(self, name: str, options: Mapping[str, Any], moving: bool) -> None:
        self.rule_changed.emit("schedule", name, options, moving)

    @Slot(str, object, bool)
    def _change_clip(self, name: str, options: Mapping[str, Any], moving: bool) -> None:
        self.rule_changed.emit("clip", name, options, moving)

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        side = theme.length(9)
        self.fold.setIcon(icon("chevron-right" if self.body.isHidden() else "chevron-down", theme.quiet))
        self.fold.setIconSize(QSize(side, side))
        plain = "text-align: left; padding: 0; border: none; background: transparent; font-weight: 400;"
        self.fold.setStyleSheet(f"QPushButton {{ color: {theme.quiet}; {plain} }}")
        self._rows.setSpacing(theme.length(6))
        self._column.setSpacing(theme.length(6))


class RuleForm(QWidget):
    """One of several registered rules, and below it the form of the chosen one."""

    changed = Signal(str, object, bool)

    def __init__(self, title: str, registry: Registry[Any], help_: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._registry = registry
        self._name = ""
        self._options: dict[str, Any] = {}
        self.combo = CalmComboBox()
        for name, cls in registry.items():
            self.combo.addItem(QCoreApplication.translate("core", cls.title), name)
            what = QCoreApplication.translate("core", (cls.__doc__ or "").partition("\n")[0])
            self.combo.setItemData(self.combo.count() - 1, what, Qt.ItemDataRole.ToolTipRole)
        self.combo.setAccessibleName(title)
        self.combo.activated.connect(self._choose)
        label = QLabel(title)
        label.setBuddy(self.combo)
        for widget in (label, self.combo):
            widget.setToolTip(help_)
        self._line = QHBoxLayout()
        self._line.addWidget(label, 1)
        self._line.addWidget(self.combo)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._line)
        self.form: HyperparameterForm | None = None
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()

    def show_rule(self, name: str, options: Mapping[str, Any]) -> None:
        """Show the rule of this name with its options."""
        self.combo.setCurrentIndex(self.combo.findData(name))
        if name != self._name:
            self._name = name
            if self.form is not None:
                self._column.removeWidget(self.form)
                self.form.hide()
                self.form.deleteLater()
            self.form = HyperparameterForm(hyperparameters(self._registry[name]))
            self.form.changed.connect(self._change)
            self._column.addWidget(self.form)
        self._options = dict(options)
        assert self.form is not None
        self.form.set_values(options)

    @Slot(int)
    def _choose(self, place: int) -> None:
        name = self.combo.itemData(place)
        if name != self._name:
            self.changed.emit(name, {}, False)

    @Slot(str, object, bool)
    def _change(self, name: str, value: object, moving: bool) -> None:
        self._options[name] = value
        self.changed.emit(self._name, dict(self._options), moving)

    @Slot()
    def _follow_theme(self) -> None:
        self.combo.setFixedWidth(Theme.current().length(124))
        self._column.setSpacing(Theme.current().length(6))
