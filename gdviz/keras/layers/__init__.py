"""Layers under Keras's names: each is the face of one of `gdviz.core.layers`, which does the work.

Where Keras knows an argument that gdviz does not, it is refused by name instead of ignored.
"""

from gdviz.keras.layers.base import Input, InputLayer, Layer
from gdviz.keras.layers.pictures import AveragePooling2D, Flatten, MaxPooling2D, Reshape
from gdviz.keras.layers.simple import ELU, Activation, Concatenate, Dropout, LeakyReLU, ReLU, Softmax, concatenate
from gdviz.keras.layers.trained import BatchNormalization, Conv2D, Dense

MaxPool2D, AvgPool2D, Convolution2D = MaxPooling2D, AveragePooling2D, Conv2D

__all__ = [
    "ELU",
    "Activation",
    "AveragePooling2D",
    "AvgPool2D",
    "BatchNormalization",
    "Concatenate",
    "Conv2D",
    "Convolution2D",
    "Dense",
    "Dropout",
    "Flatten",
    "Input",
    "InputLayer",
    "Layer",
    "LeakyReLU",
    "MaxPool2D",
    "MaxPooling2D",
    "ReLU",
    "Reshape",
    "Softmax",
    "concatenate",
]

KINDS: dict[str, type[Layer]] = {cls.__name__: cls for cls in Layer.__subclasses__()}
"""Every kind of layer by the name of its class: what a saved model may ask for, and nothing else."""
