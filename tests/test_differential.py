"""Random queries give the same rows on `papers` as on a plain table with the
same content. The seed is fixed; PAPERS_QUERIES and PAPERS_SEED change what is
asked."""

import os
import random
import sqlite3

import pytest

import listings
from conftest import connect

DAYS = 19
SEED = int(os.environ.get("PAPERS_SEED", "20260731"))
QUERIES = int(os.environ.get("PAPERS_QUERIES", "2500"))
VERSION = sqlite3.sqlite_version_info

TEXTS = ["title", "submitter", "organization", "repo", "published", "authors",
         "repo_source", "keywords"]
NUMBERS = ["rank", "upvotes", "comments", "repo_stars", "author_count",
           "author_participating"]
DAY_COLUMNS = ["listed", "week", "month"]
SORTABLE = ["listed", "week", "month", "id", *TEXTS, *NUMBERS]
VALUES = {
    "listed": ["2023-05-%02d" % day for day in range(1, 27)] + ["2024-02-29"],
    "week": ["2023-W%02d" % week for week in range(17, 23)] + ["2020-W53"],
    "month": ["2023-04", "2023-05", "2023-06"],
}
BOUNDS = ["", "2", "2023", "2023-05", "2023-05-0", "2023-05-1", "2023-05-2",
          "2023-W19", "2023-X", "9", "zzz", "2023-05-15", "2023-05-05"]


