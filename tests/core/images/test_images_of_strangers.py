"""Files that want to do harm: refused, with one sentence, in little memory and time."""

from __future__ import annotations

import gzip
import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from gdviz.core.images import ImageError, ImageSet
from gdviz.core.images.decoding import decode_picture
from gdviz.core.images.reading import read_image_set

RNG = np.random.default_rng(7)
IMAGES = RNG.integers(0, 256, (6, 4, 4), dtype=np.uint8)
LABELS = np.array([0, 1] * 3, np.uint8)
IMAGES_IDX = b"\0\0\x08\x03" + struct.pack(">3I", 6, 4, 4) + IMAGES.tobytes()
LABELS_IDX = b"\0\0\x08\x01" + struct.pack(">I", 6) + LABELS.tobytes()
GIGABYTE = 2**30


def gzip_bomb(folder: Path, head: bytes) -> Path:
    packer = zlib.compressobj(9, wbits=31)
    block = bytes(2**22)
    data = packer.compress(head) + b"".join(packer.compress(block) for _ in range(64)) + packer.flush()
    (folder / "train-images-idx3-ubyte.gz").write_bytes(data)
    (folder / "train-labels-idx1-ubyte").write_bytes(LABELS_IDX)
    return folder / "train-images-idx3-ubyte.gz"


