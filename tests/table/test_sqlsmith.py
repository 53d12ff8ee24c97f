"""Queries that sqlsmith makes up (Debian's package), on a view of each relation
and on a table with the same rows. PAPERS_SQLSMITH says how many are compared,
and PAPERS_SEED which."""

import contextlib
import os

import pytest

import sqlsmith
from tries import differences

COUNT = int(os.environ.get("PAPERS_SQLSMITH", "300"))
SEED = int(os.environ.get("PAPERS_SEED", "1"))
pytestmark = [pytest.mark.foreign, pytest.mark.skipif(
    not sqlsmith.SMITH, reason="sqlsmith is not here")]


def test_queries_of_sqlsmith(tmp_path):
    with contextlib.closing(sqlsmith.of_sqlsmith(tmp_path, SEED)) as tries:
        assert not differences(tries, COUNT)
