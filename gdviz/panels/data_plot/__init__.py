"""The points and what the models make of them: one panel of several objects, one for each thing that it does.

`picture` says what kind of picture the data ask for, `rows`, `curves`, `plane` and `marks` draw it, `reading` says what
is at the pointer, `gestures` gives pointer and keys to whom they are meant for.
"""

from gdviz.panels.data_plot.panel import DataPlot

__all__ = ["DataPlot"]
