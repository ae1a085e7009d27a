"""gdviz doctor: what it says of good and of bad machines."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

from gdviz.commands import doctor
from gdviz.system import checkup
from gdviz.system.checkup import Finding, blas_finding, pyside_finding, python_finding


def test_versions_that_do_not_work_are_named() -> None:
    assert python_finding((3, 10, 4)).state == "missing"
    assert python_finding((3, 11, 0)) == Finding("ok", "Python 3.11.0")
    assert pyside_finding(None, (3, 12)).state == "missing"
    assert pyside_finding("6.9.2", (3, 12)).state == "missing"
    assert pyside_finding("6.10.0", (3, 11)) == Finding("ok", "PySide6 6.10.0")
    assert pyside_finding("6.11.3", (3, 13)) == Finding("ok", "PySide6 6.11.3")


def test_the_pyside_that_crashes_is_named_where_it_crashes() -> None:
    assert pyside_finding("6.12.0", (3, 11)).state == "missing"
    assert "ends the program" in pyside_finding("6.12.0", (3, 11)).text
    assert pyside_finding("6.12.0", (3, 12)).state == "note"


def test_blas_threads() -> None:
    assert blas_finding({"OPENBLAS_NUM_THREADS": "1"}).state == "ok"
    assert "OPENBLAS_NUM_THREADS is 8" in blas_finding({"OPENBLAS_NUM_THREADS": "8"}).text
    assert "not set" in blas_finding({}).text


def test_a_good_machine_can_start(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.execute(None) == 0  # type: ignore[arg-type]
    said = capsys.readouterr().out
    assert "Qt starts (offscreen)" in said
    assert said.endswith("gdviz can start here.\n")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux leaves libraries to the system")
def test_missing_libraries_come_with_the_line_to_type(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkup, "missing_libraries", lambda: ["libxcb-shape.so.0", "libEGL.so.1"])
    monkeypatch.setattr(checkup, "number_of_fonts", lambda language="": 0)
    monkeypatch.setattr(doctor, "has_apt", lambda: True)
    assert doctor.execute(None) == 1  # type: ignore[arg-type]
    said = capsys.readouterr().out
    assert "missing  system libraries for Qt: libxcb-shape.so.0, libEGL.so.1" in said
    assert said.endswith("    sudo apt-get install fonts-dejavu-core libegl1 libxcb-shape0\n")
    assert "gdviz can start" not in said


def test_every_package_that_gdviz_needs_is_looked_for() -> None:
    declared = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.split(r"[<>=\[ ]", line)[0] for line in declared}
    assert set(checkup.PACKAGES) == names - {"PySide6-Essentials"}


def test_no_font_for_chinese_is_only_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "number_of_fonts", lambda language="": 0 if language else 12)
    states = [(finding.state, finding.text[:9]) for finding in checkup.checkup() if "font" in finding.text]
    assert states == [("ok", "fonts: 12"), ("note", "no font f")]


def test_no_screen_means_that_it_cannot_start(monkeypatch: pytest.MonkeyPatch) -> None:
    findings = checkup.checkup({"OPENBLAS_NUM_THREADS": "1"})
    if sys.platform.startswith("linux"):
        missing = [finding.text for finding in findings if finding.state == "missing"]
        assert len(missing) == 1
        assert missing[0].startswith("display: gdviz needs a screen")


def test_a_qt_that_aborts_is_told_from_one_that_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "no-such-platform")
    last = checkup.checkup({"QT_QPA_PLATFORM": "offscreen"})[-1]
    assert last.state == "missing"
    assert last.text.startswith("Qt does not start:")
