"""What a program on points begins with, whatever it does with them."""

from __future__ import annotations

from dataclasses import dataclass

from gdviz.core.datasets import Dataset
from gdviz.core.models import MODELS
from gdviz.training.preparation import Preparation
from gdviz.training.split import Split


@dataclass(frozen=True, eq=False, kw_only=True)
class OnPoints:
    """A model, and the rows that it learns from and is tested on; `link` says what its answers are."""

    model: str
    dataset: Dataset
    preparation: Preparation
    split: Split
    link: str

    @property
    def subject(self) -> str:
        return f"{MODELS[self.model].title} on {self.dataset.title or 'own points'}"

    @property
    def parts(self) -> tuple[str, ...]:
        """Return which rows there are: "train", and "test" where some are held out."""
        return ("train", "test") if len(self.split.X_test) else ("train",)
