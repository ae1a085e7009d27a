"""From what somebody typed to a tree: a grammar of our own, and nothing of it is ever run as a program.

sum     = product { ("+" | "-") product }
product = signed { ("*" | "/") signed }
signed  = ("-" | "+") signed | power
power   = part [ "^" signed ]                     -x^2 is -(x^2), 2^3^2 is 2^(3^2)
part    = number | x | y | pi | e | name "(" sum { "," sum } ")" | "(" sum ")"
"""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass
from functools import reduce

from gdviz.core.formula.tree import FUNCTIONS, OF_SEVERAL, Node, number, variable

MOST_CHARACTERS = 200
MOST_DEPTH = 30
CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}
_SIGNS = {"·": "*", "×": "*", "÷": "/", "−": "-", "**": "^"}
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TOKEN = re.compile(
    rf"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[^\W\d{_RAISED}][^\W{_RAISED}]*)|(?P<raised>[{_RAISED}]+)"
    r"|(?P<sign>\*\*|[-+*/^(),·×÷−]))"
)


class FormulaError(ValueError):
    """What is wrong in a formula; `position` is the character it is at, 1 for the first."""

    def __init__(self, message: str, position: int = 1) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int


def parse_tree(text: str, variables: tuple[str, ...]) -> Node:
    """Return the tree of a formula in these variables.

    Raises FormulaError naming what is wrong and where, TypeError for what is no text.
    """
    if not isinstance(text, str):
        raise TypeError(f"a formula must be a text; got {text!r}")
    if len(text) > MOST_CHARACTERS:
        raise FormulaError(f"a formula has at most {MOST_CHARACTERS} characters; got {len(text)}", MOST_CHARACTERS)
    tokens = _tokens(text)
    if len(tokens) == 1:
        raise FormulaError("the formula is empty: type one, such as x^2")
    return _Parser(tokens, variables).whole()


def _tokens(text: str) -> list[_Token]:
    found, place = [], 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            place += len(text[place:]) - len(text[place:].lstrip())
            raise FormulaError(f"`{text[place]}` at {place + 1} is no part of a formula", place + 1)
        kind = match.lastgroup or ""
        found.append(_Token(kind, _SIGNS.get(match[kind], match[kind]), match.start(kind) + 1))
        place = match.end()
    return [*found, _Token("end", "", len(text.rstrip()) + 1)]


class _Parser:
    """Reads tokens from left to right; each rule of the grammar is a method."""

    def __init__(self, tokens: list[_Token], variables: tuple[str, ...]) -> None:
        self._tokens, self._place, self._variables = tokens, 0, variables
        self._depth = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._place]

    def _take(self) -> _Token:
        token = self._next
        self._place += 1
        return token

    def _takes(self, *signs: str) -> bool:
        return self._next.kind == "sign" and self._next.text in signs

    def whole(self) -> Node:
        tree = self._sum()
        rest = self._next
        if rest.kind == "end":
            return tree
        if rest.text == ")":
            raise FormulaError(f"the bracket that closes at {rest.position} was never opened", rest.position)
        if rest.text == ",":
            raise FormulaError(f"the comma at {rest.position} is in no function; decimals have a point", rest.position)
        raise FormulaError(f"a sign such as * is missing before `{rest.text}` at {rest.position}", rest.position)

    def _sum(self) -> Node:
        tree = self._product()
        while self._takes("+", "-"):
            sign = self._take().text
            tree = Node(sign, (tree, self._product()))
        return tree

    def _product(self) -> Node:
        tree = self._signed()
        while self._takes("*", "/"):
            sign = self._take().text
            tree = Node(sign, (tree, self._signed()))
        return tree

    def _signed(self) -> Node:
        self._go_deeper()
        try:
            if self._takes("-", "+"):
                sign = self._take().text
                tree = self._signed()
                return Node("neg", (tree,)) if sign == "-" else tree
            return self._power()
        finally:
            self._depth -= 1

    def _power(self) -> Node:
        tree = self._part()
        if self._next.kind == "raised":
            digits = "".join(str(_RAISED.index(digit)) for digit in self._take().text)
            tree = Node("^", (tree, number(float(digits))))
        if self._takes("^"):
            self._take()
            tree = Node("^", (tree, self._signed()))
        return tree

    def _part(self) -> Node:
        token = self._take()
        if token.kind == "number":
            value = float(token.text)
            if not math.isfinite(value):
                raise FormulaError(f"`{token.text}` at {token.position} is too large a number", token.position)
            return number(value)
        if token.kind == "name":
            return self._named(token)
        if token.text == "(":
            tree = self._sum()
            self._close(token)
            return tree
        if token.kind == "end":
            before = self._tokens[self._place - 2]
            raise FormulaError(
                f"the formula ends after `{before.text}` at {before.position}: something is missing", token.position
            )
        raise FormulaError(f"`{token.text}` at {token.position} has nothing before it to act on", token.position)

    def _named(self, token: _Token) -> Node:
        name, known = token.text, (*FUNCTIONS, *OF_SEVERAL)
        called = self._takes("(")
        if name in self._variables and not called:
            return variable(name)
        if name in CONSTANTS and not called:
            return number(CONSTANTS[name])
        if name not in known:
            raise FormulaError(self._unknown(token, called), token.position)
        if not called:
            raise FormulaError(f"`{name}` at {token.position} needs brackets: {name}(...)", token.position)
        opened = self._take()
        args = [self._sum()]
        while self._takes(","):
            self._take()
            args.append(self._sum())
        self._close(opened)
        if name in FUNCTIONS and len(args) != 1:
            raise FormulaError(f"`{name}` at {token.position} takes one number; got {len(args)}", token.position)
        if name in OF_SEVERAL:
            if len(args) < 2:
                raise FormulaError(f"`{name}` at {token.position} takes two numbers or more; got 1", token.position)
            return reduce(lambda a, b: Node(name, (a, b)), args)
        return Node(name, (args[0],))

    def _unknown(self, token: _Token, called: bool) -> str:
        name = token.text
        if called and (name in self._variables or name in CONSTANTS):
            return f"a sign such as * is missing after `{name}` at {token.position}"
        if len(name) > 1 and set(name) <= set(self._variables):
            return f"`{name}` at {token.position} is not known; write {'*'.join(name)}"
        near = difflib.get_close_matches(
            name.lower(), [*FUNCTIONS, *OF_SEVERAL, *CONSTANTS, *self._variables], n=1, cutoff=0.5
        )
        variables = " and ".join(self._variables)
        hint = f"did you mean `{near[0]}`?" if near else f"this is a function of {variables}"
        return f"`{name}` at {token.position} is not known; {hint}"

    def _close(self, opened: _Token) -> None:
        if not self._takes(")"):
            rest = self._next
            if rest.kind == "end":
                raise FormulaError(f"a bracket is open at {opened.position}", opened.position)
            if rest.text == ",":
                raise FormulaError(
                    f"the comma at {rest.position} is in no function; decimals have a point", rest.position
                )
            raise FormulaError(f"a sign such as * is missing before `{rest.text}` at {rest.position}", rest.position)
        self._take()

    def _go_deeper(self) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise FormulaError(
                f"the formula is nested more than {MOST_DEPTH} deep at {self._next.position}", self._next.position
            )
