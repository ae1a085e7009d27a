"""The loss over the run: one panel of several objects, one for each thing that it does.

`lanes` draws a method's curves and the best moment of the shown one, `legend` names the methods, `rewind` is the slider
below, `reading` says what is at the pointer.
"""

from gdviz.panels.loss_curve.panel import LossCurve

__all__ = ["LossCurve"]
