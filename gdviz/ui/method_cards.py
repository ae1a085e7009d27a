"""The race: its methods, and the point from which all of them start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QPoint, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.layers import LAYERS
from gdviz.core.methods import METHODS
from gdviz.core.models.network import declared_layers
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session import Session
from gdviz.session.race_names import race_names
from gdviz.session.reading_pace import ReadingPace
from gdviz.training.experiment import MAX_METHODS, MethodChoice
from gdviz.training.step_rules import RULES
from gdviz.ui.forms import chain_focus
from gdviz.ui.method_card import MethodCard
from gdviz.ui.method_menu import fill_method_menu, method_title, why_not
from gdviz.ui.rows import heading, link, row_of
from gdviz.ui.start_point import StartPoint

OTHERWISE = ("dropout", "batch_normalization")  # layers that are otherwise while a network trains
OPEN_RACE = 2  # in a larger race only the shown method's card is open


class MethodCards(QWidget):
    """A card a method in the order of the race, a menu that adds one, and the start point."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._cards: dict[int, MethodCard] = {}
        self._opened: dict[int, bool] = {}  # what was opened or closed by hand
        self.add = link(self.tr("+ Add to race"), "", self._open_methods)
        self.add.setAccessibleName(self.tr("Add a method to the race"))
        self._methods = QMenu(self)
        self._methods.aboutToShow.connect(self._fill_methods)
        self.start_point = StartPoint(session)
        self._list = QVBoxLayout()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(row_of(heading(self.tr("Methods")), None, self.add))
        self._note = QLabel()
        self._note.setProperty("class", "quiet")
        self._note.setWordWrap(True)
        self._column.addWidget(self._note)
        self._column.addLayout(self._list)
        self._column.addWidget(self.start_point)
        self._column.addStretch(1)  # a policy of Maximum would know of no wrapped line, and cut what stands below it

        session.experiment_changed.connect(self._show_choices)
        session.view.changed.connect(self._show_places)
        session.restarted.connect(self._show_race)
        session.data_changed.connect(self._show_limits)
        ReadingPace(session, self).changed.connect(self._show_lanes)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()
        self._show_choices()

    @property
    def cards(self) -> list[MethodCard]:
        """The cards in the order of the race; none where there is nothing to descend."""
        return [self._cards[method.key] for method in self._methods_shown]

    @property
    def _methods_shown(self) -> tuple[MethodChoice, ...]:
        return () if self._session.is_direct else self._session.experiment.methods

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_race()

    # -- showing ---------------------------------------------------------------------------------------------------

    @Slot()
    def _show_choices(self) -> None:
        methods, direct, unlike = self._methods_shown, self._session.is_direct, self._unlike_training()
        self._note.setVisible(direct)
        self._note.setText(
            self.tr("None is needed: the model is solved at once from the training points, and anew with every change.")
        )
        self.start_point.setVisible(not direct)
        self.add.setVisible(not direct)
        for key, card in list(self._cards.items()):
            left = next((method for method in methods if method.key == key), None)
            if left is None or left.name != card.choice.name:
                self._list.removeWidget(card)
                card.hide()
                card.deleteLater()
                del self._cards[key]
                if left is None:
                    self._opened.pop(key, None)
        for place, method in enumerate(methods):
            if method.key not in self._cards:
                self._cards[method.key] = self._new_card(method)
            card = self._cards[method.key]
            if self._list.indexOf(card) != place:
                self._list.removeWidget(card)
                self._list.insertWidget(place, card)
            card.show_choice(method)
            card.offer_batches(not self._session.function)
            card.show_unlike_training(unlike if METHODS[method.name].sees_answers() else "")
        chain_focus(self.add, *self.cards, self.start_point)
        full = len(methods) >= MAX_METHODS
        self.add.setEnabled(not full)
        self.add.setToolTip(
            self.tr("A race has at most %n methods: remove one first", "", MAX_METHODS)
            if full
            else self.tr("Race another method from the same start, in a colour of its own")
        )
        self._show_places()
        self._show_limits()

    def _unlike_training(self) -> str:
        """Return the title of a layer of the network that is otherwise while it trains; "" if there is none."""
        model = self._session.experiment.model
        layers = declared_layers(model.options) if model.name == "network" else ()
        title = next((LAYERS[layer.name].title for layer in layers if layer.name in OTHERWISE), "")
        return QCoreApplication.translate("core", title) if title else ""

    @Slot()
    def _show_places(self) -> None:
        session, names = self._session, race_names(self._session.experiment)
        for key, card in self._cards.items():
            card.set_detail(names[key].detail)
            shown = key == session.view.shown_key
            by_itself = shown or len(self._cards) <= OPEN_RACE
            card.show_place(
                shown=shown,
                hidden=key in session.view.hidden,
                expanded=self._opened.get(key, by_itself),
                last=len(self._cards) == 1,
            )

    @Slot()
    def _show_limits(self) -> None:
        limit = self._session.stability_limit
        for card in self._cards.values():
            plain = card.choice.name == "gradient_descent" and card.choice.batch_size is None
            card.show_limit(limit if plain else None)

    @Slot()
    def _show_race(self) -> None:
        self._show_limits()
        self._show_lanes()

    @Slot()
    def _show_lanes(self) -> None:
        if self.isVisible():
            snapshot = self._session.snapshot
            for key, card in self._cards.items():
                if snapshot is None:
                    card.show_waiting()
                else:
                    card.show_lane(snapshot.lane(key), refusal=snapshot.refused.get(key, ""))

    def _open_methods(self) -> None:
        self._methods.popup(self.add.mapToGlobal(QPoint(0, self.add.height())))

    @Slot()
    def _fill_methods(self) -> None:
        taken = {method.color for method in self._session.experiment.methods}
        free = min(set(range(MAX_METHODS)) - taken, default=0)
        fill_method_menu(self._methods, free, self._session.add_method, why_not(self._session.course))

    def _new_card(self, method: MethodChoice) -> MethodCard:
        card = MethodCard(method, lambda: why_not(self._session.course))
        card.title_clicked.connect(self._show_or_fold)
        card.option_changed.connect(self._set_option)
        card.rule_changed.connect(self._set_rule)
        card.batch_chosen.connect(self._set_batch)
        card.kind_chosen.connect(self._set_kind)
        card.visible_chosen.connect(self._set_visible)
        card.solo_wanted.connect(self._session.view.solo_method)
        card.remove_wanted.connect(self._session.remove_method)
        return card

    # -- choosing --------------------------------------------------------------------------------------------------

    @Slot(int)
    def _show_or_fold(self, key: int) -> None:
        """Show the method; the one that is shown already is opened or closed instead."""
        if key == self._session.view.shown_key:
            self._opened[key] = self._cards[key].body.isHidden()
            self._show_places()
        else:
            self._opened.pop(key, None)
            self._opened.pop(self._session.view.shown_key, None)
            self._session.view.show_method(key)

    @Slot(int, str, object, bool)
    def _set_option(self, key: int, name: str, value: object, dragging: bool) -> None:
        choice = self._session.experiment.method(key)
        declared = {item.name: item for item in hyperparameters(METHODS[choice.name])}
        label = QCoreApplication.translate("core", declared[name].label)
        options = {**choice.options, name: value}
        merge = f"method:{key}:{name}" if dragging else None
        if not self._session.set_method(label, key, merge=merge, options=options):
            self._show_choices()

    @Slot(int, str, str, object, bool)
    def _set_rule(self, key: int, rule: str, name: str, options: Mapping[str, Any], dragging: bool) -> None:
        label = self.tr("Schedule") if rule == "schedule" else self.tr("Clip")
        merge = f"method:{key}:{rule}" if dragging else None
        changes: dict[str, Any] = {rule: RULES[rule](name, options)}
        if not self._session.set_method(label, key, merge=merge, **changes):
            self._show_choices()

    @Slot(int, object)
    def _set_batch(self, key: int, size: int | None) -> None:
        if not self._session.set_method(self.tr("Batch"), key, batch_size=size):
            self._show_choices()

    @Slot(int, str)
    def _set_kind(self, key: int, name: str) -> None:
        batch = self._session.experiment.method(key).batch_size if METHODS[name].uses_batches else None
        label = self.tr("Change to {method}").format(method=method_title(name))
        plain: dict[str, Any] = {rule: choice() for rule, choice in RULES.items()}
        self._session.set_method(label, key, name=name, options={}, batch_size=batch, **plain)

    @Slot(int, bool)
    def _set_visible(self, key: int, visible: bool) -> None:
        self._session.view.hide_method(key, not visible)

    @Slot()
    def _follow_theme(self) -> None:
        self._column.setSpacing(Theme.current().length(8))
        self._list.setSpacing(Theme.current().length(8))
