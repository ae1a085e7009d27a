"""What every registered data set keeps to, and what is particular to one."""

import csv
from collections import Counter
from typing import Any

import numpy as np
import pytest

from gdviz.core.datasets import DATASETS, Dataset, Generator
from gdviz.core.hyperparameter import hyperparameters
from gdviz.resources import resource_path

GENERATED = [name for name, cls in DATASETS.items() if not cls.from_file]
CARRIED = [name for name, cls in DATASETS.items() if cls.from_file]


def make(name: str, seed: int = 0, **options: Any) -> Dataset:
    return DATASETS[name](**options).generate(np.random.default_rng(seed))


def raw(name: str) -> dict[str, list[str]]:
    with resource_path("data", f"{name}.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {key: [row[key] for row in rows] for key in rows[0]}


def test_the_lists_are_complete() -> None:
    assert set(GENERATED) >= {
        "line", "curve", "blobs", "tribes", "ring", "xor", "two_moons", "spiral", "gaussians",
    }  # fmt: skip
    assert set(CARRIED) >= {"transistors", "boston", "iris", "quartic", "nine_features"}


@pytest.mark.parametrize("name", list(DATASETS))
def test_a_data_set_is_what_it_says(name: str) -> None:
    cls = DATASETS[name]
    data = make(name)
    assert issubclass(cls, Generator)
    assert cls.name == name
    assert cls.title
    assert (cls.__doc__ or "").strip()
    assert data.task == cls.task
    assert data.title == cls.title
    assert data.X.shape == (data.n, data.n_features)
    assert np.isfinite(data.X).all()
    assert np.isfinite(data.y).all()
    assert (data.X.std(axis=0) > 0).all()
    if data.task == "classification":
        assert data.n_features == 2
        assert 2 <= data.n_classes <= 6
        counts = Counter(data.y.tolist())
        assert sorted(counts) == list(range(data.n_classes))
        assert max(counts.values()) - min(counts.values()) <= 1
    else:
        assert data.y.std() > 0


@pytest.mark.parametrize("name", list(DATASETS))
def test_every_option_says_what_it_does(name: str) -> None:
    for item in hyperparameters(DATASETS[name]):
        assert item.help, f"{name}.{item.name} does not say what it does to the data"


@pytest.mark.parametrize("name", list(DATASETS))
def test_every_option_at_both_ends_gives_finite_rows(name: str) -> None:
    for item in hyperparameters(DATASETS[name]):
        ends: tuple[Any, ...] = item.choices or ((False, True) if item.kind == "boolean" else (item.low, item.high))
        for value in ends:
            try:
                data = make(name, **{item.name: value})
            except ValueError as error:
                # options may exclude each other, with a sentence that names one of them
                assert "must" in str(error)  # noqa: PT017
                continue
            assert np.isfinite(data.X).all()
            assert data.n >= 6


@pytest.mark.parametrize("name", GENERATED)
def test_seed_and_number_decide(name: str) -> None:
    first, again, other = make(name, 4), make(name, 4), make(name, 5)
    assert np.array_equal(first.X, again.X)
    assert np.array_equal(first.y, again.y)
    assert not np.array_equal(first.X, other.X)
    for n in (10, 137, 10_000):
        assert make(name, n=n).n == n


@pytest.mark.parametrize("name", GENERATED)
@pytest.mark.parametrize(
    "options", [{"n": 9}, {"n": 100_001}, {"noise": -0.1}, {"noise": 1.1}, {"noise": float("nan")}]
)
def test_options_out_of_range_are_named(name: str, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(options))} must be in"):
        DATASETS[name](**options)


def test_more_noise_scatters_more() -> None:
    residuals = []
    for noise in (0.0, 0.2, 1.0):
        data = make("line", n=5000, noise=noise, slope=2.0, intercept=-1.0)
        residuals.append(float((data.y - 2 * data.X[:, 0] + 1).std()))
    assert residuals[0] < 1e-12
    assert residuals[1:] == pytest.approx([0.8, 4.0], rel=0.05)
    with pytest.raises(ValueError, match="low must be below high = -3; got 2"):
        DATASETS["line"](low=2.0, high=-3.0)


@pytest.mark.parametrize(
    ("name", "option", "counts"),
    [("blobs", "classes", (2, 3, 4, 5, 6)), ("tribes", "tribes", (2, 3)), ("spiral", "arms", (2, 3))],
)
def test_number_of_classes(name: str, option: str, counts: tuple[int, ...]) -> None:
    for k in counts:
        data = make(name, **{option: k})
        assert data.n_classes == len(data.class_names) == len(set(data.y.tolist())) == k


