"""gdviz lessons: a line each, id and title."""

from __future__ import annotations

import argparse
import sys

from gdviz.core.plugins import load_plugins
from gdviz.lessons import load_lessons


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """This command has no options."""


def execute(arguments: argparse.Namespace) -> int:
    """Print the lessons; files that are wrong are named on stderr, and the rest is listed all the same."""
    load_plugins()
    found = load_lessons()
    width = max((len(lesson.id) for lesson in found.everything), default=0)
    for lesson in found.everything:
        print(f"{lesson.id:<{width}}  {lesson.text('en').title}")
    for problem in found.problems:
        print(f"gdviz: {problem}", file=sys.stderr)
    return 0
