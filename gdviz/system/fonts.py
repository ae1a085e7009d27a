"""Are there fonts? fontconfig is asked directly, because Qt without fonts draws boxes and says nothing."""

from __future__ import annotations

import ctypes
import sys


def number_of_fonts(language: str = "") -> int | None:
    """Return how many fonts there are (that can write `language`, as in "zh-tw"); None where it cannot be asked."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        fontconfig = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return None
    pointer = ctypes.c_void_p
    fontconfig.FcNameParse.restype = pointer
    fontconfig.FcNameParse.argtypes = [ctypes.c_char_p]
    fontconfig.FcObjectSetCreate.restype = pointer
    fontconfig.FcObjectSetAdd.argtypes = [pointer, ctypes.c_char_p]
    fontconfig.FcFontList.restype = ctypes.POINTER(_FontSet)
    fontconfig.FcFontList.argtypes = [pointer, pointer, pointer]
    pattern = fontconfig.FcNameParse(f":lang={language}".encode() if language else b"")
    wanted = fontconfig.FcObjectSetCreate()
    fontconfig.FcObjectSetAdd(wanted, b"family")
    found = fontconfig.FcFontList(None, pattern, wanted)
    return int(found.contents.nfont) if found else 0


class _FontSet(ctypes.Structure):
    _fields_ = (("nfont", ctypes.c_int), ("sfont", ctypes.c_int), ("fonts", ctypes.c_void_p))
