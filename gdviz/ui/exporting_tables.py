"""Tables of points, history, trajectory and loss surface, each with its experiment in the head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Slot

from gdviz.export.numbers import data_table, history_table, surface_table, trajectory_table
from gdviz.session import Session
from gdviz.training.session_values import SavedSession
from gdviz.ui.actions import Command
from gdviz.ui.exporting import Exporting

if TYPE_CHECKING:
    from gdviz.ui.digits.in_window import DigitsInWindow

CSV = "CSV (*.csv)"


@dataclass(frozen=True)
class Wish:
    """What is to be made of the session when the trainer has told what its race is."""

    title: str
    name: str
    kinds: str
    make: Callable[[SavedSession], bytes]


class TableExport(QObject):
    """Asks for a file and writes one table."""

    def __init__(self, session: Session, exporting: Exporting, digits: DigitsInWindow) -> None:
        super().__init__(exporting)
        self._session, self._exporting, self._digits = session, exporting, digits
        session.kept.connect(self._make)

    def wish(self, wish: Wish) -> None:
        """Write what `wish` makes of the session as it is now."""
        self._session.keep(wish)

    @Slot(object, object)
    def _make(self, wish: object, saved: SavedSession) -> None:
        if isinstance(wish, Wish):
            self._exporting.save_file(wish.title, wish.name, wish.kinds, lambda _path: wish.make(saved))

    @Slot()
    def export_history(self) -> None:
        if self._digits.shown:
            self._digits.save_history()
        elif self._has_run():
            title = self.tr("Export history")
            self.wish(Wish(title, "history.csv", CSV, lambda saved: history_table(saved).encode()))

    @Slot()
    def export_trajectory(self) -> None:
        if self._has_run():
            title = self.tr("Export trajectory")
            self.wish(Wish(title, "trajectory.csv", CSV, lambda saved: trajectory_table(saved).encode()))

    @Slot()
    def export_data(self) -> None:
        session = self._session
        mask = session.split.train_mask if session.split is not None else None
        self._exporting.save_file(
            self.tr("Export data"), "data.csv", CSV,
            lambda _path: data_table(session.experiment, session.dataset, mask).encode(),
        )  # fmt: skip

    @Slot()
    def export_surface(self) -> None:
        session, surface = self._session, self._session.maps.surface
        if surface is None:
            self._session.say(self.tr("No loss surface is shown: open it from the View menu."), "warning")
            return
        self._exporting.save_file(
            self.tr("Export loss surface"), "loss-surface.csv", CSV,
            lambda _path: surface_table(
                session.experiment, session.dataset, surface.plane, surface.extent, surface.values
            ).encode(),
        )  # fmt: skip

    def _has_run(self) -> bool:
        if self._session.snapshot is None or not self._session.ready:
            self._session.say(self.tr("There is no run to export yet: press Space first."), "warning")
            return False
        return True


def table_commands(tables: TableExport) -> list[Command]:
    """Return the commands that write tables."""
    return [
        Command(
            "export_data",
            QCoreApplication.translate("Commands", "Points …"),
            (),
            QCoreApplication.translate("Commands", "Save the points as a table"),
            tables.export_data,
        ),
        Command(
            "export_history",
            QCoreApplication.translate("Commands", "History …"),
            (),
            QCoreApplication.translate("Commands", "Save losses, accuracies and settings of every step as a table"),
            tables.export_history,
        ),
        Command(
            "export_trajectory",
            QCoreApplication.translate("Commands", "Trajectory …"),
            (),
            QCoreApplication.translate("Commands", "Save every parameter at every step as a table"),
            tables.export_trajectory,
        ),
        Command(
            "export_surface",
            QCoreApplication.translate("Commands", "Loss surface …"),
            (),
            QCoreApplication.translate("Commands", "Save the loss at each place of the surface as a table"),
            tables.export_surface,
        ),
    ]
