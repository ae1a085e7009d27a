"""The loss over the parameters: one panel of several objects, one for each thing that it does.

`plane_button` chooses the plane, `framing` says which part of it is in view, `ground` draws the loss over it, `ways`
and `step_arrows` what the methods do there, `reading` says what is at the pointer and starts where it is pressed.
"""

from gdviz.panels.loss_surface.panel import LossSurface

__all__ = ["LossSurface"]
