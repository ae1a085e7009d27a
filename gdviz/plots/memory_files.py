"""Small files that only Qt sees: they lie in memory, need no disk, and go with the process, however it ends."""

from __future__ import annotations

from struct import pack

from PySide6.QtCore import qRegisterResourceData

_VERSION = 1  # of the tables below, as Qt's resource compiler (rcc) writes them
_FOLDER = 2
_held: list[tuple[bytes, bytes, bytes]] = []  # Qt reads them where they lie


def in_memory(name: str, content: bytes) -> str:
    """Make a file of Qt's resource system; returns its path, which starts with a colon. Once for each name."""
    names = _name("gdviz") + _name(name)
    # what each holds: where its name is, what it is, and then how many follow from where, or land, language and data
    tree = (
        pack(">IHII", 0, _FOLDER, 1, 1)
        + pack(">IHII", 0, _FOLDER, 1, 2)
        + pack(">IHHHI", len(_name("gdviz")), 0, 0, 1, 0)
    )
    tables = tree, names, pack(">I", len(content)) + content
    _held.append(tables)
    qRegisterResourceData(_VERSION, *tables)
    return f":/gdviz/{name}"


def _name(text: str) -> bytes:
    hashed = 0
    for character in text:
        hashed = (hashed << 4) + ord(character)
        hashed = (hashed ^ (hashed & 0xF0000000) >> 23) & 0x0FFFFFFF
    return pack(">HI", len(text), hashed) + text.encode("utf-16-be")
