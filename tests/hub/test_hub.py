"""The test hub itself: that it answers as HUB.md says, and that what it
breaks is broken as ordered."""

import gzip
import html
import http.client
import json
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

from conftest import PATIENCE, SHARED, needs_recordings
from hub import SAMPLE, Hub
from hub_faults import FAULTS

pytestmark = pytest.mark.foreign

DAILY = "/api/daily_papers"
FRIDAY = DAILY + "?date=2026-07-31&limit=100"


class Reply:
    def __init__(self, response):
        self.status, self.headers = response.status, response.headers
        self.body = response.read()

    def json(self):
        return json.loads(self.body)

    def ids(self):
        return [entry["paper"]["id"] for entry in self.json()]


def client(hub):
    return http.client.HTTPConnection(hub.url[len("http://"):], timeout=10 * PATIENCE)


def get(hub, target, method="GET", **headers):
    """One request on a connection of its own; redirects are not followed."""
    connection = client(hub)
    try:
        connection.request(method, target, headers={
            name.replace("_", "-"): value for name, value in headers.items()})
        return Reply(connection.getresponse())
    finally:
        connection.close()


def post(hub, name, **values):
    asked = urllib.request.Request(f"{hub.url}/_hub/{name}", method="POST",
                                   data=json.dumps(values).encode())
    with urllib.request.urlopen(asked, timeout=10 * PATIENCE) as response:
        return json.load(response)


# -- the daily papers

def test_a_day_is_its_file_byte_for_byte(hub):
    text = (SAMPLE / "2026-07-31.json").read_bytes().strip()
    reply = get(hub, FRIDAY)
    assert (reply.status, reply.body) == (200, text)
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"


@needs_recordings
def test_recorded_days_are_served_as_recorded(hub_of):
    hub = hub_of(SHARED / "daily")
    for day in ("2024-05-27", "2025-03-12", "2026-07-31"):
        text = (SHARED / "daily" / f"{day}.json").read_bytes()
        assert get(hub, f"{DAILY}?date={day}&limit=100").body == text.strip()
    pages = [get(hub, f"{DAILY}?date=2025-09-30&limit=20&p={p}").json()
             for p in range(4)]
    assert sum(pages, []) == json.loads(
        (SHARED / "daily" / "2025-09-30.json").read_bytes())


def test_entries_keep_their_escapes_on_any_page(hub):
    day = f"{DAILY}?date=2026-07-27"
    place = get(hub, day).ids().index("2607.18006")
    one = get(hub, f"{day}&limit=1&p={place}").body
    assert rb"na\u00efve, \u4e2d\u6587, \ud83e\uddea\u2028 and a sol\/" in one


def test_pages_of_a_busy_day(hub):
    busy = f"{DAILY}?date=2026-07-22&limit=100"
    first, second, third = (get(hub, f"{busy}&p={p}") for p in range(3))
    assert [len(page.ids()) for page in (first, second, third)] == [100, 30, 0]
    assert len(set(first.ids() + second.ids())) == 130
    assert first.headers["Link"] == (
        f'<{hub.url}{busy}&p=1>; rel="next"')
    assert second.headers["Link"] is None
    assert len(get(hub, f"{DAILY}?date=2026-07-22").ids()) == 50
    hub.set(relative_links=True)
    assert get(hub, busy).headers["Link"] == f'<{busy}&p=1>; rel="next"'


@pytest.mark.parametrize("query", [
    "date=2026-07-31", "date=2026-07-22", "week=2026-W31", "month=2026-07"])
def test_a_period_comes_by_upvotes(hub, query):
    votes = [entry["paper"].get("upvotes", 0)
             for entry in get(hub, f"{DAILY}?{query}&limit=100").json()]
    assert votes == sorted(votes, reverse=True) and len(votes) > 4


def test_without_a_period_the_newest_come_first(hub):
    entries = get(hub, DAILY + "?limit=100").json()
    days = [entry["paper"]["submittedOnDailyAt"][:10] for entry in entries]
    assert days == sorted(days, reverse=True) and len(set(days)) > 3
    votes = [entry["paper"].get("upvotes", 0) for entry in entries]
    assert votes != sorted(votes, reverse=True)


