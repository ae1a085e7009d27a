"""The page on slopes: f(x) with secant and tangent, or f(x, y) with its gradient and tangent plane."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gdviz.plots.base import Plot
from gdviz.plots.card import Card
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session.slopes import Slopes
from gdviz.ui.lesson_card import LessonCard
from gdviz.ui.slopes.line_plot import LinePlot
from gdviz.ui.slopes.line_side import LineSide
from gdviz.ui.slopes.plane_plot import PlanePlot
from gdviz.ui.slopes.plane_side import PlaneSide

SIDE_WIDTH = 344


class SlopesPage(QWidget):
    """A plot with all the room, and beside it what is chosen and what the numbers say."""

    def __init__(self, slopes: Slopes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slopes = slopes
        self.setProperty("class", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.line, self.plane = LinePlot(slopes), PlanePlot(slopes)
        self.line_card = Card(self.tr("From the secant to the tangent"), self.line)
        self.plane_card = Card(self.tr("Downhill in the plane"), self.plane)
        self._plots = QStackedWidget()
        self._plots.addWidget(self.line_card)
        self._plots.addWidget(self.plane_card)
        self.line_side, self.plane_side = LineSide(slopes), PlaneSide(slopes)
        self.plane.pointed.connect(self.plane_side.show_pointer)
        self.words = LessonCard()
        column = QWidget()
        column.setProperty("class", "ground")
        column.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        below = QVBoxLayout(column)
        below.setContentsMargins(0, 0, 4, 0)
        below.setSpacing(8)
        below.addWidget(self.line_side)
        below.addWidget(self.plane_side)
        below.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(column)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(self._plots, 1)
        side = QVBoxLayout()  # what is to be seen stays in view; the cards scroll where the window is low
        side.setSpacing(8)
        side.addWidget(self._make_switch())
        side.addWidget(self._scroll, 1)
        side.addWidget(self.words)
        row.addLayout(side)
        slopes.changed.connect(self._show)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()
        self._show()

    def _make_switch(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("class", "segments")
        frame.setAccessibleName(self.tr("Number of variables"))
        row = QHBoxLayout(frame)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(1)
        self._group = QButtonGroup(self)
        self.switches: list[QToolButton] = []
        for plane, text, help_ in (
            (False, self.tr("Slope: f(x)"), self.tr("One variable: secant, tangent and the difference quotient")),
            (True, self.tr("Gradient: f(x, y)"), self.tr("Two variables: downhill, and the tangent plane beside f")),
        ):
            button = QToolButton()
            button.setText(text)
            button.setToolTip(help_)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, plane=plane: self._choose(plane))
            self._group.addButton(button)
            self.switches.append(button)
            row.addWidget(button, 1)
        return frame

    def _choose(self, plane: bool) -> None:
        self.slopes.set(self.tr("Variables"), plane=plane)

    @property
    def front(self) -> Plot:
        """The plot that is looked at."""
        return self.plane.plot if self.slopes.choice.plane else self.line.plot

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._take_focus()

    def _take_focus(self) -> None:
        (self.plane if self.slopes.choice.plane else self.line).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _show(self) -> None:
        plane = self.slopes.choice.plane
        turned = self._plots.currentIndex() != int(plane)
        self._plots.setCurrentIndex(int(plane))
        self.line_side.setVisible(not plane)
        self.plane_side.setVisible(plane)
        self.switches[int(plane)].setChecked(True)
        self.line_card.set_quiet(f"f(x) = {self.slopes.line.pretty}")
        self.plane_card.set_quiet(f"f(x, y) = {self.slopes.surface.pretty}")
        if turned and self.isVisible():
            self._take_focus()

    @Slot()
    def _follow_theme(self) -> None:
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        width = Theme.current().length(SIDE_WIDTH) + bar + 4
        self._scroll.setFixedWidth(width)
        self.words.setFixedWidth(width)
