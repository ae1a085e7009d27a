"""Methods of one kind are told apart by what sets them apart."""

from __future__ import annotations

from gdviz.session.race_names import race_names
from gdviz.training.experiment import Experiment, MethodChoice


def names(*methods: MethodChoice) -> list[tuple[str, str]]:
    named = race_names(Experiment(methods=methods))
    return [(named[method.key].full, named[method.key].short) for method in methods]


def test_methods_of_different_kinds_have_their_titles_and_first_words() -> None:
    assert names(MethodChoice(1, "nesterov"), MethodChoice(2, "adam", color=1)) == [
        ("Nesterov momentum", "Nesterov"),
        ("Adam", "Adam"),
    ]


def test_those_of_one_kind_say_in_what_they_differ() -> None:
    rates = [MethodChoice(k, "gradient_descent", {"learning_rate": r}, color=k) for k, r in ((1, 0.1), (2, 1.5))]
    assert names(*rates, MethodChoice(3, "adam", color=3)) == [
        ("Gradient descent η 0.1", "η 0.1"),
        ("Gradient descent η 1.5", "η 1.5"),
        ("Adam", "Adam"),
    ]


def test_a_batch_is_told_too_and_twins_are_numbered() -> None:
    three = (
        MethodChoice(1, "gradient_descent", batch_size=10, color=1),
        MethodChoice(2, "gradient_descent", color=2),
        MethodChoice(3, "gradient_descent", color=3),
    )
    assert [full for full, _ in names(*three)] == [
        "Gradient descent batch 10",
        "Gradient descent all rows, #2",
        "Gradient descent all rows, #3",
    ]


def test_a_choice_is_told_by_its_word() -> None:
    both = [MethodChoice(k, "newton", {"target": t}, color=k) for k, t in ((1, "minimum"), (2, "root"))]
    assert names(*both) == [("Newton minimum", "minimum"), ("Newton root", "root")]
