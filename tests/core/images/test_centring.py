"""Centring like MNIST: against hand-made images, Pillow, and MNIST itself."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from gdviz.core.images import BOX, SIDE, centred, mnist
from gdviz.core.images.centring import bounding_box, centre_of_mass, resized

RNG = np.random.default_rng(11)


def block(height: int, width: int, top: int, left: int, rows: int, columns: int) -> np.ndarray:
    sheet = np.zeros((height, width), np.float32)
    sheet[top : top + rows, left : left + columns] = 1.0
    return sheet


def test_mnist_images_are_fixed_points() -> None:
    images = mnist().test_images[:3000].astype(np.float32) / 255
    moved = np.array([np.abs(centred(image) - image).max() > 1e-5 for image in images])
    assert moved.mean() < 0.002  # a few whose centre of mass lies on half a pixel


@pytest.mark.parametrize("shift", [(-4, -4), (0, 3), (4, 2)])
def test_a_moved_digit_comes_back(shift: tuple[int, int]) -> None:
    for image in mnist().test_images[:100].astype(np.float32) / 255:
        moved = np.roll(np.pad(image, 6), shift, (0, 1))
        np.testing.assert_allclose(centred(moved), centred(image), atol=1e-6)


def test_a_larger_digit_is_nearly_the_same() -> None:
    image = mnist().test_images[0].astype(np.float32) / 255
    larger = image.repeat(7, 0).repeat(7, 1)
    assert np.abs(centred(larger) - image).mean() < 0.03


def test_a_square_fills_twenty_pixels_in_the_middle() -> None:
    made = centred(block(100, 80, 3, 30, 40, 40))
    assert made.shape == (SIDE, SIDE)
    np.testing.assert_allclose(made, block(28, 28, 4, 4, 20, 20), atol=1e-6)


@pytest.mark.parametrize(("rows", "columns", "height", "width"), [(60, 15, 20, 5), (10, 40, 5, 20), (33, 1, 20, 1)])
def test_proportions_stay(rows: int, columns: int, height: int, width: int) -> None:
    top, bottom, left, right = bounding_box(centred(block(70, 70, 2, 5, rows, columns)))
    assert (bottom - top, right - left) == (height, width)


def test_the_centre_of_mass_lies_in_the_middle() -> None:
    # an L of 20 x 20: its bars are 4 thick, so by hand its mass lies at (80 * 9.5 + 64 * 17.5) / 144 = 13.056 down
    # and (80 * 1.5 + 64 * 11.5) / 144 = 5.944 across; moved to 14, that is 1 down and 8 to the right
    shape = block(20, 20, 0, 0, 20, 4) + block(20, 20, 16, 4, 4, 16)
    assert centre_of_mass(shape) == pytest.approx((13.0556, 5.9444), abs=1e-4)
    made = centred(np.pad(shape, 9))
    assert bounding_box(made) == (1, 21, 8, 28)


def test_nothing_is_pushed_over_the_edge() -> None:
    # nearly all ink in one corner: its centre of mass cannot come to the middle
    shape = block(20, 20, 0, 0, 6, 6)
    shape[19, 19] = 1.0
    made = centred(shape)
    assert made.sum() == pytest.approx(37.0)
    assert bounding_box(made) == (8, 28, 8, 28)


def test_an_empty_sheet_stays_empty() -> None:
    assert not centred(np.zeros((50, 50), np.float32)).any()
    with pytest.raises(ValueError, match="sum above 0"):
        centre_of_mass(np.zeros((5, 5)))


def test_thin_lines_stay_dark() -> None:
    made = centred(block(400, 400, 20, 200, 360, 2))
    assert made.max() == pytest.approx(1.0)


def test_one_dot() -> None:
    made = centred(block(30, 30, 3, 3, 1, 1))
    assert made.sum() == pytest.approx(BOX * BOX)  # scaled up, as any other ink


@pytest.mark.parametrize(("height", "width"), [(20, 20), (7, 31), (50, 60), (100, 20)])
def test_resizing_agrees_with_pillow(height: int, width: int) -> None:
    image = RNG.random((50, 60)).astype(np.float32)
    theirs = np.asarray(Image.fromarray(image).resize((width, height), Image.Resampling.BILINEAR))
    np.testing.assert_allclose(resized(image, height, width), theirs, atol=1e-5)


def test_resizing_to_the_same_size_changes_nothing() -> None:
    image = RNG.random((13, 17)).astype(np.float32)
    np.testing.assert_array_equal(resized(image, 13, 17), image)
