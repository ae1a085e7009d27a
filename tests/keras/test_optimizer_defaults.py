"""Optimizers by their names alone."""

from __future__ import annotations

import pytest

from gdviz.keras import optimizers


@pytest.mark.parametrize(
    ("kind", "defaults"),
    [  # as Keras 3 documents them
        ("SGD", {"learning_rate": 0.01}),
        ("Adam", {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7, "amsgrad": False}),
        ("AdamW", {"learning_rate": 0.001, "weight_decay": 0.004, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}),
        ("Nadam", {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}),
        ("Adagrad", {"learning_rate": 0.001, "initial_accumulator_value": 0.1, "epsilon": 1e-7}),
        ("RMSprop", {"learning_rate": 0.001, "rho": 0.9, "momentum": 0.0, "epsilon": 1e-7, "centered": False}),
        ("Adadelta", {"learning_rate": 0.001, "rho": 0.95, "epsilon": 1e-7}),
    ],
)
def test_optimizers_have_keras_s_defaults(kind, defaults):
    method = optimizers.get(kind).method
    assert {name: getattr(method, name) for name in defaults} == defaults