def bomb_of_honest_size(folder: Path) -> Path:
    """It says itself that it holds a gigabyte."""
    return gzip_bomb(folder, b"\0\0\x08\x03" + struct.pack(">3I", GIGABYTE // 784, 28, 28))


def bomb_that_says_it_is_small(folder: Path) -> Path:
    return gzip_bomb(folder, IMAGES_IDX)


def bomb_without_magic(folder: Path) -> Path:
    return gzip_bomb(folder, b"")


def npz_bomb(folder: Path, shape: tuple[int, ...]) -> Path:
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, {"descr": "|u1", "fortran_order": False, "shape": shape})
    path = folder / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("x_train.npy", "w") as member:
        member.write(head.getvalue())
        for _ in range(64):
            member.write(bytes(2**22))
    return path


def npz_of_honest_size(folder: Path) -> Path:
    return npz_bomb(folder, (GIGABYTE // 784, 28, 28))


def npz_that_says_it_is_small(folder: Path) -> Path:
    return npz_bomb(folder, (10, 28, 28))


def npz_within_a_head(folder: Path) -> Path:
    """The head itself, which is text, is endless."""
    path = folder / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("x_train.npy", "w") as member:
        member.write(b"\x93NUMPY\x02\x00" + struct.pack("<I", 2**29))
        for _ in range(64):
            member.write(b" " * 2**22)
    return path


def members_that_overlap(folder: Path) -> Path:
    """The same packed bytes under a million names, as in the "better zip bomb"."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x_train.npy", bytes(10**6))
    raw = data.getvalue()
    start = raw.index(b"PK\x01\x02")
    end = raw.index(b"PK\x05\x06")
    entry, tail = raw[start:end], raw[end:]
    count = 60_000
    tail = tail[:8] + struct.pack("<HHI", count, count, count * len(entry)) + tail[16:]
    path = folder / "bomb.npz"
    path.write_bytes(raw[:start] + entry * count + tail)
    return path


def a_line_without_end(folder: Path) -> Path:
    (folder / "bomb.csv").write_bytes(b"0,0,0,0,1\n" + b"1," * (40 * 2**20))
    return folder / "bomb.csv"


BOMBS = [
    bomb_of_honest_size,
    bomb_that_says_it_is_small,
    bomb_without_magic,
    npz_of_honest_size,
    npz_that_says_it_is_small,
    npz_within_a_head,
    members_that_overlap,
]


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.__name__)
def test_bombs_are_refused_in_little_memory_and_time(tmp_path: Path, bomb: Callable[[Path], Path]) -> None:
    path = bomb(tmp_path)
    memory = cost_of_refusal(path)
    assert memory < 24 * 2**20


def test_a_line_without_end_costs_no_more_than_a_few_times_its_file(tmp_path: Path) -> None:
    path = a_line_without_end(tmp_path)
    memory = cost_of_refusal(path)
    assert memory < 3 * path.stat().st_size


def cost_of_refusal(path: Path) -> int:
    tracemalloc.start()
    try:
        with pytest.raises(ImageError) as caught:
            read_image_set(path)
        memory = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    text = str(caught.value)
    assert text.endswith(".")
    assert "\n" not in text
    return memory


def test_a_file_too_large_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(300 * 2**20)  # a hole: it takes no room on the disk
    with pytest.raises(ImageError, match="large has 300 MB; at most 256 MB can be read"):
        read_image_set(path)


def test_a_picture_of_a_billion_pixels_is_refused_from_its_head() -> None:
    buffer = io.BytesIO()
    Image.new("1", (10, 10)).save(buffer, "PNG")
    data = bytearray(buffer.getvalue())
    data[16:24] = struct.pack(">2I", 30_000, 30_000)
    data[29:33] = struct.pack(">I", zlib.crc32(bytes(data[12:29])))
    tracemalloc.start()
    try:
        with pytest.raises(ImageError, match="million"):
            decode_picture(bytes(data), "x.png")
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


# -- any damage at all: a set, or one sentence --------------------------------------------------------------------


def npz_bytes() -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, x_train=IMAGES, y_train=LABELS, x_test=IMAGES[:2], y_test=LABELS[:2])
    return buffer.getvalue()


def csv_bytes() -> bytes:
    rows = np.column_stack([LABELS, IMAGES.reshape(6, -1)]).tolist()
    return "\n".join(",".join(map(str, row)) for row in rows).encode()


def png_bytes() -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(IMAGES[0]).resize((28, 28)).save(buffer, "PNG")
    return buffer.getvalue()


def jpeg_bytes() -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(IMAGES[0]).resize((28, 28)).save(buffer, "JPEG")
    return buffer.getvalue()


WHOLE = {
    "train-images-idx3-ubyte": IMAGES_IDX,
    "train-images-idx3-ubyte.gz": gzip.compress(IMAGES_IDX),
    "set.npz": npz_bytes(),
    "set.csv": csv_bytes(),
}

damage = st.lists(
    st.one_of(
        st.tuples(st.just("cut"), st.integers(0, 2000), st.just(b"")),
        st.tuples(st.just("put"), st.integers(0, 2000), st.binary(min_size=1, max_size=8)),
        st.tuples(st.just("add"), st.just(0), st.binary(max_size=30)),
    ),
    min_size=1,
    max_size=3,
)


def damaged(data: bytes, changes: list[tuple[str, int, bytes]]) -> bytes:
    for kind, place, extra in changes:
        here = place % max(1, len(data))
        if kind == "cut":
            data = data[:here]
        elif kind == "put":
            data = data[:here] + extra + data[here + len(extra) :]
        else:
            data += extra
    return data


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=damage)
def test_damaged_files_give_a_set_or_a_sentence(
    tmp_path: Path, name: str, changes: list[tuple[str, int, bytes]]
) -> None:
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(LABELS_IDX)
    path = tmp_path / name
    path.write_bytes(damaged(WHOLE[name], changes))
    try:
        assert isinstance(read_image_set(path), ImageSet)
    except ImageError as error:
        text = str(error)
        assert text.endswith(".")
        assert "\n" not in text
        assert len(text) < 400
    finally:
        path.unlink()


@pytest.mark.parametrize("whole", [png_bytes(), jpeg_bytes()], ids=["png", "jpeg"])
@settings(max_examples=150)
@given(changes=damage)
def test_damaged_pictures_give_a_picture_or_a_sentence(whole: bytes, changes: list[tuple[str, int, bytes]]) -> None:
    try:
        picture = decode_picture(damaged(whole, changes), "a picture")
        assert picture.ndim == 3
        assert 0.0 <= picture.min() <= picture.max() <= 1.0
    except ImageError as error:
        text = str(error)
        assert text.endswith(".")
        assert "\n" not in text


def test_a_head_with_brackets_that_do_not_close_is_one_sentence(tmp_path: Path) -> None:
    """NumPy reads such a head once more as one of Python 2, and fails in another way."""
    head = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}, {(".ljust(117) + "\n"
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("x_train.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + bytes(2))
    with pytest.raises(ImageError, match="damaged head"):
        read_image_set(tmp_path / "a.npz")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="other systems have no such file")
def test_a_file_without_an_end_is_not_opened() -> None:
    with pytest.raises(ImageError, match=r"^zero is no ordinary file\.$"):
        read_image_set("/dev/zero")
