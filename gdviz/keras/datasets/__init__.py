"""Data sets that come along, as Keras hands them out: `(x_train, y_train), (x_test, y_test) = mnist.load_data()`."""

from gdviz.keras.datasets import fashion_mnist, mnist

__all__ = ["fashion_mnist", "mnist"]
