"""Data sets: generators and files, one a module, in one registry."""

from gdviz.core.datasets.base import DATASETS, Dataset, Generator
from gdviz.core.registry import discover

discover(__name__)

__all__ = ["DATASETS", "Dataset", "Generator"]
