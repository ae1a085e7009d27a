"""Brings the translation files up to date: `python scripts/translations.py LANGUAGE ...`, such as zh_TW de.

For each language `resources/translations/gdviz_LANGUAGE.ts` is made, or gets the texts that are new; what has been
translated stays. `--release` also writes the `.qm` files that gdviz loads. Texts of the core (titles, names, help of
methods, models, losses, layers and data sets) are written nowhere in a call of `translate`, as the core knows no Qt:
they are collected from the registries, under the context "core".
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gdviz.core.activations import ACTIVATIONS
from gdviz.core.convolution.filters import FILTERS
from gdviz.core.datasets import DATASETS
from gdviz.core.features import FEATURES
from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.layers import LAYERS
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models import MODELS
from gdviz.core.slope_presets import SLOPE_PRESETS
from gdviz.core.surfaces import SURFACES

ROOT = Path(__file__).parents[1]
TRANSLATIONS = ROOT / "resources" / "translations"


def core_texts() -> list[str]:
    """Return every text of the core that the window shows, each once."""
    return sorted({text for text in _texts() if any(letter.isalpha() for letter in text)})


def _texts() -> Iterator[str]:
    yield from (preset.title for preset in (*SLOPE_PRESETS, *FILTERS.values()))
    for registry in (METHODS, MODELS, LOSSES, LAYERS, DATASETS, ACTIVATIONS, FEATURES, SURFACES):
        for _name, thing in registry.items():
            for attribute in ("title", "label", "help", "group"):
                text = getattr(thing, attribute, "")
                if isinstance(text, str):
                    yield text
            if hasattr(thing, "__dataclass_fields__"):
                for item in hyperparameters(thing):
                    yield from (item.label, item.help, item.unit, *item.choices)


def update(languages: list[str], folder: Path) -> None:
    """Collect all texts into one file a language."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        marked = Path(place, "core_texts.py")
        calls = "\n".join(f'QCoreApplication.translate("core", {text!r})' for text in core_texts())
        marked.write_text(f"from PySide6.QtCore import QCoreApplication\n\n{calls}\n", encoding="utf-8")
        sources = [str(path) for path in sorted((ROOT / "gdviz").rglob("*.py"))]
        for language in languages:
            target = folder / f"gdviz_{language}.ts"
            _run("pyside6-lupdate", *sources, str(marked), "-locations", "none", "-no-obsolete", "-ts", str(target))


def release(folder: Path) -> None:
    """Write what gdviz loads beside each translation."""
    for source in sorted(folder.glob("gdviz_*.ts")):
        _run("pyside6-lrelease", str(source), "-qm", str(source.with_suffix(".qm")))


def _run(tool: str, *arguments: str) -> None:
    subprocess.run([str(Path(sys.executable).with_name(tool)), *arguments], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE")
    parser.add_argument("--release", action="store_true", help="also write the .qm files")
    parser.add_argument("--folder", type=Path, default=TRANSLATIONS, help="where the files are")
    arguments = parser.parse_args()
    update(arguments.languages, arguments.folder)
    if arguments.release:
        release(arguments.folder)


if __name__ == "__main__":
    main()
