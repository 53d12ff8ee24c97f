"""The papers of the test hub: a folder of daily answers, read once.

A day is a file YYYY-MM-DD.json. It holds the answer of that day, an array of
entries in the Hub's order, or a rule: an object {"count", "entry"} that
stands for so many entries, where {n} in the entry's text is the place of
each (three digits) and its upvotes fall from count to 1. A day without a
file is a day without papers. `unlisted.json` may hold entries of papers that
are in no day's listing, `repos.json` what /api/arxiv/ID/repos answers.

Entries are kept as the characters of the file, never written anew, so that
escapes and the order of keys reach the client as they stand. What is not
UTF-8 in a file leaves it unchanged too.
"""

import datetime
import functools
import html
import json
import pathlib
import re

FIRST_DAY = datetime.date(2023, 5, 4)
SPACE = re.compile(r"[ \t\r\n]*")
WORD = re.compile(r"\w+")
DECODER = json.JSONDecoder()


def scan(text, place):
    """The JSON value at `place`, and where what follows it begins."""
    value, end = DECODER.raw_decode(text, place)
    return value, end, SPACE.match(text, end).end()


def elements(text):
    """The members of the array `text`, as (value, text as it stands)."""
    place = SPACE.match(text, text.index("[") + 1).end()
    while text[place] != "]":
        value, end, after = scan(text, place)
        yield value, text[place:end]
        comma = text[after] == ","
        place = SPACE.match(text, after + comma).end()


def members(text):
    """The members of the object `text`, as (key, text as it stands)."""
    place = SPACE.match(text, text.index("{") + 1).end()
    while text[place] != "}":
        key, _, colon = scan(text, place)
        start = SPACE.match(text, colon + 1).end()
        _, end, after = scan(text, start)
        yield key, text[start:end]
        comma = text[after] == ","
        place = SPACE.match(text, after + comma).end()


def written(pairs):
    """An object of (key, text) pairs."""
    return "{" + ",".join(f"{json.dumps(k)}:{v}" for k, v in pairs) + "}"


class Entry:
    """One entry of one day's listing: its text and its values."""

    def __init__(self, day, text, value):
        self.day, self.text, self.value = day, text, value

    @property
    def paper(self):
        return self.value["paper"]

    @property
    def id(self):
        return self.paper["id"]

    @property
    def upvotes(self):
        return self.paper.get("upvotes") or 0

    @property
    def submitter(self):
        inside = self.paper.get("submittedOnDailyBy") or {}
        outside = self.value.get("submittedBy") or {}
        return outside.get("name") or inside.get("user")

    @property
    def submitted(self):
        """A text that orders entries by when they were listed."""
        return self.paper.get("submittedOnDailyAt") or f"{self.day}"

    @functools.cached_property
    def paper_members(self):
        return list(members(dict(members(self.text))["paper"]))

    @functools.cached_property
    def words(self):
        texts = (self.paper.get(key) for key in ("id", "title", "summary"))
        return WORD.findall(" ".join(text or "" for text in texts).casefold())

    def without_submission(self):
        """The text as the trending list and the search have it."""
        paper = [(k, v) for k, v in self.paper_members
                 if not k.startswith("submittedOnDaily")]
        return [(k, written(paper) if k == "paper" else v)
                for k, v in members(self.text) if k != "submittedBy"]


def expanded(rule):
    """The answer that a rule stands for."""
    template = json.dumps(rule["entry"], ensure_ascii=False)
    entries = []
    for place in range(1, rule["count"] + 1):
        entry = json.loads(template.replace("{n}", f"{place:03}"))
        entry["paper"]["upvotes"] = rule["count"] + 1 - place
        entries.append(entry)
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":"))


