"""Resources are found from a checkout and from an installed wheel (see also test_wheel.py)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gdviz import resources


def test_the_checkout_has_its_folders() -> None:
    root = Path(__file__).parents[1] / "resources"
    assert resources.resource_path() == root
    assert resources.resource_path("lessons") == root / "lessons"


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=re.escape("resource 'data/unicorns.csv' not found in")):
        resources.resource_path("data", "unicorns.csv")


def test_a_wheels_own_folder_comes_before_a_stranger_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "gdviz"
    (package / "_resources" / "data").mkdir(parents=True)
    (tmp_path / "site-packages" / "resources").mkdir()
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.resource_path("data") == package / "_resources" / "data"


def test_no_resources_at_all_says_where_it_looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "gdviz")
    with pytest.raises(FileNotFoundError, match=r"resources are missing: neither .*_resources nor .*resources exists"):
        resources.resource_path("data")
