"""Layers, one a file."""

from gdviz.core.layers.activation import ACTIVATIONS
from gdviz.core.layers.base import LAYERS, Layer
from gdviz.core.registry import discover

discover(__name__)

__all__ = ["ACTIVATIONS", "LAYERS", "Layer"]
