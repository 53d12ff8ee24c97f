"""Random queries over `{T}`, which stands for `papers` or for a plain table
with the same rows. `{A}`, `{R}`, `{C}` and `{X}` stand for the authors, the
artifacts, the comments and the texts of these papers in the same way.

GRAMMAR has a section for each name, with one alternative a line; a deeper line
goes on with the one before it. `{name}` is replaced by an alternative of that
section, `{name q}` does so for the alias `q`; `@` is the alias. `{DAY}` is a
literal of that pool, `{:DAY}` one that is bound as a parameter. `~` is
nothing. `*3` counts an alternative three times, `[3.39]` keeps it from an
older SQLite. (3.35 makes IN of EXISTS, which names no paper. Before 3.54 two
comparisons under different collations become one list, and rows are lost of an
indexed table, too.) A comment behind a query says which optimisations of
SQLite's it is to be run without.

Where a query has a LIMIT its order is total, or its rows are only counted: it
has one answer. The first alternative of a section is its simplest one, and
never leads back to the section: shrinking relies on that.
"""

import random
import re

GRAMMAR = r"""
masked:
  *3 {query}
  {query} /* without {OFF} */
  {query} /* without {OFF} {OFF} {OFF} */
  {query} /* without 'all' */
query:
  *8 {simple}
  *2 SELECT {columns p} FROM {T} p {where p}
  *3 {capped}
  *2 {distinct}
  *3 {grouped}
  *2 {counted}
  *4 {joined}
  *2 {odd_joined}
  *2 {self_joined}
  *2 {correlated}
  {compound}
  *2 {nested}
  *2 {viewed}
  *2 {with}
  {windowed}
  {recursive}
  {rowids}
  {one_paper}
  *3 {authors}
  *3 {of_papers}
  *2 {of_papers_too}
  *2 {across}
  *2 {written}

parted:
  *4 p.id, p.listed, p.rank, p.comments FROM {T} p WHERE 1 THAT {condition p}
  p.id, p.rank, p.submitter FROM {T} p WHERE {one_day p} THAT {condition p}
  d.n, p.id, p.listed FROM days d JOIN {T} p ON {on} WHERE 1 THAT {condition
      p}
  d.n, p.rank, p.listed FROM days d LEFT JOIN {T} p ON {on} WHERE 1 THAT
      {condition p}
  a.paper, a.position, a.login FROM {A} a WHERE {day_condition a} THAT
      {author_condition a}
  a.name, a.position, a.paper FROM {A} a WHERE {author_paper a} THAT
      {author_condition a}
  c.paper, c.position, c.author FROM {C} c WHERE {of_paper c} THAT
      {comment_condition c}
  r.paper, r.position, r.kind FROM {R} r WHERE {of_paper r} THAT
      {artifact_condition r}
  t.paper, t.position, t.level FROM {X} t WHERE {of_paper t} THAT
      {section_condition t}

authors:
  SELECT {author_columns a} FROM {A} a WHERE {author_condition a}
  SELECT {author_columns a} FROM {A} a WHERE {day_condition a}
  SELECT {author_columns a} FROM {A} a WHERE {author_paper a} AND
      {author_condition a}
  SELECT {author_columns a} FROM {A} a WHERE {day_condition a} AND
      {author_condition a} ORDER BY a.listed {direction}, a.paper, a.position
      {limit}
  SELECT count(*) FROM (SELECT a.name FROM {A} a WHERE {author_condition a}
      {limit})
  SELECT a.name AS one, count(*), max(a.listed) FROM {A} a WHERE
      {day_condition a} GROUP BY one ORDER BY one {direction} {limit}
  SELECT DISTINCT a.{day_column} FROM {A} a WHERE {author_condition a}
  SELECT p.rank, a.name, a.position FROM {T} p JOIN {A} a ON {author_on}
      WHERE {one_day p}
  SELECT p.rank, a.name, a.position FROM {A} a JOIN {T} p ON {author_on}
      WHERE {one_day p} AND {author_condition a}
  SELECT p.id, p.rank, a.login FROM {T} p LEFT JOIN {A} a ON {author_on} AND
      {author_condition a} WHERE {one_day p}
  SELECT a.paper, b.paper FROM {A} a JOIN {A} b ON b.login = a.login AND
      b.position < a.position WHERE {day_condition a} AND a.position < 3 AND
      b.listed = {DAY}
  SELECT p.id FROM {T} p WHERE {one_day p} AND EXISTS (SELECT 1 FROM {A} a
      WHERE {author_on} AND {author_condition a})
  SELECT p.id FROM {T} p WHERE p.listed = {DAY} AND p.id NOT IN (SELECT
      a.paper FROM {A} a WHERE a.listed = p.listed AND {author_condition a})
  SELECT d.n, a.name FROM days d LEFT JOIN {A} a ON a.paper = d.id AND
      {author_condition a}
author_on:
  a.paper = p.id
  a.paper = p.id AND a.listed = p.listed
  a.listed = p.listed AND a.position = p.rank
  a.paper = p.id AND a.position <= p.rank
  (a.paper, a.week) = (p.id, p.week)
author_paper:
  @.paper = {ID}
  @.paper IN ({ID}, {ID}, {ID})
  @.paper = {:ID}
  @.paper IN (SELECT id FROM days)
  (@.paper = {ID} OR @.paper = {ID})
author_condition:
  @.position = {N}
  @.login IS NOT NULL
  @.login = {WORD}
  @.name LIKE {WORDS}
  @.status = 'claimed_verified' AND @.position > {N}
  @.position {compare} {N}
  @.status_changed > @.listed
  @.title LIKE {WORDS}
  @.full_name IS @.name
  {author_paper @}
  NOT ({day_condition @}) AND @.listed > '2023-05-07'
author_columns:
  @.paper, @.position
  @.listed, @.paper, @.position, @.name, @.login
  @.full_name, @.status, @.status_changed
  @.title, @.week, @.month
  length(@.title), @.position

of_papers:
  SELECT {comment_columns c} FROM {C} c WHERE {of_paper c} AND
      {comment_condition c}
  SELECT {comment_columns c} FROM {C} c WHERE {of_paper c} ORDER BY c.paper
      {direction}, c.position {direction} {limit}
  SELECT c.author AS one, count(*), sum(c.reaction_count) FROM {C} c WHERE
      {of_paper c} GROUP BY one ORDER BY one {direction}
  SELECT c.paper, c.id, q.id FROM {C} c JOIN {C} q ON q.paper = c.paper AND
      q.parent = c.id WHERE {of_paper c}
  [3.36] SELECT c.position FROM {C} c WHERE {of_paper c} AND EXISTS (SELECT 1
      FROM {C} q WHERE q.paper = c.paper AND q.parent = c.id AND
      {comment_condition q})
  WITH thread(id, depth) AS (SELECT c.id, 0 FROM {C} c WHERE c.paper = {ID}
      AND c.parent IS NULL UNION SELECT q.id, depth + 1 FROM thread JOIN {C} q
      ON q.paper = {ID} AND q.parent = thread.id WHERE depth < 9) SELECT
      count(*), max(depth) FROM thread
  SELECT {section_columns t} FROM {X} t WHERE {of_paper t} AND
      {section_condition t}
  SELECT {section_columns t} FROM {X} t WHERE {of_paper t} ORDER BY t.paper
      {direction}, t.position {direction} {limit}
  SELECT t.heading, u.position FROM {X} t LEFT JOIN {X} u ON u.paper = t.paper
      AND u.position = t.position + 1 AND {section_condition u} WHERE
      {of_paper t}
  SELECT t.paper, max(t.position), total(length(t.text)) FROM {X} t WHERE
      {of_paper t} GROUP BY t.paper
  SELECT {artifact_columns r} FROM {R} r WHERE {of_paper r} AND
      {artifact_condition r}
  SELECT {artifact_columns r} FROM {R} r WHERE {of_paper r} ORDER BY r.paper
      {direction}, r.kind {direction}, r.position {limit}
  SELECT r.kind AS one, count(*), max(r.downloads), sum(r.likes) FROM {R} r
      WHERE {of_paper r} GROUP BY one ORDER BY one {direction}
  SELECT r.id, s.kind FROM {R} r JOIN {R} s ON s.paper = r.paper AND s.author =
      r.author AND s.position < r.position WHERE r.paper = {ID} AND
      {artifact_condition r}
of_paper:
  @.paper = {ID}
  @.paper IN ({ID}, {ID}, {ID})
  @.paper = {:ID}
  @.paper IS {ID}
  {ID} = @.paper
  (@.paper = {ID} OR @.paper = {ID})
  @.paper IN (SELECT id FROM days)
  @.paper IN (SELECT p.id FROM {T} p WHERE {one_day p})
  @.paper = (SELECT max(id) FROM days WHERE n < {N})
comment_condition:
  @.position < {N}
  @.parent IS NULL
  @.author = {WORD}
  @.author IN ('a', 'b', NULL)
  @.hidden
  NOT @.edited
  @.written > '2026-04'
  @.text LIKE {WORDS}
  @.reaction_count {compare} {N}
  (@.is_owner IS NOT NULL OR @.edited_at > @.written)
  @.id = @.parent
comment_columns:
  @.paper, @.position
  @.id, @.parent, @.author, @.written
  @.text, @.hidden, @.reactions, @.reaction_count
  @.url, @.language, @.edited_at, @.is_owner
artifact_condition:
  @.kind = 'model'
  @.kind <> 'space' AND @.position {compare} {N}
  @.position = {N}
  @.likes {compare} {N}
  @.downloads > 100000000
  @.gated IN ('open', 'auto')
  @.author = @.id
  @.task IS NOT NULL
  @.parameters > @.downloads
  (@.running OR @.row_count IS NULL)
  @.last_modified LIKE '2026-04%'
artifact_columns:
  @.paper, @.kind, @.position
  @.id, @.author, @.likes, @.downloads
  @.task, @.parameters, @.row_count, @.running
  @.description, @.gated, @.last_modified, @.url
section_condition:
  @.position = {N}
  @.level {compare} {N}
  @.heading LIKE {WORDS}
  @.heading = 'Limitations'
  @.text LIKE {WORDS}
  (@.heading IS NULL OR @.level > {N})
section_columns:
  @.paper, @.position, @.level
  @.heading, @.text
  length(@.text), @.url, @.heading

of_papers_too:
  SELECT count(*) FROM (SELECT c.id FROM {C} c WHERE {of_paper c} AND
      {comment_condition c} {limit})
  SELECT count(*) FROM (SELECT r.id FROM {R} r WHERE {of_paper r} AND
      {artifact_condition r} {limit})
  SELECT count(*) FROM (SELECT t.url FROM {X} t WHERE {of_paper t} AND
      {section_condition t} {limit})
  WITH x AS {kept} (SELECT c.paper, c.position, c.author FROM {C} c WHERE
      {of_paper c}) SELECT x.paper, x.position, y.position FROM x JOIN x y ON
      y.paper = x.paper AND y.position > x.position AND y.author IS NOT
      x.author
  WITH x AS {kept} (SELECT r.paper, r.kind, r.likes FROM {R} r WHERE
      {of_paper r} AND {artifact_condition r}) SELECT x.kind, count(*),
      max(x.likes) FROM x GROUP BY x.kind ORDER BY x.kind {direction}
  SELECT c.paper, c.position, row_number() OVER (PARTITION BY c.paper ORDER BY
      c.reaction_count {direction}, c.position) FROM {C} c WHERE {of_paper c}
  SELECT r.paper, r.kind, r.position, sum(r.likes) OVER (PARTITION BY r.paper,
      r.kind ORDER BY r.position) FROM {R} r WHERE {of_paper r} AND
      {artifact_condition r}
  SELECT t.paper, t.position, lead(t.heading) OVER (PARTITION BY t.paper ORDER
      BY t.position {direction}) FROM {X} t WHERE {of_paper t}
  SELECT a.paper, a.position, first_value(a.name) OVER (PARTITION BY a.paper
      ORDER BY a.position {direction}) FROM {A} a WHERE {day_condition a}
  SELECT d.n, (SELECT count(*) FROM {R} r WHERE r.paper = d.id AND
      {artifact_condition r}) FROM days d
  SELECT d.n, (SELECT t.heading FROM {X} t WHERE t.paper = d.id AND
      {section_condition t} ORDER BY t.position LIMIT 1 OFFSET {N}) FROM days d
  [3.36] SELECT d.n FROM days d WHERE NOT EXISTS (SELECT 1 FROM {C} c WHERE
      c.paper = d.id AND {comment_condition c})
  SELECT c.paper, c.position FROM {C} c WHERE {of_paper c} INTERSECT SELECT
      t.paper, t.position FROM {X} t WHERE {of_paper t} ORDER BY 1, 2 {limit}
  SELECT r.paper, r.author FROM {R} r WHERE {of_paper r} UNION SELECT c.paper,
      c.author FROM {C} c WHERE {of_paper c} ORDER BY 1 {direction}, 2 {limit}
  SELECT r.kind, r.position, r.gated FROM {R} r WHERE {of_paper r} AND
      (r.kind, r.position) IN (VALUES ('model', 1), ('space', 2), ('dataset',
      {N}))
  SELECT DISTINCT c.author, c.hidden FROM {C} c WHERE {of_paper c} AND
      {comment_condition c}
  SELECT count(*) FILTER (WHERE {artifact_condition r}), count(DISTINCT
      r.author), total(r.likes) FROM {R} r WHERE {of_paper r}
  SELECT c.paper, c.position FROM {C} c WHERE {of_paper c} ORDER BY c.author
      {direction} NULLS LAST, c.paper {direction}, c.position {limit}
  SELECT r.paper, r.position, r.id FROM {R} r WHERE {of_paper r} ORDER BY
      r.likes {direction} NULLS FIRST, r.kind, r.paper, r.position {direction}
      {limit}
kept:
  ~
  [3.35] MATERIALIZED
  [3.35] NOT MATERIALIZED

across:
  SELECT p.rank, c.author, c.position FROM {T} p JOIN {C} c ON c.paper = p.id
      WHERE {one_day p}
  SELECT p.rank, c.text FROM {C} c JOIN {T} p ON c.paper = p.id WHERE
      {one_day p} AND {comment_condition c}
  SELECT p.id, c.id FROM {T} p LEFT JOIN {C} c ON c.paper = p.id AND
      {comment_condition c} WHERE {one_day p}
  SELECT p.id, (SELECT count(*) FROM {C} c WHERE c.paper = p.id AND
      {comment_condition c}) FROM {T} p WHERE {one_day p}
  SELECT p.rank, t.heading FROM {T} p JOIN {X} t ON t.paper = p.id WHERE
      {one_day p} AND {section_condition t}
  SELECT p.rank, r.kind, r.downloads FROM {T} p JOIN {R} r ON r.paper = p.id
      WHERE {one_day p} AND p.rank < 9 AND {artifact_condition r}
  SELECT a.name, r.id FROM {A} a JOIN {R} r ON r.paper = a.paper AND
      r.position = a.position WHERE a.paper IN ({ID}, {ID})
  SELECT d.n, r.kind, c.author FROM days d JOIN {R} r ON r.paper = d.id LEFT
      JOIN {C} c ON c.paper = d.id AND c.position = r.position
  SELECT d.n, t.position FROM days d LEFT JOIN {X} t ON t.paper = d.id AND
      {section_condition t}
  SELECT d.n, c.author, t.level FROM days d JOIN {C} c ON c.paper = d.id JOIN
      {X} t ON t.paper = d.id AND t.position = c.position
  SELECT a.name, c.author, c.position FROM {A} a JOIN {C} c ON c.paper =
      a.paper WHERE {author_paper a} AND c.position <= a.position
  SELECT a.paper, a.name, t.heading FROM {A} a JOIN {X} t ON t.paper = a.paper
      AND t.position = a.position WHERE a.listed = {DAY} AND
      {author_condition a}
  [3.36] SELECT p.id, p.rank FROM {T} p WHERE {one_day p} AND EXISTS (SELECT 1
      FROM {X} t WHERE t.paper = p.id AND {section_condition t})
  SELECT c.paper, c.position FROM {C} c WHERE {of_paper c} UNION ALL SELECT
      t.paper, t.position FROM {X} t WHERE {of_paper t} EXCEPT SELECT a.paper,
      a.position FROM {A} a WHERE {author_paper a} ORDER BY 1, 2

simple:
  SELECT {columns p}, p.listed, p.rank FROM {T} p {where p} {order p} {limit}
capped:
  SELECT count(*) FROM (SELECT {columns p} FROM {T} p {where p} {limit})
  SELECT count(*) FROM (SELECT {columns p} FROM {T} p WHERE {day_condition p}
      AND {row_condition p} {limit})
  SELECT count(*) FROM (SELECT {columns p} FROM {T} p WHERE {row_condition p}
      {order p} {limit})
  SELECT count(*) FROM (SELECT {columns p} FROM {T} p WHERE {id_condition p}
      AND {other_condition p} {limit})
  SELECT p.listed, p.rank FROM {T} p WHERE {row_condition p} ORDER BY
      p.listed {direction}, p.rank {limit}
  SELECT p.listed, p.rank FROM {T} p WHERE {row_condition p} AND
      {day_condition p} ORDER BY p.listed {direction}, p.rank {limit}
one_paper:
  SELECT {columns p}, p.id FROM {T} p WHERE {id_condition p}
  SELECT {columns p}, p.id FROM {T} p WHERE {id_condition p} AND {condition p}
  SELECT {columns p}, p.id FROM {T} p WHERE ({id_condition p} OR {condition
      p}) {order p} {limit}
  SELECT {columns p}, p.id FROM {T} p WHERE {id_condition p} AND
      {other_condition p} {order p} {limit}
distinct:
  SELECT DISTINCT p.{day_column} FROM {T} p {where p}
  SELECT DISTINCT p.{day_column} AS one FROM {T} p {where p} ORDER BY one
      {direction} {limit}
  SELECT DISTINCT p.month, p.week FROM {T} p {where p} ORDER BY month
      {direction}, week {direction} {limit}
  SELECT DISTINCT p.listed, p.month FROM {T} p {where p} ORDER BY listed
      {direction} {limit}
  SELECT DISTINCT p.{column} AS one, p.{column} AS two FROM {T} p {where p}
      ORDER BY one {direction}, two {direction} {limit}
  SELECT DISTINCT {columns p} FROM {T} p {where p}
grouped:
  SELECT p.{day_column} AS one, {aggregates p} FROM {T} p {where p} GROUP BY
      one
  SELECT p.{day_column} AS one, {aggregates p} FROM {T} p {where p} GROUP BY
      one {having p} ORDER BY one {direction} {limit}
  SELECT p.month AS one, p.week AS two, {aggregates p} FROM {T} p {where p}
      GROUP BY one, two ORDER BY one {direction}, two {direction} {limit}
  SELECT p.{column} AS one, {aggregates p} FROM {T} p {where p} GROUP BY one
      {having p} ORDER BY one {direction} {limit}
  SELECT lower(p.submitter) AS one, {aggregates p} FROM {T} p {where p} GROUP
      BY p.submitter COLLATE NOCASE ORDER BY one
  SELECT p.week || p.rank AS one, {aggregates p} FROM {T} p {where p} GROUP
      BY one ORDER BY one {limit}
having:
  ~
  HAVING count(*) > {N}
  HAVING max(@.upvotes) > min(@.rank)
aggregates:
  count(*)
  count(*), max(@.upvotes), min(@.id), total(@.rank)
  min(@.{column}), max(@.{column}), count(@.{column})
  sum(@.upvotes), avg(@.comments), count(DISTINCT @.submitter)
  count(*) FILTER (WHERE {condition @}), sum(@.rank) FILTER (WHERE
      {other_condition @})
  sum({condition @}), max({condition @}), count({condition @})
counted:
  SELECT count(*) FROM {T} p {where p}
  SELECT {aggregates p} FROM {T} p {where p}
  SELECT max(p.{day_column}) FROM {T} p {where p}
  SELECT min(p.{day_column}) FROM {T} p {where p}
  SELECT count(DISTINCT p.{column}) FROM {T} p {where p}
  SELECT EXISTS (SELECT 1 FROM {T} p {where p})

joined:
  SELECT d.n, id, p.rank FROM days d JOIN {T} p USING (listed, id)
  SELECT d.n, listed, p.id FROM days d LEFT JOIN {T} p USING (listed) WHERE
      {other_condition p}
  SELECT d.n, id, p.rank FROM {T} p LEFT JOIN days d USING (id) WHERE {one_day
      p}
  SELECT d.n, p.id, e.n FROM days d LEFT JOIN {T} p ON {on} LEFT JOIN days e
      ON e.id = p.id AND e.n <> d.n
  SELECT {columns p}, d.n FROM {tables} {after_join}
  SELECT count(*), max(p.upvotes), min(d.n) FROM {tables} {after_join}
  SELECT d.n FROM {tables}
  SELECT d.n, d.listed, p.id, p.listed, p.rank FROM {tables} {after_join}
      ORDER BY d.rowid {direction}, p.listed {direction}, p.rank {limit}
tables:
  days d JOIN {T} p ON {on}
  {T} p JOIN days d ON {on}
  days d CROSS JOIN {T} p ON {on}
  {T} p CROSS JOIN days d ON {on}
  *2 days d LEFT JOIN {T} p ON {on}
  {T} p LEFT JOIN days d ON {on}
  [3.39] days d RIGHT JOIN {T} p ON {on}
  [3.39] {T} p RIGHT JOIN days d ON {on}
  [3.39] {T} p FULL JOIN days d ON {on}
on:
  p.listed = d.listed
  p.id = d.id
  d.id = p.id
  p.id = d.id AND p.listed = d.listed
  p.id IN (d.id, {ID}, {ID})
  p.id = d.id AND p.rank = d.n
  p.id = d.id AND {condition p}
  p.week = d.week
  p.month = d.month AND p.rank = d.n
  p.listed IS d.listed
  p.week IS d.week AND p.rank < 4
  [3.39] p.listed IS NOT DISTINCT FROM d.listed
  p.listed >= d.listed AND p.rank = 1
  p.listed BETWEEN d.listed AND d.month AND p.rank < 3
  p.listed BETWEEN d.month AND d.listed AND p.rank < 3
  p.listed <= d.number AND p.rank < 3
  p.listed > d.number AND p.rank < 3
  p.listed IN (d.listed, d.month) AND p.upvotes < p.author_count
  p.listed LIKE d.month || '-1%'
  p.url = 'https://huggingface.co/papers/' || d.id
  (p.listed, p.rank) = (d.listed, d.n)
  (p.id, p.listed) = (d.id, d.listed)
  d.week = p.week AND p.upvotes < d.n
  p.rank = d.n AND p.upvotes > p.comments
  p.comments = d.n AND p.rank < 6
  p.upvotes = d.number
  p.submitter = d.number
  p.listed = d.listed AND p.submitter = d.number
  p.author_count = d.n AND p.listed = d.listed
after_join:
  ~
  WHERE d.n < {N}
  WHERE {other_condition p}
  WHERE {day_condition p}
  WHERE {condition p} AND d.n > {N}
  WHERE p.id IS NULL
odd_joined:
  SELECT {columns p}, o.n FROM {odd_tables}
  SELECT {columns p}, o.n FROM {odd_tables} WHERE {condition p}
  SELECT o.n, (SELECT count(*) FROM {T} p WHERE {odd_on}) FROM odd o
  SELECT o.n FROM odd o WHERE EXISTS (SELECT 1 FROM {T} p WHERE {odd_on})
  SELECT o.n FROM odd o WHERE NOT EXISTS (SELECT 1 FROM {T} p WHERE {odd_on}
      AND {other_condition p})
odd_tables:
  odd o JOIN {T} p ON {odd_on}
  {T} p JOIN odd o ON {odd_on}
  odd o CROSS JOIN {T} p ON {odd_on}
  {T} p CROSS JOIN odd o ON {odd_on}
  odd o LEFT JOIN {T} p ON {odd_on}
  [3.39] {T} p RIGHT JOIN odd o ON {odd_on}
odd_on:
  p.{day_column} = o.value
  o.value = p.{day_column}
  p.{day_column} IS o.value
  p.{day_column} = o.folded
  o.folded = p.{day_column}
  o.spaced = p.{day_column}
  p.{day_column} IN (o.value, o.folded)
  p.id = o.value
  o.folded = p.id
  o.spaced = p.id
  p.url = o.value
  p.id = o.value AND p.listed = o.folded
  *2 p.{number} = o.value
  *2 p.{text} = o.value
  p.submitter = o.value
  o.folded = p.submitter
  o.spaced = p.submitter
  p.rank = o.value AND p.listed < {DAY}
  p.upvotes IS o.value AND p.rank < 4
  p.{day_column} > o.value AND p.rank = 1
  p.{day_column} <= o.value AND p.rank = 1
  p.{day_column} BETWEEN o.value AND o.folded AND p.rank < 3
  p.{day_column} LIKE o.value AND p.rank < 3
  (p.listed, p.rank) = (o.value, o.n)

self_joined:
  SELECT p.id, q.id, p.listed, q.upvotes FROM {T} p JOIN {T} q ON {self_on}
      WHERE {one_day p}
  SELECT p.id, q.id, p.listed, q.upvotes FROM {T} p LEFT JOIN {T} q ON
      {self_on} WHERE {one_day p}
  SELECT p.id, q.id, r.id FROM {T} p JOIN {T} q ON {self_on} JOIN {T} r ON
      q.submitter = r.submitter AND r.rank < q.rank WHERE {one_day p} AND
      p.rank < 6 AND q.rank < 4
  SELECT p.id, q.id, r.id FROM {T} p, {T} q, {T} r WHERE p.upvotes =
      q.upvotes AND q.comments = r.comments AND {one_day p} AND {one_day q}
      AND {one_day r}
  [3.39] SELECT p.id, q.id FROM (SELECT * FROM {T} p WHERE {one_day p}) p
      FULL JOIN (SELECT * FROM {T} q WHERE {one_day q}) q ON p.id = q.id
self_on:
  p.id = q.id
  p.listed = q.listed AND p.rank = q.rank + 1
  p.listed = q.listed AND p.id = q.id
  p.week = q.week AND p.rank = q.rank
  p.rowid = q.rowid
  q.submitter = p.submitter AND q.rank < 4
  q.listed > p.listed AND q.upvotes = p.upvotes AND q.author_count > q.comments
  (q.listed, q.rank) = (p.listed, p.comments)
  q.rank = p.comments AND q.listed <= p.listed
  q.title = p.title AND q.upvotes >= p.comments
  q.keywords = p.keywords
  q.rank = p.rank + 0.0 AND q.week = p.week
one_day:
  @.listed = {DAY}
  @.listed IN ({DAY}, {DAY})
  @.id = {ID}
  @.id IN ({ID}, {ID}, {ID})
  @.listed BETWEEN {DAY} AND {DAY}
  @.week = {WEEK}
correlated:
  SELECT d.n, (SELECT max(p.upvotes) FROM {T} p WHERE {tie}) FROM days d
  SELECT d.n, (SELECT group_concat(id) FROM (SELECT p.id FROM {T} p WHERE
      {tie} {order p} {limit})) FROM days d
  SELECT d.n, (SELECT p.id FROM {T} p WHERE {tie} {order p} LIMIT 1) FROM
      days d
  SELECT d.n, (SELECT p.id FROM {T} p WHERE {tie} AND {condition p} {order p}
      LIMIT 1 OFFSET {N}) FROM days d
  SELECT d.n FROM days d WHERE EXISTS (SELECT 1 FROM {T} p WHERE {tie} AND
      {condition p})
  SELECT d.n FROM days d WHERE NOT EXISTS (SELECT 1 FROM {T} p WHERE {tie}
      AND {condition p})
  SELECT d.n FROM days d WHERE d.id IN (SELECT p.id FROM {T} p {where p})
  SELECT d.n FROM days d WHERE d.listed NOT IN (SELECT p.listed FROM {T} p
      {where p})
  SELECT d.n FROM days d WHERE (d.listed, d.n) IN (SELECT p.listed, p.rank
      FROM {T} p {where p})
tie:
  p.listed = d.listed
  p.id = d.id
  p.id = d.id AND p.rank < d.n
  p.month = d.month AND p.upvotes < d.n
  p.week = d.week AND p.upvotes < p.author_count
  d.listed < p.listed
  p.listed = (SELECT max(e.listed) FROM days e WHERE e.n = d.n)
compound:
  {part} UNION ALL {part} ORDER BY 1 {direction}, 2, 3 {limit}
  {part} UNION {part} ORDER BY 1 {direction}, 2, 3 {limit}
  {part} EXCEPT {part} ORDER BY 1 {direction}, 2, 3 {limit}
  {part} INTERSECT {part} ORDER BY 1 {direction}, 2, 3 {limit}
  SELECT * FROM ({part} UNION ALL {part}) WHERE listed = {DAY} ORDER BY 1, 2, 3
  {part} UNION ALL SELECT listed, n, id FROM days EXCEPT {part} ORDER BY 1,
      2, 3
part:
  SELECT p.listed, p.rank, p.id FROM {T} p {where p}
  SELECT * FROM (SELECT p.listed, p.rank, p.id FROM {T} p {where p} {order p}
      {limit})
nested:
  SELECT p.listed, p.rank, p.title FROM (SELECT *, q.feed FROM {T} q {where
      q}) p {where p} {order p} {limit}
  SELECT p.listed, p.rank, p.title FROM (SELECT *, q.feed FROM {T} q {where
      q} {order q} {limit}) p {where p} {order p} {limit}
  SELECT p.rank, p.listed FROM (SELECT *, q.feed, q.upvotes - q.comments AS
      balance FROM {T} q {where q}) p WHERE p.balance > {N} AND {condition p}
      {order p} {limit}
  SELECT count(*) FROM (SELECT {columns p} FROM {T} p {where p} {order p}
      {limit})
  SELECT {columns p} FROM {T} p WHERE p.rowid IN (SELECT q.rowid FROM {T} q
      {where q} {order q} {limit})
viewed:
  SELECT {columns p}, p.listed, p.rank FROM view_of_{T} p {where p} {order p}
      {limit}
  SELECT {columns p}, p.listed, p.rank FROM first_of_{T} p {where p} {order
      p} {limit}
  SELECT p.listed, p.many, p.most FROM days_of_{T} p WHERE p.listed >= {DAY}
      ORDER BY p.listed {direction} {limit}
  SELECT d.n, p.id, p.rank FROM days d JOIN first_of_{T} p ON p.id = d.id
  SELECT d.n, p.id, p.rank FROM days d LEFT JOIN first_of_{T} p ON p.listed =
      d.listed AND p.id <> d.id
with:
  WITH x AS (SELECT *, p.feed FROM {T} p {where p}) SELECT {columns x},
      x.listed, x.rank FROM x {where x} {order x} {limit}
  WITH x AS (SELECT *, p.feed FROM {T} p {where p} {order p} {limit}) SELECT
      {columns x}, x.listed, x.rank FROM x {where x} {order x} {limit}
  [3.35] WITH x AS MATERIALIZED (SELECT *, p.feed FROM {T} p {where p})
      SELECT {columns x}, x.listed, x.rank FROM x {where x} {order x} {limit}
  [3.35] WITH x AS NOT MATERIALIZED (SELECT *, p.feed FROM {T} p {where p})
      SELECT {columns x}, x.listed, x.rank FROM x {where x} {order x} {limit}
  WITH x AS (SELECT p.id AS this FROM {T} p {where p}) SELECT q.id, q.rank
      FROM {T} q JOIN x ON q.id = x.this
  [3.35] WITH x AS NOT MATERIALIZED (SELECT *, p.feed FROM {T} p WHERE
      {one_day p}) SELECT a.id, b.rank FROM x a JOIN x b ON a.id = b.id
windowed:
  SELECT p.id, row_number() OVER (PARTITION BY p.listed ORDER BY p.upvotes
      DESC, p.rank) FROM {T} p {where p}
  SELECT p.id, rank() OVER (ORDER BY p.{column}) FROM {T} p {where p}
  SELECT p.id, p.listed, p.rank, lag(p.id) OVER (ORDER BY p.listed
      {direction}, p.rank) FROM {T} p {where p} {order p} {limit}
  SELECT p.id, sum(p.upvotes) OVER (PARTITION BY p.{day_column} ORDER BY
      p.listed, p.rank ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM {T} p
      {where p}
  SELECT p.id, count(*) FILTER (WHERE {other_condition p}) OVER (PARTITION BY
      p.week) FROM {T} p {where p}
  SELECT * FROM (SELECT p.id, p.listed, dense_rank() OVER (ORDER BY p.listed
      {direction}) AS place FROM {T} p {where p}) WHERE place <= {N}
recursive:
  WITH walk(day, n) AS (SELECT '2023-05-04', 1 UNION ALL SELECT date(day, '+1
      day'), n + 1 FROM walk WHERE n < 12) SELECT day, count(p.id),
      max(p.upvotes) FROM walk LEFT JOIN {T} p ON p.listed = day GROUP BY day
  WITH walk(day) AS (SELECT {DAY} UNION ALL SELECT (SELECT min(p.listed) FROM
      {T} p WHERE p.listed > day) FROM walk WHERE day IS NOT NULL) SELECT day
      FROM walk
  WITH walk(day, id) AS (SELECT {DAY}, NULL UNION ALL SELECT date(day, '+1
      day'), (SELECT p.id FROM {T} p WHERE p.listed = day AND
      {other_condition p} ORDER BY p.rank LIMIT 1) FROM walk WHERE day <
      '2023-05-20') SELECT day, id FROM walk
  WITH walk(id, n) AS (SELECT p.id, 1 FROM {T} p WHERE {one_day p} UNION
      SELECT q.id, n + 1 FROM walk w JOIN {T} q ON q.id = w.id AND q.rank < 9
      WHERE n < 3) SELECT id, n FROM walk
rowids:
  SELECT count(DISTINCT p.rowid), count(*) FROM {T} p {where p}
  SELECT p.id FROM {T} p WHERE p.rowid = (SELECT q.rowid FROM {T} q WHERE
      {condition q} {order q} LIMIT 1)
  SELECT p.id FROM {T} p WHERE p.rowid IN (SELECT q.rowid FROM {T} q WHERE
      {condition q}) AND {condition p}
written:
  CREATE TEMP TABLE made AS SELECT {columns p}, p.upvotes + p.comments FROM
      {T} p {where p} {order p} {limit}
  CREATE TEMP TABLE made AS SELECT d.n, p.title, p.rank FROM {tables}
      {after_join}
  CREATE TEMP TABLE made AS SELECT {artifact_columns r} FROM {R} r WHERE
      {of_paper r}
  CREATE TEMP TABLE made AS SELECT {comment_columns c} FROM {C} c WHERE
      {of_paper c} AND {comment_condition c}
  INSERT INTO watched_{T} SELECT d.listed, d.id, d.n FROM days d
  INSERT INTO watched_{T} SELECT p.listed, p.id, p.rank FROM {T} p {where p}
      {order p} {limit}
  DELETE FROM watched_{T} WHERE n < {N}
  INSERT INTO kept SELECT p.id, p.listed, p.upvotes FROM {T} p {where p}
  INSERT INTO kept SELECT p.id, p.listed, p.upvotes FROM {T} p {where p}
      {order p} {limit}
  INSERT INTO kept SELECT d.id, p.listed, p.rank FROM days d JOIN {T} p ON {on}
  DELETE FROM kept WHERE id IN (SELECT p.id FROM {T} p {where p})
  DELETE FROM kept WHERE EXISTS (SELECT 1 FROM {T} p WHERE p.id = kept.id AND
      {condition p})
  UPDATE kept SET n = (SELECT p.rank FROM {T} p WHERE p.id = kept.id)
  UPDATE kept SET n = (SELECT count(*) FROM {T} p WHERE p.listed =
      kept.listed AND {other_condition p}) WHERE n > {N}
  [3.33] UPDATE kept SET n = p.comments FROM {T} p WHERE p.id = kept.id AND
      {other_condition p}

where:
  ~
  *2 WHERE {condition @}
  *2 WHERE {condition @} AND {condition @}
  WHERE {condition @} AND {condition @} AND {condition @}
  WHERE {condition @} OR {condition @}
condition:
  *12 {day_condition @}
  *4 {other_condition @}
  *4 {row_condition @}
  *2 {id_condition @}
  *3 ({condition @} AND {condition @})
  *3 ({condition @} OR {condition @})
  NOT {condition @}
  NOT ({condition @} AND {condition @})
  ({condition @}) IS NULL
  ({condition @}) IS NOT TRUE
  likely({condition @})
  unlikely({condition @})
  +({condition @})
  coalesce({condition @}, {condition @})
  ({condition @}) = ({condition @})
  CASE WHEN {condition @} THEN {condition @} ELSE {condition @} END
  {query_condition @}
shallow_condition:
  {day_condition @}
  {other_condition @}
  {row_condition @}
  {id_condition @}

day_condition:
  *10 @.listed = {day}
  {day} = @.listed
  *4 @.week = {week}
  *3 @.month = {month}
  *3 @.listed IN ({day}, {day}, {day})
  *3 @.week IN ({WEEK}, {week})
  @.month IN ({MONTH}, NULL)
  @.listed IN ({day}, NULL)
  @.listed NOT IN ({day}, {day})
  @.listed IN (SELECT listed FROM days WHERE n % {N} = 0)
  @.week IN (SELECT week FROM days WHERE n = {N})
  @.month NOT IN (SELECT month FROM days WHERE month IS NOT NULL)
  @.listed IN (SELECT value FROM odd)
  @.week IN (SELECT value FROM odd WHERE n % 2)
  @.month = (SELECT value FROM odd WHERE n = {N})
  @.listed = (SELECT listed FROM days WHERE n = {N} ORDER BY listed LIMIT 1)
  @.listed = (SELECT max(listed) FROM days WHERE n < {N})
  @.listed = {DAY} || ''
  *12 @.listed {bounds} {bound}
  *3 @.{day_column} {bounds} {bound}
  *4 @.week {bounds} {week}
  *4 @.month {bounds} {month}
  *6 @.listed BETWEEN {bound} AND {bound}
  @.{day_column} NOT BETWEEN {bound} AND {bound}
  {BOUND} {bounds} @.{day_column}
  @.{day_column} {bounds} NULL
  @.{day_column} = NULL
  @.listed {bounds} (SELECT min(listed) FROM days WHERE n > {N})
  @.listed IS {day}
  @.listed IS NOT {day}
  @.week IS {week}
  @.month IS NULL
  @.listed IS NOT NULL
  {day} IS @.listed
  [3.39] @.listed IS NOT DISTINCT FROM {day}
  [3.39] @.month IS DISTINCT FROM {month}
  @.listed <> {day}
  @.{day_column} LIKE {LIKE}
  @.{day_column} NOT LIKE {LIKE}
  @.{day_column} LIKE {:LIKE}
  @.{day_column} LIKE '2023\-05\-1%' ESCAPE '\'
  {DAY} LIKE @.{day_column} || '%'
  @.{day_column} GLOB {GLOB}
  @.{day_column} NOT GLOB {GLOB}
  @.listed = {day} COLLATE NOCASE
  @.listed COLLATE NOCASE IN ({DAY}, {DAY})
  [3.54] @.week = (SELECT {LOWER}) COLLATE NOCASE
  [3.54] @.week COLLATE NOCASE = {LOWER}
  @.week COLLATE NOCASE >= {LOWER}
  [3.54] @.listed = (SELECT '2023-05-09  ') COLLATE RTRIM
  [3.54] @.listed COLLATE RTRIM = '2023-05-09  '
  @.listed COLLATE BINARY = {day}
  @.{day_column} COLLATE RTRIM BETWEEN {bound} AND {bound}
  +@.listed = {day}
  +@.month = {month}
  CAST(@.listed AS TEXT) = {day}
  CAST(substr(@.listed, 9) AS INTEGER) = {N}
  substr(@.listed, 1, 7) = {month}
  upper(@.week) = {week}
  date(@.listed, '+1 day') = {day}
  (@.listed, @.month) = ({DAY}, {MONTH})
  (@.listed, @.week) IN (SELECT listed, week FROM days)
  {many_bounds @}
many_bounds:
  @.listed > '01' AND @.listed > '02' AND @.listed > '03' AND @.listed > '04'
      AND @.listed > '05' AND @.listed > '06' AND @.listed > '07' AND
      @.listed > '08' AND @.listed > '09' AND @.listed > '10' AND @.listed >
      '11' AND @.listed > '12' AND @.listed > '13' AND @.listed > '14' AND
      @.listed > '15'
  @.listed > '01' AND @.listed > '02' AND @.listed > '03' AND @.listed > '04'
      AND @.listed > '05' AND @.listed > '06' AND @.listed > '07' AND
      @.listed > '08' AND @.listed > '09' AND @.listed > '10' AND @.listed >
      '11' AND @.listed > '12' AND @.listed > '13' AND @.listed > '14' AND
      @.listed > '15' AND @.week > '16' AND @.month < {MONTH} AND @.listed <
      {DAY}
day:
  *6 {DAY}
  *2 {:DAY}
  CAST({DAY} AS TEXT)
  (SELECT {DAY})
  likely({DAY})
  coalesce(NULL, {DAY})
week:
  *4 {WEEK}
  {:WEEK}
month:
  *4 {MONTH}
  {:MONTH}
bound:
  *8 {DAY}
  *2 {BOUND}
  {:BOUND}
  {:DAY}
  2023
  1.5
  x'32303233'
  NULL
id_condition:
  *3 @.id = {ID}
  @.id = {:ID}
  {ID} = @.id
  *2 @.id IN ({ID}, {ID}, {:ID})
  @.id IN ({ID}, NULL, 'no id')
  @.id = 'no id'
  @.id IN (SELECT id FROM days WHERE n < {N})
  @.id IN (SELECT value FROM odd)
  @.id = (SELECT id FROM days WHERE n = {N} ORDER BY id LIMIT 1)
  @.id IS {ID}
  @.id IS NOT {ID}
  @.id IS NULL
  @.id <> {ID}
  @.id NOT IN ({ID}, {ID})
  @.id = {ID} COLLATE NOCASE
  [3.54] @.id COLLATE RTRIM = {ID} || '  '
  +@.id = {ID}
  @.id {compare} {ID}
  @.id BETWEEN {ID} AND {ID}
  @.id LIKE '2305.0001%'
  @.id LIKE {ID}
  @.id GLOB '2305.0010[0-9]'
  @.url = 'https://huggingface.co/papers/' || {ID}
  @.url = {URL}
  @.url = {:URL}
  @.arxiv_url = {URL}
  @.pdf_url IN ({URL}, {URL})
  @.url IN ({URL}, {URL}, NULL)
  @.url = {URL} COLLATE NOCASE
  @.url LIKE 'https://huggingface.co/papers/2305.0000%'
  (@.id, @.rank) = ({ID}, {N})
  (@.id, @.listed) = ({ID}, {DAY})
  (@.id, @.listed) IN (SELECT id, listed FROM days)
  (@.id = {ID} AND @.rank <= {N})
  (@.id = {ID} AND @.month = {MONTH})
  (@.id IN ({ID}, {ID}, {ID}) AND @.listed >= {DAY})
  (@.id = {ID} OR @.listed = {DAY})
  (@.id = {ID} OR @.rank = {N})
  (@.id = {ID} AND @.url = {URL})
  (@.id = {ID} AND @.feed = 'daily')
row_condition:
  *3 @.{number} {compare} @.{number}
  @.{number} = @.{number}
  @.{text} {compare} @.{text}
  @.upvotes < @.author_count
  @.upvotes - @.comments > @.rank
  substr(@.published, 1, 10) = @.listed
  @.published < @.listed
  @.listed > @.id
  @.week <> @.month
  @.listed = @.listed
  @.listed = @.published
  @.submitter IS @.organization
  @.submitter IS NOT @.organization
  @.rank BETWEEN @.comments AND @.upvotes
  @.upvotes BETWEEN @.rank AND {N}
  {DAY} BETWEEN @.published AND @.listed
  @.submitter = upper(@.submitter) COLLATE NOCASE
  @.title LIKE '%' || @.submitter || '%'
  (@.upvotes, @.comments) < (@.author_count, @.rank)
  (@.rank, @.comments) = (@.author_count, @.comments)
  (@.listed, @.rank) < ({DAY}, {N})
  (@.listed, @.rank) >= ({DAY}, {N})
  (@.listed, @.rank) IN (VALUES ({DAY}, {N}), ({DAY}, 1))
  (@.listed, @.rank) IN (SELECT listed, n FROM days)
  CASE WHEN @.upvotes > {N} THEN @.rank ELSE @.comments END = {N}
  CASE @.submitter WHEN 'ada' THEN @.rank < {N} ELSE @.rank > {N} END
  coalesce(@.comments, @.rank) > coalesce(@.repo_stars, {N})
  max(@.upvotes, @.rank) = @.rank
  @.{number} < (SELECT max(d.n) FROM days d WHERE d.listed = @.listed)
  (SELECT max(d.n) FROM days d WHERE d.listed <= @.listed) > @.rank
  @.listed = (SELECT max(d.listed) FROM days d WHERE d.n < @.rank)
  @.rank IN (SELECT d.n FROM days d WHERE d.listed <= @.listed)
  @.id IN (SELECT d.id FROM days d WHERE d.n = @.rank)
  @.rank IN (@.comments, @.author_count, {N})
query_condition:
  EXISTS (SELECT 1 FROM days d WHERE d.id = @.id)
  NOT EXISTS (SELECT 1 FROM days d WHERE d.listed = @.listed AND d.n < @.rank)
  EXISTS (SELECT 1 FROM {T} s WHERE s.id = @.id AND s.rank <= {N})
  EXISTS (SELECT 1 FROM {T} s WHERE s.listed = @.listed AND s.upvotes >
      @.upvotes)
  NOT EXISTS (SELECT 1 FROM {T} s WHERE s.listed = {DAY} AND s.submitter =
      @.submitter)
  @.upvotes = (SELECT max(s.upvotes) FROM {T} s WHERE s.listed = @.listed)
  @.id IN (SELECT s.id FROM {T} s WHERE s.rank = {N})
  @.listed IN (SELECT s.listed FROM {T} s WHERE {other_condition s})
  @.id = (SELECT s.id FROM {T} s WHERE s.week = {WEEK} {order s} LIMIT 1)
other_condition:
  @.rank = {N}
  @.rank <= {N}
  @.{number} {compare} {N}
  @.{number} BETWEEN {N} AND {N}
  @.{number} IN ({N}, {N}, NULL)
  @.{number} {compare} {:N}
  @.{number} + 0 > {N}
  @.{text} IS NULL
  @.{text} IS NOT NULL
  @.{text} {compare} {WORD}
  @.{text} LIKE {WORDS}
  @.{text} NOT LIKE {WORDS}
  @.{text} GLOB '*[a-m]'
  @.submitter = {WORD} COLLATE NOCASE
  @.submitter COLLATE NOCASE IN ('ADA', 'bea')
  @.{text} COLLATE RTRIM = 'ada  '
  length(@.title) > 25
  CAST(@.rank AS TEXT) > {WORD}
  CAST(@.repo_stars AS TEXT) LIKE '%1%'
  likely(@.rank < {N})
  *2 @.feed = 'daily'
  @.author_participating
  NOT @.author_participating
bounds:
  <
  <=
  >
  >=
compare:
  =
  <
  <=
  >
  >=
  <>
direction:
  ~
  DESC
columns:
  @.id
  @.listed, @.rank
  @.{column}
  @.{column}, @.{column}
  @.{column}, @.{column}, @.{column}, @.feed
  @.id, @.comments, @.thumbnail
  length(@.abstract), @.{day_column} || @.{text}, @.{number} + @.{number}
order:
  *6 ORDER BY @.listed {direction}, @.rank
  ORDER BY @.listed {direction}, @.rank {direction}
  *2 ORDER BY @.{column} {direction}, @.listed {direction}, @.rank
  ORDER BY @.{column} {direction}, @.{column} {direction}, @.listed
      {direction}, @.rank
  ORDER BY @.week {direction}, @.listed {direction}, @.rank
  ORDER BY @.month {direction}, @.listed {direction}, @.rank
  ORDER BY @.month {direction}, @.week {direction}, @.listed, @.rank
  ORDER BY @.listed {direction}, @.upvotes {direction}, @.rank
  ORDER BY @.week {direction}, @.upvotes {direction}, @.id
  ORDER BY @.listed {direction}, @.id
  ORDER BY @.listed COLLATE NOCASE {direction}, @.rank
  ORDER BY @.{column} {direction} NULLS LAST, @.listed {direction}, @.rank
  ORDER BY @.listed {direction} NULLS FIRST, @.rank
  ORDER BY length(@.title) {direction}, @.listed, @.rank
  ORDER BY @.upvotes > @.author_count, @.listed {direction}, @.rank
limit:
  *5 ~
  LIMIT 1
  LIMIT 2
  LIMIT 3
  LIMIT 7
  LIMIT 0
  LIMIT -1
  LIMIT 1000
  LIMIT {:N}
  LIMIT (SELECT 4)
  LIMIT {N} OFFSET {N}
  LIMIT 2 OFFSET 1
  LIMIT 3 OFFSET 5
  LIMIT -1 OFFSET 3
  LIMIT 5 OFFSET 100
  LIMIT 2 OFFSET -1
  LIMIT 3 OFFSET 5000
column:
  rank
  {day_column}
  {day_column}
  id
  {text}
  {number}
  url
  thumbnail
day_column:
  listed
  week
  month
text:
  title
  submitter
  organization
  organization_name
  repo
  published
  authors
  repo_source
  keywords
  ai_summary
  project_page
  media
  abstract
number:
  rank
  upvotes
  comments
  repo_stars
  author_count
  author_participating
"""

