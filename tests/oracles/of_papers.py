"""What the hub tells of single papers, made by a rule with every oddity, and an
independent reading of it: the rows of the relations that need a paper."""

import json
import random
import re

import reading

PAPERS = [f"2601.{number:05}" for number in range(1, 25)] + ["cs/0112017"]

_WORDS = ["Great *work*!", "Why?\n\n> quoted", "", "日本語のコメント", "a\tb",
          "`code`", "🤗🚀", 'He said "no"', "\\frac{1}{2}", "x" * 300]


def _some(chance, **values):
    """An object without some of its keys, some null, in any order."""
    pairs = [(name, None if chance.random() < .1 else value)
             for name, value in values.items() if chance.random() < .85]
    chance.shuffle(pairs)
    return dict(pairs)


class Comments:
    """papers_comments: replies within replies, beside them, or both."""
    name, file, path = ("papers_comments", "comments.json",
                        "/api/papers/{}?field=comments")

    @staticmethod
    def _moment(chance):
        return (f"2026-0{chance.randrange(1, 8)}-1{chance.randrange(10)}"
                f"T0{chance.randrange(10)}:59:02.430Z")

    @classmethod
    def _comment(cls, chance, number, parent, depth):
        reactions = [_some(chance, reaction=name, users=["a"],
                           count=chance.randrange(100))
                     for name in chance.sample(["🔥", "heart", "plus", '"'],
                                               chance.randrange(4))]
        data = _some(
            chance, edited=chance.random() < .3, hidden=chance.random() < .2,
            hiddenReason=chance.choice(["Spam", "Off-Topic"]), numEdits=1,
            latest=_some(chance, raw=chance.choice(_WORDS), html="<p>no</p>",
                         updatedAt=cls._moment(chance), author={"name": "no"}),
            reactions=reactions, editors=["no"], isReport=False, parentCommentId=
            parent if parent and chance.random() < .7 else None,
            identifiedLanguage=_some(chance, language="en", probability=.5))
        comment = _some(
            chance, createdAt=cls._moment(chance), type="comment", odd=[{}],
            author=_some(chance, name=chance.choice("abc"), fullname="A B",
                         type="user", isOwner=chance.random() < .5),
            data=data)
        if chance.random() < .95:
            comment["id"] = f"{number:024x}"
        if depth < 6 and chance.random() < .5:
            comment["replies"] = chance.choice([None, []])
        pairs = list(comment.items())
        chance.shuffle(pairs)
        return dict(pairs)

    @classmethod
    def make(cls, chance, number=0):
        flat = []

        def grow(depth, parent):
            made = []
            for _ in range(chance.randrange(4 if depth else 6)):
                if len(flat) > 60:
                    break
                comment = cls._comment(chance, chance.getrandbits(90), parent,
                                       depth)
                flat.append(comment)
                if "replies" in comment and chance.random() < .8:
                    comment["replies"] = grow(depth + 1, comment.get("id"))
                made.append(comment)
            return made

        made = grow(0, None)
        # Some replies stand beside what they answer, too.
        again = [comment for comment in flat
                 if "id" in comment and chance.random() < .1]
        return made + again

    @staticmethod
    def rows(paper, comments):
        seen, rows = set(), []

        def read(comment, parent):
            name, data = comment.get("id"), comment.get("data") or {}
            if name not in seen or name is None:
                seen.add(name)
                latest = data.get("latest") or {}
                author = comment.get("author") or {}
                reactions = {
                    each["reaction"]: each["count"]
                    for each in data.get("reactions") or []
                    if each.get("reaction") is not None
                    and each.get("count") is not None}
                flag = {None: None, True: 1, False: 0}
                rows.append(dict(
                    paper=paper, id=name, position=len(rows) + 1,
                    parent=reading.first(data.get("parentCommentId"), parent),
                    author=author.get("name"),
                    author_name=author.get("fullname"),
                    is_owner=flag[author.get("isOwner")],
                    written=reading.moment(comment.get("createdAt")),
                    edited=flag[data.get("edited")],
                    edited_at=reading.moment(latest.get("updatedAt"))
                    if data.get("edited") else None,
                    text=None if data.get("hidden") else latest.get("raw"),
                    language=(data.get("identifiedLanguage") or {}
                              ).get("language"),
                    hidden=flag[data.get("hidden")],
                    hidden_reason=data.get("hiddenReason"),
                    reactions=json.dumps(reactions, ensure_ascii=False,
                                         separators=(",", ":")),
                    reaction_count=sum(reactions.values()),
                    url=name and f"https://huggingface.co/papers/{paper}"
                                 f"#{name}"))
            for reply in comment.get("replies") or []:
                read(reply, name)

        for comment in comments or []:
            read(comment, None)
        return rows


