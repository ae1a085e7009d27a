"""Losses, a family a file."""

from gdviz.core.losses.base import LOSSES, Loss, misfit
from gdviz.core.losses.joint import JointLoss, Part
from gdviz.core.registry import discover

discover(__name__)

__all__ = ["LOSSES", "JointLoss", "Loss", "Part", "misfit"]