def test_a_week_has_the_papers_of_its_days(hub):
    days = [f"2026-07-{n}" for n in range(27, 32)]
    ids = {i for day in days for i in get(hub, f"{DAILY}?date={day}").ids()}
    week = get(hub, DAILY + "?week=2026-W31&limit=100").ids()
    assert set(week) == ids and len(week) == len(ids)


def test_trending_is_old_and_new_without_a_submission(hub):
    entries = get(hub, DAILY + "?sort=trending&date=2026-07-31&limit=100")
    old = [entry for entry in entries.json()
           if entry["paper"]["id"].startswith("24")]
    assert old and not any("submittedBy" in entry or "submittedOnDailyAt"
                           in entry["paper"] for entry in old)
    assert any("submittedBy" in entry for entry in entries.json())


def test_a_submitter(hub):
    entries = get(hub, DAILY + "?submitter=lena-w&limit=100").json()
    assert {entry["submittedBy"]["name"] for entry in entries} == {"lena-w"}


@pytest.mark.parametrize("query", [
    "date=2026-07-26", "date=2026-07-25", "date=2023-05-04",
    "date=2026-07-31&p=1", "submitter=nobody", "month=2023-06"])
def test_nothing_is_an_empty_array(hub, query):
    reply = get(hub, f"{DAILY}?{query}")
    assert (reply.status, reply.body) == (200, b"[]")


@pytest.mark.parametrize("query", [
    "date=2026-7-1", "date=2026-02-30", "date=today", "date=",
    "date=2026-08-01", "week=2026-W53", "week=2026-W00", "week=2026-31",
    "week=2026-W32", "month=2026-13", "month=2026-08", "limit=101", "limit=0",
    "limit=ten", "p=-1", "sort=upvotes"])
def test_what_the_hub_refuses(hub, query):
    reply = get(hub, f"{DAILY}?{query}")
    assert reply.status == 400
    assert reply.headers["X-Error-Message"] == reply.json()["error"]
    assert reply.headers["X-Error-Code"] == "BadRequest"


def test_the_newest_day_can_be_set(hub):
    hub.set(newest="2026-07-30")
    assert get(hub, FRIDAY).status == 400
    newest = get(hub, DAILY + "?limit=1").json()[0]
    assert newest["paper"]["submittedOnDailyAt"][:10] == "2026-07-30"
    hub.set(newest="2026-08-03")
    assert get(hub, DAILY + "?date=2026-08-03").body == b"[]"


# -- the other endpoints

def test_search_entries(hub):
    found = get(hub, "/api/papers/search?q=language+models&limit=120").json()
    assert len(found) > 5
    for entry in found:
        assert not {"submittedBy", "submittedOnDailyAt"} & (
            entry.keys() | entry["paper"].keys())
        assert entry["upvoted"] is False
        title = "".join(x["text"] for x in entry["highlightedTitle"])
        assert title == entry["paper"]["title"]
    marks = [x for x in found[0]["highlightedTitle"] if x["type"] != "text"]
    assert {x["text"].casefold() for x in marks} <= {"language", "models"}


def test_search_finds_what_was_never_listed(hub):
    reply = get(hub, "/api/papers/search?q=Kazakh")
    assert reply.ids() == ["2112.04321"]
    assert get(hub, "/api/papers/search?q=xylophone").body == b"[]"
    assert len(get(hub, "/api/papers/search?q=busy&limit=120").ids()) == 120


@pytest.mark.parametrize("query", [
    "", "q=", "q=" + "a" * 251, "q=a&limit=121", "q=a&limit=0"])
def test_search_refuses(hub, query):
    assert get(hub, "/api/papers/search?" + query).status == 400


def test_one_paper(hub):
    paper = get(hub, "/api/papers/2607.22001").json()
    assert (paper["id"], paper["upvotes"]) == ("2607.22001", 141)
    assert [m["gated"] for m in paper["linkedModels"]] == [False, "manual"]
    assert (paper["numTotalModels"], paper["numTotalSpaces"]) == (2, 0)
    assert not {"numComments", "thumbnail", "comments"} & paper.keys()
    assert "comments" in get(
        hub, "/api/papers/2607.22001?field=comments").json()


def test_papers_of_other_kinds(hub):
    for identifier in ("cs/0112017", "hep-th/9901001", "2607.10000"):
        place = urllib.parse.quote(identifier, "")
        assert get(hub, f"/api/papers/{place}").json()["id"] == identifier
    unknown = get(hub, "/api/papers/9912.99999")
    assert unknown.status == 404 and "error" in unknown.json()
    assert get(hub, "/api/nothing").status == 404


