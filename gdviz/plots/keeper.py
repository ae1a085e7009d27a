"""Who keeps the picture of a plot: something around it that knows of files, as plots do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gdviz.plots.base import Plot


@runtime_checkable
class PictureKeeper(Protocol):
    """A widget that asks where to and saves a plot that is somewhere in it."""

    def save_plot(self, plot: Plot) -> None: ...


def keeper_of(plot: QWidget) -> PictureKeeper | None:
    """Return the nearest one around a plot; None where it stands alone."""
    around = plot.parentWidget()
    while around is not None and not isinstance(around, PictureKeeper):
        around = around.parentWidget()
    return around
