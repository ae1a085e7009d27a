"""What translators work with: every text is found, a translation is loaded and shown."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTranslator

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "scripts" / "translations.py"


def test_texts_of_core_and_window_are_collected_translated_and_shown(tmp_path, qapp):
    def run(*arguments: str) -> None:
        command = [sys.executable, str(SCRIPT), *arguments, "--folder", str(tmp_path)]
        finished = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert finished.returncode == 0, finished.stderr

    run("de")
    file = tmp_path / "gdviz_de.ts"
    text = file.read_text(encoding="utf-8")
    for name in ("core", "DataPanel", "TopBar"):
        assert f"<name>{name}</name>" in text
    for source in ("A kink", "Sharpen", "Himmelblau’s four minima", "Gradient descent"):
        assert f"<source>{source}</source>" in text
    untranslated = '<source>Gradient descent</source>\n        <translation type="unfinished"></translation>'
    assert untranslated in text
    translated = "<source>Gradient descent</source>\n        <translation>Gradientenabstieg</translation>"
    file.write_text(text.replace(untranslated, translated), encoding="utf-8")

    run("de", "--release")  # what is translated stays
    translator = QTranslator()
    assert translator.load("gdviz_de", str(tmp_path))
    qapp.installTranslator(translator)
    try:
        assert QCoreApplication.translate("core", "Gradient descent") == "Gradientenabstieg"
    finally:
        qapp.removeTranslator(translator)
    assert QCoreApplication.translate("core", "Gradient descent") == "Gradient descent"
