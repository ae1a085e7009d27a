"""The methods to choose from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu

from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.methods.base import GROUPS
from gdviz.core.objective import Objective
from gdviz.plots.theme import Theme
from gdviz.session.conductor import Course


def method_title(name: str) -> str:
    """Return the translated title of a method."""
    return QCoreApplication.translate("core", METHODS[name].title)


def why_not(course: Course | None) -> Callable[[str], str]:
    """Return a function from a method's name to the reason why it can't train the present model, "" if it can."""
    if course is None:
        return lambda name: ""
    settings, split = course.settings, course.split
    # whether a method fits depends on model, loss and penalty: two rows are enough to ask
    objective = Objective(
        course.blueprint.make(),
        LOSSES[settings.loss](),
        split.X_train[:2],
        split.y_train[:2],
        l1=settings.l1,
        l2=settings.l2,
    )

    def reason(name: str) -> str:
        try:
            METHODS[name]().start(objective, 0)
        except ValueError as error:
            return str(error)
        return ""

    return reason


def fill_method_menu(
    menu: QMenu,
    color: int,
    run: Callable[[str], object],
    obstacle: Callable[[str], str],
    present: str | None = None,
) -> None:
    """Fill `menu` with all methods in their groups; `run` gets the name of the chosen one.

    One with an `obstacle` can't be chosen and says why.
    """
    menu.clear()
    sign = color_dot(Theme.current().method_color(color))
    groups = list(GROUPS)
    before = ""
    for name, cls in sorted(METHODS.items(), key=lambda item: (groups.index(item[1].group), item[1].order)):
        if before and cls.group != before:
            menu.addSection(QCoreApplication.translate("core", GROUPS[cls.group]))
        before = cls.group
        action = menu.addAction(sign, method_title(name), partial(run, name))
        action.setData(name)
        reason = obstacle(name)
        action.setEnabled(name != present and not reason)
        what = QCoreApplication.translate("core", (cls.__doc__ or "").partition("\n")[0])
        action.setToolTip(QCoreApplication.translate("core", reason) if reason else what)
    menu.setToolTipsVisible(True)


def color_dot(color: QColor) -> QIcon:
    """Return a dot of `color` as an icon."""
    ratio, side = 2, 16
    picture = QPixmap(side * ratio, side * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(side / 2, side / 2), 5, 5)
    painter.end()
    return QIcon(picture)
