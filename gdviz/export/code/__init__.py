"""The experiment as a program that runs by itself, one file a kind."""

from gdviz.export.code.errors import CodeError
from gdviz.export.code.image_programs import IMAGE_TARGETS, image_program_files
from gdviz.export.code.recipe import Recipe, recipe_of, recipes_of
from gdviz.export.code.targets import TARGETS, Target, program_files

__all__ = [
    "IMAGE_TARGETS",
    "TARGETS",
    "CodeError",
    "Recipe",
    "Target",
    "image_program_files",
    "program_files",
    "recipe_of",
    "recipes_of",
]
