"""gdviz run LESSON or FILE.gdviz: train without a window, for scripts and for checking."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from tqdm import tqdm

from gdviz.commands.run_images import image_lesson, run_image_lesson
from gdviz.commands.run_slopes import run_slope_lesson, slope_lesson
from gdviz.commands.source import exit_code, open_source
from gdviz.core.plugins import load_plugins
from gdviz.training.headless import results

MOST_PARAMETERS_SHOWN = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is trained, how long, and how it is shown."""
    parser.add_argument(
        "source", metavar="LESSON or FILE.gdviz",
        help="the lesson's id (`gdviz lessons` lists them), or a saved session, which goes on where it stood",
    )  # fmt: skip
    parser.add_argument(
        "--steps", type=step_count, metavar="N", help="up to this step, not the lesson's own or where the session stood"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")


def execute(arguments: argparse.Namespace) -> int:
    """Train and print; returns 2 for an unknown lesson or file, 1 if its parts do not fit each other."""
    load_plugins()
    try:
        slopes = slope_lesson(arguments.source)
        if slopes is not None:
            return run_slope_lesson(slopes, as_json=arguments.json)
        lesson = image_lesson(arguments.source)
        if lesson is not None:
            return run_image_lesson(lesson, arguments.steps, as_json=arguments.json)
        source = open_source(arguments.source)
    except ValueError as error:
        print(f"gdviz: {error}", file=sys.stderr)
        return exit_code(error)
    steps = source.steps if arguments.steps is None else arguments.steps
    try:
        with tqdm(total=steps, unit="step", disable=not sys.stderr.isatty(), leave=False) as bar:
            race, preparation, _ = source.train(steps, bar.update)
    except ValueError as error:
        kind = "session" if source.saved is not None else "lesson"
        print(f"gdviz: {kind} {source.name} cannot be trained: {error}", file=sys.stderr)
        return 1
    runs = results(source.experiment, race, preparation)
    if arguments.json:
        print(
            json.dumps(
                {"lesson": source.name, "title": source.title, **runs[0], "runs": runs}, indent=2, allow_nan=False
            )
        )
    else:
        print(table(source.name, runs))
    return 0


def table(lesson: str, runs: list[dict[str, Any]]) -> str:
    """Return the results as text: a line for each method, one for its settings, one for what it has learned."""
    lines = [
        f"{lesson}: {runs[0]['model']}",
        f"{'method':<20} {'steps':>8} {'loss':>12} {'accuracy':>9} {'seconds':>9}",
    ]
    for run in runs:
        loss = "-" if run["loss"] is None else f"{run['loss']:.6g}"
        accuracy = "-" if run["accuracy"] is None else f"{run['accuracy']:.2%}"
        status = "  diverged" if run["status"] == "diverged" else ""
        spent = f"{run['seconds']:.4g}"
        lines.append(f"{run['method']:<20} {run['steps']:>8,} {loss:>12} {accuracy:>9} {spent:>9}{status}")
        if run["settings"]:
            lines.append("  " + ", ".join(f"{name} {value}" for name, value in run["settings"].items()))
        shown = [f"{name} = {'-' if value is None else f'{value:.5g}'}" for name, value in run["theta"].items()][
            :MOST_PARAMETERS_SHOWN
        ]
        rest = len(run["theta"]) - len(shown)
        if shown:  # a model that keeps its points has no numbers
            lines.append("  " + ", ".join(shown) + (f", and {rest} more" if rest else ""))
    return "\n".join(lines)


def step_count(text: str) -> int:
    try:
        steps = int(text.replace(",", "").replace("_", ""))
    except ValueError:
        raise argparse.ArgumentTypeError(f"--steps must be a whole number; got {text!r}") from None
    if steps < 0:
        raise argparse.ArgumentTypeError(f"--steps must be at least 0; got {steps}")
    return steps
