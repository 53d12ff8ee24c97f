"""The extension in other programs and languages: in each the same queries have
the same rows, and Ctrl-C, threads, connections and forks do no harm. A host that
is not on this machine is skipped by its name; `make hosts` installs them all.

Run as a program, this writes the two parts of docs/hosts.md."""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

import pytest

if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from conftest import LIBRARY, PATIENCE, ROOT  # noqa: E402
from documents import all_blocks  # noqa: E402
from every_host import (  # noqa: E402
    HOSTS, LATER, STOPS_PROGRAM, STOPS_QUERY, environment)
from hub import SAMPLE  # noqa: E402

pytestmark = [pytest.mark.slow, pytest.mark.hostless, pytest.mark.foreign]

HERE = pathlib.Path(__file__).parent
MANUAL = ROOT / "docs" / "hosts.md"
QUERIES = (HERE / "queries.sql").read_text(encoding="utf-8").splitlines()
ROWS = HERE / "rows.tsv"
TIMES = {"threads": 2, "many": 50, "fork": 3}


@pytest.fixture(scope="session")
def commands(tmp_path_factory):
    """The command of each host, which is looked for and compiled once."""
    known = {}

    def command(host):
        if host.name not in known:
            folder = tmp_path_factory.mktemp("host")
            known[host.name] = host.is_here() and host.prepare(
                os.path.abspath(LIBRARY), folder)
        return known[host.name] or pytest.skip(f"{host.name} is not here")

    return command


