"""One method of the race."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.methods import METHODS
from gdviz.plots.icons import icon
from gdviz.plots.number import count, number, padded, power_of_ten
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.training.experiment import MethodChoice
from gdviz.training.snapshot import LaneSnapshot
from gdviz.ui.batch_combo import BatchCombo
from gdviz.ui.forms import HyperparameterForm
from gdviz.ui.forms.rows import RealRow
from gdviz.ui.method_menu import fill_method_menu, method_title
from gdviz.ui.method_rules import MethodRules

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
        self._obstacles = obstacles
        self.choice = choice
        self._kind = choice.name
        self._shown = False
        self._limit: float | None = None
        cls = METHODS[choice.name]
        self.name = method_title(choice.name)
        self.setAccessibleName(self.name)

        self.title = _Title(self.name)
        self.title.clicked.connect(self._click_title)
        self.kind = self._button("chevron-down", self.tr("Change the method"))
        self.kind.setToolTip(
            self.tr("Race another method in this colour, with that method's own defaults; undo brings this one back")
        )
        self._kinds = QMenu(self)
        self._kinds.aboutToShow.connect(self._fill_kinds)
        self.kind.setMenu(self._kinds)
        self.kind.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.kind.setStyleSheet("QToolButton { padding: 0; } QToolButton::menu-indicator { image: none; width: 0; }")
        self.figure = _Figure()
        self.figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.figure.setProperty("class", "small")
        self.figure.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.visible_box = QCheckBox()
        self.visible_box.setAccessibleName(self.tr("Show {method} in the plots").format(method=self.name))
        self.visible_box.setToolTip(self.tr("Show or hide it in the plots; it trains on all the same"))
        self.visible_box.clicked.connect(self._choose_visible)
        self._head = QHBoxLayout()
        self._head.addWidget(self.title)
        self._head.addWidget(self.figure, 1)
        self._head.addWidget(self.kind)
        self._head.addWidget(self.visible_box)

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
        self.status = QLabel()
        self.status.setProperty("class", "small")
        self.status.setWordWrap(True)
        self.status.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
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
        self._column.addLayout(self._head)
        self._column.addWidget(self.body)
        self.setFocusProxy(self.title)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()
        self.show_choice(choice)

    @property
    def key(self) -> int:
        return self.choice.key

    @property
    def is_shown(self) -> bool:
        """Whether the data plot shows this method's model."""
        return self._shown

    def set_detail(self, detail: str) -> None:
        """Show beside the title what sets it apart from others of its kind."""
        title = method_title(self.choice.name)
        name = f"{title} {detail}".rstrip()
        if name != self.name:
            self.name = name
            self.title.setText(f"{title.split()[0]} {detail}" if detail else title)  # it shares the row with the loss
            for named in (self, self.title):
                named.setAccessibleName(name)
            self.visible_box.setAccessibleName(self.tr("Show {method} in the plots").format(method=name))

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
        self.visible_box.setChecked(not hidden)
        self.body.setVisible(expanded)
        self.kind.setVisible(expanded)
        self.figure.setVisible(not expanded)  # an open card tells its loss at its foot
        self._head.setStretch(0, 1 if expanded else 0)
        self.remove.setEnabled(not last)
        self.remove.setToolTip(
            self.tr("A race needs at least one method")
            if last
            else self.tr("Take it out of the race; undo brings it back")
        )
        state = self.tr("shown in the data plot") if shown else self.tr("click to show its model in the data plot")
        self.title.setToolTip(self.tr("{method}: {state}").format(method=self.name, state=state))
        self.title.setAccessibleDescription(state)
        self.title.setFont(Theme.current().font(Theme.current().title_size, bold=True))
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

    def show_lane(self, lane: LaneSnapshot | None, waiting: bool = False, refusal: str = "") -> None:
        """Show how far the method has come; None where it takes no part, unless the race is `waiting` to begin."""
        if lane is None:
            why = QCoreApplication.translate("core", refusal)
            self.status.setToolTip(why)
            text = self.tr("takes no part: {why}").format(why=why) if why else self.tr("takes no part")
            self._say("" if waiting else self.tr("no part"), "" if waiting else text, not waiting)
            return
        self.status.setToolTip(self.tr("The loss was asked for %n times", "", lane.evaluations))
        value, rate = lane.figures["train_loss"], lane.learning_rate
        loss, *shorter = _losses(value)
        if lane.status == "diverged":
            at = lane.step + 1 if lane.diverged_at is None else lane.diverged_at
            text = self.tr("diverged at step {step}").format(step=count(at))
            self._say(self.tr("diverged"), text, True)
        elif lane.status == "finished":
            why = QCoreApplication.translate("core", lane.reason)
            self._say(loss, self.tr("finished: {why}").format(why=why) if why else self.tr("finished"), False, *shorter)
        elif rate is not None and self._limit is not None and rate > self._limit:
            self._say(loss, self.tr("η is above 2 / λmax = {limit}").format(limit=number(self._limit)), True, *shorter)
        else:
            self._say(loss, self.tr("loss {loss}").format(loss=loss), False, *shorter)

    def _say(self, figure: str, status: str, warns: bool, *shorter: str) -> None:
        for label, text in ((self.figure, figure), (self.status, status)):
            if label is self.figure:
                self.figure.tell(text, *shorter)
            elif label.text() != text:
                label.setText(text)
            kind = "small warning" if warns else "small"
            if label.property("class") != kind:
                label.setProperty("class", kind)
                label.style().unpolish(label)
                label.style().polish(label)

    # -- what is asked of it ---------------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Show its model"), self._show_model)
        menu.addAction(self.tr("Solo"), self._ask_solo)
        menu.addAction(self.tr("Remove"), self._ask_removal).setEnabled(self.remove.isEnabled())
        menu.popup(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and event.position().y() <= self._head.geometry().bottom():
            self._click_title()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.remove.isEnabled() and self.title.hasFocus():
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

    @Slot()
    def _fill_kinds(self) -> None:
        fill_method_menu(self._kinds, self.choice.color, self._choose_kind, self._obstacles(), self._kind)

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
        for button in (self.kind, self.solo, self.remove):
            side = theme.length(9 if button is self.kind else 14)
            button.setIcon(icon(button.objectName(), theme.quiet))
            button.setIconSize(QSize(side, side))
            button.setFixedSize(theme.length(18 if button is self.kind else 22), theme.length(22))
        self.figure.setFont(theme.font(theme.small_size, tabular=True))
        self.batch.setFixedWidth(theme.length(124))
        self._head.setSpacing(theme.length(4))
        self._rows.setSpacing(theme.length(6))
        self._column.setContentsMargins(theme.length(12), theme.length(6), theme.length(8), theme.length(6))
        self._column.setSpacing(theme.length(4))


def _losses(loss: float) -> tuple[str, ...]:
    """Return a loss as it is written where there is room, and ever shorter: 5.31 × 10¹⁴, 5 × 10¹⁴, 10¹⁴."""
    if not math.isfinite(loss) or loss < 1e6:
        return padded(loss, 3), padded(loss, 2)
    return padded(loss, 3), padded(loss, 1), power_of_ten(math.floor(math.log10(loss)))


class _Figure(QLabel):
    """A figure that is told shorter where it would be cut, and not at all where that would be cut, too."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: tuple[str, ...] = ("",)

    def tell(self, *texts: str) -> None:
        """Show the first of `texts` that there is room for."""
        self._texts = texts
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room, metrics = self.contentsRect().width(), self.fontMetrics()
        text = next((text for text in self._texts if text and metrics.horizontalAdvance(text) <= room), "")
        if text != self.text():
            self.setText(text)


class _Title(QPushButton):
    """The name of the method as a quiet button."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setProperty("class", "flat")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setStyleSheet("QPushButton { font-weight: 600; padding: 2px 0; text-align: left; border-left: none; }")
