"""Declared fields and what they refuse."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from gdviz.core.hyperparameter import (
    boolean,
    choice,
    hyperparameters,
    integer,
    names_in,
    real,
    several,
    validate,
    validated,
    values,
)
from gdviz.core.registry import Registry


@dataclass
class Sample:
    learning_rate: float = real(0.1, low=0.0, high=1.0, scale="log", symbol="η", unit="1/s", help="How far")
    degree: int = integer(3, low=1, high=15, restarts=True)
    activation: str = choice("tanh", ("sigmoid", "tanh"), label="Activation of neurons")
    standardise: bool = boolean(False)
    plain: int = 7


DECLARED = {item.name: item for item in hyperparameters(Sample)}


def test_declarations_come_in_order_with_all_that_a_form_needs() -> None:
    assert list(DECLARED) == ["learning_rate", "degree", "activation", "standardise"]
    rate = DECLARED["learning_rate"]
    assert (rate.kind, rate.default, rate.low, rate.high, rate.scale) == ("real", 0.1, 0.0, 1.0, "log")
    assert (rate.label, rate.symbol, rate.unit, rate.help, rate.restarts) == (
        "Learning rate",
        "η",
        "1/s",
        "How far",
        False,
    )
    assert DECLARED["degree"].restarts
    assert DECLARED["activation"].label == "Activation of neurons"
    assert DECLARED["activation"].choices == ("sigmoid", "tanh")
    assert Sample().learning_rate == 0.1


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("learning_rate", 0, 0.0),
        ("learning_rate", 1.0, 1.0),
        ("degree", 15, 15),
        ("degree", 4.0, 4),
        ("activation", "sigmoid", "sigmoid"),
        ("standardise", True, True),
    ],
)
def test_what_is_allowed_comes_back_in_its_own_type(name, value, expected) -> None:
    found = DECLARED[name].check(value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("name", "value", "error", "message"),
    [
        ("learning_rate", 3.0, ValueError, "learning_rate must be in [0, 1]; got 3.0"),
        ("learning_rate", -1e-9, ValueError, "learning_rate must be in [0, 1]; got -1e-09"),
        ("learning_rate", float("nan"), ValueError, "learning_rate must be in [0, 1]; got nan"),
        ("learning_rate", float("inf"), ValueError, "learning_rate must be in [0, 1]; got inf"),
        ("learning_rate", "0.1", TypeError, "learning_rate must be a number; got '0.1'"),
        ("learning_rate", True, TypeError, "learning_rate must be a number; got True"),
        ("learning_rate", None, TypeError, "learning_rate must be a number; got None"),
        ("degree", 16, ValueError, "degree must be in [1, 15]; got 16"),
        ("degree", 2.5, ValueError, "degree must be a whole number in [1, 15]; got 2.5"),
        ("activation", "relu", ValueError, "activation must be one of sigmoid, tanh; got 'relu'"),
        ("standardise", 1, TypeError, "standardise must be true or false; got 1"),
    ],
)
def test_what_is_not_allowed_is_named_with_its_limit(name, value, error, message) -> None:
    with pytest.raises(error) as caught:
        DECLARED[name].check(value)
    assert str(caught.value) == message


def test_a_number_too_long_for_a_float_is_out_of_range_like_any_other() -> None:
    with pytest.raises(ValueError, match=r"degree must be in \[1, 15\]; got 1000"):
        DECLARED["degree"].check(10**400)


def test_validate_stores_types() -> None:
    sample = Sample(learning_rate=1, degree=2.0)
    validate(sample)
    assert values(sample) == {"learning_rate": 1.0, "degree": 2, "activation": "tanh", "standardise": False}
    assert type(sample.learning_rate) is float
    assert type(sample.degree) is int
    with pytest.raises(ValueError, match=r"degree must be in \[1, 15\]; got 0"):
        validate(Sample(degree=0))


def test_validated_knows_its_names() -> None:
    assert validated(Sample, {"degree": 4.0}) == {"degree": 4}
    with pytest.raises(ValueError, match="unknown hyperparameter 'degre' of Sample; did you mean 'degree'"):
        validated(Sample, {"degre": 4})


def test_several_names_are_one_text_each_once_and_known():
    @dataclass
    class Columns:
        chosen: str = several("", ("RM", "LSTAT", "AGE"))

    (item,) = hyperparameters(Columns)
    assert item.check(" LSTAT ,RM") == "LSTAT, RM"
    assert names_in(item.check("LSTAT, RM")) == ("LSTAT", "RM")
    assert names_in(item.default) == ()
    with pytest.raises(ValueError, match="chosen names an unknown 'LSAT'; did you mean 'LSTAT'"):
        item.check("RM, LSAT")
    with pytest.raises(ValueError, match="chosen must differ from each other; got 'RM, RM'"):
        item.check("RM, RM")
    with pytest.raises(TypeError, match="chosen must be names with commas between them; got 3"):
        item.check(3)


def test_choices_of_a_registry_are_those_that_it_has_when_somebody_asks() -> None:
    flavours = Registry[type]("flavour")
    flavours.register("vanilla")(type("Vanilla", (), {}))

    @dataclass
    class Ice:
        flavour: str = choice("vanilla", flavours)

    assert hyperparameters(Ice)[0].choices == ("vanilla",)
    flavours.register("lemon")(type("Lemon", (), {}))
    assert hyperparameters(Ice)[0].choices == ("vanilla", "lemon")
    assert validated(Ice, {"flavour": "lemon"}) == {"flavour": "lemon"}