def test_flat_papers_have_a_cursor(hub):
    seen, target = [], "/api/papers?limit=100"
    while target:
        reply = get(hub, target)
        seen += reply.json()
        link = reply.headers["Link"]
        target = link and link[link.index("/api"):link.index(">")]
    ids = [paper["id"] for paper in seen]
    assert len(ids) == len(set(ids)) > 200 and "submittedOnDailyAt" not in \
        {key for paper in seen for key in paper}


def test_repositories_of_a_paper(hub):
    known = get(hub, "/api/arxiv/2607.22001/repos").json()
    assert [len(known[k]) for k in ("models", "datasets", "spaces")] \
        == [2, 1, 0]
    assert not any(get(hub, "/api/arxiv/2112.04321/repos").json().values())


@pytest.mark.parametrize("path, period, api", [
    ("/papers", "day", "date=2026-07-31"),
    ("/papers/date/2026-07-27", "day", "date=2026-07-27"),
    ("/papers/week/2026-W31", "week", "week=2026-W31"),
    ("/papers/month/2026-06", "month", "month=2026-06"),
    ("/papers/trending", "trending", "sort=trending"),
    ("/papers?q=busy", "day", None)])
def test_pages_hold_the_listing(hub, path, period, api):
    page = get(hub, path)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    props = re.search(r'data-target="DailyPapers" data-props="([^"]*)"',
                      page.body.decode())
    props = json.loads(html.unescape(props[1]))
    assert props["periodType"] == period
    if api:
        whole = get(hub, f"{DAILY}?{api}&limit=100").json()
        assert props["dailyPapers"][:100] == whole
    else:
        assert len(props["dailyPapers"]) == 130


# -- headers

def test_the_rate_limit_is_shown_and_holds_once_set(hub):
    first, second = get(hub, FRIDAY), get(hub, FRIDAY)
    assert re.fullmatch(r'"api";r=499;t=\d+', first.headers["RateLimit"])
    assert re.fullmatch(r'"api";r=498;t=\d+', second.headers["RateLimit"])
    assert first.headers["RateLimit-Policy"] \
        == '"fixed window";"api";q=500;w=300'
    found = get(hub, "/api/papers/search?q=busy")
    assert found.headers["RateLimit"].startswith('"search";r=49;')
    hub.limit("api", left=1, seconds=0.3)
    assert [get(hub, FRIDAY).status for _ in range(2)] == [200, 429]
    refused = get(hub, FRIDAY)
    assert refused.headers["RateLimit"] == '"api";r=0;t=0'
    assert get(hub, "/api/papers/search?q=busy").status == 200
    time.sleep(0.3)
    assert get(hub, FRIDAY).status == 200


def test_etags_are_weak_and_spare_the_body(hub_of):
    assert get(hub_of(), FRIDAY).headers["ETag"] is None
    hub = hub_of(etag=True)
    tag = get(hub, FRIDAY).headers["ETag"]
    assert re.fullmatch('W/"[0-9a-f]+"', tag)
    same = get(hub, FRIDAY, If_None_Match=tag)
    assert (same.status, same.body, same.headers["ETag"]) == (304, b"", tag)
    assert get(hub, FRIDAY, If_None_Match='W/"other"').status == 200
    hub.fault("changed")
    assert get(hub, FRIDAY, If_None_Match=tag).status == 200


def test_gzip_for_those_who_take_it(hub_of):
    hub = hub_of(gzip=True)
    plain = get(hub, FRIDAY)
    packed = get(hub, FRIDAY, Accept_Encoding="gzip, br")
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body


def test_framings_give_the_same_body(hub):
    whole = get(hub, FRIDAY).body
    for framing, header in (("chunked", "Transfer-Encoding"),
                            ("close", "Connection")):
        hub.set(framing=framing)
        reply = get(hub, FRIDAY)
        assert reply.body == whole
        assert reply.headers[header] == framing
        assert reply.headers["Content-Length"] is None


# -- connections and the log

