"""Where all methods start, for models of a few parameters."""

from __future__ import annotations

import re
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session import Session
from gdviz.training.race import draw_start
from gdviz.ui.forms import NumberField
from gdviz.ui.rows import heading, link, row_of

MAX_FIELDS = 4
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_LIMIT = 1e6


def start_name(component: str) -> str:
    """Return how a start's component is written: "w" is w₀, "w1" is w₁."""
    found = re.fullmatch(r"(\D+)(\d+)", component)
    return f"{found[1]}{found[2].translate(_SUBSCRIPTS)}" if found else f"{component}₀"


class StartPoint(QWidget):
    """A field a parameter where there are at most four, and a link that draws another start."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._names: tuple[str, ...] = ()
        self._fields: list[NumberField] = []
        self._hint = QLabel()
        self._hint.setProperty("class", "quiet")
        self._hint.setWordWrap(True)
        self._grid_place = QVBoxLayout()
        self._grid: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        draw = link(
            self.tr("Draw new"),
            self.tr("Start all methods from another random point (Shift+R); undo brings the old one back"),
            session.reset_new_start,
        )
        self._column.addWidget(row_of(heading(self.tr("Start point")), None, draw))
        self._column.addLayout(self._grid_place)
        self._column.addWidget(self._hint)
        session.restarted.connect(self._show_start)
        session.experiment_changed.connect(self._show_start)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()
        self._show_start()

    @property
    def fields(self) -> list[NumberField]:
        """The fields in the order of the parameters."""
        return self._fields

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_start()

    @Slot()
    def _show_start(self) -> None:
        course = self._session.course
        if course is None:
            self._show_fields(())
            self._hint.setText(self.tr("There is nothing to train on yet."))
            return
        model = course.blueprint.prototype
        count = model.theta.size
        if count > MAX_FIELDS:
            self._show_fields(())
            drawn = self._session.experiment.start is None
            self._hint.setText(
                self.tr("%n parameters, drawn at random", "", count)
                if drawn
                else self.tr("%n parameters, at a chosen place", "", count)
            )
            return
        self._show_fields(tuple(model.component_names))
        start = self._session.experiment.start
        values = draw_start(course.blueprint, self._session.experiment.seed) if start is None else start
        for field, value in zip(self._fields, values, strict=True):
            field.set_value(float(value))
        self._hint.setText(self.tr("or click on the loss surface"))

    def _show_fields(self, names: tuple[str, ...]) -> None:
        if names == self._names:
            return
        self._names = names
        if self._grid is not None:
            self._grid_place.removeWidget(self._grid)
            self._grid.deleteLater()
        self._fields, self._grid = [], None
        if not names:
            return
        self._grid = QWidget()
        grid = QGridLayout(self._grid)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for place, name in enumerate(names):
            written = start_name(name)
            field = NumberField(written, -_LIMIT, _LIMIT, -5.0, 5.0, digits=4)
            field.set_help(
                self.tr("Where {name} starts. Restarts all methods from there; undo brings the old start back.").format(
                    name=name
                )
            )
            field.committed.connect(partial(self._move, place))
            label = QLabel(written)
            label.setBuddy(field)
            grid.addWidget(label, place // 2, 3 * (place % 2))
            grid.addWidget(field, place // 2, 3 * (place % 2) + 1)
            self._fields.append(field)
        grid.setColumnMinimumWidth(2, 8)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(4, 1)
        self._grid_place.addWidget(self._grid)

    def _move(self, place: int, value: float, dragging: bool) -> None:
        start = tuple(field.value for field in self._fields)
        self._session.set_experiment(self.tr("Start point"), merge="start" if dragging else None, start=start)

    @Slot()
    def _follow_theme(self) -> None:
        self._column.setSpacing(Theme.current().length(6))
