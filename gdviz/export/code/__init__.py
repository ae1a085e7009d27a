"""The experiment as a program that runs by itself, one file a kind."""

from gdviz.export.code.recipe import CodeError, Recipe, recipe_of
from gdviz.export.code.targets import TARGETS, Target, program_files

__all__ = ["TARGETS", "CodeError", "Recipe", "Target", "program_files", "recipe_of"]
