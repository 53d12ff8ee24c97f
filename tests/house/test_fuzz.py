"""The inputs that the fuzz targets keep, run by programs of any compiler: what
made one fail once stays tested. `make fuzz` looks for others."""

import subprocess

import pytest

import fuzz
from conftest import BUILD, WRAP

CORPUS = fuzz.FUZZ / "corpus"
KEPT = [path for path in CORPUS.rglob("*") if path.is_file()]


def replay(target, *places):
    return subprocess.run([*WRAP, BUILD / "fuzz" / target, *places],
                          capture_output=True, text=True, errors="replace")


@pytest.mark.hostless
@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_kept_inputs_still_pass(target):
    ran = replay(target, CORPUS / target)
    count = len(list((CORPUS / target).iterdir()))
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert ran.stdout == f"{count} inputs\n" and count > 4


@pytest.mark.hostless
def test_a_target_that_aborts_is_seen():
    assert replay("numbers", CORPUS / "there is no such file").returncode != 0


@pytest.mark.hostless
def test_every_target_is_run():
    sources = {path.stem for path in fuzz.FUZZ.glob("*.c")}
    assert sources - {"replay", "wire"} == set(fuzz.TARGETS)
    assert {path.name for path in CORPUS.iterdir()} == set(fuzz.TARGETS)
    dictionaries = {path.stem for path in fuzz.FUZZ.glob("*.dict")}
    assert dictionaries == {words for words, _ in fuzz.TARGETS.values()}


@pytest.mark.hostless
def test_little_is_kept():
    assert len(KEPT) < 200
    assert sum(path.stat().st_size for path in KEPT) < 300_000