class Artifacts:
    """papers_artifacts: three arrays of a record, and lists with the whole of
    those of which the record has only some. From the 21st paper on it does."""
    name, file, path = ("papers_artifacts", "artifacts.json",
                        "/api/papers/{}")
    kinds = {"models": ("model", ""), "datasets": ("dataset", "datasets/"),
             "spaces": ("space", "spaces/")}
    expanded = {
        "models": "author likes downloads pipeline_tag safetensors gated "
                  "lastModified",
        "datasets": "author likes downloads description gated lastModified",
        "spaces": "author likes cardData runtime lastModified"}

    @staticmethod
    def _artifact(chance, kind, number, in_list):
        moment = (f"2026-0{chance.randrange(1, 8)}-1{chance.randrange(10)}"
                  f"T0{chance.randrange(10)}:59:02.430Z")
        org = chance.choice(["", "meta-llama/", "日本/", "a\"b/"])
        values = _some(
            chance, author=chance.choice("abc"), likes=chance.randrange(9),
            downloads=chance.randrange(10 ** 9), lastModified=moment,
            gated=chance.choice([False, False, True, "auto", "manual", "new"]),
            private=False, repoType="model", odd=[{"likes": "no"}])
        kind_values = {
            "models": dict(pipeline_tag=chance.choice(["text-generation", ""])),
            "datasets": dict(description=" One\n\ttwo\n\n three"),
            "spaces": {}}[kind]
        if in_list:
            kind_values.update(
                safetensors=_some(chance, total=chance.randrange(10 ** 12),
                                  parameters={"F32": 1}),
                runtime=_some(chance, stage=chance.choice(
                    ["RUNNING", "RUNNING_BUILDING", "SLEEPING", ""])),
                cardData=_some(chance, title="no", short_description="Card"))
        else:
            kind_values.update(
                numParameters=chance.randrange(10 ** 12),
                datasetsServerInfo=_some(chance, viewer="viewer", formats=[],
                                         numRows=chance.randrange(9)),
                running=chance.random() < .5, emoji="🌌", featured=False,
                shortDescription="A Space")
        values.update(_some(chance, **kind_values))
        if in_list or chance.random() < .95:
            values["id"] = f"{org}{kind[0]}{number}"
        pairs = list(values.items())
        chance.shuffle(pairs)
        return dict(pairs)

    @classmethod
    def make(cls, chance, number=0):
        made = {}
        for kind in cls.kinds:
            few = [cls._artifact(chance, kind, chance.randrange(40), False)
                   for _ in range(chance.choice([0, 1, 2, 12]))]
            made[kind] = {"record": few + [None] * chance.randrange(2)}
            if number < 20:
                made[kind] |= _some(chance, total=chance.choice(
                    [-1, 0, len(cls._distinct(few))]))
                continue
            count = chance.choice([0, 1, 99, 100, 101, 250])
            all_of_them = [cls._artifact(chance, kind, n % 240, True)
                           for n in range(count)]
            if chance.random() < .3:
                continue
            made[kind] |= {"list": all_of_them,
                           "total": len(few) + chance.randrange(1, 400)}
        if chance.random() < .1:
            made["spaces"] = {"record": None}
        return made

    @staticmethod
    def _distinct(artifacts):
        seen, kept = set(), []
        for each in artifacts:
            name = each and each.get("id")
            if each is None or name is not None and name in seen:
                continue
            seen.add(name)
            kept.append(each)
        return kept

    @staticmethod
    def _cells(kind, value):
        def get(name, inner):
            return (value.get(name) or {}).get(inner)
        gated, name = value.get("gated"), value.get("id")
        stage = get("runtime", "stage")
        running = reading.first(
            value.get("running"),
            None if stage is None else stage.startswith("RUNNING"))
        word, place = Artifacts.kinds[kind]
        return dict(
            kind=word, id=name, author=reading.first(
                value.get("author"), name.split("/")[0]
                if name and "/" in name else None),
            likes=value.get("likes"), downloads=value.get("downloads"),
            task=value.get("pipeline_tag"), parameters=reading.first(
                value.get("numParameters"), get("safetensors", "total")),
            row_count=get("datasetsServerInfo", "numRows"),
            description=reading.paragraphs(reading.first(
                value.get("description"), value.get("shortDescription"),
                get("cardData", "short_description"))),
            gated={False: "open", True: None}.get(gated, gated),
            running=None if running is None else int(running),
            last_modified=reading.moment(value.get("lastModified")),
            url=name and f"https://huggingface.co/{place}{name}")

    @classmethod
    def rows(cls, paper, made):
        rows = []
        for kind, known in made.items():
            few = cls._distinct(known["record"] or [])
            cells = [cls._cells(kind, each) for each in few]
            if (known.get("total") or 0) > len(few):
                by_id = {each["id"]: each for each in cells if each["id"]}
                shown = {"id", *cls.expanded[kind].split()}
                whole = [cls._cells(kind, {name: each[name] for name in each
                                           if name in shown})
                         for each in cls._distinct(known["list"])]
                for row in whole:
                    other = by_id.pop(row["id"], {})
                    row.update({name: other.get(name) for name in row
                                if row[name] is None})
                cells = whole + [each for each in cells if each["id"] in by_id
                                 or each["id"] is None]
            rows += [dict(each, paper=paper, position=place + 1)
                     for place, each in enumerate(cells)]
        return rows


