"""What somebody else's database, or somebody else's SQL, cannot do."""

import contextlib
import itertools
import re
import sqlite3

import pytest

from conftest import LIBRARY, connect, needs_sqlite

DAY = "SELECT count(*) FROM papers WHERE listed = '2026-07-30'"
SECRET = "hf_abcdefghijklmnopqrst"


def config(db, *arguments):
    marks = ", ".join("?" * len(arguments))
    return db.execute(f"SELECT papers_config({marks})", arguments).fetchone()[0]


def refusal(db, sql, *values):
    with pytest.raises(sqlite3.Error) as caught:
        db.execute(sql, values).fetchall()
    return str(caught.value)


def loaded(path, late=False):
    """A connection that loads the extension, perhaps after the schema."""
    db = sqlite3.connect(path, isolation_level=None)
    if late:
        db.execute("SELECT * FROM sqlite_master").fetchall()
    db.enable_load_extension(True)
    db.load_extension(LIBRARY)
    return db


# --- A database file of somebody else's ---------------------------------------

CALLS = {"endpoint": "papers_config('endpoint', 'http://evil.example')",
         "token": "papers_config('token', 'hf_evil')",
         "locked": "papers_config('locked', 1)",
         "NULL": "papers_config('timeout', NULL)",
         "of a row": "papers_config('timeout', 1 + x * 0)",
         "clear": "papers_cache_clear()"}

SCHEMAS = {
    "check": "CREATE TABLE n(x, CHECK({} IS NOT -1))",
    "check of a column": "CREATE TABLE n(x CHECK({} IS NOT -1))",
    "default": "CREATE TABLE n(x INTEGER PRIMARY KEY, y DEFAULT ({}))",
    "generated": "CREATE TABLE n(x, y AS ({}))",
    "stored": "CREATE TABLE n(x, y AS ({}) STORED)",
    "index": "CREATE TABLE n(x); CREATE INDEX i ON n(x, {})",
    "partial index": "CREATE TABLE n(x); CREATE INDEX i ON n(x) WHERE "
                     "{} IS NOT -1",
    "trigger": "CREATE TABLE n(x); CREATE TRIGGER t AFTER INSERT ON n "
               "BEGIN SELECT {} FROM n; END",
    "condition": "CREATE TABLE n(x); CREATE TRIGGER t AFTER INSERT ON n "
                 "WHEN {} IS NOT -1 BEGIN SELECT 1; END",
    "view": "CREATE TABLE t(x); INSERT INTO t VALUES(1); "
            "CREATE VIEW n AS SELECT {}, x FROM t",
    "filter": "CREATE TABLE t(x, y); CREATE INDEX i ON t(y); "
              "INSERT INTO t VALUES(1, 2), (1, 3); ANALYZE; "
              "CREATE VIEW n AS SELECT x FROM t WHERE y > {}"}

ACTIONS = ["INSERT INTO n(x) VALUES(1)", "INSERT INTO n DEFAULT VALUES",
           "SELECT * FROM n", "SELECT * FROM n WHERE x = 1",
           "UPDATE n SET x = 2", "PRAGMA integrity_check",
           "PRAGMA quick_check", "REINDEX", "ANALYZE",
           "ALTER TABLE n RENAME TO m", "DELETE FROM n", "VACUUM"]


def hostile(path, schema, call):
    """A file whose author had functions of the same names, as anybody can."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        for name, count in (("papers_config", 2), ("papers_cache_clear", 0)):
            db.create_function(name, count, lambda *_: 1, deterministic=True)
        db.executescript(SCHEMAS[schema].format(CALLS[call]))
    return path


def shown(db, names):
    """Some versions run nothing at all where a schema is refused."""
    try:
        return [config(db, *name) for name in names]
    except sqlite3.DatabaseError as error:
        assert "malformed database schema (n) - unsafe use" in str(error)
        return None


@pytest.mark.parametrize("trusted", [0, 1])
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("schema, call", [
    (schema, call) for schema, call in itertools.product(SCHEMAS, CALLS)
    if not (schema == "default" and call == "of a row")])
def test_a_schema_changes_no_setting(monkeypatch, tmp_path, hub, schema, call,
                                     late, trusted):
    """Where such a schema is not even read, nothing else can be asked."""
    monkeypatch.setenv("PAPERS_CACHE", str(tmp_path / "cache.db"))
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("PAPERS_TIMEOUT", "17")
    friend = connect()
    names = friend.execute("SELECT name FROM papers_config").fetchall()
    friend.execute(DAY).fetchall()
    db = loaded(hostile(tmp_path / "hostile.db", schema, call), late)
    db.execute(f"PRAGMA trusted_schema = {trusted}")
    refused = 0
    for action in 2 * ACTIONS:
        try:
            db.execute(action).fetchall()
        except sqlite3.Error as error:
            refused += re.search("unsafe use of papers_c|load the ext",
                                 str(error)) is not None
    assert refused > 0
    assert shown(db, names) in (shown(friend, names), None)
    friend.execute(DAY).fetchall()
    assert len(hub.asked()) == 1  # the cache has still got it


REFUSAL = ("papers: {}: not where a database was read before the extension was "
           "loaded, and has or may have a table that calls this: load the "
           "extension first")


def late_with(path, *statements):
    """A connection that has read a schema before it loads the extension."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.create_function("papers_config", 2, lambda *_: 1,
                           deterministic=True)
        for sql in statements:
            db.execute(sql)
    return loaded(path, late=True)


