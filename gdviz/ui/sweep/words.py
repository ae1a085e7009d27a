"""What settings and their values are called."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

from gdviz.core.methods import METHODS
from gdviz.plots.number import count, number


def setting_name(name: str) -> str:
    """Return what a varied setting is called."""
    names = {
        "": QCoreApplication.translate("Sweep", "As it is"),
        "batch_size": QCoreApplication.translate("Sweep", "Batch size"),
        "depth": QCoreApplication.translate("Sweep", "Hidden layers"),
        "width": QCoreApplication.translate("Sweep", "Neurons a layer"),
        "learning_rate": QCoreApplication.translate("Sweep", "Learning rate"),
        "method": QCoreApplication.translate("Sweep", "Method"),
        "epochs": QCoreApplication.translate("Sweep", "Epochs"),
    }
    return names[name]


def value_text(value: Any) -> str:
    """Return a value as it stands in a legend."""
    if value is None:
        return ""
    if isinstance(value, str):
        return QCoreApplication.translate("core", METHODS[value].title)
    return count(value) if isinstance(value, int) else number(float(value))
