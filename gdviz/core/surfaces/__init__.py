"""Test functions of two variables, one a file."""

from gdviz.core.registry import discover
from gdviz.core.surfaces.base import SURFACES, VARIABLES, Surface, surface_of

discover(__name__)

__all__ = ["SURFACES", "VARIABLES", "Surface", "surface_of"]
