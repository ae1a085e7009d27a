"""Install the Debian/Ubuntu packages that Qt (and with --tests the tests) need and this machine lacks.

Run by `make` with the system's Python, before there is a virtual environment. Where it may not install (neither root
nor sudo without a password) it prints the line to type and lets `make` go on: other systems have what is needed.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gdviz.system.fonts import number_of_fonts
from gdviz.system.libraries import DRAWING, X_WINDOW, apt_line, apt_packages, has_apt, loads

FOR_TESTS = {"Xvfb": "xvfb", "xdotool": "xdotool", "rsvg-convert": "librsvg2-bin", "pdftoppm": "poppler-utils"}
"""Programs that the tests open a window in, and figures with."""


def missing_packages(*, tests: bool) -> list[str]:
    """Return the names of the packages that are needed and not there."""
    packages = set(apt_packages([name for name in {**DRAWING, **X_WINDOW} if not loads(name)]))
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        packages.add(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    if number_of_fonts() == 0 or "libfontconfig1" in packages:
        packages.add("fonts-dejavu-core")
    if tests:
        packages.update(package for program, package in FOR_TESTS.items() if shutil.which(program) is None)
    return sorted(packages)


def privilege() -> list[str] | None:
    """Return what to put before apt-get to be allowed to install, or None."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0:
        return [sudo, "-n", "--preserve-env=DEBIAN_FRONTEND"]
    return None


def main() -> int:
    """Install what is missing, or say how."""
    if not sys.platform.startswith("linux") or not has_apt():
        return 0
    packages = missing_packages(tests="--tests" in sys.argv[1:])
    if not packages:
        return 0
    before = privilege()
    if before is not None:
        print("Installing system packages:", " ".join(packages), flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["install", "--yes", "--no-install-recommends", *packages]
        for command in (["update", "--quiet"], install):
            done = subprocess.run([*before, "apt-get", *command], env=environment, stdin=subprocess.DEVNULL)
        if done.returncode == 0:
            return 0
    print(f"\ngdviz needs system packages that are not here yet. Please install them:\n\n    {apt_line(packages)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
