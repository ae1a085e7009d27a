"""Thumbnails of the data sets, drawn from the real data; the chosen one is framed."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QSize, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QMenu, QToolButton, QWidget

from gdviz.core.datasets import DATASETS, Dataset
from gdviz.plots.color_bar import diverging_steps
from gdviz.plots.icons import icon
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.plots.thumbnail import thumbnail
from gdviz.session import Session
from gdviz.training.build import generate
from gdviz.training.experiment import NO_TRANSFORM, OWN_DATA, DataChoice

COLUMNS = 4
THUMBNAIL_ROWS = 150
FIRST = ("line", "curve", "blobs", "tribes", "ring", "xor", "two_moons", "spiral")


class DataChooser(QWidget):
    """A tile a registered data set, and one for data of one's own."""

    import_wanted = Signal()
    empty_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._group = QButtonGroup(self)
        self._tiles: dict[str, QToolButton] = {}
        self._samples: dict[str, Dataset] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        names = sorted(DATASETS, key=lambda name: (getattr(DATASETS[name], "from_file", False), self._rank(name)))
        for place, name in enumerate(names):
            tile = self._tile(QCoreApplication.translate("core", DATASETS[name].title))
            tile.setCheckable(True)
            tile.clicked.connect(lambda _checked=False, chosen=name: self.choose(chosen))
            self._group.addButton(tile)
            self._tiles[name] = tile
            grid.addWidget(tile, place // COLUMNS, place % COLUMNS)
        self._own = self._tile(self.tr("Data of your own: an empty plane, or a table"))
        self._own.setCheckable(True)
        self._own.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self._own.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._group.addButton(self._own)
        menu = QMenu(self._own)
        menu.addAction(self.tr("Empty plane for a curve: y over x"), lambda: self.empty_wanted.emit("regression"))
        menu.addAction(self.tr("Empty plane for classes"), lambda: self.empty_wanted.emit("classification"))
        menu.addSeparator()
        menu.addAction(self.tr("Import CSV …"), self.import_wanted.emit)
        self._own.setMenu(menu)
        grid.addWidget(self._own, len(names) // COLUMNS, len(names) % COLUMNS)
        session.experiment_changed.connect(self._show_choice)
        ThemeManager.instance().changed.connect(self._draw)
        self._draw()
        self._show_choice()

    def choose(self, name: str) -> None:
        """Take a data set with its own defaults, and x and y as they are; the seed stays."""
        if name != self._session.experiment.data.source:
            title = QCoreApplication.translate("core", DATASETS[name].title)
            self._session.set_data(
                self.tr("Data: {title}").format(title=title),
                source=name,
                options={},
                transform_x=NO_TRANSFORM,
                transform_y=NO_TRANSFORM,
            )
        self._show_choice()

    @staticmethod
    def _rank(name: str) -> int:
        """The usual ones first, then the others as they were registered."""
        return FIRST.index(name) if name in FIRST else len(FIRST) + list(DATASETS).index(name)

    def _tile(self, title: str) -> QToolButton:
        tile = QToolButton()
        tile.setProperty("class", "tile")
        tile.setToolTip(title)
        tile.setAccessibleName(title)
        return tile

    @Slot()
    def _show_choice(self) -> None:
        source = self._session.experiment.data.source
        (self._own if source == OWN_DATA else self._tiles[source]).setChecked(True)

    @Slot()
    def _draw(self) -> None:
        theme = Theme.current()
        size = QSize(theme.length(42), theme.length(42))
        for name, tile in self._tiles.items():
            if name not in self._samples:
                self._samples[name] = generate(DataChoice(name))
            sample = self._samples[name]
            # Drawn by lot: every third row may be every row of one class.
            rows = np.random.default_rng(0).permutation(sample.n)[:THUMBNAIL_ROWS]
            X, y = sample.X[rows], sample.y[rows]
            if sample.task == "regression" and sample.n_features == 2:
                middle = (y.min() + y.max()) / 2
                steps, colors = diverging_steps((y - middle) / (y.max() - middle), theme)
                picture = thumbnail(X[:, 0], X[:, 1], steps, theme, colors)
            elif sample.task == "regression":
                picture = thumbnail(X[:, 0], y, None, theme)
            else:
                picture = thumbnail(X[:, 0], X[:, 1], y, theme)
            tile.setIcon(picture)
            tile.setIconSize(size)
        self._own.setIcon(icon("plus", theme.quiet))
        self._own.setIconSize(QSize(theme.length(18), theme.length(18)))
        for tile in (*self._tiles.values(), self._own):
            tile.setFixedSize(theme.length(48), theme.length(48))
