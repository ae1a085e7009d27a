"""Functions that are typed: read, differentiated and evaluated without ever running text as a program."""

from gdviz.core.formula.calculus import chain
from gdviz.core.formula.formula import Formula, parse
from gdviz.core.formula.parser import FormulaError
from gdviz.core.formula.program import Program
from gdviz.core.formula.tree import FUNCTIONS, OF_SEVERAL

__all__ = ["FUNCTIONS", "OF_SEVERAL", "Formula", "FormulaError", "Program", "chain", "parse"]
