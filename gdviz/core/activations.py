"""Activations by name: what a neuron makes of its sum z, and the slope of that. Each is a layer, one a file."""

from gdviz.core.layers import ACTIVATIONS
from gdviz.core.layers.activation import Activation
from gdviz.core.layers.linear import Linear
from gdviz.core.layers.sigmoid import Sigmoid
from gdviz.core.layers.softmax import Softmax

__all__ = ["ACTIVATIONS", "Activation", "Linear", "Sigmoid", "Softmax"]
