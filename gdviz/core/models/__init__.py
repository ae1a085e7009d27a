"""Models, one a file."""

from gdviz.core.models.base import MODELS, Model
from gdviz.core.registry import discover

discover(__name__)

__all__ = ["MODELS", "Model"]
