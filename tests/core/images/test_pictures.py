"""Pictures of digits: grey, light grounds, several digits, and what a paint program may write."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gdviz.core.images import ImageError, InkSheet, centred, mnist
from gdviz.core.images.centring import bounding_box
from gdviz.core.images.decoding import decode_picture, read_picture
from gdviz.core.images.pictures import digit_of_picture, digits_on, grey, ink_of
from gdviz.core.images.strokes import stroke_digit

RNG = np.random.default_rng(13)


def digit(index: int) -> np.ndarray:
    return mnist().test_images[index].astype(np.float32) / 255


def crop(image: np.ndarray) -> np.ndarray:
    top, bottom, left, right = bounding_box(image)
    return image[top:bottom, left:right]


def encoded(array: np.ndarray, kind: str, mode: str | None = None, **options: object) -> bytes:
    buffer = io.BytesIO()
    image = Image.fromarray(array)
    (image.convert(mode) if mode else image).save(buffer, kind, **options)
    return buffer.getvalue()


def test_grey_by_hand() -> None:
    colours = np.array([[[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]], np.float32)
    np.testing.assert_allclose(grey(colours), [[0.299, 0.587, 0.114, 1.0]], atol=1e-6)


def test_grey_agrees_with_pillow() -> None:
    picture = RNG.integers(0, 256, (20, 30, 3), dtype=np.uint8)
    theirs = np.asarray(Image.fromarray(picture).convert("L"), np.float32) / 255
    np.testing.assert_allclose(grey(picture / 255), theirs, atol=1.5 / 255)


@pytest.mark.parametrize("index", range(10))
def test_light_and_dark_grounds_give_the_same_ink(index: int) -> None:
    dark = digit(index)
    np.testing.assert_allclose(ink_of(1.0 - dark), dark, atol=0.005)
    np.testing.assert_allclose(ink_of(dark), dark, atol=0.005)  # the darkest is not always 255


@pytest.mark.parametrize(
    ("ground", "pen"), [((1, 1, 1), (0, 0, 0.6)), ((0.9, 0.9, 0.7), (0.5, 0, 0)), ((0, 0, 0.2), (1, 1, 0))]
)
def test_coloured_pens_and_grounds(ground: tuple[float, ...], pen: tuple[float, ...]) -> None:
    shape = digit(0)[..., None]
    picture = shape * np.array(pen) + (1 - shape) * np.array(ground)
    np.testing.assert_allclose(ink_of(picture), digit(0), atol=2e-3)


def test_a_transparent_ground_is_white_under_a_dark_pen_and_black_under_a_light_one() -> None:
    for pen in (0.0, 1.0):
        picture = np.full((28, 28, 4), pen, np.float32)
        picture[..., 3] = digit(3)
        np.testing.assert_allclose(digit_of_picture(picture), digit(3), atol=1e-5)


def test_noise_of_the_ground_is_left_out() -> None:
    picture = 0.9 - 0.8 * np.pad(digit(0), 40) + RNG.normal(0, 0.02, (108, 108))
    assert np.abs(centred(ink_of(picture)) - digit(0)).mean() < 0.02


def test_an_empty_picture_is_refused() -> None:
    with pytest.raises(ImageError, match="nothing on this picture"):
        ink_of(np.full((50, 50, 3), 0.8))


class TestSeveralDigits:
    def beside(self, a: int, b: int, gap: int) -> np.ndarray:
        left, right = crop(digit(a)), crop(digit(b))
        sheet = np.zeros((30, 60), np.float32)
        sheet[4 : 4 + left.shape[0], 4 : 4 + left.shape[1]] = left
        start = 4 + left.shape[1] + gap
        sheet[4 : 4 + right.shape[0], start : start + right.shape[1]] = right
        return sheet

    def test_one_digit_is_one(self) -> None:
        images = mnist().test_images[:2000].astype(np.float32) / 255
        refused = np.mean([digits_on(image) != 1 for image in images])
        assert refused < 0.003

    @pytest.mark.parametrize("gap", [1, 2, 3, 6, 12])
    def test_two_digits_are_two(self, gap: int) -> None:
        counts = [digits_on(self.beside(k, k + 1, gap)) for k in range(100)]
        assert np.mean(np.array(counts) == 2) >= 0.98

    def above(self, a: int, b: int, gap: int, shift: int = 0, times: int = 1) -> np.ndarray:
        upper, lower = crop(digit(a)), crop(digit(b))
        sheet = np.zeros((8 + upper.shape[0] + gap + lower.shape[0], 60), np.float32)
        sheet[4 : 4 + upper.shape[0], 20 : 20 + upper.shape[1]] = upper
        start = 4 + upper.shape[0] + gap
        sheet[start : start + lower.shape[0], 20 + shift : 20 + shift + lower.shape[1]] = lower
        return sheet.repeat(times, 0).repeat(times, 1)

    @pytest.mark.parametrize("gap", [2, 4, 8, 16])
    @pytest.mark.parametrize("shift", [-8, 0, 6])
    def test_two_digits_one_above_the_other_are_two(self, gap: int, shift: int) -> None:
        counts = [digits_on(self.above(k, k + 1, gap, shift, times=1 + k % 4)) for k in range(100)]
        assert np.mean(np.array(counts) == 2) >= 0.97

    def test_three_digits_in_a_column_are_three(self) -> None:
        for k in range(20):
            first, second = self.above(k, k + 1, 6), self.above(k + 2, k + 3, 6)
            assert digits_on(np.vstack([first, second[: 6 + crop(digit(k + 2)).shape[0]]])) == 3

    def test_drawn_digits_are_one(self) -> None:
        rng, counts = np.random.default_rng(0), []
        for label in [*range(10)] * 20:
            sheet = InkSheet()
            sheet.draw(stroke_digit(label, rng))
            counts.append(digits_on(sheet.ink / np.float32(255)))
        assert np.mean(np.array(counts) != 1) <= 0.005

    def test_a_dot_over_a_stem_is_no_second_digit(self) -> None:
        sheet = np.zeros((100, 100), np.float32)
        sheet[5:15, 45:55] = 1.0
        sheet[30:95, 46:54] = 1.0
        assert digits_on(sheet) == 1

    def test_a_stem_that_was_drawn_in_two_pieces_is_one(self) -> None:
        sheet = np.zeros((100, 100), np.float32)
        sheet[5:48, 45:55] = sheet[51:95, 45:55] = 1.0
        assert digits_on(sheet) == 1

    def test_they_are_refused_in_a_sentence(self) -> None:
        picture = 1.0 - self.beside(0, 1, 6).repeat(10, 0).repeat(10, 1)
        with pytest.raises(ImageError, match=r"seems to show 2 digits; only one can be read: cut it out"):
            digit_of_picture(picture)

    def test_digits_that_touch_in_a_row(self) -> None:
        sheet = np.concatenate([crop(digit(3))[:20], crop(digit(10))[:20], crop(digit(13))[:20]], axis=1)
        assert sheet.shape[1] > 2.2 * sheet.shape[0]
        sheet[10] = 1.0
        assert digits_on(sheet) > 1

    def test_a_pen_that_was_lifted_makes_no_second_digit(self) -> None:
        sheet = np.zeros((100, 100), np.float32)
        sheet[5:12, 30:80] = 1.0  # the bar of a 5, apart from the rest
        sheet[25:95, 25:35] = 1.0
        sheet[85:95, 25:70] = 1.0
        assert digits_on(sheet) == 1

    def test_specks_do_not_count(self) -> None:
        sheet = np.pad(digit(0), 10)
        sheet[2, 2] = sheet[45, 3] = 1.0
        assert digits_on(sheet) == 1

    def test_specks_are_left_out(self) -> None:
        sheet = np.pad(digit(0), 20).repeat(4, 0).repeat(4, 1)
        dirty = sheet.copy()
        dirty[5:8, 5:8] = dirty[250:253, 20:22] = 1.0
        assert np.abs(centred(digit_of_picture(1.0 - dirty)) - centred(sheet)).max() < 0.02

    def test_nothing_is_none(self) -> None:
        assert digits_on(np.zeros((20, 20), np.float32)) == 0


class TestFiles:
    @pytest.mark.parametrize(
        ("kind", "mode", "off"),
        [("PNG", None, 1e-6), ("PNG", "RGB", 1e-6), ("PNG", "RGBA", 1e-6), ("PNG", "P", 0.01), ("BMP", None, 1e-6),
         ("BMP", "RGB", 1e-6), ("JPEG", None, 0.08), ("JPEG", "CMYK", 0.1)],
    )  # fmt: skip
    def test_every_format(self, kind: str, mode: str | None, off: float) -> None:
        gray = np.rint(255 * (1 - digit(1))).astype(np.uint8)
        options = {"quality": 95} if kind == "JPEG" else {}
        picture = decode_picture(encoded(gray, kind, mode, **options), "x")
        np.testing.assert_allclose(ink_of(picture), digit(1), atol=off)

    def test_sixteen_bits(self) -> None:
        gray = np.rint(65535 * digit(1)).astype(np.uint16)
        np.testing.assert_allclose(ink_of(decode_picture(encoded(gray, "PNG"), "x")), digit(1), atol=1e-3)

    def test_one_bit(self) -> None:
        black = digit(1) > 0.5
        np.testing.assert_array_equal(ink_of(decode_picture(encoded(~black, "PNG"), "x")), black)

    @pytest.mark.parametrize(("height", "width"), [(28, 28), (600, 300), (2000, 3000), (40, 900)])
    def test_every_size(self, height: int, width: int, tmp_path: Path) -> None:
        side = min(height, width)
        shape = Image.fromarray(np.rint(255 * crop(digit(0))).astype(np.uint8)).resize((side * 2 // 3, side * 2 // 3))
        sheet = Image.new("L", (width, height), 255)
        sheet.paste(0, (width // 8, height // 8), shape)
        sheet.save(tmp_path / "x.png")
        seen = centred(digit_of_picture(read_picture(tmp_path / "x.png")))
        alone = centred(np.asarray(shape, np.float32) / 255)
        assert np.abs(seen - alone).mean() < 0.01

    @pytest.mark.parametrize("kind", ["PNG", "JPEG"])
    def test_sixty_four_million_pixels(self, kind: str) -> None:
        large = Image.new("L", (8000, 8000), 255)
        large.paste(0, (3800, 1000, 4400, 7000))  # a 1
        buffer = io.BytesIO()
        large.save(buffer, kind, compress_level=1)
        picture = decode_picture(buffer.getvalue(), "large")
        assert max(picture.shape) <= 1024
        top, bottom, left, right = bounding_box(digit_of_picture(picture))
        assert (top / 1000, bottom / 1000, left / 1000, right / 1000) == pytest.approx(
            (0.125, 0.875, 0.475, 0.55), abs=0.002
        )

    def test_a_photo_that_lies_on_its_side_is_turned(self) -> None:
        gray = np.zeros((20, 40), np.uint8)
        gray[2, 30] = 255
        turn = Image.Exif()
        turn[0x0112] = 6  # the camera was held upright: turn by 90 degrees
        buffer = io.BytesIO()
        Image.fromarray(gray).save(buffer, "PNG", exif=turn)
        picture = decode_picture(buffer.getvalue(), "x")
        assert picture.shape[:2] == (40, 20)
        assert picture[30, 17, 0] == 1.0

    @pytest.mark.parametrize("kind", ["GIF", "TIFF", "PPM"])
    def test_other_formats_are_refused(self, kind: str) -> None:
        with pytest.raises(ImageError, match="x is not a PNG, JPEG or BMP picture, or is damaged"):
            decode_picture(encoded(np.zeros((5, 5), np.uint8), kind), "x")

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(ImageError, match=r"x\.png cannot be opened: No such file"):
            read_picture(tmp_path / "x.png")
