"""gdviz doctor: say in plain words what is missing on this machine."""

from __future__ import annotations

import argparse

from gdviz import __version__
from gdviz.system.checkup import Finding, checkup
from gdviz.system.libraries import apt_line, has_apt


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """This command has no options."""


def execute(arguments: argparse.Namespace) -> int:
    """Print the findings; returns 0 if gdviz can start, else 1."""
    findings = checkup()
    print(report(findings))
    return int(any(finding.state == "missing" for finding in findings))


def report(findings: list[Finding]) -> str:
    """Return the findings a line each, and what to do."""
    lines = [f"gdviz {__version__}", *(f"  {finding.state:<8} {finding.text}" for finding in findings)]
    if all(finding.state != "missing" for finding in findings):
        return "\n".join([*lines, "gdviz can start here."])
    lines.append('gdviz cannot open its window here yet: see "missing" above.')
    packages = sorted({package for finding in findings for package in finding.packages})
    if packages and has_apt():
        lines += ["This installs what the system lacks:", f"    {apt_line(packages)}"]
    return "\n".join(lines)
