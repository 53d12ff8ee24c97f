-- export.sql: a bibliography, feeds, pages and mail out of the library.
--
-- Read notes.sql, library.sql and alerts.sql first, then this file, in a host
-- that has the papers extension loaded. It may be read again at any time:
-- tables and their rows stay, views and triggers are made anew. It is one
-- transaction: where something is missing nothing is made. (A transaction that
-- is open when it is read is committed first.) All is taken from the
-- library; the service is asked for nothing. The database is in UTF-8, as
-- SQLite makes them.
--
-- A digest is a named choice of kept papers. `daily` and `rising`, what rose
-- most in a week, are there from the start.
--   digests(name, title, source, days, last_day, min_upvotes, most, marked,
--           tag, link, sender, sender_name, recipients)
--     source       'listing' (the default), 'alerts', 'trending', 'rising'
--                  (library_rising, of a week) or 'tag'. A paper's score by the
--                  alerts is the sum of weight times score over those that are
--                  active; at 0 or below it is no part of the digest
--     days         how many days of listings; a paper of several days stands
--                  once. NULL, the default: one in the documents, seven in the
--                  mail. 'trending', 'rising' and 'tag' know no days
--     last_day     the last of them; NULL is the newest that is kept
--     min_upvotes  a paper with fewer is no part of it
--     most         the best so many
--     marked       1: also papers that you marked read or skipped. Those of a
--                  tag are never left out
--     tag          whose papers, for the source 'tag'
--     link         where the digest is to be found, for the feeds
--     sender, sender_name, recipients   for the mail: addresses, those of the
--                  recipients with commas between; NULL is no mail
-- To read, WHERE digest = ...
--   digest_html, digest_markdown, digest_rss, digest_atom
--                  one row, whose `page` is the whole document
--   digest_trends  the page of `rising`
--   digest_papers  the choice itself
--   digest_left_out  the papers of its days that it leaves out, and why
-- and without a digest
--   bibtex         one `entry` for each kept paper: WHERE paper IN (...)
--   bibtex_full    the same with the abstract and your notes
--   ris            the same for EndNote, Zotero and Mendeley
--   csv_papers, csv_reading   one line a row, for .mode csv and the like
--
-- To read a bibliography back, BibTeX or RIS: its papers are marked 'to read'
--   INSERT INTO bibliography (content) VALUES (readfile('mine.bib'));
--
-- The mail is the `message` of digest_mail: complete, with the papers that no
-- earlier mail of this digest had, and no row when there are none. It looks
-- back `days` days, and as far as the last mail where that is longer ago, but
-- not behind the first mail or the day when the digest was made. So what came
-- late to a listing, or reached min_upvotes late, is in the next mail. To send
-- and to remember it, pipe what this prints into sendmail -t:
--   INSERT INTO digest_mails (digest, message)
--   SELECT digest, message FROM digest_mail WHERE digest = 'daily'
--   RETURNING message;
-- The last thirty messages of a digest stay in digest_mails.

-- What is open is committed first, so that an error below undoes nothing of it.
SAVEPOINT export_sql;
COMMIT;
SAVEPOINT export_sql;

CREATE TABLE IF NOT EXISTS papers_scripts (
  script TEXT PRIMARY KEY,
  version INTEGER NOT NULL
) WITHOUT ROWID;

-- What this file lacks is found out first, while all is as it was, and checked
-- last: one error there undoes everything. The shell goes on after an error,
-- so an earlier one would stop nothing. The name of a check is its message.
CREATE TEMP TABLE papers_lacks (
  extension,
  sqlite,
  scripts,
  encoding,
  names,
  own,
  checked DEFAULT 0,
  CONSTRAINT "export.sql: the papers extension is not loaded: load it, then read this file again"
    CHECK (NOT checked OR NOT extension),
  CONSTRAINT "export.sql: this needs SQLite 3.38 or newer with FTS5"
    CHECK (NOT checked OR NOT sqlite),
  CONSTRAINT "export.sql: read notes.sql, library.sql and alerts.sql first, then this file"
    CHECK (NOT checked OR NOT scripts),
  CONSTRAINT "export.sql: this database is in UTF-16, what it exports would be neither that nor UTF-8"
    CHECK (NOT checked OR NOT encoding),
  CONSTRAINT "export.sql: this database has a table or view of its own whose name begins with digest or bibtex, or is ris, bibliography, csv_papers, csv_reading or csv_cells: rename it (ALTER TABLE digests RENAME TO my_digests), then read this file again"
    CHECK (NOT checked OR NOT names),
  CONSTRAINT "export.sql: the table digests has a column, index or trigger of your own, and is made anew here, without it: keep such columns in a table of your own beside it, drop the rest (ALTER TABLE digests DROP COLUMN mine, DROP INDEX mine, DROP TRIGGER mine), read this file, and make indexes and triggers again"
    CHECK (NOT checked OR NOT own)
);
-- A name stands in the way where the version that came with it was not read.
INSERT INTO papers_lacks SELECT
  'papers_version' NOT IN (SELECT name FROM pragma_function_list),
  2 > (SELECT count(DISTINCT name) FROM pragma_function_list
       WHERE name IN ('unixepoch', 'fts5')),
  3 > (SELECT count(*) FROM main.papers_scripts
       WHERE script IN ('notes', 'library', 'alerts')),
  (SELECT encoding FROM pragma_encoding) <> 'UTF-8',
  EXISTS (SELECT 1 FROM main.sqlite_master
          WHERE type IN ('table', 'view') AND CASE
            WHEN lower(name) IN ('bibtex_full', 'bibtex_fields',
                                 'bibtex_letters', 'ris', 'bibliography',
                                 'csv_cells')
            THEN 2
            ELSE lower(name) GLOB 'digest*' OR lower(name) IN
                 ('bibtex', 'csv_papers', 'csv_reading') END
            > coalesce((SELECT version FROM main.papers_scripts
                        WHERE script = 'export'), 0)),
  EXISTS (SELECT 1 FROM pragma_table_info('digests', 'main')
          WHERE name NOT IN (
            'name', 'title', 'source', 'days', 'last_day', 'min_upvotes',
            'most', 'marked', 'tag', 'link', 'sender', 'sender_name',
            'recipients', 'feed_id'))
  OR EXISTS (SELECT 1 FROM main.sqlite_master
             WHERE lower(tbl_name) = 'digests' AND sql IS NOT NULL
               AND type IN ('index', 'trigger')
               AND name NOT IN ('digests_inserted', 'digests_renamed')),
  0;

----------------------------------------------------------------- the tables

-- Made anew each time, since an earlier version had no column `marked` and no
-- days that are NULL. A name that the old table has not is one of the row
-- around it.
CREATE TABLE IF NOT EXISTS digests (
  name, title, source, days, last_day, min_upvotes, most, tag, link, sender,
  sender_name, recipients, feed_id);
CREATE TEMP TABLE papers_digests AS
  SELECT name, title, source, days, last_day, min_upvotes, most, tag, link,
         sender, sender_name, recipients, feed_id,
         (SELECT marked FROM main.digests AS i WHERE i.name = o.name) AS marked
  FROM (SELECT *, 0 AS marked FROM main.digests) AS o;
DROP TABLE main.digests;

