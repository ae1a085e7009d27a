"""Graphs of layers: chains, forks, several inputs and outputs, shared layers, and what does not fit."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdviz.core.graph import Graph, Node
from gdviz.core.layers import LAYERS
from gdviz.core.layers.base import Layer, Moment
from gdviz.core.layers.base import given as rows_of
from gdviz.core.layers.batch_normalization import BatchNormalization
from gdviz.core.layers.concatenate import Concatenate
from gdviz.core.layers.dense import Dense
from gdviz.core.layers.dropout import Dropout
from gdviz.core.layers.flatten import Flatten
from gdviz.core.losses import LOSSES
from gdviz.core.models.layered import LayeredModel
from gdviz.core.objective import Objective
from gdviz.core.operations import run
from gdviz.core.parameters import Parameters


class Bench:
    """A graph with parameters drawn at random, and a tape of it whose outputs are weighed with random numbers."""

    def __init__(
        self, graph: Graph, n: int = 4, seed: int = 1, *, training: bool = True, in_place: bool = False
    ) -> None:
        rng = np.random.default_rng(seed)
        self.graph, self.parameters = graph, graph.parameters(np.float64)
        graph.initialize(rng)
        self.parameters.trained[...] = 0.7 * rng.normal(size=self.parameters.n_trained)
        self.inputs = [rng.normal(size=(n, *shape)) for shape in graph.inputs]
        moment = Moment(seed)
        self.tape = graph.tape(self.inputs, self.parameters, training=training, moment=moment, in_place=in_place)
        self.weights = [rng.normal(size=(n, *shape)) for shape in graph.output_shapes]

    def value(self) -> float:
        run(self.tape.forward)
        return float(sum((self.tape.values[output] * weight).sum()
                         for output, weight in zip(self.graph.outputs, self.weights, strict=True)))  # fmt: skip

    def gradient(self) -> Any:
        self.parameters.grad[...] = np.nan
        run(self.tape.forward)
        for output, weight in zip(self.graph.outputs, self.weights, strict=True):
            self.tape.slope_of(output)[...] = weight
        run(self.tape.backward)
        return self.parameters.trained_grad.copy()

    def differences(self, step: float = 1e-6) -> Any:
        theta, found = self.parameters.trained, np.empty(self.parameters.n_trained)
        for index in range(theta.size):
            kept = theta[index]
            theta[index] = kept + step
            up = self.value()
            theta[index] = kept - step
            found[index] = (up - self.value()) / (2 * step)
            theta[index] = kept
        return found


def assert_gradient(graph: Graph, **facts: Any) -> None:
    bench = Bench(graph, **facts)
    gradient, expected = bench.gradient(), bench.differences()
    scale = max(np.linalg.norm(gradient), np.linalg.norm(expected), 1.0)
    assert np.linalg.norm(gradient - expected) < 1e-6 * scale


def forked() -> Graph:
    x = rows_of((3,))
    trunk = Dense(4, "tanh")(x)
    left, right = Dense(2, "sigmoid")(trunk), Dense(3)(trunk)
    return Graph.between((x,), (Dense(2)(Concatenate()(left, right, trunk, x)),))


def diamond_of_views() -> Graph:
    x = rows_of((2, 2, 1))
    a = LAYERS["tanh"]()(Dense(4)(Flatten()(x)))
    b = LAYERS["reshape"](2, 2, 1)(a)
    c, d = Flatten()(b), Flatten()(b)
    return Graph.between((x,), (Concatenate()(Dense(2)(c), LAYERS["linear"]()(d), a, c),))


def shared() -> Graph:
    left, right = rows_of((3,)), rows_of((3,))
    twin = Dense(4, "tanh")
    return Graph.between((left, right), (Dense(1)(Concatenate()(twin(left), twin(right))),))


def recurrent() -> Graph:
    x = rows_of((4,))
    cell = Dense(4, "tanh")
    return Graph.between((x,), (cell(cell(cell(x))),))


def two_outputs() -> Graph:
    x, z = rows_of((3,)), rows_of((2,))
    trunk = Dense(4, "softplus")(Concatenate()(x, z))
    head = Dense(2)(trunk)
    return Graph.between((x, z), (head, Dense(1)(head), trunk))


def with_everything() -> Graph:
    x = rows_of((4, 4, 2))
    a = BatchNormalization()(LAYERS["average_pooling2d"]()(x))
    b = Dropout(0.3)(Dense(5, "elu")(Flatten()(a)))
    return Graph.between((x,), (Dense(2)(BatchNormalization()(b)),))


GRAPHS = [forked, diamond_of_views, shared, recurrent, two_outputs, with_everything]


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("build", GRAPHS)
def test_gradients_by_differences(build, training) -> None:
    assert_gradient(build(), training=training)


@settings(max_examples=25, deadline=None)
@given(data=st.data(), seed=st.integers(0, 2**31))
def test_any_way_without_a_circle(data, seed) -> None:
    x = rows_of((2,))
    symbols, layers = [x], [Dense(2, "tanh"), Dense(2, "sigmoid")]
    for _ in range(data.draw(st.integers(1, 7))):
        kind = data.draw(st.sampled_from(["own", "shared", "joined", "linear"]))
        source = data.draw(st.sampled_from(symbols))
        if kind == "joined":
            other = data.draw(st.sampled_from(symbols))
            symbols.append(Dense(2)(Concatenate()(source, other)))
        elif kind == "linear":
            symbols.append(LAYERS["linear"]()(source))
        else:
            symbols.append((data.draw(st.sampled_from(layers)) if kind == "shared" else Dense(2, "softplus"))(source))
    outputs = data.draw(st.lists(st.sampled_from(symbols[1:]), min_size=1, max_size=3, unique_by=id))
    assert_gradient(Graph.between((x,), outputs), seed=seed, n=3)


def activations_in_a_row() -> Graph:
    kinds = ("relu", "tanh", "sigmoid", "elu", "softmax", "gelu", "tanh", "tanh")
    return Graph.chain((2, 2, 1), [Flatten(), Dense(3), *(LAYERS[kind]() for kind in kinds), Dense(3, "elu"),
                                   LAYERS["relu"](), Flatten(), LAYERS["tanh"](), Dense(2)])  # fmt: skip


def sums_that_others_read() -> Graph:
    x = rows_of((3,))
    sums, others = Dense(4)(x), Dense(4)(x)
    flat = Flatten()(others)
    outputs = (LAYERS["tanh"]()(sums), sums, LAYERS["relu"]()(flat), Dense(1)(others), LAYERS["tanh"]()(Dense(2)(x)))
    return Graph.between((x,), outputs)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("build", [*GRAPHS, activations_in_a_row, sums_that_others_read])
def test_in_place_is_the_same_to_the_bit(build, training) -> None:
    apart, in_place = (Bench(build(), training=training, in_place=way) for way in (False, True))
    assert in_place.value() == apart.value()
    np.testing.assert_array_equal(in_place.gradient(), apart.gradient())
    for output in apart.graph.outputs:
        np.testing.assert_array_equal(in_place.tape.values[output], apart.tape.values[output])


def test_in_place_takes_less_memory() -> None:
    graph = Graph.chain((3,), [Dense(4), LAYERS["relu"](), Dense(2)])
    tape = Bench(graph, in_place=True).tape
    assert tape.values[1] is tape.values[2]
    assert tape.gradients[1] is tape.gradients[2]
    apart = Bench(graph).tape
    assert not np.may_share_memory(apart.values[1], apart.values[2])


def test_a_fork_by_hand() -> None:
    x = rows_of((1,))
    a = Dense(1)(x)
    graph = Graph.between((x,), (Concatenate()(a, a, LAYERS["linear"]()(a)),))
    bench = Bench(graph, n=1)
    bench.inputs[0][...], bench.weights[0][...] = 2.0, [[1.0, 10.0, 100.0]]
    np.testing.assert_allclose(bench.gradient(), [222.0, 111.0])  # by w: 111 x, by b: 111


def test_what_is_shared_is_one_set_of_weights() -> None:
    graph = recurrent()
    assert list(graph.parameter_shapes) == ["W1", "b1"]
    bench = Bench(graph)
    cell = graph.layers[0]
    x = bench.inputs[0]
    bench.value()
    for _ in range(3):
        x = np.tanh(x @ cell.W + cell.b)
    np.testing.assert_allclose(bench.tape.values[-1], x)


def test_two_equal_layers_are_two_layers() -> None:
    graph = Graph.chain((3,), [Dense(3), Dense(3)])
    assert list(graph.parameter_shapes) == ["W1", "b1", "W2", "b2"]


def test_a_chain_and_the_same_written_as_a_graph() -> None:
    layers = [Flatten(), Dense(5, "relu"), Dropout(0.5), Dense(2)]
    x = rows_of((2, 3, 1))
    symbol = x
    for layer in layers:
        symbol = layer(symbol)
    chain, graph = (Bench(each) for each in (Graph.chain((2, 3, 1), layers), Graph.between((x,), (symbol,))))
    assert [node.sources for node in chain.graph.nodes] == [node.sources for node in graph.graph.nodes]
    np.testing.assert_array_equal(chain.gradient(), graph.gradient())


def test_a_chain_takes_no_operation_more_than_its_layers() -> None:
    def count(layers: list[Layer]) -> int:
        tape = Bench(Graph.chain((3,), layers), training=False).tape
        return len(tape.forward) + len(tape.backward)

    dense = count([Dense(4), Dense(2)])
    assert dense == 3 + 3  # a copy of the narrow input and two products forward; two and, for the first, one backward
    assert count([Flatten(), Dropout(0.5), Dense(4), LAYERS["linear"](), Flatten(), Dense(2)]) == dense


def test_nothing_is_computed_backward_for_what_is_not_trained() -> None:
    graph = Graph.chain((3,), [Dense(4, frozen=True), Dense(5, "tanh", frozen=True), Dense(2)])
    bench = Bench(graph)
    assert graph.trains == (False, False, False, True)
    assert bench.tape.gradients[1] is not None
    assert len(bench.tape.backward) == 1
    assert bench.parameters.n_trained == 5 * 2 + 2
    np.testing.assert_allclose(bench.gradient(), bench.differences(), rtol=1e-7, atol=1e-9)


def test_frozen_parameters_and_running_means_lie_behind_all_others() -> None:
    graph = Graph.chain((3,), [Dense(2, frozen=True), BatchNormalization(), Dense(1)])
    parameters = graph.parameters(np.float32)
    assert list(parameters.shapes) == ["gamma2", "beta2", "W3", "b3", "W1", "b1", "mean2", "variance2"]
    assert parameters.n_trained == 2 + 2 + 2 + 1
    assert parameters.trained.dtype == np.float32
    parameters.trained[...] = 1.0
    assert parameters.value["W1"].sum() == 0.0
    assert parameters.slice_of("W1") == slice(7, 13)


def test_without_anything_fixed_theta_is_all_trained() -> None:
    parameters = Parameters({"W": (2, 3)})
    assert parameters.trained is parameters.theta
    assert parameters.trained_grad is parameters.grad


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: Graph.chain((28, 28, 1), [Dense(3)]),
         r"layer 1 \(dense\): rows must be plain lists of numbers, .*; got \(28, 28, 1\)"),
        (lambda: Graph.chain((8, 8, 1), [LAYERS["tanh"](), LAYERS["conv2d"](4, 9, 9)]), r"layer 2 \(conv2d\): .*8"),
        (lambda: Graph.chain((2,), [Dense(10_000), Dense(10_000)]),
         r"layer 2 \(dense\): the model may have 50\u202f000\u202f000 parameters; got 100\u202f040\u202f000"),
        (lambda: Graph.chain((0,), [Dense(1)]), r"the shape of a row must be whole numbers from 1 on; got \(0,\)"),
        (lambda: Graph.chain((2,), []), "an output must come out of a layer"),
        (lambda: Graph((((2,))), [], [0]), "the shape of a row must be whole numbers from 1 on; got 2"),
        (lambda: Graph(((2,), (2,)), [Node(Dense(1), (0, 1))], [2]), r"layer 1 \(dense\): it takes the output of one"),
        (lambda: Graph.between((), ()), "a graph needs inputs and outputs; got 0 and 0"),
        (lambda: Graph.between((rows_of((2,)),), (Dense(1)(rows_of((3,))),)),
         r"outputs must depend on the inputs named and no others; got one of shape \(3,\)"),
        (lambda: Dense(3)(rows_of((4,)), rows_of((2,))), "dense layer: it takes the output of one layer; got 2"),
        (lambda: Concatenate()(rows_of((2, 2)), rows_of((3, 2))),
         r"concatenate layer: rows must agree in all axes but the last; got \(2, 2\), \(3, 2\)"),
        (lambda: twice((2,), (3,)), r"layer 2 \(dense\): its weights were made for rows of another shape; got \(3,\)"),
    ],
)  # fmt: skip
def test_what_does_not_fit(build, said) -> None:
    with pytest.raises(ValueError, match=said):
        build()


def twice(first: tuple[int, ...], second: tuple[int, ...]) -> Graph:
    layer, left, right = Dense(2), rows_of(first), rows_of(second)
    return Graph.between((left, right), (layer(left), layer(right)))


def test_a_layer_is_called_with_symbols() -> None:
    with pytest.raises(TypeError, match=r"a dense layer is called with what layers or given\(\) return; got \(3,\)"):
        Dense(2)(3)


def test_a_deep_graph_needs_no_deep_stack() -> None:
    symbol = x = rows_of((1,))
    for _ in range(3000):
        symbol = LAYERS["linear"]()(symbol)
    assert len(Graph.between((x,), (symbol,)).nodes) == 3000


def test_a_model_of_two_inputs_and_two_outputs() -> None:
    rng = np.random.default_rng(2)
    left, right = rows_of((2, 2, 1)), rows_of((3,))
    joined = Dense(4, "tanh")(Concatenate()(Flatten()(left), right))
    model = LayeredModel.of(Graph.between((left, right), (Dense(1)(joined), Dense(2)(joined))), "identity")
    model.initialize(rng)
    assert (model.input_shape, model.n_outputs) == ((7,), 3)
    X, Y = rng.normal(size=(6, 7)), rng.normal(size=(6, 3))
    value = model.parameters.value
    hidden = np.tanh(X @ value["W1"] + value["b1"])
    expected = np.hstack([hidden @ value["W2"] + value["b2"], hidden @ value["W3"] + value["b3"]])
    np.testing.assert_allclose(model.scores(X), expected)
    tape = model.tape(X, training=True)
    run(tape.forward)
    np.testing.assert_allclose(tape.z, expected)
    tape.dz[...] = Y
    run(tape.backward)
    np.testing.assert_allclose(model.parameters.gradient["W3"], hidden.T @ Y[:, 1:])
    np.testing.assert_allclose(model.parameters.gradient["b2"], Y[:, :1].sum(axis=0))


def test_outputs_that_are_pictures() -> None:
    with pytest.raises(ValueError, match=r"outputs must be plain lists of numbers, .*; got \(2, 2, 1\)"):
        LayeredModel.of(Graph.chain((2, 2, 1), [LAYERS["tanh"]()]), "identity")


def test_answers_are_not_the_callers_memory() -> None:
    model = LayeredModel.of(Graph.chain((3,), [LAYERS["linear"](), Flatten()]), "identity")
    X = np.ones((2, 3))
    scores = model.scores(X)
    np.testing.assert_array_equal(scores, X)
    assert not np.may_share_memory(scores, X)


def test_a_graph_of_pictures_trains() -> None:
    rng = np.random.default_rng(1)
    X = rng.normal(size=(40, 6, 6, 1))
    y = (X[:, :3].mean(axis=(1, 2, 3)) > X[:, 3:].mean(axis=(1, 2, 3))).astype(int)
    layers = [LAYERS["conv2d"](4, 3, 3, activation="relu"), LAYERS["max_pooling2d"](), Flatten(), Dense(1)]
    model = LayeredModel.of(Graph.chain((6, 6, 1), layers), "sigmoid")
    model.initialize(rng)
    objective = Objective(model, LOSSES["binary_cross_entropy"](), X, y)
    first = objective.loss(objective.theta)
    for _ in range(200):
        objective.theta[...] -= 0.3 * objective.loss_and_gradient(objective.theta)[1]
    assert objective.loss(objective.theta) < 0.3 * first
    with pytest.raises(ValueError, match=r"X must be \(n, 6, 6, 1\) for this model; got \(40, 36\)"):
        Objective(model, LOSSES["binary_cross_entropy"](), X.reshape(40, 36), y)


def test_a_step_takes_no_memory_that_grows_with_the_model() -> None:
    layers = [Dense(200, "elu"), BatchNormalization(), Dropout(0.5), Dense(200, "gelu"), Dense(10)]
    model = LayeredModel.of(Graph.chain((100,), layers), "softmax")
    model.initialize(np.random.default_rng(1))
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(500, 100)), rng.integers(0, 10, 500)
    objective = Objective(model, LOSSES["categorical_cross_entropy"](), X, y)

    def step(number: int) -> None:
        model.moment.step = number
        objective.loss_and_gradient(objective.theta)

    step(0)
    tracemalloc.start()
    try:
        for number in range(1, 4):
            step(number)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 200_000  # one layer's outputs are 800,000 bytes; NumPy sums in blocks of 8,192 numbers
