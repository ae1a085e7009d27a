"""Rows of chosen layers: what they come to, and what is said where they cannot be."""

from __future__ import annotations

import pytest

from gdviz.core.layers.choice import LayerChoice
from gdviz.core.stack import LayerReport, check


def choices(*written: object) -> list[LayerChoice]:
    return [LayerChoice.of({"name": each} if isinstance(each, str) else each) for each in written]


def test_each_layer_with_its_shape_and_its_parameters() -> None:
    layers = choices(
        {"name": "conv2d", "filters": 8, "kernel_rows": 3, "kernel_columns": 3},
        "max_pooling2d",
        "batch_normalization",
        "flatten",
        {"name": "dense", "width": 10, "frozen": True},
        "dropout",
        "relu",
    )
    assert check((28, 28, 1), layers) == (
        LayerReport(1, "conv2d", (26, 26, 8), 3 * 3 * 8 + 8),
        LayerReport(2, "max_pooling2d", (13, 13, 8)),
        LayerReport(3, "batch_normalization", (13, 13, 8), 16, 16),
        LayerReport(4, "flatten", (1352,)),
        LayerReport(5, "dense", (10,), 0, 13_530),
        LayerReport(6, "dropout", (10,)),
        LayerReport(7, "relu", (10,)),
    )


def test_after_the_first_that_does_not_fit_nothing_is_known() -> None:
    first, wrong, unknown = check((28, 28, 1), choices("tanh", "dense", {"name": "dense", "width": 3}))
    assert first == LayerReport(1, "tanh", (28, 28, 1))
    assert (wrong.number, wrong.shape) == (2, None)
    assert wrong.complaint.startswith("layer 2 (dense): rows must be plain lists of numbers")
    assert wrong.complaint.endswith("got (28, 28, 1)")
    assert unknown == LayerReport(3, "dense", None)


def test_too_many_parameters() -> None:
    small, large = check((60_000,), choices("dropout", {"name": "dense", "width": 1000}))
    assert small.complaint == ""
    assert (
        large.complaint
        == "layer 2 (dense): the model may have 50\u202f000\u202f000 parameters; got 60\u202f001\u202f000"
    )


def test_no_layers_and_no_rows() -> None:
    assert check((2,), []) == ()
    with pytest.raises(ValueError, match=r"the shape of a row must be whole numbers from 1 on; got \(\)"):
        check((), [])


def test_a_choice_and_what_is_written_of_it() -> None:
    choice = LayerChoice("dense", {"width": 3, "activation": "relu"})
    assert choice.plain() == {"name": "dense", "width": 3, "activation": "relu"}
    assert LayerChoice.of(choice.plain()) == choice
    assert LayerChoice.of(choice) is choice
    assert choice.replace(width=5).options == {"width": 5, "activation": "relu"}
    assert (choice.make().width, choice.make().activation, choice.make().l2) == (3, "relu", 0.0)
    assert choice.make() is not choice.make()


def test_options_of_every_letter_are_read() -> None:
    written = {"name": "dense", "activation": "relu", "l2": 0.5, "width": 3}  # before and behind "name"
    assert LayerChoice.of(written).options == {"activation": "relu", "l2": 0.5, "width": 3}


def test_whoever_gave_the_options_may_change_theirs() -> None:
    options = {"width": 3}
    choice = LayerChoice("dense", options)
    options["width"] = 4
    assert choice.options == {"width": 3}


@pytest.mark.parametrize(
    ("written", "error", "said"),
    [
        ({"name": "dnse"}, ValueError, "unknown layer 'dnse'; did you mean 'dense'"),
        ({"name": "dense", "widht": 3}, ValueError, "unknown hyperparameter 'widht' of Dense"),
        ({"name": "dense", "width": 0}, ValueError, r"width must be in \[1, 100000\]; got 0"),
        ({"name": "dense", "width": "3"}, TypeError, "width must be a number; got '3'"),
        ({"name": "dense", "frozen": 1}, TypeError, "frozen must be true or false; got 1"),
        ({"name": "concatenate"}, ValueError, "a concatenate layer joins several layers"),
        ({"name": 3}, TypeError, "name of a layer must be a name; got 3"),
        ({"width": 3}, ValueError, "a layer must have a name: dense, .*; got none"),
        ("dense", TypeError, "a layer must be a table of a name and options; got 'dense'"),
    ],
)
def test_layers_that_are_none(written, error, said) -> None:
    with pytest.raises(error, match=said):
        LayerChoice.of(written)