def test_a_connection_serves_many_requests(hub_of):
    hub = hub_of(etag=True)
    connection = client(hub)
    tag = get(hub, FRIDAY).headers["ETag"]
    for status, target, headers in (
            (200, FRIDAY, {}), (304, FRIDAY, {"If-None-Match": tag}),
            (400, DAILY + "?p=x", {}), (404, "/", {}), (200, FRIDAY, {})):
        connection.request("GET", target, headers=headers)
        assert Reply(connection.getresponse()).status == status
    connection.close()
    assert len({row["connection"] for row in hub.asked()[1:]}) == 1


def test_the_log_says_what_was_asked_and_answered(hub):
    get(hub, FRIDAY, Authorization="Bearer secret")
    get(hub, "/api/papers/search?q=a%20b", "HEAD")
    day, found = hub.asked()
    assert (day["method"], day["target"]) == ("GET", FRIDAY)
    assert day["query"] == {"date": "2026-07-31", "limit": "100"}
    assert day["headers"]["authorization"] == "Bearer secret"
    assert (day["status"], day["end"], day["fault"]) == (200, "sent", None)
    assert day["bytes"] == (SAMPLE / "2026-07-31.json").stat().st_size - 1
    assert (found["method"], found["bytes"]) == ("HEAD", 0)
    assert found["query"] == {"q": "a b"}
    assert hub.asked("search") == [found]


def test_requests_side_by_side_are_counted(hub):
    for _ in range(20):
        get(hub, FRIDAY)
    assert hub.max_at_once == 1
    hub.set(delay=0.2)
    threads = [threading.Thread(target=get, args=(hub, FRIDAY))
               for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert hub.max_at_once == 6
    assert {row["at_once"] for row in hub.asked()[20:]} == set(range(1, 7))
    hub.reset()
    assert (hub.max_at_once, hub.asked()) == (0, [])


def test_stopping_ends_what_is_under_way():
    before = threading.active_count()
    with Hub() as hub:
        hub.fault("stall", after=10)
        idle, stalled = client(hub), client(hub)
        idle.connect()
        stalled.request("GET", FRIDAY)
        response = stalled.getresponse()
        started = time.monotonic()
    assert time.monotonic() - started < PATIENCE
    assert threading.active_count() == before
    with pytest.raises(http.client.IncompleteRead):
        response.read()
    idle.close()
    stalled.close()


# -- faults

def broken(hub, **headers):
    """The exception a request ends with."""
    with pytest.raises((http.client.HTTPException, OSError)) as caught:
        get(hub, FRIDAY, **headers)
    return caught.value


def settled(hub):
    """Whether no request is left; a hub sees late that a client has gone."""
    until = time.monotonic() + 2 * PATIENCE
    while hub.running and time.monotonic() < until:
        time.sleep(0.01)
    return hub.running == 0


def test_every_fault_answers_and_leaves_the_hub_well(hub):
    """With small values; what each one does is tested below."""
    small = {"megabytes": 1, "seconds": 0.1, "depth": 1000}
    for kind, (_, defaults) in FAULTS.items():
        hub.reset()
        hub.fault(kind, count=1, **{key: value for key, value in small.items()
                                    if key in defaults and kind != "drip"},
                  **({"rate": 1e6} if kind == "drip" else {}))
        try:
            get(hub, FRIDAY)
        except (http.client.HTTPException, OSError):
            pass
        assert get(hub, FRIDAY).status == 200, kind
        assert [row["fault"] for row in hub.asked()] == [kind, None]
        assert settled(hub), kind


def test_which_requests_have_a_fault(hub):
    hub.fault("status", match="p=1", nth=2, count=2, status=503)
    statuses = [get(hub, f"{DAILY}?date=2026-07-22&p={p}").status
                for p in (1, 0, 1, 0, 1, 1)]
    assert statuses == [200, 200, 503, 200, 503, 200]
    with pytest.raises(ValueError, match="no fault 'stal'.* stall"):
        hub.fault("stal")
    with pytest.raises(ValueError, match="stall takes"):
        hub.fault("stall", rate=1)


def test_a_fault_by_chance(hub):
    hub.fault("status", chance=.5)
    statuses = [get(hub, FRIDAY).status for _ in range(60)]
    assert 15 < statuses.count(500) < 45 and set(statuses) == {200, 500}
    hub.reset()
    hub.fault("status", chance=0)
    assert get(hub, FRIDAY).status == 200


def test_waiting_faults(hub):
    def seconds(**fault):
        hub.reset()
        hub.fault(**fault)
        started = time.monotonic()
        assert get(hub, FRIDAY).status < 600
        return time.monotonic() - started

    size = len(get(hub, FRIDAY).body)
    assert 0.2 <= seconds(kind="delay", seconds=0.2) < PATIENCE
    assert 0.2 <= seconds(kind="status", pause=0.2) < PATIENCE
    assert 0.3 < seconds(kind="drip", rate=size / 0.4) < 2 * PATIENCE


@pytest.mark.parametrize("after", [-1, 0, 500])
def test_a_stall_lasts_until_the_client_goes(hub, after):
    hub.fault("stall", after=after)
    connection = socket.create_connection(("127.0.0.1", int(hub.url[17:])))
    connection.settimeout(0.2)
    connection.sendall(f"GET {FRIDAY} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    got = b""
    with pytest.raises(TimeoutError):
        while True:
            got += connection.recv(9999)
    head, _, body = got.partition(b"\r\n\r\n")
    assert (bool(head), len(body)) == (after >= 0, max(after, 0))
    assert hub.running == 1
    connection.close()
    assert settled(hub) and hub.asked()[0]["end"] == "gone"


@pytest.mark.parametrize("after", [-1, 0, 500])
def test_a_reset_is_a_reset(hub, after):
    hub.fault("reset", after=after)
    assert isinstance(broken(hub), ConnectionResetError)


def test_truncations(hub):
    whole = get(hub, FRIDAY).body
    hub.fault("truncate", after=500)
    short = broken(hub)
    assert short.partial == whole[:500]
    assert short.expected == len(whole) - 500
    hub.reset()
    hub.fault("truncate", after=500, framing="chunked")
    assert broken(hub).partial == whole[:500]
    hub.reset()
    hub.fault("truncate", after=500, framing="close")
    assert get(hub, FRIDAY).body == whole[:500]


@pytest.mark.parametrize("how, limit, later", [
    ("RateLimit", '"api";r=0;t=3', None), ("seconds", None, "3"),
    ("date", None, "GMT"), ("both", '"api";r=0;t=3', "10"),
    ("neither", None, None)])
def test_rate_limits_of_every_kind(hub, how, limit, later):
    hub.fault("rate_limit", how=how, wait=3)
    reply = get(hub, FRIDAY)
    assert (reply.status, reply.headers["RateLimit"]) == (429, limit)
    assert (reply.headers["Retry-After"] or "None").endswith(str(later))
    assert "error" in reply.json()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 418, 500, 502,
                                    503, 504, 599])
