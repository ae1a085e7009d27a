"""A menu of all parameters of a model; of a large one, those that are looked for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget, QWidgetAction

from gdviz.core.models.component_names import ComponentNames
from gdviz.plots.number import count

MAX_NAMED = 60  # parameters that the list names at once: as many as a screen has room for
MAX_READ = 50_000  # names that are looked through for those that only contain what is typed


class ParameterMenu(QMenu):
    """Says `taken` with the place of a parameter in theta; `marked` is the one that has the mark."""

    taken = Signal(int)

    def __init__(self, title: str, names: ComponentNames, marked: int | None, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._names, self._marked = names, marked
        self._listed: list[QAction] = []
        self.field = QLineEdit()
        if len(names) > MAX_NAMED:
            self._add_field()
        self._list("")

    def _add_field(self) -> None:
        field, last = self.field, self._names[len(self._names) - 1]
        field.setPlaceholderText(self.tr("find one of {n}").format(n=count(len(self._names))))
        field.setToolTip(
            self.tr("A name or the beginning of one, up to {last}; the list below names at most {most}").format(
                last=last, most=MAX_NAMED
            )
        )
        field.setAccessibleName(self.tr("Find a parameter"))
        field.textChanged.connect(self._list)
        field.returnPressed.connect(self._take_first)
        holder = QWidgetAction(self)
        holder.setDefaultWidget(field)
        self.addAction(holder)
        self.aboutToShow.connect(self._begin)

    @Slot()
    def _begin(self) -> None:
        self.setActiveAction(self.actions()[0])
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot(str)
    def _list(self, text: str) -> None:
        for action in self._listed:
            self.removeAction(action)
            action.deleteLater()
        self._listed = []
        for place in islice(found(self._names, text), MAX_NAMED):
            action = QAction(self._names[place], self)
            action.setCheckable(True)
            action.setChecked(place == self._marked)
            action.triggered.connect(lambda _on=False, place=place: self.taken.emit(place))
            self.addAction(action)
            self._listed.append(action)

    @Slot()
    def _take_first(self) -> None:
        if self._listed and self.field.text().strip():
            self._listed[0].trigger()
            menu: QWidget | None = self
            while isinstance(menu, QMenu):
                menu.close()
                menu = menu.parentWidget()


def found(names: ComponentNames, text: str) -> Iterator[int]:
    """Return the places of names that begin with `text`, or contain it; all for an empty one.

    A name that is typed whole is found among millions too: W2[0,3] lies where counting leads, not where reading does.
    """
    wanted = text.replace(" ", "").lower()
    exact = names.place_of(wanted)
    if exact is not None:
        yield exact
    read = range(min(len(names), MAX_READ))
    for begins in (True, False):
        for place in read:
            name = names[place].lower()
            if place != exact and wanted in name and name.startswith(wanted) is begins:
                yield place
