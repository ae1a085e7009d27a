"""Methods, one a file."""

from gdviz.core.methods.base import METHODS, GradientMethod, Method
from gdviz.core.registry import discover

discover(__name__)

__all__ = ["METHODS", "GradientMethod", "Method"]
