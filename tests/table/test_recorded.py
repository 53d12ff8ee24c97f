"""Every recorded answer, served over HTTP: every column of every entry equals
an independent reading of the JSON."""

import json

import pytest

import reading
from conftest import SHARED, connect, needs_recordings

QUERY = f"SELECT {', '.join(reading.COLUMNS)} FROM papers WHERE "


@pytest.fixture(scope="module")
def recorded():
    from hub import Hub
    with Hub(SHARED / "daily") as hub:
        db = connect()
        db.execute("SELECT papers_config('endpoint', ?)", [hub.url])
        yield db
        db.close()


def rows(db, condition, *values):
    cursor = db.execute(QUERY + condition, values)
    return [dict(zip(reading.COLUMNS, row)) for row in cursor]


@needs_recordings
def test_every_cell_of_every_recorded_day(recorded):
    wrong, entries = [], 0
    for path in sorted((SHARED / "daily").glob("*.json")):
        answer = json.loads(path.read_text())
        read = rows(recorded, "listed = ?", path.stem)
        assert len(read) == len(answer), path.stem
        for rank, (entry, row) in enumerate(zip(answer, read), 1):
            wrong += reading.differences(
                row, reading.row(entry, path.stem, rank))
        entries += len(answer)
    assert entries == 2458
    assert wrong == []


@needs_recordings
def test_a_repository_that_the_listing_does_not_give_is_in_the_abstract(
        recorded):
    found = recorded.execute("""
        SELECT repo, abstract FROM papers
        WHERE month IN ('2024-06', '2026-07') AND repo_source = 'abstract'
        """).fetchall()
    assert len(found) > 50
    squeezed = lambda text: "".join(text.split()).replace("\\", "").lower()
    for repo, abstract in found:
        name = repo.rsplit("/", 1)[1]
        assert squeezed(name) in squeezed(abstract), repo


@needs_recordings
def test_raw_is_the_entry(recorded):
    day = "2026-07-13"
    answer = json.loads((SHARED / "daily" / f"{day}.json").read_text())
    read = recorded.execute("SELECT raw FROM papers WHERE listed = ?", [day])
    assert [json.loads(raw) for raw, in read] == answer