def test_rings_and_gaussians_keep_their_bounds() -> None:
    for noise in (0.0, 0.2, 1.0):
        ring = make("ring", n=10_000, noise=noise)
        assert np.hypot(*ring.X.T).max() <= 6 + 1e-12
        assert np.abs(make("gaussians", n=10_000, noise=noise).X).max() <= 15
    clean = make("ring", n=10_000, noise=0.0)
    radius = np.hypot(*clean.X.T)
    assert radius[clean.y == 0].max() < 2.6 < 3.4 < radius[clean.y == 1].min()


def test_xor_without_noise_is_the_sign_of_the_product() -> None:
    data = make("xor", noise=0.0)
    assert np.array_equal(data.y == 1, data.X[:, 0] * data.X[:, 1] > 0)


def test_people_weigh_something() -> None:
    data = make("tribes", n=10_000, noise=1.0, tribes=3)
    assert (data.X > 0).all()
    assert [round(float(data.X[data.y == k, 0].mean())) for k in range(3)] == [160, 174, 188]


@pytest.mark.parametrize("name", CARRIED)
def test_files_do_not_depend_on_the_seed(name: str) -> None:
    assert np.array_equal(make(name, 1).X, make(name, 2).X)


def test_transistors() -> None:
    data, table = make("transistors"), raw("transistors")
    assert data.X[:, 0].tolist() == [float(cell) for cell in table["year"]]
    assert data.y.tolist() == [float(cell) for cell in table["thousand_transistors"]]
    talk = make("transistors", years="1971-1985")
    assert talk.X[:, 0].tolist() == [1971, 1972, 1974, 1979, 1982, 1985]
    assert talk.y.tolist() == [2.31, 3.55, 6.10, 29.16, 135.77, 273.84]


def test_iris() -> None:
    data, table = make("iris", x1="sepal_width", x2="petal_length"), raw("iris")
    assert data.X[:, 0].tolist() == [float(cell) for cell in table["sepal_width"]]
    assert data.X[:, 1].tolist() == [float(cell) for cell in table["petal_length"]]
    assert [data.class_names[k] for k in data.y] == table["species"]
    assert data.feature_names == ("sepal width", "petal length")
    with pytest.raises(ValueError, match="x2 must be another column than x1; both are petal_width"):
        DATASETS["iris"](x1="petal_width")


def test_boston() -> None:
    data, table = make("boston"), raw("boston_housing")
    assert data.n == 506
    assert data.X[:, 0].tolist() == [float(cell) for cell in table["RM"]]
    assert data.y.tolist() == [float(cell) for cell in table["MEDV"]]
    assert "scikit-learn" in data.note
    assert "column B" in data.note
    several = make("boston", columns="LSTAT, RM,NOX", target="CRIM")
    assert several.feature_names == ("LSTAT", "RM", "NOX")
    assert several.X[:, 2].tolist() == [float(cell) for cell in table["NOX"]]
    assert several.y.tolist() == [float(cell) for cell in table["CRIM"]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": "RM,LSTATT"}, "columns names an unknown 'LSTATT'.*did you mean 'LSTAT'"),
        ({"columns": "RM,RM"}, "differ from each other; got 'RM,RM'"),
        ({"columns": "RM,,TAX"}, "columns names an unknown ''"),
        ({"x": "MEDV"}, "differ from each other"),
        ({"x": "rooms"}, "x must be one of"),
    ],
)
def test_boston_names_a_wrong_column(options: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        DATASETS["boston"](**options)


def test_files_of_the_course_are_exact() -> None:
    nine = make("nine_features")
    assert np.allclose(nine.X @ np.arange(9.0) + 9.0, nine.y, atol=1e-9)
    quartic = make("quartic")
    assert np.allclose(np.polyval([4, 3, 2, 1, 0], quartic.X[:, 0]), quartic.y, atol=2e-6)


@pytest.mark.parametrize(("name", "law"), [
    ("nine_features", lambda X: 9 + sum(j * X[:, j] for j in range(9))),
    ("quartic", lambda X: np.polyval([4, 3, 2, 1, 0], X[:, 0])),
])  # fmt: skip
def test_more_rows_than_a_file_has_keep_to_its_law(name: str, law: Any) -> None:
    file, more = make(name), make(name, 5, n=5000)
    assert more.n == 5000
    assert np.array_equal(more.X[: file.n], file.X)
    assert np.array_equal(more.y[: file.n], file.y)
    assert np.allclose(law(more.X), more.y, atol=2e-6)
    fresh = more.X[file.n :]
    assert fresh.min() >= 0
    assert fresh.max() < 1
    assert np.abs(fresh.mean(axis=0) - 0.5).max() < 0.02
    assert np.array_equal(make(name, 5, n=5000).X, more.X)
    assert not np.array_equal(make(name, 6, n=5000).X, more.X)


def test_every_carried_file_has_its_notice() -> None:
    notice = resource_path("data", "NOTICE.md").read_text(encoding="utf-8")
    for path in resource_path("data").iterdir():
        if path.suffix in (".csv", ".npz"):
            assert path.name in notice
