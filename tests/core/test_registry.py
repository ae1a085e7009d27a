"""Names for classes."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from gdviz.core import registry as registry_module
from gdviz.core.registry import Registry, discover


class Adam:
    pass


class Momentum:
    pass


class Stranger:
    pass


NO_CLASS = 42


@pytest.fixture
def methods() -> Registry:
    registry = Registry("method", "gdviz.tests")
    registry.register("adam")(Adam)
    registry.register("momentum")(Momentum)
    return registry


def test_classes_are_found_under_their_names_in_order(methods) -> None:
    assert methods["adam"] is Adam
    assert Adam.name == "adam"
    assert list(methods) == ["adam", "momentum"]
    assert methods.items() == [("adam", Adam), ("momentum", Momentum)]
    assert "adam" in methods
    assert "eve" not in methods
    assert len(methods) == 2


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("adm", "unknown method 'adm'; did you mean 'adam'?"),
        ("Momentum", "unknown method 'Momentum'; did you mean 'momentum'?"),
        ("xyz", "unknown method 'xyz'; known: adam, momentum"),
    ],
)
def test_the_nearest_name_is_offered(methods, asked, message) -> None:
    with pytest.raises(ValueError, match="unknown method") as caught:
        methods[asked]
    assert str(caught.value) == message


def test_a_name_is_taken_once(methods) -> None:
    with pytest.raises(ValueError, match=f"method 'adam' is registered twice: by {__name__} and {__name__}"):
        methods.register("adam")(Stranger)
    assert methods["adam"] is Adam


def test_a_module_that_is_loaded_again_replaces_its_own_class(methods) -> None:
    again = type("Adam", (), {"__module__": __name__})
    methods.register("adam")(again)
    assert methods["adam"] is again


def points(monkeypatch, *pairs) -> None:
    made = [EntryPoint(name, value, "gdviz.tests") for name, value in pairs]
    monkeypatch.setattr(registry_module, "entry_points", lambda group: made if group == "gdviz.tests" else [])


def test_what_other_packages_offer_is_registered(methods, monkeypatch) -> None:
    points(monkeypatch, ("stranger", f"{__name__}:Stranger"))
    methods.load_entry_points()
    methods.load_entry_points()
    assert methods["stranger"] is Stranger
    assert methods.failures == {}


def test_what_cannot_be_loaded_is_listed_and_the_others_work(methods, monkeypatch) -> None:
    points(
        monkeypatch,
        ("absent", "no_such_package_of_anybody:Thing"),
        ("nothing", f"{__name__}:Nothing"),
        ("number", f"{__name__}:NO_CLASS"),
        ("adam", f"{__name__}:Stranger"),
        ("stranger", f"{__name__}:Stranger"),
    )
    methods.load_entry_points()
    failures = {name.partition(" ")[0]: reason for name, reason in methods.failures.items()}
    assert set(failures) == {"absent", "nothing", "number", "adam"}
    assert "ModuleNotFoundError" in failures["absent"]
    assert "AttributeError" in failures["nothing"]
    assert failures["number"] == "TypeError: method 'number' must be a class; got 42"
    assert "method 'adam' is registered twice" in failures["adam"]
    assert methods["adam"] is Adam
    assert methods["stranger"] is Stranger


def test_without_a_group_nobody_is_asked(monkeypatch) -> None:
    monkeypatch.setattr(registry_module, "entry_points", lambda group: pytest.fail("asked"))
    Registry("link").load_entry_points()


def test_discover_imports_every_module_of_a_package(tmp_path, monkeypatch) -> None:
    package = tmp_path / "some_discovered_package"
    package.mkdir()
    (package / "__init__.py").write_text("seen = []\n")
    for name in ("one", "two"):
        (package / f"{name}.py").write_text(f"from some_discovered_package import seen\nseen.append({name!r})\n")
    monkeypatch.syspath_prepend(tmp_path)
    discover("some_discovered_package")
    import some_discovered_package

    assert sorted(some_discovered_package.seen) == ["one", "two"]


def test_by_an_order_of_their_own() -> None:
    shelf = Registry[type]("book", ordered=True)
    for name, order in (("late", 30), ("early", 10), ("as early", 10), ("middle", 20)):
        shelf.register(name)(type(name, (), {"order": order}))
    assert list(shelf) == [name for name, _ in shelf.items()] == ["early", "as early", "middle", "late"]
    assert "late" in shelf
    assert len(shelf) == 4
