"""The epoch loop: a model fitted to many rows, batch by batch, in steps that can be stopped between any two."""

from gdviz.core.fitting.callbacks import BestWeights, Callback, EarlyStopping
from gdviz.core.fitting.evaluation import evaluate, predict
from gdviz.core.fitting.fit import Fit, Phase
from gdviz.core.fitting.state import FitState

__all__ = ["BestWeights", "Callback", "EarlyStopping", "Fit", "FitState", "Phase", "evaluate", "predict"]
