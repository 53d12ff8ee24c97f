"""The endpoints of the test hub: what the Hub answers to which parameters.

A request is an Ask, what is sent an Answer. ROUTES has a function for each
path; it is given the listings, the ask and `change`, which rearranges the
entries of a listing (the faults use it). Parameters that the Hub refuses
raise Refused.
"""

import base64
import dataclasses
import datetime
import json
import re
import typing
import urllib.parse

from hub_listings import day_of, html_page, written

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"
MARKDOWN = "text/markdown; charset=utf-8"
CODES = {400: "BadRequest", 404: "NotFound", 429: "TooManyRequests"}


@dataclasses.dataclass
class Answer:
    """What is sent, and how."""
    status: int = 200
    body: typing.Any = b""         # bytes, or an iterable of them
    kind: str = JSON
    headers: dict = dataclasses.field(default_factory=dict)
    size: int = None               # of an iterable's bytes, where known
    framing: str = "length"        # or chunked, close
    pause: float = 0               # seconds before the status line
    rate: float = None             # bytes a second
    after: int = None              # bytes of the body before `ending`
    ending: str = None             # stall (for `seconds`), reset, close
    seconds: float = 60
    raw: bool = False              # the body alone, no status line

    def with_(self, **changes):
        return dataclasses.replace(self, **changes)


def refusal(status, message, **headers):
    """The Hub's answer to what it will not or cannot do."""
    return Answer(status, json.dumps({"error": message}).encode(), headers={
        "X-Error-Code": CODES.get(status, "InternalError"),
        "X-Error-Message": message, **headers})


class Refused(Exception):
    """A request that the Hub answers with (status, message)."""


class Ask:
    """One request, with its parameters."""

    def __init__(self, method, target, headers, url):
        self.method, self.target, self.url = method, target, url
        self.headers = {key.lower(): value for key, value in headers.items()}
        self.path, _, query = target.partition("?")
        self.parameters = urllib.parse.parse_qsl(query, True)
        self.query = dict(self.parameters)

    def number(self, name, default, least=0, most=None):
        text = self.query.get(name, str(default))
        value = int(text) if re.fullmatch("[0-9]{1,9}", text) else -1
        if value < least or most is not None and value > most:
            raise Refused(400, f'"{name}" must be a number from {least}'
                          + (f" to {most}" if most else ""))
        return value

    def next_page(self, page, relative):
        return self.link({**self.query, "p": page}, relative)

    def link(self, parameters, relative):
        query = urllib.parse.urlencode(parameters)
        place = "" if relative else self.url
        return f'<{place}{self.path}?{query}>; rel="next"'


def encoded(text):
    return text.encode("utf-8", "surrogateescape")


def array(texts):
    return encoded("[" + ",".join(texts) + "]")


def chosen(listings, query):
    """The entries that a date, a week, a month or nothing asks for."""
    if query.get("sort", "publishedAt") == "trending":
        return list(listings.trending())
    for name, days in PERIODS.items():
        if name not in query:
            continue
        try:
            first, last = days(query[name])
        except ValueError:
            raise Refused(400, f'"{name}" is not a valid {name}') from None
        if first > listings.newest:
            raise Refused(400, f'"{name}" must be at most {listings.newest}')
        if name == "date":
            return listings.day(first)
        return listings.period(first, last)
    return listings.everything


def date_days(text):
    return day_of(text), day_of(text)


def week_days(text):
    if not re.fullmatch("[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-2])", text):
        raise ValueError(text)
    monday = datetime.date.fromisocalendar(int(text[:4]), int(text[6:]), 1)
    return monday, monday + datetime.timedelta(6)


def month_days(text):
    first = day_of(f"{text}-01")
    next_month = first.replace(day=28) + datetime.timedelta(4)
    return first, next_month - datetime.timedelta(next_month.day)


PERIODS = {"date": date_days, "week": week_days, "month": month_days}


def daily_papers(listings, ask, change=None, relative_links=False):
    limit = ask.number("limit", 50, 1, 100)
    page = ask.number("p", 0)
    if ask.query.get("sort", "trending") not in ("publishedAt", "trending"):
        raise Refused(400, '"sort" must be publishedAt or trending')
    entries = chosen(listings, ask.query)
    if "submitter" in ask.query:
        entries = [entry for entry in entries
                   if entry.submitter == ask.query["submitter"]]
    if change:
        entries = change(entries)
    part = entries[page * limit:(page + 1) * limit]
    headers = {}
    if len(entries) > (page + 1) * limit:
        headers["Link"] = ask.next_page(page + 1, relative_links)
    if set(ask.query) <= {"date", "limit", "p"} and ask.query.get("date") \
            and part == listings.day(ask.query["date"]) != []:
        body = encoded(listings.text(part[0].day))
    else:
        body = array(entry.text for entry in part)
    return Answer(body=body, headers=headers)


def search(listings, ask, **options):
    query = ask.query.get("q", "")
    if not 1 <= len(query) <= 250:
        raise Refused(400, '"q" must have 1 to 250 characters')
    limit = ask.number("limit", 20, 1, 120)
    return Answer(body=array(listings.search(query)[:limit]))


