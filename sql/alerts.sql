-- alerts.sql: saved keyword queries, and what is new for them.
--
-- Read this file in a host that has the papers extension loaded and SQLite
-- with FTS5, whose query language the queries are in. It may be read again at
-- any time: tables and their rows stay, views and triggers are made anew. It
-- is one transaction: without the extension nothing is made. (A transaction
-- that is open when it is read is committed first.)
--
-- To write
--   alerts(name, query [, unless] [, field] [, weight] [, threshold])
--     query      what to find: 'diffusion AND (video OR "3d scene")'
--     field      where: 'text' (the default), a title and its abstract
--                together; 'authors', '"ada byron" OR zola'; 'organization',
--                by login or name; 'keywords', those that the Hub gave
--     unless     a paper that this query finds too is no match
--     weight     what a match counts in alert_ranking; below 0 it counts
--                against a paper
--     threshold  a score below it is no match. The score is keyword_score()
--                of the field and, in a text, twice that of the title alone
--     since      the day from which the next run looks. A new alert begins
--                with the newest listing; set it to look further back
--     active     0 to rest
--   An alert that gets another query, unless, field or threshold forgets what it
--   found: the next run looks at the last seven days again, or from `since`
-- To run, as often as you like:
--   INSERT INTO alert_runs DEFAULT VALUES;
-- It looks at every listing since the last run, and at the six days before its
-- newest, which may have grown; at 300 days at most: where the last run is
-- longer ago, the next one goes on. No match is recorded twice, however often a
-- paper is listed.
-- To read
--   alert_matches  alert, paper, title, listed, score, matched_at, why (the
--                  words found stand in [brackets]) and the run
--   alert_news     the matches of the last run, best first
--   alert_ranking  the newest listing by all alerts together, weighted: what
--                  they push out stands at the end, at 0 and below
--   alert_hits     every match in the live listings: say WHERE listed = ...

-- What is open is committed first, so that an error below undoes nothing of it.
SAVEPOINT alerts_sql;
COMMIT;
SAVEPOINT alerts_sql;

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
  names,
  own,
  checked DEFAULT 0,
  CONSTRAINT "alerts.sql: the papers extension is not loaded: load it, then read this file again"
    CHECK (NOT checked OR NOT extension),
  CONSTRAINT "alerts.sql: this needs SQLite 3.38 or newer with FTS5"
    CHECK (NOT checked OR NOT sqlite),
  CONSTRAINT "alerts.sql: this database has a table or view of its own by one of these names: alerts, alert_runs, alert_matches, alert_news, alert_ranking, alert_hits, alert_checks, alert_definitions: rename it (ALTER TABLE alerts RENAME TO my_alerts), then read this file again"
    CHECK (NOT checked OR NOT names),
  CONSTRAINT "alerts.sql: the table alerts has a column, index or trigger of your own, and is made anew here, without it: keep such columns in a table of your own beside it, drop the rest (ALTER TABLE alerts DROP COLUMN mine, DROP INDEX mine, DROP TRIGGER mine), read this file, and make indexes and triggers again"
    CHECK (NOT checked OR NOT own)
);
-- A name stands in the way where the version that came with it was not read.
INSERT INTO papers_lacks SELECT
  'papers_version' NOT IN (SELECT name FROM pragma_function_list),
  2 > (SELECT count(DISTINCT name) FROM pragma_function_list
       WHERE name IN ('unixepoch', 'fts5')),
  EXISTS (SELECT 1 FROM main.sqlite_master
          WHERE type IN ('table', 'view') AND CASE
            WHEN lower(name) IN ('alert_checks', 'alert_definitions')
            THEN 2
            ELSE lower(name) IN ('alerts', 'alert_runs', 'alert_matches',
                                 'alert_news', 'alert_ranking', 'alert_hits')
            END
            > coalesce((SELECT version FROM main.papers_scripts
                        WHERE script = 'alerts'), 0)),
  EXISTS (SELECT 1 FROM pragma_table_info('alerts', 'main')
          WHERE name NOT IN ('name', 'query', 'unless', 'field', 'weight',
                             'threshold', 'since', 'active'))
  OR EXISTS (SELECT 1 FROM main.sqlite_master
             WHERE lower(tbl_name) = 'alerts' AND sql IS NOT NULL
               AND type IN ('index', 'trigger')
               AND name NOT IN ('alerts_inserted', 'alerts_updated',
                                'alerts_renamed', 'alerts_defined',
                                'alerts_redefined')),
  0;

