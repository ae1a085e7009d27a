"""gdviz: show a room full of people how machines learn."""

__version__ = "0.1.0"
