"""The image sets that come with the app, each read when it is first asked for."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from gdviz.core.grouped import grouped
from gdviz.core.images.image_set import ImageError, ImageSet
from gdviz.core.images.npz import read_npz_set
from gdviz.resources import resource_path

DIGITS = tuple(str(k) for k in range(10))
CLOTHES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip


def own_file(*parts: str) -> Path:
    """Return a file that comes with the app; raises ImageError, one sentence, if somebody has taken it away."""
    try:
        return resource_path(*parts)
    except FileNotFoundError:
        raise ImageError(f"{parts[-1]} is missing among gdviz's own files: installing gdviz anew brings it.") from None


@lru_cache(maxsize=1)
def mnist() -> ImageSet:
    """Return MNIST whole: 60,000 training and 10,000 test images of digits, 28 x 28.

    Packed they are 11 MB, and unpacking them takes 0.15 to 0.3 s in a thread that leaves the interpreter free: a
    second copy on disk, unpacked so that it could be mapped into memory, would save less than it costs.

    LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
    """
    return read_npz_set(own_file("data", "mnist.npz"), "MNIST", DIGITS)


@lru_cache(maxsize=1)
def fashion_mnist_12k() -> ImageSet:
    """Return the first 10,000 training and 2,000 test images of Fashion-MNIST: ten kinds of clothes, 28 x 28.

    Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747.
    """
    return read_npz_set(
        own_file("data", "fashion_mnist_12k.npz"),
        "Fashion-MNIST",
        CLOTHES,
        f"the first {grouped(10_000)} of {grouped(60_000)}; `gdviz data fetch fashion-mnist` brings all",
    )