INSERT OR REPLACE INTO papers_scripts VALUES ('alerts', 2);

----------------------------------------------------------------- the tables

-- Made anew each time, since version 1 had no column `field`. A name that the
-- old table has not is one of the row around it.
CREATE TABLE IF NOT EXISTS alerts (
  name, query, unless, weight, threshold, since, active);
CREATE TEMP TABLE papers_alerts AS
  SELECT name, query, unless, weight, threshold, since, active,
         (SELECT field FROM main.alerts AS i WHERE i.name = o.name) AS field
  FROM (SELECT *, 'text' AS field FROM main.alerts) AS o;
DROP TABLE main.alerts;

CREATE TABLE alerts (
  name TEXT PRIMARY KEY,
  query TEXT NOT NULL,
  unless TEXT,
  field TEXT NOT NULL DEFAULT 'text',
  weight REAL NOT NULL DEFAULT 1,
  threshold REAL NOT NULL DEFAULT 0,
  since TEXT,
  active INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT "field is text, authors, organization or keywords" CHECK (
    field IN ('text', 'authors', 'organization', 'keywords')),
  CONSTRAINT "since is a day, YYYY-MM-DD" CHECK (
    since IS NULL OR date(since) IS since),
  CONSTRAINT "active is 1 or 0" CHECK (active IN (0, 1))
) WITHOUT ROWID;
INSERT INTO alerts (name, query, unless, weight, threshold, since, active,
                    field)
SELECT name, query, unless, weight, threshold, since, iif(active, 1, 0), field
FROM papers_alerts;
DROP TABLE temp.papers_alerts;

CREATE TABLE IF NOT EXISTS alert_runs (
  id INTEGER PRIMARY KEY,
  ran_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  first_day TEXT,
  last_day TEXT,
  matches INTEGER
);

