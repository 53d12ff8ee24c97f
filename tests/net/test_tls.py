"""TLS, HTTP/2 and proxies as they are outside: nginx with certificates of an
authority of its own, tinyproxy, and a server whose HTTP/2 breaks off."""

import contextlib
import re
import shutil
import subprocess
import time

import pytest

from conftest import connect
from documents import block
from hub import SAMPLE, Hub
from nginx import NGINX
from secured import (BREAKS, BROTLI, TINYPROXY, Authority, Breaking, Closing,
                     Servers, proxy)

pytestmark = [
    pytest.mark.foreign,
    pytest.mark.skipif(not NGINX, reason="nginx is not installed"),
    pytest.mark.skipif(not shutil.which("openssl"),
                       reason="needs openssl to make certificates")]
needs_tinyproxy = pytest.mark.skipif(
    not TINYPROXY, reason="tinyproxy is not installed")

DAY = "SELECT id, title, rank, raw FROM papers WHERE listed = '2026-07-31'"
COUNT = ("SELECT count(*) FROM papers WHERE listed "
         "BETWEEN '2026-07-01' AND '2026-07-31'")
TRUST = ("; the file of an authority of your own goes into CURL_CA_BUNDLE or "
         "SSL_CERT_FILE (")


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    with Hub() as hub:
        servers = Servers(tmp_path_factory.mktemp("nginx"), hub)
        with servers.run():
            yield servers


@pytest.fixture
def servers(started, monkeypatch):
    """The servers, with nothing logged; their authority is trusted."""
    started.forget()
    monkeypatch.setenv("CURL_CA_BUNDLE", str(started.authority.file))
    return started


def read(url, sql=DAY, **settings):
    """The rows of a statement, or the error; and the attempts of its first
    request."""
    with contextlib.closing(connect()) as db:
        for name, value in {"endpoint": url, **settings}.items():
            db.execute("SELECT papers_config(?, ?)", (name, value)).fetchall()
        try:
            rows = db.execute(sql).fetchall()
        except Exception as error:
            rows = str(error)
        return rows, db.execute("SELECT attempts FROM papers_requests"
                                ).fetchone()[0]


def libcurl_version():
    with contextlib.closing(connect()) as db:
        (text,) = db.execute("SELECT papers_version()").fetchone()
    return tuple(map(int, re.search(r"libcurl (\d+)\.(\d+)", text).groups()))


@pytest.fixture
def rows(servers):
    """Those of the day, without TLS."""
    found, _ = read(servers.hub.url)
    assert len(found) > 1
    servers.forget()
    return found


# -- what is to be had

@pytest.mark.parametrize("kind, http, tls, encoding", [
    ("usual", "HTTP/2.0", "TLSv1.3", "-"),
    ("TLS 1.2", "HTTP/2.0", "TLSv1.2", "-"),
    ("TLS 1.3", "HTTP/2.0", "TLSv1.3", "-"),
    ("HTTP/1.1", "HTTP/1.1", "TLSv1.3", "-"),
    ("IPv6", "HTTP/2.0", "TLSv1.3", "-"),
    ("gzip", "HTTP/2.0", "TLSv1.3", "gzip"),
    pytest.param("brotli", "HTTP/2.0", "TLSv1.3", "br", marks=pytest.mark.skipif(
        not BROTLI.exists(), reason="nginx has no brotli"))])
def test_the_rows_are_those_without_tls(servers, rows, kind, http, tls,
                                        encoding):
    assert read(servers.url(kind)) == (rows, 1)
    assert [line[1:] for line in servers.requests(kind, 1)] == [
        [http, tls, encoding, "200"]]


@pytest.mark.parametrize("kind, words", [
    ("wrong name", "no alternative certificate subject name matches"),
    ("expired", "certificate has expired"),
    ("unknown", "unable to get local issuer certificate"),
    ("TLS 1.1", "no secure connection to 127.0.0.1: ")])
