"""The network below the table: tests/unit/net_driver.c asks the test hub."""

import contextlib
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
import types

import pytest

from conftest import PATIENCE, ROOT
from hub import SAMPLE

pytestmark = pytest.mark.hostless

DRIVER = os.path.join(os.environ.get("PAPERS_BUILD", ROOT / "build"),
                      "unit", "net_driver")
FRIDAY = "/api/daily_papers?date=2026-07-31&limit=100"
FRIDAYS_BODY = (SAMPLE / "2026-07-31.json").read_bytes().strip()
TOO_BIG, INTERRUPTED = 4, 3


def ask(*urls, proxies=False, **options):
    """Runs the driver; `answers`, `log`, and what it says of the whole."""
    arguments = [f"{name}={value}" for name, value in options.items()]
    arguments += [f"url={url}" for url in urls]
    clean = {name: value for name, value in os.environ.items()
             if proxies or "proxy" not in name.lower()}
    done = subprocess.run([DRIVER, *arguments], capture_output=True,
                          timeout=60 * PATIENCE, env=clean)
    assert (done.returncode, done.stderr) == (0, b"")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return types.SimpleNamespace(
        answers=[line for line in lines if "event" in line],
        log=[line for line in lines if "number" in line], **lines[-1])


def ask_one(url, **options):
    """The same for one URL: its answer, its log entry, the whole."""
    whole = ask(url, **options)
    (answer,), log = whole.answers, whole.log
    for name, value in (log[0] if log else {}).items():
        answer.setdefault(name, value)
    return types.SimpleNamespace(
        **{**answer, "seconds": whole.seconds, "cleanup": whole.cleanup,
           "silence": whole.silence, "memory": whole.memory,
           "told": whole.told})


def days(hub, count):
    return [f"{hub.url}/api/daily_papers?date=2026-06-{day + 1:02}&limit=100"
            for day in range(count)]