class Text:
    """papers_text: sections by ATX and setext headings outside of code."""
    name, file, path = "papers_text", "texts.json", "/papers/{}.md"

    # What stands in the text, and the heading that it is.
    headings = {
        "1 Introduction": "1 Introduction", "**Bold** and *it*": "Bold and it",
        "`code_of(*x)`": "code_of(*x)", "snake_case __x__": "snake_case x",
        "[A link](https://a.example/b_(c)) on": "A link on",
        "![pic](a.png)[![in](b)](c) end": "picin end", "A* search": "A* search",
        "1\\. Escaped \\*": "1. Escaped *", "x  y\t z": "x y z",
        "Limitations": "Limitations", "Überschrift 中文": "Überschrift 中文",
        "[not] (a link)": "[not] (a link)", "": "", "`` a`b ``": "a`b",
        "***Both***": "Both", "2 * 3 * 4": "2 * 3 * 4", "a ] b [": "a ] b ["}
    paragraphs = ["A paragraph.\nof two lines", "- a list\n---", "> quoted\n---",
                  "1. item\n2. item", "    # indented code", "a | b\n--- | ---",
                  "#hashtag", "####### seven", "* * *", "\\# escaped", "$x_1 = 2$",
                  "<b>html</b>", "text with trailing  \nbreak"]
    fences = [("```python", "```"), ("~~~", "~~~~"), ("   ````", "````  ")]

    @classmethod
    def make(cls, chance, number=0):
        blocks = []
        for _ in range(chance.choice([0, 1, 2, 20, 25, 30])):
            text = chance.choice(list(cls.headings))
            kind = chance.randrange(4)
            if kind == 0:
                level = chance.randrange(1, 7)
                end = chance.choice(["", " #", " ###  "]) if text else ""
                blocks.append(f"{' ' * chance.randrange(4)}{'#' * level}"
                              f"{' ' * bool(text)}{text}{end}")
            elif kind == 1 and text.strip():
                blocks.append(text + "\n" + chance.choice(
                    ["=", "====", "---", "  -------- "]))
            elif kind == 2:
                before, after = chance.choice(cls.fences)
                blocks.append(f"{before}\n# no heading\n\nNo\n--\n``\n{after}")
            else:
                blocks.append(chance.choice(cls.paragraphs))
        head = chance.choice([
            "", "Title: A: B\n\nURL Source: https://arxiv.org/x\n\n"
            "Published Time: Thu\n\nMarkdown Content:\n",
            "---\ntitle: x\n# no\n---\n", "\n\n", "Title: Only\n"])
        text = head + "\n\n".join(blocks) + chance.choice(["", "\n", "\n\n"])
        if chance.random() < .2:
            text = text.replace("\n", "\r\n")
        return text or "Text"

    @classmethod
    def rows(cls, paper, text):
        lines = text.replace("\r\n", "\n").split("\n")
        if lines[0] == "---" and "---" in lines[1:]:
            lines = lines[lines.index("---", 1) + 1:]
        while lines and (not lines[0].strip() or re.match(
                "(Title|URL Source|Published Time):", lines[0])):
            del lines[0]
        if lines and lines[0] == "Markdown Content:":
            del lines[0]
        sections, fence, start, blocked = [[0, None, []]], None, None, None
        for line in lines:
            own = sections[-1][2]
            mark = re.match(" {0,3}(`{3,}|~{3,})([^`]*)$", line)
            if fence:
                if mark and mark[1].startswith(fence) and not mark[2].strip():
                    fence = None
                own.append(line)
                continue
            atx = re.match(r" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#*)?[ \t]*$",
                           line)
            under = start is not None and re.match(
                r" {0,3}(=+|-+)[ \t]*$", line)
            if atx:
                sections.append([len(atx[1]), cls.headings[atx[2] or ""], []])
            elif under:
                heading = "\n".join(own[start:])
                del own[start:]
                sections.append([1 if "=" in under[1] else 2,
                                 cls.headings.get(heading) or
                                 " ".join(heading.split()), []])
            else:
                own.append(line)
            if mark:
                fence = mark[1]
            block = re.match(r" {0,3}(>|[-+*][ \t]|\d+[.)][ \t])", line)
            rule = re.match(r" {0,3}([-*_])[ \t]*(\1[ \t]*){2,}$", line)
            if atx or under or mark or rule or not line.strip():
                start = blocked = None
            elif block:
                start, blocked = None, True
            elif start is None and not blocked and not line.startswith("    "):
                start = len(own) - 1
        rows = []
        for level, heading, own in sections:
            while own and not own[0].strip():
                del own[0]
            while own and not own[-1].strip():
                del own[-1]
            if level or own:
                rows.append(dict(
                    paper=paper, position=len(rows) + 1, level=level,
                    heading=heading, text="\n".join(own),
                    url=f"https://huggingface.co/papers/{paper}"))
        return rows


