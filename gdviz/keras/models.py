"""Kinds of models, and models from files."""

from gdviz.keras.model import Model
from gdviz.keras.saving import load_model
from gdviz.keras.sequential import Sequential

__all__ = ["Model", "Sequential", "load_model"]
