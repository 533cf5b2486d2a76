"""Marked messages (what must go stands in ⟦ ⟧) were written by hand, no visitor's among them.

`scrubbing.txt` was written to be hard, after the rules, and read once before they were bettered: 8 of its 44 marks were
missed then. That is the figure to expect of messages that nobody has seen; those below hold what was reached since.
"""

import json
import re
from pathlib import Path

import pytest

from microneedling_faq.corpus.annotations import Annotations
from microneedling_faq.query.cleaning import MAX_MESSAGE_CHARACTERS
from microneedling_faq.store.scrubbing import scrub

HERE = Path(__file__).parent
QUESTIONS = HERE.parent / "questions"
MARKED = re.compile(r"⟦(.*?)⟧")
WORD = re.compile(r"\w{2,}")
MOST_MISSED = {"scrubbing_seen": 0, "scrubbing": 2}
MOST_CHANGED = 0.03  # of questions that name nobody


@pytest.fixture(scope="module")
def annotations(request):
    return request.getfixturevalue("chatbot").index.annotations


def missed(line: str, notes: Annotations) -> list[str]:
    """The marked stretches of which a word is left, though the rest of the message does not have it."""
    scrubbed = scrub(MARKED.sub(r"\1", line), lambda word: word in notes.vocabulary or word in notes.spanish_words)
    left = set(WORD.findall(re.sub(r"\[[a-z]+\]", " ", scrubbed))) - set(WORD.findall(MARKED.sub(" ", line)))
    return [mark for mark in MARKED.findall(line) if left & set(WORD.findall(mark))]


@pytest.mark.parametrize("name", MOST_MISSED)
def test_what_tells_who_asks_is_taken_out(name, annotations):
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    left = [(line, found) for line in lines if (found := missed(line, annotations))]
    assert len(lines) >= 40
    assert len(left) <= MOST_MISSED[name], left


def test_questions_that_name_nobody_stay_as_they_are(annotations):
    files = ("visitors", "plain", "hard", "visits")
    lines = [line for name in files for line in (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = [json.loads(line)["question"] for line in lines]
    changed = [t for t in texts if scrub(t, lambda w: w in annotations.vocabulary or w in annotations.spanish_words) != t]
    assert len(texts) > 1000
    assert len(changed) / len(texts) < MOST_CHANGED, changed


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("call 505-555-0147 or a@b.example", "call [number] or [mail]"),
        ("My name is Ada Quince and it hurts", "My name is [name] and it hurts"),
        ("2 mm for 6 weeks, 1.5 mm at $200", "2 mm for 6 weeks, 1.5 mm at $200"),
        ("two or three sessions on the way", "two or three sessions on the way"),
        ("I am 34, is PRP with Botox ok on Tuesday", "I am 34, is PRP with Botox ok on Tuesday"),
        ("١٢٣٤٥٦٧٨٩", "[number]"),
        ("", ""),
        ("[name] [x] ]][[ ⟦", "[name] [x] ]][[ ⟦"),
    ],
)
def test_what_stands_instead(text, scrubbed):
    assert scrub(text, lambda word: word == "botox") == scrubbed


@pytest.mark.parametrize("part", ["a", "1 ", "Ab ", "a@", "a.", "calle x ", "1 a ", "one ", "a dot ", "dr ", "5-", "[name] "])
def test_a_long_text_costs_little(part):
    """A form that tries every way to read a text would not end here in an hour."""
    assert isinstance(scrub(part * (MAX_MESSAGE_CHARACTERS // len(part)), lambda word: False), str)