RELATIONS = [Artifacts, Comments, Text]


def write(folder, seed=1, papers=PAPERS):
    """Writes the hub's folder; the rows that each relation must show."""
    (folder / "unlisted.json").write_text(json.dumps(
        [{"paper": {"id": paper, "title": f"Paper {paper}",
                    "publishedAt": "2026-01-01T00:00:00.000Z"}}
         for paper in papers]))
    return write_all(folder, seed, papers)


def write_all(folder, seed, papers):
    """The same for papers that the folder has already."""
    chance, rows = random.Random(seed), {}
    for relation in RELATIONS:
        made = {paper: relation.make(chance, number)
                for number, paper in enumerate(papers)}
        for paper in papers[:3]:   # which have many, whatever the seed
            while len(relation.rows(paper, made[paper])) < 8:
                made[paper] = relation.make(chance)
        (folder / relation.file).write_text(json.dumps(made))
        rows[relation.name] = [row for paper in papers
                               for row in relation.rows(paper, made[paper])]
    return rows


def plain_table(db, name, rows, plain=None):
    """A table with the columns of the relation, their types and the rows."""
    plain = plain or f"temp.plain_{name}"
    columns = [(column, kind) for _, column, kind, *_, hidden
               in db.execute(f"PRAGMA table_xinfo({name})") if not hidden]
    names = [column for column, _ in columns
             if column not in ("fetched_at", "cache")]
    db.execute(f"CREATE TABLE {plain}(%s)" % ", ".join(
        f"{column} {kind}" for column, kind in columns if column in names))
    db.executemany(f"INSERT INTO {plain} VALUES (%s)" % ",".join(
        "?" * len(names)), [[row[column] for column in names] for row in rows])
    return names


