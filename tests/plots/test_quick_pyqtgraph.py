"""pyqtgraph finds Qt's names lent: the same ones, but only those that somebody asks for are made."""

from __future__ import annotations

import subprocess
import sys

from gdviz.plots.quick_pyqtgraph import import_pyqtgraph

PROGRAM = """
from gdviz.plots.quick_pyqtgraph import import_pyqtgraph
import_pyqtgraph()
import PySide6.QtGui, PySide6.QtWidgets, pyqtgraph as pg
from pyqtgraph.Qt.QtCore import QPointF
made = len(vars(pg.QtWidgets))
assert made < len(dir(PySide6.QtWidgets)) / 4, made
assert pg.QtGui.QColor is PySide6.QtGui.QColor and QPointF is PySide6.QtCore.QPointF
assert pg.QtWidgets.QOpenGLWidget.__module__ == "PySide6.QtOpenGLWidgets"  # a name of pyqtgraph's own
assert "QLabel" in dir(PySide6.QtWidgets)
try:
    pg.QtCore.QNothing
except AttributeError as error:
    assert "QNothing" in str(error)
else:
    raise AssertionError
app = pg.mkQApp()
plot = pg.plot([1, 2], [3, 4])
assert not plot.grab().isNull()
"""


def test_names_are_qts_own_and_few_are_made() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_where_pyqtgraph_is_already_there_nothing_changes() -> None:
    import pyqtgraph.Qt

    before = pyqtgraph.Qt.QtWidgets
    import_pyqtgraph()
    assert sys.modules["pyqtgraph.Qt.QtWidgets"] is before
