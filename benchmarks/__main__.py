"""Run the cases, then how cost grows, and print a table: `python -m benchmarks [--json] [--rounds N] [--only TEXT]`."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from benchmarks import (
    closing,
    cnn,
    drawings,
    films,
    growth,
    heatmap,
    line,
    mnist,
    mse_surface,
    network,
    small_network,
    window,
    workspaces,
)
from benchmarks.case import Case, PeerMissingError, measure

MODULES = (network, small_network, line, heatmap, mse_surface, mnist, cnn, window, workspaces, closing, films, drawings)
COLUMNS = "{:<46} {:<22} {:>14} {:>14} {:>8} {:>7}  {}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of a table")
    parser.add_argument("--rounds", type=int, default=11, help="how often peer and gdviz take turns (default 11)")
    parser.add_argument("--only", default="", help="only the cases whose name contains this")
    parser.add_argument("--plot", metavar="FILE.png", help="draw how cost grows")
    options = parser.parse_args()
    cases: list[Case] = [case for module in MODULES for case in module.CASES if options.only in case.name]
    if not options.json:
        print(COLUMNS.format("case", "peer", "peer", "gdviz", "ratio", "goal", "verdict"))
    for case in cases:
        try:
            result = measure(case, options.rounds)
        except PeerMissingError as error:
            facts = {"case": case.name, "peer": case.peer, "skipped": str(error)}
            print(json.dumps(facts) if options.json else f"{case.name:<46} {case.peer:<22} {error}", flush=True)
            continue
        if options.json:
            print(json.dumps({**asdict(result), "reached": result.reached, "verdict": result.verdict}), flush=True)
        else:
            peer, gdviz = (f"{figure:,.4g} {case.unit}" if figure < 1000 else f"{figure:,.0f} {case.unit}"
                           for figure in (result.peer_figure, result.gdviz_figure))  # fmt: skip
            print(COLUMNS.format(case.name, case.peer, peer, gdviz, f"{result.ratio:.2f}x", f"{case.goal:g}x",
                                 result.verdict), flush=True)  # fmt: skip
    growth.report(options.only, options.rounds, options.json, options.plot)


if __name__ == "__main__":
    main()
