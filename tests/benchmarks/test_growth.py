"""How cost grows: the fit, the verdict, the picture."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PRETENDED = """
import json, time
from benchmarks import growth

clock = [0.0]
time.thread_time = lambda: clock[0]

def taking(size):  # 10 steps of size^2 / 1000 seconds, and once in a while a pause
    rounds = iter([0.0, 5.0, 0.0, 7.0])
    def work():
        clock[0] += 10 * size**2 / 1000 + next(rounds)
    return work

for goal in (2.1, 1.9):
    print(json.dumps(growth.measure(growth.Growth("pretended", (1, 2, 4), goal, taking), 3).facts()))
"""


def run(*arguments: str) -> str:
    finished = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_the_best_of_the_rounds_counts() -> None:
    reached, missed = map(json.loads, run("-c", PRETENDED).splitlines())
    assert reached["milliseconds"] == pytest.approx([1, 4, 16])
    assert reached["exponent"] == pytest.approx(2)
    assert (reached["verdict"], missed["verdict"]) == ("reached", "missed")
    assert missed["ratio"] == pytest.approx(1.9 / 2)


def test_a_line_and_a_picture(tmp_path) -> None:
    picture = tmp_path / "growth.png"
    text = run("-m", "benchmarks.growth", "--rounds", "1", "--only", "classes", "--plot", str(picture))
    assert text.startswith("growth with classes k: 64-128-k")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size > 5000


def test_it_is_part_of_the_whole() -> None:
    lines = run("-m", "benchmarks", "--json", "--rounds", "1", "--only", "growth with classes").splitlines()
    (facts,) = map(json.loads, lines)
    assert facts["case"] == "growth with classes k: 64-128-k"
    assert {"goal", "ratio", "verdict"} <= set(facts)
