"""What a newcomer sees first: make demo."""

import os
import subprocess
import sys

import pytest

from conftest import BUILD, LIBRARY, PATIENCE, ROOT
from documents import block, commands


def demo(endpoint, *command, **environment):
    return subprocess.run(
        command or ["sh", ROOT / ".make" / "demo.sh"], capture_output=True,
        text=True, timeout=60 * PATIENCE, cwd=ROOT,
        env={**os.environ, "HF_ENDPOINT": endpoint, "PYTHON": sys.executable,
             "PAPERS_LIBRARY": LIBRARY, **environment})


def shows_five_results(done):
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    parts = done.stdout.split("\n-- ")
    assert [part[0] for part in parts[1:]] == list("12345")
    for part in parts[1:]:
        assert "SELECT" in part
        assert part.count("┌") == 1 and part.count("│") > 6, part


def test_a_hub_that_answers_is_shown(hub):
    done = demo(hub.url)
    assert done.stdout.startswith("The Hub answers")
    shows_five_results(done)


def test_without_a_hub_the_sample_is_shown():
    done = demo("http://127.0.0.1:1")
    assert done.stdout.startswith("The Hub does not answer:\n  ")
    assert "papers: " in done.stdout.splitlines()[1]
    shows_five_results(done)


@pytest.mark.hostless
@pytest.mark.foreign
def test_the_first_line_of_the_readme(hub):
    """The second one runs these tests."""
    first, second = commands(block("README.md", "sh", "make demo"))
    done = demo(hub.url, *first.split(), BUILD=str(BUILD))
    assert "The Hub answers" in done.stdout
    shows_five_results(done)
    assert second == "make test"
