"""What `make run` and `make test` install, and what they say where they may not."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="apt-get is Debian's and Ubuntu's")

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "system_packages.py"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, on a machine that lacks two libraries and has its fonts."""
    spec = importlib.util.spec_from_file_location("system_packages", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "path", list(sys.path))
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "loads", lambda name: name not in ("libEGL.so.1", "libxcb-icccm.so.4"))
    monkeypatch.setattr(module, "number_of_fonts", lambda: 12)
    monkeypatch.setattr(sys, "argv", ["system_packages.py", "--tests"])
    return module


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with nothing but an apt-get and a sudo that write down how they were called."""
    log = tmp_path / "log"
    log.touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    program(tmp_path / "apt-get", f'echo "apt-get $@" >> {log}')
    return log


def program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_root_installs_exactly_what_is_missing(script: ModuleType, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert script.main() == 0
    packages = "libegl1 librsvg2-bin libxcb-icccm4 poppler-utils xdotool xvfb"
    install = f"apt-get install --yes --no-install-recommends {packages}"
    assert log.read_text().splitlines() == ["apt-get update --quiet", install]


def test_sudo_without_a_password_is_used(script: ModuleType, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    program(log.parent / "sudo", f'echo "sudo $@" >> {log}')
    assert script.main() == 0
    lines = log.read_text().splitlines()
    assert lines[0] == "sudo -n true"
    assert lines[-1].startswith("sudo -n --preserve-env=DEBIAN_FRONTEND apt-get install --yes")
    assert lines[-1].endswith(" libegl1 librsvg2-bin libxcb-icccm4 poppler-utils xdotool xvfb")


@pytest.mark.parametrize("with_sudo", [False, True])
def test_without_permission_the_line_is_printed(
    script: ModuleType, log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], with_sudo: bool
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    if with_sudo:
        program(log.parent / "sudo", "exit 1")  # it would ask for a password
    assert script.main() == 0
    assert log.read_text() == ""
    line = "sudo apt-get install libegl1 librsvg2-bin libxcb-icccm4 poppler-utils xdotool xvfb"
    assert f"\n    {line}\n" in capsys.readouterr().out


def test_a_failing_apt_get_prints_the_line_and_lets_make_go_on(
    script: ModuleType, log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program(log.parent / "apt-get", "exit 100")
    assert script.main() == 0
    said = capsys.readouterr().out
    assert "sudo apt-get install libegl1 librsvg2-bin libxcb-icccm4 poppler-utils xdotool xvfb" in said


def test_running_the_app_needs_no_xvfb(script: ModuleType, log: Path) -> None:
    assert "xvfb" not in script.missing_packages(tests=False)


def test_a_complete_machine_is_left_alone(
    script: ModuleType, log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "loads", lambda name: True)
    for name in ("Xvfb", "xdotool", "rsvg-convert", "pdftoppm"):
        program(log.parent / name, "exit 0")
    assert script.main() == 0
    assert log.read_text() == ""
    assert capsys.readouterr().out == ""


def test_other_systems_are_left_alone(script: ModuleType, log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (log.parent / "apt-get").unlink()
    assert script.main() == 0
    assert capsys.readouterr().out == ""
