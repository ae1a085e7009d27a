from gdviz.panels.alone import show
from gdviz.panels.loss_curve import LossCurve

raise SystemExit(show(LossCurve))