def test_any_status(hub, status):
    hub.fault("status", status=status, message="as ordered")
    reply = get(hub, FRIDAY)
    assert (reply.status, reply.json()) == (status, {"error": "as ordered"})


def test_other_bodies(hub):
    def answer(kind, **values):
        hub.reset()
        hub.fault(kind, **values)
        return get(hub, FRIDAY)

    assert answer("html").body.startswith(b"<!doctype html>")
    assert answer("html", status=502).status == 502
    assert answer("error_object").json().keys() == {"error"}
    assert answer("object").json()["dailyPapers"] == []
    assert len(answer("wrong_types").json()) == 10
    assert answer("body", text=b"\xff\x00").body == b"\xff\x00"
    assert answer("garbage", size=77).body == answer("garbage", size=77).body
    assert answer("wrap", before="\ufeff", after="!").body.endswith(b"]!")
    assert len(str(answer("long_headers", lines=50).headers)) > 10 ** 6
    deep = answer("deep")
    assert deep.body == b"[" * 10 ** 6 + b"]" * 10 ** 6
    assert answer("deep", depth=3, where="title").json() \
        == [{"paper": {"id": "2607.00001", "title": [[[]]]}}]
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(answer("bad_encoding").body)
    hub.reset()
    hub.fault("not_http")
    assert isinstance(broken(hub), http.client.BadStatusLine)


@pytest.mark.parametrize("of", ["entries", "string", "spaces"])
@pytest.mark.parametrize("framing", ["chunked", "length", "close"])
def test_a_huge_body_is_valid_and_as_long_as_ordered(hub, of, framing):
    hub.fault("huge", megabytes=3, of=of, framing=framing)
    reply = get(hub, FRIDAY)
    assert abs(len(reply.body) - 3 * 10 ** 6) < 100
    if of == "entries":
        assert len(set(reply.ids())) == 1500
    else:
        assert len(reply.json()) == (of == "string")


