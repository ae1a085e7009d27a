"""The libraries that an experiment can be written out for: their names are known without what writes the programs."""

from __future__ import annotations

from collections.abc import Mapping

LIBRARIES: Mapping[str, str] = {
    "numpy": "NumPy",
    "sklearn": "scikit-learn",
    "pytorch": "PyTorch",
    "keras": "Keras",
    "gdviz": "gdviz.keras",
}
"""Title of each kind of program; the first shows most of what is done."""
