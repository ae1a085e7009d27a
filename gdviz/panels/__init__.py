"""Views of the session, each a file or a folder that runs alone: `python -m gdviz.panels.loss_curve`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from gdviz.core.registry import Registry
from gdviz.plots.base import Plot
from gdviz.plots.card import Card
from gdviz.plots.theme import Theme
from gdviz.session import Session
from gdviz.session.race_names import race_names


class Drawn(Protocol):
    """A widget that draws itself on any paint device."""

    def paint_on(self, painter: QPainter, area: QRectF) -> None: ...

    def setFixedSize(self, size: QSize, /) -> None: ...


class Panel(Card):
    """A card that shows one side of the session.

    It connects to the session alone, and does nothing while it is hidden. `name` is set by the registry; `heading`
    is the translated title of card and menu entry.
    """

    name: ClassVar[str]

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(self.heading(), parent=parent)
        self.session = session

    @classmethod
    def heading(cls) -> str:
        """Return the title, translated."""
        raise TypeError(f"{cls.__name__} must say its heading")

    def main_plot(self) -> Plot | None:
        """Return the plot that the panel is there for; None if it draws otherwise."""
        plot = getattr(self, "plot", None)
        return plot if isinstance(plot, Plot) else None

    def paint_body(self, painter: QPainter, area: QRectF) -> bool:
        """Draw what a figure of a panel without a main plot shows into `area`; False if it is its body as it is."""
        return False

    def drawing(self) -> Drawn | None:
        """Return what a figure of this panel shows in strokes and letters; None where it is made of controls."""
        return self.main_plot()

    def view(self) -> dict[str, Any]:
        """Return how it is looked at, as JSON knows it: what `set_view` of another such panel takes over."""
        plot = self.main_plot()
        if plot is None or plot.follow:
            return {}
        shown = plot.shown
        return {"shown": [shown.left(), shown.right(), shown.top(), shown.bottom()]}

    def set_view(self, view: Mapping[str, Any]) -> None:
        """Take over how another such panel is looked at; what is not known is left out."""
        plot, shown = self.main_plot(), view.get("shown")
        if plot is not None and shown is not None:
            plot.show_part(*map(float, shown))

    def caption(self) -> tuple[str, str]:
        """Return what stands above a figure of this panel: a title, and what is quieter."""
        return self.title, self.quiet

    def legend(self) -> list[tuple[str, QColor, bool]]:
        """Return what a figure of this panel must name: text, colour, and whether its lines are dashed."""
        return [(item.name, item.color, item.dashed) for item in self.legend_items()]

    def method_legend(self) -> list[tuple[str, QColor, bool]]:
        """Return each visible method with its colour; nothing where there is only one."""
        lanes, theme = self.session.visible_lanes(), Theme.current()
        if len(lanes) < 2:
            return []
        color = {lane.key: theme.method_color(self.session.experiment.method(lane.key).color) for lane in lanes}
        names = race_names(self.session.experiment)
        return [(names[lane.key].full, color[lane.key], False) for lane in lanes]


PANELS: Registry[type[Panel]] = Registry("panel", "gdviz.panels")

__all__ = ["PANELS", "Drawn", "Panel"]
