"""The wheel, installed outside the checkout: everything that gdviz needs must be in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from importlib.util import find_spec
from pathlib import Path

import pytest

from gdviz import __version__
from gdviz.lessons import load_lessons

ROOT = Path(__file__).resolve().parents[1]
CLEAN = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with gdviz from its wheel; the other packages are those of this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("gdviz-*.whl")
    home = folder / "environment"
    has_pip = find_spec("pip") is not None  # then the new one needs none of its own, which takes seconds
    venv.create(home, with_pip=not has_pip)
    pip = [sys.executable, "-m", "pip", "--python", python_of(home)] if has_pip else [python_of(home), "-m", "pip"]
    options = ["install", "--no-deps", "--no-index", "--disable-pip-version-check"]
    subprocess.run([*pip, *options, str(wheel)], check=True, capture_output=True, timeout=120)
    own = Path(sysconfig.get_path("purelib", "venv", {"base": str(home)}))
    # Plain folders in a .pth come after the environment's own, and their .pth files (the editable gdviz) are not read.
    (own / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home


def python_of(home: Path) -> Path:
    return home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def gdviz(installed: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    name = "gdviz.exe" if sys.platform == "win32" else "gdviz"
    return subprocess.run(
        [installed / ("Scripts" if sys.platform == "win32" else "bin") / name, *words],
        env={**CLEAN, "QT_QPA_PLATFORM": "offscreen", **environment},
        cwd=installed,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_gdviz_comes_from_the_wheel(installed: Path) -> None:
    program = "import gdviz, gdviz.resources as r; print(gdviz.__file__); print(r.resource_path())"
    done = subprocess.run(
        [python_of(installed), "-c", program], cwd=installed, env=CLEAN, capture_output=True, text=True, check=True
    )
    for place in done.stdout.splitlines():
        assert Path(place).is_relative_to(installed)
    assert done.stdout.splitlines()[1].endswith("_resources")


def test_version(installed: Path) -> None:
    done = gdviz(installed, "--version")
    assert (done.returncode, done.stdout) == (0, f"gdviz {__version__}\n")


def test_doctor(installed: Path) -> None:
    done = gdviz(installed, "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert str(installed) in done.stdout  # where it found its lessons


def test_lessons_and_data_are_inside(installed: Path) -> None:
    done = gdviz(installed, "lessons")
    assert [line.split()[0] for line in done.stdout.splitlines()] == [lesson.id for lesson in load_lessons().everything]
    done = gdviz(installed, "run", "gd-nine", "--steps", "10", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["steps"] == 10


def test_every_resource_is_inside(installed: Path) -> None:
    (inside,) = installed.glob("**/gdviz/_resources")
    tracked = subprocess.run(["git", "ls-files", "resources"], cwd=ROOT, capture_output=True, text=True)
    if tracked.returncode != 0:
        names = [path for path in (ROOT / "resources").rglob("*") if path.is_file()]
        wanted = {path.relative_to(ROOT / "resources").as_posix() for path in names}
    else:
        wanted = {name.removeprefix("resources/") for name in tracked.stdout.splitlines()}
    there = {path.relative_to(inside).as_posix() for path in inside.rglob("*") if path.is_file()}
    assert {name for name in wanted if not name.endswith(".gitkeep")} <= there


def test_the_window_starts(installed: Path) -> None:
    done = gdviz(installed, "--quit-after-start")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
