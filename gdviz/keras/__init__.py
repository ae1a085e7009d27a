"""Keras's calls on gdviz's core: a notebook written for Keras runs after changing its imports.

    from gdviz.keras import Sequential
    from gdviz.keras.layers import Dense

    model = Sequential()
    model.add(Dense(25, input_shape=(2,), activation="sigmoid"))
    model.add(Dense(1, activation="sigmoid"))
    model.compile(loss="binary_crossentropy", optimizer=SGD(0.9), metrics=["accuracy"])
    model.fit(x, y, batch_size=100, epochs=500)

Names, order of arguments, defaults, and order and shapes of weights are those of Keras 3; what gdviz does not have is
refused by name. There is no second implementation: layers, losses, methods and the epoch loop are those of the core.
"""

import sys

from gdviz.keras import (
    activations,
    backend,
    callbacks,
    config,
    datasets,
    initializers,
    layers,
    losses,
    metrics,
    models,
    optimizers,
    regularizers,
    utils,
)
from gdviz.keras.config import set_random_seed
from gdviz.keras.layers import Input
from gdviz.keras.missing import tell_of_missing_names
from gdviz.keras.models import Model, Sequential, load_model

__all__ = [
    "Input",
    "Model",
    "Sequential",
    "activations",
    "backend",
    "callbacks",
    "config",
    "datasets",
    "initializers",
    "layers",
    "load_model",
    "losses",
    "metrics",
    "models",
    "optimizers",
    "regularizers",
    "set_random_seed",
    "utils",
]

tell_of_missing_names(
    sys.modules[__name__],
    activations,
    backend,
    callbacks,
    config,
    datasets,
    initializers,
    layers,
    losses,
    metrics,
    models,
    optimizers,
    optimizers.schedules,
    regularizers,
    utils,
)
