"""Is there a screen to draw on? Asked before Qt is, because Qt answers with an abort."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from gdviz.system.libraries import apt_line, apt_packages, has_apt, loads, missing_libraries, platform_plugin

WITHOUT_SCREEN = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs", "minimalegl", "vkkhrdisplay")


def display_problem(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return one sentence that says why no window can be opened here, or None if one can."""
    if not sys.platform.startswith("linux"):
        return None
    platform = environment.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if platform in WITHOUT_SCREEN:
        return _library_problem(missing_libraries(x_window=False))
    if not platform and not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        return (
            "gdviz needs a screen, and there is none here (neither DISPLAY nor WAYLAND_DISPLAY is set); "
            "`gdviz run LESSON` trains without a window"
        )
    wayland = "Wayland was not asked for" if platform == "xcb" else wayland_problem(environment)
    if wayland is None:
        return None
    if platform.startswith("wayland"):
        return wayland
    return x_problem(environment) if environment.get("DISPLAY") or platform == "xcb" else wayland


def x_problem(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return why no X window can be opened, or None."""
    name = environment.get("DISPLAY")
    if not name:
        return "gdviz needs a screen: QT_QPA_PLATFORM asks for an X display, but DISPLAY is not set"
    missing = _library_problem(missing_libraries())
    if missing is not None:
        return missing
    if not _x_answers(name):
        return f"gdviz needs a screen, and the X display {name} (from DISPLAY) does not answer"
    return None


def wayland_problem(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return why no Wayland window can be opened, or None."""
    name = environment.get("WAYLAND_DISPLAY")
    if not name:
        return "gdviz needs a screen: QT_QPA_PLATFORM asks for Wayland, but WAYLAND_DISPLAY is not set"
    path = Path(environment.get("XDG_RUNTIME_DIR", ""), name)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return f"gdviz needs a screen, and the Wayland display {path} (from WAYLAND_DISPLAY) does not answer"
    plugin = platform_plugin("wayland")
    if plugin is None or not loads(str(plugin)):
        return "gdviz needs a screen: Wayland answers, but Qt's part for it cannot be loaded here"
    return None


def _library_problem(missing: list[str]) -> str | None:
    if not missing:
        return None
    packages = apt_packages(missing)
    advice = f"install them with: {apt_line(packages)}" if packages and has_apt() else "`gdviz doctor` says more"
    return f"Qt cannot open a window, because system libraries are missing ({', '.join(missing)}); {advice}"


def _x_answers(name: str) -> bool:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # nothing to ask with: let Qt try
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(name.encode(), None)
    try:
        return int(xcb.xcb_connection_has_error(connection)) == 0
    finally:
        xcb.xcb_disconnect(connection)
