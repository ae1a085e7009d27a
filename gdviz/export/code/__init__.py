"""The experiment as a program that runs by itself, one file a kind."""

from gdviz.export.code.errors import CodeError
from gdviz.export.code.recipe import Recipe, recipe_of, recipes_of
from gdviz.export.code.targets import TARGETS, Target, program_files

__all__ = ["TARGETS", "CodeError", "Recipe", "Target", "program_files", "recipe_of", "recipes_of"]
