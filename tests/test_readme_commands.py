"""What README and CONTRIBUTING tell people to type exists."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gdviz.commands import COMMANDS
from gdviz.lessons import find_lesson

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/digits.md")


def commands(program: str) -> list[str]:
    """Return the commands of `program` in indented blocks and in inline code, without their comments."""
    found = []
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
        lines = [line.split("#")[0] for line in re.findall(r"^    (\S.*)$", text, re.MULTILINE)]
        lines += re.findall(r"`([^`\n]+)`", text)
        found += [line.strip() for line in lines if line.strip().split()[0] == program]
    return sorted(set(found))


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize("command", commands("make"))
def test_make_targets_exist(command: str) -> None:
    done = subprocess.run([*shlex.split(command), "--dry-run"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", commands("gdviz"))
def test_gdviz_commands_are_understood(command: str) -> None:
    words = shlex.split(re.sub(r"\[([^\]]*)\]", r"\1", command))[1:]
    if words in ([], ["--version"], *([name] for name in COMMANDS)):
        return
    name = words.pop(0) if words[0] in COMMANDS else "window"
    parser = argparse.ArgumentParser()
    importlib.import_module(f"gdviz.commands.{name}").add_arguments(parser)
    arguments = parser.parse_args(["10" if word == "N" else word for word in words])
    if getattr(arguments, "lesson", None) not in (None, "LESSON", "ID"):
        find_lesson(arguments.lesson)


def test_uv_and_make_pairs_are_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in ("make run", "make test", "uv run gdviz", "uv run pytest"):
        assert f"    {command}" in text
    assert set(commands("make")) >= {"make run", "make test", "make lint", "make bench"}


@pytest.mark.parametrize("page", PAGES)
def test_linked_files_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if not link.startswith(("http:", "https:"))]
    for link in links:
        assert ((ROOT / page).parent / link).exists(), link


def test_the_architecture_names_every_room() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.name for path in (ROOT / "gdviz").iterdir() if (path / "__init__.py").exists()}
    assert {room for room in rooms if f"{room}/" not in text} == set()
    for name in re.findall(r"`((?:core|training|session|ui|plots|panels|lessons)/[\w/]+\.py)`", text):
        assert (ROOT / "gdviz" / name).exists(), name


@pytest.mark.skipif(sys.platform == "win32", reason="bash")
def test_ci_stops_at_the_first_failure() -> None:
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "set -euo pipefail" in text
    assert subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT).returncode == 0
