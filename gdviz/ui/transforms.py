"""What is made of the inputs before the model sees them: transforms of x and y, features of two inputs."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gdviz.core.features import FEATURES, feature_matrix
from gdviz.core.transforms import Transform
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.plots.thumbnail import heat_tile
from gdviz.session import Session
from gdviz.ui.forms import NumberField

TILE = 21


class TransformRow(QWidget):
    """The transform of one axis: nothing, minus a constant, log10, standardise."""

    KINDS = ("none", "minus", "log10", "standardise")

    def __init__(self, session: Session, axis: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._axis = session, axis
        self._combo = QComboBox()
        self._combo.setAccessibleName(self.tr("Transform of {axis}").format(axis=axis))
        self._combo.setToolTip(
            self.tr("What the model gets for {axis}. It changes the loss surface; the model begins anew.").format(
                axis=axis
            )
        )
        self._combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        names = (
            axis,
            self.tr("{axis} − c").format(axis=axis),
            f"log₁₀ {axis}",
            self.tr("({axis} − mean) / sd").format(axis=axis),
        )
        for kind, name in zip(self.KINDS, names, strict=True):
            self._combo.addItem(name, kind)
        self._constant = NumberField(self.tr("Constant taken off {axis}").format(axis=axis), -1e12, 1e12)
        self._constant.set_help(self.tr("Which number is taken off before the model sees {axis}").format(axis=axis))
        label = QLabel(axis)
        label.setProperty("class", "formula")
        label.setBuddy(self._combo)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(label)
        line.addWidget(self._combo, 1)
        line.addWidget(self._constant)
        column.addLayout(line)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()
        self._combo.activated.connect(self._choose)
        self._constant.committed.connect(self._set_constant)
        session.experiment_changed.connect(self._show)
        self._show()

    @Slot()
    def _follow_theme(self) -> None:
        self._constant.setFixedWidth(Theme.current().length(72))

    @property
    def _present(self) -> Transform:
        data = self._session.experiment.data
        return data.transform_x if self._axis == "x" else data.transform_y

    @Slot(int)
    def _choose(self, _place: int) -> None:
        kind = self._combo.currentData()
        constant = 0.0
        if kind == "minus" and self._present.kind != "minus":
            dataset = self._session.dataset
            values = dataset.X[:, 0] if self._axis == "x" else dataset.y
            constant = float(values.min()) if len(values) else 0.0
        self._take(Transform(kind, constant))

    @Slot(float, bool)
    def _set_constant(self, constant: float, _moving: bool) -> None:
        self._take(Transform("minus", constant))

    def _take(self, chosen: Transform) -> None:
        if chosen != self._present:
            label = self.tr("Transform {axis}").format(axis=self._axis)
            if self._axis == "x":
                self._session.set_data(label, transform_x=chosen)
            else:
                self._session.set_data(label, transform_y=chosen)
        self._show()

    @Slot()
    def _show(self) -> None:
        present = self._present
        self._combo.setCurrentIndex(self.KINDS.index(present.kind))
        self._constant.setVisible(present.kind == "minus")
        self._constant.set_value(present.constant)


class FeatureTiles(QWidget):
    """Each feature as its own little heatmap; those that the model gets are framed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tiles: dict[str, QToolButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(6)
        for place, (name, feature) in enumerate(FEATURES.items()):
            tile = QToolButton()
            tile.setProperty("class", "tile")
            tile.setCheckable(True)
            tile.setText(feature.label)
            tile.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            tile.setToolTip(
                self.tr("Give the model {feature} of each point. The model begins anew.").format(feature=feature.label)
            )
            tile.setAccessibleName(self.tr("Feature {feature}").format(feature=feature.label))
            tile.clicked.connect(lambda checked, chosen=name: self._toggle(chosen, checked))
            self._tiles[name] = tile
            grid.addWidget(tile, place // 4, place % 4)
        session.experiment_changed.connect(self._show)
        session.restarted.connect(self._draw)
        ThemeManager.instance().changed.connect(self._draw)
        self._draw()
        self._show()

    def _toggle(self, name: str, on: bool) -> None:
        features = self._session.experiment.data.features
        chosen = (*features, name) if on else tuple(f for f in features if f != name)
        if not chosen:
            self._session.say(self.tr("The model needs at least one feature."), "warning")
        else:
            self._session.set_data(self.tr("Features"), features=tuple(f for f in FEATURES if f in chosen))
        self._show()

    @Slot()
    def _show(self) -> None:
        for name, tile in self._tiles.items():
            tile.setChecked(name in self._session.experiment.data.features)

    @Slot()
    def _draw(self) -> None:
        theme = Theme.current()
        dataset = self._session.dataset
        half = 5.0
        if dataset.n_features == 2 and dataset.n:
            half = float(np.abs(dataset.X).max()) or 1.0
        side = np.linspace(-half, half, TILE)
        places = np.column_stack([np.tile(side, TILE), np.repeat(side, TILE)])
        size = QSize(theme.length(40), theme.length(28))
        for name, tile in self._tiles.items():
            values = feature_matrix(places, (name,)).reshape(TILE, TILE)
            tile.setIcon(heat_tile(values, theme))
            tile.setIconSize(size)
            tile.setFixedWidth(theme.length(48))
