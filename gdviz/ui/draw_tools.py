"""The drawing tools and the classes they draw."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from gdviz.plots.icons import icon
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.plots.thumbnail import marker_icon
from gdviz.session import Session, edits
from gdviz.ui.forms import SliderRow
from gdviz.ui.rows import link, row_of

ROOMY_CLASSES = 4  # of more the buttons stand closer


class DrawTools(QWidget):
    """Add, move, spray, erase, select; class buttons; radius and density of the spray."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        frame = QFrame()
        frame.setProperty("class", "segments")
        segments = QHBoxLayout(frame)
        segments.setContentsMargins(2, 2, 2, 2)
        segments.setSpacing(1)
        self._tools = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        for kind, text, help_ in (
            (
                "add",
                self.tr("Add"),
                self.tr("Click into the plot to add a point; with classes, right-click adds one of the next class"),
            ),
            ("move", self.tr("Move"), self.tr("Drag a point, or the selected ones")),
            ("spray", self.tr("Spray"), self.tr("Hold to spray many points around the pointer")),
            ("erase", self.tr("Erase"), self.tr("Drag over points to delete them")),
            (
                "select",
                self.tr("Select"),
                self.tr("Drag a rectangle; arrow keys nudge the selection, Delete removes it"),
            ),
        ):
            button = QToolButton()
            button.setText(text)
            button.setCheckable(True)
            button.setToolTip(help_)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.clicked.connect(lambda _checked=False, chosen=kind: session.tools.choose(chosen))
            policy = button.sizePolicy()
            policy.setHorizontalPolicy(policy.Policy.Ignored)  # all equally wide, however long their names
            button.setSizePolicy(policy)
            self._tools.addButton(button)
            self._buttons[kind] = button
            segments.addWidget(button)

        self._classes = QWidget()
        self._class_row = QHBoxLayout(self._classes)
        self._class_row.setContentsMargins(0, 0, 0, 0)
        self._class_row.setSpacing(2)
        self._class_group = QButtonGroup(self)
        self._more = link(
            self.tr("+ class"), self.tr("Add a class (2 to 6); a new model begins"), lambda: self._count(1)
        )
        self._fewer = link(self.tr("−"), self.tr("Remove the last class and its points"), lambda: self._count(-1))
        self._fewer.setAccessibleName(self.tr("Remove the last class"))

        self._radius = SliderRow(
            self.tr("Radius"),
            19,
            lambda place: 8.0 + 4 * place,
            lambda v: f"{v:.0f} px",
            self.tr("Size of spray and eraser"),
        )
        self._density = SliderRow(
            self.tr("Density"),
            29,
            lambda place: 1.0 + place,
            lambda v: f"{v:.0f}",
            self.tr("Points that each puff adds"),
        )
        self._radius.changed.connect(lambda value: session.tools.set_radius(int(value)))
        self._density.changed.connect(lambda value: session.tools.set_density(int(value)))

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(frame)
        self._class_line = row_of(self._classes, None, self._fewer, self._more)
        column.addWidget(self._class_line)
        column.addWidget(self._radius)
        column.addWidget(self._density)
        session.tools.changed.connect(self._show)
        session.data_changed.connect(self._show)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._shown_classes: tuple[str, ...] | None = None
        self._follow_theme()

    def _count(self, change: int) -> None:
        session = self._session
        try:
            changed = edits.with_classes(session.dataset, session.dataset.n_classes + change)
        except ValueError as error:
            session.say(str(error), "warning")
            return
        session.edit_points(self.tr("Classes"), changed)

    @Slot()
    def _show(self) -> None:
        session, tools = self._session, self._session.tools
        drawable = edits.is_drawable(session.dataset)
        self._buttons[tools.kind].setChecked(True)
        for button in self._buttons.values():
            button.setEnabled(drawable)
        k = session.dataset.n_classes
        self._class_line.setVisible(k > 0)
        self._fewer.setEnabled(k > edits.MIN_CLASSES)
        self._more.setEnabled(k < edits.MAX_CLASSES)
        self._more.setVisible(k < edits.MAX_CLASSES)  # no more of them: the classes have its room
        if session.dataset.class_names != self._shown_classes:
            self._make_classes(k)
        buttons = self._class_group.buttons()
        if k:
            buttons[min(tools.label, k - 1)].setChecked(True)
        self._radius.setVisible(drawable and tools.kind in ("spray", "erase"))
        self._density.setVisible(drawable and tools.kind == "spray")
        self._radius.show_value(tools.radius)
        self._density.show_value(tools.density)

    def _make_classes(self, count: int) -> None:
        for button in self._class_group.buttons():
            self._class_group.removeButton(button)
            self._class_row.removeWidget(button)
            button.hide()
            button.deleteLater()
        theme = Theme.current()
        names = self._session.dataset.class_names
        for label in range(count):
            button = QToolButton()
            button.setProperty("class", "flat")
            button.setCheckable(True)
            button.setIcon(marker_icon(label, theme))
            button.setIconSize(QSize(theme.length(14), theme.length(14)))
            button.setToolTip(
                self.tr("Draw points of {name} (key {number})").format(name=names[label], number=label + 1)
            )
            button.setAccessibleName(names[label])
            if count > ROOMY_CLASSES:
                button.setFixedWidth(theme.length(22))
            button.clicked.connect(lambda _checked=False, chosen=label: self._session.tools.set_label(chosen))
            self._class_group.addButton(button)
            self._class_row.addWidget(button)
        self._shown_classes = names

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        for kind, button in self._buttons.items():
            button.setIcon(icon("add" if kind == "add" else kind))
            button.setIconSize(QSize(theme.length(14), theme.length(14)))
            button.setStyleSheet(f"font-size: {theme.length(10.5)}px; padding: {theme.length(3)}px 0")
        self._shown_classes = None
        self._show()
