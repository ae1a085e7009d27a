"""Readers of images: what they take, and one sentence for each thing that they don't."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gdviz.core.images import ImageError, ImageSet, mnist
from gdviz.core.images.reading import read_image_set
from gdviz.core.images.table import read_csv_set

RNG = np.random.default_rng(5)
IMAGES = RNG.integers(0, 256, (12, 3, 3), dtype=np.uint8)
LABELS = np.array([0, 1, 2] * 4, np.uint8)


def idx(array: np.ndarray) -> bytes:
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def idx_folder(place: Path, packed: bool, test: bool = True) -> Path:
    place.mkdir(exist_ok=True)
    parts = {"train-images-idx3-ubyte": IMAGES, "train-labels-idx1-ubyte": LABELS}
    if test:
        parts |= {"t10k-images-idx3-ubyte": IMAGES[:4], "t10k-labels-idx1-ubyte": LABELS[:4]}
    for name, array in parts.items():
        data = idx(array)
        (place / (name + ".gz" if packed else name)).write_bytes(gzip.compress(data) if packed else data)
    return place


def refused(path: Path) -> str:
    with pytest.raises(ImageError) as caught:
        read_image_set(path)
    text = str(caught.value)
    assert text.endswith(".")
    assert "\n" not in text
    return text


def same(images: ImageSet, test: int) -> None:
    np.testing.assert_array_equal(images.images, IMAGES)
    np.testing.assert_array_equal(images.labels, LABELS)
    np.testing.assert_array_equal(images.test_images, IMAGES[:test])
    np.testing.assert_array_equal(images.test_labels, LABELS[:test])


class TestIdx:
    @pytest.mark.parametrize("packed", [False, True])
    def test_folder_or_any_file_of_it(self, tmp_path: Path, packed: bool) -> None:
        folder = idx_folder(tmp_path / "set", packed)
        same(read_image_set(folder), 4)
        for file in folder.iterdir():
            same(read_image_set(file), 4)

    def test_without_test_images(self, tmp_path: Path) -> None:
        same(read_image_set(idx_folder(tmp_path / "set", False, test=False)), 0)

    def test_names_of_ones_own(self, tmp_path: Path) -> None:
        (tmp_path / "my-images.idx3").write_bytes(idx(IMAGES))
        (tmp_path / "my-labels.idx1").write_bytes(idx(LABELS))
        same(read_image_set(tmp_path / "my-images.idx3"), 0)

    def test_labels_are_missing(self, tmp_path: Path) -> None:
        (tmp_path / "train-images-idx3-ubyte").write_bytes(idx(IMAGES))
        assert "train-labels-idx1-ubyte beside it" in refused(tmp_path / "train-images-idx3-ubyte")

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"\0\0\x0d\x03" + idx(IMAGES)[4:], "must be an idx file of bytes (type 8); its type is 13"),
            (b"\0\0\x08\x01" + idx(IMAGES)[4:], "must be an idx file of images (3 dimensions); it has 1"),
            (b"\0\0\x08", "does not begin with its magic number"),
            (b"\0\0\x08\x03\0\0", "ends before its sizes"),
            (idx(IMAGES)[:-1], "ends after 107 of 108 bytes"),
            (idx(IMAGES) + b"x", "holds more than the 108 bytes that its head speaks of"),
            (b"\0\0\x08\x03" + b"\xff" * 12, "at most 256 can be read"),
            (b"\0\0\x08\x03" + struct.pack(">3I", 12, 0, 3), "these are 3 x 0"),
        ],
    )
    def test_damaged(self, tmp_path: Path, data: bytes, sentence: str) -> None:
        folder = idx_folder(tmp_path / "set", False)
        (folder / "train-images-idx3-ubyte").write_bytes(data)
        assert sentence in refused(folder)

    def test_other_numbers_of_images_and_labels(self, tmp_path: Path) -> None:
        folder = idx_folder(tmp_path / "set", False)
        (folder / "train-labels-idx1-ubyte").write_bytes(idx(LABELS[:-1]))
        assert "There are 12 training images, but 11 labels." in refused(folder)

    def test_gzip_that_ends_early_or_is_damaged(self, tmp_path: Path) -> None:
        folder = idx_folder(tmp_path / "set", True)
        file = folder / "train-images-idx3-ubyte.gz"
        data = file.read_bytes()
        file.write_bytes(data[:-30])
        assert "ends too early" in refused(folder)
        file.write_bytes(data[:12] + bytes(20) + data[32:])
        refused(folder)


class TestNpz:
    def write(self, path: Path, **arrays: np.ndarray) -> Path:
        np.savez_compressed(path, **arrays)
        return path

    def test_keras_names(self, tmp_path: Path) -> None:
        file = self.write(
            tmp_path / "a.npz", x_train=IMAGES, y_train=LABELS, x_test=IMAGES[:4], y_test=LABELS[:4].reshape(4, 1)
        )
        same(read_image_set(file), 4)

    def test_other_kinds_of_numbers(self, tmp_path: Path) -> None:
        same(read_image_set(self.write(tmp_path / "a.npz", x_train=IMAGES.astype(float), y_train=LABELS * 1.0)), 0)
        same(read_image_set(self.write(tmp_path / "b.npz", x_train=IMAGES / 255, y_train=LABELS)), 0)
        same(read_image_set(self.write(tmp_path / "c.npz", x_train=IMAGES[..., None], y_train=LABELS)), 0)
        same(read_image_set(self.write(tmp_path / "d.npz", x_train=np.asfortranarray(IMAGES), y_train=LABELS)), 0)

    @pytest.mark.parametrize(
        ("arrays", "sentence"),
        [
            ({"x_train": IMAGES}, "y_train is missing"),
            ({"x_train": IMAGES, "y_train": LABELS, "x_test": IMAGES}, "both of x_test and y_test, or neither"),
            ({"x_train": IMAGES.reshape(12, 9), "y_train": LABELS}, "its shape is (12, 9)"),
            ({"x_train": IMAGES.astype(float) - 300, "y_train": LABELS}, "from 0 to 255"),
            ({"x_train": IMAGES * np.nan, "y_train": LABELS}, "from 0 to 255; it has nan to nan"),
            ({"x_train": IMAGES, "y_train": LABELS + 0.5}, "must hold whole numbers; one is 0.5"),
            ({"x_train": IMAGES, "y_train": LABELS[:, None] * [1, 1]}, "one label an image"),
            ({"x_train": IMAGES, "y_train": -LABELS.astype(int)}, "whole numbers from 0 to 1000000; it has -2 to 0"),
            ({"x_train": IMAGES.astype(complex), "y_train": LABELS}, "must hold numbers; it holds complex128"),
            ({"x_train": IMAGES.astype(str), "y_train": LABELS}, "must hold numbers"),
            ({"x_train": np.array([{}], object), "y_train": LABELS}, "must hold numbers; it holds object"),
        ],
    )
    def test_what_does_not_fit(self, tmp_path: Path, arrays: dict[str, np.ndarray], sentence: str) -> None:
        assert sentence in refused(self.write(tmp_path / "a.npz", **arrays))

    def test_a_huge_array_is_refused_from_its_head(self, tmp_path: Path) -> None:
        head = io.BytesIO()
        np.lib.format.write_array_header_1_0(head, {"descr": "|u1", "fortran_order": False, "shape": (10**9, 28, 28)})
        with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x_train.npy", head.getvalue() + bytes(1000))
        assert "at most 256 can be read" in refused(tmp_path / "a.npz")

    def test_thousands_of_members_are_refused(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
            for i in range(1000):
                archive.writestr(f"{i}.npy", b"")
        assert "holds 1\u202f000 arrays" in refused(tmp_path / "a.npz")

    def test_other_packing_is_refused(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_LZMA) as archive:
            archive.writestr("x_train.npy", bytes(1000))
        assert "packed in a way that npz files don't use" in refused(tmp_path / "a.npz")


class TestCsv:
    def rows(self, label: str, header: bool) -> str:
        lines = [
            ",".join(map(str, [k, *image.ravel()] if label == "first" else [*image.ravel(), k]))
            for k, image in zip(LABELS, IMAGES, strict=True)
        ]
        names = [f"pixel{i}" for i in range(9)]
        top = ["label", *names] if label == "first" else [*names, "label"]
        return "\n".join([",".join(top)] * header + lines) + "\n"

    @pytest.mark.parametrize("label", ["first", "last"])
    @pytest.mark.parametrize("header", [False, True])
    @pytest.mark.parametrize("ending", ["\n", "\r\n"])
    def test_label_first_or_last(self, tmp_path: Path, label: str, header: bool, ending: str) -> None:
        (tmp_path / "a.csv").write_bytes(self.rows(label, header).replace("\n", ending).encode())
        same(read_image_set(tmp_path / "a.csv"), 0)

    def test_other_separators_quotes_and_blank_lines(self, tmp_path: Path) -> None:
        text = self.rows("first", True)
        (tmp_path / "a.csv").write_text(text.replace(",", ";").replace("\n", "\n\n"))
        same(read_image_set(tmp_path / "a.csv"), 0)
        (tmp_path / "b.csv").write_text("\ufeff" + text.replace("label", '"label"'), encoding="utf-8")
        same(read_image_set(tmp_path / "b.csv"), 0)

    def test_where_it_is_not_clear_which_column_is_the_label(self, tmp_path: Path) -> None:
        text = "\n".join(f"{k},{k},5,5,{k}" for k in (0, 1, 2))
        (tmp_path / "a.csv").write_text(text)
        assert "not clear: either of the first and the last" in refused(tmp_path / "a.csv")
        assert read_csv_set(tmp_path / "a.csv", "first").labels.tolist() == [0, 1, 2]
        (tmp_path / "a.csv").write_text("9,1,2,3,9\n9,1,2,3,9")
        assert "not clear: neither" in refused(tmp_path / "a.csv")

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "is empty"),
            ("label,a,b,c,d\n", "holds a heading only"),
            ("1,2,3\n", "its first line has 3"),
            ("0,1,2,3,4\n1,2,3\n", "Line 2 of a.csv has 3 numbers; the first has 5."),
            ("0,1,2,3,4\n1,2,x,3,4\n", "Line 2 of a.csv holds 'x', which is no number."),
            ("0,1,2,3,4\n1,2,300,3,4\n", "from 0 to 255; one is 300."),
            ("0,1,2,3,4\n1,2,1.5,3,4\n", "from 0 to 255; one is 1.5."),
            ("0,1,2,3,4\n1,2,nan,3,4\n", "from 0 to 255; one is nan."),
            ("\x80\x81", "neither an idx, npz nor CSV file"),
            ("1," * 300_000, "Line 1 of a.csv has 600\u202f000 characters"),
        ],
    )
    def test_what_does_not_fit(self, tmp_path: Path, text: str, sentence: str) -> None:
        (tmp_path / "a.csv").write_bytes(text.encode("latin-1"))
        assert sentence in refused(tmp_path / "a.csv")

    def test_thousands_of_rows(self, tmp_path: Path) -> None:
        images = mnist()
        table = np.column_stack([images.labels[:4500], images.images[:4500].reshape(4500, -1)])
        np.savetxt(tmp_path / "a.csv", table, "%d", ",")
        read = read_image_set(tmp_path / "a.csv")
        np.testing.assert_array_equal(read.images, images.images[:4500])
        np.testing.assert_array_equal(read.labels, images.labels[:4500])


class TestFolder:
    def fill(self, folder: Path, light: bool = False, side: int = 28) -> None:
        for name in ("class 9", "class 10"):
            (folder / name).mkdir(parents=True)
            for k in range(3):
                ink = np.zeros((side, side), np.uint8)
                ink[side // 4 : side // 2, side // 4 : side // 2] = 80 * (k + 1)
                Image.fromarray(255 - ink if light else ink).save(folder / name / f"{k}.png")

    def test_a_folder_a_class(self, tmp_path: Path) -> None:
        self.fill(tmp_path / "set")
        (tmp_path / "set" / "class 9" / "notes.txt").write_text("no picture")
        images = read_image_set(tmp_path / "set")
        assert images.names == ("class 9", "class 10")  # as people count
        assert images.labels.tolist() == [0, 0, 0, 1, 1, 1]
        assert images.images[:, 10, 10].tolist() == [80, 160, 240] * 2
        assert images.images[:, 20, 20].max() == 0
        assert images.n_test == 0

    def test_train_and_test(self, tmp_path: Path) -> None:
        self.fill(tmp_path / "train")
        self.fill(tmp_path / "test")
        images = read_image_set(tmp_path)
        assert (images.n, images.n_test) == (6, 6)

    def test_light_grounds_are_inverted_and_other_sizes_scaled(self, tmp_path: Path) -> None:
        self.fill(tmp_path / "set", light=True, side=56)
        images = read_image_set(tmp_path / "set")
        assert images.shape == (28, 28)
        assert images.images[:, 10, 10].tolist() == [80, 160, 240] * 2
        assert "inverted" in images.note

    def test_what_does_not_fit(self, tmp_path: Path) -> None:
        assert "folder for each of 2 to 100 classes; it has 0" in refused(tmp_path)
        (tmp_path / "a").mkdir()
        (tmp_path / "b").mkdir()
        assert "There is no PNG" in refused(tmp_path)
        (tmp_path / "a" / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
        assert "x.png is not a PNG, JPEG or BMP picture, or is damaged" in refused(tmp_path)

    def test_a_test_class_that_is_not_trained(self, tmp_path: Path) -> None:
        self.fill(tmp_path / "train")
        self.fill(tmp_path / "test")
        (tmp_path / "test" / "other").mkdir()
        assert "'other' has test pictures, but none to train with" in refused(tmp_path)


@pytest.mark.parametrize("name", ["missing", "bad\0name"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImageError, match=r"cannot be opened|is not the name"):
        read_image_set(f"{tmp_path}/{name}")
