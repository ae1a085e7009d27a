"""The system libraries that Qt's wheels leave to the system, and the Debian packages that bring them."""

from __future__ import annotations

import ctypes
import importlib.util
import re
import shutil
import sys
from pathlib import Path

# What every Qt window needs, on screen or off.
DRAWING = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}

# What an X window needs besides.
X_WINDOW = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def loads(library: str) -> bool:
    """Return whether the dynamic linker finds `library`, a name or a path."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_libraries(*, x_window: bool = True) -> list[str]:
    """Return the names of the libraries without which Qt cannot draw (and, with `x_window`, open an X window).

    Qt's own message names libxcb-cursor whatever is missing; here each library is tried.
    """
    if not sys.platform.startswith("linux"):
        return []
    plugin = platform_plugin("xcb" if x_window else "offscreen")
    failure = _failure(plugin) if plugin is not None else "PySide6 is not installed"
    if failure is None:
        return []
    table = {**DRAWING, **X_WINDOW} if x_window else DRAWING
    missing = [name for name in table if not loads(name)]
    if plugin is not None and not missing:
        # A library that a later Qt needs and the table does not know: the linker names the first one.
        missing = re.findall(r"^(\S+\.so\S*):", failure)
    return missing


def apt_packages(libraries: list[str]) -> list[str]:
    """Return the Debian and Ubuntu packages of `libraries`, each once; what has no known package is left out."""
    table = {**DRAWING, **X_WINDOW}
    return sorted({table[name] for name in libraries if name in table})


def apt_line(packages: list[str]) -> str:
    """Return the command to type."""
    return "sudo apt-get install " + " ".join(packages)


def has_apt() -> bool:
    """Return whether this is Debian, Ubuntu or one of their kin."""
    return shutil.which("apt-get") is not None


def platform_plugin(name: str) -> Path | None:
    """Return the file of Qt's platform plugin `name` ("xcb", "wayland", "offscreen"), found without importing Qt."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        return None
    plugins = Path(spec.submodule_search_locations[0]) / "Qt" / "plugins" / "platforms"
    path = plugins / f"libq{name}.so"
    return path if path.exists() else None


def _failure(path: Path) -> str | None:
    try:
        ctypes.CDLL(str(path))
    except OSError as error:
        return str(error)
    return None
