"""Images with labels, pictures of one digit, and the sheet that digits are drawn on."""

from gdviz.core.images.carried import CLOTHES, DIGITS, fashion_mnist_12k, mnist
from gdviz.core.images.centring import BOX, SIDE, centred
from gdviz.core.images.image_set import ImageError, ImageSet, unit_rows
from gdviz.core.images.ink import InkSheet, Stroke

__all__ = [
    "BOX",
    "CLOTHES",
    "DIGITS",
    "SIDE",
    "ImageError",
    "ImageSet",
    "InkSheet",
    "Stroke",
    "centred",
    "fashion_mnist_12k",
    "mnist",
    "unit_rows",
]
