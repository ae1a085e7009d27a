"""One normal curve a class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.hyperparameter import choice
from gdviz.core.models.base import MODELS, number, sum_of_terms
from gdviz.core.models.direct import DirectModel
from gdviz.core.operations import Array

MAX_CONDITION = 1e12
NEVER = -1e300  # the score of a class without points: 0 times minus infinity, as in a cross-entropy, is no number


@MODELS.register("gaussian")
@dataclass
class GaussianClassifier(DirectModel):
    """P(class i | x) = n_i f_i(x) / sum_j n_j f_j(x) with f_i the normal density of class i.

    f_i(x) = exp(-(x - mu_i)^T Sigma_i^-1 (x - mu_i) / 2) / sqrt((2 pi)^d |Sigma_i|)

    theta holds each class's share n_i / n, mean mu_i and covariance Sigma_i. The best by formula make the data most
    likely (Fisher 1922): shares and means as counted, Sigma_i = (1/n_i) sum (x - mu_i)(x - mu_i)^T. With one shared
    covariance, Sigma = sum_i (n_i / n) Sigma_i, the squares cancel: log P_1 / P_0 = w . x + b is straight, and
    P(class 1 | x) = sigmoid(w . x + b) with w = Sigma^-1 (mu_1 - mu_0) (Fisher 1936); see `linear_scores`.
    A class without points is never answered. Scores are z_i = log(n_i f_i(x) / n).

    Raises ValueError where a covariance has no inverse: too few points, or all on one line.
    """

    covariance: str = choice("own", ("own", "shared"), restarts=True, label="Covariance",
                             help="Own: each class has its own spread, and boundaries are curved. Shared: all have the "
                             "same, and boundaries are straight")  # fmt: skip

    title = "Gaussian classes"
    order = 55
    formula = "nᵢfᵢ(x) / Σ nₖfₖ(x)"
    tasks = frozenset({"classification"})

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        k, d = self.n_outputs, self.n_inputs
        spread = (k, d, d) if self.covariance == "own" else (d, d)
        return {"share": (k,), "mean": (k, d), "covariance": spread}

    @property
    def shares(self) -> Array:
        """Return the share of each class (k,): a view of theta."""
        return self.parameters.value["share"]

    @property
    def means(self) -> Array:
        """Return mu (k, d): a view of theta."""
        return self.parameters.value["mean"]

    @property
    def covariances(self) -> Array:
        """Return Sigma (k, d, d), symmetric; a shared one stands there for each class."""
        raw = self.parameters.value["covariance"]
        both = 0.5 * (raw + np.swapaxes(raw, -1, -2))  # one number of a pair may have been set by hand
        return np.broadcast_to(both, (self.n_outputs, self.n_inputs, self.n_inputs))

    def learn(self, X: Array, y: Array) -> None:
        k, d = self.n_outputs, self.n_inputs
        counts = np.bincount(y, minlength=k)
        spread = np.zeros((k, d, d))
        for label in range(k):
            rows = X[y == label]
            if not len(rows):
                self.means[label] = 0.0
                spread[label] = np.eye(d)
                continue
            self.means[label] = rows.mean(axis=0)
            off = rows - self.means[label]
            spread[label] = off.T @ off / len(rows)
            if self.covariance == "own" and _singular(spread[label]):
                raise ValueError(
                    f"class {label} must have at least {d + 1} training points that are not all on one "
                    f"{'place' if d == 1 else 'line or plane'}, for a covariance of its own; got {len(rows)}: "
                    "add some, or take one shared covariance"
                )
        self.shares[...] = counts / len(X)
        if self.covariance == "own":
            self.parameters.value["covariance"][...] = spread
            return
        shared = np.tensordot(counts / len(X), spread, 1)
        if _singular(shared):
            raise ValueError(f"the shared covariance has no inverse: add points; got {len(X)}, all in line with others")
        self.parameters.value["covariance"][...] = shared

    def score(self, X: Array) -> Array:
        with np.errstate(all="ignore"):  # a width set to 0 is no number
            return np.asarray(np.maximum(np.log(self.shares) + self.log_densities(X), NEVER))

    def log_densities(self, X: Array) -> Array:
        """Return log f_i(x) (m, k) of inputs X (m, d); NaN where a covariance was set to one that cannot be."""
        logs = np.full((len(X), self.n_outputs), np.nan)
        for label, (mean, spread) in enumerate(zip(self.means, self.covariances, strict=True)):
            try:
                root = np.linalg.cholesky(spread)
            except np.linalg.LinAlgError:
                continue
            away = np.linalg.solve(root, (X - mean).T)
            scale = 2 * np.log(np.diag(root)).sum() + self.n_inputs * np.log(2 * np.pi)
            logs[:, label] = -0.5 * (np.einsum("ij,ij->j", away, away) + scale)
        return logs

    def log_likelihood(self, X: Array, y: Array) -> float:
        """Return sum_i log(share of y_i f_(y_i)(x_i)): how likely the present numbers make the points; 0 of none.

        Shares that were set by hand count as shares of their sum.
        """
        with np.errstate(all="ignore"):
            scores = self.score(np.asarray(X, np.float64)) - np.log(self.shares.sum())
        return float(scores[np.arange(len(X)), np.asarray(y, np.int64)].sum())

    def ellipse(self, label: int, deviations: float, points: int = 97) -> Array:
        """Return a closed line (points, 2), for two inputs: where (x - mu)^T Sigma^-1 (x - mu) = deviations^2.

        Raises ValueError for another number of inputs, and for a covariance that cannot be.
        """
        if self.n_inputs != 2:
            raise ValueError(f"an ellipse needs 2 inputs; got {self.n_inputs}")
        try:
            root = np.linalg.cholesky(self.covariances[label])
        except np.linalg.LinAlgError:
            raise ValueError(f"the covariance of class {label} must be positive definite") from None
        angle = np.linspace(0.0, 2 * np.pi, points)
        circle = np.column_stack([np.cos(angle), np.sin(angle)])
        return np.asarray(self.means[label] + deviations * circle @ root.T)

    def linear_scores(self) -> tuple[Array, Array]:
        """Return W (k, d) and b (k,) with P = softmax(W x + b), for a shared covariance.

        W_i = Sigma^-1 mu_i,  b_i = log(n_i / n) - mu_i^T Sigma^-1 mu_i / 2.  Of two classes the differences are the
        sigmoid's w = W_1 - W_0 and b = b_1 - b_0.

        Raises ValueError for covariances of their own: those scores are not linear.
        """
        if self.covariance != "shared":
            raise ValueError(f"covariance must be shared for linear scores; got {self.covariance}")
        W = np.linalg.solve(self.covariances[0], self.means.T).T
        with np.errstate(divide="ignore"):
            b = np.log(self.shares) - 0.5 * np.einsum("ij,ij->i", self.means, W)
        return W, b

    def lines(self, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        rule = ("P(i) = nᵢfᵢ(x) / Σ nₖfₖ(x)", "")
        if self.covariance == "own":
            means = ("μᵢ = Σ x / nᵢ", "  ".join(map(_vector, self.means)))
            if self.n_inputs > 1:
                return (rule, means)
            with np.errstate(invalid="ignore"):
                widths = np.sqrt(self.covariances[:, 0])
            return (rule, means, ("σᵢ² = Σ (x − μᵢ)² / nᵢ", "σ: " + "  ".join(map(_vector, widths))))
        try:
            W, b = self.linear_scores()
        except np.linalg.LinAlgError:
            return (rule,)
        if self.n_outputs > 2:
            return (rule, ("wᵢ = Σ⁻¹μᵢ", "  ".join(map(_vector, W))), ("bᵢ", _vector(b)))
        return (
            ("P = sigmoid(w·x + b)", ""),
            ("w = Σ⁻¹(μ₁ − μ₀)", _vector(W[1] - W[0])),
            ("b = ½(μ₀ᵀΣ⁻¹μ₀ − μ₁ᵀΣ⁻¹μ₁) + log n₁/n₀", number(float(b[1] - b[0]))),
        )

    def equation(self, names: tuple[str, ...] = ("x",)) -> str:
        if self.covariance != "shared" or self.n_outputs != 2 or len(names) > 3:
            return ""
        try:
            W, b = self.linear_scores()
        except np.linalg.LinAlgError:
            return ""
        terms = [*zip((W[1] - W[0]).tolist(), names, strict=True), (float(b[1] - b[0]), "")]
        return f"P = sigmoid({sum_of_terms(terms)})" if np.isfinite([value for value, _ in terms]).all() else ""


def _vector(values: Array) -> str:
    return number(float(values[0])) if len(values) == 1 else f"({', '.join(number(float(v)) for v in values)})"


def _singular(spread: Array) -> bool:
    """Return whether a covariance has no inverse that is worth having, each input measured in its own units."""
    deviations = np.sqrt(np.diag(spread))
    if not (deviations > 0).all():
        return True
    eigenvalues = np.linalg.eigvalsh(spread / np.outer(deviations, deviations))
    return bool(eigenvalues[0] * MAX_CONDITION <= eigenvalues[-1])