def test_a_huge_body_goes_only_as_fast_as_it_is_read(hub):
    hub.fault("huge")
    connection = client(hub)
    connection.request("GET", FRIDAY)
    assert len(connection.getresponse().read(10 ** 6)) == 10 ** 6
    time.sleep(0.05)
    assert hub.asked()[0]["bytes"] < 50 * 10 ** 6
    connection.close()


def test_a_gzip_bomb(hub):
    hub.fault("gzip_bomb", megabytes=20)
    reply = get(hub, FRIDAY)
    assert len(reply.body) < 10 ** 5
    assert len(gzip.decompress(reply.body)) == 20 * 10 ** 6 + 2


def test_redirects(hub):
    def to(kind, **values):
        hub.reset()
        hub.fault(kind, **values)
        reply = get(hub, FRIDAY)
        assert reply.status == values.get("status", 302)
        return reply.headers["Location"]

    assert to("redirect") == FRIDAY + "&again=1"
    assert to("redirect", status=308, to="{url}/x") == hub.url + "/x"
    assert to("redirect_file").startswith("file:///")
    other = to("redirect_other")
    assert other == hub.url.replace("127.0.0.1", "localhost") + FRIDAY
    with urllib.request.urlopen(other, timeout=10 * PATIENCE) as response:
        assert response.status == 200
    assert to("redirect_loop") == FRIDAY
    assert get(hub, FRIDAY).status == 302


def test_the_listing_changes_between_pages(hub):
    def pages():
        busy = f"{DAILY}?date=2026-07-22&limit=100"
        return [get(hub, f"{busy}&p={p}").ids() for p in range(2)]

    first, second = pages()
    hub.fault("moved")
    assert pages() == [first, first[-1:] + second[:-1]]
    hub.reset()
    hub.fault("moved", place=0, to=129)
    assert pages() == [first, second[1:] + first[:1]]
    hub.reset()
    hub.fault("entered")
    assert pages() == [first, first[-1:] + second]


def test_the_listing_changes_before_the_retry(hub):
    whole = get(hub, FRIDAY).ids()
    hub.fault("truncate", count=1)
    hub.fault("changed", nth=2)
    broken(hub)
    assert get(hub, FRIDAY).ids() == whole[:0:-1]


# -- another process

@pytest.fixture
def process():
    with subprocess.Popen(
            [sys.executable, pathlib.Path(__file__).parent / "hub.py",
             "--etag", "--until-eof",
             "--fault", '{"kind": "status", "match": "date="}'],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as hub:
        hub.url = hub.stdout.readline().strip()
        yield hub
        hub.kill()


def test_a_hub_of_its_own_is_driven_over_http(process):
    assert get(process, FRIDAY).status == 500
    post(process, "reset")
    assert get(process, FRIDAY).headers["ETag"]
    post(process, "fault", kind="html", status=502, count=1)
    post(process, "limit", bucket="api", left=1, seconds=60)
    post(process, "set", delay=0.05)
    assert [get(process, FRIDAY).status for _ in range(2)] == [502, 429]
    log = get(process, "/_hub/log").json()
    assert [row["status"] for row in log["requests"]] == [200, 502, 429]
    assert log["max_at_once"] == 1
    for name, values in (("fault", {"kind": "none"}), ("stop", {}),
                         ("set", {"colour": "red"})):
        with pytest.raises(urllib.error.HTTPError, match="40[04]"):
            post(process, name, **values)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, None])
def test_a_hub_of_its_own_ends_when_told(process, end):
    process.stdin.close() if end is None else process.send_signal(end)
    assert process.wait(5) == 0


# -- the sample

def test_the_sample_is_small_and_in_order():
    total = 0
    for path in SAMPLE.iterdir():
        total += path.stat().st_size
        if path.stem[:2] == "20":
            day = json.loads(path.read_text("utf-8"))
            votes = [entry["paper"].get("upvotes", 0) for entry in day] \
                if isinstance(day, list) else []
            assert votes == sorted(votes, reverse=True), path.name
    assert total < 300_000
