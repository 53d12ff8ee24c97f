"""Whether the tests can fail: small faults are put into a copy of the code, one
at a time, and the quick tests of what is broken must notice each.

    python3 tests/tools/mutants.py            all of them, some twenty minutes
    python3 tests/tools/mutants.py limit      those with this word
    python3 tests/tools/mutants.py --some 12  so many of the quickest
    python3 tests/tools/mutants.py --check    only whether each still fits
    LD_LIBRARY_PATH=$(sh tests/tools/build_sqlite.sh 3.45.1) python3 ...

The faults stand in tests/mutants/; the README there says how. One that
survives is printed, and so is one that fits no more: aim it anew at the code
that has taken the place.
"""

import argparse
import concurrent.futures
import contextlib
import dataclasses
import os
import pathlib
import queue
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "mutants"
# A fault may make a test wait for ever.
SECONDS_MOST = 240
# As .ci/run builds with them: what it has built there need not be built again.
CHECKED = "build/sanitized"
CHECKED_FLAGS = ("-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined "
                 "-fno-sanitize-recover=undefined")
CHECKS = {"ASAN_OPTIONS": "detect_leaks=1:allocator_may_return_null=1"}
WORDS_OF_UNIT = ("ERROR", "FAILED", "error:", "Assertion")


@dataclasses.dataclass(frozen=True)
class Mutant:
    tests: tuple    # (kind, words): what is to notice it, the quickest first
    path: str       # in ext/
    what: str       # is wrong
    old: str
    new: str
    why: str        # no test can notice it; "": one must

    def mutated(self):
        """The file's text with the fault in it; None where it does not fit."""
        path = ROOT / "ext" / self.path
        text = path.read_text() if path.exists() else ""
        fits = text.count(self.old) == 1 and self.old != self.new
        return text.replace(self.old, self.new) if fits else None

    def is_quick(self):
        return not self.why and all(kind == "unit" for kind, _ in self.tests)


def read_mutant(lines, tests):
    path, what = lines[0].split(": ", 1)
    parts = {mark: "\n".join(line[2:] for line in lines[1:]
                             if line[:1] == mark) for mark in "-+="}
    strange = [line for line in lines[1:] if line[:1] not in parts]
    assert parts["-"] and not strange, (path, what, strange)
    return Mutant(tests, path, what, parts["-"], parts["+"], parts["="])


def read_mutants(path):
    """The mutants of a file. A block of lines is one, or says which tests are
    to notice those behind it."""
    tests = ()
    for block in path.read_text().split("\n\n"):
        lines = [line for line in block.splitlines()
                 if line and not line.startswith("#")]
        if lines and ": " in lines[0]:
            yield read_mutant(lines, tests)
        elif lines:
            tests = tuple((kind, tuple(shlex.split(rest))) for kind, _, rest in
                          (line.partition(" ") for line in lines))


def all_mutants(word=""):
    return [mutant for path in sorted(CASES.glob("*.txt"))
            for mutant in read_mutants(path)
            if word in f"{mutant.path}: {mutant.what}"]


def run(command, folder, environment=None):
    """The finished command. One that takes too long is ended, with all that it
    has started, and has the code -1."""
    with subprocess.Popen(
            command, cwd=folder, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            start_new_session=True, errors="replace",
            env={**os.environ, **(environment or {})}) as process:
        try:
            said, _ = process.communicate(timeout=SECONDS_MOST)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return -1, f"more than {SECONDS_MOST} s"
    return process.returncode, said


def first_of(said, words):
    """The first line with one of the words, or the end of what was said."""
    for line in said.splitlines():
        if any(word in line for word in words):
            return line[:120]
    return said[-120:]


class DoesNotCompile(Exception):
    """A mutant must be code."""


