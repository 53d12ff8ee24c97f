"""Compares how several machines read saved pages:
compare_machines.py SECONDS DRIVER COMMAND... where DRIVER is this machine's
saved_driver and each COMMAND runs another machine's. First all pages of the
tests and what was recorded, then for so many seconds parts of them that are
damaged at random, always the same ones."""

import pathlib
import random
import shlex
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
PLACES = [(ROOT / "tests" / "saved" / "sample", "*"),
          (ROOT / "tests" / "hub" / "sample", "*.json"),
          (SHARED / "pages", "*.txt"), (SHARED / "html", "*")]


def read(command, path, size):
    """All that the driver says of a page that comes in pieces of that size."""
    done = subprocess.run([*command, path, str(size)], capture_output=True)
    return done.returncode, done.stdout


def damaged(draw, page):
    """Some lines of a page, with a few of their bytes wrong."""
    lines = page.splitlines(keepends=True)
    start = draw.randrange(len(lines))
    part = bytearray(b"".join(lines[start:start + draw.randrange(1, 80)]))
    for _ in range(draw.randrange(6)):
        at = draw.randrange(len(part) + 1)
        part[at:at + draw.randrange(3)] = draw.choice(
            [b"", b"\n", b" ", b"\xff", b"\x80", b"\xe2\x80\xa8", b"\"", b"{",
             "\u00b7".encode(), bytes([draw.randrange(256)])])
    return bytes(part)


def cases(seconds):
    """Pages, each with the size of its pieces."""
    pages = [path.read_bytes() for place, names in PLACES
             for path in sorted(place.glob(names)) if path.is_file()]
    for page in pages:
        yield page, 7
        yield page, 65536
    draw, end = random.Random(1), time.monotonic() + seconds
    while time.monotonic() < end:
        yield damaged(draw, draw.choice(pages)), draw.choice([1, 3, 64, 4096])


def main():
    here, *others = map(shlex.split, sys.argv[2:])
    count, differ = 0, 0
    with tempfile.NamedTemporaryFile() as file:
        for page, size in cases(float(sys.argv[1])):
            pathlib.Path(file.name).write_bytes(page)
            expected = read(here, file.name, size)
            count += 1
            for other in others:
                if read(other, file.name, size) != expected:
                    differ += 1
                    print(f"{other[0]} reads this in another way, in pieces of "
                          f"{size}: {page[:3000]!r}")
    print(f"{count} pages on {len(others)} other machines: {differ} differ")
    sys.exit(differ > 0)


main()
