from gdviz.panels.alone import show
from gdviz.panels.loss_surface import LossSurface

raise SystemExit(show(LossSurface))
