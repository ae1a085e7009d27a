"""What an image set accepts and how it is split."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.images import ImageError, ImageSet, unit_rows

RNG = np.random.default_rng(3)


def made(**changes: object) -> ImageSet:
    parts: dict[str, object] = {
        "images": RNG.integers(0, 256, (10, 4, 5), dtype=np.uint8),
        "labels": np.arange(10) % 2,
        "test_images": np.zeros((0, 4, 5), np.uint8),
        "test_labels": np.zeros(0, np.int64),
        "names": ("no", "yes"),
    }
    return ImageSet(**{**parts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"images": np.zeros((10, 4, 5))}, "must be (n, height, width) of bytes; got (10, 4, 5) of float64"),
        ({"images": np.zeros((10, 20), np.uint8)}, "must be (n, height, width) of bytes; got (10, 20)"),
        ({"labels": np.zeros(9, np.int64)}, "There are 10 training images, but 9 labels."),
        ({"labels": np.full(10, 2)}, "The training labels must be from 0 to 1; one is 2."),
        ({"labels": np.full(10, -1)}, "The training labels must be from 0 to 1; one is -1."),
        ({"images": np.zeros((0, 4, 5), np.uint8), "labels": np.zeros(0, np.int64)}, "There is no training image."),
        ({"names": ("one",), "labels": np.zeros(10, np.int64)}, "There must be 2 to 100 classes; there are 1."),
        ({"images": np.zeros((10, 1, 300), np.uint8)}, "2 to 256 pixels high and wide; these are 300 x 1."),
        (
            {"test_images": np.zeros((1, 5, 5), np.uint8), "test_labels": np.zeros(1, np.int64)},
            "The test images are 5 x 5, the training images 5 x 4.",
        ),
        ({"test_images": np.zeros((1, 4, 5), np.uint8)}, "There are 1 test images, but 0 labels."),
    ],
)
def test_what_does_not_fit_is_said_in_one_sentence(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(ImageError) as caught:
        made(**changes)
    assert sentence in str(caught.value)


def test_split_takes_each_image_once_with_its_label() -> None:
    labels = np.arange(10)
    images = np.repeat(labels.astype(np.uint8), 20).reshape(10, 4, 5)
    whole = made(images=images, labels=labels, names=tuple("abcdefghij"))
    parts = whole.split(0.3, np.random.default_rng(0))
    assert (parts.n, parts.n_test) == (7, 3)
    assert sorted([*parts.labels, *parts.test_labels]) == list(range(10))
    assert (parts.images[:, 0, 0] == parts.labels).all()
    assert (parts.test_images[:, 0, 0] == parts.test_labels).all()


def test_split_leaves_something_on_either_side() -> None:
    whole = made()
    assert whole.split(0.001, np.random.default_rng(0)).n_test == 1
    assert whole.split(0.999, np.random.default_rng(0)).n == 1


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, float("nan")])
def test_split_needs_a_share(share: float) -> None:
    with pytest.raises(ValueError, match=r"share must be in \(0, 1\)"):
        made().split(share, np.random.default_rng(0))


def test_split_refuses_a_set_that_has_test_images() -> None:
    parts = made().split(0.5, np.random.default_rng(0))
    with pytest.raises(ValueError, match="5 test images already"):
        parts.split(0.5, np.random.default_rng(0))


def test_unit_rows() -> None:
    rows = unit_rows(np.array([[[0, 255], [51, 102]]], np.uint8))
    assert rows.dtype == np.float32
    np.testing.assert_allclose(rows, [[0.0, 1.0, 0.2, 0.4]], rtol=1e-6)
