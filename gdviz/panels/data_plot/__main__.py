from gdviz.panels.alone import show
from gdviz.panels.data_plot import DataPlot

raise SystemExit(show(DataPlot))