class Tree:
    """A copy of the project in which one fault at a time may stand."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("ext", "sql", "docs", "tests", ".make", "Makefile",
                     "README.md"):
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy2)(
                source, folder / name)
        made = ROOT / CHECKED / "obj"
        if made.is_dir():
            shutil.copytree(made, folder / CHECKED / "obj")

    def make(self, *arguments):
        code, said = run(["make", "-s", "ASSERT=", *arguments], self.folder)
        if code:
            raise DoesNotCompile(said.strip()[:400])

    def unit(self, programs):
        """Builds unit programs with the address sanitizer, which also notices
        what is never freed, and runs them. What has failed, or None."""
        for program in programs:
            path = f"{CHECKED}/unit/{program}"
            self.make(f"BUILD={CHECKED}", f"CFLAGS={CHECKED_FLAGS}", path)
            code, said = run([self.folder / path], self.folder, CHECKS)
            if code:
                return f"{program}: {first_of(said, WORDS_OF_UNIT)}"
        return None

    def rows(self, arguments):
        """Builds the library and runs pytest with these arguments."""
        self.make("BUILD=build/plain", "CFLAGS=-O1", "all")
        return self.pytest("build/plain", arguments)

    def driver(self, arguments):
        """The same for tests of the network alone, whose driver is built with
        the address sanitizer."""
        self.make(f"BUILD={CHECKED}", f"CFLAGS={CHECKED_FLAGS}",
                  f"{CHECKED}/unit/net_driver")
        return self.pytest(CHECKED, arguments)

    def pytest(self, build, arguments):
        code, said = run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p",
             "no:cacheprovider", "-m", "not measures", "--tb=no", *arguments],
            self.folder, {
                "PAPERS_QUERIES": "1500", "PAPERS_FLIPS": "40", **CHECKS,
                "PAPERS_SHARED": str(ROOT.parent / "shared" / "data"),
                "PAPERS_BUILD": str(self.folder / build),
                "PAPERS_LIBRARY": str(self.folder / build / "papers")})
        return first_of(said, ("FAILED", "ERROR")) if code else None

    def test(self, tests):
        """What has noticed something, None where nothing did."""
        for kind, words in tests:
            failed = getattr(self, kind)(words)
            if failed:
                return failed
        return None

    @contextlib.contextmanager
    def with_fault(self, mutant):
        path = self.folder / "ext" / mutant.path
        right = path.read_text()
        path.write_text(mutant.mutated())
        try:
            yield
        finally:
            path.write_text(right)

    def try_out(self, mutant):
        """What has noticed the mutant, or None."""
        with self.with_fault(mutant):
            try:
                return self.test(mutant.tests)
            except DoesNotCompile as error:
                print(f"DOES NOT COMPILE: {error}")
        return None


def check_tests(trees, mutants):
    """The tests must pass on the code as it is, or else they notice everything.
    """
    groups = list(dict.fromkeys(mutant.tests for mutant in mutants))

    def check(group):
        tree = trees.get()
        try:
            return tree.test(group)
        finally:
            trees.put(tree)

    with concurrent.futures.ThreadPoolExecutor(trees.qsize()) as pool:
        for failed in pool.map(check, groups):
            if failed:
                sys.exit(f"a test fails without any fault: {failed}")


def try_all(mutants, jobs, checks):
    """Yields (mutant, what noticed it or None, in how many seconds)."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as place:
        trees = queue.Queue()
        for number in range(jobs):
            trees.put(Tree(pathlib.Path(place) / str(number)))
        if checks:
            check_tests(trees, mutants)

        def try_one(mutant):
            tree, start = trees.get(), time.monotonic()
            try:
                return mutant, tree.try_out(mutant), time.monotonic() - start
            finally:
                trees.put(tree)

        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(try_one, mutants)


def tell(mutant, noticed, seconds):
    """Prints what became of a mutant. Whether it is as it should be."""
    name = f"{mutant.path}: {mutant.what}"
    if noticed:
        print(f"noticed: {name} ({seconds:.0f} s; {noticed})", flush=True)
        if mutant.why:
            print(f"NOTICED AFTER ALL, take it off the list: {name}")
        return not mutant.why
    verdict = f"listed ({mutant.why})" if mutant.why else "SURVIVED"
    print(f"{verdict}: {name}", flush=True)
    return bool(mutant.why)


def unfit(mutants):
    found = [mutant for mutant in mutants if mutant.mutated() is None]
    for mutant in found:
        print(f"FITS NO MORE: {mutant.path}: {mutant.what}: {mutant.old!r}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("word", nargs="?", default="")
    parser.add_argument("--some", type=int)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    told = parser.parse_args()
    start = time.monotonic()
    mutants = all_mutants(told.word)
    bad = len(unfit(mutants))
    if told.check:
        print(f"{len(mutants)} mutants, {bad} fit no more")
        sys.exit(bad > 0)
    mutants = [mutant for mutant in mutants if mutant.mutated() is not None]
    if told.some:
        mutants = [mutant for mutant in mutants if mutant.is_quick()]
        mutants = mutants[::-(-len(mutants) // told.some)]
    noticed = 0
    for mutant, by, seconds in try_all(mutants, told.jobs, not told.some):
        noticed += by is not None
        bad += not tell(mutant, by, seconds)
    listed = sum(bool(mutant.why) for mutant in mutants)
    share = 100 * noticed / max(1, len(mutants))
    print(f"{len(mutants)} mutants, {noticed} noticed ({share:.1f} %), {listed} "
          f"listed as not to be noticed, {time.monotonic() - start:.0f} seconds")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
