"""Beside f(x, y): the function, the gradient at the pinned place, and the tangent plane at the pointer."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from gdviz.core.surfaces import VARIABLES
from gdviz.plots.card import Card
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session.slopes import Slopes
from gdviz.training.pages_saved import FARTHEST
from gdviz.ui.forms import FormulaField, NumberField
from gdviz.ui.function_panel import SurfaceTiles
from gdviz.ui.slopes.choice import function_choice
from gdviz.ui.slopes.words import figure

COLUMNS = 6
USUAL_STEP = 0.1  # of u, while the pointer is away: that much downhill


class PlaneSide(QWidget):
    """Cards in a column."""

    def __init__(self, slopes: Slopes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slopes = slopes
        self._pointer: tuple[float, float] | None = None
        self.tiles = SurfaceTiles(lambda surface: self._take(surface.expression, surface.start), COLUMNS)
        self.field = FormulaField(self.tr("f(x, y)"), VARIABLES)
        self.field.committed.connect(lambda text: slopes.set(self.tr("Function"), surface=text))
        self.places = [NumberField(self.tr("Pinned {name}").format(name=name), -FARTHEST, FARTHEST, -5.0, 5.0)
                       for name in VARIABLES]  # fmt: skip
        for place, field in enumerate(self.places):
            field.set_help(self.tr("Where the tangent plane touches: click the plot, or type a number"))
            field.committed.connect(partial(self._take_place, place))
        self.rows: dict[str, QLabel] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Card(self.tr("Function"), self._make_choice()))
        column.addWidget(
            Card(
                self.tr("At the pinned place"),
                self._make_rows(
                    ("value", self.tr("f(x, y)"), self.tr("The height at the pinned place")),
                    ("dx", "∂f/∂x", self.tr("The slope along x, by the derivative")),
                    ("dy", "∂f/∂y", self.tr("The slope along y, by the derivative")),
                    ("steep", "|∇f|", self.tr("How steep it is: the length of the gradient")),
                ),
            )
        )
        column.addWidget(
            Card(
                self.tr("Tangent plane beside f"),
                self._make_rows(
                    ("u", "u", self.tr("From the pinned place to the pointer")),
                    ("plane", self.tr("f + u·∇f"), self.tr("The height of the tangent plane at the pointer")),
                    ("true", self.tr("f(x + u)"), self.tr("The height of f itself at the pointer")),
                    ("off", self.tr("difference"), self.tr("How far the plane is off: it shrinks as the square of u")),
                ),
            )
        )
        slopes.changed.connect(self._show)
        ThemeManager.instance().changed.connect(self._show)
        self._show()

    def _make_choice(self) -> QWidget:
        numbers = list(zip((self.tr("&x"), self.tr("&y")), self.places, strict=True))
        return function_choice(self.tiles, self.tr("f(x, y) &="), self.field, numbers)

    def _make_rows(self, *rows: tuple[str, str, str]) -> QWidget:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(12, 8, 12, 4)
        grid.setVerticalSpacing(4)
        for place, (name, text, help_) in enumerate(rows):
            title, value = QLabel(text), QLabel()
            title.setToolTip(help_)
            value.setToolTip(help_)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(title, place, 0)
            grid.addWidget(value, place, 1)
            self.rows[name] = value
        grid.setColumnStretch(1, 1)
        return body

    @Slot(object)
    def show_pointer(self, place: tuple[float, float] | None) -> None:
        """Compare plane and function at this place; None for a small step downhill."""
        self._pointer = place
        self._show_numbers()

    @Slot()
    def _show(self) -> None:
        choice = self._slopes.choice
        if not choice.plane:
            return
        self.field.set_text(choice.surface)
        self.tiles.show_choice(choice.surface)
        for field, value in zip(self.places, choice.place, strict=True):
            field.set_value(value)
        font = Theme.current().font(tabular=True)
        for label in self.rows.values():
            label.setFont(font)
        self._show_numbers()

    def _show_numbers(self) -> None:
        f, place = self._slopes.surface, np.array(self._slopes.choice.place)
        value, gradient = float(f.at(*place)), f.gradient(*place)
        steep = float(np.hypot(*gradient))
        if self._pointer is not None:
            u = np.array(self._pointer) - place
        else:
            u = -gradient / steep * USUAL_STEP if np.isfinite(steep) and steep > 0 else np.array([USUAL_STEP, 0.0])
        plane, true = value + float(u @ gradient), float(f.at(*(place + u)))
        texts = {"value": value, "dx": gradient[0], "dy": gradient[1], "steep": steep, "plane": plane, "true": true,
                 "off": true - plane}  # fmt: skip
        for name, number in texts.items():
            self.rows[name].setText(figure(float(number)))
        self.rows["u"].setText(f"({figure(float(f'{u[0]:.4g}'))}, {figure(float(f'{u[1]:.4g}'))})")

    def _take(self, expression: str, start: tuple[float, float]) -> None:
        self._slopes.set(self.tr("Function"), surface=expression, place=start)
        self.tiles.show_choice(self._slopes.choice.surface)

    def _take_place(self, which: int, value: float, moving: bool) -> None:
        place = list(self._slopes.choice.place)
        place[which] = value
        self._slopes.set(self.tr("Place"), "type place" if moving else "", place=tuple(place))
