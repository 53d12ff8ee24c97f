"""`make prove` tells what it tried, and ends with 1 where anything differs."""

import pytest

import prove

pytestmark = pytest.mark.foreign
HEADS = "heads of answers, Python's email"


def test_a_run_tells_the_seed_and_how_much_it_tried(capsys):
    assert prove.try_all(.01, 7, HEADS) == 0
    seed, line, last = capsys.readouterr().out.splitlines()[-3:]
    assert (seed, last) == ("SEED=7", "1 oracles, 0 found something")
    assert line.startswith(f"{HEADS}: ") and line.endswith(" 0 differences")


def test_what_differs_is_found(capsys, monkeypatch):
    def differing(folder, seed):
        yield None
        while True:
            yield f"{seed} differs"

    monkeypatch.setitem(prove.ALL, "differing", (1, differing))
    assert prove.try_one("differing", 9, 3)
    *found, last = capsys.readouterr().out.splitlines()
    assert found == ["3 differs"] * 5 and last == "6 tries, 5 differences"


def test_an_oracle_that_breaks_off_has_found_something(capsys):
    assert not prove.run(("the line", "no oracle", None), 1, 1)
    assert capsys.readouterr().out.endswith("the line: it broke off\n")


def test_nothing_to_try_is_a_mistake(capsys):
    assert prove.try_all(1, 1, "no oracle")
