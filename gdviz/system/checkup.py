"""What `gdviz doctor` looks at, each as one finding in plain words."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from gdviz.resources import resource_path
from gdviz.system.display import display_problem
from gdviz.system.fonts import number_of_fonts
from gdviz.system.libraries import apt_packages, missing_libraries

State = Literal["ok", "note", "missing"]

PACKAGES = ("numpy", "pyqtgraph", "contourpy", "pillow", "platformdirs", "pooch", "tqdm", "joblib")
QT_START_SECONDS = 30


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; "missing" means that gdviz cannot start."""

    state: State
    text: str
    packages: list[str] = field(default_factory=list)  # what apt-get would have to install


def checkup(environment: Mapping[str, str] = os.environ) -> list[Finding]:
    """Look at everything that gdviz needs of this machine."""
    findings = [
        python_finding(sys.version_info[:3]),
        pyside_finding(_version_of("PySide6-Essentials") or _version_of("PySide6"), sys.version_info[:2]),
        *_package_findings(),
        _library_finding(),
        _display_finding(environment),
        *_font_findings(),
        blas_finding(environment),
        _resource_finding(),
    ]
    if all(finding.state != "missing" for finding in findings):
        findings.append(_start_finding())
    return findings


def python_finding(found: tuple[int, int, int]) -> Finding:
    """Judge the version of Python."""
    name = "Python " + ".".join(map(str, found))
    if found < (3, 11, 0):
        return Finding("missing", f"{name}: gdviz needs Python 3.11 or newer")
    return Finding("ok", name)


def pyside_finding(found: str | None, python: tuple[int, int]) -> Finding:
    """Judge the version of PySide6: 6.12.0 ends the process after a few drawings on Python 3.10 and 3.11."""
    if found is None:
        return Finding("missing", "PySide6 is not installed: pip install 'PySide6-Essentials>=6.10,<6.12'")
    numbers = tuple(int(part) for part in found.split(".")[:2] if part.isdigit())
    if found == "6.12.0" and python <= (3, 11):
        text = "ends the program after a few drawings on Python 3.10 and 3.11"
        return Finding("missing", f"PySide6 {found} {text}: pip install 'PySide6-Essentials>=6.10,<6.12'")
    if numbers < (6, 10):
        return Finding("missing", f"PySide6 {found} is too old: pip install 'PySide6-Essentials>=6.10,<6.12'")
    if numbers >= (6, 12):
        return Finding("note", f"PySide6 {found} is newer than what gdviz was tried with (6.10 and 6.11)")
    return Finding("ok", f"PySide6 {found}")


def blas_finding(environment: Mapping[str, str]) -> Finding:
    """Judge how many threads NumPy may use for one product of matrices."""
    threads = environment.get("OPENBLAS_NUM_THREADS", "")
    if threads == "1":
        return Finding("ok", "NumPy multiplies matrices on one thread, which leaves the other cores to the window")
    text = "the window stays smoother with 1: unset OPENBLAS_NUM_THREADS"
    return Finding("note", f"OPENBLAS_NUM_THREADS is {threads or 'not set'}; {text}")


def _version_of(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _package_findings() -> list[Finding]:
    findings = []
    for name in PACKAGES:
        found = _version_of(name)
        if found is None:
            findings.append(Finding("missing", f"the Python package {name} is not installed: pip install {name}"))
    present = [f"{name} {_version_of(name)}" for name in PACKAGES if _version_of(name)]
    return [*findings, Finding("ok", f"packages: {', '.join(present)}")] if present else findings


def _library_finding() -> Finding:
    missing = missing_libraries()
    if missing:
        return Finding("missing", f"system libraries for Qt: {', '.join(missing)}", apt_packages(missing))
    try:
        importlib.import_module("PySide6.QtWidgets")
    except ImportError as error:
        return Finding("missing", f"Qt cannot be loaded: {error}")
    return Finding("ok", "system libraries for Qt")


def _display_finding(environment: Mapping[str, str]) -> Finding:
    problem = display_problem(environment)
    if problem is not None:
        return Finding("missing", f"display: {problem}")
    names = ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY")
    seen = ", ".join(f"{name}={environment[name]}" for name in names if environment.get(name))
    return Finding("ok", f"display {seen}".rstrip())


def _font_findings() -> list[Finding]:
    count = number_of_fonts()
    if count is None:
        return []
    if count == 0:
        return [Finding("missing", "fonts: none at all, so that all text would be boxes", ["fonts-dejavu-core"])]
    found = [Finding("ok", f"fonts: {count}")]
    if number_of_fonts("zh-tw") == 0:
        text = "no font for Chinese, Japanese or Korean: such text shows as boxes (Debian: fonts-noto-cjk)"
        found.append(Finding("note", text))
    return found


def _resource_finding() -> Finding:
    try:
        lessons = len(list(resource_path("lessons").glob("*.toml")))
    except FileNotFoundError as error:
        return Finding("missing", f"{error}: install gdviz again")
    return Finding("ok", f"lessons: {lessons}, in {resource_path('lessons')}")


def _start_finding() -> Finding:
    """Let Qt itself have the last word, in a process of its own, because it may abort."""
    program = "from PySide6.QtGui import QGuiApplication; print(QGuiApplication([]).platformName())"
    try:
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=QT_START_SECONDS)
    except subprocess.TimeoutExpired:
        return Finding("missing", f"Qt did not start within {QT_START_SECONDS} seconds")
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["and said nothing"])[0]
        return Finding("missing", f"Qt does not start: {said}")
    return Finding("ok", f"Qt starts ({done.stdout.strip()})")