@contextlib.contextmanager
def nobody_accepts():
    """An address that does not answer to a connection."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        with contextlib.ExitStack() as stack:
            for _ in range(3):
                waiting = stack.enter_context(socket.socket())
                waiting.setblocking(False)
                waiting.connect_ex(server.getsockname())
            yield "http://127.0.0.1:%d/" % server.getsockname()[1]


# -- answers

@pytest.mark.parametrize("settings", [
    {}, {"gzip": True}, {"framing": "chunked"}, {"framing": "close"},
    {"gzip": True, "framing": "chunked"}], ids=str)
def test_an_answer_comes_byte_for_byte(hub_of, tmp_path, settings):
    hub = hub_of(**settings)
    answer = ask_one(hub.url + FRIDAY, save=tmp_path / "body")
    assert (tmp_path / "body").read_bytes() == FRIDAYS_BODY
    assert (answer.event, answer.status, answer.error) == ("ends", 200, None)
    assert answer.bytes == len(FRIDAYS_BODY)
    assert abs(answer.fetched_at - time.time()) < 10
    assert (answer.left, answer.reset) == (499, 299)
    assert answer.attempts == 1 and answer.milliseconds > 0


def test_the_request_says_who_asks_and_what_it_takes(hub):
    ask(hub.url + FRIDAY)
    (row,) = hub.asked()
    assert row["headers"]["user-agent"] == "papers/test"
    assert "gzip" in row["headers"]["accept-encoding"]
    assert "authorization" not in row["headers"]
    assert "cookie" not in row["headers"]


@pytest.mark.parametrize("relative", [False, True])
def test_the_next_page_is_told(hub_of, relative):
    hub = hub_of(relative_links=relative)
    page = hub.url + "/api/daily_papers?date=2026-07-31&limit=1&p="
    first, past = ask(page + "0", page + "99").answers
    assert (first["next"], past["next"]) == (1, 0)


WHERE = "/api/daily_papers?date=2026-07-31&limit=1"


@pytest.mark.parametrize("link, query", [
    ("{target}", "date=2026-07-31&limit=1"), ("?cursor=a", "cursor=a"),
    ("/api/daily_papers?cursor=a%3D%3D", "cursor=a%3D%3D"),
    ("{url}/api/daily_papers?b=1#part", "b=1"), ("daily_papers?c=1", "c=1"),
    ("../api/./daily_papers?d=1", "d=1"),
    ("HTTP://127.0.0.1:{port}/api/daily_papers?e=1", "e=1")])
def test_the_url_of_the_next_page(hub, link, query):
    hub.fault("link", to=link)
    (answer,) = ask(hub.url + WHERE).answers
    assert answer["next_url"] is not None, answer["no_url"]
    base, _, found = answer["next_url"].partition("?")
    assert (base.lower(), found) == (f"{hub.url}/api/daily_papers", query)


@pytest.mark.parametrize("link", [
    "{other}{target}", "{other}/api/daily_papers", "//localhost/api/daily_papers",
    "https://127.0.0.1{path}", "http://127.0.0.1:1{path}?p=1",
    "http://127.0.0.1{path}", "http://user@127.0.0.1{path}", "ftp://a.example/",
    "http://user@127.0.0.1:{port}{path}", "http://:p@127.0.0.1:{port}{path}",
    "file:///etc/passwd", "javascript:alert(1)", "/api/models?p=1", "/",
    "/api/daily_papers/?p=1", "/api/Daily_papers", "other?p=1",
    "http://127.0.0.1:99999{path}", "http://[::1", "http://", "/%2e%2e/api",
    "/api/daily%5fpapers"])
def test_a_link_to_another_place_is_not_followed(hub, link):
    hub.fault("link", to=link)
    (answer,) = ask(hub.url + WHERE).answers
    assert answer["next"] == 1 and answer["next_url"] is None
    assert "the link to its next page leads elsewhere: " in answer["no_url"]


@pytest.mark.parametrize("link", ["", "?" + "x" * 2047])
def test_a_link_that_is_empty_or_too_long_is_not_followed(hub, link):
    hub.fault("link", to=link)
    (answer,) = ask(hub.url + WHERE).answers
    assert (answer["next"], answer["next_url"]) == (1, None)
    assert answer["no_url"] == ("the link to its next page is empty or longer "
                                "than 2047 bytes")


def test_the_same_url_is_asked_for_once_and_read_again(hub, tmp_path):
    whole = ask(hub.url + FRIDAY, hub.url + FRIDAY, times=2,
                save=tmp_path / "body")
    assert (tmp_path / "body").read_bytes() == 4 * FRIDAYS_BODY
    assert len(hub.asked()) == len(whole.log) == 1


@pytest.mark.measures
def test_a_long_answer_is_read_twice_in_little_memory(hub, tmp_path):
    hub.fault("huge", megabytes=47, framing="length")
    idle = ask().memory
    whole = ask(hub.url + FRIDAY, times=2, save=tmp_path / "body")
    body = (tmp_path / "body").read_bytes()
    half = len(body) // 2
    assert half == 47_000_001 and body[:half] == body[half:]
    assert len(json.loads(body[:half])) == 23_500
    assert whole.memory - idle < 16 * 1024


def test_requests_run_side_by_side_but_not_all(hub_of):
    hub = hub_of(delay=0.1)
    whole = ask(*days(hub, 24), connections=6)
    assert [answer["event"] for answer in whole.answers] == 24 * ["ends"]
    assert hub.max_at_once == 6
    assert 0.4 <= whole.seconds < 1.2 * PATIENCE


def test_one_connection_serves_one_after_another_in_order(hub):
    urls = days(hub, 6)
    ask(*urls, connections=1)
    assert [hub.url + row["target"] for row in hub.asked()] == urls
    assert len({row["connection"] for row in hub.asked()}) == 1


def test_more_than_max_requests_is_an_error_and_no_request(hub):
    whole = ask(*days(hub, 5), max_requests=3)
    refused = whole.answers[0]
    assert refused["error"] == (
        "this needs more than 3 requests: ask for less, or raise the limit "
        "with SELECT papers_config('max_requests', 6)")
    assert len(hub.asked()) <= 3


def test_offline_nobody_is_asked(hub):
    answer = ask_one(hub.url + FRIDAY, offline=1)
    assert (answer.event, answer.error) == (
        "fails", "offline (HF_HUB_OFFLINE or papers_config('offline'))")
    assert hub.asked() == []


def test_what_is_left_under_way_is_abandoned(hub):
    hub.fault("stall", match="06-02", after=0)
    whole = ask(*days(hub, 2), abandon=1, stall_timeout=5 * PATIENCE)
    assert whole.seconds < PATIENCE and whole.cleanup < 0.1 * PATIENCE
    assert whole.log[1]["error"] == "abandoned"


# -- limits of time

@pytest.mark.parametrize("after", [-1, 0, 100])
def test_a_stall_ends_at_its_limit_and_is_not_tried_again(hub, after):
    hub.fault("stall", after=after)
    answer = ask_one(hub.url + FRIDAY, stall_timeout=0.3)
    assert (answer.event, answer.error) == (
        "fails", "no byte for 0.3 s (stall_timeout)")
    assert 0.3 <= answer.seconds < 0.6 * PATIENCE
    assert answer.attempts == len(hub.asked()) == 1


@pytest.mark.parametrize("character", ["\\u001b", "\\u007f", "\\u0085",
                                       "\\u009b", "\u009b"])
def test_an_error_commands_no_terminal(hub, character):
    hub.fault("body", text='{"error": "No%s[2Jpage"}' % character, status=403)
    error = ask_one(hub.url + FRIDAY).error
    assert re.fullmatch(r"the service answered 403 \(No[? ]\[2Jpage\)", error)


def test_a_slow_answer_ends_at_the_limit_of_the_whole(hub):
    hub.fault("drip", rate=500)
    answer = ask_one(hub.url + FRIDAY, timeout=0.5,
                     stall_timeout=0.3 * PATIENCE)
    assert answer.error.startswith("not answered")  # or not yet read: as long
    assert answer.error.endswith("within 0.5 s (timeout)")
    assert 0.45 <= answer.seconds < 0.8 * PATIENCE


def test_a_late_answer_is_an_answer(hub):
    hub.fault("delay", seconds=0.4)
    assert ask_one(hub.url + FRIDAY, stall_timeout=0.8 * PATIENCE).event == "ends"


def test_no_connection_ends_at_its_limit():
    with nobody_accepts() as url:
        answer = ask_one(url, connect_timeout=0.3)
    assert answer.error == "could not connect within 0.3 s (connect_timeout)"
    assert 0.3 <= answer.seconds < 0.6 * PATIENCE


def test_a_name_server_that_does_not_answer_is_not_waited_for():
    answer = ask_one("http://slow.example/", connect_timeout=0.3)
    assert answer.error == "could not connect within 0.3 s (connect_timeout)"
    assert answer.seconds < 0.6 * PATIENCE
    assert answer.cleanup < 0.1 * PATIENCE


def test_the_time_that_the_reader_takes_is_not_the_services(hub):
    hub.fault("delay", match="06-02", seconds=0.8)
    whole = ask(*days(hub, 2), stall_timeout=0.5, timeout=0.6, pause=0.7)
    assert [answer["event"] for answer in whole.answers] == ["ends", "ends"]


def test_the_time_of_the_decoder_counts(hub):
    hub.fault("huge", megabytes=1, framing="length")
    answer = ask_one(hub.url + FRIDAY, timeout=0.5, decode=0.1)
    assert (answer.event, answer.error) == (
        "fails", "not answered and read within 0.5 s (timeout)")
    assert 0.5 <= answer.seconds < 0.7 * PATIENCE


def test_the_time_of_the_decoder_is_not_that_of_another_answer(hub):
    """Which waits for its turn meanwhile, and has said nothing for as long."""
    hub.fault("huge", match="06-01", megabytes=1, framing="length")
    hub.fault("delay", match="06-02", seconds=0.3)
    whole = ask(*days(hub, 2), decode=0.05, timeout=1.5 * PATIENCE,
                stall_timeout=0.6)
    assert [answer["event"] for answer in whole.answers] == ["ends", "ends"]
    assert whole.seconds > 0.8


def test_the_time_between_two_pieces_is_the_hosts(hub):
    hub.fault("huge", megabytes=1, framing="length")
    answer = ask_one(hub.url + FRIDAY, timeout=0.5, stall_timeout=0.5, rest=0.1)
    assert answer.event == "ends" and answer.seconds > 1.5


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_an_answer_that_comes_byte_by_byte_costs_linear_time(hub, framing):
    """A byte in each chunk, as fast as they go."""
    seconds = []
    for size in (20_000, 80_000):
        hub.reset()
        hub.fault("crumbs", size=size, framing=framing)
        answer = ask_one(hub.url + FRIDAY)
        assert (answer.event, answer.length) == ("ends", size)
        seconds.append(answer.seconds)
    assert seconds[1] < 8 * PATIENCE * max(seconds[0], 0.02)


# -- what passes by itself

@pytest.mark.parametrize("after,framing", [
    (-1, "length"), (0, "length"), (200, "length"), (200, "chunked"),
    (200, "close")])
def test_a_reset_connection_is_tried_again(hub, tmp_path, after, framing):
    hub.fault("reset", after=after, framing=framing, count=1)
    answer = ask_one(hub.url + FRIDAY, save=tmp_path / "body")
    assert (answer.event, answer.attempts) == ("ends", 2)
    assert (tmp_path / "body").read_bytes().endswith(FRIDAYS_BODY)
    assert answer.length == len(FRIDAYS_BODY)


def test_who_has_read_bytes_is_told_of_the_restart(hub):
    hub.fault("stall", after=3000, seconds=0.4, count=1)
    answer = ask_one(hub.url + FRIDAY)
    assert (answer.event, answer.restarts) == ("ends", 1)
    assert answer.length == len(FRIDAYS_BODY)
    assert answer.bytes == 3000 + len(FRIDAYS_BODY)


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_a_truncated_body_is_never_whole(hub, framing):
    hub.fault("truncate", after=500, framing=framing)
    answer = ask_one(hub.url + FRIDAY, retries=1)
    assert (answer.event, answer.error) == (
        "fails", "the connection broke after 500 bytes, 2 attempts")
    assert len(hub.asked()) == 2


def test_a_truncated_body_without_a_length_is_found_by_its_reader(hub):
    hub.fault("truncate", after=500, framing="close", count=1)
    answer = ask_one(hub.url + FRIDAY, check=1)
    assert (answer.event, answer.restarts) == ("ends", 1)
    assert answer.length == len(FRIDAYS_BODY)


def test_a_broken_body_is_not_asked_for_for_ever(hub):
    hub.fault("truncate", after=500, framing="close")
    answer = ask_one(hub.url + FRIDAY, check=1, retries=2)
    assert (answer.length, answer.restarts) == (500, 2)
    assert len(hub.asked()) == 3
    assert answer.attempts == 3


def test_a_refused_connection_is_tried_again():
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = "http://127.0.0.1:%d/" % server.getsockname()[1]
    answer = ask_one(url, retries=1)
    assert answer.error == ("could not connect to 127.0.0.1: "
                            "connection refused, 2 attempts")


def test_an_unknown_name_is_not_tried_again():
    answer = ask_one("http://nowhere.example/x")
    assert answer.error == (
        "the host name nowhere.example could not be resolved")
    assert answer.attempts == 1


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(hub, status):
    hub.fault("status", status=status, count=1)
    answer = ask_one(hub.url + FRIDAY)
    assert (answer.event, answer.attempts) == ("ends", 2)


def test_a_lasting_failure_ends_with_the_services_words(hub):
    hub.fault("status", status=503, message="Down for repairs")
    answer = ask_one(hub.url + FRIDAY, retries=1)
    assert (answer.event, answer.status) == ("refused", 503)
    assert answer.error == (
        "the service answered 503 (Down for repairs), 2 attempts")


@pytest.mark.measures
def test_no_retry_waits_past_the_timeout(hub):
    hub.fault("status", status=503)
    answer = ask_one(hub.url + FRIDAY, timeout=0.2)
    assert answer.error.startswith("the service answered 503")
    assert answer.attempts == 1 and answer.seconds < 0.2


def test_the_last_answer_before_the_timeout_counts(hub):
    hub.fault("status", status=503)
    answer = ask_one(hub.url + FRIDAY, timeout=2, retries=9)
    assert answer.error.startswith("the service answered 503")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 501, 204])
def test_other_refusals_are_final(hub, status):
    hub.fault("status", status=status, message="No such day")
    answer = ask_one(hub.url + FRIDAY)
    assert (answer.event, answer.status) == ("refused", status)
    assert answer.error == f"the service answered {status} (No such day)"
    assert answer.attempts == 1


@pytest.mark.parametrize("body,kind,words", [
    ('{"error":"A \\"day\\" \\u2014 or\\nnone"}', "body",
     ' (A "day" \u2014 or none)'),
    ('{"error":"' + 100000 * "x" + '"}', "body",
     " (" + 255 * "x" + ")"),
    ('{"error":7}', "body", ""), ('{"error', "body", ""),
    ("", "body", ""), ("<html>", "html", " (an HTML page)"),
    ('{"error":"\\', "body", ""),
    ('{"error":"\\u12', "body", " (?)"),
    (b'{"error":"a\xff\x00b"}', "body", " (a? b)")])
def test_the_body_of_a_refusal_is_quoted_where_it_says_why(
        hub, body, kind, words):
    hub.fault(kind, text=body, status=400)
    assert ask_one(hub.url + FRIDAY).error == (
        "the service answered 400" + words)


# -- rate limits

@pytest.mark.parametrize("how,least", [
    ("RateLimit", 2), ("seconds", 1), ("date", 0), ("both", 2),
    ("neither", 0.2)])
def test_a_rate_limit_is_waited_for(hub, how, least):
    hub.fault("rate_limit", how=how, wait=1, count=1)
    answer = ask_one(hub.url + FRIDAY, timeout=0.9 * PATIENCE)
    assert (answer.event, answer.attempts) == ("ends", 2)
    assert least <= answer.seconds < least + 1.2 * PATIENCE


@pytest.mark.parametrize("how,words", [
    ("RateLimit", "rate limited, resets in 41 s"),
    ("seconds", "rate limited, resets in 41 s"),
    ("both", "rate limited, resets in 41 s")])
def test_a_longer_rate_limit_than_allowed_is_an_error_at_once(
        hub, how, words):
    hub.fault("rate_limit", how=how, wait=41)
    answer = ask_one(hub.url + FRIDAY, max_wait=40)
    assert (answer.event, answer.status, answer.error) == (
        "refused", 429, words)
    assert answer.seconds < 0.5 * PATIENCE and len(hub.asked()) == 1


@pytest.mark.parametrize("how", ["seconds", "date"])
def test_a_rate_limit_of_no_time_is_not_hammered(hub, how):
    hub.fault("rate_limit", how=how, wait=0)
    answer = ask_one(hub.url + FRIDAY, retries=4)
    times = [row["started"] for row in hub.asked()]
    assert (answer.error, len(times)) == ("rate limited, resets in 0 s", 5)
    assert min(b - a for a, b in zip(times, times[1:])) >= 0.19


def test_rate_limits_count_as_attempts(hub):
    hub.fault("rate_limit", how="seconds", wait=1)
    answer = ask_one(hub.url + FRIDAY, retries=1)
    assert (answer.error, answer.attempts) == (
        "rate limited, resets in 1 s", 2)


def test_a_rate_limit_holds_the_others_back(hub):
    hub.limit(left=3, seconds=1)
    whole = ask(*days(hub, 12), connections=2)
    assert [answer["event"] for answer in whole.answers] == 12 * ["ends"]
    assert len(hub.asked()) <= 12 + 2


def test_rate_limits_do_not_add_up_to_hours(hub):
    """However often the service asks to come back: no more than ten times
    what one wait may take."""
    hub.fault("rate_limit", how="seconds", wait=0)
    answer = ask_one(hub.url + FRIDAY, retries=100, max_wait=0.1)
    assert answer.error == (
        "rate limited: this query has waited 1 s for rate limits by now, 10 "
        "times max_wait; ask for less, or come back later")
    assert answer.attempts < 8 and answer.seconds < 1 + PATIENCE


# -- redirects and the token

def test_a_redirect_is_followed(hub):
    hub.fault("redirect")
    answer = ask_one(hub.url + FRIDAY, token="secret")
    assert (answer.event, answer.status) == ("ends", 200)
    first, second = hub.asked()
    assert first["headers"]["authorization"] == "Bearer secret"
    assert second["headers"]["authorization"] == "Bearer secret"


def test_the_token_goes_to_no_other_host(hub):
    hub.fault("redirect_other")
    assert ask_one(hub.url + FRIDAY, token="secret").event == "ends"
    first, second = hub.asked()
    assert first["headers"]["authorization"] == "Bearer secret"
    assert second["headers"]["host"].startswith("localhost")
    assert "authorization" not in second["headers"]


def test_the_token_goes_to_no_other_port(hub_of):
    hub, other = hub_of(), hub_of()
    hub.fault("redirect", to=other.url + "{target}")
    assert ask_one(hub.url + FRIDAY, token="secret").event == "ends"
    (second,) = other.asked()
    assert "authorization" not in second["headers"]


@pytest.mark.parametrize("token", ["a\r\nX-Odd: 1", "a b", "\x7f", "\u00e9"])
def test_a_token_cannot_bring_headers_of_its_own(hub, token):
    answer = ask_one(hub.url + FRIDAY, token=token)
    assert (answer.event, answer.error) == (
        "fails", "the token has a character that no token has")
    assert hub.asked() == []


def test_no_redirect_leaves_the_web(hub):
    hub.fault("redirect_file")
    answer = ask_one(hub.url + FRIDAY)
    assert (answer.event, answer.error) == (
        "fails", "a redirect to another protocol (file:) is not followed")


def test_a_loop_of_redirects_ends(hub):
    hub.fault("redirect_loop")
    assert ask_one(hub.url + FRIDAY).error == "more than 5 redirects"
    assert len(hub.asked()) == 6


# -- hostile answers

@pytest.mark.measures
@pytest.mark.parametrize("kind,values", [
    ("huge", {"framing": "length"}), ("huge", {"framing": "chunked"}),
    ("huge", {"framing": "close"}), ("gzip_bomb", {})], ids=str)
def test_a_body_over_max_bytes_ends_there(hub, kind, values):
    hub.fault(kind, **values)
    idle = ask().memory
    answer = ask_one(hub.url + FRIDAY)
    assert (answer.event, answer.outcome, answer.error) == (
        "fails", TOO_BIG, "the answer is larger than 67108864 bytes "
                          "(max_bytes)")
    assert answer.memory - idle < 16 * 1024
    assert answer.attempts == 1


def test_a_body_of_unknown_length_ends_at_max_bytes(hub):
    hub.fault("huge", framing="chunked")
    answer = ask_one(hub.url + FRIDAY, max_bytes=10 ** 5)
    assert (answer.event, answer.outcome) == ("fails", TOO_BIG)
    assert answer.bytes < 3 * 10 ** 5


def test_max_bytes_is_what_is_allowed(hub):
    size = len(FRIDAYS_BODY)
    assert ask_one(hub.url + FRIDAY, max_bytes=size).event == "ends"
    assert ask_one(hub.url + FRIDAY, max_bytes=size - 1).outcome == TOO_BIG


def test_a_refusal_without_an_end_is_not_read(hub):
    hub.fault("html", text="<p>" * 10 ** 7, status=503, count=1)
    hub.fault("html", text="<p>" * 10 ** 7, status=404)
    answer = ask_one(hub.url + FRIDAY)
    assert (answer.event, answer.status, answer.attempts) == (
        "refused", 404, 2)
    assert answer.error == "the service answered 404 (an HTML page), 2 attempts"
    assert answer.bytes < 10 ** 6


@pytest.mark.parametrize("fault", ["gzip_bomb", "brotli_bomb"])
@pytest.mark.parametrize("status", [404, 500])
def test_a_bomb_in_a_refusal_is_not_unpacked(hub, fault, status):
    """What counts is what comes out of the decoder, whatever the status."""
    hub.fault(fault, status=status)
    answer = ask_one(hub.url + FRIDAY, retries=1)
    assert (answer.event, answer.status) == ("refused", status)
    assert answer.bytes < 10 ** 6 and answer.silence < 0.15 * PATIENCE


def test_a_bomb_is_stopped_while_it_is_unpacked(hub):
    """16 KB that become 22 GB within one call of libcurl."""
    hub.fault("brotli_bomb")
    answer = ask_one(hub.url + FRIDAY, stop_after=0.3, max_bytes=10 ** 12)
    assert (answer.event, answer.outcome) == ("fails", INTERRUPTED)
    assert answer.seconds < 0.3 + 0.2 * PATIENCE
    assert answer.silence < 0.15 * PATIENCE


@pytest.mark.parametrize("fields", ["one", "transfer"])
def test_a_body_encoded_more_than_once_is_not_unpacked(hub, fields):
    """The decoders may work for hours before the first byte is out."""
    hub.fault("encoded_twice", fields=fields)
    answer = ask_one(hub.url + FRIDAY)
    assert (answer.event, answer.attempts) == ("fails", 1)
    assert answer.error in (
        "the answer is encoded more than once",
        # libcurl 8, which refuses any Transfer-Encoding but chunked
        "Unsolicited Transfer-Encoding (gzip) found")


@pytest.mark.parametrize("name, value", [
    ("Link", "<a>"), ("RateLimit", '"api";r=9'), ("ETag", '"x"'),
    ("Content-Type", "a/b"), ("Retry-After", "1"), ("X", "y")])
def test_thousands_of_header_fields_cost_nothing(hub, name, value):
    hub.fault("many_headers", name=name, value=value,
              lines=200_000 // (len(name) + len(value) + 4))
    answer = ask_one(hub.url + FRIDAY)
    # libcurl 8 takes at most 5,000 fields.
    assert answer.event == "ends" or answer.error in (
        "Too many response headers, 5000 is max",
        "the headers of the answer are too long")
    assert answer.seconds < 0.5 * PATIENCE


def test_an_unknown_encoding_is_named_and_not_tried_again(hub):
    hub.fault("bad_encoding", encoding="snappy")
    answer = ask_one(hub.url + FRIDAY)
    assert (answer.error, answer.attempts) == (
        "the answer is encoded as snappy, which is not known here: a proxy in "
        "between may do that", 1)


@pytest.mark.parametrize("kind,words", [
    ("long_headers", "the headers of the answer are too long"),
    ("not_http", "what answers there does not speak HTTP"),
    ("bad_encoding", "the connection broke before the answer, 2 attempts")])
def test_what_is_no_answer_is_an_error(hub, kind, words):
    hub.fault(kind)
    answer = ask_one(hub.url + FRIDAY, retries=1)
    assert (answer.event, answer.error) == ("fails", words)
    assert answer.memory < 40 * 1024


@pytest.mark.parametrize("url,words", [
    ("file:///etc/hostname", 'Protocol "file" '),
    ("http://", "URL"), ("", "URL"), ("http://a b/", "URL")])
def test_a_url_that_is_none_is_an_error(url, words):
    answer = ask_one(url)
    assert answer.event == "fails" and words in answer.error


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("needs openssl to make a certificate")
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    subprocess.run(["openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048",
                    "-subj", "/CN=127.0.0.1", "-keyout", key, "-out",
                    certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)

        def serve():
            with contextlib.suppress(OSError):
                context.wrap_socket(server.accept()[0], server_side=True)
        thread = threading.Thread(target=serve)
        thread.start()
        url = "https://127.0.0.1:%d/" % server.getsockname()[1]
        answer = ask_one(url, token="secret")
        thread.join(5)
    assert answer.error.startswith(
        "the certificate of 127.0.0.1 is not trusted: ")
    assert answer.attempts == 1


def test_https_at_an_http_port_is_named_and_not_tried_again(hub):
    answer = ask_one(hub.url.replace("http:", "https:") + FRIDAY)
    assert (answer.error, answer.attempts) == (
        "127.0.0.1 answers without TLS: the endpoint or the proxy may be "
        "meant with http: in place of https:", 1)


def test_a_reset_within_a_handshake_is_tried_again():
    with socket.create_server(("127.0.0.1", 0)) as server:
        def serve():
            for _ in range(2):
                with contextlib.closing(server.accept()[0]) as one:
                    one.recv(1)
        thread = threading.Thread(target=serve)
        thread.start()
        url = "https://127.0.0.1:%d/" % server.getsockname()[1]
        answer = ask_one(url, retries=1)
        thread.join(5)
    assert answer.error == "the connection broke before the answer, 2 attempts"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_dead_proxy_is_named_and_not_tried_again(monkeypatch, scheme):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv(f"{scheme}_PROXY".lower(), f"http://127.0.0.1:{port}")
    answer = ask_one(f"{scheme}://papers.example/x", proxies=True)
    assert (answer.error, answer.attempts) == (
        "the proxy (http_proxy, https_proxy or all_proxy in the environment) "
        f"cannot be used: could not connect to 127.0.0.1:{port}: connection "
        "refused", 1)


def test_a_proxy_that_refuses_is_named_and_not_tried_again(monkeypatch, hub):
    monkeypatch.setenv("https_proxy", hub.url)
    answer = ask_one("https://papers.example/x", proxies=True)
    assert answer.attempts == 1
    assert answer.error.endswith(" cannot be used: it answered 501")


# -- interruption

@pytest.mark.parametrize("kind,values", [
    ("delay", {"seconds": 20}), ("stall", {"after": 100}),
    ("status", {"status": 503}), ("rate_limit", {"wait": 20}),
    ("drip", {"rate": 200}), ("huge", {"megabytes": 2000})], ids=str)
def test_every_wait_ends_when_the_host_says_stop(hub, kind, values):
    hub.fault(kind, **values)
    answer = ask_one(hub.url + FRIDAY, stop_after=0.3, stall_timeout=9,
                     max_bytes=10 ** 12)
    assert (answer.event, answer.outcome) == ("fails", INTERRUPTED)
    assert 0.3 <= answer.seconds < 0.3 + 0.2 * PATIENCE
    assert answer.cleanup < 0.1 * PATIENCE
    assert answer.silence < 0.15 * PATIENCE
    assert answer.told == 2


def test_connecting_ends_when_the_host_says_stop():
    with nobody_accepts() as url:
        answer = ask_one(url, stop_after=0.3)
    assert answer.outcome == INTERRUPTED
    assert answer.seconds < 0.3 + 0.2 * PATIENCE


def test_resolving_ends_when_the_host_says_stop():
    answer = ask_one("http://slow.example/", stop_after=0.3)
    assert answer.outcome == INTERRUPTED
    assert answer.seconds < 0.3 + 0.2 * PATIENCE
