"""What is trained next, and what was to be trained before: for undo."""

from __future__ import annotations

from gdviz.training.digits_recipe import DigitsRecipe

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
