"""Views of the session, one a file, each runnable alone: `python -m gdviz.panels.loss_curve`."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from gdviz.core.registry import Registry
from gdviz.plots.card import Card
from gdviz.session import Session


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


PANELS: Registry[type[Panel]] = Registry("panel", "gdviz.panels")

__all__ = ["PANELS", "Panel"]
