"""Experiments as values: to JSON and back, and every wrong entry named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdviz.core.datasets import DATASETS
from gdviz.core.features import FEATURES
from gdviz.core.hyperparameter import Hyperparameter, hyperparameters
from gdviz.core.layers import LAYERS
from gdviz.core.layers.base import Merge
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models import MODELS
from gdviz.core.transforms import TRANSFORM_KINDS, Transform
from gdviz.training.experiment import (
    OWN_DATA,
    DataChoice,
    Experiment,
    MethodChoice,
    ModelChoice,
    from_json,
    to_json,
)


def values_of(item: Hyperparameter) -> st.SearchStrategy[Any]:
    if item.kind == "boolean":
        return st.booleans()
    if item.kind == "choice":
        return st.sampled_from(item.choices)
    if item.kind == "several":
        return st.lists(st.sampled_from(item.choices), unique=True).map(", ".join)
    if item.kind == "formula":
        return st.sampled_from(["x", "x^2 + y^2", "sin(x)*y - 1/(1 + exp(-y))"])
    assert item.low is not None
    assert item.high is not None
    if item.kind == "integer":
        return st.integers(int(item.low), int(item.high))
    return st.floats(item.low, item.high)


def some_options(owner: type) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={item.name: values_of(item) for item in hyperparameters(owner)})


@st.composite
def data_choices(draw: st.DrawFn) -> DataChoice:
    source = draw(st.sampled_from([OWN_DATA, *DATASETS]))
    transforms = st.builds(Transform, st.sampled_from(TRANSFORM_KINDS), st.floats(-1e6, 1e6))
    return DataChoice(
        source,
        {} if source == OWN_DATA else draw(some_options(DATASETS[source])),
        draw(st.integers(0, 2**40)),
        draw(st.floats(0.05, 1)),
        draw(transforms),
        draw(transforms),
        tuple(draw(st.lists(st.sampled_from(list(FEATURES)), min_size=1, unique=True))),
    )


@st.composite
def layer_choices(draw: st.DrawFn) -> LayerChoice:
    name = draw(st.sampled_from([name for name, cls in LAYERS.items() if not issubclass(cls, Merge)]))
    return LayerChoice(name, draw(some_options(LAYERS[name])))


@st.composite
def model_choices(draw: st.DrawFn) -> ModelChoice:
    name = draw(st.sampled_from(list(MODELS)))
    options = draw(some_options(MODELS[name]))
    if name == "network" and draw(st.booleans()):
        options["hidden"] = draw(st.lists(st.integers(1, 512), max_size=12))
    elif name == "network":
        options = {"layers": draw(st.lists(layer_choices(), max_size=5))}
    return ModelChoice(name, options)


@st.composite
def method_choices(draw: st.DrawFn, key: int) -> MethodChoice:
    name = draw(st.sampled_from(list(METHODS)))
    batch_size = draw(st.none() | st.integers(1, 10**6))
    return MethodChoice(
        key, name, draw(some_options(METHODS[name])), batch_size, draw(st.booleans()), draw(st.integers(0, 9))
    )


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    keys = draw(st.lists(st.integers(1, 50), min_size=1, max_size=4, unique=True))
    start = draw(st.none() | st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=6))
    return Experiment(
        draw(data_choices()),
        draw(model_choices()),
        draw(st.sampled_from(list(LOSSES))),
        draw(st.floats(0, 1e6)),
        draw(st.floats(0, 1e6)),
        draw(st.integers(0, 2**40)),
        None if start is None else tuple(start),
        tuple(draw(method_choices(key)) for key in keys),
    )


def test_layers_in_json() -> None:
    layers = ({"name": "dense", "width": 3, "activation": "relu"}, {"name": "dropout"})
    experiment = Experiment(model=ModelChoice("network", {"layers": layers}))
    assert experiment.model.options["layers"] == (
        LayerChoice("dense", {"width": 3, "activation": "relu"}),
        LayerChoice("dropout"),
    )
    plain = json.loads(json.dumps(to_json(experiment)))
    assert plain["model"]["options"]["layers"] == list(layers)
    assert from_json(plain) == experiment


@given(experiments())
def test_to_json_text_and_back(experiment: Experiment) -> None:
    plain = to_json(experiment)
    assert from_json(plain) == experiment
    assert from_json(json.loads(json.dumps(plain, allow_nan=False))) == experiment


def test_json_has_lists_and_tables_of_its_own() -> None:
    experiment = Experiment(model=ModelChoice("network", {"hidden": (3, 4)}), start=(1.0, 2.0))
    plain = to_json(experiment)
    assert plain["model"]["options"]["hidden"] == [3, 4]
    assert plain["start"] == [1.0, 2.0]
    plain["model"]["options"]["hidden"].append(5)
    plain["methods"][0]["options"]["learning_rate"] = 9
    assert experiment == Experiment(model=ModelChoice("network", {"hidden": (3, 4)}), start=(1.0, 2.0))


def test_what_is_left_out_has_its_default() -> None:
    assert from_json({}) == Experiment(methods=(MethodChoice(1, color=0),))
    short = from_json({"methods": [{}, {"name": "adam"}]})
    assert [(method.key, method.color, method.name) for method in short.methods] == [
        (1, 0, "gradient_descent"),
        (2, 1, "adam"),
    ]


WRONG = [
    ([], "the experiment must be a table"),
    ({"dta": {}}, "unknown entry 'dta' of the experiment; did you mean 'data'"),
    ({"data": 5}, "data must be a table of names and values; got 5"),
    ({"data": {"sauce": "line"}}, "unknown entry 'sauce' of data; did you mean 'source'"),
    ({"data": {"source": "lime"}}, "unknown data set 'lime'; did you mean 'line'"),
    ({"data": {"source": ["line"]}}, r"source must be a name; got \['line'\]"),
    ({"data": {"options": []}}, "options of the data must be a table"),
    ({"data": {"options": {"nois": 1}}}, "unknown hyperparameter 'nois'"),
    ({"data": {"seed": 1.5}}, "seed must be a whole number; got 1.5"),
    ({"data": {"seed": -1}}, "seed must be at least 0; got -1"),
    ({"data": {"seed": True}}, "seed must be a whole number; got True"),
    ({"data": {"train_share": 0}}, r"train_share must be in \[0.05, 1\]; got 0"),
    ({"data": {"train_share": "all"}}, "train_share must be a number; got 'all'"),
    ({"data": {"train_share": float("nan")}}, "train_share must be finite; got nan"),
    ({"data": {"transform_x": "log10"}}, "transform_x must be a table .* got 'log10'"),
    ({"data": {"transform_x": {"kind": "log"}}}, "transform must be one of .* got 'log'"),
    ({"data": {"transform_y": {"constant": "1970"}}}, "the constant of transform_y must be a number; got '1970'"),
    ({"data": {"transform_y": {"const": 1970}}}, "unknown entry 'const' of transform_y; did you mean 'constant'"),
    ({"data": {"features": "x1"}}, "features must be a list of names; got 'x1'"),
    ({"data": {"features": ["x1", "x3"]}}, "unknown feature 'x3'; known: x1"),
    ({"data": {"features": []}}, "features must name at least one; got none"),
    ({"data": {"features": ["x1", "x1"]}}, "features must differ from each other"),
    ({"data": {"features": [3]}}, "unknown feature 3"),
    ({"model": {"name": "netwrk"}}, "unknown model 'netwrk'; did you mean 'network'"),
    ({"model": {"name": None}}, "name of the model must be a name; got None"),
    ({"model": {"name": "line", "options": {"hidden": [3]}}}, "unknown hyperparameter 'hidden' of Line"),
    ({"model": {"name": "network", "options": {"hidden": 8}}}, "hidden must be a list of widths; got 8"),
    ({"model": {"name": "network", "options": {"hidden": ["a"]}}}, "hidden width must be a whole number; got 'a'"),
    ({"model": {"name": "network", "options": {"hidden": [513]}}}, r"hidden width must be in \[1, 512\]; got 513"),
    ({"model": {"name": "network", "options": {"hidden": [1] * 13}}}, "hidden must have at most 12 layers; got 13"),
    ({"model": {"name": "network", "options": {"layers": "dense"}}}, "layers must be a list of layers; got 'dense'"),
    (
        {"model": {"name": "network", "options": {"layers": [{"name": "dense"}, {"name": "dens"}]}}},
        "layer 2: unknown layer 'dens'; did you mean 'dense'",
    ),
    (
        {"model": {"name": "network", "options": {"layers": [{"name": "dropout", "rate": 1}]}}},
        r"layer 1: rate must be in \[0, 0.99\]; got 1",
    ),
    (
        {"model": {"name": "network", "options": {"layers": [], "hidden": [3]}}},
        "layers and hidden cannot both be given; each layer has its own",
    ),
    (
        {"model": {"name": "network", "options": {"layers": [], "activation": "relu"}}},
        "layers and activation cannot both be given",
    ),
    (
        {"model": {"name": "network", "options": {"layers": [{"name": "relu"}] * 65}}},
        "layers must be at most 64; got 65",
    ),
    ({"model": {"name": "line", "options": {"layers": []}}}, "unknown hyperparameter 'layers' of Line"),
    ({"model": {"name": "polynomial", "options": {"degree": 16}}}, r"degree must be in \[1, 15\]; got 16"),
    ({"model": {"name": "network", "options": {"activation": "tan"}}}, "activation must be one of .* got 'tan'"),
    ({"loss": "sme"}, "unknown loss 'sme'; did you mean 'mse'"),
    ({"loss": 3}, "loss must be a name; got 3"),
    ({"l1": -0.1}, r"l1 must be in \[0, 1e\+06\]; got -0.1"),
    ({"l2": "a lot"}, "l2 must be a number; got 'a lot'"),
    ({"seed": "one"}, "seed must be a whole number; got 'one'"),
    ({"start": 3}, "start must be a list; got 3"),
    ({"start": [1, "two"]}, "each number of start must be a number; got 'two'"),
    ({"start": [10**400]}, "each number of start must be finite"),
    ({"start": [float("inf")]}, "each number of start must be finite; got inf"),
    ({"methods": {}}, "methods must be a list; got {}"),
    ({"methods": []}, "methods must name at least one; got none"),
    ({"methods": ["adam"]}, "method 1 must be a table .* got 'adam'"),
    ({"methods": [{}, {"nme": "adam"}]}, "unknown entry 'nme' of method 2; did you mean 'name'"),
    ({"methods": [{"name": "adm"}]}, "unknown method 'adm'; did you mean 'adam'"),
    ({"methods": [{"options": {"learning_rate": -1}}]}, "learning_rate must be in"),
    ({"methods": [{"options": {"learning_rate": "fast"}}]}, "learning_rate must be a number; got 'fast'"),
    ({"methods": [{"options": {"rate": 1}}]}, "unknown hyperparameter 'rate' of GradientDescent"),
    ({"methods": [{"options": 3}]}, "options of the method must be a table"),
    ({"methods": [{"batch_size": 0}]}, "batch_size must be at least 1; got 0"),
    ({"methods": [{"batch_size": 2.5}]}, "batch_size must be a whole number; got 2.5"),
    ({"methods": [{"key": "a"}]}, "key of a method must be a whole number; got 'a'"),
    ({"methods": [{"key": 2}, {}]}, "methods must have keys of their own; got 2, 2"),
    ({"methods": [{"active": 1}]}, "active must be true or false; got 1"),
    ({"methods": [{"color": -1}]}, "color must be at least 0; got -1"),
]


@pytest.mark.parametrize(("plain", "message"), WRONG, ids=[message[:40] for _, message in WRONG])
def test_a_wrong_entry_is_named(plain: Any, message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=message):
        from_json(plain)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["data", "model", "methods", "loss", "start", "name", "options", "seed", "features", "key"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    )
)
def test_whatever_stands_in_a_file_is_an_experiment_or_a_sentence(plain: Any) -> None:
    try:
        read = from_json(plain)
    except (ValueError, TypeError) as error:
        read = str(error)
    assert read
    assert isinstance(read, (Experiment, str))


class TestExperiment:
    def test_a_method_is_found_by_its_key(self) -> None:
        experiment = Experiment(methods=(MethodChoice(4), MethodChoice(7, "adam")))
        assert experiment.method(7).name == "adam"
        with pytest.raises(KeyError):
            experiment.method(1)

    def test_one_method_is_changed_and_the_others_stay(self) -> None:
        experiment = Experiment(methods=(MethodChoice(4), MethodChoice(7, "adam")))
        changed = experiment.with_method(MethodChoice(4, "momentum"))
        assert [method.name for method in changed.methods] == ["momentum", "adam"]
        assert [method.name for method in experiment.methods] == ["gradient_descent", "adam"]

    def test_options_are_kept_in_their_own_type_and_apart_from_what_was_handed_in(self) -> None:
        options = {"learning_rate": 1}
        method = MethodChoice(1, options=options)
        options["learning_rate"] = 2
        assert method.options == {"learning_rate": 1.0}
        assert isinstance(method.options["learning_rate"], float)
        assert ModelChoice("polynomial", {"degree": 4.0}).options == {"degree": 4}