class Asker:
    """Makes queries; `{T}` stands for the table."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, *choices):
        return self.random.choice(choices)

    def day_value(self, column):
        return f"'{self.pick(*VALUES[column])}'"

    def on_day(self, p=""):
        column = self.pick("listed", "listed", "week", "month")
        name, value = p + column, lambda: self.day_value(column)
        bound = lambda: (value() if self.random.random() < .6
                         else f"'{self.pick(*BOUNDS)}'")
        return self.pick(
            lambda: f"{name} = {value()}",
            lambda: f"{value()} = {name}",
            lambda: f"{name} IN ({value()}, {value()}, {value()})",
            lambda: f"{name} IN ({value()}, NULL)",
            lambda: f"{name} IN (SELECT {column} FROM days WHERE n % "
                    f"{self.pick(2, 3, 50)} = 0)",
            lambda: f"{name} BETWEEN {bound()} AND {bound()}",
            lambda: f"{name} {self.pick('<', '<=', '>', '>=')} {bound()}",
            lambda: f"{name} {self.pick('<', '>=')} {self.pick('2023', '1.5')}",
            lambda: f"{name} {self.pick('=', '<', '>')} NULL",
            lambda: f"{name} {self.pick('<>', 'IS', 'IS NOT')} {value()}",
            lambda: f"{name} LIKE '2023-05-1%'",
            lambda: f"{name} = {value()} COLLATE NOCASE",
        )()

    def on_other(self, p=""):
        text, number = p + self.pick(*TEXTS), p + self.pick(*NUMBERS)
        few = lambda: self.random.randrange(-1, 9)
        return self.pick(
            lambda: f"{number} {self.pick('=', '<', '<=', '>', '>=', '<>')} "
                    f"{few()}",
            lambda: f"{number} BETWEEN {few()} AND {few()}",
            lambda: f"{number} IN ({few()}, {few()}, NULL)",
            lambda: f"{text} IS {self.pick('', 'NOT ')}NULL",
            lambda: f"{text} {self.pick('=', '<', '>')} 'ada'",
            lambda: f"{p}title LIKE '%{self.pick('ag', 'im', 'or', 'q')}%'",
            lambda: f"length({p}title) > {self.pick(20, 30)}",
            lambda: f"+{p}id {self.pick('<', '>')} '2305.00050'",
            lambda: f"{p}upvotes + 0 > 2",
            lambda: f"{p}rank = 1",
        )()

    def condition(self, p="", depth=2):
        kind = self.random.random()
        if depth and kind < .35:
            return (f"({self.condition(p, depth - 1)} "
                    f"{self.pick('AND', 'AND', 'OR')} "
                    f"{self.condition(p, depth - 1)})")
        if depth and kind < .4:
            return f"NOT {self.condition(p, 0)}"
        return self.on_day(p) if kind < .75 else self.on_other(p)

    def where(self, p=""):
        parts = [self.condition(p) for _ in range(self.random.randrange(4))]
        return " WHERE " + " AND ".join(parts) if parts else ""

    def order(self, p=""):
        """A total order, so that LIMIT has one answer."""
        terms = [f"{p}{self.pick(*SORTABLE)} {self.pick('', 'DESC')}"
                 for _ in range(self.random.randrange(3))]
        return (" ORDER BY " + ", ".join(
            terms + [f"{p}listed {self.pick('', 'DESC')}", f"{p}rank"]))

    def limit(self):
        if self.random.random() < .4:
            return ""
        limit = f" LIMIT {self.pick(-1, 0, 1, 2, 3, 7, 1000)}"
        if self.random.random() < .4:
            limit += f" OFFSET {self.pick(-1, 0, 1, 5, 5000)}"
        return limit

    def columns(self, p=""):
        names = self.random.sample(SORTABLE, self.random.randrange(1, 6))
        return ", ".join(p + name for name in names)

    def simple(self):
        return (f"SELECT {self.columns()}, listed, rank FROM {{T}}"
                f"{self.where()}{self.order()}{self.limit()}")

    def unordered(self):
        return f"SELECT {self.columns()} FROM {{T}}{self.where()}"

    def distinct(self):
        names = self.random.sample(SORTABLE, 2)
        return (f"SELECT DISTINCT {', '.join(names)} FROM {{T}}{self.where()} "
                f"ORDER BY {names[0]} {self.pick('', 'DESC')}, {names[1]}"
                f"{self.limit()}")

    def grouped(self):
        by = self.pick(*DAY_COLUMNS, "submitter", "author_count")
        return (f"SELECT {by}, count(*), max(upvotes), min(id), total(rank) "
                f"FROM {{T}}{self.where()} GROUP BY {by} "
                f"{self.pick('', 'HAVING count(*) > 2')} "
                f"ORDER BY {by} {self.pick('', 'DESC')}{self.limit()}")

    def counted(self):
        what = self.pick("count(*)", "max(listed)", "min(listed)",
                         "max(upvotes), listed", "count(DISTINCT id)")
        if "," in what:
            return (f"SELECT max(upvotes) FROM {{T}}{self.where()}")
        return f"SELECT {what} FROM {{T}}{self.where()}"

    def joined(self):
        on = self.pick("p.listed = d.listed",
                       "p.listed = d.listed AND p.id = d.id",
                       "p.week = d.week", "p.month = d.month AND p.rank = d.n",
                       "p.listed >= d.listed AND p.rank = 1",
                       "p.listed <= d.number", "p.listed > d.number")
        tables = self.pick(
            f"{{T}} p JOIN days d ON {on}", f"days d JOIN {{T}} p ON {on}",
            f"days d CROSS JOIN {{T}} p ON {on}",
            f"{{T}} p CROSS JOIN days d ON {on}",
            f"days d LEFT JOIN {{T}} p ON {on}",
            f"{{T}} p LEFT JOIN days d ON {on}",
            *([f"days d RIGHT JOIN {{T}} p ON {on}",
               f"{{T}} p RIGHT JOIN days d ON {on}",
               f"{{T}} p FULL JOIN days d ON {on}"]
              if VERSION >= (3, 39) else []))
        more = self.pick("", f" WHERE d.n < {self.pick(2, 9)}",
                         f" WHERE {self.on_other('p.')}")
        return f"SELECT {self.columns('p.')}, d.n FROM {tables}{more}"

    def self_joined(self):
        on = self.pick("a.listed = b.listed AND a.rank = b.rank + 1",
                       "a.listed = b.listed AND a.id = b.id",
                       "a.week = b.week AND a.rank = b.rank")
        return (f"SELECT a.id, b.id, a.listed, b.listed, b.upvotes FROM {{T}} "
                f"a JOIN {{T}} b ON {on} WHERE {self.on_day('a.')}")

    def correlated(self):
        return self.pick(
            "SELECT d.n, (SELECT max(p.upvotes) FROM {T} p "
            "WHERE p.listed = d.listed) FROM days d",
            "SELECT d.n, (SELECT p.id FROM {T} p WHERE p.listed >= d.listed "
            f"ORDER BY p.upvotes {self.pick('', 'DESC')}, p.listed, p.rank "
            "LIMIT 1) FROM days d",
            "SELECT d.n FROM days d WHERE "
            f"{self.pick('', 'NOT ')}EXISTS (SELECT 1 FROM {{T}} p WHERE "
            f"p.listed = d.listed AND {self.on_other('p.')})",
            f"SELECT id, listed FROM {{T}} p WHERE {self.on_day('p.')} AND "
            "upvotes = (SELECT max(upvotes) FROM {T} q "
            "WHERE q.listed = p.listed)",
            "SELECT count(*) FROM {T} WHERE listed IN "
            f"(SELECT listed FROM {{T}} WHERE {self.on_other()})")

    def compound(self):
        one = lambda: f"SELECT listed, rank, id FROM {{T}}{self.where()}"
        return (f"{one()} {self.pick('UNION', 'UNION ALL', 'EXCEPT', 'INTERSECT')} "
                f"{one()} ORDER BY 1 {self.pick('', 'DESC')}, 2, 3"
                f"{self.limit()}")

    def nested(self):
        inner = (f"SELECT * FROM {{T}}{self.where()}"
                 f"{self.pick('', self.order() + self.limit())}")
        return (f"SELECT listed, rank, title, upvotes FROM ({inner})"
                f"{self.where()}{self.order()}{self.limit()}")

    def viewed(self):
        return (f"SELECT {self.columns()}, listed, rank FROM view_of_{{T}}"
                f"{self.where()}{self.order()}{self.limit()}")

    def windowed(self):
        return ("SELECT id, listed, row_number() OVER (PARTITION BY listed "
                f"ORDER BY {self.pick('upvotes DESC', 'id')}, rank) AS place "
                f"FROM {{T}}{self.where()}")

    def query(self):
        return self.pick(self.simple, self.simple, self.simple, self.simple,
                         self.unordered, self.distinct, self.grouped,
                         self.counted, self.joined, self.self_joined,
                         self.correlated, self.compound, self.nested,
                         self.viewed, self.windowed)()


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    from hub import Hub
    made = listings.days(DAYS)
    folder = listings.write(tmp_path_factory.mktemp("days"), made)
    with Hub(folder) as hub:
        db = connect()
        db.execute("SELECT papers_config('endpoint', ?)", [hub.url])
        listings.plain_table(made, db)
        # The repository of an abstract is the extension's own reading.
        db.executescript("""
            CREATE TABLE days(n INTEGER, listed TEXT, week TEXT, month TEXT,
                              id TEXT, number INTEGER);
            INSERT INTO days SELECT rowid % 11, listed, week, month, id,
                                    2000 + rowid
                FROM plain WHERE rowid % 13 = 0;
            INSERT INTO days VALUES (3, '2023-05-06', NULL, '2022-01', 'x', 9),
                                    (4, NULL, '2023-W19', NULL, NULL, NULL),
                                    (5, '2029-01-01', '2029-W01', '2029-01',
                                     '2305.00001', 1);
            CREATE TEMP VIEW view_of_papers AS SELECT * FROM papers;
            CREATE TEMP VIEW view_of_plain AS SELECT * FROM plain;
            """)
        yield db
        db.close()


def answer(db, query, table):
    return db.execute(query.replace("{T}", table)).fetchall()


def test_the_plain_table_is_the_whole_listing(db):
    query = "SELECT id, listed, rank, upvotes, title FROM {T}"
    assert answer(db, query, "papers") == answer(db, query, "plain")


def sort_key(row):
    return [(value is not None, isinstance(value, str), value)
            for value in row]


@pytest.mark.slow
def test_random_queries(db):
    asker, ordered, filled = Asker(SEED), 0, 0
    for number in range(QUERIES):
        query = asker.query()
        live, plain = (answer(db, query, table)
                       for table in ("papers", "plain"))
        if " ORDER BY " in query.rsplit(")", 1)[-1]:
            ordered += 1
        else:
            live.sort(key=sort_key)
            plain.sort(key=sort_key)
        assert live == plain, f"query {number}: {query}"
        filled += bool(plain)
    assert ordered > QUERIES / 3 and filled > QUERIES / 2


@pytest.mark.parametrize("query", [
    "SELECT id FROM {T} ORDER BY upvotes DESC, listed, rank LIMIT 1",
    "SELECT id FROM {T} WHERE listed = '2023-05-09' "
    "ORDER BY upvotes DESC, rank LIMIT 1",
    "SELECT id FROM {T} WHERE upvotes > 5 LIMIT 3",
    "SELECT id FROM {T} WHERE listed = '2023-05-09' AND upvotes > 5 LIMIT 3",
    "SELECT id FROM {T} WHERE listed = '2023-05-09' LIMIT 2 OFFSET 3",
    "SELECT id FROM {T} WHERE listed IN ('2023-05-04', '2023-05-08') "
    "ORDER BY listed DESC LIMIT 2 OFFSET 3",
    "SELECT id FROM {T} LIMIT 5 OFFSET 100",
    "SELECT id FROM {T} WHERE listed >= '2023-05-04' LIMIT -1 OFFSET 3",
])
def test_limits(db, query):
    assert answer(db, query, "papers") == answer(db, query, "plain")