class Listings:
    """What a folder has, in the orders the Hub gives it."""

    def __init__(self, folder, newest=None):
        self.folder = pathlib.Path(folder)
        self.days = sorted(day_of(path.stem)
                           for path in self.folder.glob("????-??-??.json"))
        if newest:
            self.newest = day_of(newest)
        else:
            self.newest = self.days[-1] if self.days else FIRST_DAY
        self.days = [day for day in self.days if day <= self.newest]
        self._texts, self._entries = {}, {}

    def text(self, day):
        """The whole answer of a day, as it stands in its file."""
        if day not in self._texts:
            text = self._read(f"{day}.json", "[]").strip()
            if text.startswith("{"):
                text = expanded(json.loads(text))
            self._texts[day] = text
        return self._texts[day]

    def day(self, day):
        """The entries of a day (a date or its text), in the Hub's order."""
        day = day if isinstance(day, datetime.date) else day_of(day)
        if day not in self.days:
            return []
        if day not in self._entries:
            self._entries[day] = [Entry(day, text, value) for value, text
                                  in elements(self.text(day))]
        return self._entries[day]

    def period(self, first, last):
        """Several days by upvotes, a paper of several days once."""
        return once(sorted(self._between(first, last),
                           key=lambda entry: -entry.upvotes))

    @functools.cached_property
    def everything(self):
        """All days, newest first and not by upvotes."""
        return sorted(self._between(FIRST_DAY, self.newest),
                      key=lambda entry: (entry.day, entry.submitted),
                      reverse=True)

    def trending(self):
        """All papers by upvotes; those listed more than a month before the
        newest day have lost who submitted them and when."""
        month_ago = self.newest - datetime.timedelta(31)
        for entry in once(sorted(self.everything,
                                 key=lambda entry: -entry.upvotes)):
            if entry.day < month_ago:
                text = written(entry.without_submission())
                entry = Entry(entry.day, text, json.loads(text))
            yield entry

    def search(self, query):
        """The papers with every word of `query`, by how often they have
        them, then by upvotes; as texts in the shape of search entries."""
        wanted = WORD.findall(query.casefold())
        found = []
        for entry in self._papers.values():
            counts = [entry.words.count(word) for word in wanted]
            if wanted and all(counts):
                found.append((-sum(counts), -entry.upvotes, len(found), entry))
        return [search_entry(entry, wanted) for *_, entry in sorted(found)]

    def paper(self, identifier):
        """The newest entry of a paper, or None."""
        return self._papers.get(identifier)

    def papers(self):
        """One entry a paper, the newest arXiv id first."""
        return sorted(self._papers.values(), reverse=True,
                      key=lambda entry: entry.paper.get("publishedAt", ""))

    def repositories(self, identifier):
        known = json.loads(self._read("repos.json", "{}"))
        none = {"models": [], "datasets": [], "spaces": []}
        return known.get(identifier, none)

    def artifacts(self, identifier):
        """What cites a paper, of artifacts.json: by kind, what its record shows
        (`record`), how many it says that there are (`total`), and all of them
        (`list`)."""
        few = {kind: {"record": some, "total": len(some)} for kind, some
               in self.repositories(identifier).items()}
        return self._known_artifacts.get(identifier, few)

    @functools.cached_property
    def _known_artifacts(self):
        return json.loads(self._read("artifacts.json", "{}"))

    def comments(self, identifier):
        """The discussion of a paper, as a text: of comments.json, whose values
        are arrays or texts of such."""
        known = self._known_comments.get(identifier, [])
        return known if isinstance(known, str) else json.dumps(known)

    def full_text(self, identifier):
        """The text of a paper in Markdown, of texts.json; None: there is none."""
        return self._known_texts.get(identifier)

    @functools.cached_property
    def _known_texts(self):
        return json.loads(self._read("texts.json", "{}"))

    @functools.cached_property
    def _known_comments(self):
        return json.loads(self._read("comments.json", "{}"))

    @functools.cached_property
    def _papers(self):
        unlisted = [Entry(None, text, value) for value, text
                    in elements(self._read("unlisted.json", "[]"))]
        return {entry.id: entry for entry in once(self.everything + unlisted)}

    def _between(self, first, last):
        return [entry for day in self.days if first <= day <= last
                for entry in self.day(day)]

    def _read(self, name, otherwise):
        path = self.folder / name
        if not path.is_file():
            return otherwise
        return path.read_text("utf-8", "surrogateescape")


def day_of(text):
    """The date that YYYY-MM-DD names; ValueError where it names none."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    return datetime.date.fromisoformat(text)


def once(entries):
    """The first entry of each paper."""
    first = {}
    for entry in entries:
        first.setdefault(entry.id, entry)
    return list(first.values())


def highlighted(text, wanted):
    """A text cut at the words that were searched."""
    parts, place = [], 0
    for word in WORD.finditer(text):
        if word.group().casefold() in wanted:
            if text[place:word.start()]:
                parts.append({"type": "text",
                              "text": text[place:word.start()]})
            parts.append({"type": "highlight", "text": word.group()})
            place = word.end()
    if text[place:] or not parts:
        parts.append({"type": "text", "text": text[place:]})
    return json.dumps(parts)


def search_entry(entry, wanted):
    pairs = entry.without_submission()
    pairs.append(("upvoted", "false"))
    for key, source in (("highlightedTitle", "title"),
                        ("highlightedSummary", "summary")):
        pairs.append((key, highlighted(entry.paper.get(source) or "", wanted)))
    return written(pairs)


def html_page(texts, **properties):
    """The Hub's page of a listing, as far as anybody reads it."""
    pairs = [("dailyPapers", "[" + ",".join(texts) + "]")]
    pairs += [(key, json.dumps(value)) for key, value in properties.items()]
    return ('<!doctype html>\n<html><head><title>Daily Papers</title></head>'
            '<body><main>\n<div class="SVELTE_HYDRATER contents" '
            'data-target="DailyPapers" data-props="'
            + html.escape(written(pairs), quote=True)
            + '"><h1>Daily Papers</h1></div>\n</main></body></html>\n')
