"""Runs written programs, each in a process of its own that has its libraries at once.

Most of what a short program takes is the start of Python and of NumPy or scikit-learn. One process starts them, and
divides itself for each program: what a program leaves behind ends with it.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SECONDS = 120
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
IMPORTED = re.compile(r"^\s*(?:import|from)\s+([\w.]+)", re.MULTILINE)
# They start threads of their own, which a divided process would lack.
BY_THEMSELVES = ("torch", "keras", "tensorflow")

DIVIDER = """
import importlib, json, os, signal, sys, traceback, warnings

for line in sys.stdin:
    order = json.loads(line)
    for name in order["imports"]:
        try:
            importlib.import_module(name)
        except ImportError:
            pass  # the program will say it
    child = os.fork()
    if not child:
        signal.alarm(order["seconds"])
        os.chdir("/")
        for number, path in enumerate(("/dev/null", order["out"], order["err"])):
            os.dup2(os.open(path, os.O_RDWR), number)
        sys.stdin = open(0, closefd=False)
        sys.argv = ["-c", *order["words"]]
        for category in order["errors"]:
            warnings.simplefilter("error", getattr(__builtins__, category))
        code = 0
        try:
            exec(compile(order["program"], "<string>", "exec"), {"__name__": "__main__"})
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush(), sys.stderr.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def run_program(
    program: str, words: Sequence[str], files: Mapping[str, str | bytes] | None = None, errors: Sequence[str] = ()
) -> Done:
    """Run `program` with arguments, as `python -c` does in /; `files` tell what it will import.

    Warnings of the kinds `errors` are errors.
    """
    texts = [text for text in (files or {}).values() if isinstance(text, str)]
    imports = [name for text in (program, *texts) for name in IMPORTED.findall(text)]
    if not hasattr(os, "fork") or any(name.split(".")[0] in BY_THEMSELVES for name in imports):
        warned = [word for kind in errors for word in ("-W", f"error::{kind}")]
        done = subprocess.run(
            [sys.executable, *warned, "-c", program, *words], capture_output=True, text=True, timeout=SECONDS,
            env={**os.environ, **ENVIRONMENT}, cwd="/", check=False,
        )  # fmt: skip
        return Done(done.returncode, done.stdout, done.stderr)
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        out.touch(), err.touch()
        order = {"program": program, "words": [*words], "imports": sorted(set(imports)), "errors": [*errors],
                 "seconds": SECONDS, "out": str(out), "err": str(err)}  # fmt: skip
        divider = _divider()
        assert divider.stdin is not None
        assert divider.stdout is not None
        divider.stdin.write(json.dumps(order) + "\n")
        divider.stdin.flush()
        code = int(divider.stdout.readline())
        return Done(code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


@cache
def _divider() -> subprocess.Popen[str]:
    divider = subprocess.Popen(
        [sys.executable, "-c", DIVIDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, **ENVIRONMENT}, cwd="/",
    )  # fmt: skip
    atexit.register(divider.communicate)  # it ends when there are no more orders
    return divider
