"""Classes told apart by one number: one panel of several objects, one for each thing that it does.

`panel` draws counts, curves and shares, `hand` moves a curve by pointer and keys, `reading` says what is at the
pointer.
"""

from gdviz.panels.class_curves.panel import ClassCurves

__all__ = ["ClassCurves"]
