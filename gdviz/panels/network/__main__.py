from gdviz.panels.alone import show
from gdviz.panels.network import NetworkPanel

raise SystemExit(show(NetworkPanel))
