"""The methods to choose from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu

from gdviz.core.methods import METHODS
from gdviz.plots.theme import Theme


def method_title(name: str) -> str:
    """Return the translated title of a method."""
    return QCoreApplication.translate("core", METHODS[name].title)


def fill_method_menu(menu: QMenu, color: int, run: Callable[[str], object], present: str | None = None) -> None:
    """Fill `menu` with all methods, searches apart from gradient methods; `run` gets the name of the chosen one."""
    menu.clear()
    sign = color_dot(Theme.current().method_color(color))
    before: bool | None = None
    for name, cls in sorted(METHODS.items(), key=lambda item: item[1].order):
        if before is not None and before != cls.uses_gradient:
            menu.addSeparator()
        before = cls.uses_gradient
        action = menu.addAction(sign, method_title(name), partial(run, name))
        action.setData(name)
        action.setEnabled(name != present)
        action.setStatusTip((cls.__doc__ or "").partition("\n")[0])
        action.setToolTip(action.statusTip())
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
