"""Fetching Fashion-MNIST, from a server of this test's own."""

from __future__ import annotations

import errno
import gzip
import hashlib
import http.server
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pooch
import pytest

from gdviz.__main__ import main
from gdviz.core.images import CLOTHES, ImageError, fetch
from gdviz.core.images.fetch import (
    FILES,
    SYSTEM_FOLDERS,
    FetchError,
    fashion_folder,
    fashion_mnist,
    fetch_fashion_mnist,
)

RNG = np.random.default_rng(17)


def idx(array: np.ndarray) -> bytes:
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


CONTENT = {
    "train-images-idx3-ubyte.gz": idx(RNG.integers(0, 256, (20, 28, 28), dtype=np.uint8)),
    "train-labels-idx1-ubyte.gz": idx(np.arange(20, dtype=np.uint8) % 10),
    "t10k-images-idx3-ubyte.gz": idx(RNG.integers(0, 256, (5, 28, 28), dtype=np.uint8)),
    "t10k-labels-idx1-ubyte.gz": idx(np.arange(5, dtype=np.uint8)),
}
PACKED = {name: gzip.compress(data, mtime=0) for name, data in CONTENT.items()}


class Server:
    """Serves PACKED; `files` may be changed, `asked` says what was asked for."""

    def __init__(self) -> None:
        self.files = dict(PACKED)
        self.asked: list[str] = []
        self.cut: str | None = None
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.strip("/")
                outer.asked.append(name)
                data = outer.files.get(name)
                if data is None:
                    self.send_error(404)
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data[: len(data) // 2] if name == outer.cut else data)

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    published = {
        name: (hashlib.md5(PACKED[name]).hexdigest(), hashlib.md5(CONTENT[name]).hexdigest()) for name in CONTENT
    }
    monkeypatch.setattr(fetch, "FILES", published)
    monkeypatch.setattr(fetch, "SYSTEM_FOLDERS", ())
    made = Server()
    fashion_mnist.cache_clear()
    yield made
    fashion_mnist.cache_clear()
    made.close()


def kept() -> list[str]:
    return sorted(path.name for path in fashion_folder().iterdir()) if fashion_folder().is_dir() else []


def test_all_four_files_come_and_are_a_set(server: Server) -> None:
    with pytest.raises(ImageError, match="not here yet: `gdviz data fetch fashion-mnist`"):
        fashion_mnist()
    assert fetch_fashion_mnist(server.address) == fashion_folder()
    assert kept() == sorted(CONTENT)
    images = fashion_mnist()
    assert (images.n, images.n_test, images.names) == (20, 5, CLOTHES)
    assert images.images.tobytes() == CONTENT["train-images-idx3-ubyte.gz"][16:]


def test_what_is_there_is_not_fetched_again(server: Server) -> None:
    fetch_fashion_mnist(server.address)
    fetch_fashion_mnist(server.address)
    assert len(server.asked) == 4


def test_a_damaged_file_is_fetched_again(server: Server) -> None:
    fetch_fashion_mnist(server.address)
    (fashion_folder() / "t10k-images-idx3-ubyte.gz").write_bytes(b"torn")
    fetch_fashion_mnist(server.address)
    assert server.asked[4:] == ["t10k-images-idx3-ubyte.gz"]
    assert (fashion_folder() / "t10k-images-idx3-ubyte.gz").read_bytes() == PACKED["t10k-images-idx3-ubyte.gz"]


def refused(server: Server) -> str:
    with pytest.raises(FetchError) as caught:
        fetch_fashion_mnist(server.address)
    text = str(caught.value)
    assert text.endswith(".")
    assert "\n" not in text
    return text


def test_a_wrong_checksum_is_one_sentence_and_nothing_is_kept(server: Server) -> None:
    server.files["train-images-idx3-ubyte.gz"] = b"something else"
    assert "train-images-idx3-ubyte.gz came from" in refused(server)
    assert kept() == []


def test_after_an_interruption_only_the_rest_is_fetched(server: Server) -> None:
    server.cut = "t10k-images-idx3-ubyte.gz"
    text = refused(server)
    assert "the connection broke off" in text or "no connection" in text or "wrong checksum" in text
    assert kept() == ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"]
    server.cut = None
    server.asked.clear()
    fetch_fashion_mnist(server.address)
    assert server.asked == ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"]


def test_what_a_killed_fetch_has_left_is_cleared_away(server: Server) -> None:
    fashion_folder().mkdir(parents=True)
    (fashion_folder() / "tmp8a7b").write_bytes(b"half a file")
    fetch_fashion_mnist(server.address)
    assert kept() == sorted(CONTENT)


def test_a_missing_file_names_the_servers_answer(server: Server) -> None:
    del server.files["train-labels-idx1-ubyte.gz"]
    assert "the server answered 404 Not Found" in refused(server)


def test_no_network(server: Server) -> None:
    with pytest.raises(FetchError, match="there is no connection to it"):
        fetch_fashion_mnist("http://127.0.0.1:9/")  # the port of a service that no machine offers any more
    assert kept() == []


def test_a_full_disk(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def __init__(self, **_: object) -> None:
            pass

        def __call__(self, url: str, output_file: object, pooch: object) -> None:
            Path(str(output_file)).write_bytes(b"a beginning")
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pooch, "HTTPDownloader", Full)
    assert refused(server).endswith("the disk is full.")
    assert kept() == []


def test_a_folder_that_cannot_be_made(server: Server) -> None:
    fashion_folder().parent.parent.mkdir(parents=True, exist_ok=True)
    fashion_folder().parent.write_text("a file in the way")
    assert "could not be written to" in refused(server)


def test_files_of_debians_package_are_taken(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `dpkg -c dataset-fashion-mnist_0.0~git20200523.55506a9-1_all.deb` lists, below another root."""
    assert [str(folder) for folder in SYSTEM_FOLDERS] == ["/usr/share/datasets/fashion-mnist"]
    folder = tmp_path / SYSTEM_FOLDERS[0].relative_to("/")
    folder.mkdir(parents=True)
    for name, data in CONTENT.items():
        (folder / name).write_bytes(gzip.compress(data, 1, mtime=1))  # Debian's own packing: another checksum
        assert (folder / name).read_bytes() != PACKED[name]
    monkeypatch.setattr(fetch, "SYSTEM_FOLDERS", (folder,))
    assert fetch_fashion_mnist(server.address) == folder
    assert server.asked == []
    assert fashion_mnist().n == 20


def test_files_of_the_system_are_taken(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, data in CONTENT.items():  # Debian may pack anew, or not at all
        (tmp_path / name.removesuffix(".gz")).write_bytes(data)
    monkeypatch.setattr(fetch, "SYSTEM_FOLDERS", (tmp_path,))
    assert fetch_fashion_mnist(server.address) == tmp_path
    assert server.asked == []
    assert fashion_mnist().n == 20


def test_changed_files_of_the_system_are_not_taken(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, data in CONTENT.items():
        (tmp_path / name).write_bytes(gzip.compress(data + b"!"))
    monkeypatch.setattr(fetch, "SYSTEM_FOLDERS", (tmp_path,))
    assert fetch_fashion_mnist(server.address) == fashion_folder()
    assert len(server.asked) == 4


class TestCommand:
    def test_it_says_where_the_data_is(
        self, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(fetch_fashion_mnist, "__defaults__", (server.address,))
        assert main(["data", "fetch", "fashion-mnist"]) == 0
        said = capsys.readouterr()
        assert str(fashion_folder()) in said.out
        assert said.err == ""  # no bar where nobody watches

    def test_one_sentence_and_code_1(
        self, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        server.files.clear()
        monkeypatch.setattr(fetch_fashion_mnist, "__defaults__", (server.address,))
        assert main(["data", "fetch", "fashion-mnist"]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith("gdviz: train-images-idx3-ubyte.gz could not be fetched")
        assert said.err.count("\n") == 1

    @pytest.mark.parametrize(
        ("words", "missing"),
        [(["data"], "ACTION"), (["data", "fetch"], "NAME"), (["data", "fetch", "clothes"], "fashion-mnist")],
    )
    def test_wrong_words_are_code_2(self, words: list[str], missing: str, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 2
        said = capsys.readouterr().err
        assert said.startswith("gdviz data")
        assert missing in said
        assert said.count("\n") == 1


def test_published_checksums_are_those_of_the_notice() -> None:
    from gdviz.resources import resource_path

    notice = resource_path("data", "NOTICE.md").read_text(encoding="utf-8")
    for _, unpacked in FILES.values():
        assert unpacked in notice
