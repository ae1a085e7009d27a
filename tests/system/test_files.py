"""A file is there whole or the old one still is: after a kill, on a full disk, in a folder that takes nothing."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap

import pytest

from gdviz.system import files
from gdviz.system.files import stamp_of, write_whole

OLD, NEW = b"old" * 1000, b"new" * 5000


def test_a_new_file_and_one_that_replaces_another(tmp_path):
    path = tmp_path / "a.gdviz"
    write_whole(path, OLD)
    os.chmod(path, 0o600)
    write_whole(path, NEW)
    assert path.read_bytes() == NEW
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["a.gdviz"]


def test_a_link_goes_on_pointing_where_it_points(tmp_path):
    (tmp_path / "real").write_bytes(OLD)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_whole(tmp_path / "link", NEW)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == NEW


def test_the_content_is_on_the_disk_before_it_takes_the_name(tmp_path, monkeypatch):
    order = []
    fsync, rename = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (order.append("fsync"), fsync(handle)))
    monkeypatch.setattr(os, "replace", lambda a, b: (order.append("rename"), rename(a, b)))
    write_whole(tmp_path / "a", NEW)
    assert order[:2] == ["fsync", "rename"]


def test_what_a_killed_writer_left_goes_with_the_next_file_but_not_what_is_being_written(tmp_path):
    left, fresh, foreign = (tmp_path / name for name in (".a.gdviz.k3.gdviz-part", ".b.x.gdviz-part", ".a.gdviz.old"))
    for path in (left, fresh, foreign):
        path.write_bytes(b"half")
    for path in (left, foreign):
        os.utime(path, (1e9, 1e9))
    write_whole(tmp_path / "a.gdviz", NEW)
    assert sorted(os.listdir(tmp_path)) == sorted(["a.gdviz", fresh.name, foreign.name])


def test_a_name_as_long_as_names_may_be(tmp_path):
    name = 82 * "数" + ".gdviz"  # 252 bytes of at most 255
    write_whole(tmp_path / name, NEW)
    assert os.listdir(tmp_path) == [name]


def test_the_stamp_tells_another_write(tmp_path):
    path = tmp_path / "a.gdviz"
    assert stamp_of(path) is None
    first = write_whole(path, OLD)
    assert stamp_of(path) == first
    write_whole(path, NEW)
    assert stamp_of(path) != first


@pytest.mark.parametrize("room", [*range(0, len(NEW), 1000), len(NEW) - 1])
def test_a_disk_that_is_full_after_so_many_bytes_loses_nothing(tmp_path, monkeypatch, room):
    path = tmp_path / "a.gdviz"
    path.write_bytes(OLD)
    open_ = os.fdopen

    class Full:
        def __init__(self, handle, mode):
            self.file = open_(handle, mode)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.file.close()

        def write(self, content):
            self.file.write(content[:room])
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fdopen", Full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, NEW)
    assert path.read_bytes() == OLD
    assert os.listdir(tmp_path) == ["a.gdviz"]


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_whatever_fails_the_old_file_stays(tmp_path, monkeypatch, step):
    path = tmp_path / "a.gdviz"
    path.write_bytes(OLD)

    def fail(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(files.os, step, fail)
    with pytest.raises(OSError, match="Input/output"):
        write_whole(path, NEW)
    assert path.read_bytes() == OLD
    assert os.listdir(tmp_path) == ["a.gdviz"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write anywhere")
def test_a_read_only_folder_loses_nothing(tmp_path):
    path = tmp_path / "a.gdviz"
    path.write_bytes(OLD)
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PermissionError):
            write_whole(path, NEW)
    finally:
        tmp_path.chmod(0o700)
    assert path.read_bytes() == OLD


def test_a_folder_that_is_gone_is_an_error_and_no_more(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "gone" / "a.gdviz", NEW)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such kill here")
def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new(tmp_path):
    path = tmp_path / "a.gdviz"
    size = 400_000
    program = textwrap.dedent(
        f"""
        from pathlib import Path
        from gdviz.system.files import write_whole
        print("ready", flush=True)
        number = 0
        while True:
            number += 1
            write_whole(Path({str(path)!r}), bytes([number % 256]) * {size})
            print(number, flush=True)
        """
    )
    for moment in range(12):
        worker = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
        assert worker.stdout is not None
        lines = [worker.stdout.readline() for _ in range(2 + moment)]  # killed somewhere in the write that follows
        worker.send_signal(signal.SIGKILL)
        rest = worker.stdout.read().split()
        worker.wait()
        worker.stdout.close()
        finished = int((rest or lines)[-1])
        content = path.read_bytes()
        assert len(content) == size
        assert len(set(content)) == 1
        assert content[0] in (finished % 256, (finished + 1) % 256)  # what had been saved, or what came next


@pytest.mark.skipif(os.name == "nt", reason="there is no such limit here")
def test_a_file_that_the_system_cuts_short_leaves_the_old_one(tmp_path):
    path = tmp_path / "a.gdviz"
    path.write_bytes(OLD)
    program = textwrap.dedent(
        f"""
        import resource
        from pathlib import Path
        from gdviz.system.files import write_whole
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        try:
            write_whole(Path({str(path)!r}), bytes(1_000_000))
        except OSError as error:
            print(error.strerror)
        """
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout == "File too large\n", done.stderr
    assert path.read_bytes() == OLD
    assert os.listdir(tmp_path) == ["a.gdviz"]
