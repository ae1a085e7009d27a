"""The first 10,000 training and 2,000 test images of Fashion-MNIST (Keras has 60,000 and 10,000)."""

from __future__ import annotations

from gdviz.core.images import carried
from gdviz.core.operations import Array


def load_data() -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return images (n, 28, 28) uint8 and labels (n,), for training and for the test; no network is needed."""
    images = carried.fashion_mnist_12k()
    return (images.images, images.labels), (images.test_images, images.test_labels)
