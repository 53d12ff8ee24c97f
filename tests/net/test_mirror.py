"""The manual's mirror for a team: nginx before the hub, ten clients."""

import concurrent.futures
import contextlib
import subprocess

import pytest

from conftest import connect
from documents import block
from nginx import NGINX, free_ports, run_nginx

pytestmark = [
    pytest.mark.foreign,
    pytest.mark.skipif(not NGINX, reason="nginx is not installed")]

DAY = "SELECT id FROM papers WHERE listed = '2026-07-22'"


def configuration(folder, hub, port):
    """That of the manual, with the names and folders of this machine."""
    part = block("settings.md", "nginx")
    for there, here in (("/var/cache/nginx/papers", f"{folder}/cache"),
                        ("https://huggingface.co", hub.url),
                        ("listen 8080", f"listen 127.0.0.1:{port}")):
        assert part.count(there) == 1
        part = part.replace(there, here)
    return part


@pytest.fixture
def mirror(hub, tmp_path, monkeypatch):
    """Its address; HF_ENDPOINT leads there."""
    (port,) = free_ports(1)
    with run_nginx(tmp_path, configuration(tmp_path, hub, port), port):
        monkeypatch.setenv("HF_ENDPOINT", address_for_clients(port))
        yield f"http://127.0.0.1:{port}"


def address_for_clients(port):
    """What the manual's line puts into the environment, for this machine."""
    line = block("settings.md", "sh", "HF_ENDPOINT").replace(
        "proxy:8080", f"127.0.0.1:{port}")
    return subprocess.run(["sh", "-c", line + 'printf %s "$HF_ENDPOINT"'],
                          capture_output=True, text=True, check=True).stdout


def read(token):
    with contextlib.closing(connect()) as db:
        db.execute("SELECT papers_config('token', ?)", (token,)).fetchall()
        return db.execute(DAY).fetchall()


def test_ten_clients_are_one_request(hub, mirror):
    hub.set(etag=True)
    hub.fault("delay", seconds=0.3, count=None)
    tokens = [f"hf_{'abcdefghij'[i] * 20}" for i in range(10)]
    with concurrent.futures.ThreadPoolExecutor(10) as clients:
        results = list(clients.map(read, tokens))
    assert len(results[0]) == 130
    assert all(result == results[0] for result in results)
    asked = hub.asked()
    assert len(asked) == 2 and len({row["target"] for row in asked}) == 2
    assert not any("authorization" in row["headers"] for row in asked)


def test_a_hub_that_fails_is_not_noticed(hub, mirror):
    before = read("hf_a")
    hub.fault("status", status=503, count=None)
    assert read("hf_b") == before


def test_a_list_with_a_cursor_goes_on_through_the_mirror(hub, mirror):
    with contextlib.closing(connect()) as db:
        rows = db.execute("SELECT id FROM papers WHERE feed = 'new'").fetchall()
    assert len(rows) == len(set(rows)) > 200
    assert len(hub.asked("/api/papers?")) > 2


def test_tags_pass_through(hub, mirror, monkeypatch, home):
    monkeypatch.delenv("PAPERS_CACHE")
    hub.set(etag=True)
    with contextlib.closing(connect()) as db:
        for _ in "ab":
            rows = db.execute("SELECT cache FROM papers WHERE max_age = 0 "
                              "AND listed = '2026-07-31'").fetchall()
    assert {row[0] for row in rows} == {"revalidated"}
    assert len(hub.asked()) == 1
