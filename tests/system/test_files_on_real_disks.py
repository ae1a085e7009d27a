"""Nothing that was saved is lost on a disk that is full or a folder that may not be written, real ones each."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gdviz.system.files import write_whole
from gdviz.training.build import generate
from gdviz.training.experiment import Experiment
from gdviz.training.session_file import read_session, write_session
from gdviz.training.session_values import SavedSession

AS_NOBODY = """
import os, pathlib, sys, tempfile
from gdviz.system.files import write_whole
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
try:
    write_whole(pathlib.Path(sys.argv[1]), b"the second")
except PermissionError as error:
    print("refused", error.errno)
"""
posix_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount, or become somebody else"
)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", folder], check=True)


@posix_root
@pytest.mark.skipif(shutil.which("mount") is None, reason="needs mount")
def test_a_full_disk_leaves_the_old_file_and_no_rest(small_disk):
    path = small_disk / "a.gdviz"
    experiment = Experiment()
    write_session(path, SavedSession(experiment, generate(experiment.data), notes="the first"))
    with pytest.raises(OSError, match="No space left") as caught:
        write_whole(path, b"x" * 1_100_000)
    assert caught.value.errno == errno.ENOSPC
    assert [each.name for each in small_disk.iterdir()] == ["a.gdviz"]
    assert read_session(path).notes == "the first"
    filler = small_disk / "filler"
    rest = os.statvfs(small_disk)
    filler.write_bytes(b"x" * (rest.f_bavail * rest.f_frsize))  # to the last byte
    with pytest.raises(OSError, match="No space left"):
        write_session(path, SavedSession(experiment, generate(experiment.data), notes="the second"))
    assert read_session(path).notes == "the first"
    filler.unlink()
    write_session(path, SavedSession(experiment, generate(experiment.data), notes="the second"))
    assert read_session(path).notes == "the second"


@posix_root
def test_a_folder_that_may_not_be_written_keeps_its_file():
    """As somebody who is not root, whom nothing stops."""
    folder = Path(tempfile.mkdtemp())
    try:
        path = folder / "a.txt"
        path.write_bytes(b"the first")
        path.chmod(0o644)
        folder.chmod(0o555)
        done = subprocess.run([sys.executable, "-c", AS_NOBODY, path], capture_output=True, text=True)
        assert done.stdout == f"refused {errno.EACCES}\n", done.stderr
        assert path.read_bytes() == b"the first"
        assert [each.name for each in folder.iterdir()] == ["a.txt"]
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