CREATE TABLE IF NOT EXISTS alert_matches (
  alert TEXT NOT NULL,
  paper TEXT NOT NULL,
  title TEXT,
  listed TEXT,
  score REAL,
  why TEXT,
  matched_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  run INTEGER,
  PRIMARY KEY (alert, paper)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS alert_matches_run ON alert_matches (run);
CREATE INDEX IF NOT EXISTS alert_matches_listed ON alert_matches (listed);
CREATE INDEX IF NOT EXISTS alert_matches_paper ON alert_matches (paper);

-- What each alert looked for when its matches were found.
CREATE TABLE IF NOT EXISTS alert_definitions (
  alert TEXT PRIMARY KEY,
  definition TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO alert_definitions
SELECT name, json_array(query, unless, field, threshold) FROM alerts
WHERE true ON CONFLICT DO NOTHING;

------------------------------------------------------------------ the views

-- CROSS JOIN: the papers are read once, and each meets all alerts. The word
-- between two names keeps a phrase from beginning in one and ending in the
-- other.
DROP VIEW IF EXISTS main.alert_hits;
CREATE VIEW alert_hits AS
  WITH texts AS (
    SELECT listed, rank, id AS paper, title, upvotes, url,
           coalesce(title, '') AS heading,
           coalesce(title, '') || char(10) || coalesce(abstract, '')
             AS whole_text,
           replace(authors, '","', '" and "') AS author_lines,
           coalesce(organization, '') || ' and ' ||
           coalesce(organization_name, '') AS organization_lines,
           replace(keywords, '","', '" and "') AS keyword_lines
    FROM papers),
  fields AS (
    SELECT t.*, a.name AS alert, a.query, a.unless, a.weight, a.threshold,
           a.field,
           CASE a.field WHEN 'text' THEN t.whole_text
                        WHEN 'authors' THEN t.author_lines
                        WHEN 'organization' THEN t.organization_lines
                        ELSE t.keyword_lines END AS text
    FROM texts AS t CROSS JOIN alerts AS a
    WHERE a.active),
  scored AS (
    SELECT *, keyword_score(text, query)
           + iif(field = 'text', 2 * keyword_score(heading, query), 0) AS score
    FROM fields)
  SELECT alert, listed, rank, paper, title, upvotes, score, weight,
         keyword_snippet(text, query, '[', ']', '…', 40) AS why, url
  FROM scored
  WHERE keyword_match(text, query)
    AND NOT coalesce(keyword_match(text, unless), 0)
    AND score >= threshold;

DROP VIEW IF EXISTS main.alert_ranking;
CREATE VIEW alert_ranking AS
  SELECT sum(score * weight) AS score, paper, max(title) AS title,
         group_concat(alert, ', ') AS alerts, max(rank) AS rank,
         max(upvotes) AS upvotes, max(url) AS url
  FROM alert_hits
  WHERE listed = (SELECT listed FROM papers ORDER BY listed DESC LIMIT 1)
  GROUP BY paper
  ORDER BY 1 DESC, paper;

DROP VIEW IF EXISTS main.alert_news;
CREATE VIEW alert_news AS
  SELECT alert, paper, title, listed, score, why
  FROM alert_matches
  WHERE run = (SELECT max(id) FROM alert_runs)
  ORDER BY score DESC, paper, alert;

--------------------------------------------------------------- the triggers

-- What an alert may not be is an error here, not in tomorrow's run.
DROP VIEW IF EXISTS main.alert_checks;
CREATE VIEW alert_checks AS SELECT name, query, unless, weight, threshold
  FROM alerts;
CREATE TRIGGER alert_checks_inserted INSTEAD OF INSERT ON alert_checks BEGIN
  SELECT RAISE(ABORT, 'alerts: a name is a word or more, in one line')
  WHERE trim(NEW.name) = ''
     OR NEW.name GLOB '*[' || char(1) || '-' || char(31) || ']*';
  SELECT RAISE(ABORT, 'alerts: a query is a word or more')
  WHERE trim(NEW.query, ' *"()') = '';
  SELECT RAISE(ABORT, 'alerts: weight and threshold are numbers')
  WHERE typeof(NEW.weight) NOT IN ('real', 'integer')
     OR typeof(NEW.threshold) NOT IN ('real', 'integer');
  SELECT RAISE(ABORT, 'alerts: this query can match nothing: it needs a word that is to be there, not only AND, NOT or -')
  WHERE NOT keyword_match(NEW.query);
  SELECT keyword_match(NEW.unless);
END;

DROP TRIGGER IF EXISTS main.alerts_inserted;
CREATE TRIGGER alerts_inserted BEFORE INSERT ON alerts BEGIN
  INSERT INTO alert_checks VALUES (NEW.name, NEW.query, NEW.unless,
                                   NEW.weight, NEW.threshold);
END;

DROP TRIGGER IF EXISTS main.alerts_updated;
CREATE TRIGGER alerts_updated
BEFORE UPDATE OF name, query, unless, weight, threshold ON alerts BEGIN
  INSERT INTO alert_checks VALUES (NEW.name, NEW.query, NEW.unless,
                                   NEW.weight, NEW.threshold);
END;

-- What an alert found by another query is forgotten, also where it was deleted
-- or replaced and is made again.
DROP TRIGGER IF EXISTS main.alerts_defined;
CREATE TRIGGER alerts_defined AFTER INSERT ON alerts BEGIN
  DELETE FROM alert_matches
  WHERE alert = NEW.name AND (
    SELECT definition FROM alert_definitions WHERE alert = NEW.name)
    <> json_array(NEW.query, NEW.unless, NEW.field, NEW.threshold);
  INSERT INTO alert_definitions VALUES (
    NEW.name, json_array(NEW.query, NEW.unless, NEW.field, NEW.threshold))
  ON CONFLICT (alert) DO UPDATE SET definition = excluded.definition;
END;

DROP TRIGGER IF EXISTS main.alerts_redefined;
CREATE TRIGGER alerts_redefined
AFTER UPDATE OF name, query, unless, field, threshold ON alerts BEGIN
  DELETE FROM alert_matches
  WHERE alert IN (OLD.name, NEW.name)
    AND json_array(OLD.query, OLD.unless, OLD.field, OLD.threshold)
     <> json_array(NEW.query, NEW.unless, NEW.field, NEW.threshold);
  INSERT INTO alert_definitions VALUES (
    NEW.name, json_array(NEW.query, NEW.unless, NEW.field, NEW.threshold))
  ON CONFLICT (alert) DO UPDATE SET definition = excluded.definition;
END;

-- An alert by a new name is the same alert: what it found is not found again,
-- and what a deleted one of that name found is forgotten.
DROP TRIGGER IF EXISTS main.alerts_renamed;
CREATE TRIGGER alerts_renamed AFTER UPDATE OF name ON alerts
WHEN NEW.name <> OLD.name BEGIN
  DELETE FROM alert_matches WHERE alert = NEW.name;
  UPDATE alert_matches SET alert = NEW.name
  WHERE alert = OLD.name;
END;

DROP TRIGGER IF EXISTS main.alert_runs_inserted;
CREATE TRIGGER alert_runs_inserted AFTER INSERT ON alert_runs BEGIN
  UPDATE alert_runs
  SET last_day = (SELECT listed FROM papers ORDER BY listed DESC LIMIT 1)
  WHERE id = NEW.id;
  UPDATE alerts
  SET since = (SELECT last_day FROM alert_runs WHERE id = NEW.id)
  WHERE active AND since IS NULL;
  UPDATE alert_runs
  SET first_day = (SELECT min(since) FROM alerts WHERE active)
  WHERE id = NEW.id;
  UPDATE alert_runs
  SET last_day = min(last_day, date(first_day, '+299 days'))
  WHERE id = NEW.id AND first_day IS NOT NULL;

  INSERT INTO alert_matches (alert, paper, title, listed, score, why, run)
  SELECT h.alert, h.paper, h.title, h.listed, h.score, h.why, NEW.id
  FROM alert_hits AS h
  WHERE h.listed >= (SELECT first_day FROM alert_runs WHERE id = NEW.id)
    AND h.listed <= (SELECT last_day FROM alert_runs WHERE id = NEW.id)
    AND h.listed >= (SELECT since FROM alerts WHERE name = h.alert)
  ORDER BY h.listed
  ON CONFLICT (alert, paper) DO NOTHING;

  UPDATE alerts
  SET since = (SELECT max(since, date(last_day, '-6 days'))
               FROM alert_runs WHERE id = NEW.id)
  WHERE active
    AND (SELECT last_day FROM alert_runs WHERE id = NEW.id) IS NOT NULL;
  UPDATE alert_runs
  SET matches = (SELECT count(*) FROM alert_matches WHERE run = NEW.id)
  WHERE id = NEW.id;
END;

------------------------------------------------- stop here, or keep all this

UPDATE OR ROLLBACK papers_lacks SET checked = 1;
DROP TABLE IF EXISTS temp.papers_lacks;

-- After a rollback this pair is an empty transaction, else it ends the one
-- that began at the top; neither is an error.
SAVEPOINT alerts_sql;
COMMIT;
