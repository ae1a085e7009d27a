"""gdviz data fetch NAME: bring a data set that is too large to come with the app."""

from __future__ import annotations

import argparse
import sys

from gdviz.core.grouped import grouped

NAMES = ("fashion-mnist",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is fetched."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    fetch = actions.add_parser("fetch", help="bring a data set into your data folder, once")
    fetch.add_argument("name", choices=NAMES, metavar="NAME", help=f"one of: {', '.join(NAMES)}")
    fetch.add_argument("--quiet", action="store_true", help="show no progress bar")


def execute(arguments: argparse.Namespace) -> int:
    """Fetch; returns 1 with one sentence if that was not possible."""
    from gdviz.core.images.fetch import FetchError, fetch_fashion_mnist

    try:
        folder = fetch_fashion_mnist(progress=not arguments.quiet and sys.stderr.isatty())
    except FetchError as error:
        print(f"gdviz: {error}", file=sys.stderr)
        return 1
    print(f"Fashion-MNIST, {grouped(60_000)} training and {grouped(10_000)} test images, is in {folder}")
    return 0
