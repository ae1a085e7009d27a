"""The sets that come with the app are the published ones, and are there at once."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import numpy as np
import pytest

from gdviz.core.images import CLOTHES, ImageSet, fashion_mnist_12k, mnist
from gdviz.core.images.idx import read_idx

# md5 of the idx files that LeCun, Cortes and Burges publish, unpacked.
MNIST_MD5 = {
    "train images": "6bbc9ace898e44ae57da46a324031adb",
    "train labels": "a25bea736e30d166cdddb491f175f624",
    "test images": "2646ac647ad5339dbf082846283269ea",
    "test labels": "27ae3e4e09519cfbb04c329615203637",
}


def as_idx(array: np.ndarray) -> bytes:
    """The bytes of an idx file, from its description."""
    magic = 0x00000800 | array.ndim
    return struct.pack(f">{array.ndim + 1}I", magic, *array.shape) + array.astype(np.uint8).tobytes()


def parts(images: ImageSet) -> dict[str, np.ndarray]:
    return {
        "train images": images.images,
        "train labels": images.labels,
        "test images": images.test_images,
        "test labels": images.test_labels,
    }


@pytest.mark.parametrize("part", MNIST_MD5)
def test_mnist_is_bit_identical_to_the_canonical_files(part: str) -> None:
    assert hashlib.md5(as_idx(parts(mnist())[part])).hexdigest() == MNIST_MD5[part]


@pytest.mark.parametrize("part", MNIST_MD5)
def test_idx_reader_gives_what_the_canonical_files_hold(part: str, tmp_path: Path) -> None:
    array = parts(mnist())[part]
    file = tmp_path / "part"
    file.write_bytes(as_idx(array))
    assert hashlib.md5(file.read_bytes()).hexdigest() == MNIST_MD5[part]
    read = read_idx(file, array.ndim)
    assert read.dtype == np.uint8
    np.testing.assert_array_equal(read, array)


def test_it_is_read_once_and_cannot_be_changed() -> None:
    images = mnist()
    assert mnist() is images
    with pytest.raises(ValueError, match="read-only"):
        images.images[0, 0, 0] = 1


def test_sizes_and_names() -> None:
    images = mnist()
    assert (images.n, images.n_test, images.shape, images.n_classes) == (60_000, 10_000, (28, 28), 10)
    # The first labels of the training file, as printed in many a tutorial.
    assert images.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert images.test_labels[:5].tolist() == [7, 2, 1, 0, 4]


def test_fashion_mnist_is_the_published_beginning() -> None:
    images = fashion_mnist_12k()
    assert (images.n, images.n_test, images.shape, images.names) == (10_000, 2_000, (28, 28), CLOTHES)
    assert images.labels[:5].tolist() == [9, 0, 0, 3, 0]  # an ankle boot first
    assert images.test_labels[:5].tolist() == [9, 2, 1, 1, 6]
    assert "10\u202f000 of 60\u202f000" in images.note
