"""Reads the words of the command line, and says in one sentence what is wrong with them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from gdviz.system.nearest import nearest


class Parser(argparse.ArgumentParser):
    """An `argparse` parser that names what a mistyped option may have meant."""

    def parse_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]
        found, unknown = self.parse_known_args(args, namespace)
        if unknown:
            word = next((word for word in unknown if word.startswith("-")), unknown[0])
            near = nearest(word.split("=")[0], self._options()) if word.startswith("-") else None
            self.error(f"{word!r} is not understood" + (f"; did you mean {near}?" if near else ""))
        return found

    def error(self, message: str) -> NoReturn:
        end = "" if message.endswith("?") else f"; `{self.prog} --help` lists what there is"
        print(f"{self.prog}: {message}{end}", file=sys.stderr)
        raise SystemExit(2)

    def _options(self) -> list[str]:
        """Return the options of this command and of those under it."""
        options: list[str] = []
        for action in self._actions:
            options += action.option_strings
            if isinstance(action, argparse._SubParsersAction):
                for parser in action.choices.values():
                    options += [name for each in parser._actions for name in each.option_strings]
        return [option for option in options if option.startswith("--")]