def constraint(chance, names, rows, known):
    """A random comparison of a column with a value that a row has, or nearly
    has."""
    column = chance.choice([name for name in names if name != "paper"])
    value = chance.choice(rows)[column] if chance.random() < .9 else known
    operator = chance.choice(["=", "=", "<", ">", ">=", "<>", "IS", "IS NOT"])
    if chance.random() < .1:
        return f"{column} IS NULL", []
    return f"{column} {operator} ?", [value]


def query(chance, names, rows):
    """A random query on `{T}`, whose order is that of the rows where it has a
    limit; and its values."""
    papers = chance.sample(PAPERS + ["2601.99999", "x"], chance.randrange(1, 5))
    marks = ",".join("?" * len(papers))
    where, values = chance.choice([
        (f"t.paper IN ({marks})", papers),
        ("t.paper = ?", papers[:1]), ("? = t.paper", papers[:1]),
        ("t.paper IS ?", papers[:1]),
        (f"t.paper IN (SELECT value FROM json_each(?))", [json.dumps(papers)]),
        (f"t.paper IN ({marks}) AND +t.paper >= ?", [*papers, papers[0]]),
        (f"(t.paper = ? OR t.paper = ?)", (papers * 2)[:2])])
    for _ in range(chance.randrange(3)):
        more, its = constraint(chance, [name for name in names], rows, 7)
        where, values = f"{where} AND t.{more}", [*values, *its]
    columns = chance.sample(names, chance.randrange(1, len(names) + 1))
    listed = ", ".join(f"t.{name}" for name in columns)
    # SQLite 3.31 has wrong rows where two tables meet twice in one column.
    other = next((name for name in columns if name != "paper"), "position")
    order = "ORDER BY " + ", ".join(f"t.{name}" for name in names)
    return chance.choice([
        (f"SELECT {listed} FROM {{T}} t WHERE {where}", values),
        (f"SELECT {listed} FROM {{T}} t WHERE {where} {order} LIMIT 3", values),
        (f"SELECT count(*), max(t.{columns[0]}) FROM {{T}} t WHERE {where}",
         values),
        (f"SELECT t.{columns[0]}, count(*) FROM {{T}} t WHERE {where} "
         "GROUP BY 1", values),
        (f"SELECT {listed} FROM json_each(?) j JOIN {{T}} t "
         f"ON t.paper = j.value WHERE t.{columns[0]} IS NOT NULL",
         [json.dumps(papers)]),
        (f"SELECT j.value, {listed} FROM json_each(?) j LEFT JOIN {{T}} t "
         f"ON t.paper = j.value AND t.position < 3", [json.dumps(papers)]),
        (f"SELECT {listed}, u.position FROM {{T}} t JOIN {{T}} u "
         f"ON t.paper = u.paper AND t.{other} = u.{other} "
         f"WHERE {where}", values)])
