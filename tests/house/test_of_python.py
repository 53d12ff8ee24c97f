"""Python's json, html, email and urllib read what we read, and what we write.
PAPERS_QUERIES says how much of it, PAPERS_SEED which; `make prove` tries
more."""

import contextlib
import os

import pytest

import python_json
import python_mail
import python_net
import scripts
from tries import differences

COUNT = int(os.environ.get("PAPERS_QUERIES", "600"))
SEED = int(os.environ.get("PAPERS_SEED", "1"))


@pytest.mark.slow
@pytest.mark.parametrize("tries, count", [
    (python_json.of_json, COUNT), (python_json.of_html, COUNT // 2),
    (python_net.of_headers, COUNT), (python_net.of_requests, COUNT // 6),
    (python_net.of_links, COUNT),
    pytest.param(python_mail.of_mail, COUNT // 12, marks=scripts.needs)])
def test_python_says_the_same(tmp_path, tries, count):
    with contextlib.closing(tries(tmp_path, SEED)) as endless:
        assert not differences(endless, count)
