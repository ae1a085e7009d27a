"""An experiment as text: what comes out is what went in, and nothing else is believed."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_cases import noisy_line, two_clouds

from gdviz.lessons import load_lessons
from gdviz.training.build import generate
from gdviz.training.experiment import OWN_DATA, DataChoice, Experiment, ModelChoice
from gdviz.training.text_code import MOST_UNPACKED, PREFIX, Shared, TextCodeError, from_code, to_code

LESSONS = {lesson.id: lesson for lesson in load_lessons().lessons}


def own(dataset, **changes):
    return Shared(Experiment(data=DataChoice(OWN_DATA), **changes), dataset)


CODE = to_code(own(noisy_line()))


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_is_small_enough_and_comes_back(lesson):
    experiment = LESSONS[lesson].experiment
    text = LESSONS[lesson].text()
    code = to_code(Shared(experiment, generate(experiment.data), text.title, text.what_to_see))
    assert re.fullmatch(r"gdviz1:[A-Za-z0-9_-]+", code)
    assert len(code) < 2500
    opened = from_code(code)
    assert opened.experiment == experiment
    assert (opened.title, opened.what_to_see) == (text.title, text.what_to_see)
    assert opened.dataset.X.tobytes() == generate(experiment.data).X.tobytes()


def test_own_points_keep_every_digit_name_and_identity():
    dataset = two_clouds().replace(class_names=("茶", "coffee"), title="Cups").take(np.arange(5, 20))
    shared = own(dataset, model=ModelChoice("logistic"), loss="binary_cross_entropy")
    opened = from_code(to_code(shared))
    for item in dataclasses.fields(dataset):
        before, after = getattr(dataset, item.name), getattr(opened.dataset, item.name)
        assert np.array_equal(before, after), item.name


def test_line_breaks_and_quotes_of_a_mail_do_no_harm():
    broken = "\n  ".join(CODE[i : i + 60] for i in range(0, len(CODE), 60))
    assert from_code(f" `{broken}`\n").experiment == own(noisy_line()).experiment


def test_too_large_says_so():
    rng = np.random.default_rng(1)
    with pytest.raises(TextCodeError, match=r"too large for a text code: .* limit is 20\u202f000.* Save it as a file"):
        to_code(own(noisy_line(5000, seed=int(rng.integers(9)))))


@given(place=st.integers(0, len(CODE) - 1), letter=st.sampled_from("Aa0_-Z!é\x00"))
def test_a_changed_letter_is_noticed(place, letter):
    changed = CODE[:place] + letter + CODE[place + 1 :]
    if changed == CODE:
        return
    try:
        opened = from_code(changed)
    except TextCodeError:
        return
    assert place == len(CODE) - 1  # it has bits that belong to no byte
    assert opened.experiment == own(noisy_line()).experiment


@pytest.mark.parametrize("length", range(0, len(CODE) - 1, 37))
def test_a_piece_of_a_code_is_no_code(length):
    with pytest.raises(TextCodeError):
        from_code(CODE[:length])


@pytest.mark.parametrize(
    "words",
    [
        "Look at this:\n{}", "{}\nSee you tomorrow", "Try this (it learns quickly): {}. Greetings, Ada",
        "A code begins with gdviz1: and this is mine\n\n```\n{}\n```\nthanks", "> {}\n>\n> yours", "**{}**", "({})",
    ],
)  # fmt: skip
@pytest.mark.parametrize("width", [10_000, 76, 11])
def test_a_code_is_found_among_other_words(words, width):
    lines = [CODE[place : place + width] for place in range(0, len(CODE), width)]
    between = "\n> " if words.startswith(">") else "\n"
    assert from_code(words.format(between.join(lines))).experiment == own(noisy_line()).experiment


@pytest.mark.parametrize(("cut", "said"), [(-9, "not complete"), (40, "not complete")])
def test_a_piece_of_a_code_among_words_is_told_as_such(cut, said):
    with pytest.raises(TextCodeError, match=said):
        from_code(f"Look at this: {CODE[:cut]}, see you")


def signed(content: bytes) -> str:
    packed = hashlib.sha256(content).digest()[:6] + content
    return PREFIX + base64.urlsafe_b64encode(packed).decode()


def of(plain: object) -> str:
    return signed(zlib.compress(json.dumps(plain).encode()))


@pytest.mark.parametrize(
    "code",
    [
        "", "hello", PREFIX, signed(b""), signed(b"no zlib"), of(None), of([]), of({}), of({"experiment": 5}),
        of({"experiment": {"data": {"source": "own"}}}), of({"experiment": {"loss": "__import__('os')"}}),
        of({"experiment": {"data": {"source": "own"}}, "dataset": {"shape": [10**9, 2], "X": "", "y": ""}}),
        of({"experiment": {"seed": -1}}), of({"experiment": {}, "title": 5}), PREFIX + "A" * 30_000,
        signed(zlib.compress(b"[" * 100_000)), of({"experiment": {"model": {"name": "softmax"}}}),
    ],
)  # fmt: skip
def test_whatever_else_is_pasted_gives_one_sentence(code):
    with pytest.raises(TextCodeError) as caught:
        from_code(code)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_a_bomb_is_not_unpacked():
    bomb = zlib.compress(b" " * (MOST_UNPACKED + 1), 9)
    with pytest.raises(TextCodeError, match="more than a code may hold"):
        from_code(signed(bomb))


@pytest.mark.parametrize(
    "plain", [[0] * 200_000, {"experiment": [0] * 200_000}, {"experiment": {"x" * 100_000: 1}}, {}]
)
def test_what_is_wrong_is_told_in_a_sentence_of_a_line_or_two(plain):
    content = zlib.compress(json.dumps(plain).encode(), 9)
    code = base64.urlsafe_b64encode(hashlib.sha256(content).digest()[:6] + content).decode().rstrip("=")
    with pytest.raises(TextCodeError) as caught:
        from_code(PREFIX + code)
    assert len(str(caught.value)) < 220
    assert str(caught.value).endswith(".")
