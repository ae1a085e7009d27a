"""The window while training: frames, the worker's share, cold start. Its cases are added here."""

from __future__ import annotations

from benchmarks.case import Case

CASES: tuple[Case, ...] = ()
