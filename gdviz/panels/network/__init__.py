"""Inside the network: one panel of several objects, one for each thing that it does.

`parts` knows what there is and what it is called, `pictures` paints what the neurons answer, `pointing` says what is at
the pointer, `editing` changes weights, biases and widths, `sample` follows one point through and back.
"""

from gdviz.panels.network.panel import NetworkPanel

__all__ = ["NetworkPanel"]
