"""papers_config: the settings of a connection."""

import os
import sqlite3
import subprocess

import pytest

import manual
from conftest import LIBRARY, connect, python

VARIABLES = ("HF_ENDPOINT", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN",
             "HF_HUB_OFFLINE", "HF_HUB_DISABLE_IMPLICIT_TOKEN",
             "HF_TOKEN_PATH", "HF_HOME", "XDG_CACHE_HOME", "PAPERS_CACHE")
SECRET = "hf_abcdefghijklmnopqrst"

DEFAULTS = {
    "endpoint": "https://huggingface.co", "token": None, "offline": 0,
    "cache": "~/.cache/papers/cache.db", "cache_size": 256 * 1024 * 1024,
    "max_age": None,
    "timeout": 30.0, "stall_timeout": 10.0, "connect_timeout": 10.0,
    "retries": 4, "max_wait": 60.0, "connections": 8, "max_requests": 400,
    "max_bytes": 64 * 1024 * 1024, "progress": 0, "locked": 0}


@pytest.fixture
def usual_cache(monkeypatch):
    monkeypatch.delenv("PAPERS_CACHE")


def config(db, *arguments):
    marks = ", ".join("?" * len(arguments))
    return db.execute(f"SELECT papers_config({marks})", arguments).fetchone()[0]


def row(db, name):
    return db.execute("SELECT value, source, help FROM papers_config "
                      "WHERE name = ?", (name,)).fetchone()


def refusal(db, *arguments):
    with pytest.raises(sqlite3.Error) as caught:
        config(db, *arguments)
    return str(caught.value)


def test_defaults(usual_cache, db):
    rows = db.execute('SELECT name, value, "default", source '
                      "FROM papers_config").fetchall()
    assert [name for name, *_ in rows] == list(DEFAULTS)
    rows[3] = tuple(text.replace(os.environ["HOME"], "~") for text in rows[3])
    for name, value, default, source in rows:
        assert (value, default, source) == (
            DEFAULTS[name], DEFAULTS[name], "default")
        assert type(value) is type(DEFAULTS[name])
        if name != "cache":
            assert config(db, name) == value


@pytest.mark.parametrize("name, given, shown", [
    ("timeout", 2, 2.0), ("timeout", "0.25", 0.25), ("timeout", 0.001, 0.001),
    ("timeout", 86400, 86400.0), ("timeout", " +7. ", 7.0),
    ("timeout", ".5", 0.5), ("timeout", "0000000000000000000012.5", 12.5),
    ("timeout", "1.00000000000000000000000000001", 1.0),
    ("max_wait", 0, 0.0), ("max_wait", "-0", 0.0), ("max_wait", "0.1", 0.1),
    ("retries", 0, 0), ("retries", 100, 100), ("retries", 3.0, 3),
    ("connections", "1", 1), ("max_bytes", 2**40, 2**40),
    ("offline", 1, 1), ("offline", "ON", 1), ("offline", "no", 0),
    ("progress", "true", 1), ("progress", "False", 0),
    ("endpoint", "http://localhost:8080/", "http://localhost:8080"),
    ("endpoint", "HTTPS://Hub.Example/Mirror//", "https://hub.example/Mirror"),
    ("endpoint", "http://[::1]:9", "http://[::1]:9"),
    ("endpoint", "http://127.0.0.1", "http://127.0.0.1"),
    ("token", SECRET, "set"), ("token", "", None), ("token", " \n", None),
    ("token", f" {SECRET}\n", "set")])
def test_values(db, name, given, shown):
    for value in (config(db, name, given), config(db, name), row(db, name)[0]):
        assert repr(value) == repr(shown)
    assert row(db, name)[1] == "set"


