"""Parts of gdviz that run in a process of their own."""

from __future__ import annotations

import sys

_RUN = (
    "import sys; sys.path[:] = sys.argv.pop(1).split('\\n'); "
    "import runpy; runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"
)


def own_process(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module, which finds the very modules that this process finds.

    `python -m` would look in the present folder first: a student's random.py there would be taken for Python's.
    """
    return [sys.executable, "-c", _RUN, "\n".join(sys.path), module, *arguments]
