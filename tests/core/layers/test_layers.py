"""What every registered layer must hold, over shapes drawn at random: a new layer is tested by being there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.layers import LAYERS
from gdviz.core.layers.base import Layer, Merge, Mode, Moment, Passes, batch_buffer, is_batch_last
from gdviz.core.layers.dense import Dense
from gdviz.core.layers.reshape import Reshape
from gdviz.core.operations import run
from gdviz.core.parameters import Parameters

STEP = 1e-6
# another instance than the declared one, where that is too large to differentiate number by number
SMALLER = {"dense": lambda: Dense(3, "tanh"), "reshape": lambda: Reshape(2, 2, 3)}
ROWS = [(1,), (3,), (12,), (2, 2, 3), (4, 5, 1), (5, 4, 2)]


@dataclass
class Trial:
    """A layer between buffers of its own; what it is to write holds NaN until it does."""

    layer: Layer
    parameters: Parameters
    xs: tuple[Any, ...]
    y: Any
    dy: Any
    dxs: tuple[Any, ...]
    passes: Passes


def trial(name: str, shape: tuple[int, ...], n: int, seed: int, dtype: Any = np.float64, *, training: bool = True,
          moment: Moment | None = None) -> Trial:  # fmt: skip
    rng = np.random.default_rng(seed)
    layer = SMALLER.get(name, LAYERS[name])()
    inputs = 2 if isinstance(layer, Merge) else 1
    out = shape_behind(layer, (shape,) * inputs)
    assert out is not None
    kept = layer.statistics(shape)
    parameters = Parameters({**layer.shapes(shape), **kept}, dtype, kept)
    layer.bind(parameters.value, parameters.gradient)
    layer.initialize(rng)
    parameters.trained[...] += 0.5 * rng.normal(size=parameters.trained.size)
    parameters.grad[...] = np.nan
    xs, dxs = (tuple(batch_buffer(n, shape, dtype) for _ in range(inputs)) for _ in range(2))
    y, dy = (batch_buffer(n, out, dtype) for _ in range(2))
    for x, dx in zip(xs, dxs, strict=True):
        x[...], dx[...] = 2 * rng.normal(size=x.shape), np.nan
    dy[...], y[...] = rng.normal(size=dy.shape), np.nan
    mode = Mode(training, moment or Moment(seed), 3)
    passes = layer.join(xs, y, dy, dxs, mode) if isinstance(layer, Merge) else layer.write(xs[0], y, dy, dxs[0], mode)
    return Trial(layer, parameters, xs, y, dy, dxs, passes)


def shape_behind(layer: Layer, shapes: tuple[tuple[int, ...], ...]) -> tuple[int, ...] | None:
    try:
        return layer.shape_behind(shapes)
    except ValueError:
        return None


def assert_slope(run_: Trial, flat: Any, found: Any, rng: np.random.Generator) -> None:
    """Hold the gradient `found` of sum(y dy) by `flat` against central differences along some directions."""
    here, size = pulled(run_), max(1.0, float(np.linalg.norm(found)))
    for direction in (rng.normal(size=flat.shape) for _ in range(4)):
        kept = flat.copy()
        flat[...] = kept + STEP * direction
        up = pulled(run_)
        flat[...] = kept - STEP * direction
        down = pulled(run_)
        flat[...] = kept
        assume(abs(up - 2 * here + down) < 1e-9 * max(1.0, abs(here)))  # a kink nearby makes 1e-6 times its jump
        expected = (up - down) / (2 * STEP)
        assert abs(float((found * direction).sum()) - expected) <= 1e-6 * size * np.sqrt(flat.size)


def pulled(run_: Trial) -> float:
    run(run_.passes.forward)
    return float((run_.y * run_.dy).sum())


cases = {"seed": st.integers(0, 2**32 - 1), "n": st.integers(1, 4)}
each_layer = pytest.mark.parametrize("name", list(LAYERS))
LISTS = st.integers(1, 7).map(lambda n: (n,))
PICTURES = st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(1, 3))


def shapes_for(name: str) -> st.SearchStrategy[tuple[int, ...]]:
    """Draw shapes of rows that the layer takes."""
    layer = SMALLER.get(name, LAYERS[name])()
    kinds = [kind for kind in (LISTS, PICTURES) if any(shape_behind(layer, (row,)) for row in examples_of(kind))]
    drawn = st.one_of(*kinds, st.sampled_from(ROWS))
    return drawn.filter(lambda shape: shape_behind(layer, (shape,)) is not None)


def examples_of(kind: st.SearchStrategy[tuple[int, ...]]) -> list[tuple[int, ...]]:
    return [(3,), (7,)] if kind is LISTS else [(6, 6, 3), (3, 3, 1)]


@pytest.mark.parametrize("training", [True, False], ids=["training", "answers"])
@each_layer
@settings(max_examples=25, deadline=None)
@given(data=st.data(), **cases)
def test_backward_is_the_slope_of_forward(name, training, data, n, seed) -> None:
    shape = data.draw(shapes_for(name))
    run_, rng = trial(name, shape, n, seed, training=training), np.random.default_rng(seed)
    run(run_.passes.forward)
    run(run_.passes.backward)
    for x, dx in zip(run_.xs, run_.dxs, strict=True):
        assert_slope(run_, x, dx.copy(), rng)
    assert_slope(run_, run_.parameters.trained, run_.parameters.trained_grad.copy(), rng)


@each_layer
def test_each_layer_fits_some_of_the_shapes(name) -> None:
    layer = SMALLER.get(name, LAYERS[name])()
    assert any(shape_behind(layer, (shape,)) for shape in ROWS), "no shape of these tests suits it"


def a_trial(name: str, dtype: Any = np.float64, **facts: Any) -> Trial:
    layer = SMALLER.get(name, LAYERS[name])()
    shape = next(shape for shape in reversed(ROWS) if shape_behind(layer, (shape,)))
    return trial(name, shape, 5, 1, dtype, **facts)


def both(run_: Trial) -> tuple[Any, ...]:
    run(run_.passes.forward)
    run(run_.passes.backward)
    return (run_.y.copy(), *(dx.copy() for dx in run_.dxs), run_.parameters.trained_grad.copy())


@pytest.mark.parametrize("training", [True, False])
@each_layer
def test_float32_stays_float32(name, training) -> None:
    single, double = (a_trial(name, dtype, training=training) for dtype in (np.float32, np.float64))
    for x, exact in zip(single.xs, double.xs, strict=True):
        x[...] = exact
    for found, exact in zip(both(single), both(double), strict=True):
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, exact, rtol=2e-3, atol=2e-4)
    for function, arguments in (*single.passes.forward, *single.passes.backward):
        own = (*arguments, *getattr(function, "keywords", {}).values())
        assert not [each for each in own if isinstance(each, np.ndarray) and each.dtype == np.float64]


@pytest.mark.parametrize("training", [True, False])
@each_layer
def test_what_comes_in_is_left_as_it_was(name, training) -> None:
    run_ = a_trial(name, training=training)
    kept = (*(x.copy() for x in run_.xs), run_.dy.copy(), run_.parameters.trained.copy())
    both(run_)
    for found, before in zip((*run_.xs, run_.dy, run_.parameters.trained), kept, strict=True):
        np.testing.assert_array_equal(found, before)


@each_layer
def test_a_tape_can_be_run_again_on_other_rows(name) -> None:
    first, again = a_trial(name), a_trial(name)
    both(first)
    for x in first.xs:
        x *= -0.5
    for x in again.xs:
        x *= -0.5
    for found, expected in zip(both(first)[:-1], both(again)[:-1], strict=True):
        np.testing.assert_array_equal(found, expected)


@each_layer
def test_the_same_seed_and_step_give_the_same_bits(name) -> None:
    for found, expected in zip(both(a_trial(name)), both(a_trial(name)), strict=True):
        np.testing.assert_array_equal(found, expected)


@each_layer
def test_the_first_layer_passes_no_gradient_on(name) -> None:
    run_ = a_trial(name)
    expected = both(run_)[-1]
    mode = Mode(True, Moment(1), 3)
    if isinstance(run_.layer, Merge):
        passes = run_.layer.join(run_.xs, run_.y, run_.dy, (None,) * len(run_.xs), mode)
    else:
        passes = run_.layer.write(run_.xs[0], run_.y, run_.dy, None, mode)
    run(passes.forward)
    run(passes.backward)
    np.testing.assert_array_equal(run_.parameters.trained_grad, expected)


@pytest.mark.parametrize("training", [True, False])
@each_layer
def test_a_view_has_the_numbers_that_would_be_written(name, training) -> None:
    run_ = a_trial(name, training=training)
    for x in (run_.xs[0], np.ascontiguousarray(run_.xs[0])):  # batch last, and as rows come in
        seen = run_.layer.view(x, Mode(training, Moment(1), 3))
        if seen is None:
            continue
        run(run_.passes.forward)
        np.testing.assert_array_equal(seen, run_.y)
        assert np.may_share_memory(seen, x)


@each_layer
def test_the_last_argument_of_an_operation_is_an_array(name) -> None:
    run_ = a_trial(name)
    for _, arguments in (*run_.passes.forward, *run_.passes.backward):
        assert isinstance(arguments[-1], np.ndarray)


@each_layer
def test_what_a_form_needs(name) -> None:
    cls = LAYERS[name]
    assert cls.title
    assert cls.formula
    assert cls.help
    for declared in hyperparameters(cls):
        assert declared.label
        assert declared.help
        with pytest.raises((ValueError, TypeError), match=declared.name):
            cls(**{declared.name: "no such value" if declared.kind != "boolean" else 7})


def test_a_batch_lies_last_in_memory() -> None:
    buffer = batch_buffer(5, (2, 3), np.float32)
    assert (buffer.shape, buffer.strides[0], buffer.dtype) == ((5, 2, 3), 4, np.float32)
    assert is_batch_last(buffer)
    assert not is_batch_last(np.zeros((5, 2, 3)))


@pytest.mark.parametrize(
    ("layer", "shapes", "said"),
    [
        (Dense(3), ((28, 28, 1),), r"rows must be plain lists of numbers, .*; got \(28, 28, 1\)"),
        (Reshape(), ((783,),), r"rows must have 784 numbers for a shape of \(28, 28, 1\); got \(783,\)"),
        (
            LAYERS["concatenate"](),
            ((2, 3), (3, 3)),
            r"rows must agree in all axes but the last; got \(2, 3\), \(3, 3\)",
        ),
        (LAYERS["tanh"](), ((2,), (2,)), "it takes the output of one layer; got 2"),
    ],
)
def test_rows_that_do_not_fit(layer, shapes, said) -> None:
    with pytest.raises(ValueError, match=said):
        layer.shape_behind(shapes)


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("dense", {"width": 0}, r"width must be in \[1, 100000\]; got 0"),
        ("dense", {"width": 2.5}, r"width must be a whole number in \[1, 100000\]; got 2.5"),
        ("dense", {"activation": "relo"}, "activation must be one of linear, sigmoid, .*; got 'relo'"),
        ("dense", {"initializer": "he"}, "initializer must be one of usual, zeros, .*; got 'he'"),
        ("dense", {"l2": -1.0}, r"l2 must be in \[0, 1e\+06\]; got -1.0"),
        ("dropout", {"rate": 1.0}, r"rate must be in \[0, 0.99\]; got 1.0"),
        ("batch_normalization", {"epsilon": 0.0}, r"epsilon must be in \[1e-12, 1\]; got 0.0"),
        ("sigmoid", {"beta": 0.0}, r"beta must be in \[0.001, 1000\]; got 0.0"),
    ],
)
def test_options_beyond_their_limits(name, options, said) -> None:
    with pytest.raises(ValueError, match=said):
        LAYERS[name](**options)


def test_an_unknown_layer() -> None:
    with pytest.raises(ValueError, match="unknown layer 'dens'; did you mean 'dense'"):
        LAYERS["dens"]


def test_a_plain_list_is_a_picture_of_mnist_unless_told() -> None:
    assert Reshape().output_shape((784,)) == (28, 28, 1)