-- What goes into a mail's header has no character that could end a line.
CREATE TABLE digests (
  name TEXT PRIMARY KEY,
  title TEXT NOT NULL DEFAULT 'Daily papers',
  source TEXT NOT NULL DEFAULT 'listing',
  days INTEGER,
  last_day TEXT,
  min_upvotes INTEGER NOT NULL DEFAULT 0,
  most INTEGER NOT NULL DEFAULT 100,
  marked INTEGER NOT NULL DEFAULT 0,
  tag TEXT,
  link TEXT NOT NULL DEFAULT 'https://huggingface.co/papers',
  sender TEXT NOT NULL DEFAULT 'papers@localhost',
  sender_name TEXT NOT NULL DEFAULT 'Daily papers',
  recipients TEXT,
  feed_id TEXT NOT NULL DEFAULT (lower(
    hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' ||
    substr(hex(randomblob(2)), 2) || '-a' ||
    substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  CONSTRAINT "name, title and sender_name are a line each" CHECK (
    name || title || sender_name NOT GLOB '*[' || char(1) || '-' || char(31) || ']*'),
  CONSTRAINT "source is listing, alerts, trending, rising or tag" CHECK (
    source IN ('listing', 'alerts', 'trending', 'rising', 'tag')),
  CONSTRAINT "a digest of a tag says which: tag" CHECK (
    source <> 'tag' OR coalesce(trim(tag), '') <> ''),
  CONSTRAINT "marked is 1 or 0" CHECK (marked IN (0, 1)),
  CONSTRAINT "days is 1 to 366" CHECK (
    days BETWEEN 1 AND 366 AND days = CAST(days AS INTEGER)),
  CONSTRAINT "min_upvotes is a number" CHECK (
    typeof(min_upvotes) = 'integer'),
  CONSTRAINT "last_day is a day, YYYY-MM-DD" CHECK (
    last_day IS NULL OR date(last_day) IS last_day),
  CONSTRAINT "most is 1 to 1000" CHECK (most BETWEEN 1 AND 1000),
  CONSTRAINT "link is a URL" CHECK (
    (link GLOB 'https://?*' OR link GLOB 'http://?*')
    AND link NOT GLOB '*[^!-~]*' AND link NOT GLOB '*["<>]*'),
  CONSTRAINT "sender is one address" CHECK (
    sender GLOB '?*@?*' AND sender NOT GLOB '*[^-A-Za-z0-9.!#$%&''*+/=?^_`{|}~@]*'
    AND sender NOT GLOB '*@*@*' AND length(sender) <= 254),
  CONSTRAINT "recipients are addresses with commas between" CHECK (
    recipients GLOB '?*@?*'
    AND recipients NOT GLOB '*[^-A-Za-z0-9.!#$%&''*+/=?^_`{|}~@, ]*'
    AND replace(recipients, ', ', ',') NOT GLOB '*[ ]*'
    AND ',' || replace(recipients, ', ', ',') || ',' NOT GLOB '*,,*'
    AND length(recipients) <= 900)
) WITHOUT ROWID;

-- What version 1 let in is made to fit.
INSERT INTO digests (name, title, source, days, last_day, min_upvotes, most,
                     tag, link, sender, sender_name, recipients, feed_id,
                     marked)
SELECT replace(replace(name, char(10), ' '), char(13), ' '), title, source,
       iif(days = 1 AND (SELECT version FROM papers_scripts
                         WHERE script = 'export') = 1, NULL,
           CAST(days AS INTEGER)),
       last_day, CAST(min_upvotes AS INTEGER), most,
       iif(source = 'tag', coalesce(nullif(trim(tag), ''), 'no tag'), tag),
       link, sender, sender_name, recipients, feed_id, iif(marked, 1, 0)
FROM papers_digests;
DROP TABLE temp.papers_digests;
INSERT OR REPLACE INTO papers_scripts VALUES ('export', 2);

-- Base64 by table: three hexadecimal digits of the bytes are two characters of
-- the code. `place` counts the pairs of a line, 0 to 37.
CREATE TABLE IF NOT EXISTS digest_pairs (
  digits TEXT PRIMARY KEY,
  code TEXT NOT NULL
) WITHOUT ROWID;
WITH RECURSIVE numbers (n) AS (
  SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 4095),
signs (signs) AS (
  VALUES ('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'))
INSERT INTO digest_pairs
SELECT printf('%03X', n),
       substr(signs, n / 64 + 1, 1) || substr(signs, n % 64 + 1, 1)
FROM numbers, signs WHERE true
ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS digest_places (place INTEGER PRIMARY KEY);
INSERT INTO digest_places SELECT key FROM json_each('[
  0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]')
WHERE true ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS digest_mails (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL,
  message TEXT NOT NULL,
  made_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
CREATE INDEX IF NOT EXISTS digest_mails_digest ON digest_mails (digest);

CREATE TABLE IF NOT EXISTS digest_mailed (
  digest TEXT NOT NULL,
  paper TEXT NOT NULL,
  mail INTEGER NOT NULL,
  PRIMARY KEY (digest, paper)
) WITHOUT ROWID;

-- The days that the mails of a digest are about: from the newest day when it
-- was made, or the first of its first mail, to the newest day of its last mail.
CREATE TABLE IF NOT EXISTS digest_spans (
  digest TEXT PRIMARY KEY,
  first_day TEXT NOT NULL,
  last_day TEXT
) WITHOUT ROWID;
-- library.sql made it. It stands here so that what refers to it is no second
-- error where it is missing.
CREATE TABLE IF NOT EXISTS library_listings (day, paper, rank);
INSERT INTO digest_spans
SELECT m.digest, min(l.day), max(l.day)
FROM digest_mailed AS m CROSS JOIN library_listings AS l ON l.paper = m.paper
WHERE l.day IS NOT NULL
GROUP BY m.digest
ON CONFLICT DO NOTHING;

INSERT INTO digest_spans (digest, first_day)
SELECT name, coalesce((SELECT max(day) FROM library_listings), date('now'))
FROM digests WHERE true
ON CONFLICT DO NOTHING;

CREATE TRIGGER digests_inserted AFTER INSERT ON digests BEGIN
  INSERT INTO digest_spans (digest, first_day)
  VALUES (NEW.name, coalesce((SELECT max(day) FROM library_listings),
                             date('now')))
  ON CONFLICT DO NOTHING;
END;

-- A digest by a new name is the same digest: what it mailed is not mailed
-- again.
CREATE TRIGGER digests_renamed AFTER UPDATE OF name ON digests
WHEN NEW.name <> OLD.name BEGIN
  UPDATE OR REPLACE digest_mailed SET digest = NEW.name
  WHERE digest = OLD.name;
  UPDATE OR REPLACE digest_spans SET digest = NEW.name
  WHERE digest = OLD.name;
  UPDATE digest_mails SET digest = NEW.name WHERE digest = OLD.name;
END;

------------------------------------------------------------------ the choice

-- The documents begin at `first`, the mail at `since`.
DROP VIEW IF EXISTS main.digest_periods;
CREATE VIEW digest_periods AS
  SELECT d.name AS digest, d.source, d.tag, d.min_upvotes, d.most, d.marked,
         d.last, d.first,
         CASE WHEN s.last_day IS NULL
              THEN min(d.first, max(s.first_day, d.back))
              ELSE max(s.first_day, min(s.last_day, d.back)) END AS since
  FROM (SELECT *,
               date(last, printf('-%d days', coalesce(days, 1) - 1)) AS first,
               date(last, printf('-%d days', coalesce(days, 7) - 1)) AS back
        FROM (SELECT *, coalesce(last_day, (SELECT max(day)
                                            FROM library_listings)) AS last
              FROM digests)) AS d
  JOIN digest_spans AS s ON s.digest = d.name;

-- Every paper of a digest's days and, where it is left out, the reason.
DROP VIEW IF EXISTS main.digest_choices;
CREATE VIEW digest_choices AS
  WITH chosen AS (
    SELECT d.digest, l.paper, max(l.day) AS listed, l.rank, NULL AS score,
           NULL AS trend, NULL AS gained, max(l.day) >= d.first AS on_page
    FROM digest_periods AS d CROSS JOIN library_listings AS l
      ON l.day BETWEEN min(d.first, d.since) AND d.last
    WHERE d.source = 'listing'
    GROUP BY d.digest, l.paper
    UNION ALL
    SELECT digest, paper, listed, NULL,
           (SELECT coalesce(sum(a.weight * m.score), 0)
            FROM alert_matches AS m CROSS JOIN alerts AS a
              ON a.name = m.alert AND a.active
            WHERE m.paper = found.paper), NULL, NULL, on_page
    FROM (SELECT d.digest, m.paper, max(m.listed) AS listed,
                 max(m.listed) >= d.first AS on_page
          FROM digest_periods AS d CROSS JOIN alert_matches AS m
            ON m.listed BETWEEN min(d.first, d.since) AND d.last
          WHERE d.source = 'alerts'
          GROUP BY d.digest, m.paper) AS found
    UNION ALL
    SELECT d.digest, t.paper, t.listed, t.rank, NULL, t.rank, NULL, 1
    FROM digest_periods AS d CROSS JOIN library_trends AS t
    WHERE d.source = 'trending'
      AND t.day = (SELECT max(day) FROM library_trends)
    UNION ALL
    SELECT d.digest, t.paper, (SELECT max(day) FROM library_listings AS l
                               WHERE l.paper = t.paper),
           NULL, NULL, NULL, NULL, 1
    FROM digest_periods AS d CROSS JOIN tags AS t ON t.tag = d.tag
    WHERE d.source = 'tag'
    UNION ALL
    SELECT d.digest, r.paper, (SELECT max(day) FROM library_listings AS l
                               WHERE l.paper = r.paper),
           NULL, NULL, -r.gained, r.gained, 1
    FROM digest_periods AS d CROSS JOIN library_rising AS r
    WHERE d.source = 'rising' AND r.period = 'week')
  SELECT c.digest, c.paper, c.listed, c.rank, c.score, c.trend, c.gained,
         c.on_page,
         p.number, p.upvotes, m.mail, d.most,
         CASE
           WHEN c.score <= 0 THEN 'outweighed'
           WHEN NOT d.marked AND d.source <> 'tag' AND EXISTS (
             SELECT 1 FROM reading_list AS r
             WHERE r.paper = c.paper AND r.state IN ('read', 'skipped'))
           THEN 'read or skipped'
           WHEN coalesce(p.upvotes, 0) < d.min_upvotes
           THEN 'under ' || d.min_upvotes || ' upvotes'
         END AS reason
  FROM chosen AS c
  JOIN digest_periods AS d ON d.digest = c.digest
  LEFT JOIN library_papers AS p ON p.id = c.paper
  LEFT JOIN digest_mailed AS m ON m.digest = c.digest AND m.paper = c.paper;

DROP VIEW IF EXISTS main.digest_left_out;
CREATE VIEW digest_left_out AS
  SELECT c.digest, c.reason, c.paper, p.title, c.listed, c.upvotes, c.score
  FROM digest_choices AS c
  LEFT JOIN library_papers AS p ON p.number = c.number
  WHERE c.reason IS NOT NULL AND c.on_page;

-- `place` counts the papers of the documents, `new_place` those of the mails
-- to come, `papers` and `new_papers` are how many they are.
-- substr() ends a text at a NUL, if somebody kept one: no function here could
-- see what is behind it. A title of nothing but space would be a link that
-- nobody can see: it is the id instead. `why` has the alerts that found the
-- paper, best first, and `query` what finds all their words.
DROP VIEW IF EXISTS main.digest_papers;
CREATE VIEW digest_papers AS
  WITH ordered AS (
    SELECT *,
           row_number() OVER (PARTITION BY digest, on_page
             ORDER BY score DESC, trend, upvotes DESC, rank, paper) AS place,
           count(*) OVER (PARTITION BY digest, on_page) AS papers,
           max(upvotes) OVER (PARTITION BY digest, on_page) AS most_upvotes,
           row_number() OVER (PARTITION BY digest, mail IS NULL
             ORDER BY score DESC, trend, upvotes DESC, rank, paper)
             AS new_place,
           count(*) OVER (PARTITION BY digest, mail IS NULL) AS new_papers
    FROM digest_choices WHERE reason IS NULL)
  SELECT o.digest, o.place, o.paper,
         coalesce(nullif(trim(replace(replace(substr(
           coalesce(p.title, (SELECT m.title FROM alert_matches AS m
                              WHERE m.paper = o.paper)), 1),
           char(10), ' '), char(13), ' '), char(9, 32)), ''), o.paper)
           AS title,
         substr(p.abstract, 1) AS abstract,
         substr(p.ai_summary, 1) AS ai_summary, p.authors, p.author_count,
         substr(p.organization_name, 1) AS organization_name, o.rank,
         o.listed, p.published, p.upvotes, p.comments, p.repo, p.repo_stars,
         o.score, o.gained,
         (SELECT group_concat(alert, ', ') FROM (
            SELECT m.alert FROM alert_matches AS m CROSS JOIN alerts AS a
              ON a.name = m.alert AND a.active AND a.weight > 0
            WHERE o.score IS NOT NULL AND m.paper = o.paper
            ORDER BY a.weight * m.score DESC, m.alert)) AS why,
         (SELECT '(' || group_concat(a.query, ') OR (') || ')'
          FROM alert_matches AS m CROSS JOIN alerts AS a
            ON a.name = m.alert AND a.active AND a.weight > 0
               AND a.field = 'text'
          WHERE o.score IS NOT NULL AND m.paper = o.paper) AS query,
         p.fetched_at,
         max(coalesce(o.listed, ''), coalesce(p.published, ''), coalesce(
           (SELECT changed_at FROM library_changes AS c
            WHERE c.paper = o.paper), p.kept_since, '')) AS changed_at,
         o.most_upvotes, o.papers, o.mail, o.new_place, o.new_papers,
         o.on_page AND o.place <= o.most AS on_page,
         o.mail IS NULL AND o.new_place <= o.most AS in_mail
  FROM ordered AS o LEFT JOIN library_papers AS p ON p.number = o.number
  WHERE o.on_page AND o.place <= o.most
     OR o.mail IS NULL AND o.new_place <= o.most;

-- The papers of a digest in order, and one row without a paper for a digest
-- that has none. Their texts are put into one JSON object, so that what a
-- format does to them is done to all at once, without touching what JSON
-- itself escapes: `texts` lacks the characters that XML and HTML do not allow
-- (while they are taken out, a character that cannot be in JSON stands for the
-- escaped backslash), `x` is escaped for HTML and XML (as text, not in
-- attributes), `m` for Markdown. Links are of characters that mean nothing in
-- any of the formats. MATERIALIZED, because SQLite would do all that again
-- wherever one of the texts is used. Two characters that mean nothing to
-- anybody stand before and behind the words that an alert found, until a
-- format puts its own marks there. A query is given up where it is so long
-- that it might be more than a query may be.
DROP VIEW IF EXISTS main.digest_texts;
CREATE VIEW digest_texts AS
  WITH reasons AS MATERIALIZED (
    SELECT digest, group_concat(papers || ' ' || reason, ', ') AS left_out
    FROM (SELECT digest, reason, count(*) AS papers FROM digest_left_out
          GROUP BY digest, reason)
    GROUP BY digest),
  named AS (
    SELECT d.name AS digest, d.title AS digest_title, d.source, l.left_out,
           replace(d.link, '&', '&amp;') AS digest_link, d.feed_id,
           d.recipients,
           r.first, r.last,
           p.place, p.new_place, p.on_page, p.in_mail, p.paper, p.title,
           p.papers, p.new_papers, p.changed_at, p.gained,
           replace(replace(p.abstract, char(57344), ''), char(57345), '')
             AS abstract,
           replace(replace(p.ai_summary, char(57344), ''), char(57345), '')
             AS ai_summary,
           iif(length(p.query) < 1500, p.query, NULL) AS query,
           p.rank, p.listed, p.published, p.upvotes, p.comments,
           p.repo_stars, p.organization_name, p.why, p.fetched_at,
           p.most_upvotes,
           CASE WHEN p.paper GLOB '*[^-A-Za-z0-9./]*'
                THEN 'https://huggingface.co/papers'
                ELSE 'https://huggingface.co/papers/' || p.paper END AS link,
           CASE WHEN (p.repo GLOB 'https://?*' OR p.repo GLOB 'http://?*')
                 AND p.repo NOT GLOB '*[^-A-Za-z0-9._~:/@+]*'
                THEN p.repo END AS repo,
           CASE WHEN json_valid(p.authors) THEN p.authors ELSE '[]' END
             AS authors
    FROM digests AS d
    JOIN digest_periods AS r ON r.digest = d.name
    LEFT JOIN reasons AS l ON l.digest = d.name
    LEFT JOIN digest_papers AS p ON p.digest = d.name),
  packed AS (
    SELECT *, json_object(
      'digest', digest_title,
      'about', CASE WHEN source = 'trending' THEN 'trending · '
                    WHEN source = 'rising' THEN 'rose in a week · '
                    WHEN source = 'tag' OR last IS NULL THEN ''
                    WHEN first = last THEN last || ' · '
                    ELSE first || ' to ' || last || ' · ' END,
      'title', title,
      'abstract', abstract,
      'marked', iif(query IS NULL, abstract, keyword_highlight(
        abstract, query, char(57344), char(57345))),
      'short', iif(query IS NULL, short, keyword_highlight(
        short, query, char(57344), char(57345))),
      'summary', ai_summary,
      'omitted', left_out,
      'authors', (
        SELECT group_concat(substr(value, 1), ', ') FROM json_each(authors)
        WHERE key < 8) ||
        CASE WHEN json_array_length(authors) > 8
             THEN ' and ' || (json_array_length(authors) - 8) || ' more'
             ELSE '' END,
      'people', json((SELECT json_group_array(substr(value, 1))
                      FROM json_each(authors)
                      WHERE key < 100
                        AND trim(substr(value, 1), char(9, 10, 13, 32)) <> '')),
      'organization', organization_name,
      'why', why) AS packed
    FROM (SELECT *, iif(length(abstract) > 700,
                        substr(abstract, 1, 700) || ' …', abstract) AS short
          FROM named) AS named),
  cleaned AS MATERIALIZED (
    SELECT *,
      CASE WHEN packed NOT GLOB '*\[bfu]*' AND packed NOT GLOB
             '*[' || char(127) || '-' || char(159) || char(65533) || ']*'
      THEN packed ELSE (
        WITH RECURSIVE clean (n, rest) AS (
          SELECT 0, replace(replace(replace(
                      packed, '\\', char(1)), '\b', ''), '\f', '')
          UNION ALL
          SELECT CASE n WHEN 31 THEN 127 WHEN 159 THEN 65534 ELSE n + 1 END,
                 replace(rest, CASE WHEN n < 32 THEN printf('\u%04x', n)
                                    ELSE char(n) END, '')
          FROM clean WHERE n < 65536)
        SELECT replace(rest, char(1), '\\') FROM clean WHERE n = 65536)
      END AS texts
    FROM packed),
  escaped AS MATERIALIZED (
    SELECT *,
           replace(replace(replace(
             texts, '&', '&amp;'), '<', '&lt;'), '>', '&gt;') AS x,
           replace(replace(replace(replace(replace(replace(replace(replace(
           replace(replace(replace(replace(replace(
             json_remove(texts, '$.people'),
             '\\', '\\\\'), '|', '\\|'), '`', '\\`'), '*', '\\*'),
             '_', '\\_'), '#', '\\#'), '$', '\\$'), '~', '\\~'),
             '[', '\\['), ']', '\\]'),
             '&', '&amp;'), '<', '&lt;'), '>', '&gt;') AS m,
           CAST(coalesce(strftime('%s', listed), strftime('%s', published),
                         strftime('%s', changed_at), 0) AS INTEGER) AS moment,
           CAST(coalesce(strftime('%s', changed_at), 0) AS INTEGER) AS changed,
           replace(replace(replace(replace(replace(
             repo, 'https://', ''), 'http://', ''), 'github.com/', ''),
             'huggingface.co/', ''), 'gitlab.com/', '') AS repo_name
    FROM cleaned)
  SELECT * FROM escaped;

----------------------------------------------------------------- the formats

-- The small line of a paper's upvotes, over its last sixty observations.
DROP VIEW IF EXISTS main.digest_lines;
CREATE VIEW digest_lines AS
  SELECT p.id AS paper, (
    SELECT CASE WHEN count(*) > 1 AND max(t1) > max(t0) THEN
      '<svg class="line" viewBox="0 0 80 20" role="img"><title>' ||
      'from ' || max(u0) || ' to ' || max(u1) || ' upvotes, ' ||
      max(first_day) || ' to ' || max(last_day) || '</title>' ||
      '<polyline points="' ||
      group_concat(printf('%.1f,%.1f', 2 + 76 * (t - t0) / (t1 - t0),
                          17 - 14.0 * (u - u0) / max(u1 - u0, 1)), ' ') ||
      '"/></svg>' END
    FROM (
      SELECT t, u,
             min(t) OVER () AS t0, max(t) OVER () AS t1,
             min(u) OVER () AS u0, max(u) OVER () AS u1,
             min(date(t)) OVER () AS first_day,
             max(date(t)) OVER () AS last_day
      FROM (SELECT julianday(o.observed_at) AS t, o.upvotes AS u
            FROM library_observations AS o
            WHERE o.paper = p.id AND o.upvotes IS NOT NULL
            ORDER BY o.observed_at DESC LIMIT 60)
      ORDER BY t)) AS line
  FROM library_papers AS p;

DROP VIEW IF EXISTS main.digest_html;
CREATE VIEW digest_html AS
  WITH pieces AS (
    SELECT digest, digest_link, on_page, papers, fetched_at, x, '<article>
<div class="place">' || place || '</div>
<div>
<h2 dir="auto"><a href="' || link || '">' || json_extract(x, '$.title') ||
  '</a></h2>
' || coalesce('<p class="by" dir="auto">' || json_extract(x, '$.authors') ||
              '</p>
', '') || '<p class="facts">' || coalesce(
    '<span>' || json_extract(x, '$.organization') || '</span>', '') ||
  coalesce('<span>+' || gained || ' in a week</span>', '') ||
  coalesce('<span>#' || rank || coalesce(' on ' || listed, '') || '</span>',
           '') ||
  coalesce('<span><a href="' || repo || '">' || repo_name || '</a>' ||
           coalesce(' ★' || char(160) || repo_stars, '') || '</span>', '') ||
  CASE WHEN comments > 0 THEN '<span>' || comments ||
       CASE comments WHEN 1 THEN ' comment' ELSE ' comments' END ||
       '</span>' ELSE '' END || '</p>
' || coalesce('<p class="why" dir="auto">found by ' ||
              json_extract(x, '$.why') || '</p>
', '') || coalesce('<p dir="auto">' || json_extract(x, '$.summary') || '</p>
', '') || '</div>
<div class="votes">' || coalesce('<span><b>' || upvotes || '</b> <small>' ||
  CASE upvotes WHEN 1 THEN 'upvote' ELSE 'upvotes' END || '</small></span>
<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" ' ||
  'aria-hidden="true"><rect width="' ||
  printf('%.1f', 100.0 * upvotes / max(most_upvotes, 1)) ||
  '" height="6"/></svg>', '') ||
  coalesce((SELECT line FROM digest_lines AS l WHERE l.paper = t.paper), '') ||
  '</div>
' || coalesce('<details><summary>Abstract</summary><p dir="auto">' ||
    replace(replace(replace(json_extract(x, '$.marked'), char(57344), '<mark>'),
                    char(57345), '</mark>'), char(10), '</p>
<p dir="auto">') || '</p></details>
', '') || '</article>
' AS piece
    FROM digest_texts AS t ORDER BY digest, place),
  bodies AS (
    SELECT digest, max(digest_link) AS link,
           max(json_extract(x, '$.digest')) AS title,
           max(json_extract(x, '$.about')) AS about,
           max(json_extract(x, '$.omitted')) AS left_out,
           max(fetched_at) FILTER (WHERE on_page) AS fetched_at,
           max(papers) FILTER (WHERE on_page) AS all_papers,
           count(*) FILTER (WHERE on_page) AS papers,
           group_concat(piece, '') FILTER (WHERE on_page) AS body
    FROM pieces GROUP BY digest)
  SELECT digest, '<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src ''none''; style-src ''unsafe-inline''; img-src data:; base-uri ''none''; form-action ''none''">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>' || title || '</title>
<style>
:root { color-scheme: light dark; --ink: #22201d; --soft: #6b655d;
  --ground: #fbfaf8; --rule: #e3ded6; --link: #0b57a4; --bar: #d97a2b;
  --trough: #ece7df; --mark: #fff0d9 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e4dd; --soft: #a49d92; --ground: #191816;
    --rule: #35322d; --link: #8abdf5; --bar: #e08f4a; --trough: #2c2925;
    --mark: #3a2f20 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
header, main, footer { max-width: 52rem; margin: 0 auto; padding: 0 1.25rem }
header { padding-top: 2.5rem; padding-bottom: 1rem }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; letter-spacing: -.01em }
header p, footer { color: var(--soft) }
header p { margin: .35rem 0 0 }
footer { padding-top: 1.5rem; padding-bottom: 3rem; font-size: .875rem }
article { display: grid; grid-template-columns: 2.5rem minmax(0, 1fr)
  8.5rem; column-gap: 1rem; padding: 1.15rem 0; border-top: 1px solid var(--rule) }
div.place { grid-row: 1 / span 2; color: var(--soft); font-size: 1.1rem;
  font-variant-numeric: tabular-nums; line-height: 1.4; text-align: right }
h2 { margin: 0; font-size: 1.1rem; line-height: 1.4; font-weight: 600;
  unicode-bidi: isolate; display: -webkit-box; -webkit-box-orient: vertical;
  -webkit-line-clamp: 6; overflow: hidden }
h2 a:focus-visible { outline-offset: -2px }
a { color: var(--link); text-decoration: none }
a:hover { text-decoration: underline }
:focus-visible { outline: 2px solid var(--link); outline-offset: 3px;
  border-radius: 2px }
p.by, .facts { margin: .25rem 0 0; color: var(--soft); font-size: .875rem }
p.by { unicode-bidi: isolate }
p.facts span { display: inline-block; margin-right: 1em }
mark { background: var(--mark); color: inherit; font-weight: 600 }
p.why { margin: .5rem 0 0; padding: .35rem .6rem; background: var(--mark);
  border-radius: 4px; font-size: .875rem; white-space: pre-line }
div.votes { grid-row: 1 / span 2; grid-column: 3; text-align: right;
  font-variant-numeric: tabular-nums }
div.votes b { font-size: 1.1rem; line-height: 1.4 }
div.votes small { color: var(--soft); font-size: .8rem }
div.votes svg { display: block; width: 100% }
svg.bar { height: 6px; margin-top: .3rem; border-radius: 3px;
  background: var(--trough) }
svg.bar rect { fill: var(--bar) }
svg.line { height: 32px; margin-top: .35rem }
svg.line polyline { fill: none; stroke: var(--bar); stroke-width: 1.2;
  stroke-linejoin: round; stroke-linecap: round }
details { grid-column: 2; margin-top: .35rem }
summary { width: max-content; color: var(--soft); font-size: .875rem;
  cursor: pointer; padding: .2rem 0 }
details p { margin: .4rem 0 0; max-width: 66ch }
@media (max-width: 38rem) {
  header, main, footer { padding-left: 1rem; padding-right: 1rem }
  article { grid-template-columns: 1.75rem minmax(0, 1fr);
    column-gap: .7rem }
  div.place { grid-row: 1 / span 3 }
  div.votes { grid-row: 2; grid-column: 2; display: flex; gap: .7rem;
    align-items: center; margin-top: .5rem; text-align: left;
    white-space: nowrap }
  div.votes .bar { margin: 0; width: auto; flex: 1 1 4rem; min-width: 2rem }
  div.votes .line { margin: 0; width: 80px; height: 20px; flex: none }
  summary { padding: .6rem 0 } }
@media print { article { break-inside: avoid } }
</style>
</head>
<body>
<header>
<h1>' || title || '</h1>
<p>' || about || papers || coalesce(
    ' of ' || nullif(max(all_papers, papers), papers), '') ||
    CASE papers WHEN 1 THEN ' paper' ELSE ' papers' END || coalesce(
    ' · left out: ' || left_out, '') || '</p>
</header>
<main>
' || coalesce(body, '<p>Nothing here.</p>
') || '</main>
<footer>' || coalesce('Figures as of ' ||
    replace(substr(fetched_at, 1, 16), 'T', ', ') || ' UTC. ', '') ||
    '<a href="' || link || '">Source</a></footer>
