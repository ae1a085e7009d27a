"""What is chosen and edited, and the hub that panels connect to; knows QtCore, no widgets."""

from gdviz.session.explain import Message
from gdviz.session.session import Session

__all__ = ["Message", "Session"]
