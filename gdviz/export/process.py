"""A process that draws pictures while the window goes on: requests come in, and answers go out, a line of JSON each.

    {"open": "/tmp/run.gdviz", "view": {...}}              which session is drawn from now on, see `view_of`
    {"id": 1, "to": "/home/me/run.svg", "picture": {...}}   one picture, see `Picture.to_json`

    {"id": 1, "done": 3, "of": 90}        so many frames are there
    {"id": 1, "bytes": 20480}             the file is there, whole
    {"id": 1, "error": "one sentence"}    it is not; with "id" null the session could not be opened

It ends when nobody can ask any more.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

# Another theme than the window's, and no window of its own: a platform that shows nothing draws the same.
if sys.platform.startswith("linux"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtWidgets import QApplication

from gdviz.core.plugins import load_plugins
from gdviz.core.registry import discover
from gdviz.export.picture import Picture, draw
from gdviz.export.stage import Stage, StageError
from gdviz.panels import PANELS
from gdviz.session import Session
from gdviz.system.files import write_whole
from gdviz.training.session_file import SessionFileError, read_session


def main() -> int:
    """Answer until the input ends; returns the exit code."""
    QApplication.instance() or QApplication(sys.argv[:1])
    load_plugins()
    discover("gdviz.panels")
    PANELS.load_entry_points()
    stage: Stage | None = None
    for line in sys.stdin:
        request = json.loads(line)
        if "open" in request:
            if stage is not None:
                stage.close()
            stage = _opened(Path(request["open"]), request.get("view"))
        elif stage is not None:
            _answer(stage, request)
    if stage is not None:
        stage.close()
    return 0


def _opened(path: Path, view: dict[str, Any] | None) -> Stage | None:
    try:
        saved = read_session(path)
        stage = Stage(Session())
        stage.open(saved, view)
    except (SessionFileError, StageError) as error:
        _say(id=None, error=str(error))
        return None
    return stage


def _answer(stage: Stage, request: dict[str, Any]) -> None:
    number = request["id"]
    try:
        content = draw(
            stage,
            Picture.from_json(request["picture"]),
            lambda done, total: _say(id=number, done=done, of=total),
        )
        write_whole(Path(request["to"]), content)
    except (ValueError, StageError) as error:
        _say(id=number, error=str(error))
    except OSError as error:
        _say(id=number, error=f"{request['to']} could not be written: {error.strerror or error}")
    else:
        _say(id=number, bytes=len(content))


def _say(**answer: Any) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    sys.exit(main())
