"""Fashion-MNIST whole: fetched once from its makers, checked, and kept in the user's data folder."""

from __future__ import annotations

import errno
import hashlib
import logging
from functools import lru_cache
from pathlib import Path

from platformdirs import user_data_path

from gdviz.core.grouped import grouped
from gdviz.core.images.bounded import CHUNK, GZIP_MAGIC, MAX_BYTES, Gunzip, Readable, open_bytes
from gdviz.core.images.carried import CLOTHES
from gdviz.core.images.idx import idx_images_in, read_idx_set
from gdviz.core.images.image_set import ImageError, ImageSet

ADDRESS = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
"""The address that github.com/zalandoresearch/fashion-mnist gives; it has no https, so the checksums decide."""

FILES = {  # name: md5 as packed, md5 unpacked
    "train-images-idx3-ubyte.gz": ("8d4fb7e6c68d591d4c3dfef9ec88bf0d", "f4a8712d7a061bf5bd6d2ca38dc4d50a"),
    "train-labels-idx1-ubyte.gz": ("25c81989df183df01b3e8a0aad5dffbe", "9018921c3c673c538a1fc5bad174d6f9"),
    "t10k-images-idx3-ubyte.gz": ("bef4ecab320f06d8554ea6380940ec79", "8181f5470baa50b63fa0f6fddb340f0a"),
    "t10k-labels-idx1-ubyte.gz": ("bb300cfdad3c16e7a12a480ee83cd310", "15d484375f8d13e6eb1aabb0c3f46965"),
}

SYSTEM_FOLDERS = (Path("/usr/share/datasets/fashion-mnist"),)
"""Where Debian's package dataset-fashion-mnist 0.0~git20200523 puts the same files, packed anew."""

TIMEOUT_SECONDS = 30


class FetchError(RuntimeError):
    """Nothing was fetched; the message is one sentence for whoever asked for it."""


def fashion_folder() -> Path:
    """Return where the fetched files lie, whether they are there or not."""
    return user_data_path("gdviz", appauthor=False) / "data" / "fashion-mnist"


def installed_fashion_mnist() -> Path | None:
    """Return the folder that holds all of Fashion-MNIST, fetched or installed with the system; None if none does."""
    for folder in (fashion_folder(), *SYSTEM_FOLDERS):
        if all((folder / name).is_file() or (folder / name.removesuffix(".gz")).is_file() for name in FILES):
            return folder
    return None


def fetch_fashion_mnist(address: str = ADDRESS, *, progress: bool = False) -> Path:
    """Bring Fashion-MNIST's four files (30 MB) here, unless they are; return their folder.

    A file appears in its place only when it is whole and its checksum is right. What is there already stays, so that
    an interrupted fetch goes on with the next file. Files of the system are taken if they are unchanged.

    Raises FetchError, one sentence: no network, a wrong checksum, a full disk.
    """
    folder = installed_fashion_mnist()
    if folder is not None and folder != fashion_folder() and all(_is_published(folder, name) for name in FILES):
        return folder
    import pooch  # both take a tenth of a second to import, which only this needs
    import requests

    pooch.get_logger().setLevel(logging.ERROR)  # the bar says it already
    folder = fashion_folder()
    for name, (packed, _) in FILES.items():
        downloader = pooch.HTTPDownloader(progressbar=progress, timeout=TIMEOUT_SECONDS)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _clear_torn(folder)
            pooch.retrieve(address + name, f"md5:{packed}", fname=name, path=folder, downloader=downloader)
        except requests.exceptions.RequestException as error:
            raise FetchError(f"{name} could not be fetched from {address}: {_network_reason(error)}.") from None
        except ValueError:
            raise FetchError(
                f"{name} came from {address} with a wrong checksum: it is damaged or not the published file, and was "
                "not kept."
            ) from None
        except OSError as error:
            reason = "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else error.strerror or str(error)
            raise FetchError(f"{name} could not be written to {folder}: {reason}.") from None
        finally:
            _clear_torn(folder)
    fashion_mnist.cache_clear()
    return folder


@lru_cache(maxsize=1)
def fashion_mnist() -> ImageSet:
    """Return Fashion-MNIST whole: 60,000 training and 10,000 test images.

    Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747. Raises ImageError if it has not been fetched.
    """
    folder = installed_fashion_mnist()
    if folder is None or idx_images_in(folder) is None:
        raise ImageError("All of Fashion-MNIST is not here yet: `gdviz data fetch fashion-mnist` brings it.")
    return read_idx_set(folder, f"Fashion-MNIST ({grouped(60_000)})", CLOTHES)


def _clear_torn(folder: Path) -> None:
    """Delete what a fetch that was killed has left: pooch writes to such files and moves them when they are whole."""
    if folder.is_dir():
        for left in folder.iterdir():
            if left.is_file() and left.name not in FILES and left.name.startswith("tmp"):
                left.unlink(missing_ok=True)


def _is_published(folder: Path, name: str) -> bool:
    """Return whether a file of the system holds what was published, however it is packed."""
    file = folder / name if (folder / name).is_file() else folder / name.removesuffix(".gz")
    seen, digest = 0, hashlib.md5(usedforsecurity=False)
    try:
        with open_bytes(file) as opened:
            packed = opened.read(2) == GZIP_MAGIC
            opened.seek(0)
            stream: Readable = Gunzip(opened) if packed else opened
            while part := stream.read(CHUNK):
                digest.update(part)
                seen += len(part)
                if seen > MAX_BYTES:
                    return False
    except (ImageError, OSError):
        return False
    return digest.hexdigest() == FILES[name][1]


def _network_reason(error: Exception) -> str:
    import requests

    response = getattr(error, "response", None)
    if response is not None:
        return f"the server answered {response.status_code} {response.reason}"
    if isinstance(error, requests.exceptions.Timeout):
        return f"the server did not answer within {TIMEOUT_SECONDS} seconds"
    if isinstance(error, requests.exceptions.ConnectionError):
        return "there is no connection to it (is this machine on the network?)"
    return "the connection broke off"
