"""What holds for every test: a screen that nobody sees, settings that nobody misses, nothing left behind."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = [
    "patience",
    "leak_checks",
    "garbage_fixtures",
    "session_fixtures",
    "digits_fixtures",
    "window_fixtures",
]

XWINDOW_PASS = "xwindow"

# One BLAS thread, as the app itself sets it: before numpy is imported by any test.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

# Tests never see the settings, data and caches of whoever runs them.
_HOME = Path(tempfile.mkdtemp(prefix="gdviz-tests-"))
_PLACES = {
    "XDG_CONFIG_HOME": _HOME / "config",
    "XDG_DATA_HOME": _HOME / "data",
    "XDG_CACHE_HOME": _HOME / "cache",
    "XDG_STATE_HOME": _HOME / "state",
    "APPDATA": _HOME / "config",
    "LOCALAPPDATA": _HOME / "data",
}
for _variable, _place in _PLACES.items():
    _place.mkdir(exist_ok=True)
    os.environ[_variable] = str(_place)
for _variable in ("QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME"):
    os.environ.pop(_variable, None)

settings.register_profile("local", deadline=None)
# The same examples each time: more of them would find no more on the next day. Other runs draw new ones.
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True, max_examples=40)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def _in_xwindow_pass(config: pytest.Config) -> bool:
    return config.option.markexpr.strip() == XWINDOW_PASS


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if _in_xwindow_pass(config):
        os.environ["QT_QPA_PLATFORM"] = "xcb"
        os.environ.pop("WAYLAND_DISPLAY", None)
    else:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if sys.platform in ("win32", "darwin"):
        from PySide6.QtCore import QSettings, QStandardPaths

        QStandardPaths.setTestModeEnabled(True)
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(_HOME / "config"))


@pytest.hookimpl(optionalhook=True)
def pytest_xvfb_disable(config: pytest.Config) -> bool:
    return not _in_xwindow_pass(config)


def pytest_unconfigure() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(autouse=True)
def own_settings() -> Iterator[Path]:
    """Give every test empty settings and data folders; returns the folder that holds them."""
    yield _HOME
    for place in set(_PLACES.values()):
        for left in place.iterdir():
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink()
