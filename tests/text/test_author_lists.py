"""author_count on the author lists of recorded papers, written in the styles of
real programs: reference managers, publishers, web pages, LaTeX."""

import json

import pytest

from conftest import SHARED, needs_recordings

# Of a thousand lists in a style, so many may have another number than the true
# one. The others are right or NULL, and so many must be right.
MOST_WRONG, LEAST_RIGHT = 1, 950
# In these styles, "Lee, Ann, Ray, Bo", most lists can be read in two ways.
AMBIGUOUS = {"sorted_commas", "sorted_and"}


def split(name):
    """Given names and family name; a single name is a family name."""
    words = name.replace('"', "").split()
    return words[:-1], words[-1]


def last(name, given=" ".join):
    first, family = split(name)
    return f"{family}, {given(first)}" if first else family


def dotted(words, between=" "):
    return between.join(
        "-".join(part[0] + "." for part in word.split("-") if part)
        for word in words)


def bare(words):
    return "".join(part[0].upper() for word in words for part in word.split("-")
                   if part)


def sorted_dots(name):
    return last(name, dotted)


def initials_first(name):
    first, family = split(name)
    return f"{dotted(first)} {family}".strip()


def vancouver(name):
    first, family = split(name)
    return f"{family} {bare(first)}".strip()


def family_dots(name):
    first, family = split(name)
    return f"{family} {dotted(first, '')}".strip()


def joined(names, between=", ", before_last=None):
    if before_last is None or len(names) < 2:
        return between.join(names)
    return between.join(names[:-1]) + before_last + names[-1]


def chicago(names):
    first = last(names[0])
    return joined([first, *names[1:]], ", ", ", and ")


def wrapped(text, width):
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def each(form, *rest):
    return lambda names: joined([form(name) for name in names], *rest)


def plain(*rest):
    return lambda names: joined(names, *rest)


STYLES = {
    "commas": plain(", "),
    "and": plain(", ", " and "),
    "serial_and": plain(", ", ", and "),
    "ampersand": plain(", ", " & "),
    "all_and": plain(" and "),
    "semicolons": plain("; "),
    "chicago": chicago,
    "apa": each(sorted_dots, ", ", ", & "),
    "harvard": each(sorted_dots, ", ", " and "),
    "elsevier": each(sorted_dots, ", "),
    "bibtex": each(last, " and "),
    "last_first_semicolons": each(last, "; "),
    "wos": each(lambda name: last(name, bare), "; "),
    "scopus": each(family_dots, ", "),
    "scopus_semicolons": each(family_dots, "; "),
    "vancouver": each(vancouver, ", "),
    "ieee": each(initials_first, ", ", ", and "),
    "aps": each(initials_first, ", ", " and "),
    "glued_initials": each(
        lambda name: initials_first(name).replace(". ", "."), ", "),
    "ris": each(lambda name: last(name, bare), ", "),
    "sorted_commas": each(last, ", "),
    "sorted_and": each(last, ", ", ", and "),
    "lines": plain("\n"),
    "lines_last_first": each(last, "\n"),
    "comma_lines": plain(",\n"),
    "wrapped": lambda names: wrapped(joined(names, ", ", " and "), 60),
    "bullets": lambda names: "".join(f"• {name}\n" for name in names),
    "numbered": lambda names: "".join(
        f"{i}. {name}\n" for i, name in enumerate(names, 1)),
    "middle_dots": plain(" · "),
    "bars": plain(" | "),
    "slashes": plain(" / "),
    "breaks": plain("<br>"),
    "latex": plain(" \\and "),
    "tabs": plain("\t"),
    "wide_gaps": plain("     "),
    "ideographic": plain("、"),
    "footnotes": lambda names: joined(
        [f"{name}{i % 4 + 1},{i % 3 + 5}" for i, name in enumerate(names)]),
    "affiliations": lambda names: joined(
        [f"{name} (Lab {i}, City)" for i, name in enumerate(names)]),
    "capitals": each(str.upper, ", "),
    "capitals_semicolons": each(lambda name: last(name).upper(), "; "),
    "tight_slashes": plain("/"),
    "quoted": each(lambda name: f'"{name}"', ", "),
    "superscripts": lambda names: joined(
        [f"{name}<sup>{i % 4 + 1},2</sup>" for i, name in enumerate(names)]),
    "mails": each(lambda name: f"{name} <{name[0]}@example.org>", ", "),
    "heading": lambda names: "Authors: " + joined(names, ", ", " and "),
}

# Lists that say that they are not whole.
OPEN = {
    "et_al": lambda names: joined(names) + ", et al.",
    "more": lambda names: joined(names) + " + 3 more",
    "mla": lambda names: last(names[0]) + ", et al.",
    "deng": lambda names: joined(names, "、") + " 等",
    "apa_ellipsis": lambda names: joined(
        [sorted_dots(name) for name in names]) + ", . . . Zed, Q.",
}


def recorded_lists():
    """Names with a separator in them cannot be told from two names."""
    for path in sorted((SHARED / "daily").glob("*.json")):
        for entry in json.loads(path.read_text()):
            names = [author["name"] for author in entry["paper"]["authors"]
                     if not author.get("hidden")]
            if names and not any(set(name) & set(",;/|:") for name in names):
                yield names


def measure(db, style):
    """How many lists are right, NULL and wrong, and the wrong ones."""
    right = unknown = 0
    wrong = []
    for names in recorded_lists():
        text = style(names)
        (count,) = db.execute("SELECT author_count(?)", (text,)).fetchone()
        right += count == len(names)
        unknown += count is None
        if count not in (len(names), None):
            wrong.append((len(names), count, text))
    return right, unknown, wrong


@needs_recordings
@pytest.mark.parametrize("name", STYLES)
def test_lists_of_each_style_are_right_or_unknown(db, name):
    right, unknown, wrong = measure(db, STYLES[name])
    total = right + unknown + len(wrong)
    assert total > 2000
    assert len(wrong) * 1000 <= MOST_WRONG * total, wrong[:5]
    assert name in AMBIGUOUS or right * 1000 >= LEAST_RIGHT * total


@needs_recordings
@pytest.mark.parametrize("name", OPEN)
def test_open_lists_have_no_number(db, name):
    for names in recorded_lists():
        text = OPEN[name](names)
        assert db.execute("SELECT author_count(?)",
                          (text,)).fetchone() == (None,), text