def flat_papers(listings, ask, relative_links=False, **options):
    """Less of each paper, newest first, page by page with a cursor."""
    limit = ask.number("limit", 50, 1, 100)
    start = ask.number("cursor", 0)
    papers = listings.papers()
    keys = ("id", "authors", "publishedAt", "title", "summary", "upvotes",
            "thumbnailUrl", "projectPage", "githubRepo", "ai_summary",
            "organization")
    texts = [written((key, text) for key, text in paper.paper_members
                     if key in keys)
             for paper in papers[start:start + limit]]
    headers = {}
    if start + limit < len(papers):
        headers["Link"] = ask.link(
            {"limit": limit, "cursor": start + limit}, relative_links)
    return Answer(body=array(texts), headers=headers)


def one_paper(listings, ask, identifier, **options):
    entry = listings.paper(identifier)
    if entry is None:
        raise Refused(404, f"Paper not found: {ascii(identifier)[1:-1]}")
    pairs = list(entry.paper_members)
    if ask.query.get("field") == "comments":
        pairs.append(("comments", listings.comments(identifier)))
    for kind, known in listings.artifacts(identifier).items():
        for name, value in (("linked", known.get("record")),
                            ("numTotal", known.get("total"))):
            if name == "linked" or "total" in known:
                pairs.append((name + kind.title(), json.dumps(value)))
    return Answer(body=encoded(written(pairs)))


# What `expand[]` may name (of the Hub's own client), as far as anybody asks.
EXPANDED = {kind: set(names.split()) | set("author cardData createdAt disabled "
            "gated lastModified likes private sha tags trendingScore".split())
            for kind, names in {
                "models": "downloads downloadsAllTime library_name "
                          "pipeline_tag safetensors",
                "datasets": "citation description downloads downloadsAllTime",
                "spaces": "datasets models runtime sdk subdomain"}.items()}
EXPANDED["spaces"].discard("gated")


def artifacts(listings, ask, kind, relative_links=False, **options):
    """The list of what cites a paper, page by page with a cursor."""
    limit = ask.number("limit", 100, 1, 100)
    start = int(base64.b64decode(ask.query.get("cursor", "MA==")))
    names = [value for name, value in ask.parameters if name == "expand[]"]
    for name in names:
        if name not in EXPANDED[kind]:
            raise Refused(400, f"✖ Invalid expand: {name}")
    paper = ask.query.get("filter", "").removeprefix("arxiv:")
    known = listings.artifacts(paper).get(kind, {}).get("list", [])
    shown = {"_id", "id", *names}
    rows = [{name: value for name, value in row.items() if name in shown}
            for row in known[start:start + limit]]
    headers = {}
    if start + limit < len(known):
        cursor = base64.b64encode(str(start + limit).encode()).decode()
        headers["Link"] = ask.link(
            [pair for pair in ask.parameters if pair[0] != "cursor"]
            + [("cursor", cursor)], relative_links)
    return Answer(body=json.dumps(rows).encode(), headers=headers)


def repositories(listings, ask, identifier, **options):
    found = listings.repositories(identifier)
    return Answer(body=json.dumps(found).encode())


def full_text(listings, ask, identifier, **options):
    """A paper that has none is sent on, as one is that the Hub does not have."""
    text = listings.full_text(identifier)
    if text is None:
        return Answer(302, b"", "text/plain", {
            "Location": f"/papers/index?arxivId={identifier}"})
    return Answer(body=encoded(text), kind=MARKDOWN)


def index(listings, ask, **options):
    return Answer(body=b"<!doctype html><html>Index this paper</html>",
                  kind=HTML)


def html_listing(listings, ask, period=None, value=None, **options):
    period = period or ("trending" if value == "trending" else "date")
    query = {"sort": "trending"} if period == "trending" \
        else {period: value or str(listings.newest)}
    if "q" in ask.query:
        texts = listings.search(ask.query["q"])
    else:
        texts = [entry.text for entry in chosen(listings, query)]
    page = html_page(texts, dateString=query.get(period, ""),
                     periodType="day" if period == "date" else period,
                     query=ask.query, isTrending=period == "trending")
    return Answer(body=encoded(page), kind=HTML)


ROUTES = [(re.compile(pattern), function) for pattern, function in (
    ("/api/daily_papers", daily_papers),
    ("/api/papers/search", search),
    ("/api/papers", flat_papers),
    ("/api/papers/(?P<identifier>[^/]+)", one_paper),
    ("/api/(?P<kind>models|datasets|spaces)", artifacts),
    ("/api/arxiv/(?P<identifier>[^/]+)/repos", repositories),
    ("/papers", html_listing),
    (r"/papers/(?P<identifier>[^/]+)\.md", full_text),
    ("/papers/index", index),
    ("/papers/(?P<value>trending)", html_listing),
    ("/papers/(?P<period>date|week|month)/(?P<value>[^/]+)", html_listing),
)]


def true_answer(listings, ask, **options):
    """What the Hub answers where nothing is wrong with the way there."""
    try:
        for pattern, function in ROUTES:
            match = pattern.fullmatch(ask.path)
            if match:
                names = {name: value and urllib.parse.unquote(value)
                         for name, value in match.groupdict().items()}
                return function(listings, ask, **names, **options)
        raise Refused(404, "Sorry, we can't find the page you are looking for")
    except Refused as refused:
        return refusal(*refused.args)
