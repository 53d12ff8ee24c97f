"""Sixty recorded days from the cache, counted and with all columns, against
yajl alone over the same bytes. A time is what the process took of a processor,
the best of several rounds, the three in turn."""

import contextlib
import ctypes
import ctypes.util
import os
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from conftest import SHARED, connect  # noqa: E402
from hub import Hub  # noqa: E402

ROUNDS, DAYS, PIECE = 40, 60, 64 * 1024
COUNT, ALL = 0.5, 4      # times what yajl takes


class Yajl:
    """The parser with callbacks that do nothing: ffs() of the C library does
    not look at what it is given but the context, a 1, and returns 1."""

    def __init__(self):
        self.library = ctypes.CDLL(ctypes.util.find_library("yajl"))
        self.library.yajl_alloc.restype = ctypes.c_void_p
        nothing = ctypes.cast(ctypes.CDLL(None).ffs, ctypes.c_void_p).value
        self.callbacks = (ctypes.c_void_p * 11)(*[nothing] * 11)
        # One callback for numbers as text, none for each of their kinds.
        self.callbacks[2] = self.callbacks[3] = None

    def read(self, body):
        parser = ctypes.c_void_p(self.library.yajl_alloc(
            self.callbacks, None, ctypes.c_void_p(1)))
        for at in range(0, len(body), PIECE):
            piece = body[at:at + PIECE]
            assert self.library.yajl_parse(
                parser, piece, ctypes.c_size_t(len(piece))) == 0
        assert self.library.yajl_complete_parse(parser) == 0
        self.library.yajl_free(parser)


def seconds(work):
    began = time.process_time()
    work()
    return time.process_time() - began


def measure(hub, files, cache):
    days = ", ".join(f"'{each.stem}'" for each in files)
    bodies = [each.read_bytes() for each in files]
    yajl = Yajl()
    with contextlib.closing(connect()) as db:
        for name, value in (("endpoint", hub.url), ("cache", cache),
                            ("max_age", "1000000000")):
            db.execute("SELECT papers_config(?, ?)", (name, value)).fetchall()
        db.execute(f"SELECT count(*) FROM papers WHERE listed IN ({days})"
                   ).fetchall()
    with contextlib.closing(connect()) as db:
        for name, value in (("endpoint", hub.url), ("cache", cache),
                            ("max_age", "1000000000"), ("offline", "1")):
            db.execute("SELECT papers_config(?, ?)", (name, value)).fetchall()
        names = [column[0] for column in db.execute(
            "SELECT * FROM papers LIMIT 0").description]
        every = ", ".join(f"count({name})" for name in names)
        works = [lambda: [yajl.read(body) for body in bodies]] + [
            lambda what=what: db.execute(
                f"SELECT {what} FROM papers WHERE listed IN ({days})"
            ).fetchall() for what in ("count(*)", every)]
        return [min(times) for times in zip(*(
            [seconds(work) for work in works] for _ in range(ROUNDS)))]


def main():
    files = sorted((SHARED / "daily").glob("*.json"))[-DAYS:]
    if not files:
        print("the recorded data is not here")
        return False
    missed = False
    with tempfile.TemporaryDirectory() as place, \
            Hub(str(SHARED / "daily")) as hub:
        alone, count, every = measure(hub, files, f"{place}/cache.db")
    for what, taken, bound in (("count(*)", count, COUNT),
                               ("all columns", every, ALL)):
        missed |= taken > bound * alone
        print(f"{len(files)} days from the cache, {what}: "
              f"{taken * 1e3:.1f} ms, {taken / alone:.2f} times what yajl "
              f"takes (at most {bound})"
              f"{'  MISSED' if taken > bound * alone else ''}")
    return missed


if __name__ == "__main__":
    sys.exit(main())
