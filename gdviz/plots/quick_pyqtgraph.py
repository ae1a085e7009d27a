"""Import pyqtgraph without its copy of Qt."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

MODULES = ("QtCore", "QtGui", "QtWidgets")


class Lent(ModuleType):
    """Names of another module, each asked for when it is needed."""

    def __init__(self, name: str, source: ModuleType) -> None:
        super().__init__(name)
        self._source = source

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._source, name)
        setattr(self, name, found)
        return found


def import_pyqtgraph() -> None:
    """Import pyqtgraph; where it would copy every name of Qt, it finds them lent.

    PySide6 makes a class and its enumerations when somebody asks for it. pyqtgraph's three modules named as Qt's take
    over all names at once (`_copy_attrs` in `pyqtgraph.Qt`), so that thousands are made that nobody uses: a tenth of
    a second of each start.
    """
    if "pyqtgraph" in sys.modules:
        return
    with ExitStack() as copying:
        for name in MODULES:
            source = import_module(f"PySide6.{name}")
            sys.modules[f"pyqtgraph.Qt.{name}"] = Lent(f"pyqtgraph.Qt.{name}", source)
            copying.enter_context(_without_names(source))
        import_module("pyqtgraph")


@contextmanager
def _without_names(module: ModuleType) -> Iterator[None]:
    """Let a module tell no names; those that it has can be asked for."""
    told = vars(module).pop("__dir__", None)
    vars(module)["__dir__"] = list
    try:
        yield
    finally:
        del vars(module)["__dir__"]
        if told is not None:
            vars(module)["__dir__"] = told
