"""Drawings that a network is taught with, and their file."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from gdviz.core.images import ImageError, mnist
from gdviz.core.images.drawings import Drawings, load_drawings, save_drawings
from gdviz.core.images.reading import read_image_set


def three() -> Drawings:
    drawings = Drawings()
    for label in (3, 0, 9):
        drawings = drawings.with_one(np.full((28, 28), label / 10), label)
    return drawings


def test_they_keep_their_order_and_become_bytes() -> None:
    drawings = three()
    assert drawings.labels.tolist() == [3, 0, 9]
    assert drawings.images[:, 0, 0].tolist() == [76, 0, 230]  # 76.5 and 229.5 go to the even neighbour


def test_they_stand_before_the_training_images() -> None:
    images = mnist()
    joined = three().joined_to(images)
    assert joined.n == images.n + 3
    np.testing.assert_array_equal(joined.labels[:3], [3, 0, 9])
    np.testing.assert_array_equal(joined.images[-1], images.images[-1])
    assert joined.test_images is images.test_images
    assert Drawings().joined_to(images) is images


def test_the_file_brings_them_back_and_is_a_set_of_images_too(tmp_path: Path) -> None:
    drawings = three()
    save_drawings(drawings, tmp_path / "mine.npz")
    back = load_drawings(tmp_path / "mine.npz")
    np.testing.assert_array_equal(back.images, drawings.images)
    np.testing.assert_array_equal(back.labels, drawings.labels)
    assert read_image_set(tmp_path / "mine.npz").n == 3


def test_another_size_is_refused() -> None:
    with pytest.raises(ImageError, match=r"^The drawings are 28 x 28 in size, the others 8 x 9\.$"):
        three().with_one(np.zeros((9, 8)), 1)


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"x_train": np.zeros((2, 28, 28), np.uint8)}, "holds no drawings"),
        ({"x_train": np.zeros((2, 8, 8), np.uint8), "y_train": np.zeros(2, int)}, "28 x 28 bytes"),
        ({"x_train": np.zeros((2, 28, 28)), "y_train": np.zeros(2, int)}, "28 x 28 bytes"),
        ({"x_train": np.zeros((2, 28, 28), np.uint8), "y_train": np.zeros(3, int)}, "each of 2 images"),
        ({"x_train": np.zeros((2, 28, 28), np.uint8), "y_train": np.zeros(2)}, "each of 2 images"),
        ({"x_train": np.zeros((2, 28, 28), np.uint8), "y_train": np.array([0, 10])}, "from 0 to 9"),
        ({"x_train": np.zeros((0, 28, 28), np.uint8), "y_train": np.zeros(0, int)}, "1 to 10\u202f000"),
        ({"x_train": np.array([{}], object), "y_train": np.zeros(1, int)}, "damaged head|must hold numbers"),
    ],
)
def test_a_file_of_another_kind_is_one_sentence(tmp_path: Path, arrays: dict[str, np.ndarray], said: str) -> None:
    np.savez(tmp_path / "other.npz", **arrays)
    with pytest.raises(ImageError, match=said) as refusal:
        load_drawings(tmp_path / "other.npz")
    assert "\n" not in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_a_damaged_file_is_one_sentence(tmp_path: Path) -> None:
    save_drawings(three(), tmp_path / "whole.npz")
    content = (tmp_path / "whole.npz").read_bytes()
    rng = np.random.default_rng(0)
    for cut in (*rng.integers(0, len(content), 20), 0):
        (tmp_path / "cut.npz").write_bytes(content[:cut])
        with pytest.raises(ImageError):
            load_drawings(tmp_path / "cut.npz")
    with zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        head = b"\x93NUMPY\x01\x00" + (118).to_bytes(2, "little")
        text = b"{'descr': '|u1', 'fortran_order': False, 'shape': (99999999, 28, 28), }".ljust(117) + b"\n"
        archive.writestr("x_train.npy", head + text + bytes(10_000_000))
    with pytest.raises(ImageError, match="at most 256 can be read"):
        load_drawings(tmp_path / "bomb.npz")
