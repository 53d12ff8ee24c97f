"""Keeps the listings in a database that several machines share.

    fetcher.py sqld http://primary:8080 2026-07-01
    fetcher.py rqlite http://node:4001 2026-07-01
    fetcher.py dqlite node1:9001,node2:9001,node3:9001/papers 2026-07-01

from that day to the newest one. It may be started on every machine: one of them
fetches, and another one goes on where it has stopped. Everything slow is done
here; the engine is given plain values, a statement at a time."""

import http.client
import itertools
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
import uuid

LEASE = float(os.environ.get("LEASE", 30))  # seconds without a heartbeat
ROWS = 100  # of one statement
ME = uuid.uuid4().hex
COLUMNS = "listed, id, rank, title, upvotes, repo, url, fetched_at"
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS fetchers (task PRIMARY KEY, holder, beat);
CREATE TABLE IF NOT EXISTS kept ({COLUMNS}, PRIMARY KEY (listed, id));
CREATE TABLE IF NOT EXISTS kept_days (listed PRIMARY KEY, papers)"""


def post(address, value):
    request = urllib.request.Request(address, json.dumps(value).encode(),
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)["results"][0]


def sqld(address):
    def run(sql):
        result = post(f"{address}/v2/pipeline", {"requests": [
            {"type": "execute", "stmt": {"sql": sql}}, {"type": "close"}]})
        if result["type"] == "error":
            raise RuntimeError(result["error"]["message"])
        return [[cell.get("value") for cell in row]
                for row in result["response"]["result"]["rows"]]
    return run


def rqlite(address):
    def run(sql):
        result = post(f"{address}/db/request?level=strong", [sql])
        if "error" in result:
            raise RuntimeError(result["error"])
        return result.get("values", [])
    return run


def dqlite(address):
    servers, _, database = address.rpartition("/")

    def run(sql):
        done = subprocess.run(["dqlite", "-s", servers, database, sql],
                              capture_output=True, text=True, timeout=20)
        if done.returncode != 0 or done.stderr:
            raise RuntimeError(done.stderr)
        return [line.split("|") for line in done.stdout.splitlines()]
    return run


def again(run):
    """A leader may change, a node may start: a minute's patience. Each statement
    here may be run twice."""
    def patient(sql):
        for left in range(60, -1, -1):
            try:
                return run(sql)
            except (OSError, RuntimeError, http.client.HTTPException,
                    subprocess.SubprocessError):
                if not left:
                    raise
                time.sleep(1)
    return patient


def has_lock(run):
    """Takes the lock where it is free or its holder's heart has stopped."""
    run(f"""INSERT INTO fetchers VALUES ('papers', '{ME}', {time.time()})
            ON CONFLICT (task) DO UPDATE
               SET holder = excluded.holder, beat = excluded.beat
             WHERE holder = excluded.holder
                OR beat < excluded.beat - {LEASE}""")
    return run("SELECT holder FROM fetchers") == [[ME]]


def beat(run):
    while True:
        time.sleep(LEASE / 4)
        if not has_lock(run):
            os._exit(3)  # stopped for too long: another one has it


def insert(run, table, rows):
    """Only as long as the lock is ours."""
    while some := list(itertools.islice(rows, ROWS)):
        run(f"""INSERT OR REPLACE INTO {table} SELECT * FROM (VALUES
                {','.join(some)})
                WHERE EXISTS (SELECT 1 FROM fetchers WHERE holder = '{ME}')""")


def papers():
    db = sqlite3.connect(":memory:")
    db.enable_load_extension(True)
    db.load_extension("/usr/local/lib/sqlite3/papers")
    return db


def fetch(run, first):
    """A day after the other: what is in kept_days is whole."""
    kept = run("SELECT coalesce(max(listed), '0') FROM kept_days")[0][0]
    row = " || ',' || ".join(f"quote({name})" for name in COLUMNS.split(", "))
    found = papers().execute(
        f"SELECT listed, '(' || {row} || ')' FROM papers "
        "WHERE listed >= max(?, ?) ORDER BY listed", (first, kept))
    for day, rows in itertools.groupby(found, lambda each: each[0]):
        texts = [text for _, text in rows]
        insert(run, "kept", iter(texts))
        insert(run, "kept_days", iter([f"('{day}', {len(texts)})"]))
        print(day, len(texts), flush=True)


def main(engine, address, first):
    run = again({"sqld": sqld, "rqlite": rqlite, "dqlite": dqlite}[engine](
        address))
    for statement in SCHEMA.split(";"):
        run(statement)
    while not has_lock(run):
        time.sleep(LEASE / 4)
    threading.Thread(target=beat, args=(run,), daemon=True).start()
    fetch(run, first)
    run(f"DELETE FROM fetchers WHERE holder = '{ME}'")


if __name__ == "__main__":
    main(*sys.argv[1:])