def test_who_cannot_be_trusted_is_told_nothing(servers, kind, words):
    error, attempts = read(servers.url(kind), token="hf_secret")
    assert words in error and "hf_secret" not in error
    assert (TRUST in error) == (kind != "TLS 1.1")
    assert attempts == 1
    assert not servers.hub.asked() and not servers.requests(kind, 0)


# -- whom to trust

@pytest.mark.parametrize("environment", [
    {"CURL_CA_BUNDLE": "{file}"}, {"SSL_CERT_FILE": "{file}"},
    {"SSL_CERT_DIR": "{folder}"},
    {"CURL_CA_BUNDLE": "{file}", "SSL_CERT_FILE": "/nowhere"},
    {"CURL_CA_BUNDLE": "", "SSL_CERT_FILE": "{file}"}], ids=str)
def test_the_environment_names_an_authority(servers, rows, monkeypatch,
                                            tmp_path, environment):
    shutil.copy(servers.authority.file, tmp_path)
    subprocess.run(["openssl", "rehash", tmp_path], check=True)
    monkeypatch.delenv("CURL_CA_BUNDLE")
    for name, value in environment.items():
        monkeypatch.setenv(name, value.format(file=servers.authority.file,
                                              folder=tmp_path))
    assert read(servers.url("usual")) == (rows, 1)


@pytest.mark.parametrize("environment", [
    {}, {"CURL_CA_BUNDLE": " "}, {"CURL_CA_BUNDLE": "/nowhere"},
    {"CURL_CA_BUNDLE": "{stranger}", "SSL_CERT_FILE": "{file}"}], ids=str)
def test_no_other_authority_is_trusted(servers, monkeypatch, tmp_path,
                                       environment):
    stranger = Authority(tmp_path, "stranger").file
    monkeypatch.delenv("CURL_CA_BUNDLE")
    for name, value in environment.items():
        monkeypatch.setenv(name, value.format(file=servers.authority.file,
                                              stranger=stranger))
    error, attempts = read(servers.url("usual"))
    assert "the certificate of 127.0.0.1 is not trusted: " in error
    assert TRUST in error and attempts == 1
    if "/nowhere" in environment.values():
        assert "/nowhere" in error


# -- redirects

def test_a_redirect_to_http_gets_no_token(servers, rows):
    assert read(servers.url("to http"), token="hf_secret") == (rows, 1)
    assert ["authorization" in row["headers"] for row in servers.hub.asked()
            ] == [False]


def test_a_redirect_from_http_gets_no_token(servers, rows):
    servers.hub.fault("redirect", to=servers.url("usual") + "{target}")
    assert read(servers.hub.url, token="hf_secret") == (rows, 1)
    assert ["authorization" in row["headers"] for row in servers.hub.asked()
            ] == [True, False]


# -- connections

def test_requests_side_by_side_share_a_connection(servers):
    servers.hub.set(delay=0.05)
    plain, _ = read(servers.hub.url, COUNT)
    servers.forget()
    servers.hub.set(delay=0.05)
    assert read(servers.url("usual"), COUNT, connections=6) == (plain, 1)
    requests = servers.requests("usual", 31)
    assert len({line[0] for line in requests}) == 1
    assert 1 < servers.hub.max_at_once <= 6


def test_a_rate_limit_holds_requests_that_share_a_connection(servers):
    servers.hub.limit(left=5, seconds=2)
    start = time.monotonic()
    found, _ = read(servers.url("usual"), COUNT, connections=4)
    assert time.monotonic() - start > 1
    statuses = [line[-1] for line in servers.requests("usual", 31)]
    assert statuses.count("429") <= 4
    assert found == read(servers.hub.url, COUNT)[0]


def test_a_server_that_sends_every_connection_away_gives_all_rows(servers):
    plain, _ = read(servers.hub.url, COUNT)
    found, _ = read(servers.url("two requests"), COUNT)
    assert found == plain
    assert len({line[0] for line in servers.requests("two requests", 31)}) > 15


def test_an_answer_that_nginx_cuts_short_is_requested_again(servers, rows):
    servers.hub.fault("truncate", after=3000, count=2)
    assert read(servers.url("usual")) == (rows, 3)


