"""Time and the figures that a room must be able to read from the last row."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gdviz.plots.icons import icon
from gdviz.plots.number import count, padded, percent
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session import Session
from gdviz.session.fitting import is_function
from gdviz.session.reading_pace import ReadingPace
from gdviz.ui.forms import CalmComboBox

SLIDER_STEPS = 60  # the last place is as fast as the machine can
LESSON_WIDTH = 340  # pixels, at the usual text size, that the longest title of a lesson takes
NARROWEST_LESSON = 110  # pixels of its list, below which its name says nothing
ROOMY = 900  # pixels, at the usual text size, from which on all has room
FASTEST_PACE = 1000.0  # steps a second at the place before


def pace_at(place: int) -> float:
    """Return steps a second: 1 at place 0, ten times as many every third of the way, infinity at the end."""
    return math.inf if place >= SLIDER_STEPS else FASTEST_PACE ** (place / (SLIDER_STEPS - 1))


def place_of(pace: float) -> int:
    """Return the slider's place of a pace."""
    if math.isinf(pace):
        return SLIDER_STEPS
    return round(math.log(max(pace, 1.0), FASTEST_PACE) * (SLIDER_STEPS - 1))


class Readout(QWidget):
    """One large figure over its small name; digits do not jump."""

    def __init__(self, name: str, sample: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sample = sample
        self._room = 0
        self._figure = QLabel("–")
        self._figure.setProperty("class", "figure")
        self._name = QLabel(name)
        self._name.setProperty("class", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._figure)
        column.addWidget(self._name)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()

    @property
    def text(self) -> str:
        return self._figure.text()

    def show_figure(self, text: str) -> bool:
        """Show it; return whether that takes more room than any before."""
        if text == self._figure.text():
            return False
        room = self._room
        self._make_room(text)
        self._figure.setText(text)
        self.setAccessibleName(f"{self._name.text()}: {text}")
        return self._room > room

    def set_name(self, name: str) -> None:
        self._name.setText(name)

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        font = theme.font(theme.figure_size, bold=True, tabular=True)
        self._figure.setFont(font)
        self._figure.ensurePolished()
        self._room = 0
        self._make_room(self._sample)
        self._make_room(self._figure.text())

    def _make_room(self, text: str) -> None:
        """Fix the figure's size, so that a new text asks no layout of the window to be worked out anew."""
        metrics = self._figure.fontMetrics()
        wanted = metrics.horizontalAdvance(text) + 4
        if wanted > self._room:
            self._room = wanted
            self._figure.setFixedSize(wanted, metrics.height())


class TopBar(QWidget):
    """Lesson, transport with speed, read-outs, export and present."""

    def __init__(
        self, session: Session, actions: dict[str, QAction], export: QMenu, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.lessons = CalmComboBox()
        self.lessons.setAccessibleName(self.tr("Lesson"))
        self.lessons.setToolTip(self.tr("A lesson sets data, model and methods, and says what to look for"))
        self.lessons.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.lessons.setSizeAdjustPolicy(CalmComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.lessons.setMinimumContentsLength(18)

        self._reset = self._button(actions["reset"], "reset")
        self._back = self._button(actions["back"], "step-back")
        self._play = self._button(actions["play"], "play")
        self._play.setProperty("class", "primary")
        self._step = self._button(actions["step"], "step-forward")

        moving = ("play", "step", "back", "epoch", "epoch_back", "reset", "new_start")
        self._moves = True
        self._transport = [actions[name] for name in moving if name in actions]

        self._speed_name = speed = QLabel(self.tr("Speed"))
        self._speed = QSlider(Qt.Orientation.Horizontal)
        self._speed.setRange(0, SLIDER_STEPS)
        self._speed.setAccessibleName(self.tr("Speed"))
        self._speed.setToolTip(self.tr("Steps a second; at the right end as many as the machine can ( [ and ] )"))
        self._speed.setValue(place_of(session.pace))
        self._speed.valueChanged.connect(self._choose_pace)
        speed.setBuddy(self._speed)
        self._pace = QLabel()

        self._readouts = {
            "step": Readout(self.tr("step"), "000 000"),
            "train_loss": Readout(self.tr("training loss"), "0.0000"),
            "test_loss": Readout(self.tr("test loss"), "0.0000"),
            "accuracy": Readout(self.tr("test accuracy"), "100.0 %"),
        }
        self._readouts["train_loss"].setToolTip(
            self.tr("Loss over all training points, without penalty for large weights")
        )
        self._readouts["test_loss"].setToolTip(self.tr("Loss over the points that the model was not trained on"))

        self._has_classes = self._has_test = self._crowded = False
        self._export = QToolButton()
        self._export.setText(self.tr("Export"))
        self._export.setAccessibleName(self.tr("Export"))
        self._export.setMenu(export)
        self._export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._export.setToolTip(self.tr("Pictures and tables of what is shown"))
        self._present = QToolButton()
        self._present.setDefaultAction(actions["present"])
        self._present.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)

        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.lessons, 8)
        row.addSpacing(12)
        for widget in (self._reset, self._back, self._play, self._step):
            row.addWidget(widget)
        row.addSpacing(4)
        row.addWidget(speed)
        row.addWidget(self._speed, 1)
        row.addWidget(self._pace)
        row.addStretch(1)
        for readout in self._readouts.values():
            row.addWidget(readout)
            row.addSpacing(8)
        row.addWidget(self._export)
        row.addWidget(self._present)

        ReadingPace(session, self).changed.connect(self._show_figures)
        session.restarted.connect(self._show_figures)
        session.view.changed.connect(self._show_figures)
        session.data_changed.connect(self._show_figures)
        session.playing_changed.connect(self._show_playing)
        session.undo_changed.connect(self._show_transport_again)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()
        self._show_pace()
        self._show_figures()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Large text in a small window: what has a menu entry and a key of its own makes room for the rest."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Let go of one thing after the other, until no figure is cut off."""
        theme, row = Theme.current(), self.layout()
        narrow = self.width() < theme.length(ROOMY)
        self._speed_name.setVisible(not narrow)
        self._present.setVisible(not narrow)
        if row is None:
            return
        flexible: dict[QWidget, int] = {
            self.lessons: theme.length(NARROWEST_LESSON),
            self._speed: self._speed.minimumWidth(),
        }
        self._export.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        word = self._export.fontMetrics().horizontalAdvance(self._export.text())
        spared: dict[QWidget, int] = {self._export: word - self._export.iconSize().width()}
        shown: dict[QWidget, int] = {}
        needed = 0
        for place in range(row.count()):
            item = row.itemAt(place)
            widget = None if item is None else item.widget()
            if item is None or (widget is None and item.spacerItem() is None):
                continue
            if widget is None:
                needed += item.sizeHint().width()
            elif self._is_wanted(widget):
                shown[widget] = flexible.get(widget, widget.sizeHint().width()) + row.spacing()
                needed += shown[widget]
        over = needed - self.width()
        conceded = set()
        for widget in (self._export, self.lessons, self._pace, self._readouts["test_loss"]):
            if over > 0 and widget in shown:
                conceded.add(widget)
                over -= spared.get(widget, shown[widget])
        if self._export in conceded:
            self._export.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.lessons.setVisible(self.lessons not in conceded)
        self._pace.setVisible(self._pace not in conceded)
        self._crowded = self._readouts["test_loss"] in conceded
        self._readouts["test_loss"].setVisible(self._has_test and not self._crowded)

    def _is_wanted(self, widget: QWidget) -> bool:
        """Return whether a part of the bar would be shown if there were room."""
        if widget is self._readouts["test_loss"]:
            return self._has_test
        return widget in (self.lessons, self._pace) or not widget.isHidden()

    def faster(self, places: int) -> None:
        """Move the speed slider by so many places."""
        self._speed.setValue(self._speed.value() + places)

    def show_pace(self) -> None:
        """Show the session's pace, which something else has set."""
        self._speed.blockSignals(True)
        self._speed.setValue(place_of(self._session.pace))
        self._speed.blockSignals(False)
        self._show_pace()

    def _button(self, action: QAction, sign: str) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setObjectName(sign)
        return button

    @Slot(int)
    def _choose_pace(self, place: int) -> None:
        self._session.set_pace(pace_at(place))
        self._show_pace()

    def _show_pace(self) -> None:
        pace = self._session.pace
        self._pace.setText(self.tr("max") if math.isinf(pace) else self.tr("{pace}/s").format(pace=count(round(pace))))

    @Slot()
    def _show_figures(self) -> None:
        session, lane = self._session, self._session.shown
        show = self._readouts
        self._show_transport()
        show["step"].setVisible(not session.is_direct)
        has_classes = session.dataset.task == "classification"
        has_test = session.split is not None and len(session.split.X_test) > 0
        show["train_loss"].set_name("f(x, y)" if is_function(session.experiment) else self.tr("training loss"))
        show["accuracy"].setVisible(has_classes)
        show["accuracy"].set_name(self.tr("test accuracy") if has_test else self.tr("accuracy"))
        show["test_loss"].setVisible(has_test and not self._crowded)
        if (has_classes, has_test) != (self._has_classes, self._has_test):
            self._has_classes, self._has_test = has_classes, has_test
            self._make_room()
        if lane is None or session.snapshot is None:
            for readout in show.values():
                readout.show_figure("–")
            return
        figures = {
            "step": count(session.snapshot.step),
            "train_loss": padded(lane.figures["train_loss"]),
            "test_loss": padded(lane.figures["test_loss"]),
            "accuracy": percent(lane.figures["test_accuracy" if has_test else "train_accuracy"]),
        }
        if any([show[name].show_figure(text) for name, text in figures.items()]):
            self._make_room()

    @Slot()
    def _show_transport_again(self) -> None:
        """Switch the actions off once more: another page of the window may have given all of them back."""
        self._moves = True
        self._show_transport()

    def _show_transport(self) -> None:
        """A model that is solved has no time to walk through; one that was changed by hand can go back to it."""
        lane = self._session.shown
        moves = not self._session.is_direct or (lane is not None and lane.status != "finished")
        if moves != self._moves:  # others switch them off too
            self._moves = moves
            for action in self._transport:
                action.setEnabled(moves)
            self._speed.setEnabled(moves)

    @Slot(bool)
    def _show_playing(self, playing: bool) -> None:
        action = self._play.defaultAction()
        action.setIcon(icon("pause" if playing else "play", Theme.current().on_accent))
        action.setText(self.tr("Pause") if playing else self.tr("Play"))
        action.setToolTip(self.tr("Pause (Space)") if playing else self.tr("Play: train step after step (Space)"))

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        self._export.setIcon(icon("export"))
        self._export.setIconSize(QSize(theme.length(16), theme.length(16)))
        for button in (self._reset, self._back, self._step):
            button.defaultAction().setIcon(icon(button.objectName()))
            button.setIconSize(QSize(theme.length(16), theme.length(16)))
        self._play.setIconSize(QSize(theme.length(20), theme.length(20)))
        self._speed.setMinimumWidth(theme.length(72))
        self._speed.setMaximumWidth(theme.length(160))
        self.lessons.setMaximumWidth(theme.length(LESSON_WIDTH))
        self._pace.setFont(theme.font(tabular=True))
        self._pace.setMinimumWidth(self._pace.fontMetrics().horizontalAdvance("1 000/s"))
        self._show_playing(self._session.playing)
        self._make_room()
