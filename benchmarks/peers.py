"""Training loops of peers, written as their documentation shows them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.case import PeerMissingError, Work


def torch() -> Any:
    """Return PyTorch on one thread."""
    try:
        import torch
    except ImportError:
        raise PeerMissingError("not installed: pip install torch") from None
    torch.set_num_threads(1)
    return torch


def torch_network(sizes: tuple[int, ...], activation: str, dtype: str) -> Any:
    """Return a torch.nn.Sequential of dense layers."""
    nn = torch().nn
    layers: list[Any] = []
    for n_in, n_out in pairwise(sizes):
        layers += [nn.Linear(n_in, n_out), {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU}[activation]()]
    return nn.Sequential(*layers[:-1]).to(getattr(torch(), dtype))


def torch_training(
    network: Any, X: Any, y: Any, loss: str, batch_size: int, steps: int, learning_rate: float, momentum: float
) -> Work:
    """Return `steps` mini-batch steps of SGD with the loss read at each, batches drawn by a permutation an epoch."""
    library = torch()
    dtype = next(network.parameters()).dtype
    X, y = library.tensor(X, dtype=dtype), library.tensor(y, dtype=dtype).reshape(-1, 1)
    loss_function = {"bce": library.nn.BCEWithLogitsLoss, "mse": library.nn.MSELoss}[loss]()
    optimizer = library.optim.SGD(network.parameters(), lr=learning_rate, momentum=momentum)
    epoch = -(-len(X) // batch_size)

    def work() -> float:
        for step in range(steps):
            place = step % epoch * batch_size
            if place == 0:  # rows in their new order once an epoch: batches are then views
                order = library.randperm(len(X)) if epoch > 1 else slice(None)
                shuffled, labels = X[order], y[order]
            inputs, targets = shuffled[place : place + batch_size], labels[place : place + batch_size]
            optimizer.zero_grad()
            value = loss_function(network(inputs), targets)
            value.backward()
            optimizer.step()
            last = value.item()
        return float(last)

    return work


def sklearn_training(
    hidden: tuple[int, ...], X: Any, y: Any, batch_size: int, epochs: int, learning_rate: float, momentum: float
) -> Work:
    """Return `epochs` of scikit-learn's MLPClassifier with SGD: its own loop, which also takes the loss each step."""
    try:
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.neural_network import MLPClassifier
    except ImportError:
        raise PeerMissingError("not installed: pip install scikit-learn") from None
    import warnings

    network = MLPClassifier(
        hidden_layer_sizes=hidden, activation="logistic", solver="sgd", alpha=0.0, batch_size=batch_size,
        learning_rate_init=learning_rate,
        momentum=momentum, nesterovs_momentum=False, max_iter=epochs, tol=0.0, n_iter_no_change=epochs + 1,
    )  # fmt: skip

    def work() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            network.fit(X, y)

    return work


def rows_of(n: int, seed: int = 1) -> tuple[Any, Any]:
    """Return n points of the plane and which of them lie in a ring."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(-1, 1, (n, 2))
    return X, (np.hypot(*X.T) > 0.7).astype(np.int64)
