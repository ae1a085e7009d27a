"""One method of the race."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.methods import METHODS
from gdviz.plots.icons import icon
from gdviz.plots.number import number
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.training.experiment import MethodChoice
from gdviz.training.snapshot import LaneSnapshot
from gdviz.ui.batch_combo import BatchCombo
from gdviz.ui.forms import HyperparameterForm
from gdviz.ui.forms.rows import RealRow
from gdviz.ui.lane_words import LaneWords, absent_words, lane_words
from gdviz.ui.method_head import MethodHead
from gdviz.ui.method_rules import MethodRules
from gdviz.ui.small_label import SmallLabel

RATE = "learning_rate"


class MethodCard(QWidget):
    """Title, loss and check box; opened also the form, the batch and what can be done with the method.

    It knows no session: it says what was asked of it, and shows what it is told.
    """

    title_clicked = Signal(int)
    option_changed = Signal(int, str, object, bool)
    rule_changed = Signal(int, str, str, object, bool)
    batch_chosen = Signal(int, object)
    kind_chosen = Signal(int, str)
    visible_chosen = Signal(int, bool)
    solo_wanted = Signal(int)
    remove_wanted = Signal(int)

    def __init__(
        self, choice: MethodChoice, obstacles: Callable[[], Callable[[str], str]], parent: QWidget | None = None
    ) -> None:
        """`obstacles` is asked when the menu of methods opens: it returns what says why a method can't be chosen."""
        super().__init__(parent)
        self.choice = choice
        self._shown = False
        self._limit: float | None = None
        cls = METHODS[choice.name]
        self.head = MethodHead(choice, obstacles)
        self.setAccessibleName(self.name)
        self.head.clicked.connect(self._click_title)
        self.head.kind_chosen.connect(self._choose_kind)
        self.head.visible_chosen.connect(self._choose_visible)

        self.body = QWidget()
        self._rows = QVBoxLayout(self.body)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self.form = HyperparameterForm([item for item in hyperparameters(cls) if not item.advanced])
        self.form.changed.connect(self._change_option)
        rate = self.form.row(RATE)
        if isinstance(rate, RealRow):
            rate.show_slider(True)
        self._rows.addWidget(self.form)
        self.batch = BatchCombo()
        self.batch.chosen.connect(self._choose_batch)
        batch_name = QLabel(self.tr("Batch"))
        batch_name.setBuddy(self.batch)
        self._uses_batches = cls.uses_batches
        self._batch_row = QWidget(self)
        batch_row = QHBoxLayout(self._batch_row)
        batch_row.setContentsMargins(0, 0, 0, 0)
        batch_row.addWidget(batch_name, 1)
        batch_row.addWidget(self.batch)
        self._batch_row.setVisible(self._uses_batches)
        if self._uses_batches:
            self._rows.addWidget(self._batch_row)
        self.rules = MethodRules(choice)
        self.rules.option_changed.connect(self._change_option)
        self.rules.rule_changed.connect(self._change_rule)
        self._rows.addWidget(self.rules)
        self.note = QLabel()
        self.note.setProperty("class", "small")
        self.note.setWordWrap(True)
        self.note.hide()
        self._rows.addWidget(self.note)
        self.status = SmallLabel()
        self.solo = self._button("solo", self.tr("Solo"))
        self.solo.setToolTip(self.tr("Show only this method in the plots; again: show all"))
        self.solo.clicked.connect(self._ask_solo)
        self.remove = self._button("delete", self.tr("Remove"))
        self.remove.clicked.connect(self._ask_removal)
        foot = QHBoxLayout()
        foot.setSpacing(0)
        foot.addWidget(self.status, 1)
        foot.addWidget(self.solo)
        foot.addWidget(self.remove)
        self._rows.addLayout(foot)

        self._column = QVBoxLayout(self)
        self._column.addWidget(self.head)
        self._column.addWidget(self.body)
        self.setFocusProxy(self.head)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()
        self.show_choice(choice)

    @property
    def key(self) -> int:
        return self.choice.key

    @property
    def name(self) -> str:
        """Return what the method is called, with what sets it apart from others of its kind."""
        return self.head.name

    @property
    def is_shown(self) -> bool:
        """Whether the data plot shows this method's model."""
        return self._shown

    def set_detail(self, detail: str) -> None:
        """Show beside the title what sets it apart from others of its kind."""
        self.head.set_detail(detail)
        self.setAccessibleName(self.name)

    # -- what it shows ---------------------------------------------------------------------------------------------

    def offer_batches(self, offer: bool) -> None:
        """Let a batch be chosen, or not: a function has no rows that one could be of."""
        self._batch_row.setVisible(offer and self._uses_batches)

    def show_unlike_training(self, unlike: str) -> None:
        """Say that it leaves out what the network does `unlike` its answers while it trains; "" if there is nothing."""
        self.note.setVisible(bool(unlike))
        text = self.tr("It compares losses, so it sees the network as it answers: {layers} takes no part in its steps.")
        self.note.setText(text.format(layers=unlike))

    def show_choice(self, choice: MethodChoice) -> None:
        """Show hyperparameters and batch."""
        self.choice = choice
        self.form.set_values(choice.options)
        self.rules.show_choice(choice)
        self.batch.show_size(choice.batch_size)
        self.update()

    def show_place(self, *, shown: bool, hidden: bool, expanded: bool, last: bool) -> None:
        """Show whether it is the shown one, is visible in the plots, is opened, and whether it can be removed."""
        self._shown = shown
        self.head.show_place(shown=shown, hidden=hidden, expanded=expanded)
        self.body.setVisible(expanded)
        self.remove.setEnabled(not last)
        self.remove.setToolTip(
            self.tr("A race needs at least one method")
            if last
            else self.tr("Take it out of the race; undo brings it back")
        )
        self.update()

    def show_limit(self, limit: float | None) -> None:
        """Mark the learning rates from `limit` on as those that blow up; None takes the mark away."""
        self._limit = limit
        help_ = ""
        if limit is not None:
            help_ = self.tr("2 / λmax = {limit} for this data: above it every step overshoots further than the last")
            if not (self.choice.schedule.is_plain and self.choice.clip.is_plain):
                help_ = self.tr("2 / λmax = {limit} for this data: while a step's rate is above it, it overshoots")
            help_ = help_.format(limit=number(limit))
        self.form.set_danger(RATE, limit, help_)

    def show_lane(self, lane: LaneSnapshot | None, refusal: str = "") -> None:
        """Show how far the method has come; None where it takes no part, as `refusal` says."""
        self._tell(absent_words(refusal) if lane is None else lane_words(lane, self._limit))

    def show_waiting(self) -> None:
        """Show nothing: the race is yet to begin."""
        self._tell(LaneWords())

    def _tell(self, words: LaneWords) -> None:
        self.status.setToolTip(words.help)
        self.status.tell(words.status, warns=words.warns)
        self.head.figure.tell(*words.figures, warns=words.warns)

    # -- what is asked of it ---------------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Show its model"), self._show_model)
        menu.addAction(self.tr("Solo"), self._ask_solo)
        menu.addAction(self.tr("Remove"), self._ask_removal).setEnabled(self.remove.isEnabled())
        menu.popup(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and event.position().y() <= self.head.geometry().bottom():
            self._click_title()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.remove.isEnabled() and self.head.title.hasFocus():
            self._ask_removal()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _click_title(self) -> None:
        self.title_clicked.emit(self.key)

    @Slot()
    def _show_model(self) -> None:
        if not self._shown:
            self.title_clicked.emit(self.key)

    @Slot(str, object, bool)
    def _change_option(self, name: str, value: object, dragging: bool) -> None:
        self.option_changed.emit(self.key, name, value, dragging)

    @Slot(str, str, object, bool)
    def _change_rule(self, rule: str, name: str, options: object, dragging: bool) -> None:
        self.rule_changed.emit(self.key, rule, name, options, dragging)

    @Slot(object)
    def _choose_batch(self, size: int | None) -> None:
        self.batch_chosen.emit(self.key, size)

    @Slot(bool)
    def _choose_visible(self, visible: bool) -> None:
        self.visible_chosen.emit(self.key, visible)

    @Slot()
    def _ask_solo(self) -> None:
        self.solo_wanted.emit(self.key)

    @Slot()
    def _ask_removal(self) -> None:
        self.remove_wanted.emit(self.key)

    @Slot(str)
    def _choose_kind(self, name: str) -> None:
        self.kind_chosen.emit(self.key, name)

    # -- looks -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = Theme.current()
        color = theme.method_color(self.choice.color)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        outline = QPainterPath()
        outline.addRoundedRect(frame, theme.radius, theme.radius)
        painter.fillPath(outline, QColor(theme.card))
        if self._shown:
            tint = QColor(color)
            tint.setAlphaF(0.10 if theme.is_dark else 0.06)
            painter.fillPath(outline, tint)
        painter.setPen(QPen(color if self._shown else QColor(theme.border), 1))
        painter.drawPath(outline)
        painter.setClipPath(outline)
        painter.fillRect(QRectF(0, 0, theme.length(4), self.height()), color)

    def _button(self, sign: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("class", "flat")
        button.setObjectName(sign)
        button.setAccessibleName(self.tr("{what}: {method}").format(what=name, method=self.name))
        return button

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        self.head.dress(theme)
        for button in (self.solo, self.remove):
            button.setIcon(icon(button.objectName(), theme.quiet))
            button.setIconSize(QSize(theme.length(14), theme.length(14)))
            button.setFixedSize(theme.length(22), theme.length(22))
        self.batch.setFixedWidth(theme.length(124))
        self._rows.setSpacing(theme.length(6))
        self._column.setContentsMargins(theme.length(12), theme.length(6), theme.length(8), theme.length(6))
        self._column.setSpacing(theme.length(4))
