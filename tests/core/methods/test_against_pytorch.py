"""The gradient methods beside PyTorch's, on the same slopes, with and without each switch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from toy_objectives import Rosenbrock

from gdviz.core.clipping import CLIPS
from gdviz.core.methods import METHODS, GradientMethod
from gdviz.core.schedules import SCHEDULES

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

CASES: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    ("gradient_descent", {}, "SGD", {}),
    ("momentum", {"momentum": 0.9}, "SGD", {"momentum": 0.9}),
    ("nesterov", {"momentum": 0.9}, "SGD", {"momentum": 0.9, "nesterov": True}),
    ("adagrad", {"epsilon": 1e-3}, "Adagrad", {"eps": 1e-3}),
    ("adagrad", {"initial_accumulator_value": 0.1}, "Adagrad", {"initial_accumulator_value": 0.1}),
    ("rmsprop", {"rho": 0.95}, "RMSprop", {"alpha": 0.95}),
    ("rmsprop", {"rho": 0.9, "momentum": 0.5}, "RMSprop", {"alpha": 0.9, "momentum": 0.5}),
    ("rmsprop", {"rho": 0.9, "centered": True}, "RMSprop", {"alpha": 0.9, "centered": True}),
    ("adadelta", {"rho": 0.8, "epsilon": 1e-4}, "Adadelta", {"rho": 0.8, "eps": 1e-4}),
    ("adam", {"beta1": 0.8, "beta2": 0.95}, "Adam", {"betas": (0.8, 0.95)}),
    ("adam", {"amsgrad": True, "beta2": 0.9}, "Adam", {"amsgrad": True, "betas": (0.9, 0.9)}),
    ("adamw", {"weight_decay": 0.1}, "AdamW", {"weight_decay": 0.1}),
    ("nadam", {"beta1": 0.8}, "NAdam", {"betas": (0.8, 0.999)}),
    ("nadam", {"momentum_decay": 1.0}, "NAdam", {"momentum_decay": 1.0}),
    ("rprop", {"grow": 1.3, "shrink": 0.4}, "Rprop", {"etas": (0.4, 1.3), "step_sizes": (1e-6, 50)}),
]
RATE = {"gradient_descent": 1e-3, "momentum": 1e-4, "nesterov": 1e-4, "adadelta": 1.0}


def their_path(optimizer: str, rate: float, options: dict[str, Any], steps: int, **extras: Any) -> Any:
    objective = Rosenbrock()
    theta = torch.tensor(objective.theta, requires_grad=True)
    theirs = getattr(torch.optim, optimizer)([theta], lr=rate, **options)
    scheduler = extras["schedule"](theirs) if "schedule" in extras else None
    places = []
    for _ in range(steps):
        theta.grad = torch.tensor(objective.gradient(theta.detach().numpy()))
        if "clip" in extras:
            extras["clip"]([theta])
        theirs.step()
        if scheduler is not None:
            scheduler.step()
        places.append(theta.detach().numpy().copy())
    return np.array(places)


def our_path(method: GradientMethod, steps: int) -> Any:
    objective = Rosenbrock()
    method.start(objective, 1)
    places = []
    for _ in range(steps):
        method.step(objective.theta, objective)
        places.append(objective.theta.copy())
    return np.array(places)


@pytest.mark.parametrize(("name", "ours", "optimizer", "theirs"), CASES, ids=lambda value: str(value))
def test_same_path(name: str, ours: dict[str, Any], optimizer: str, theirs: dict[str, Any]) -> None:
    rate = RATE.get(name, 0.02)
    method = METHODS[name](learning_rate=rate, **ours)
    assert isinstance(method, GradientMethod)
    assert our_path(method, 60) == pytest.approx(their_path(optimizer, rate, theirs, 60), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "options", "theirs"),
    [
        ("step", {"drop": 0.3, "steps": 40}, lambda o: torch.optim.lr_scheduler.StepLR(o, 40, gamma=0.3)),
        ("exponential", {"drop": 0.98, "steps": 1}, lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.98)),
        ("cosine", {"steps": 150}, lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 150)),
        ("warm_up", {"steps": 50}, lambda o: torch.optim.lr_scheduler.LinearLR(o, 1 / 50, 1.0, total_iters=49)),
    ],
)
def test_same_schedule(name: str, options: dict[str, Any], theirs: Any) -> None:
    method = METHODS["gradient_descent"](learning_rate=1e-3)
    assert isinstance(method, GradientMethod)
    method.schedule = SCHEDULES[name](**options)
    expected = their_path("SGD", 1e-3, {}, 150, schedule=theirs)
    assert our_path(method, 150) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("rise", [0.3, 0.5])
def test_one_cycle_is_pytorch_s(rise: float) -> None:
    theta = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([theta], lr=1.0)
    theirs = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, 2.0, total_steps=100, pct_start=rise, div_factor=10.0, cycle_momentum=False
    )
    ours = SCHEDULES["one_cycle"](steps=100, rise=rise, divisor=10.0)
    for t in range(100):
        assert 2.0 * ours.factor(t) == pytest.approx(theirs.get_last_lr()[0], rel=1e-9)
        optimizer.step()
        if t < 99:
            theirs.step()


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("value", lambda p: torch.nn.utils.clip_grad_value_(p, 3.0)),
        ("norm", lambda p: torch.nn.utils.clip_grad_norm_(p, 3.0)),
    ],
)
def test_same_clip(name: str, theirs: Any) -> None:
    method = METHODS["momentum"](learning_rate=1e-3, momentum=0.9)
    assert isinstance(method, GradientMethod)
    method.clip = CLIPS[name](limit=3.0)
    expected = their_path("SGD", 1e-3, {"momentum": 0.9}, 200, clip=theirs)
    assert our_path(method, 200) == pytest.approx(expected, abs=1e-5)  # PyTorch adds 1e-6 to the norm


def test_float32_adam_of_a_large_model_is_pytorch_s() -> None:
    rng = np.random.default_rng(1)
    start, slopes = rng.normal(size=100_000).astype(np.float32), rng.normal(size=(5, 100_000)).astype(np.float32)
    theta = torch.tensor(start, requires_grad=True)
    theirs = torch.optim.Adam([theta], lr=0.01)
    method = METHODS["adam"](learning_rate=0.01)
    assert isinstance(method, GradientMethod)

    class Given:
        theta, grad = start.copy(), np.zeros_like(start)

    method.start(Given(), 1)  # type: ignore[arg-type]
    for grad in slopes:
        theta.grad = torch.tensor(grad)
        theirs.step()
        method.follow(Given.theta, grad)
    np.testing.assert_allclose(Given.theta, theta.detach().numpy(), atol=2e-6)
