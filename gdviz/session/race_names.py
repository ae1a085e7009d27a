"""What the methods of a race are called, so that two of one kind can be told apart."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.methods import METHODS
from gdviz.training.experiment import Experiment, MethodChoice


@dataclass(frozen=True)
class RaceName:
    """`title` is the method's; `detail` what sets it apart from others of its kind, "" where it is the only one."""

    title: str
    detail: str = ""

    @property
    def full(self) -> str:
        return f"{self.title} {self.detail}".rstrip()

    @property
    def short(self) -> str:
        """Return what is enough to tell it from the others in little room."""
        return self.detail or self.title.split()[0]


def race_names(experiment: Experiment) -> dict[int, RaceName]:
    """Return the name of each method by key."""
    methods = experiment.methods
    kinds = {method.name: [other for other in methods if other.name == method.name] for method in methods}
    names = {}
    for method in methods:
        title = QCoreApplication.translate("core", METHODS[method.name].title)
        alike = kinds[method.name]
        names[method.key] = RaceName(title, _detail(method, alike) if len(alike) > 1 else "")
    return names


def _detail(method: MethodChoice, alike: list[MethodChoice]) -> str:
    """Return the values in which those of one kind differ; a number of its own where they are the same."""
    parts = []
    for item in hyperparameters(METHODS[method.name]):
        values = {other.options.get(item.name, item.default) for other in alike}
        if len(values) > 1:
            value = method.options.get(item.name, item.default)
            if item.kind == "choice":  # the word says it by itself
                parts.append(QCoreApplication.translate("core", str(value).replace("_", " ")))
                continue
            shown = f"{value:.4g}" if isinstance(value, float) else str(value)
            parts.append(f"{item.symbol or QCoreApplication.translate('core', item.label)} {shown}")
    if len({other.batch_size for other in alike}) > 1:
        rows = method.batch_size
        parts.append(
            QCoreApplication.translate("RaceNames", "all rows")
            if rows is None
            else QCoreApplication.translate("RaceNames", "batch {n}").format(n=rows)
        )
    facts = [(other.batch_size, *sorted(other.options.items())) for other in alike]
    if facts.count((method.batch_size, *sorted(method.options.items()))) > 1:
        parts.append(f"#{alike.index(method) + 1}")
    return ", ".join(parts)
