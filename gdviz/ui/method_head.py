"""The head of a method's card: its name, its loss, the menu of other methods, and whether it is seen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from gdviz.plots.icons import icon
from gdviz.plots.theme import Theme
from gdviz.training.experiment import MethodChoice
from gdviz.ui.method_menu import fill_method_menu, method_title
from gdviz.ui.small_label import FigureLabel


class MethodHead(QWidget):
    """One row; `clicked` by the name, `kind_chosen` in the menu, `visible_chosen` in the box."""

    clicked = Signal()
    kind_chosen = Signal(str)
    visible_chosen = Signal(bool)

    def __init__(self, choice: MethodChoice, obstacles: Callable[[], Callable[[str], str]]) -> None:
        super().__init__()
        self._choice, self._obstacles = choice, obstacles
        self.name = method_title(choice.name)
        self.title = QPushButton(self.name)
        self.title.setProperty("class", "flat")
        self.title.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title.setCursor(Qt.CursorShape.PointingHandCursor)
        self.title.setStyleSheet(
            "QPushButton { font-weight: 600; padding: 2px 0; text-align: left; border-left: none; }"
        )
        self.title.clicked.connect(self._click)
        self.kind = QToolButton()
        self.kind.setProperty("class", "flat")
        self.kind.setAccessibleName(self.tr("Change the method: {method}").format(method=self.name))
        self.kind.setToolTip(
            self.tr("Race another method in this colour, with that method's own defaults; undo brings this one back")
        )
        self._kinds = QMenu(self)
        self._kinds.aboutToShow.connect(self._fill_kinds)
        self.kind.setMenu(self._kinds)
        self.kind.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.kind.setStyleSheet("QToolButton { padding: 0; } QToolButton::menu-indicator { image: none; width: 0; }")
        self.figure = FigureLabel()
        self.visible_box = QCheckBox()
        self.visible_box.setToolTip(self.tr("Show or hide it in the plots; it trains on all the same"))
        self.visible_box.clicked.connect(self.visible_chosen)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.title)
        self._row.addWidget(self.figure, 1)
        self._row.addWidget(self.kind)
        self._row.addWidget(self.visible_box)
        self.setFocusProxy(self.title)
        self._name_controls()

    def set_detail(self, detail: str) -> None:
        """Show beside the title what sets it apart from others of its kind."""
        title = method_title(self._choice.name)
        name = f"{title} {detail}".rstrip()
        if name != self.name:
            self.name = name
            self.title.setText(f"{title.split()[0]} {detail}" if detail else title)  # it shares the row with the loss
            self._name_controls()

    def _name_controls(self) -> None:
        self.title.setAccessibleName(self.name)
        self.visible_box.setAccessibleName(self.tr("Show {method} in the plots").format(method=self.name))

    def show_place(self, *, shown: bool, hidden: bool, expanded: bool) -> None:
        """Show whether it is the shown one, is visible in the plots, and is opened."""
        self.visible_box.setChecked(not hidden)
        self.kind.setVisible(expanded)
        self.figure.setVisible(not expanded)  # an open card tells its loss at its foot
        self._row.setStretch(0, 1 if expanded else 0)
        state = self.tr("shown in the data plot") if shown else self.tr("click to show its model in the data plot")
        self.title.setToolTip(self.tr("{method}: {state}").format(method=self.name, state=state))
        self.title.setAccessibleDescription(state)
        self.title.setFont(Theme.current().font(Theme.current().title_size, bold=True))

    def dress(self, theme: Theme) -> None:
        """Take the sizes and colours of the theme."""
        self.kind.setIcon(icon("chevron-down", theme.quiet))
        self.kind.setIconSize(QSize(theme.length(9), theme.length(9)))
        self.kind.setFixedSize(theme.length(18), theme.length(22))
        self.figure.setFont(theme.font(theme.small_size, tabular=True))
        self._row.setSpacing(theme.length(4))

    @Slot()
    def _click(self) -> None:
        self.clicked.emit()

    @Slot()
    def _fill_kinds(self) -> None:
        choice = self._choice
        fill_method_menu(self._kinds, choice.color, self.kind_chosen.emit, self._obstacles(), choice.name)
