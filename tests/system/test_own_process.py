"""A process of gdviz's own finds what its starter finds, whatever lies about in the present folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gdviz.system.own_process import own_process


def test_modules_in_the_present_folder_are_not_taken_for_those_of_libraries(tmp_path: Path) -> None:
    for name in ("json", "queue", "random", "numpy", "gdviz", "runpy"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('this is a student\\'s')\n", encoding="utf-8")
    done = subprocess.run(own_process("gdviz", "--version"), capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("gdviz ")


def test_it_is_given_its_arguments_and_the_same_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "told.py").write_text("import sys; print(sys.argv[1:], sys.path, __name__)\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    done = subprocess.run(own_process("told", "two words", ""), capture_output=True, text=True)
    assert done.stdout.strip() == f"{['two words', '']} {sys.path} __main__"