@pytest.mark.parametrize("way", BREAKS)
def test_a_broken_stream_is_requested_again(servers, rows, way):
    body = (SAMPLE / "2026-07-31.json").read_bytes()
    with Breaking(servers.certificates["good"], body, way, 2) as server:
        found, _ = read(server.url)
    assert found == rows
    assert server.requests == 3


@pytest.mark.parametrize("way", BREAKS)
def test_streams_that_always_break_are_an_error(servers, way):
    body = (SAMPLE / "2026-07-31.json").read_bytes()
    with Breaking(servers.certificates["good"], body, way, 1000) as server:
        error, attempts = read(server.url, retries=2)
    assert "the connection broke " in error and attempts == 3
    assert server.requests < 40


@pytest.mark.parametrize("says_so", [True, False])
def test_an_answer_is_whole_when_tls_says_so(servers, says_so):
    with Closing(servers.certificates["good"], b"# One\n\nText.\n",
                 says_so) as server:
        found, _ = read(server.url, "SELECT heading, text FROM papers_text "
                        "WHERE paper = '2607.06727'", retries=0)
    if says_so or libcurl_version() < (8, 14):    # which takes any end for one
        assert found == [("One", "Text.")]
    else:
        assert "the connection broke after 13 bytes" in found


# -- proxies

@needs_tinyproxy
@pytest.mark.parametrize("account", ["", "ann:secret"])
def test_the_rows_through_a_proxy(servers, rows, tmp_path, monkeypatch,
                                  account):
    options = [f"BasicAuth {account.replace(':', ' ')}"] if account else []
    with proxy(tmp_path, *options) as (address, log):
        monkeypatch.setenv("https_proxy", f"http://{account}@{address}"
                           if account else f"http://{address}")
        assert read(servers.url("usual")) == (rows, 1)
    tunnel = f"CONNECT 127.0.0.1:{servers.ports['usual']} HTTP/1.1"
    assert log.read_text().count(tunnel) == 1


@needs_tinyproxy
def test_the_lines_of_the_manual(servers, rows, tmp_path, monkeypatch):
    """The shell sets the variables, for a proxy that wants the password there."""
    lines = block("settings.md", "sh", "SSL_CERT_FILE").replace(
        "/etc/ssl/company.pem", str(servers.authority.file))
    monkeypatch.delenv("CURL_CA_BUNDLE")
    with proxy(tmp_path, "BasicAuth name password") as (address, log):
        there = subprocess.run(
            ["sh", "-c", lines.replace("proxy:3128", address) + "env -0"],
            capture_output=True, text=True, check=True).stdout
        for name, _, value in (line.partition("=") for line in
                               there.split("\0") if line):
            if name in ("https_proxy", "SSL_CERT_FILE"):
                monkeypatch.setenv(name, value)
        assert read(servers.url("usual")) == (rows, 1)
    assert "CONNECT 127.0.0.1" in log.read_text()


@needs_tinyproxy
def test_no_proxy_names_who_is_reached_without_it(servers, rows, tmp_path,
                                                  monkeypatch):
    with proxy(tmp_path) as (address, log):
        monkeypatch.setenv("https_proxy", f"http://{address}")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert read(servers.url("usual")) == (rows, 1)
    assert "CONNECT 127.0.0.1" not in log.read_text()


@needs_tinyproxy
@pytest.mark.parametrize("option, account, status", [
    ("ConnectPort 1", "", 403), ("BasicAuth ann secret", "", 407),
    ("BasicAuth ann secret", "ann:mistaken@", 401)])
def test_a_proxy_that_refuses_is_named(servers, tmp_path, monkeypatch, option,
                                       account, status):
    with proxy(tmp_path, option) as (address, _):
        monkeypatch.setenv("https_proxy", f"http://{account}{address}")
        error, attempts = read(servers.url("usual"))
    assert ("the proxy (http_proxy, https_proxy or all_proxy in the environment) "
            f"cannot be used: it answered {status} (") in error
    assert attempts == 1 and "mistaken" not in error
