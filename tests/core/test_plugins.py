"""Third-party parts come by entry points; one that is broken is named, and the others work."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from gdviz.core import registry as registry_module
from gdviz.core.methods import METHODS, GradientMethod
from gdviz.core.plugins import load_plugins


class Halving(GradientMethod):
    """Half of the slope."""

    title = "Halving"
    formula = ("{w} ← {w} − ½ ∂L/∂{w}",)

    def update(self, theta, grad):
        theta -= 0.5 * grad


@pytest.fixture
def offered(monkeypatch):
    points = {
        "gdviz.methods": [
            EntryPoint("halving", f"{__name__}:Halving", "gdviz.methods"),
            EntryPoint("broken", "no_such_package_of_anybody:Method", "gdviz.methods"),
        ]
    }
    monkeypatch.setattr(registry_module, "entry_points", lambda group: points.get(group, []))
    monkeypatch.setattr(EntryPoint, "load", lambda self: _load(self))
    yield
    METHODS._classes.pop("halving", None)
    METHODS.failures.clear()


def _load(point: EntryPoint) -> type:
    if point.name == "halving":
        return Halving
    raise ModuleNotFoundError("No module named 'no_such_package_of_anybody'")


def test_a_plugin_is_registered_and_a_broken_one_is_named_with_its_error(offered):
    failures = load_plugins()
    assert METHODS["halving"] is Halving
    assert list(failures) == ["broken (no_such_package_of_anybody:Method)"]
    assert "no_such_package_of_anybody" in next(iter(failures.values()))