@pytest.mark.parametrize("name, given, said", [
    ("timeout", -1, "'-1' is not accepted: seconds from 0.001 to 86400"),
    ("timeout", 0, "'0' is not accepted"),
    ("timeout", 86401, "'86401' is not accepted"),
    ("timeout", "1,5", "'1,5' is not accepted"),
    ("timeout", "", "'' is not accepted"),
    ("timeout", ".", "'.' is not accepted"),
    ("timeout", "-", "'-' is not accepted"),
    ("timeout", "1 2", "is not accepted"),
    ("timeout", "nan", "'nan' is not accepted"),
    ("timeout", "0x10", "is not accepted"),
    ("timeout", float("inf"), "'Inf' is not accepted"),
    ("timeout", 1e300, "'1.0e+300' is not accepted"),
    ("timeout", "9" * 100000, "...' is not accepted"),
    ("timeout", b"\xff\x00", "'?' is not accepted"),
    ("retries", 2.5, "'2.5' is not accepted: a whole number from 0 to 100"),
    ("retries", 101, "'101' is not accepted"),
    ("retries", -2**63, "is not accepted"),
    ("connections", 0, "a whole number from 1 to 64"),
    ("max_bytes", 0, "a whole number of bytes from 1 to 1099511627776"),
    ("max_bytes", "64M", "'64M' is not accepted"),
    ("offline", 2, "'2' is not accepted: 0 or 1, off or on"),
    ("offline", "", "'' is not accepted"),
    ("endpoint", "", "'' is not accepted: an http or https URL"),
    ("endpoint", "huggingface.co", "'huggingface.co' is not accepted"),
    ("endpoint", "file:///etc/passwd", "is not accepted"),
    ("endpoint", "ftp://a", "is not accepted"),
    ("endpoint", "http://", "is not accepted"),
    ("endpoint", "http:///path", "is not accepted"),
    ("endpoint", "http://a?b", "is not accepted"),
    ("endpoint", "http://a#b", "is not accepted"),
    ("endpoint", "http://a b", "is not accepted"),
    ("endpoint", "http://a\\b", "is not accepted"),
    ("endpoint", "http://a\x00b", "is not accepted"),
    ("endpoint", "http://a/\r\nX-Evil: 1", "is not accepted"),
    ("endpoint", "http://\u00e9", "is not accepted"),
    ("endpoint", "http://a:", "is not accepted"),
    ("endpoint", "http://a:0", "is not accepted"),
    ("endpoint", "http://a:65536", "is not accepted"),
    ("endpoint", "http://a:99999999999999999999", "is not accepted"),
    ("endpoint", "http://:80", "is not accepted"),
    ("endpoint", "http://[x]", "is not accepted"),
    ("endpoint", "http://a/" + "b" * 5000, "is not accepted"),
    ("token", "two words", "the value is not accepted: visible ASCII"),
    ("token", "a\nb", "the value is not accepted"),
    ("token", "a\x00b", "the value is not accepted"),
    ("token", "\u00e9", "the value is not accepted"),
    ("token", "x" * 5000, "the value is not accepted")])
def test_refused_values(db, name, given, said):
    config(db, "timeout", 3)
    before = db.execute("SELECT * FROM papers_config").fetchall()
    message = refusal(db, name, given)
    assert message.startswith(f"papers: {name}: ")
    assert said in message
    assert db.execute("SELECT * FROM papers_config").fetchall() == before


def test_user_of_a_url_is_not_repeated(db):
    message = refusal(db, "endpoint", "http://me:password@host")
    assert "password" not in message and "is not accepted" in message


@pytest.mark.parametrize("name, meant", [
    ("timout", "timeout"), ("TIMEOUT", "timeout"), ("end_point", "endpoint"),
    ("retry", "retries"), ("max_byte", "max_bytes"), ("ofline", "offline"),
    ("stall-timeout", "stall_timeout")])
def test_unknown_names(db, name, meant):
    for arguments in ((name,), (name, 1), (name, None)):
        assert refusal(db, *arguments) == (
            f"papers: there is no setting '{name}'; "
            f"perhaps you mean '{meant}'")


@pytest.mark.parametrize("name", ["", "x" * 10**6, "timeout\x00", "\ud7ff"])
def test_hostile_names(db, name):
    message = refusal(db, name)
    assert message.startswith("papers: there is no setting '")
    assert len(message) < 500


