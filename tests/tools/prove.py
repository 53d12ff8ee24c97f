"""What others wrote says what is right, and random things are tried for as long
as one likes, on every version of SQLite:

    make prove MINUTES=30 [SEED=7] [ONLY=norec]

The time is divided among the oracles and the versions, two at a time. For
each there is a line with the number of tries and of differences; each
difference is shown, as small as it could be made. ONLY picks those whose line
has this word. The seed is random and is printed; with it the same is tried
again, in the same order. Ends with 1 at any difference."""

import argparse
import concurrent.futures
import contextlib
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests")]

import conftest  # noqa: E402, F401 -- puts the other folders on the path
import differential  # noqa: E402
import keyword_pairs  # noqa: E402
import python_json  # noqa: E402
import python_mail  # noqa: E402
import python_net  # noqa: E402
import sqlsmith  # noqa: E402
from tries import SHOWN  # noqa: E402

BUILDER = ROOT / "tests" / "tools" / "build_sqlite.sh"
VERSIONS = re.findall(r"^([\d.]+)\) package=", BUILDER.read_text(), re.M)
OF_TABLES = differential.of_tables
# What is tried on each version of SQLite, and how large a part of the time it
# has. Each is called with a folder of its own and a seed.
ON_EACH = {
    "random queries": (6, OF_TABLES(differential.on_plain_tables)),
    "random queries, UTF-16": (1, OF_TABLES(differential.on_plain_tables,
                                            "UTF-16")),
    "norec": (2, OF_TABLES(differential.by_norec)),
    "tlp": (2, OF_TABLES(differential.by_tlp)),
    "side by side": (2, OF_TABLES(differential.side_by_side)),
    "sqlsmith": (2, sqlsmith.of_sqlsmith),
    "keywords, FTS5": (1, keyword_pairs.of_keywords),
}
# What asks SQLite for little more than a function.
ONCE = {
    "JSON, Python's json": (3, python_json.of_json),
    "pages, Python's html": (2, python_json.of_html),
    "heads of answers, Python's email": (1, python_net.of_headers),
    "requests, Python's urllib": (1, python_net.of_requests),
    "links, Python's urllib": (2, python_net.of_links),
    "mail, Python's email and html": (3, python_mail.of_mail),
}
ALL = {**ON_EACH, **ONCE}


def library(version):
    """The folder of this SQLite's library; None where it cannot be had."""
    built = subprocess.run(["sh", BUILDER, version], capture_output=True,
                           text=True)
    if built.returncode:
        print(f"SQLite {version}: skipped, it cannot be built here")
        return None
    return built.stdout.strip()


def jobs(only):
    """(line, name, folder of the library) of each thing to do."""
    every = [(f"SQLite {version}, {name}", name, version)
             for version in VERSIONS for name in ON_EACH]
    if not sqlsmith.SMITH:
        print("sqlsmith: skipped, it is not here")
        every = [job for job in every if job[1] != "sqlsmith"]
    every += [(name, name, None) for name in ONCE]
    chosen = [job for job in every if only in job[0]]
    wanted = sorted({version for *_, version in chosen if version})
    with concurrent.futures.ThreadPoolExecutor(2) as workers:
        built = dict(zip(wanted, workers.map(library, wanted)))
    return [(line, name, built.get(version)) for line, name, version in chosen
            if not version or built[version]]


def run(job, seconds, seed):
    """Runs it in a process of its own. Returns whether nothing was found."""
    line, name, library = job
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    if library:
        environment["LD_LIBRARY_PATH"] = library
    done = subprocess.run(
        [sys.executable, __file__, "--try", name, "--seconds", str(seconds),
         "--seed", str(seed)], capture_output=True, text=True, env=environment)
    *found, last = done.stdout.splitlines() or [""]
    if "tries" not in last:
        found, last = done.stderr.splitlines()[-20:], "it broke off"
    print("\n".join([*found, f"{line}: {last}"]), flush=True)
    return done.returncode == 0


def try_one(name, seconds, seed):
    """In the process of its own: the tries of one oracle until time is up."""
    count, found, end = 0, [], time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        tries = ALL[name][1](pathlib.Path(folder), seed)
        with contextlib.closing(tries):
            while not count or time.monotonic() < end and len(found) < SHOWN:
                found += filter(None, [next(tries)])
                count += 1
    print("\n".join([*found, f"{count} tries, {len(found)} differences"]))
    return len(found) > 0


def try_all(seconds, seed, only):
    print(f"SEED={seed}", flush=True)
    chosen = jobs(only)
    if not chosen:
        print(f"nothing is called {only!r}")
        return True
    parts = sum(ALL[name][0] for _, name, _ in chosen)
    with concurrent.futures.ThreadPoolExecutor(2) as workers:
        fine = list(workers.map(
            lambda job: run(job, 2 * seconds * ALL[job[1]][0] / parts, seed),
            chosen))
    print(f"{len(fine)} oracles, {fine.count(False)} found something")
    return not all(fine)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(10 ** 6))
    parser.add_argument("--only", default="")
    parser.add_argument("--try", dest="name")
    options = parser.parse_args()
    if options.name:
        return try_one(options.name, options.seconds, options.seed)
    return try_all(options.seconds, options.seed, options.only)


if __name__ == "__main__":
    sys.exit(main())
