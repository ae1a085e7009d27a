"""The last step of the shown method, number by number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QToolButton, QVBoxLayout, QWidget

from gdviz.core.methods import METHODS, GradientMethod
from gdviz.core.models.direct import DirectModel
from gdviz.panels import PANELS, Drawn, Panel
from gdviz.plots.combo import FittedCombo
from gdviz.plots.formula_text import FormulaText, Line
from gdviz.plots.icons import icon
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session import Session
from gdviz.session.reading_pace import ReadingPace
from gdviz.training.detail import EXPLAINED_COMPONENTS
from gdviz.training.experiment import MethodChoice
from gdviz.training.snapshot import LaneSnapshot

COPIED_MILLISECONDS = 1500
LONG_RULE = 3  # rules of so many lines can be folded to the last one
TALL_WINDOW = 800  # pixels at 100 % text: in lower windows long rules are folded unless somebody unfolds them


@PANELS.register("this_step")
class ThisStep(Panel):
    """The update formula, and the same line with the numbers of the step; a click copies it."""

    @classmethod
    def heading(cls) -> str:
        return QCoreApplication.translate("ThisStep", "This step")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._names: tuple[str, ...] = ()
        self._learned: tuple[MethodChoice, int | None] | None = None
        self._formula: tuple[str, ...] = ()
        self._seen: tuple[object, ...] = ()
        self.formulas = FormulaText()
        body = QWidget()
        self._margin_box = QVBoxLayout(body)
        self._margin_box.addWidget(self.formulas)
        self.set_body(body)
        self.components = FittedCombo(self.tr("Parameters"), self.tr("Which parameters the step is worked out for"))
        self.components.activated.connect(self._show)
        self.add_header_widget(self.components)
        self.fold = QToolButton()
        self.fold.setProperty("class", "flat")
        self.fold.setAccessibleName(self.tr("All lines of the rule"))
        self.fold.setToolTip(self.tr("Show all lines of the rule, or only the last: the step itself"))
        self.fold.clicked.connect(self._toggle_fold)
        self.add_header_widget(self.fold)
        self._folded: bool | None = None  # None until somebody chose
        self._copied = QTimer(self, singleShot=True, interval=COPIED_MILLISECONDS)
        self._copied.timeout.connect(self._forget_copied)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.formulas.setToolTip(
            self.tr(
                "How the shown method took its last step, with the numbers of that step. Click (or Ctrl+C) to copy."
            )
        )
        self.formulas.setCursor(Qt.CursorShape.PointingHandCursor)
        ReadingPace(session, self).changed.connect(self._show)
        session.view.changed.connect(self._show)
        session.experiment_changed.connect(self._show)
        session.restarted.connect(self._show)
        ThemeManager.instance().changed.connect(self._follow_spacing)
        self._follow_spacing()

    @property
    def text(self) -> str:
        """What is shown, as plain text."""
        return self.formulas.text

    def drawing(self) -> Drawn:
        return self.formulas

    def copy(self) -> None:
        """Put the lines on the clipboard."""
        QApplication.clipboard().setText(self.text)
        self.set_quiet(self.tr("Copied"))
        self._copied.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.formulas.underMouse():
            self.copy()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.copy()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _show(self) -> None:
        session = self.session
        if not self.isVisible():
            return
        direct = session.is_direct
        self.set_title(self.tr("This model") if direct else self.heading())
        if direct:
            self._show_direct()
            return
        choice = session.experiment.method(session.view.shown_key)
        lane = session.shown
        here = None if lane is None or lane.key != choice.key or lane.method != choice.name else lane
        folded = self._is_folded()
        seen = (
            folded,
            choice,
            session.course and session.course.number,
            here and here.detail,
            self.components.currentIndex(),
        )
        if seen == self._seen:
            return
        blocks = self._blocks(choice, here)
        per_page = 2 if len(self._formula) == 1 or (len(self._formula) == 2 and len(blocks) == 2) else 1
        pages = [blocks[at : at + per_page] for at in range(0, len(blocks), per_page)]
        self._offer([_listed([name for name, _ in page]) for page in pages])
        place = max(0, self.components.currentIndex())
        page = pages[place] if pages else []
        is_long = len(self._formula) >= LONG_RULE
        self.fold.setVisible(is_long)
        self.fold.setIcon(icon("chevron-right" if folded else "chevron-down", Theme.current().quiet))
        kind = (choice.name, self._names, place, folded)
        height = self.formulas.height()
        self.formulas.show_blocks(kind, [lines[-1:] if is_long and folded else lines for _, lines in page])
        if self.formulas.height() != height:
            self._make_room()
        self._seen = (*seen[:4], self.components.currentIndex())

    def _make_room(self) -> None:
        """Lay out the column now: Qt does so after it has painted, and a row would be cut for a moment."""
        widget = self.formulas.parentWidget()
        while widget is not None and not widget.isWindow():
            layout = widget.layout()
            if layout is not None:
                layout.activate()
            widget = widget.parentWidget()

    def _show_direct(self) -> None:
        """Show what a model computes that no step has changed."""
        session, lane = self.session, self.session.shown
        model = None if lane is None else session.probe.model_at(lane.theta)
        lines = model.lines(session.preparation.feature_names) if isinstance(model, DirectModel) else ()
        choice = session.experiment.model
        self._seen = ()
        self._offer([])
        self.fold.hide()
        self.formulas.show_blocks(
            (choice.name, str(choice.options)), [[Line(*line) for line in lines]] if lines else []
        )

    def _is_folded(self) -> bool:
        low = self.window().height() < Theme.current().length(TALL_WINDOW)
        crowded = low or self.session.experiment.model.name == "network"  # its layers stand above it
        return crowded if self._folded is None else self._folded

    @Slot()
    def _toggle_fold(self) -> None:
        self._folded = not self._is_folded()
        self._show()

    def _blocks(self, choice: MethodChoice, lane: LaneSnapshot | None) -> list[tuple[str, list[Line]]]:
        """Return the lines of each explained component."""
        self._learn(choice)
        if lane is not None and lane.detail is not None:
            return [(name, _paired(rule, numbers)) for name, rule, numbers in lane.detail.lines]
        return [(name, [Line(line.replace("{w}", name)) for line in self._formula]) for name in self._names]

    def _learn(self, choice: MethodChoice) -> None:
        """Find out formula and parameter names, once a method and a race."""
        course = self.session.course
        wanted = (choice, None if course is None else course.number)
        if wanted == self._learned:
            return
        self._learned = wanted
        method = METHODS[choice.name](**choice.options)
        if isinstance(method, GradientMethod):
            method.schedule, method.clip = choice.schedule.make(), choice.clip.make()
        self._formula = method.rule
        self._names = () if course is None else course.blueprint.prototype.component_names[:EXPLAINED_COMPONENTS]

    def _offer(self, pages: Sequence[str]) -> None:
        """Let other parameters be chosen where there are more than fit."""
        if pages != [self.components.itemText(place) for place in range(self.components.count())]:
            self.components.clear()
            self.components.addItems(list(pages))
        self.components.setVisible(len(pages) > 1)

    @Slot()
    def _forget_copied(self) -> None:
        self.set_quiet("")

    @Slot()
    def _follow_spacing(self) -> None:
        side = Theme.current().length(11)
        self.fold.setIconSize(QSize(side, side))
        self.fold.setFixedSize(2 * side, 2 * side)
        self._margin_box.setContentsMargins(side, Theme.current().length(8), side, Theme.current().length(8))


def _listed(names: Sequence[str]) -> str:
    """Return "W1[0,0], [0,1]" for two places of one array: the whole names stand below, and the column is narrow."""
    arrays = [name.partition("[")[0] for name in names]
    same = len(names) > 1 and "[" in names[0] and len(set(arrays)) == 1
    return ", ".join([names[0], *(name.removeprefix(arrays[0]) for name in names[1:])] if same else names)


def _paired(rule: Sequence[str], numbers: Sequence[str]) -> list[Line]:
    """Return each formula with its numbers; a method may have none to tell."""
    return [Line(line, numbers[place] if place < len(numbers) else "") for place, line in enumerate(rule)]


if __name__ == "__main__":
    import sys

    from gdviz.panels.alone import show

    sys.exit(show(ThisStep))