DEPTH = 5
TABLES = {"T": "papers", "A": "papers_authors", "R": "papers_artifacts",
          "C": "papers_comments", "X": "papers_text"}
PLACE = re.compile(r"\{(:?)(\w+)(?: ([\w@]+))?\}")
LINE = re.compile(r"(?:\*(\d+) )?(?:\[(\d+)\.(\d+)\] )?(.*)")


def sections(version):
    """{name: its alternatives}, of what this SQLite can do."""
    found = {}
    for line in GRAMMAR.replace("\n      ", " ").strip().splitlines():
        if line and not line.startswith(" "):
            alternatives = found.setdefault(line.rstrip(":"), [])
        elif line:
            many, major, minor, text = LINE.fullmatch(line.strip()).groups()
            if (int(major or 0), int(minor or 0)) <= version:
                alternatives += [text.replace("~", "")] * int(many or 1)
    return found


def named(query, table):
    """The query on `papers` and its like, or on `plain` and its like."""
    for name, relation in TABLES.items():
        query = query.replace(f"{{{name}}}",
                              relation.replace("papers", table, 1))
    return query


def literal(value):
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value)


class Queries:
    """Draws queries. `choices` are those to make again instead of random
    ones; what lies behind their end takes the first alternative."""

    def __init__(self, version, pools, seed=0, choices=None):
        self.sections, self.pools = sections(version), pools
        self.random = random.Random(seed)
        self.again = None if choices is None else list(choices)

    def choose(self, count):
        if self.again is None:
            place = self.random.randrange(count)
        else:
            place = self.again.pop(0) % count if self.again else 0
        self.choices.append(place)
        return place

    def draw(self, name="masked", alias="p"):
        """A text, and its parameters; `choices` are what led to them."""
        self.choices, self.parameters, self.bound = [], {}, {}
        return self._fill(name, alias, 0), self.parameters

    def _fill(self, name, alias, depth):
        if name == "condition" and depth > DEPTH:
            name = "shallow_condition"
        alternatives = self.sections[name]
        text = alternatives[self.choose(len(alternatives))]

        def place(match):
            bound, inner, other = match.groups()
            if inner in TABLES:
                return match[0]
            if inner in self.pools:
                return self._value(inner, bound)
            other = alias if other in (None, "@") else other
            return self._fill(inner, other, depth + 1)

        return re.sub(" +", " ", PLACE.sub(place, text).replace(
            "@", alias)).strip()

    def _value(self, pool, bound):
        values = self.pools[pool]
        value = values[self.choose(len(values))]
        if not bound:
            return literal(value)
        again = [name for name, of in self.bound.items() if of == pool]
        if again and self.choose(3) == 1:
            return ":" + again[-1]
        name = f"p{len(self.parameters)}"
        self.parameters[name], self.bound[name] = value, pool
        return ":" + name


def shrink(choices, fails):
    """The choices of a smaller query that fails too: some are left out, some
    made simpler, as long as that goes."""
    size = max(1, len(choices) // 2)
    while size:
        place = 0
        while place < len(choices):
            shorter = choices[:place] + choices[place + size:]
            zeroed = (choices[:place] + [0] * len(choices[place:place + size])
                      + choices[place + size:])
            if fails(shorter):
                choices = shorter
            elif zeroed != choices and fails(zeroed):
                choices = zeroed
            else:
                place += size
        size //= 2
    return choices
