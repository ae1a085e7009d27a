from gdviz.panels.alone import show
from gdviz.panels.class_curves import ClassCurves

raise SystemExit(show(ClassCurves))