def start(command, *arguments, folder, endpoint, **more):
    return subprocess.Popen(
        [*command, *arguments], cwd=folder, text=True, encoding="utf-8",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=environment(HF_ENDPOINT=endpoint, **more),
        start_new_session=True,
        # Whoever runs the tests may ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))


def run(command, *arguments, **where):
    process = start(command, *arguments, **where)
    try:
        out, errors = process.communicate(timeout=100 * PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    assert process.returncode == 0, (process.returncode, out, errors)
    return [line.rstrip() for line in out.splitlines()]


def expected():
    return [line.rstrip()
            for line in ROWS.read_text(encoding="utf-8").splitlines()]


def ids(hosts):
    return [pytest.param(host, id=host.program) for host in hosts]


@pytest.mark.parametrize("host", ids(HOSTS))
def test_ten_queries_have_the_same_rows(host, commands, hub, tmp_path):
    assert len(QUERIES) == 10
    assert run(commands(host), "rows", *QUERIES, folder=tmp_path,
               endpoint=hub.url) == expected()


@pytest.mark.parametrize("host", ids(HOSTS))
def test_the_cache_answers_the_second_time(host, commands, hub, tmp_path):
    """Its file is opened with the SQLite of the host, whatever that lacks."""
    for _ in range(2):
        found = run(commands(host), "rows", QUERIES[0], folder=tmp_path,
                    endpoint=hub.url, PAPERS_CACHE=str(tmp_path / "cache.db"))
        assert found == expected()[:3]
    assert len(hub.asked()) == 1


@pytest.mark.parametrize("host, task", [
    pytest.param(host, task, id=f"{host.program}-{task}")
    for host in HOSTS for task in host.tasks])
def test_a_task_has_the_rows_of_its_query(host, task, commands, hub, tmp_path):
    """With a cache that all of them share, as users have it."""
    found = run(commands(host), task, QUERIES[0], folder=tmp_path,
                endpoint=hub.url, PAPERS_CACHE=str(tmp_path / "cache.db"))
    assert sorted(found) == sorted(expected()[:3] * TIMES[task])


def interrupted(command, hub, folder, seconds):
    """What it prints, and how long it runs after Ctrl-C in a request."""
    process = start(command, "rows", QUERIES[0], folder=folder,
                    endpoint=hub.url)
    patience = time.monotonic() + 20 * PATIENCE
    while not hub.asked() and time.monotonic() < patience:
        time.sleep(0.05)
    assert hub.asked(), process.communicate()
    begun = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    try:
        out, errors = process.communicate(timeout=seconds * PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    return process.returncode, out, errors, time.monotonic() - begun


@pytest.mark.parametrize("host", ids(
    host for host in HOSTS if host.ctrl_c in (STOPS_QUERY, STOPS_PROGRAM)))
def test_ctrl_c_ends_a_query_that_waits(host, commands, hub, tmp_path):
    hub.set(delay=30)
    code, out, errors, _ = interrupted(commands(host), hub, tmp_path, 5)
    assert out == "" and code != 0
    assert ("nterrupt" in errors) == (host.ctrl_c == STOPS_QUERY), errors


@pytest.mark.parametrize("host", ids(host for host in HOSTS if host.cancel))
def test_a_query_that_waits_can_be_cancelled(host, commands, hub, tmp_path):
    hub.set(delay=30)
    assert run(commands(host), "cancel", QUERIES[0], folder=tmp_path,
               endpoint=hub.url) == ["cancelled"]


@pytest.mark.parametrize("host", ids(
    host for host in HOSTS if host.ctrl_c == LATER))
def test_ctrl_c_is_seen_when_the_query_has_ended(host, commands, hub, tmp_path):
    """What the manual says of those that set no progress handler."""
    hub.set(delay=3)
    _, _, _, seconds = interrupted(commands(host), hub, tmp_path, 20)
    assert seconds > 2


def test_the_rows_are_those_of_the_sample():
    """Of the first two queries, read from the files that the hub serves."""
    def day(name):
        return json.loads((SAMPLE / f"{name}.json").read_text(encoding="utf-8"))
    first = [f"{i}\t{entry['paper']['id']}\t{entry['title']}"
             for i, entry in enumerate(day("2026-07-30")[:3], 1)]
    week = []
    for name in ("2026-07-20", "2026-07-21", "2026-07-23", "2026-07-24"):
        votes = [entry["paper"]["upvotes"] for entry in day(name)]
        week.append(f"{name}\t{len(votes)}\t{sum(votes)}")
    rule = day("2026-07-22")["count"]
    week.insert(2, f"2026-07-22\t{rule}\t{sum(range(1, rule + 1))}")
    assert expected()[:8] == first + week


LANGUAGES = {".sh": "sh", ".py": "python", ".pl": "perl", ".tcl": "tcl",
             ".php": "php", ".rb": "ruby", ".R": "r", ".go": "go", ".rs": "rust",
             ".java": "java", ".js": "js"}


def table():
    """The table of the manual."""
    lines = ["| host | package | Ctrl-C | cancelled by | two threads "
             "| fifty times | fork |", "|---|---|---|---|---|---|---|"]
    for host in HOSTS:
        cells = ["yes" if task in host.tasks else "" for task in TIMES]
        lines.append("| " + " | ".join(
            [host.name, host.package, host.ctrl_c, host.cancel, *cells]) + " |")
    return "\n".join(lines) + "\n"


def snippets():
    parts = []
    for host in HOSTS:
        language = LANGUAGES[pathlib.Path(host.program).suffix]
        language = "" if host.snippet().startswith(".") else language
        parts.append(f"### {host.name}\n\n```{language}\n{host.snippet()}```\n"
                     + (f"\n{host.note}\n" if host.note else ""))
    return "\n".join(parts)


def written(text):
    """The manual, with its two parts as they are now."""
    for name, part in (("table", table()), ("snippets", snippets())):
        text = re.sub(rf"(?s)(<!-- {name} -->\n).*?(<!-- end -->)",
                      lambda found: found[1] + part + found[2], text)
    return text


def test_the_manual_shows_what_was_run():
    text = MANUAL.read_text(encoding="utf-8")
    assert written(text) == text
    assert [text for _, text in all_blocks("hosts.md")] == [
        host.snippet() for host in HOSTS]


if __name__ == "__main__":
    MANUAL.write_text(written(MANUAL.read_text(encoding="utf-8")),
                      encoding="utf-8")
