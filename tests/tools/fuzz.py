"""Fuzzes: each program of tests/fuzz for some seconds, two at a time.

    make fuzz SECONDS=60          # builds them with clang, then runs this

A target begins with the inputs that are kept in tests/fuzz/corpus, with the
cases of other tests, with what earlier runs have found new (build/fuzz/corpus)
and, where it is there, with the recorded data. Prints a line for each. What
makes a target fail is kept in build/fuzz/found/TARGET, what it printed in
build/fuzz/TARGET.log. Ends with 1 if anything was found.

    python3 tests/tools/fuzz.py --build build/fuzz --minimise

removes from tests/fuzz/corpus what reaches nothing that other inputs there do
not reach."""

import argparse
import concurrent.futures
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FUZZ = ROOT / "tests" / "fuzz"
SHARED = ROOT.parent / "shared" / "data"

# Each target, its dictionary, and what recorded data it begins with: a pattern
# of files, and the bytes that choose what the target does with them.
TARGETS = {
    "sql": ("sql", []),
    "relations": ("json", [("daily/*.json", b"\x00\xff"),
                           ("daily/2026-07-*.json", b"\x01\xff"),
                           ("hub/paper_*.json", b"\x20\xff"),
                           ("hub/paper_*.json", b"\x02\xff"),
                           ("hub/models*.json", b"\x12\xff"),
                           ("hub/*_heads.txt", b"\x04\xff")]),
    "saved": ("pages", [("pages/*.txt", b"\xff"), ("html/*", b"\xff")]),
    "json": ("json", [("daily/*.json", b"\xff"), ("search/*", b"\xff")]),
    "http": ("headers", []),
    "keywords": ("keywords", []),
    "fts5": ("keywords", []),
    "texts": ("texts", [("hub/*.md", b""), ("link-fragments.tsv", b"")]),
    "headers": ("headers", [("hub/headers.txt", b"https://h\n\n")]),
    "settings": ("settings", []),
    "numbers": ("numbers", []),
}
MOST_BYTES = 4096    # of an input


def folder(*parts):
    path = pathlib.Path(*parts)
    path.mkdir(parents=True, exist_ok=True)
    return path


def seeds(build, target):
    """A folder of recorded data in the form of inputs."""
    place = folder(build, "seeds", target)
    for pattern, choice in TARGETS[target][1]:
        for number, path in enumerate(sorted(SHARED.glob(pattern))):
            name = f"{choice.hex()}-{number}"
            seed = choice + path.read_bytes()
            (place / name).write_bytes(seed[:MOST_BYTES])
    return place


def command(build, target, *arguments):
    return [str(build / "fuzz" / target),
            f"-dict={FUZZ / TARGETS[target][0]}.dict",
            f"-artifact_prefix={folder(build, 'found', target)}/",
            "-timeout=25", "-rss_limit_mb=2048", f"-max_len={MOST_BYTES}",
            *map(str, arguments)]


def figure(pattern, said):
    found = re.findall(pattern, said)
    return int(found[-1]) if found else 0


def fuzz(build, target, seconds):
    """The line that tells how it went, and whether anything was found."""
    new = folder(build, "corpus", target)
    before = len(os.listdir(new))
    with open(build / f"{target}.log", "w+", errors="replace") as log:
        ended = subprocess.run(
            command(build, target, f"-max_total_time={seconds}",
                    "-print_final_stats=1", new, FUZZ / "corpus" / target,
                    seeds(build, target), ROOT / "tests" / "cases"),
            stdout=log, stderr=log, env={**os.environ, "TZ": "UTC"})
        log.seek(0)
        said = log.read()
    line = "{}: {} runs, {} edges, {} new inputs, {} found".format(
        target, figure(r"number_of_executed_units: +(\d+)", said),
        figure(r"cov: (\d+)", said), len(os.listdir(new)) - before,
        int(ended.returncode != 0))
    if ended.returncode:
        line += f" (see {build}/{target}.log)"
    return line, ended.returncode != 0


def minimise(build, target):
    """Removes the kept inputs that libFuzzer does not choose."""
    kept, chosen = FUZZ / "corpus" / target, folder(build, "chosen", target)
    shutil.rmtree(chosen)
    subprocess.run(command(build, target, "-merge=1", folder(chosen), kept),
                   check=True, stderr=subprocess.DEVNULL)
    names = set(os.listdir(chosen))
    for path in kept.iterdir():
        if hashlib.sha1(path.read_bytes()).hexdigest() not in names:
            path.unlink()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--minimise", action="store_true")
    parser.add_argument("targets", nargs="*", default=list(TARGETS))
    options = parser.parse_args()
    build, any_found = options.build.resolve(), False
    if options.minimise:
        for target in options.targets:
            minimise(build, target)
        return 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for line, found in pool.map(
                lambda target: fuzz(build, target, options.seconds),
                options.targets):
            any_found |= found
            print(line, flush=True)
    return any_found


if __name__ == "__main__":
    sys.exit(main())
