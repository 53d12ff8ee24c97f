"""One keyword query over 1, 100 and 10,000 abstracts: keyword_match, and
filling a temporary FTS5 table and asking that. Then the same abstracts beside
FTS5's tokenizer alone (keywords.c), and what larger texts and queries cost.
The best of several rounds counts."""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from conftest import BUILD, LIBRARY, connect  # noqa: E402
import keyword_texts  # noqa: E402 conftest knows its folder

QUERY = 'diffusion OR "language model" OR agent* NOT robot'
SIZES = [1, 100, 10_000]


def best(work, rounds):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return min(times), result


def ask(db):
    return sorted(row for (row,) in db.execute(
        "SELECT rowid FROM a WHERE keyword_match(x, ?)", (QUERY,)))


def fill_and_ask(db):
    db.execute("CREATE VIRTUAL TABLE temp.f USING"
               " fts5(x, tokenize='porter unicode61')")
    db.execute("INSERT INTO f(rowid, x) SELECT rowid, x FROM a")
    found = sorted(row for (row,) in db.execute(
        "SELECT rowid FROM f WHERE f MATCH ?", (QUERY,)))
    db.execute("DROP TABLE f")
    return found


def compare(texts, count):
    db = connect()
    db.execute("CREATE TABLE a(x)")
    db.executemany("INSERT INTO a VALUES (?)", (
        (texts[n % len(texts)],) for n in range(count)))
    db.execute("BEGIN")
    rounds = 3 if count > 1000 else 20
    ours, ours_found = best(lambda: ask(db), rounds)
    theirs, theirs_found = best(lambda: fill_and_ask(db), rounds)
    assert ours_found == theirs_found
    print(f"{count} abstracts, {len(ours_found)} match: "
          f"{ours * 1e3:.2f} ms, a temporary FTS5 table "
          f"{theirs * 1e3:.2f} ms: {theirs / ours:.1f} x faster"
          " (at least 1.0)")
    return ours < theirs


def beside_the_tokenizer(texts):
    program = BUILD / "bench" / "keywords"
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/texts.db"
        db = connect(path)
        db.execute("CREATE TABLE t(x)")
        db.execute("BEGIN")
        db.executemany("INSERT INTO t VALUES (?)", ((x,) for x in texts))
        db.execute("COMMIT")
        db.close()
        return subprocess.run(
            [program, path], check=False,
            env={**os.environ, "PAPERS_LIBRARY": LIBRARY}).returncode == 0


def linear(name, make, query):
    """Four times as much may take four times as long, and some."""
    db = connect()
    times = [best(lambda: db.execute(
        "SELECT keyword_match(?, ?)", (make(size), query(size))).fetchone(),
                  3)[0] for size in (250_000, 1_000_000)]
    print(f"{name}: {times[0] * 1e3:.1f} ms, four times as much "
          f"{times[1] * 1e3:.1f} ms: {times[1] / times[0]:.1f} x"
          " (at most 8)")
    return times[1] < 8 * times[0] + 0.005


def main():
    texts = keyword_texts.abstracts(2000)
    good = [compare(texts, count) for count in SIZES]
    good.append(beside_the_tokenizer(texts))
    good.append(linear("text, a phrase that repeats itself",
                       lambda size: "a " * (size // 2),
                       lambda size: '"' + "a " * 1000 + 'b"'))
    good.append(linear("query, one long word",
                       lambda size: "x", lambda size: "a" * size))
    good.append(linear("text, a phrase of 1024 words",
                       lambda size: "a " * (size // 2),
                       lambda size: "a-" * 1023 + "b"))
    good.append(linear("text, 1024 other words",
                       lambda size: " ".join(map(str, range(size // 7))),
                       lambda size: " OR ".join(f"q{n}" for n in range(1024))))
    good.append(linear("text, 1024 starts that miss",
                       lambda size: "ab " * (size // 3),
                       lambda size: " OR ".join(
                           "a" * n + "*" for n in range(2, 1026))))
    good.append(linear("text, 512 NEARs that miss",
                       lambda size: ("a " + "x " * 600 + "b ") * (size // 1204),
                       lambda size: " OR ".join(
                           f"NEAR(a b, {n})" for n in range(512))))
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