</body>
</html>
' AS page
  FROM bodies;

DROP VIEW IF EXISTS main.digest_trends;
CREATE VIEW digest_trends AS
  SELECT page FROM digest_html WHERE digest = 'rising';

DROP VIEW IF EXISTS main.digest_markdown;
CREATE VIEW digest_markdown AS
  WITH pieces AS (
    SELECT digest, on_page, papers, m, '| ' || place || ' | [' ||
    json_extract(m, '$.title') || '](' || link || ') | ' || coalesce(upvotes, '') || ' | ' ||
    coalesce('[' || replace(repo_name, '_', '\_') || '](' || repo || ')' ||
             coalesce(' ★' || char(160) || repo_stars, ''), '') || ' |
' AS line, '
## ' || place || '. ' || json_extract(m, '$.title') || '
' || coalesce('
' || replace(replace(nullif(json_extract(m, '$.authors'), ''),
                     char(10), ' '), char(13), ' ') || '
', '') || coalesce('
+' || gained || ' upvotes in a week
', '') || coalesce('
found by ' || json_extract(m, '$.why') || '
', '') || coalesce('
> ' || replace(replace(json_extract(m, '$.summary'), char(13), ' '), char(10),
               '
> ') || '
', '') || coalesce('
' || replace(replace(replace(replace(json_extract(m, '$.marked'),
               char(57344), '**'), char(57345), '**'), char(13), ' '),
             char(10), '

