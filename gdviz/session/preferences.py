"""What is remembered between two starts of the application."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

MOST_RECENT = 8
MOST_PIXELS = 20_000  # that a column may be wide: what is more, no screen has


class Preferences(QObject):
    """Theme, language, text size and layout of the user, in the platform's own place."""

    changed = Signal(str)

    THEMES = ("system", "light", "dark")
    TEXT_SIZES = (100, 125, 150, 200)
    PROGRAM_DATA = ("auto", "inside", "beside")

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = QSettings("gdviz", "gdviz")

    def keep(self) -> None:
        """Write now what would else be written a little later."""
        self._settings.sync()

    @property
    def theme(self) -> str:
        return self._choice("theme", self.THEMES, "system")

    @theme.setter
    def theme(self, theme: str) -> None:
        self._set("theme", theme)

    @property
    def text_size(self) -> int:
        """Return the size of text in per cent."""
        return int(self._choice("text_size", tuple(map(str, self.TEXT_SIZES)), "100"))

    @text_size.setter
    def text_size(self, per_cent: int) -> None:
        self._set("text_size", str(per_cent))

    @property
    def language(self) -> str:
        """Return a language code, or "" for the system's."""
        return str(self._settings.value("language", "", str))

    @language.setter
    def language(self, code: str) -> None:
        self._set("language", code)

    @property
    def folder(self) -> str:
        """Return the folder that the last file dialog ended in."""
        return str(self._settings.value("folder", "", str))

    @folder.setter
    def folder(self, path: str) -> None:
        self._set("folder", path)

    @property
    def program_data(self) -> str:
        """Return where an exported program has its data: in itself, in a CSV beside it, or as there are few or many."""
        return self._choice("program_data", self.PROGRAM_DATA, "auto")

    @program_data.setter
    def program_data(self, where: str) -> None:
        self._set("program_data", where)

    @property
    def recent(self) -> list[str]:
        """Return the sessions that were opened or saved last, newest first."""
        names = self._settings.value("recent")
        names = [names] if isinstance(names, str) else names  # what an INI file makes of a list of one
        return [str(name) for name in names if name][:MOST_RECENT] if isinstance(names, list) else []

    @recent.setter
    def recent(self, paths: list[str]) -> None:
        self._set("recent", paths[:MOST_RECENT])

    @property
    def picture(self) -> dict[str, Any]:
        """Return the choices of the last picture that was exported, plain values; none if they cannot be read."""
        try:
            saved = json.loads(str(self._settings.value("picture", "{}", str)))
        except ValueError:
            return {}
        return saved if isinstance(saved, dict) else {}

    @picture.setter
    def picture(self, settings: dict[str, Any]) -> None:
        self._settings.setValue("picture", json.dumps(settings))

    def layout(self, version: int, workspace: str) -> tuple[QByteArray, QByteArray] | None:
        """Return geometry and dock layout as saved by the same `version` of the window; None if there is none."""
        geometry, state = self._settings.value("geometry"), self._settings.value(f"layouts/{workspace}")
        saved = self._settings.value("layout_version", -1)
        if not isinstance(geometry, QByteArray) or not isinstance(state, QByteArray) or str(saved) != str(version):
            return None
        return geometry, state

    def save_layout(self, version: int, geometry: QByteArray, state: QByteArray, workspace: str) -> None:
        self._settings.setValue("geometry", geometry)
        self._settings.setValue(f"layouts/{workspace}", state)
        self._settings.setValue("layout_version", version)

    def columns(self, workspace: str) -> tuple[int, int] | None:
        """Return how wide the columns of a saved layout were; None if that is not known."""
        parts = str(self._settings.value(f"columns/{workspace}", "")).split()
        sane = len(parts) == 2 and all(
            part.isdecimal() and len(part) < 6 and int(part) <= MOST_PIXELS for part in parts
        )
        return (int(parts[0]), int(parts[1])) if sane else None

    def save_columns(self, workspace: str, widths: tuple[int, int]) -> None:
        self._settings.setValue(f"columns/{workspace}", f"{widths[0]} {widths[1]}")

    def forget_layout(self) -> None:
        for key in ("geometry", "layouts", "columns", "layout_version"):
            self._settings.remove(key)

    def _choice(self, key: str, known: tuple[str, ...], default: str) -> str:
        value = str(self._settings.value(key, default))
        return value if value in known else default

    def _set(self, key: str, value: Any) -> None:
        if self._settings.value(key) != value:
            self._settings.setValue(key, value)
            self.changed.emit(key)