def test_null(db):
    assert config(db, None) is None
    assert config(db, None, 1) is None
    assert config(db, "timeout", 3) == 3
    assert config(db, "timeout", None) == 30
    assert row(db, "timeout")[:2] == (30, "default")


def test_null_goes_back_to_the_environment(monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://a/")
    monkeypatch.setenv("HF_TOKEN", SECRET)
    db = connect()
    monkeypatch.setenv("HF_ENDPOINT", "http://later")
    config(db, "endpoint", "http://b")
    config(db, "token", "")
    assert config(db, "token") is None
    assert config(db, "endpoint", None) == "http://a"
    assert config(db, "token", None) == "set"
    assert row(db, "endpoint")[:2] == ("http://a", "environment")


@pytest.mark.parametrize("variable, text, name, value", [
    ("HF_ENDPOINT", "http://mirror/", "endpoint", "http://mirror"),
    ("HF_TOKEN", SECRET, "token", "set"),
    ("HUGGING_FACE_HUB_TOKEN", SECRET, "token", "set"),
    ("HF_HUB_OFFLINE", "1", "offline", 1),
    ("HF_HUB_OFFLINE", "YES", "offline", 1),
    ("HF_HUB_OFFLINE", "0", "offline", 0)])
def test_environment(monkeypatch, variable, text, name, value):
    monkeypatch.setenv(variable, text)
    assert row(connect(), name)[:2] == (value, "environment")


@pytest.mark.parametrize("variable", VARIABLES)
def test_blank_variable_is_none(usual_cache, monkeypatch, variable):
    monkeypatch.setenv(variable, " ")
    rows = connect().execute("SELECT value, source FROM papers_config")
    home = os.environ["HOME"]
    shown = [(v.replace(home, "~") if type(v) is str else v, source)
             for v, source in rows]
    assert shown == [(v, "default") for v in DEFAULTS.values()]


def test_implicit_token_can_be_disabled(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", SECRET)
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    db = connect()
    assert row(db, "token")[:2] == (None, "default")
    assert config(db, "token", SECRET) == "set"
    assert config(db, "token", None) is None


@pytest.mark.parametrize("variable, text, name", [
    ("HF_ENDPOINT", "mirror.example", "endpoint"),
    ("HF_HUB_OFFLINE", "maybe", "offline"),
    ("HF_TOKEN", "two words", "token"),
    ("HF_ENDPOINT", "h" * 100000, "endpoint")])
def test_bad_variable(monkeypatch, capfd, variable, text, name):
    monkeypatch.setenv(variable, text)
    db = connect()
    value, source, said = row(db, name)
    assert (value, source) == (None, "environment")
    assert said.startswith(f"{variable}: ") and "is not accepted" in said
    assert "two words" not in said
    assert refusal(db, name) == "papers: " + said
    good = {"endpoint": "http://b", "offline": 0, "token": SECRET}[name]
    assert config(db, name, good) == config(db, name)
    assert row(db, name)[1] == "set"
    with pytest.raises(sqlite3.Error):
        config(db, name, None), config(db, name)
    assert capfd.readouterr() == ("", "")


def test_token_is_never_shown(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", SECRET)
    db = connect()
    everything = db.execute("SELECT * FROM papers_config").fetchall()
    everything += db.execute(
        "SELECT papers_config('token'), papers_config('token', ?)",
        (SECRET + "2",)).fetchall()
    assert SECRET not in repr(everything)
    assert SECRET not in refusal(db, "token", SECRET + "\n\u00e9")


def test_loading_opens_no_file(tmp_path, shell):
    """A token file that would hang or fail whoever opens it."""
    os.mkfifo(tmp_path / "token")
    done = shell("SELECT papers_config('token');",
                 HF_TOKEN_PATH=str(tmp_path / "token"))
    assert (done.stdout, done.stderr) == ("\n", "")


def test_connections_are_independent():
    one, other = connect(), connect()
    config(one, "timeout", 3)
    assert (config(one, "timeout"), config(other, "timeout")) == (3, 30)
    one.close()
    assert config(other, "timeout") == 30


def test_loading_twice_keeps_the_settings(db):
    config(db, "timeout", 3)
    db.enable_load_extension(True)
    db.load_extension(LIBRARY)
    assert config(db, "timeout") == 3


@pytest.mark.parametrize("trusted", ["on", "off"])
def test_a_schema_cannot_set(db, trusted):
    db.execute(f"PRAGMA trusted_schema={trusted}")
    db.execute("CREATE TABLE t(a)")
    db.execute("CREATE VIEW v AS "
               "SELECT papers_config('endpoint', 'http://evil') AS x")
    db.execute("CREATE TRIGGER r AFTER INSERT ON t BEGIN "
               "SELECT papers_config('endpoint', 'http://evil'); END")
    for sql in ("SELECT * FROM v", "INSERT INTO t VALUES(1)",
                "CREATE TABLE c(a DEFAULT (papers_config('retries', 1)))",
                "CREATE INDEX i ON t(papers_config('retries', 1))"):
        with pytest.raises(sqlite3.Error):
            db.execute(sql)
            db.execute("INSERT INTO c DEFAULT VALUES")
    assert config(db, "endpoint") == DEFAULTS["endpoint"]


def test_a_view_may_read(db):
    db.execute("CREATE VIEW v AS SELECT name, value FROM papers_config "
               "WHERE value = papers_config('retries')")
    assert db.execute("SELECT * FROM v").fetchall() == [("retries", 4)]
    db.execute("PRAGMA trusted_schema=off")
    with pytest.raises(sqlite3.Error):
        db.execute("SELECT * FROM v").fetchall()


def test_the_table_is_an_ordinary_table(db):
    assert db.execute("SELECT count(*) FROM papers_config a, papers_config b "
                      "WHERE a.name = b.name").fetchone() == (len(DEFAULTS),)
    assert db.execute("SELECT name FROM papers_config WHERE rowid = 7 OR "
                      "name = 'token' ORDER BY 1 DESC"
                      ).fetchall() == [("token",), ("timeout",)]
    for sql in ("UPDATE papers_config SET value = 1",
                "DELETE FROM papers_config",
                "CREATE VIRTUAL TABLE t USING papers_config"):
        with pytest.raises(sqlite3.Error):
            db.execute(sql)


def test_numbers_do_not_depend_on_the_locale():
    """A comma for the decimal point, where such a locale is installed."""
    program = (
        "import locale, sqlite3\n"
        "for name in ('de_DE.UTF-8', 'fr_FR.UTF-8', 'de_DE.utf8'):\n"
        "    try: locale.setlocale(locale.LC_ALL, name); break\n"
        "    except locale.Error: pass\n"
        "db = conftest.connect()\n"
        "print(db.execute(\"SELECT papers_config('timeout', '1.5'), \"\n"
        "    \"papers_config('timeout')\").fetchone())\n"
        "try: db.execute(\"SELECT papers_config('timeout', 0)\").fetchone()\n"
        "except sqlite3.Error as error: print(error)\n")
    done = subprocess.run(**python(program), capture_output=True, check=True)
    assert done.stdout == ("(1.5, 1.5)\npapers: timeout: '0' is not accepted: "
                           "seconds from 0.001 to 86400\n")


def test_the_manual_is_written_out_from_the_table(usual_cache, db):
    _, table, _ = manual.part_of("docs/settings.md", "settings")
    assert table == manual.settings(db)


DAY = "SELECT count(*) FROM papers WHERE listed = '2026-07-30'"


def test_without_a_home_it_is_said_why_there_is_no_cache(
        usual_cache, monkeypatch, hub):
    why = "no cache: neither XDG_CACHE_HOME nor HOME says where"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "relative/folder")
    db = connect_to(monkeypatch, hub)
    asked = "SELECT error FROM papers_requests"
    assert row(db, "cache")[0] is None
    assert row(db, "cache")[2].endswith("; " + why)
    db.execute(DAY).fetchall()
    assert db.execute(asked).fetchall() == [(why,)]
    config(db, "cache", "off")
    db.execute(DAY).fetchall()
    assert db.execute(asked).fetchall() == [(why,), (None,)]
    assert why not in row(db, "cache")[2]


def connect_to(monkeypatch, hub):
    """A connection whose endpoint is the environment's."""
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    return connect()


def sent_token(hub, db):
    """The Authorization of one request."""
    db.execute(DAY).fetchall()
    return hub.asked()[-1]["headers"].get("authorization")


@pytest.mark.parametrize("variable, path", [
    ("HF_TOKEN_PATH", "here"), ("HF_HOME", "token"),
    ("XDG_CACHE_HOME", "huggingface/token"),
    ("HOME", ".cache/huggingface/token")])
def test_token_file(monkeypatch, tmp_path, hub, variable, path):
    monkeypatch.delenv("XDG_CACHE_HOME")
    place = tmp_path / "place"
    monkeypatch.setenv(
        variable, str(place / path if variable == "HF_TOKEN_PATH" else place))
    db = connect_to(monkeypatch, hub)
    (place / path).parent.mkdir(parents=True)
    (place / path).write_text(f" {SECRET}\n")
    assert row(db, "token")[:2] == (None, "default")
    assert sent_token(hub, db) == f"Bearer {SECRET}"
    assert row(db, "token")[:2] == ("set", "file")
    assert config(db, "token", "") is None
    assert sent_token(hub, db) is None
    assert config(db, "token", None) is None
    assert sent_token(hub, db) == f"Bearer {SECRET}"


@pytest.mark.parametrize("variable, text, sent", [
    ("HF_TOKEN", "hf_other", "Bearer hf_other"),
    ("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1", None),
    ("HF_HUB_DISABLE_IMPLICIT_TOKEN", "0", f"Bearer {SECRET}")])
def test_what_counts_before_the_file(monkeypatch, home, hub, variable, text,
                                     sent):
    (home / "token").write_text(SECRET)
    monkeypatch.setenv("HF_HOME", "~/")
    monkeypatch.setenv(variable, text)
    assert sent_token(hub, connect_to(monkeypatch, hub)) == sent


@pytest.mark.parametrize("content, said", [
    ("two words", "the value is not accepted"),
    ("a\x1b[31mb", "the value is not accepted"),
    ("x" * 5000, "more than 4096 bytes")])
def test_bad_token_file(monkeypatch, home, hub, content, said):
    (home / "token").write_text(content)
    monkeypatch.setenv("HF_HOME", str(home))
    db = connect_to(monkeypatch, hub)
    for _ in range(2):
        with pytest.raises(sqlite3.Error, match=said) as caught:
            sent_token(hub, db)
        assert "two words" not in str(caught.value)
    config(db, "token", "")
    assert sent_token(hub, db) is None


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_token_file_that_is_none(monkeypatch, home, hub, make):
    make(home / "token")
    monkeypatch.setenv("HF_HOME", str(home))
    with pytest.raises(sqlite3.Error, match="it is not a file"):
        sent_token(hub, connect_to(monkeypatch, hub))
    assert hub.asked() == []


@pytest.mark.parametrize("variable, text", [
    ("HF_ENDPOINT", "mirror"), ("HF_HUB_OFFLINE", "maybe"),
    ("HF_TOKEN", "two words")])
def test_a_bad_variable_forbids_to_ask(monkeypatch, hub, variable, text):
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv(variable, text)
    with pytest.raises(sqlite3.Error, match=f"{variable}: .* is not accepted"):
        connect().execute(DAY).fetchall()
    assert hub.asked() == []


def test_user_agent(monkeypatch, hub):
    sent_token(hub, connect_to(monkeypatch, hub))
    agent = hub.asked()[0]["headers"]["user-agent"]
    assert agent.startswith("papers/")
    assert f"; sqlite/{sqlite3.sqlite_version}" in agent
