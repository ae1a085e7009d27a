"""The network that is shown: its stages, its columns, and what each part is called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject

from gdviz.core.anatomy import Stage
from gdviz.plots.network import NetworkView
from gdviz.plots.network_layout import Part
from gdviz.plots.network_painting import Column
from gdviz.session import Session
from gdviz.session.part_reading import activation_title

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Parts(QObject):
    """`stages` are those of the moment that is shown; none where the model is no network."""

    def __init__(self, session: Session, picture: NetworkView, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._picture = session, picture
        self.stages: tuple[Stage, ...] = ()

    def columns(self) -> list[Column]:
        """Return the inputs and each stage as the picture has them."""
        session, last = self._session, len(self.stages)
        names = tuple(_subscript(name) for name in session.preparation.feature_names)
        inputs = self.tr("features") if session.preparation.uses_features else self.tr("inputs")
        columns = [Column(inputs, len(names), names=names)]
        for place, stage in enumerate(self.stages, start=1):
            width = stage.shape[1]
            if place < last:
                title = self.tr("hidden {n}").format(n=place)
                others = [QCoreApplication.translate("core", layer.title).lower() for layer in stage.others]
                detail = " + ".join([activation_title(stage.activation), *others])
                columns.append(Column(title, width, detail, editable=True))
            else:
                classes = session.dataset.class_names if width > 1 else ()
                columns.append(Column(self.tr("output"), width, activation_title(stage.activation), tuple(classes)))
        return columns

    def name(self, column: int, row: int) -> str:
        """Return what a neuron or an input is called."""
        shown = self._picture.columns[column]
        if shown.names:
            return shown.names[row]
        if shown.count == 1:
            return shown.title
        return self.tr("{layer}, neuron {n}").format(layer=shown.title, n=row + 1)

    def index(self, part: Part | None) -> int | None:
        """Return where in theta a weight or a bias lies; None for other parts, and for those that are not there."""
        if part is None or part.kind not in ("edge", "bias") or not 0 < part.column <= len(self.stages):
            return None
        stage = self.stages[part.column - 1]
        if part.row >= stage.shape[1] or part.source >= stage.shape[0]:
            return None
        if part.kind == "bias" and not stage.dense.bias:
            return None
        return stage.bias_at(part.row) if part.kind == "bias" else stage.weight_at(part.source, part.row)


def _subscript(name: str) -> str:
    return f"x{name[1:].translate(_SUBSCRIPTS)}" if name[:1] == "x" and name[1:].isdecimal() else name
