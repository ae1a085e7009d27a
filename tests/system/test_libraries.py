"""The table of system libraries against what Qt's own files ask for, and Debian's own word for who brings them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gdviz.system import libraries
from gdviz.system.libraries import DRAWING, X_WINDOW, apt_packages, missing_libraries, platform_plugin

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux leaves libraries to the system")

# Part of every system that runs Python at all.
ALWAYS_THERE = {"libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libgcc_s.so.1"}
ALWAYS_THERE |= {"libstdc++.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}


def needed(file: Path) -> set[str]:
    """Return the libraries that `file` and the Qt libraries below it name in their headers, Qt's own left out."""
    found: set[str] = set()
    waiting, seen = [file], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        said = subprocess.run(["objdump", "-p", path], capture_output=True, text=True, check=True).stdout
        for line in said.splitlines():
            if line.strip().startswith("NEEDED"):
                name = line.split()[1]
                own = file.parents[2] / "lib" / name
                if own.exists():
                    waiting.append(own)
                else:
                    found.add(name)
    return found - ALWAYS_THERE


@linux
@pytest.mark.skipif(shutil.which("objdump") is None, reason="needs objdump (binutils)")
@pytest.mark.parametrize(("plugin", "table"), [("offscreen", DRAWING), ("xcb", {**DRAWING, **X_WINDOW})])
def test_the_table_knows_what_qt_needs(plugin: str, table: dict[str, str]) -> None:
    path = platform_plugin(plugin)
    assert path is not None
    assert "libEGL.so.1" in needed(path)
    assert needed(path) <= set(table)


@linux
@pytest.mark.skipif(shutil.which("dpkg") is None, reason="needs dpkg")
@pytest.mark.parametrize(("library", "package"), {**DRAWING, **X_WINDOW}.items())
def test_debian_agrees_on_the_package(library: str, package: str) -> None:
    cache = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    lines = [line for line in cache.splitlines() if line.strip().startswith(library + " ")]
    assert lines, f"{library} is not installed"
    path = Path(lines[0].split("=>")[1].strip()).resolve()
    names = [str(path), str(path).removeprefix("/usr")]
    said = [subprocess.run(["dpkg", "-S", name], capture_output=True, text=True).stdout for name in names]
    owner = next(text for text in said if text).split(":")[0]
    assert owner.removesuffix("t64") == package


@linux
def test_this_machine_lacks_nothing() -> None:
    assert missing_libraries() == []


@linux
def test_each_missing_library_is_named_and_not_just_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "_failure", lambda plugin: "libxcb-icccm.so.4: cannot open shared object file")
    monkeypatch.setattr(libraries, "loads", lambda name: name not in ("libxcb-icccm.so.4", "libEGL.so.1"))
    assert missing_libraries() == ["libEGL.so.1", "libxcb-icccm.so.4"]
    assert missing_libraries(x_window=False) == ["libEGL.so.1"]
    assert apt_packages(missing_libraries()) == ["libegl1", "libxcb-icccm4"]


@linux
def test_a_library_that_the_table_does_not_know_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "libnew-in-qt7.so.2: cannot open shared object file: No such file or directory"
    monkeypatch.setattr(libraries, "_failure", lambda plugin: text)
    assert missing_libraries() == ["libnew-in-qt7.so.2"]
    assert apt_packages(["libnew-in-qt7.so.2"]) == []


def test_other_systems_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert missing_libraries() == []
