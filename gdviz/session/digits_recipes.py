"""What is trained next, and what was to be trained before: for undo."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from gdviz.session.digits_images import DigitsImages
from gdviz.training.digits_recipe import DigitsRecipe

FIRST_PRESET = "small_cnn"
KEPT = 50  # that undo goes back through


class Recipes:
    """The recipe `now`, and those before it."""

    def __init__(self, first: DigitsRecipe) -> None:
        self.now = first
        self._before: list[DigitsRecipe] = []
        self._merge = ""

    @property
    def can_undo(self) -> bool:
        """Whether a choice can be taken back."""
        return bool(self._before)

    def choose(self, recipe: DigitsRecipe, merge: str = "") -> None:
        """Take another; choices in a row with the same `merge` that is not empty are one for undo."""
        if not merge or merge != self._merge:
            self._before.append(self.now)
            del self._before[:-KEPT]
        self.now, self._merge = recipe, merge

    def begin(self, recipe: DigitsRecipe) -> None:
        """Take one that nothing comes before."""
        self._before.clear()
        self.now, self._merge = recipe, ""

    def undo(self) -> None:
        """Take the last choice back."""
        if self._before:
            self.now, self._merge = self._before.pop(), ""


class DigitsChoice(DigitsImages):
    """A sheet that is read, images, and what is trained on them.

    recipe_changed      what would be trained is another; `recipe`
    """

    recipe_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recipes = Recipes(DigitsRecipe.of_preset(FIRST_PRESET))

    def reset(self) -> None:
        """Give the training up."""

    @property
    def recipe(self) -> DigitsRecipe:
        """Return what is trained next."""
        return self._recipes.now

    def set_recipe(self, recipe: DigitsRecipe, *, merge: str = "") -> None:
        """Choose what is trained next; a training that goes on is given up.

        Changes in a row with the same `merge` that is not empty are one for `undo_recipe`.
        """
        if recipe == self.recipe:
            return
        self._recipes.choose(recipe, merge)
        self.reset()
        self.recipe_changed.emit()

    def begin_with(self, recipe: DigitsRecipe) -> None:
        """Choose what is trained next, with nothing to undo; a training that goes on is given up."""
        self._recipes.begin(recipe)
        self.reset()
        self.recipe_changed.emit()

    @property
    def can_undo_recipe(self) -> bool:
        """Whether a change of what is trained can be taken back."""
        return self._recipes.can_undo

    @Slot()
    def undo_recipe(self) -> None:
        """Take the last change of what is trained back."""
        if self._recipes.can_undo:
            self._recipes.undo()
            self.reset()
            self.recipe_changed.emit()
