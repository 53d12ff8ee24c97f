"""Some of the calls that can fail, of every kind and in every case, fail once,
and then that one and all after it (tests/fault/every_fault.py, of which `make
faults` is the whole)."""

import contextlib
import os
import platform
import sqlite3

import pytest

import every_fault
from conftest import needs_fts5

# How many calls lie between two that fail.
STEPS = {"memory": 7, "curl": 5, "file": 2, "disk": 7}

pytestmark = [pytest.mark.slow, pytest.mark.skipif(
    "LD_PRELOAD" in os.environ or platform.libc_ver()[0] != "glibc",
    reason="the allocator is not the C library's")]


CASES = [pytest.param(case, id=str(case), marks=[needs_fts5]
                      if "keyword_" in case.sql else [])
         for case in every_fault.CASES]


@pytest.mark.parametrize("mode", every_fault.MODES)
@pytest.mark.parametrize("case", CASES)
def test_right_rows_or_an_error(hub, tmp_path, case, mode):
    result = every_fault.run(case, mode, STEPS[case.kind], hub, tmp_path)
    assert (result.others, result.leaks) == ([], 0)
    assert result.errors + result.right == result.points


def whole_of(kind, part):
    (case,) = [case for case in every_fault.CASES
               if case.kind == kind and part in case.sql and not case.before]
    return case


@pytest.mark.parametrize("part", ["papers_authors WHERE listed", "papers_read"])
def test_no_row_is_left_out_without_memory(hub, tmp_path, part):
    """An author without a name is none, and a line without text is empty."""
    result = every_fault.run(whole_of("memory", part), "once", 1, hub, tmp_path)
    assert (result.others, result.leaks) == ([], 0)
    assert result.errors > 100


def test_a_request_never_loses_its_query(hub, tmp_path):
    """libcurl drops it without memory; the answer would be another URL's."""
    case = whole_of("curl", "thumbnail, author_participating")
    result = every_fault.run(case, "once", 1, hub, tmp_path)
    assert (result.others, result.leaks) == ([], 0)
    assert {row["target"] for row in hub.asked()} == {
        "/api/daily_papers?date=2026-07-30&limit=100", "/api/daily_papers"}


@pytest.mark.parametrize("mode", every_fault.MODES)
def test_the_cache_is_whole_where_memory_failed(hub, tmp_path, mode):
    (case,) = [case for case in every_fault.CASES if case.kind == "memory" and
               case.cache == every_fault.FOLDER and case.sql.endswith("= 0")]
    every_fault.run(case, mode, 3, hub, tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "cache.db")) as other:
        assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