') || '
', '') AS section
    FROM digest_texts ORDER BY digest, place),
  bodies AS (
    SELECT digest, max(json_extract(m, '$.digest')) AS title,
           max(json_extract(m, '$.about')) AS about,
           max(json_extract(m, '$.omitted')) AS left_out,
           max(papers) FILTER (WHERE on_page) AS all_papers,
           count(*) FILTER (WHERE on_page) AS papers,
           group_concat(line, '') FILTER (WHERE on_page) AS lines,
           group_concat(section, '') FILTER (WHERE on_page) AS sections
    FROM pieces GROUP BY digest)
  SELECT digest, '# ' || title || '

' || about || papers || coalesce(
    ' of ' || nullif(max(all_papers, papers), papers), '') ||
    CASE papers WHEN 1 THEN ' paper' ELSE ' papers' END || coalesce(
    ' · left out: ' || left_out, '') || '
' || coalesce('
| # | Paper | Upvotes | Code |
|--:|:------|--------:|:-----|
' || lines || sections, '') AS page
  FROM bodies;

-- RFC 822's days and months are English, whatever the host speaks.
DROP VIEW IF EXISTS main.digest_rss;
CREATE VIEW digest_rss AS
  WITH pieces AS (
    SELECT digest, digest_link, on_page, moment, x, '<item>
<title>' || json_extract(x, '$.title') || '</title>
<link>' || link || '</link>
<guid isPermaLink="true">' || link || '</guid>
<pubDate>' ||
    substr('SunMonTueWedThuFriSat',
           3 * strftime('%w', moment, 'unixepoch') + 1, 3) ||
    strftime(', %d ', moment, 'unixepoch') ||
    substr('JanFebMarAprMayJunJulAugSepOctNovDec',
           3 * strftime('%m', moment, 'unixepoch') - 2, 3) ||
    strftime(' %Y %H:%M:%S +0000', moment, 'unixepoch') || '</pubDate>
' ||
    -- A description is HTML inside XML: its texts are escaped twice.
    coalesce('<description>' || nullif(replace(replace(replace(
      coalesce('<p>' || json_extract(x, '$.authors') || '</p>', '') ||
      coalesce('<p>' || upvotes || ' upvotes</p>', '') ||
      coalesce('<p><a href="' || repo || '">' || repo_name || '</a></p>',
               '') ||
      coalesce('<p>' || replace(json_extract(x, '$.abstract'), char(10),
                                '</p><p>') || '</p>', ''),
      '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '') || '</description>
', '') || '</item>
' AS piece
    FROM digest_texts ORDER BY digest, place),
  bodies AS (
    SELECT digest, max(digest_link) AS link,
           max(json_extract(x, '$.digest')) AS title,
           max(json_extract(x, '$.about')) AS about,
           max(moment) AS moment,
           count(*) FILTER (WHERE on_page) AS papers,
           group_concat(piece, '') FILTER (WHERE on_page) AS body
    FROM pieces GROUP BY digest)
  SELECT digest, '<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0">
<channel>
<title>' || title || '</title>
<link>' || link || '</link>
<description>' || about || papers ||
    CASE papers WHEN 1 THEN ' paper' ELSE ' papers' END || '</description>
<lastBuildDate>' ||
    substr('SunMonTueWedThuFriSat',
           3 * strftime('%w', moment, 'unixepoch') + 1, 3) ||
    strftime(', %d ', moment, 'unixepoch') ||
    substr('JanFebMarAprMayJunJulAugSepOctNovDec',
           3 * strftime('%m', moment, 'unixepoch') - 2, 3) ||
    strftime(' %Y %H:%M:%S +0000', moment, 'unixepoch') || '</lastBuildDate>
' || coalesce(body, '') || '</channel>
</rss>
' AS page
  FROM bodies;

DROP VIEW IF EXISTS main.digest_atom;
CREATE VIEW digest_atom AS
  WITH pieces AS (
    SELECT digest, digest_link, feed_id, on_page, moment, changed, x,
    '<entry>
<id>' || link || '</id>
<title>' || json_extract(x, '$.title') || '</title>
<link href="' || link || '"/>
' || coalesce('<link rel="related" href="' || repo || '"/>
', '') || '<published>' ||
    strftime('%Y-%m-%dT%H:%M:%SZ', moment, 'unixepoch') || '</published>
<updated>' || strftime('%Y-%m-%dT%H:%M:%SZ', max(moment, changed),
                       'unixepoch') || '</updated>
' || coalesce((
    SELECT group_concat('<author><name>' || value || '</name></author>
', '') FROM json_each(x, '$.people')),
    '<author><name>unknown</name></author>
') || coalesce('<summary>' || json_extract(x, '$.abstract') || '</summary>
', '') || '</entry>
' AS piece
    FROM digest_texts ORDER BY digest, place),
  bodies AS (
    SELECT digest, max(digest_link) AS link, max(feed_id) AS feed_id,
           max(json_extract(x, '$.digest')) AS title,
           max(json_extract(x, '$.about')) AS about,
           max(max(moment), max(changed)) AS moment,
           count(*) FILTER (WHERE on_page) AS papers,
           group_concat(piece, '') FILTER (WHERE on_page) AS body
    FROM pieces GROUP BY digest)
  SELECT digest, '<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>urn:uuid:' || feed_id || '</id>
<title>' || title || '</title>
<subtitle>' || about || papers ||
    CASE papers WHEN 1 THEN ' paper' ELSE ' papers' END || '</subtitle>
<link href="' || link || '"/>
<updated>' || strftime('%Y-%m-%dT%H:%M:%SZ', moment, 'unixepoch') ||
    '</updated>
' || coalesce(body, '') || '</feed>
' AS page
  FROM bodies;

------------------------------------------------------------------- the mail

-- The texts of a mail, each paper a piece of two of them, which say the same.
-- Markup that every mail program shows: no grid, no folding, no drawing.
DROP VIEW IF EXISTS main.digest_mail_pieces;
CREATE VIEW digest_mail_pieces AS
  WITH facts AS (
    SELECT *, json_extract(texts, '$.title') AS plain_title,
           json_extract(x, '$.title') AS html_title,
           upvotes || iif(upvotes = 1, ' upvote', ' upvotes') AS votes,
           'https://arxiv.org/abs/' || paper AS arxiv,
           'https://arxiv.org/pdf/' || paper AS pdf,
           paper NOT GLOB '*[^-A-Za-z0-9./]*' AS has_links,
           count(*) OVER (PARTITION BY digest) AS mailed
    FROM digest_texts WHERE in_mail AND recipients IS NOT NULL)
  SELECT digest, new_place AS place, mailed AS papers,
    json_extract(texts, '$.digest') || ': ' || CASE
      WHEN length(title) <= 80 THEN plain_title
      WHEN plain_title GLOB '*[^ -~]*' THEN substr(plain_title, 1, 79) || '…'
      ELSE substr(plain_title, 1, 77) || '...' END AS subject,
    plain_title || coalesce('
' || nullif(json_extract(texts, '$.authors'), ''), '') || '
' || plain_facts || '
' || link || iif(has_links, '
' || arxiv || '
' || pdf, '') || coalesce('
code: ' || repo || coalesce(' ★' || char(160) || repo_stars, ''), '') ||
    coalesce('
found by ' || json_extract(texts, '$.why'), '') || coalesce('

' || json_extract(texts, '$.summary'), '') || coalesce('

' || replace(replace(json_extract(texts, '$.short'), char(57344), '['),
             char(57345), ']'), '') || '

----
' || iif(new_place = mailed AND new_papers > mailed,
         'and ' || (new_papers - mailed) || ' more in the next mail
', '') AS text,
    CASE new_place WHEN 1 THEN '<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>' || json_extract(x, '$.digest') || '</title></head>
<body style="margin:0 auto;padding:16px;max-width:44rem;' ||
    'font-family:sans-serif;line-height:1.45">
<h1 style="font-size:22px;margin:0 0 16px">' ||
    json_extract(x, '$.digest') || '</h1>
' ELSE '' END ||
    '<h2 dir="auto" style="font-size:17px;margin:24px 0 4px"><a href="' ||
    link || '">' || html_title || '</a></h2>
' || coalesce(
    '<p dir="auto" style="font-size:13px;margin:0;opacity:.75">' ||
    nullif(json_extract(x, '$.authors'), '') || '</p>
', '') || '<p style="font-size:13px;margin:4px 0 0">' || html_facts ||
    iif(has_links, ' · <a href="' || arxiv || '">arXiv</a> · <a href="' ||
                   pdf || '">PDF</a>', '') ||
    coalesce(' · <a href="' || repo || '">' || repo_name || '</a>' ||
             coalesce(' ★' || char(160) || repo_stars, ''), '') || '</p>
' || coalesce('<p dir="auto" style="font-size:13px;margin:4px 0 0">found by '
              || json_extract(x, '$.why') || '</p>
', '') || coalesce(
    '<p dir="auto" style="font-size:14px;margin:8px 0 0"><i>' ||
    replace(json_extract(x, '$.summary'), char(10), '<br>
') || '</i></p>
', '') || coalesce(
    '<p dir="auto" style="font-size:14px;margin:8px 0 0">' ||
    replace(replace(replace(json_extract(x, '$.short'), char(57344), '<b>'),
                    char(57345), '</b>'), char(10), '<br>
') || '</p>
', '') || iif(new_place < mailed, '', iif(new_papers > mailed,
    '<p>and ' || (new_papers - mailed) || ' more in the next mail</p>
', '') || '</body></html>
') AS html
  FROM (
    SELECT *,
           coalesce(listed, date(published), 'no day') ||
           coalesce(' · ' || votes, '') ||
           coalesce(' · +' || gained || ' in a week', '') ||
           coalesce(' · ' || json_extract(texts, '$.organization'), '')
             AS plain_facts,
           coalesce(listed, date(published), 'no day') ||
           coalesce(' · <b>' || upvotes || '</b> ' || ltrim(votes,
                      '0123456789- '), '') ||
           coalesce(' · +' || gained || ' in a week', '') ||
           coalesce(' · ' || json_extract(x, '$.organization'), '')
             AS html_facts
    FROM facts);

-- Base64 in SQL, in lines of 57 bytes. So that the pieces of a body are encoded
-- each for itself, each begins where a line begins: the first bytes of a piece
-- go to the one before, as many as its last line lacks. (Every piece has more
-- than 57.) A header that is ASCII is folded before its words, at most 60
-- characters a line. What else it is becomes encoded words (RFC 2047) of 39
-- bytes or, where a character may be more than one, of nine characters, so
-- that none is cut in the middle and a line has 76 characters at most. Neither
-- can end a header.
-- json_each over a list as long as there are lines counts them.
DROP VIEW IF EXISTS main.digest_mail_lines;
CREATE VIEW digest_mail_lines AS
  WITH pieces AS MATERIALIZED (
    SELECT digest, place, papers, subject, text, html
    FROM digest_mail_pieces),
  texts AS (
    SELECT digest, 'text' AS part, place, CAST(text AS BLOB) AS piece
    FROM pieces
    UNION ALL
    SELECT digest, 'html', place, CAST(html AS BLOB) FROM pieces),
  measured AS (
    SELECT *, lead(piece) OVER bodies AS next,
           (57 - sum(length(piece)) OVER bodies % 57) % 57 AS lacks,
           (57 - (sum(length(piece)) OVER bodies - length(piece)) % 57) % 57
             AS given
    FROM texts WINDOW bodies AS (PARTITION BY digest, part ORDER BY place)),
  words AS (
    SELECT digest, part, piece,
           piece NOT GLOB '*[^ -~]*' AND instr(piece, '=?') = 0
           AND (part = 'subject' AND piece NOT GLOB '*' || replace(
                  printf('%60s', ''), ' ', '[^ ]') || '*'
                OR length(piece) <= 60 AND piece NOT GLOB '*[^A-Za-z0-9 ]*')
             AS plain
    FROM (
      SELECT digest, 'subject' AS part,
             trim(replace(replace(replace(subject, char(13), ' '),
                                  char(10), ' '), char(9), ' ')) ||
             CASE papers WHEN 1 THEN ''
                         ELSE ' and ' || (papers - 1) || ' more' END AS piece
      FROM pieces WHERE place = 1
      UNION ALL
      SELECT name, 'sender', sender_name FROM digests
      WHERE sender_name <> '' AND recipients IS NOT NULL)),
  folded (digest, part, piece, line, start, head) AS (
    SELECT digest, part, piece, -1, 0, '' FROM words WHERE plain
    UNION ALL
    SELECT digest, part, piece, line + 1, start + length(head) + 1, iif(
      length(piece) - start - length(head) <= 60,
      substr(piece, start + length(head) + 1),
      substr(piece, start + length(head) + 1, length(rtrim(
        substr(piece, start + length(head) + 1, 60),
        replace(substr(piece, start + length(head) + 1, 60), ' ', ''))) - 1))
    FROM folded WHERE start + length(head) < length(piece)),
  cuts AS (
    SELECT digest, part, place, 57 AS step, CAST(substr(piece, given + 1) ||
             coalesce(substr(next, 1, lacks), x'') AS BLOB) AS piece
    FROM measured
    UNION ALL
    SELECT digest, part, 0,
           CASE WHEN length(CAST(piece AS BLOB)) = length(piece)
                  OR length(CAST(piece AS BLOB)) <= 39 THEN 39 ELSE 9 END,
           piece
    FROM words WHERE NOT plain),
  lines AS (
    SELECT digest, part, place, l.key AS line,
           hex(CAST(substr(piece, l.key * step + 1, step) AS BLOB)) AS digits
    FROM cuts CROSS JOIN json_each(
      '[0' || replace(hex(zeroblob((length(piece) - 1) / step)), '00', ',0')
      || ']') AS l),
  filled AS MATERIALIZED (
    SELECT digest, part, place, line, (6 - length(digits) % 6) % 6 AS missing,
           digits || substr('0000', 1, (6 - length(digits) % 6) % 6) AS digits
    FROM lines),
  encoded AS MATERIALIZED (
    SELECT digest, part, place, line, missing / 2 AS missing, (
      SELECT group_concat(code, '')
      FROM (SELECT c.code
            FROM digest_places AS n CROSS JOIN digest_pairs AS c
              ON c.digits = substr(f.digits, 3 * n.place + 1, 3)
            WHERE n.place < length(f.digits) / 3 ORDER BY n.place)) AS code
    FROM filled AS f),
  closed AS (
    SELECT digest, part, place, line,
           substr(code, 1, length(code) - missing) ||
           substr('==', 1, missing) AS code
    FROM encoded)
  SELECT digest, part, place, line,
         iif(part IN ('text', 'html'), code, '=?UTF-8?B?' || code || '?=')
           AS code
  FROM closed
  UNION ALL
  SELECT digest, part, 0, line, head FROM folded WHERE line >= 0;

DROP VIEW IF EXISTS main.digest_mail;
CREATE VIEW digest_mail AS
  WITH parts AS (
    SELECT digest,
      group_concat(code, char(10) || ' ') FILTER (WHERE part = 'subject')
        AS subject,
      group_concat(code, char(10) || ' ') FILTER (WHERE part = 'sender')
        AS sender,
      group_concat(code, char(10)) FILTER (WHERE part = 'text') AS text,
      group_concat(code, char(10)) FILTER (WHERE part = 'html') AS html
    FROM (SELECT digest, part, code FROM digest_mail_lines
          ORDER BY digest, part, place, line)
    GROUP BY digest)
  SELECT p.digest,
    'From: ' || coalesce(p.sender || CASE WHEN p.sender GLOB '=[?]*'
                                          THEN char(10) ELSE '' END || ' ',
                         '') ||
    '<' || d.sender || '>
To: ' || replace(replace(d.recipients, ' ', ''), ',', ',
 ') || '
Subject: ' || p.subject || '
Date: ' || substr('SunMonTueWedThuFriSat', 3 * strftime('%w', 'now') + 1, 3) ||
    strftime(', %d ', 'now') ||
    substr('JanFebMarAprMayJunJulAugSepOctNovDec',
           3 * strftime('%m', 'now') - 2, 3) ||
    strftime(' %Y %H:%M:%S +0000', 'now') || '
Message-ID: <' || lower(hex(randomblob(16))) ||
    substr(d.sender, instr(d.sender, '@')) || '>
List-Id: <' || d.feed_id || '.' ||
    substr(d.sender, instr(d.sender, '@') + 1) || '>
MIME-Version: 1.0
Auto-Submitted: auto-generated
Content-Type: multipart/alternative; boundary="papers-digest-part"

--papers-digest-part
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

' || p.text || '

--papers-digest-part
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

' || p.html || '

--papers-digest-part--' AS message
  FROM parts AS p JOIN digests AS d ON d.name = p.digest
  WHERE p.subject IS NOT NULL;

DROP TRIGGER IF EXISTS main.digest_mails_inserted;
CREATE TRIGGER digest_mails_inserted AFTER INSERT ON digest_mails BEGIN
  INSERT INTO digest_mailed (digest, paper, mail)
  SELECT digest, paper, NEW.id FROM digest_papers
  WHERE digest = NEW.digest AND in_mail;
  INSERT INTO digest_spans
  SELECT digest, since, last FROM digest_periods
  WHERE digest = NEW.digest AND last IS NOT NULL
  ON CONFLICT (digest) DO UPDATE
    SET first_day = min(first_day, excluded.first_day),
        last_day = max(coalesce(last_day, ''), excluded.last_day);
  DELETE FROM digest_mails
  WHERE digest = NEW.digest AND id <= (
    SELECT id FROM digest_mails WHERE digest = NEW.digest
    ORDER BY id DESC LIMIT 1 OFFSET 30);
END;

---------------------------------------------------------------- bibliography

-- What pdflatex has no letter for, and the command that it has instead. The
-- longest commands come first, since one may begin with another.
DROP TABLE IF EXISTS main.bibtex_letters;
CREATE TABLE bibtex_letters (
  number INTEGER PRIMARY KEY,
  letter TEXT NOT NULL,
  command TEXT NOT NULL
);
INSERT INTO bibtex_letters (letter, command)
SELECT key, value FROM json_each('{
  "α":"alpha", "β":"beta", "γ":"gamma", "δ":"delta", "ε":"varepsilon",
  "ϵ":"epsilon", "ζ":"zeta", "η":"eta", "θ":"theta", "ι":"iota",
  "κ":"kappa", "λ":"lambda", "μ":"mu", "ν":"nu", "ξ":"xi", "π":"pi",
  "ρ":"rho", "σ":"sigma", "ς":"varsigma", "τ":"tau", "υ":"upsilon",
  "φ":"varphi", "ϕ":"phi", "χ":"chi", "ψ":"psi", "ω":"omega", "Γ":"Gamma",
  "Δ":"Delta", "Θ":"Theta", "Λ":"Lambda", "Ξ":"Xi", "Π":"Pi", "Σ":"Sigma",
  "Υ":"Upsilon", "Φ":"Phi", "Ψ":"Psi", "Ω":"Omega", "ℓ":"ell",
  "∇":"nabla", "∂":"partial", "∞":"infty", "∈":"in ", "≤":"leq", "≥":"geq",
  "≠":"neq", "≈":"approx", "∼":"sim", "→":"rightarrow", "←":"leftarrow",
  "↔":"leftrightarrow", "∘":"circ", "⊕":"oplus", "⊗":"otimes",
  "⋆":"star", "★":"star", "∀":"forall", "∃":"exists", "√":"surd",
  "⟨":"langle", "⟩":"rangle"}')
ORDER BY length(value) DESC, key;

-- Texts stand in one JSON array while they are escaped, as in digest_texts.
-- BibTeX counts braces even behind a backslash, hence \textbraceleft{}. While
-- one character after the other is replaced, ~ and a letter stand for what
-- itself contains such characters. A name with a comma or ` and ` in it is
-- braced as a whole, so that it is one author.
-- Of TeX in a title two kinds are kept: one formula in dollars, of letters,
-- digits and no more than one _ and ^, and a digit behind ^. All else is shown
-- as it stands, so that no title can give a command.
-- ORDER BY key: in their order, and each name is worked out once, not anew
-- wherever it is used.
DROP VIEW IF EXISTS main.bibtex_fields;
CREATE VIEW bibtex_fields AS
  WITH titles AS (
    SELECT id, published, authors, abstract, (
      WITH RECURSIVE said (n, rest) AS (
        SELECT 0, coalesce(nullif(trim(replace(replace(replace(replace(replace(
                    substr(title, 1), char(2), ''), char(3), ''), char(4), ''),
                    char(5), ''), char(6), ''), char(9, 10, 13, 32)), ''), id)
        UNION ALL
        SELECT n + 1, (SELECT replace(rest, '\' || command, letter)
                       FROM bibtex_letters WHERE number = n + 1)
        FROM said
        WHERE instr(rest, '\') AND n < (SELECT max(number)
                                        FROM bibtex_letters))
      SELECT rest FROM said ORDER BY n DESC LIMIT 1) AS title
    FROM library_papers
    WHERE id NOT GLOB '*[^-A-Za-z0-9./]*'),
  formulas AS (
    SELECT *, CASE WHEN length(title) - length(replace(title, '$', '')) = 2
                   THEN substr(title, instr(title, '$') + 1,
                               instr(substr(title, instr(title, '$') + 1), '$')
                               - 1) END AS formula
    FROM titles),
  named AS (
    SELECT id, coalesce(
             strftime('%Y', published),
             CASE WHEN id GLOB '[0-9][0-9][0-9][0-9].*'
                  THEN '20' || substr(id, 1, 2) END) AS year,
           substr('janfebmaraprmayjunjulaugsepoctnovdec',
                  3 * strftime('%m', published) - 2, 3) AS month,
           json_array(
             CASE WHEN formula <> '' AND formula NOT GLOB
                    '*[^-A-Za-z0-9^_+=.' || char(913) || '-' || char(10217)
                    || ']*'
                    AND formula NOT GLOB '*[_^][_^]*'
                    AND formula NOT GLOB '*^*^*' AND formula NOT GLOB '*_*_*'
                    AND formula NOT GLOB '*[_^]'
                  THEN replace(title, '$' || formula || '$', char(4) ||
                         replace(replace(formula, '^', char(5)), '_', char(6))
                         || char(4))
                  ELSE title END,
             (SELECT group_concat(
                CASE WHEN instr(name, ',')
                       OR instr(' ' || lower(name) || ' ', ' and ')
                     THEN char(2) || name || char(3) ELSE name END, ' and ')
              FROM (SELECT trim(replace(replace(replace(replace(replace(
                             substr(value, 1), char(2), ''), char(3), ''),
                             char(9), ' '), char(10), ' '), char(13), ' '))
                             AS name
                    FROM json_each(CASE WHEN json_valid(p.authors)
                                        THEN p.authors ELSE '[]' END)
                    ORDER BY key)
              WHERE name <> ''),
             (SELECT group_concat(replace(tag, ',', ' '), ', ')
              FROM tags AS t WHERE t.paper = p.id),
             substr(abstract, 1),
             (SELECT group_concat(note, ' | ') FROM notes AS n
              WHERE n.paper = p.id)) AS packed
    FROM formulas AS p),
  cleaned AS (
    SELECT id, year, month,
      CASE WHEN packed NOT GLOB '*\[bfu]*' AND packed NOT GLOB
             '*[' || char(127) || '-' || char(159) || char(65533) || ']*'
      THEN packed ELSE (
        WITH RECURSIVE clean (n, rest) AS (
          SELECT 0, replace(replace(replace(
                      packed, '\\', char(1)), '\b', ''), '\f', '')
          UNION ALL
          SELECT CASE n WHEN 1 THEN 7 WHEN 31 THEN 127 WHEN 159 THEN 65534
                        ELSE n + 1 END,
                 replace(rest, CASE WHEN n < 32 THEN printf('\u%04x', n)
                                    ELSE char(n) END, '')
          FROM clean WHERE n < 65536)
        SELECT replace(rest, char(1), '\\') FROM clean WHERE n = 65536)
      END AS texts
    FROM named),
  lettered AS (
    SELECT id, year, month, (
      WITH RECURSIVE named (n, rest) AS (
        SELECT 0, replace(texts, '~', '~t')
        UNION ALL
        SELECT n + 1, (SELECT replace(rest, letter, '~o' || command || '~e')
                       FROM bibtex_letters WHERE number = n + 1)
        FROM named
        WHERE rest GLOB '*[' || char(913) || '-' || char(10217) || ']*'
          AND n < (SELECT max(number) FROM bibtex_letters))
      SELECT rest FROM named ORDER BY n DESC LIMIT 1) AS texts
    FROM cleaned),
  raised AS (
    SELECT id, year, month, (
      WITH RECURSIVE digits (n, rest) AS (
        SELECT 0, texts
        UNION ALL
        SELECT n + 1, CASE WHEN n < 10 THEN
            replace(replace(rest, '^{' || n || '}', '^' || n),
                    '^' || n, '~p' || n || '~e')
          ELSE replace(rest, '~e' || (n - 10), (n - 10) || '~e') END
        FROM digits WHERE n < 20 AND (instr(rest, '^') OR instr(rest, '~p')))
      SELECT rest FROM digits ORDER BY n DESC LIMIT 1) AS texts
    FROM lettered),
  escaped AS (
    SELECT id, year, month,
      replace(replace(replace(replace(replace(replace(replace(replace(
      replace(replace(replace(replace(replace(replace(replace(
      replace(replace(replace(replace(replace(texts,
        '\\', '~b'), '{', '~l'), '}', '~r'), '^', '~c'), '&', '\\&'),
        '%', '\\%'), '$', '\\$'), '#', '\\#'), '_', '\\_'),
        '~b', '\\textbackslash{}'), '~l', '\\textbraceleft{}'),
        '~r', '\\textbraceright{}'), '~c', '\\textasciicircum{}'),
        '~p', '\\textsuperscript{'), '~o', '\\ensuremath{\\'),
        '~e', '}'), '<', '\\ensuremath{<}'), '>', '\\ensuremath{>}'),
        '|', '\\ensuremath{|}'), '~t', '\\textasciitilde{}')
        AS texts
    FROM raised),
  lines AS (
    SELECT id, year, month,
           replace(replace(replace(replace(replace(
             json_extract(texts, '$[0]'), char(10), ' '), char(13), ' '),
             char(4), '$'), char(5), '^'), char(6), '_') AS title,
           replace(replace(json_extract(texts, '$[1]'), char(2), '{'),
                   char(3), '}') AS authors,
           json_extract(texts, '$[2]') AS keywords,
           json_extract(texts, '$[3]') AS abstract,
           json_extract(texts, '$[4]') AS note
    FROM escaped)
  SELECT id AS paper, 'arXiv:' || id AS key, '@misc{arXiv:' || id || ',
  title = {{' || title || '}},
' || coalesce('  author = {' || authors || '},
', '') || coalesce('  year = {' || year || '},
', '') || coalesce('  month = ' || month || ',
', '') || '  eprint = {' || id || '},
  archivePrefix = {arXiv},
  doi = {10.48550/arXiv.' || id || '},
  url = {https://arxiv.org/abs/' || id || '}' ||
         coalesce(',
  keywords = {' || keywords || '}', '') AS fields,
         coalesce(',
  abstract = {' || replace(abstract, char(13), ' ') || '}', '') ||
         coalesce(',
  note = {' || replace(note, char(13), ' ') || '}', '') AS more
  FROM lines;

DROP VIEW IF EXISTS main.bibtex;
CREATE VIEW bibtex AS
  SELECT paper, key, fields || '
}
' AS entry FROM bibtex_fields;

DROP VIEW IF EXISTS main.bibtex_full;
CREATE VIEW bibtex_full AS
  SELECT paper, key, fields || more || '
}
' AS entry FROM bibtex_fields;

-- A line a field, as EndNote, Zotero and Mendeley read it. No text of others
-- ends a line.
DROP VIEW IF EXISTS main.ris;
CREATE VIEW ris AS
  SELECT id AS paper, 'TY  - UNPB
ID  - arXiv:' || id || '
TI  - ' || replace(replace(coalesce(nullif(trim(title), ''), id), char(10),
                           ' '), char(13), ' ') || '
' || coalesce((
    SELECT group_concat('AU  - ' || replace(replace(substr(value, 1), char(10),
                                                    ' '), char(13), ' ') || '
', '') FROM json_each(CASE WHEN json_valid(authors)
                           THEN authors ELSE '[]' END)
    WHERE trim(value) <> ''), '') ||
    coalesce('PY  - ' || strftime('%Y', published) || '
DA  - ' || strftime('%Y/%m/%d', published) || '
', '') || coalesce('AB  - ' || replace(replace(substr(abstract, 1), char(10),
                                               ' '), char(13), ' ') || '
', '') || coalesce((SELECT group_concat('KW  - ' || tag || '
', '') FROM tags AS t WHERE t.paper = p.id), '') || coalesce((
    SELECT group_concat('N1  - ' || replace(replace(note, char(10), ' '),
                                            char(13), ' ') || '
', '') FROM notes AS n WHERE n.paper = p.id), '') || 'DO  - 10.48550/arXiv.' ||
    id || '
UR  - https://arxiv.org/abs/' || id || '
ER  - 
' AS entry
  FROM library_papers AS p
  WHERE id NOT GLOB '*[^-A-Za-z0-9./]*';

-- A bibliography read back: each arXiv id that a field of BibTeX or RIS names
-- is marked, as far as it is not on the list already.
DROP VIEW IF EXISTS main.bibliography;
CREATE VIEW bibliography AS SELECT NULL AS content, NULL AS state WHERE false;
CREATE TRIGGER bibliography_inserted INSTEAD OF INSERT ON bibliography BEGIN
  SELECT RAISE(ABORT, 'bibliography: content is neither BibTeX nor RIS (it is NULL where readfile() found no such file)')
  WHERE NOT coalesce(instr(NEW.content, '@') AND instr(NEW.content, '{')
                     OR instr(NEW.content, '  - '), 0);

  INSERT INTO mark (paper, state)
  SELECT DISTINCT id, coalesce(NEW.state, 'to read')
  FROM (SELECT arxiv_id(value) AS id,
               lower(trim(value, ' ' || char(9))) AS line
        FROM json_each('[' || replace(replace(
          json_quote(replace(CAST(NEW.content AS TEXT), '\', ' ')),
          '\r', '\n'), '\n', '","') || ']'))
  WHERE id IS NOT NULL AND id NOT IN (SELECT paper FROM reading_list)
    AND (line GLOB '@*{*' OR line GLOB 'eprint*=*' OR line GLOB 'doi*=*'
         OR line GLOB 'url*=*' OR line GLOB 'journal*=*'
         OR line GLOB 'arxivid*=*' OR line GLOB 'howpublished*=*'
         OR line GLOB 'number*=*arxiv:*'
         OR line GLOB '[udila][ro1dn]  - *' OR line GLOB 'j[ofa2]  - *'
         OR line GLOB 't2  - *' OR line GLOB 'm1  - *');
END;

---------------------------------------------------------------------- tables

-- No line breaks, lists with semicolons. What a spreadsheet would take for a
-- formula gets an apostrophe in front; an id says arXiv:, since it would be
-- taken for a number without.
DROP VIEW IF EXISTS main.csv_cells;
CREATE VIEW csv_cells AS
  WITH flat AS (
    SELECT p.*,
           (SELECT group_concat(value, '; ')
            FROM json_each(CASE WHEN json_valid(p.authors)
                                THEN p.authors ELSE '[]' END)) AS names,
           (SELECT min(day) FROM library_listings AS l
            WHERE l.paper = p.id) AS listed,
           (SELECT group_concat(tag, '; ') FROM tags AS t
            WHERE t.paper = p.paper) AS tags,
           (SELECT group_concat(replace(note, char(10), ' '), ' | ')
            FROM notes AS n WHERE n.paper = p.paper) AS notes
    FROM (SELECT 1 AS is_kept, p.id AS paper, p.* FROM library_papers AS p
          UNION ALL
          SELECT 0, u.paper, n.* FROM unkept AS u
          LEFT JOIN library_papers AS n ON false) AS p)
  SELECT is_kept, paper AS id, 'arXiv:' || paper AS paper, listed, published,
         CASE WHEN title GLOB '[-=+@]*' THEN '''' ELSE '' END ||
         replace(replace(replace(title, char(10), ' '), char(13), ' '),
                 char(9), ' ') AS title,
         CASE WHEN names GLOB '[-=+@]*' THEN '''' ELSE '' END ||
         replace(replace(replace(names, char(10), ' '), char(13), ' '),
                 char(9), ' ') AS authors,
         author_count,
         CASE WHEN organization_name GLOB '[-=+@]*' THEN '''' ELSE '' END ||
         replace(replace(replace(organization_name, char(10), ' '),
                         char(13), ' '), char(9), ' ') AS organization,
         upvotes, comments, repo, repo_stars,
         (SELECT state FROM reading_list AS r WHERE r.paper = flat.paper)
           AS state,
         CASE WHEN tags GLOB '[-=+@]*' THEN '''' ELSE '' END || tags AS tags,
         CASE WHEN notes GLOB '[-=+@]*' THEN '''' ELSE '' END ||
         replace(replace(notes, char(13), ' '), char(9), ' ') AS notes,
         'https://arxiv.org/abs/' || paper AS url
  FROM flat;

DROP VIEW IF EXISTS main.csv_papers;
CREATE VIEW csv_papers AS
  SELECT paper, listed, published, title, authors, author_count, organization,
         upvotes, comments, repo, repo_stars, state, tags, notes, url
  FROM csv_cells WHERE is_kept;

DROP VIEW IF EXISTS main.csv_reading;
CREATE VIEW csv_reading AS
  SELECT r.priority, r.added, r.moved, c.paper, c.listed, c.published, c.title,
         c.authors, c.author_count, c.organization, c.upvotes, c.comments,
         c.repo, c.repo_stars, c.state, c.tags, c.notes, c.url
  FROM reading_list AS r JOIN csv_cells AS c ON c.id = r.paper;

INSERT INTO digests (name) VALUES ('daily') ON CONFLICT DO NOTHING;
INSERT INTO digests (name, title, source, days, most)
VALUES ('rising', 'What rose', 'rising', NULL, 30) ON CONFLICT DO NOTHING;

------------------------------------------------- stop here, or keep all this

UPDATE OR ROLLBACK papers_lacks SET checked = 1;
DROP TABLE IF EXISTS temp.papers_lacks;

-- After a rollback this pair is an empty transaction, else it ends the one
-- that began at the top; neither is an error.
SAVEPOINT export_sql;
COMMIT;