@pytest.mark.parametrize("sql", [
    "CREATE TABLE t(x)", "CREATE TABLE papers_config_old(x, my_papers_config)",
    "CREATE VIEW v AS SELECT papers_config('timeout', 5)",
    "CREATE TABLE t(x CHECK(x <> 'a papersconfig'))"])
def test_a_late_connection_can_set_and_clear(tmp_path, sql):
    db = late_with(tmp_path / "harmless.db", sql)
    assert config(db, "timeout", 5) == 5
    assert config(db, "cache", ":memory:") == ":memory:"
    assert db.execute("SELECT papers_cache_clear()").fetchone() == (0,)


@pytest.mark.parametrize("call", [
    "papers_config('a', 'b')", "PAPERS_config ('a', 'b')",
    '"papers_config"(\'a\', \'b\')', "[papers_config]\n('a', 'b')",
    "`papers_config`('a', 'b')", "papers_config/* ( */('a', 'b')",
    "papers_config--x\n('a', 'b')", "+papers_config('a', 'b')"])
@pytest.mark.parametrize("type_", ["table", "view", "trigger", ""])
def test_a_late_connection_finds_who_calls(tmp_path, call, type_):
    """However it is written, and whatever the file says that it is."""
    db = late_with(
        tmp_path / "hostile.db", f"CREATE TABLE n(x, CHECK({call} > -1))",
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET type = '{type_}'")
    for sql in ("SELECT papers_config('timeout', 5)",
                "INSERT INTO n(x) VALUES(1)"):
        assert refusal(db, sql) == REFUSAL.format("papers_config")
    assert refusal(db, "SELECT papers_cache_clear()") == REFUSAL.format(
        "papers_cache_clear")
    assert config(db, "timeout") == 30


def test_a_late_connection_sets_again_without_the_stranger(tmp_path):
    db = sqlite3.connect(":memory:", isolation_level=None)
    place = hostile(tmp_path / "hostile.db", "check", "endpoint")
    db.execute("ATTACH ? AS 'a \"b'", (str(place),))
    db.execute("SELECT * FROM n").fetchall()
    db.enable_load_extension(True)
    db.load_extension(LIBRARY)
    assert refusal(db, "SELECT papers_config('timeout', 5)")
    db.execute("DETACH 'a \"b'")
    assert config(db, "timeout", 5) == 5
    with pytest.raises(sqlite3.Error, match="unsafe use"):
        db.execute("ATTACH ? AS c", (str(place),))
        db.execute("INSERT INTO n(x) VALUES(1)")
    assert config(db, "endpoint") == "https://huggingface.co"


def test_a_late_connection_that_may_not_look_sets_nothing(tmp_path):
    db = late_with(tmp_path / "harmless.db", "CREATE TABLE t(x)")
    db.set_authorizer(lambda action, *_: sqlite3.SQLITE_DENY
                      if action == sqlite3.SQLITE_READ else sqlite3.SQLITE_OK)
    assert refusal(db, "SELECT papers_config('timeout', 5)") == (
        REFUSAL.format("papers_config"))
    db.set_authorizer(None)
    assert config(db, "timeout", 5) == 5


def test_a_late_connection_to_a_locked_file_sets_nothing(tmp_path):
    """What cannot be read may have a table that calls it."""
    path = tmp_path / "harmless.db"
    db = late_with(path, "CREATE TABLE t(x)")
    db.execute("PRAGMA busy_timeout = 0")
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert refusal(db, "SELECT papers_config('timeout', 5)") == (
            REFUSAL.format("papers_config"))
    assert config(db, "timeout", 5) == 5


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("sql, action", [
    ("CREATE VIEW n AS SELECT * FROM papers_read('{}')", "SELECT * FROM n"),
    ("CREATE VIEW n AS WITH a AS (SELECT * FROM papers_read('{}')) "
     "SELECT * FROM a", "SELECT * FROM n"),
    ("CREATE TABLE n(x); CREATE TRIGGER t AFTER INSERT ON n BEGIN "
     "INSERT INTO n SELECT title FROM papers_read('{}'); END",
     "INSERT INTO n(x) VALUES(1)")])
def test_a_schema_reads_no_file(tmp_path, sql, action, late):
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    with contextlib.closing(sqlite3.connect(tmp_path / "h.db")) as db:
        db.executescript(sql.format(secret))
    said = refusal(loaded(tmp_path / "h.db", late), action)
    assert "unsafe use of virtual table" in said


def test_a_schema_may_read_settings_but_no_token(db, monkeypatch):
    config(db, "token", SECRET)
    db.execute("CREATE VIEW v AS SELECT papers_config('endpoint') || '' AS e, "
               "papers_config('token') AS t, c.* FROM papers_config c, "
               "(SELECT count(*) FROM papers_requests)")
    rows = db.execute("SELECT * FROM v").fetchall()
    assert rows[0][:2] == ("https://huggingface.co", "set")
    assert SECRET not in repr(rows)


@pytest.mark.skipif(
    ("ENABLE_STAT4",) not in sqlite3.connect(":memory:").execute(
        "PRAGMA compile_options").fetchall(),
    reason="this SQLite computes nothing while it plans (no STAT4)")
@pytest.mark.parametrize("call", CALLS)
def test_planning_sets_nothing(hub, call):
    """To estimate rows, SQLite computes what is deterministic while it
    prepares a statement, also one that is only explained."""
    db = connect()
    config(db, "endpoint", hub.url)
    config(db, "cache", ":memory:")
    db.execute(DAY).fetchall()
    db.execute("CREATE TABLE t(x, y)")
    db.execute("CREATE INDEX i ON t(y)")
    db.execute("INSERT INTO t VALUES(1, 2), (1, 3)")
    db.execute("ANALYZE")
    before = db.execute("SELECT * FROM papers_config").fetchall()
    db.execute(f"EXPLAIN SELECT x FROM t WHERE y > {CALLS[call]}").fetchall()
    assert db.execute("SELECT * FROM papers_config").fetchall() == before
    db.execute(DAY).fetchall()
    assert len(hub.asked()) == 1


def test_a_setting_is_set_by_every_call(db):
    """Although SQLite takes the function for one that it may call less."""
    one = db.execute("SELECT papers_config('timeout', 5), "
                     "papers_config('timeout')").fetchone()
    assert one == (5, 5)
    two = db.execute("SELECT papers_config('timeout', 6), papers_config("
                     "'retries', 1), papers_config('timeout', 7)").fetchone()
    assert two == (6, 1, 7) and config(db, "timeout") == 7
    rows = db.execute("SELECT x, papers_config('timeout', x), papers_config("
                      "'timeout') FROM (SELECT 1 AS x UNION ALL SELECT 3 "
                      "UNION ALL SELECT 2)").fetchall()
    assert rows == [(1, 1, 1), (3, 3, 3), (2, 2, 2)]
    assert config(db, "timeout") == 2


def test_a_statement_that_runs_again_sets_again(db):
    sql = "SELECT papers_config('timeout', 5)"
    for value in (1, 2):
        config(db, "timeout", value)
        assert db.execute(sql).fetchone() == (5,)
        assert config(db, "timeout") == 5


def test_the_cache_is_emptied_each_time(hub, db):
    config(db, "endpoint", hub.url)
    config(db, "cache", ":memory:")
    for _ in range(2):
        db.execute(DAY).fetchall()
        assert db.execute("SELECT papers_cache_clear()").fetchone() == (1,)
    assert db.execute("SELECT papers_cache_clear()").fetchone() == (0,)


# --- Where a token goes -------------------------------------------------------

def tokens(hub):
    return [row["headers"].get("authorization") for row in hub.asked()]


def as_variable(monkeypatch, home):
    monkeypatch.setenv("HF_TOKEN", SECRET)


def as_file(monkeypatch, home):
    (home / "token").write_text(SECRET)
    monkeypatch.setenv("HF_HOME", str(home))


@pytest.mark.parametrize("give", [as_variable, as_file])
def test_the_environments_token_goes_where_the_environment_says(
        monkeypatch, home, hub_of, give):
    ours, evil = hub_of(), hub_of()
    give(monkeypatch, home)
    monkeypatch.setenv("HF_ENDPOINT", ours.url)
    db = connect()
    for endpoint in (None, evil.url, ours.url + "/", evil.url, None):
        config(db, "endpoint", endpoint)
        db.execute(DAY).fetchall()
    assert tokens(ours) == [f"Bearer {SECRET}"] * 3
    assert tokens(evil) == [None] * 2


@pytest.mark.parametrize("give", [as_variable, as_file])
@pytest.mark.parametrize("endpoint", [None, "not a URL"])
def test_without_an_endpoint_it_goes_to_the_default_one(
        monkeypatch, home, hub, give, endpoint):
    """Or nowhere, where the environment names something that is none."""
    give(monkeypatch, home)
    if endpoint:
        monkeypatch.setenv("HF_ENDPOINT", endpoint)
    db = connect()
    config(db, "endpoint", hub.url)
    db.execute(DAY).fetchall()
    assert tokens(hub) == [None]


def test_another_name_of_the_same_machine_is_another_origin(monkeypatch, hub):
    as_variable(monkeypatch, None)
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    db = connect()
    config(db, "endpoint", hub.url.replace("127.0.0.1", "localhost"))
    db.execute(DAY).fetchall()
    config(db, "endpoint", hub.url + "/api")
    with pytest.raises(sqlite3.Error, match="404"):
        db.execute(DAY).fetchall()
    assert tokens(hub)[0] is None
    assert set(tokens(hub)[1:]) == {f"Bearer {SECRET}"}


def test_a_token_of_sql_goes_where_sql_says(monkeypatch, hub):
    as_variable(monkeypatch, None)
    db = connect()
    config(db, "endpoint", hub.url)
    config(db, "token", "hf_other")
    db.execute(DAY).fetchall()
    config(db, "token", None)
    db.execute(DAY).fetchall()
    assert tokens(hub) == ["Bearer hf_other", None]


@needs_sqlite(3, 38)  # or the days are asked for one after the other
def test_a_request_that_waits_gets_no_token_meanwhile(monkeypatch, hub_of):
    """The endpoint is set back before another one is asked a second time."""
    ours, evil = hub_of(), hub_of()
    evil.fault("status", match="2026-07-29", status=503, count=1)
    as_variable(monkeypatch, None)
    monkeypatch.setenv("HF_ENDPOINT", ours.url)
    db = connect()
    config(db, "endpoint", evil.url)
    db.execute("SELECT CASE listed WHEN '2026-07-30' THEN papers_config("
               "'endpoint', NULL) END FROM papers WHERE listed IN "
               "('2026-07-31', '2026-07-30', '2026-07-29') "
               "ORDER BY listed DESC").fetchall()
    assert len(evil.asked("07-29")) == 2
    assert set(tokens(evil)) == {None}


def test_the_cache_knows_who_was_really_asked_as(monkeypatch, hub):
    as_variable(monkeypatch, None)
    db = connect()
    config(db, "cache", ":memory:")
    config(db, "endpoint", hub.url)
    sources = []
    for token in (None, "", "hf_other", None):
        config(db, "token", token)
        sources += db.execute("SELECT DISTINCT cache FROM papers "
                              "WHERE listed = '2026-07-30'").fetchone()
    assert sources == ["network", "fresh", "network", "fresh"]
    assert tokens(hub) == [None, "Bearer hf_other"]


@needs_sqlite(3, 38)
def test_an_answer_is_kept_for_nobody_else_than_who_asked(monkeypatch, hub):
    """Another token is set before a second attempt, and set back after it."""
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    hub.fault("status", match="2026-07-29", status=503, count=1)
    db = connect()
    config(db, "cache", ":memory:")
    config(db, "token", "hf_mine")
    db.execute("SELECT papers_config('token', CASE listed WHEN '2026-07-30' "
               "THEN 'hf_other' ELSE 'hf_mine' END) FROM papers WHERE listed "
               "IN ('2026-07-31', '2026-07-30', '2026-07-29') "
               "ORDER BY listed DESC").fetchall()
    assert [row["headers"]["authorization"] for row in hub.asked("07-29")] == [
        "Bearer hf_mine", "Bearer hf_other"]
    db.execute("SELECT id FROM papers WHERE listed = '2026-07-29'").fetchall()
    assert len(hub.asked("07-29")) == 3


# --- A host that runs other people's SQL --------------------------------------

@pytest.fixture
def locked(monkeypatch, hub):
    monkeypatch.setenv("PAPERS_LOCKED", "1")
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    return connect()


@pytest.mark.parametrize("value", [None, 0, 1, "", "x", "http://evil.example"])
def test_locked_settings_stay(locked, value):
    before = locked.execute("SELECT * FROM papers_config").fetchall()
    for (name, *_) in before:
        if name == "locked" and value == 1:
            continue
        said = refusal(locked, "SELECT papers_config(?, ?)", name, value)
        assert said.startswith(f"papers: {name}: ")
    assert locked.execute("SELECT * FROM papers_config").fetchall() == before
    assert locked.execute(DAY).fetchone()[0] > 0


def test_locked_means_that_no_file_is_read(locked, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(SECRET + "\n")
    for path in (str(secret), str(tmp_path / "missing"), 7, str(tmp_path)):
        assert refusal(locked, "SELECT * FROM papers_read(?)", path) == (
            "papers: papers_read reads no file: "
            "the settings of this connection are locked")


def test_locked_means_that_the_cache_is_kept(monkeypatch, hub):
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    db = connect()
    config(db, "cache", ":memory:")
    db.execute(DAY).fetchall()
    assert config(db, "locked", "on") == 1
    assert refusal(db, "SELECT papers_cache_clear()") == (
        "papers: the cache cannot be emptied: "
        "the settings of this connection are locked")
    db.execute(DAY).fetchall()
    assert len(hub.asked()) == 1


@pytest.mark.parametrize("value", [0, "off", None])
def test_what_is_locked_is_never_unlocked(db, value):
    assert config(db, "locked", "off") == 0
    assert config(db, "locked", 1) == config(db, "locked", "yes") == 1
    assert "are locked" in refusal(
        db, "SELECT papers_config('locked', ?)", value)
    assert config(db, "locked") == 1


def test_a_lock_that_is_misspelt_locks(monkeypatch):
    monkeypatch.setenv("PAPERS_LOCKED", "ture")
    db = connect()
    assert "are locked" in refusal(db, "SELECT papers_config('timeout', 1)")
    assert "are locked" in refusal(db, "SELECT papers_config('locked', 0)")
    assert "are locked" in refusal(db, "SELECT * FROM papers_read('x')")
    assert "PAPERS_LOCKED: 'ture' is not accepted" in refusal(db, DAY)


def test_errors_show_nothing_of_the_token_file(locked, monkeypatch, home, hub):
    for content in (SECRET + " second word", SECRET + "\n[x]\n", SECRET * 999):
        (home / "token").write_text(content)
        monkeypatch.setenv("HF_TOKEN_PATH", str(home / "token"))
        db = connect()
        assert "hf_abc" not in refusal(db, DAY)
        assert "hf_abc" not in repr(
            db.execute("SELECT * FROM papers_config").fetchall())
    assert hub.asked() == []


def test_connections_that_a_pool_opens_have_the_environments_settings(
        monkeypatch):
    values = {"locked": 1, "timeout": 2.5, "stall_timeout": 3.0,
              "connect_timeout": 4.0, "retries": 1, "max_wait": 5.0,
              "connections": 3, "max_requests": 7, "max_bytes": 1000,
              "progress": 1, "cache_size": 70000, "max_age": 9.0,
              "cache": ":memory:"}
    for name, value in values.items():
        monkeypatch.setenv("PAPERS_" + name.upper(), str(value))
    for db in (connect(), connect()):
        rows = db.execute("SELECT name, value, source FROM papers_config")
        shown = {name: (value, source) for name, value, source in rows}
        for name, value in values.items():
            assert shown[name] == (value, "environment")
            assert config(db, name) == value
    assert {name for name, (_, source) in shown.items()
            if source != "environment"} == {"endpoint", "token", "offline"}


@pytest.mark.parametrize("name", [
    "cache_size", "max_age", "timeout", "stall_timeout", "connect_timeout",
    "retries", "max_wait", "connections", "max_requests", "max_bytes",
    "progress", "locked"])
def test_a_variable_that_is_not_accepted_forbids_to_ask(monkeypatch, hub, name):
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("PAPERS_" + name.upper(), "many")
    assert f"PAPERS_{name.upper()}: 'many' is not accepted" in refusal(
        connect(), DAY)
    assert hub.asked() == []
