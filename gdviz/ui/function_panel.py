"""What goes in where nothing is learnt from data: a function of two variables, chosen or typed."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QSize, Qt, Slot
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from gdviz.core.formula import parse
from gdviz.core.operations import Array
from gdviz.core.surfaces import SURFACES, VARIABLES, surface_of
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.plots.thumbnail import height_tile
from gdviz.session import Session
from gdviz.training.experiment import ModelChoice
from gdviz.ui.forms.formula_field import FormulaField
from gdviz.ui.rows import heading, link, row_of

COLUMNS = 4
SIDE = 42  # pixels of a tile's picture


class SurfaceTiles(QWidget):
    """A tile for each test function, drawn from the function itself; `chosen` is framed."""

    def __init__(self, choose, columns: int = COLUMNS, parent: QWidget | None = None) -> None:  # type: ignore[no-untyped-def]
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self.tiles: dict[str, QToolButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        grid.setAlignment(Qt.AlignmentFlag.AlignLeft)
        for place, name in enumerate(sorted(SURFACES, key=lambda name: SURFACES[name].order)):
            surface = SURFACES[name]
            title = QCoreApplication.translate("core", surface.title)
            tile = QToolButton()
            tile.setProperty("class", "tile")
            tile.setCheckable(True)
            tile.setToolTip(f"{title}\n{surface.function().pretty}")
            tile.setAccessibleName(title)
            tile.clicked.connect(lambda _checked=False, chosen=surface: choose(chosen))
            self._group.addButton(tile)
            self.tiles[name] = tile
            grid.addWidget(tile, place // columns, place % columns)
        ThemeManager.instance().changed.connect(self._draw)
        self._draw()

    def show_choice(self, expression: str) -> None:
        """Frame the tile of this function, or none."""
        surface = surface_of(parse(expression, VARIABLES))
        for name, tile in self.tiles.items():
            tile.setChecked(surface is SURFACES[name])

    @Slot()
    def _draw(self) -> None:
        theme = Theme.current()
        size = QSize(theme.length(SIDE), theme.length(SIDE))
        for name, tile in self.tiles.items():
            tile.setIcon(height_tile(_heights(name), theme))
            tile.setIconSize(size)
            tile.setFixedSize(theme.length(48), theme.length(48))


def _heights(name: str) -> Array:
    surface = SURFACES[name]
    left, right, bottom, top = surface.extent
    x, y = np.meshgrid(np.linspace(left, right, SIDE), np.linspace(bottom, top, SIDE))
    return surface.function().at(x, y)


class FunctionPanel(QWidget):
    """The left column of the window while a function is minimised: test functions, a field, the way back to data."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        back = link(self.tr("Data…"), self.tr("Go back to data, and to a model that learns from them"), self._leave)
        self.tiles = SurfaceTiles(lambda surface: self._minimise(surface.expression))
        self.field = FormulaField(self.tr("f(x, y)"), VARIABLES)
        self.field.committed.connect(self._minimise)
        self.title = QLabel()
        self.title.setProperty("class", "quiet")
        self.title.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(8)
        column.addWidget(row_of(heading(self.tr("Function")), None, back))
        column.addWidget(self.tiles)
        name = QLabel(self.tr("f(x, y) &="))
        name.setBuddy(self.field.edit)
        column.addWidget(name)
        column.addWidget(self.field)
        column.addWidget(self.title)
        column.addStretch(1)
        session.experiment_changed.connect(self._show)
        self._show()

    def _minimise(self, expression: str) -> None:
        if not self._session.set_experiment(
            self.tr("Function"), model=ModelChoice("function", {"expression": expression})
        ):
            self._show()
        self._show()

    def _leave(self) -> None:
        self._session.set_experiment(self.tr("Data"), model=ModelChoice())

    @Slot()
    def _show(self) -> None:
        expression = self._session.function
        if not expression:
            return
        self.field.set_text(expression)
        self.tiles.show_choice(expression)
        surface = surface_of(parse(expression, VARIABLES))
        hint = self.tr("Click the surface: all methods start there.")
        title = "" if surface is None else QCoreApplication.translate("core", surface.title) + ". "
        self.title.setText(title + hint)


class InputPanel(QWidget):
    """Data, or the function that stands in their place."""

    def __init__(self, session: Session, data: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._data = session, data
        self.function = FunctionPanel(session)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(data)
        column.addWidget(self.function)
        session.experiment_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        function = bool(self._session.function)
        self._data.setVisible(not function)
        self.function.setVisible(function)
