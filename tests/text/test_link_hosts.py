"""The host of a link is the one that stands in the text: no row has a host that
was cut out of another one, whatever stands around it."""

import random
import re

import pytest

from conftest import needs_recordings
from test_links import LINKS, recorded

ALIASES = {"huggingface.co": ["huggingface.co", "hf.co"],
           "doi.org": ["dx.doi.org", "doi.org"]}
# What is undone inside a host name: breaks, LaTeX, what print does not show.
REPAIRED = re.compile(
    r"\\allowbreak(\{\}| |(?![a-z]))|[\s\u200b\u2060\ufeff\xad]|\\(?=[_/])", re.I)
EAST_ASIAN = "\u3005-\u3007\u3021-\u302f\u3031-\u30fa\u30fc-\ud7ff"
# Footnote marks, which stand beside addresses.
MARKS = "\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209f"
# A letter, a digit or a sign that would make the name a longer one.
NAME = rf"[^\W{EAST_ASIAN}{MARKS}]|[-%@]"
BEFORE = re.compile(rf"(?:(?!_)(?:{NAME})|\.|(?:{NAME}|[.\\])_+)\Z")
AFTER = re.compile(rf"\.?(?:[^\W{EAST_ASIAN}{MARKS}]|%|-\w)")
# The next sentence glued to a name, a dash, an emphasis that closes.
GLUED = re.compile(r"\.[A-Z]|--|_+(?!\w)")
LEADS = re.compile(r"(?:^|//|@)(?:www\.)*\Z", re.I)


def stands_there(text, raw, start, host):
    """Whether the host stands in the link, from one end of a name to the
    other."""
    end = start + len(raw)
    whole = REPAIRED.sub("", raw)
    rest = text[end:]
    for name in ALIASES.get(host, [host]):
        for found in re.finditer(re.escape(name), whole, re.I | re.A):
            before, after = whole[:found.start()], whole[found.end():]
            if not LEADS.search(before):
                continue
            behind = after or rest
            if not AFTER.match(behind) or GLUED.match(behind):
                bare = not re.match(r"\w+\s*:|git@", raw, re.I)
                glued = re.sub("[\u200b\u2060\ufeff\xad]+\\Z", "", text[:start])
                return not (bare and BEFORE.search(glued))
    return False


def faults(db, text):
    rows = db.execute("SELECT raw, start, host FROM repo_links(?)", (text,))
    return [(host, raw) for raw, start, host in rows
            if not stands_there(text, raw, start, host)]


def texts_with_links():
    for paper in recorded():
        if "http" in paper["summary"] or "github" in paper["summary"]:
            yield paper["summary"]


@needs_recordings
def test_hosts_of_recorded_abstracts_stand_there(db):
    texts = [paper["summary"] for paper in recorded()]
    assert len(texts) > 2000
    assert [fault for text in texts for fault in faults(db, text)] == []


PIECES = ["_", "-", ".", "/", ":", "@", "%", " ", "\n", "\\_", "é", "й", "上", "，",
          "a", "Z", "7", "(", ")", "\\allowbreak ", "\u200b", "www.", "https://",
          "github.com", ".github.io", "example.org", "xn--", "'", "*", "#", "?",
          "\ufeff", "０", "ｇ", "º", "²", "ı", "\u0301", "٠", "。", "．", "\\/", "%2E", ":80",
          "user:pw@", "git@", "hf.co/a/b", "doi.org/10.1", "//", "&amp;"]


def mutated(random, text):
    """A stretch around a link, with one to three changes near it."""
    at = random.choice([m.start() for m in
                        re.finditer(r"https?|github|hugging", text)] or [0])
    text = text[max(0, at - 40):at + 80]
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(text))
        end = at + random.choice([0, 0, 1, 1, 2, 5])
        text = text[:at] + random.choice(["", *PIECES]) + text[end:]
        text = text or " "
    return text


def check_mutations(db, texts, count):
    source = random.Random(12)
    rows = 0
    for _ in range(count):
        text = mutated(source, source.choice(texts))
        assert not faults(db, text), repr(text)
        rows += db.execute("SELECT count(*) FROM repo_links(?)",
                           (text,)).fetchone()[0]
    assert rows > count / 3


@needs_recordings
def test_hosts_of_mutated_abstracts_stand_there(db):
    check_mutations(db, list(texts_with_links()), 100_000)


def test_hosts_of_mutated_cases_stand_there(db):
    texts = [text.decode() for text, _ in LINKS.values() if text.isascii()
             and b"\0" not in text and b"github" in text]
    check_mutations(db, texts, 20_000)


@pytest.mark.parametrize("text, host, holds", [
    ("see https://my_lab.github.io/p", "my_lab.github.io", True),
    ("see https://my_lab.github.io/p", "lab.github.io", False),
    ("see https://example.org/a", "example.or", False),
    ("see hf.co/a/b", "huggingface.co", True),
    ("see https://git\nhub. com/a", "github.com", True)])
def test_the_property_can_fail(text, host, holds):
    raw = text[4:]
    assert stands_there(text, raw, 4, host) is holds
