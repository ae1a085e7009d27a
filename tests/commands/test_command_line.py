"""The command line as a user types it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gdviz import __version__
from gdviz.__main__ import main
from gdviz.commands import COMMANDS, window
from gdviz.lessons import load_lessons

NO_SCREEN = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}


def gdviz(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run gdviz in a process of its own, on a machine without a screen unless `environment` names one."""
    clean = {name: value for name, value in os.environ.items() if name not in NO_SCREEN}
    command = [sys.executable, "-m", "gdviz", *words]
    return subprocess.run(command, env={**clean, **environment}, capture_output=True, text=True, timeout=60)


def test_version() -> None:
    done = gdviz("--version")
    assert (done.returncode, done.stdout) == (0, f"gdviz {__version__}\n")


def test_version_and_doctor_do_not_wait_for_qt_or_numpy() -> None:
    program = "import sys; from gdviz.__main__ import main\ntry: main(['--version'])\nexcept SystemExit: pass\n"
    program += "import gdviz.commands.doctor; print([n for n in ('numpy', 'PySide6', 'pyqtgraph') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_names_every_command() -> None:
    said = gdviz("--help").stdout
    for command in COMMANDS:
        assert f"gdviz {command} " in said
        assert gdviz(command, "--help").returncode == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be without a screen")
@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ":4711"}, {"QT_QPA_PLATFORM": "xcb"}])
def test_without_a_screen_one_sentence_and_no_abort(environment: dict[str, str]) -> None:
    done = gdviz(**environment)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("gdviz: gdviz needs a screen")
    assert done.stderr.count("\n") == 1


def test_a_file_that_is_not_there() -> None:
    done = gdviz("no-such-table.csv")
    assert (done.returncode, done.stderr) == (2, "gdviz: there is no file no-such-table.csv\n")


def test_a_file_that_was_mistyped_and_a_folder(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("x,y\n1,2\n")
    done = gdviz(str(tmp_path / "points.cvs"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(f"points.cvs; did you mean {tmp_path / 'points.csv'}?\n")
    done = gdviz(str(tmp_path))
    assert (done.returncode, done.stderr) == (2, f"gdviz: {tmp_path} is a folder; name a file in it\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("runn", "race"), "gdviz: there is no command 'runn'; did you mean `gdviz run`?"),
        (("rendr", "race", "--to", "race.svg"), "gdviz: there is no command 'rendr'; did you mean `gdviz render`?"),
        (("run", "race", "--stepz", "5"), "gdviz run: '--stepz' is not understood; did you mean --steps?"),
        (
            ("digits", "train", "--presett=cnn"),
            "gdviz digits: '--presett=cnn' is not understood; did you mean --preset?",
        ),
        (("--lessn", "race"), "gdviz: '--lessn' is not understood; did you mean --lesson?"),
        (("--lesson", "gdline"), "gdviz: there is no lesson 'gdline'; did you mean 'gd-line'?"),
        (("doctor", "everything"), "gdviz doctor: 'everything' is not understood; `gdviz doctor --help` lists what"),
        (("run",), "gdviz run: the following arguments are required: LESSON or FILE.gdviz; `gdviz run --help`"),
    ],
)
def test_wrong_words_are_one_sentence_that_names_the_right_one(words: tuple[str, ...], said: str) -> None:
    done = gdviz(*words, QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


def test_a_mistyped_command_is_recognised() -> None:
    done = gdviz("leson")
    assert done.returncode == 2
    assert "did you mean `gdviz lessons`?" in done.stderr


def test_pyside_that_cannot_be_imported_is_one_sentence_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "gdviz.ui.app", None)
    assert main([]) == 1
    assert "`gdviz doctor` says what is missing" in capsys.readouterr().err


def test_blas_gets_one_thread_unless_the_user_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "execute", lambda arguments: 0)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "4")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    assert main([]) == 0
    assert os.environ["OPENBLAS_NUM_THREADS"] == "4"
    assert os.environ["MKL_NUM_THREADS"] == "1"


def test_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(window, "execute", interrupt)
    assert main([]) == 130


def test_lessons_are_listed_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lessons"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [lesson.id for lesson in load_lessons().everything]
    assert {"closed-form", "hill-climb", "gd-line", "gd-nine", "polynomial", "logistic"} <= {
        line.split()[0] for line in lines
    }
    assert all(len(line.split()) > 1 for line in lines)


@pytest.mark.skipif(sys.platform == "win32", reason="head is not there")
def test_a_pipe_that_closes_early_is_no_error() -> None:
    command = f"{sys.executable} -m gdviz lessons | head -n 1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""


def test_a_broken_lesson_is_named_and_the_rest_listed(own_settings: Path) -> None:
    folder = own_settings / "data" / "gdviz" / "lessons"
    folder.mkdir(parents=True)
    (folder / "broken.toml").write_text('id = "broken"\ntitle = \n')
    done = gdviz("lessons")
    assert done.returncode == 0
    assert "gd-line" in done.stdout
    assert "broken.toml" in done.stderr
    assert "line 2" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_said_in_a_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "gdviz", "lessons"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert ended.returncode == 1
    assert ended.stderr.startswith("gdviz: ")
    assert len(ended.stderr.splitlines()) == 1
