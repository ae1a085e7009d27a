"""What docs/take-home.md tells people to type is done, line by line, and makes the file that it names."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "take-home.md"
BEGINS = {
    ".svg": b"<?xml", ".pdf": b"%PDF", ".png": b"\x89PNG", ".gif": b"GIF89a", ".webp": b"RIFF", ".py": b'"""',
    ".ipynb": b"{", ".csv": b"# ", ".gdviz": b"PK",
}  # fmt: skip


def test_every_line_does_what_it_says(tmp_path):
    lines = re.findall(r"^    (gdviz .*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(lines) >= 12
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM")}
    kinds = set()
    for line in lines:
        words = shlex.split(line)[1:]
        done = subprocess.run(
            [sys.executable, "-m", "gdviz", *words],
            capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, f"{line}: {done.stderr}"
        if "--to" in words:
            path = tmp_path / words[words.index("--to") + 1]
            assert path.read_bytes().startswith(BEGINS[path.suffix]), line
            kinds.add(path.suffix)
        else:
            assert json.loads(done.stdout)
    assert kinds == set(BEGINS)


def test_its_picture_is_there():
    assert b"Momentum" in (PAGE.parent / "race.svg").read_bytes()
