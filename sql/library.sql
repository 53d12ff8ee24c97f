-- library.sql: keep listings, search them, and see what moves.
--
-- Read notes.sql first, then this file, in a host that has the papers
-- extension loaded. It may be read again at any time: tables and their rows
-- stay, views and triggers are made anew. It is one transaction: where
-- something is missing nothing is made. (A transaction that is open when it is
-- read is committed first.)
--
-- To keep or update a day, a range, single papers, a search, what is trending:
--   INSERT INTO library SELECT * FROM papers WHERE listed = '2026-01-15';
--   INSERT INTO library SELECT * FROM papers
--     WHERE listed >= date('now', '-7 days');
--   INSERT INTO library SELECT * FROM papers WHERE id = '2601.10001';
--   INSERT INTO library SELECT * FROM papers('state space model');
--   INSERT INTO library_trending SELECT * FROM papers WHERE feed = 'trending';
-- and what the other tables say of papers, here of those on the reading list
--   INSERT INTO library_people SELECT * FROM papers_authors
--     WHERE listed >= date('now', '-7 days');
--   INSERT INTO library_comments SELECT * FROM papers_comments
--     WHERE paper IN (SELECT paper FROM reading_list);
--   INSERT INTO library_text SELECT * FROM papers_text
--     WHERE paper IN (SELECT paper FROM reading_list
--                     EXCEPT SELECT paper FROM library_text);
--   INSERT INTO library_artifacts SELECT * FROM papers_artifacts
--     WHERE paper IN (SELECT paper FROM reading_list);
-- Loading again updates: a paper is one row however often it is listed, newer
-- answers replace older ones, a value that an answer lacks stays, and every
-- answer is one more observation of upvotes, comments and stars. A row without
-- a time of fetching (a saved file) is a paper and a place, no observation.
-- The ranks of the trending list are not those of a day: `library` refuses a row
-- of that list.
--
-- To read
--   library           the kept listings with the columns of papers, newest
--                     day first: a query on papers runs on it too, without the
--                     network. A paper that stands in no kept listing (kept by
--                     its id, a search, a mark) is a row without day and rank
--   library_trending  the same of the trending lists
--   library_search    full text over title, abstract and your notes
--   library_days      how many papers a day has
--   library_history   every observation, with the gain since the one before
--   library_rising    what gained most: WHERE period = 'day' or 'week'
--   library_new_repositories  code that appeared in the last week
--   library_top_authors, library_top_organizations  the hundred with most
--   library_relisted  papers that stand in more than one day's listing
--   library_suggestions  the last seven days' papers that are not on your
--                     reading list, by what you read so far: the score, and
--                     the words, authors and keywords that made it
--   library_tastes    what each of them says: 1 is what you read, -1 is what
--                     you skip
--   library_people, library_comments, library_text, library_artifacts
--                     what was kept of papers_authors and so on, with the same
--                     columns; a newer text replaces the whole older one
--   library_replies   comments that were written on a paper since it is on your
--                     reading list, and kept since you looked last:
--                     INSERT INTO library_looks DEFAULT VALUES says that you did
--   library_text_search  full text over the sections of kept texts
--   library_downloads what gained downloads: WHERE period = 'day' or 'week'
-- A day and a week end at the newest observation.
--
-- DELETE FROM library_papers WHERE ... forgets papers and all that hangs on
-- them; notes, tags and the reading list stay.

-- What is open is committed first, so that an error below undoes nothing of it.
SAVEPOINT library_sql;
COMMIT;
SAVEPOINT library_sql;

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
  notes,
  names,
  own,
  checked DEFAULT 0,
  CONSTRAINT "library.sql: the papers extension is not loaded: load it, then read this file again"
    CHECK (NOT checked OR NOT extension),
  CONSTRAINT "library.sql: this needs SQLite 3.38 or newer with FTS5"
    CHECK (NOT checked OR NOT sqlite),
  CONSTRAINT "library.sql: read notes.sql first, then this file"
    CHECK (NOT checked OR NOT notes),
  CONSTRAINT "library.sql: this database has a table or view of its own whose name begins with library: rename it (ALTER TABLE library RENAME TO my_library), then read this file again"
    CHECK (NOT checked OR NOT names),
  CONSTRAINT "library.sql: the table library_listings has a column, index or trigger of your own, and is made anew here, without it: keep such columns in a table of your own beside it, drop the rest (ALTER TABLE library_listings DROP COLUMN mine, DROP INDEX mine, DROP TRIGGER mine), read this file, and make indexes and triggers again"
    CHECK (NOT checked OR NOT own)
);
INSERT INTO papers_lacks SELECT
  'papers_version' NOT IN (SELECT name FROM pragma_function_list),
  2 > (SELECT count(DISTINCT name) FROM pragma_function_list
       WHERE name IN ('unixepoch', 'fts5')),
  'notes' NOT IN (SELECT script FROM main.papers_scripts),
  EXISTS (SELECT 1 FROM main.sqlite_master
          WHERE type IN ('table', 'view') AND CASE
            WHEN lower(name) IN ('library_people', 'library_logins',
                                 'library_comments', 'library_kept_comments',
                                 'library_looks', 'library_replies',
                                 'library_text', 'library_sections',
                                 'library_text_search', 'library_artifacts',
                                 'library_kept_artifacts',
                                 'library_artifact_observations',
                                 'library_downloads')
            THEN 2
            ELSE lower(name) GLOB 'library*'
             AND lower(name) <> 'library_papers' END
            > coalesce((SELECT version FROM main.papers_scripts
                        WHERE script = 'library'), 0)),
  EXISTS (SELECT 1 FROM pragma_table_info('library_listings', 'main')
          WHERE name NOT IN ('day', 'paper', 'rank'))
  OR EXISTS (SELECT 1 FROM main.sqlite_master
             WHERE lower(tbl_name) = 'library_listings' AND sql IS NOT NULL
               AND type IN ('index', 'trigger')
               AND name NOT IN (
                 'library_listings_rank', 'library_listings_paper',
                 'library_listings_newest', 'library_listings_inserted',
                 'library_listings_deleted')),
  0;

INSERT OR REPLACE INTO papers_scripts VALUES ('library', 2);

-- What notes.sql made. They stand here so that what refers to them below is no
-- second error where they are missing.
CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, paper, note);
CREATE TABLE IF NOT EXISTS library_papers (
  number INTEGER PRIMARY KEY, id, title, abstract, authors, organization,
  organization_name, upvotes, repo_since);

----------------------------------------------------------------- the tables

CREATE INDEX IF NOT EXISTS library_papers_repo_since
  ON library_papers (repo_since) WHERE repo_since IS NOT NULL;
CREATE INDEX IF NOT EXISTS library_papers_organization
  ON library_papers (organization, organization_name, upvotes)
  WHERE organization IS NOT NULL;

-- A paper that stands in no listing has a row without day and rank. Made anew
-- each time, since an earlier version knew no such rows.
CREATE TABLE IF NOT EXISTS library_listings (day, paper, rank);
CREATE TEMP TABLE papers_listings AS
  SELECT day, paper, rank FROM main.library_listings;
DROP TABLE main.library_listings;
CREATE TABLE library_listings (
  day TEXT,
  paper TEXT NOT NULL,
  rank INTEGER,
  UNIQUE (day, paper)
);
INSERT INTO library_listings SELECT day, paper, rank FROM papers_listings;
INSERT INTO library_listings (paper)
SELECT id FROM library_papers
WHERE id NOT IN (SELECT paper FROM papers_listings);
DROP TABLE temp.papers_listings;
-- Papers of more than one day, so that they need not be looked for.
CREATE TABLE IF NOT EXISTS library_repeats (paper TEXT PRIMARY KEY)
  WITHOUT ROWID;
INSERT INTO library_repeats
SELECT paper FROM library_listings GROUP BY paper HAVING count(*) > 1
ON CONFLICT DO NOTHING;
CREATE INDEX library_listings_newest ON library_listings (day DESC, rank);
CREATE INDEX library_listings_paper ON library_listings (paper, day);

CREATE TABLE IF NOT EXISTS library_trends (
  day TEXT NOT NULL,                    -- when the list was fetched
  paper TEXT NOT NULL,
  rank INTEGER NOT NULL,
  listed TEXT,
  PRIMARY KEY (day, paper)
) WITHOUT ROWID;

-- When a paper was last given other words, authors or code: what feeds need.
CREATE TABLE IF NOT EXISTS library_changes (
  paper TEXT PRIMARY KEY,
  changed_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS library_observations (
  paper TEXT NOT NULL,
  observed_at TEXT NOT NULL,
  upvotes INTEGER, comments INTEGER, stars INTEGER,
  PRIMARY KEY (paper, observed_at)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS library_observations_time
  ON library_observations (observed_at);

CREATE TABLE IF NOT EXISTS library_authors (
  author TEXT NOT NULL,
  paper TEXT NOT NULL,
  PRIMARY KEY (author, paper)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS library_authors_paper ON library_authors (paper);

-- Counted as papers come and go: counting a million names takes too long.
CREATE TABLE IF NOT EXISTS library_author_counts (
  author TEXT PRIMARY KEY,
  papers INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS library_author_counts_papers
  ON library_author_counts (papers);

CREATE VIRTUAL TABLE IF NOT EXISTS library_search USING fts5 (
  title, abstract, notes, tokenize = 'porter unicode61'
);

-- The authors of papers with what the Hub knows of them.
CREATE TABLE IF NOT EXISTS library_logins (
  paper TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT, login TEXT, full_name TEXT, status TEXT, status_changed TEXT,
  PRIMARY KEY (paper, position)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS library_logins_login ON library_logins (login)
  WHERE login IS NOT NULL;

CREATE TABLE IF NOT EXISTS library_kept_comments (
  number INTEGER PRIMARY KEY AUTOINCREMENT,  -- in the order of keeping
  paper TEXT NOT NULL,
  id TEXT NOT NULL,
  parent TEXT, position INTEGER,
  author TEXT, author_name TEXT, is_owner INTEGER,
  written TEXT, edited INTEGER, edited_at TEXT,
  text TEXT, language TEXT, hidden INTEGER, hidden_reason TEXT,
  reactions TEXT, reaction_count INTEGER, url TEXT,
  fetched_at TEXT,
  UNIQUE (paper, id)
);

-- When you looked at the replies, and the last comment that was kept then.
CREATE TABLE IF NOT EXISTS library_looks (
  id INTEGER PRIMARY KEY,
  looked_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  comment INTEGER
);

CREATE TABLE IF NOT EXISTS library_sections (
  number INTEGER PRIMARY KEY,           -- the rowid in library_text_search
  paper TEXT NOT NULL,
  position INTEGER NOT NULL,
  level INTEGER, heading TEXT, text TEXT, url TEXT,
  fetched_at TEXT,
  UNIQUE (paper, position)
);
CREATE VIRTUAL TABLE IF NOT EXISTS library_text_search USING fts5 (
  heading, text, tokenize = 'porter unicode61'
);

CREATE TABLE IF NOT EXISTS library_kept_artifacts (
  paper TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  position INTEGER,
  author TEXT, likes INTEGER, downloads INTEGER, task TEXT,
  parameters INTEGER, row_count INTEGER, description TEXT, gated TEXT,
  running INTEGER, last_modified TEXT, url TEXT,
  fetched_at TEXT,
  PRIMARY KEY (paper, kind, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS library_kept_artifacts_id
  ON library_kept_artifacts (kind, id);

CREATE TABLE IF NOT EXISTS library_artifact_observations (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  observed_at TEXT NOT NULL,
  likes INTEGER, downloads INTEGER,
  PRIMARY KEY (kind, id, observed_at)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS library_artifact_observations_time
  ON library_artifact_observations (observed_at);

---------------------------------------------------- what follows from a paper

DROP TRIGGER IF EXISTS main.library_papers_inserted;
CREATE TRIGGER library_papers_inserted AFTER INSERT ON library_papers BEGIN
  INSERT INTO library_listings (paper) VALUES (NEW.id);
  INSERT INTO library_search (rowid, title, abstract, notes)
  VALUES (NEW.number, NEW.title, NEW.abstract,
          (SELECT group_concat(note, char(10)) FROM notes
           WHERE paper = NEW.id));
  INSERT INTO library_authors (author, paper)
  SELECT DISTINCT value, NEW.id FROM json_each(NEW.authors)
  WHERE value IS NOT NULL
  ON CONFLICT DO NOTHING;
  INSERT INTO library_observations (paper, observed_at, upvotes, comments,
                                    stars)
  SELECT NEW.id, NEW.fetched_at, NEW.upvotes, NEW.comments, NEW.repo_stars
  WHERE NEW.fetched_at IS NOT NULL
  ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER library_listings_inserted AFTER INSERT ON library_listings
WHEN NEW.day IS NOT NULL BEGIN
  DELETE FROM library_listings WHERE paper = NEW.paper AND day IS NULL;
  INSERT INTO library_repeats
  SELECT NEW.paper FROM library_listings
  WHERE paper = NEW.paper AND day <> NEW.day LIMIT 1
  ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER library_listings_deleted AFTER DELETE ON library_listings
WHEN OLD.day IS NOT NULL BEGIN
  INSERT INTO library_listings (paper)
  SELECT id FROM library_papers
  WHERE id = OLD.paper
    AND id NOT IN (SELECT paper FROM library_listings);
END;

DROP TRIGGER IF EXISTS main.library_papers_reworded;
CREATE TRIGGER library_papers_reworded
AFTER UPDATE OF title, abstract ON library_papers
WHEN NEW.title IS NOT OLD.title OR NEW.abstract IS NOT OLD.abstract BEGIN
  UPDATE library_search SET title = NEW.title, abstract = NEW.abstract
  WHERE rowid = NEW.number;
END;

DROP TRIGGER IF EXISTS main.library_papers_reauthored;
CREATE TRIGGER library_papers_reauthored
AFTER UPDATE OF authors ON library_papers
WHEN NEW.authors IS NOT OLD.authors BEGIN
  DELETE FROM library_authors WHERE paper = NEW.id;
  INSERT INTO library_authors (author, paper)
  SELECT DISTINCT value, NEW.id FROM json_each(NEW.authors)
  WHERE value IS NOT NULL
  ON CONFLICT DO NOTHING;
END;

DROP TRIGGER IF EXISTS main.library_papers_changed;
CREATE TRIGGER library_papers_changed
AFTER UPDATE OF title, abstract, authors, repo ON library_papers
WHEN NEW.title IS NOT OLD.title OR NEW.abstract IS NOT OLD.abstract
  OR NEW.authors IS NOT OLD.authors OR NEW.repo IS NOT OLD.repo BEGIN
  INSERT INTO library_changes
  VALUES (NEW.id, coalesce(NEW.fetched_at,
                           strftime('%Y-%m-%dT%H:%M:%SZ', 'now')))
  ON CONFLICT (paper) DO UPDATE SET changed_at = excluded.changed_at;
END;

DROP TRIGGER IF EXISTS main.library_papers_deleted;
CREATE TRIGGER library_papers_deleted AFTER DELETE ON library_papers BEGIN
  DELETE FROM library_search WHERE rowid = OLD.number;
  DELETE FROM library_authors WHERE paper = OLD.id;
  DELETE FROM library_listings WHERE paper = OLD.id;
  DELETE FROM library_trends WHERE paper = OLD.id;
  DELETE FROM library_changes WHERE paper = OLD.id;
  DELETE FROM library_logins WHERE paper = OLD.id;
  DELETE FROM library_kept_comments WHERE paper = OLD.id;
  DELETE FROM library_sections WHERE paper = OLD.id;
  DELETE FROM library_kept_artifacts WHERE paper = OLD.id;
  DELETE FROM library_observations WHERE paper = OLD.id;
END;

DROP TRIGGER IF EXISTS main.library_authors_inserted;
CREATE TRIGGER library_authors_inserted AFTER INSERT ON library_authors BEGIN
  INSERT INTO library_author_counts VALUES (NEW.author, 1)
  ON CONFLICT (author) DO UPDATE SET papers = papers + 1;
END;

DROP TRIGGER IF EXISTS main.library_authors_deleted;
CREATE TRIGGER library_authors_deleted AFTER DELETE ON library_authors BEGIN
  UPDATE library_author_counts SET papers = papers - 1
  WHERE author = OLD.author;
  DELETE FROM library_author_counts WHERE author = OLD.author AND papers = 0;
END;

DROP TRIGGER IF EXISTS main.library_note_inserted;
CREATE TRIGGER library_note_inserted AFTER INSERT ON notes BEGIN
  UPDATE library_search
  SET notes = (SELECT group_concat(note, char(10)) FROM notes
               WHERE paper = NEW.paper)
  WHERE rowid = (SELECT number FROM library_papers WHERE id = NEW.paper);
END;

DROP TRIGGER IF EXISTS main.library_note_updated;
CREATE TRIGGER library_note_updated AFTER UPDATE OF paper, note ON notes BEGIN
  UPDATE library_search
  SET notes = (SELECT group_concat(note, char(10)) FROM notes
               WHERE paper = (SELECT id FROM library_papers
                              WHERE number = library_search.rowid))
  WHERE rowid IN (SELECT number FROM library_papers
                  WHERE id IN (OLD.paper, NEW.paper));
END;

DROP TRIGGER IF EXISTS main.library_note_deleted;
CREATE TRIGGER library_note_deleted AFTER DELETE ON notes BEGIN
  UPDATE library_search
  SET notes = (SELECT group_concat(note, char(10)) FROM notes
               WHERE paper = OLD.paper)
  WHERE rowid = (SELECT number FROM library_papers WHERE id = OLD.paper);
END;

-- Papers that were kept for the reading list before this file was first read.
INSERT INTO library_search (rowid, title, abstract, notes)
SELECT number, title, abstract,
       (SELECT group_concat(note, char(10)) FROM notes WHERE paper = p.id)
FROM library_papers AS p
WHERE number NOT IN (SELECT rowid FROM library_search);

INSERT INTO library_authors (author, paper)
SELECT DISTINCT a.value, p.id
FROM library_papers AS p CROSS JOIN json_each(p.authors) AS a
WHERE a.value IS NOT NULL
  AND p.id NOT IN (SELECT paper FROM library_authors)
ON CONFLICT DO NOTHING;

------------------------------------------- the listings, to write and to read

-- The year of an ISO week is that of its Thursday.
DROP VIEW IF EXISTS main.library;
CREATE VIEW library AS
  SELECT p.id, p.title, p.abstract, p.authors, p.author_count, p.published,
         l.day AS listed,
         strftime('%Y-W', date(l.day, '-3 days', 'weekday 4')) ||
         printf('%02d', (strftime('%j', date(l.day, '-3 days', 'weekday 4'))
                         + 6) / 7) AS week,
         substr(l.day, 1, 7) AS month, l.rank, p.upvotes, p.comments,
         p.submitter, p.organization, p.organization_name, p.keywords,
         p.ai_summary, p.repo, p.repo_source, p.repo_stars, p.project_page,
         p.media, p.thumbnail, p.author_participating,
         'https://huggingface.co/papers/' || p.id AS url,
         'https://arxiv.org/abs/' || p.id AS arxiv_url,
         'https://arxiv.org/pdf/' || p.id AS pdf_url,
         p.fetched_at, 'library' AS cache
  FROM library_listings AS l JOIN library_papers AS p ON p.id = l.paper
  ORDER BY l.day DESC, l.rank;

CREATE TRIGGER library_inserted INSTEAD OF INSERT ON library BEGIN
  SELECT RAISE(ABORT, 'library: a row without an id cannot be kept: a saved text page has none, the search finds papers by title')
  WHERE NEW.id IS NULL;
  -- A row does not say from which list it is. The requests that may have given
  -- it are those of its `cache` and its time. If they are for both lists, the
  -- place in the stored lists decides; without a cache these are fetched again.
  SELECT RAISE(ABORT, 'library: these are the ranks of the trending list, not of a day: INSERT INTO library_trending SELECT ... keeps them')
  WHERE NEW.rank IS NOT NULL AND NEW.listed IS NOT NULL AND (
    SELECT CASE
      WHEN max(url GLOB '*[?&]sort=trending*') IS NOT 1 THEN 0
      WHEN max(url GLOB '*[?&]date=' || NEW.listed || '*') IS NOT 1 THEN 1
      ELSE NEW.id IS (
             SELECT id FROM papers
             WHERE feed = 'trending' AND max_age = 3153600000
             LIMIT 1 OFFSET CAST(NEW.rank AS INTEGER) - 1)
       AND NEW.rank IS NOT (
             SELECT rank FROM papers
             WHERE listed = NEW.listed AND id = NEW.id
               AND max_age = 3153600000)
      END
    FROM papers_requests
    WHERE cache IS NEW.cache
      AND NEW.fetched_at >= iif(cache = 'network', started_at, '')
      AND NEW.fetched_at <= strftime(
        '%Y-%m-%dT%H:%M:%SZ', started_at,
        coalesce(milliseconds / 1000 + 1, 86400) || ' seconds'));

  INSERT INTO library_papers (
    id, title, abstract, authors, author_count, published, submitter,
    organization, organization_name, keywords, ai_summary, repo, repo_source,
    repo_stars, project_page, media, thumbnail, author_participating,
    upvotes, comments, fetched_at, kept_since, repo_since)
  VALUES (
    NEW.id, NEW.title, NEW.abstract, NEW.authors, NEW.author_count,
    NEW.published, NEW.submitter, NEW.organization, NEW.organization_name,
    NEW.keywords, NEW.ai_summary, NEW.repo, NEW.repo_source, NEW.repo_stars,
    NEW.project_page, NEW.media, NEW.thumbnail, NEW.author_participating,
    NEW.upvotes, NEW.comments, NEW.fetched_at,
    coalesce(NEW.fetched_at, strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    CASE WHEN NEW.repo IS NOT NULL THEN
      coalesce(NEW.fetched_at, strftime('%Y-%m-%dT%H:%M:%SZ', 'now')) END)
  ON CONFLICT (id) DO UPDATE SET
    title = coalesce(excluded.title, title),
    abstract = coalesce(excluded.abstract, abstract),
    authors = coalesce(excluded.authors, authors),
    author_count = coalesce(excluded.author_count, author_count),
    published = coalesce(excluded.published, published),
    submitter = coalesce(excluded.submitter, submitter),
    organization = coalesce(excluded.organization, organization),
    organization_name = coalesce(excluded.organization_name,
                                 organization_name),
    keywords = coalesce(excluded.keywords, keywords),
    ai_summary = coalesce(excluded.ai_summary, ai_summary),
    repo = coalesce(excluded.repo, repo),
    repo_source = coalesce(excluded.repo_source, repo_source),
    repo_stars = CASE WHEN excluded.repo <> repo THEN excluded.repo_stars
                      ELSE coalesce(excluded.repo_stars, repo_stars) END,
    project_page = coalesce(excluded.project_page, project_page),
    media = coalesce(excluded.media, media),
    thumbnail = coalesce(excluded.thumbnail, thumbnail),
    author_participating = coalesce(excluded.author_participating,
                                    author_participating),
    upvotes = coalesce(excluded.upvotes, upvotes),
    comments = coalesce(excluded.comments, comments),
    fetched_at = excluded.fetched_at,
    repo_since = coalesce(repo_since, excluded.repo_since)
  WHERE library_papers.fetched_at IS NULL
     OR excluded.fetched_at >= library_papers.fetched_at;

  -- A paper's own record has no rank, and a search result no day.
  INSERT INTO library_listings (day, paper, rank)
  SELECT NEW.listed, NEW.id, NEW.rank
  WHERE NEW.rank IS NOT NULL AND date(NEW.listed) = NEW.listed
  ON CONFLICT (day, paper) DO UPDATE SET rank = excluded.rank;

  INSERT INTO library_observations (paper, observed_at, upvotes, comments,
                                    stars)
  SELECT NEW.id, NEW.fetched_at, NEW.upvotes, NEW.comments, NEW.repo_stars
  WHERE NEW.fetched_at IS NOT NULL
  ON CONFLICT (paper, observed_at) DO UPDATE SET
    upvotes = coalesce(excluded.upvotes, upvotes),
    comments = coalesce(excluded.comments, comments),
    stars = coalesce(excluded.stars, stars);
END;

DROP VIEW IF EXISTS main.library_trending;
CREATE VIEW library_trending AS
  SELECT p.id, p.title, p.abstract, p.authors, p.author_count, p.published,
         t.listed,
         strftime('%Y-W', date(t.listed, '-3 days', 'weekday 4')) ||
         printf('%02d',
                (strftime('%j', date(t.listed, '-3 days', 'weekday 4'))
                 + 6) / 7) AS week,
         substr(t.listed, 1, 7) AS month, t.rank, p.upvotes, p.comments,
         p.submitter, p.organization, p.organization_name, p.keywords,
         p.ai_summary, p.repo, p.repo_source, p.repo_stars, p.project_page,
         p.media, p.thumbnail, p.author_participating,
         'https://huggingface.co/papers/' || p.id AS url,
         'https://arxiv.org/abs/' || p.id AS arxiv_url,
         'https://arxiv.org/pdf/' || p.id AS pdf_url,
         p.fetched_at, 'library' AS cache
  FROM library_trends AS t JOIN library_papers AS p ON p.id = t.paper
  WHERE t.day = (SELECT max(day) FROM library_trends);

CREATE TRIGGER library_trending_inserted
INSTEAD OF INSERT ON library_trending BEGIN
  -- Without its rank, which is not that of a day's listing.
  INSERT INTO library VALUES (
    NEW.id, NEW.title, NEW.abstract, NEW.authors, NEW.author_count,
    NEW.published, NEW.listed, NEW.week, NEW.month, NULL, NEW.upvotes,
    NEW.comments, NEW.submitter, NEW.organization, NEW.organization_name,
    NEW.keywords, NEW.ai_summary, NEW.repo, NEW.repo_source, NEW.repo_stars,
    NEW.project_page, NEW.media, NEW.thumbnail, NEW.author_participating,
    NEW.url, NEW.arxiv_url, NEW.pdf_url, NEW.fetched_at, NEW.cache);
  INSERT INTO library_trends (day, paper, rank, listed)
  SELECT date(coalesce(NEW.fetched_at, 'now')), NEW.id, NEW.rank, NEW.listed
  WHERE NEW.rank IS NOT NULL
  ON CONFLICT (day, paper) DO UPDATE SET rank = excluded.rank;
END;

---------------------------------------- the other tables, to write and to read

DROP VIEW IF EXISTS main.library_people;
CREATE VIEW library_people AS
  SELECT l.day AS listed,
         strftime('%Y-W', date(l.day, '-3 days', 'weekday 4')) ||
         printf('%02d', (strftime('%j', date(l.day, '-3 days', 'weekday 4'))
                         + 6) / 7) AS week,
         substr(l.day, 1, 7) AS month, a.paper, a.position, a.name, a.login,
         a.full_name, a.status, a.status_changed, p.title
  FROM library_logins AS a
  LEFT JOIN library_listings AS l ON l.paper = a.paper
  LEFT JOIN library_papers AS p ON p.id = a.paper;

-- The first author of a paper comes first: what is kept of it goes then.
CREATE TRIGGER library_people_inserted INSTEAD OF INSERT ON library_people BEGIN
  DELETE FROM library_logins WHERE paper = NEW.paper AND NEW.position = 1;
  INSERT INTO library_logins
  VALUES (NEW.paper, NEW.position, NEW.name, NEW.login, NEW.full_name,
          NEW.status, NEW.status_changed)
  ON CONFLICT (paper, position) DO UPDATE SET
    name = excluded.name, login = excluded.login,
    full_name = excluded.full_name, status = excluded.status,
    status_changed = excluded.status_changed;
END;

DROP VIEW IF EXISTS main.library_comments;
CREATE VIEW library_comments AS
  SELECT paper, id, parent, position, author, author_name, is_owner, written,
         edited, edited_at, text, language, hidden, hidden_reason, reactions,
         reaction_count, url, fetched_at, 'library' AS cache
  FROM library_kept_comments;

CREATE TRIGGER library_comments_inserted
INSTEAD OF INSERT ON library_comments BEGIN
  SELECT RAISE(ABORT, 'library: a comment without an id cannot be kept: leave it out with WHERE id IS NOT NULL')
  WHERE NEW.id IS NULL;
  INSERT INTO library_kept_comments (
    paper, id, parent, position, author, author_name, is_owner, written,
    edited, edited_at, text, language, hidden, hidden_reason, reactions,
    reaction_count, url, fetched_at)
  VALUES (
    NEW.paper, NEW.id, NEW.parent, NEW.position, NEW.author, NEW.author_name,
    NEW.is_owner, NEW.written, NEW.edited, NEW.edited_at, NEW.text,
    NEW.language, NEW.hidden, NEW.hidden_reason, NEW.reactions,
    NEW.reaction_count, NEW.url, NEW.fetched_at)
  ON CONFLICT (paper, id) DO UPDATE SET
    parent = excluded.parent, position = excluded.position,
    author = excluded.author, author_name = excluded.author_name,
    is_owner = excluded.is_owner, written = excluded.written,
    edited = excluded.edited, edited_at = excluded.edited_at,
    text = excluded.text, language = excluded.language,
    hidden = excluded.hidden, hidden_reason = excluded.hidden_reason,
    reactions = excluded.reactions, reaction_count = excluded.reaction_count,
    url = excluded.url, fetched_at = excluded.fetched_at
  WHERE library_kept_comments.fetched_at IS NULL
     OR excluded.fetched_at >= library_kept_comments.fetched_at;
END;

DROP TRIGGER IF EXISTS main.library_looks_inserted;
CREATE TRIGGER library_looks_inserted AFTER INSERT ON library_looks BEGIN
  UPDATE library_looks
  SET comment = (SELECT max(number) FROM library_kept_comments)
  WHERE id = NEW.id;
END;

DROP VIEW IF EXISTS main.library_text;
CREATE VIEW library_text AS
  SELECT paper, position, level, heading, text, url, fetched_at,
         'library' AS cache
  FROM library_sections;

CREATE TRIGGER library_text_inserted INSTEAD OF INSERT ON library_text BEGIN
  DELETE FROM library_sections
  WHERE paper = NEW.paper AND fetched_at < NEW.fetched_at;
  INSERT INTO library_sections (paper, position, level, heading, text, url,
                                fetched_at)
  VALUES (NEW.paper, NEW.position, NEW.level, NEW.heading, NEW.text, NEW.url,
          NEW.fetched_at)
  ON CONFLICT (paper, position) DO NOTHING;
END;

DROP TRIGGER IF EXISTS main.library_sections_inserted;
CREATE TRIGGER library_sections_inserted AFTER INSERT ON library_sections BEGIN
  INSERT INTO library_text_search (rowid, heading, text)
  VALUES (NEW.number, NEW.heading, NEW.text);
END;

DROP TRIGGER IF EXISTS main.library_sections_deleted;
CREATE TRIGGER library_sections_deleted AFTER DELETE ON library_sections BEGIN
  DELETE FROM library_text_search WHERE rowid = OLD.number;
END;

DROP TRIGGER IF EXISTS main.library_kept_artifacts_deleted;
CREATE TRIGGER library_kept_artifacts_deleted
AFTER DELETE ON library_kept_artifacts
WHEN NOT EXISTS (SELECT 1 FROM library_kept_artifacts
                 WHERE kind = OLD.kind AND id = OLD.id) BEGIN
  DELETE FROM library_artifact_observations
  WHERE kind = OLD.kind AND id = OLD.id;
END;

DROP VIEW IF EXISTS main.library_artifacts;
CREATE VIEW library_artifacts AS
  SELECT paper, kind, position, id, author, likes, downloads, task, parameters,
         row_count, description, gated, running, last_modified, url, fetched_at,
         'library' AS cache
  FROM library_kept_artifacts;

CREATE TRIGGER library_artifacts_inserted
INSTEAD OF INSERT ON library_artifacts BEGIN
  SELECT RAISE(ABORT, 'library: a model, dataset or Space without an id cannot be kept: leave it out with WHERE id IS NOT NULL')
  WHERE NEW.id IS NULL;
  INSERT INTO library_kept_artifacts
  VALUES (NEW.paper, NEW.kind, NEW.id, NEW.position, NEW.author, NEW.likes,
          NEW.downloads, NEW.task, NEW.parameters, NEW.row_count,
          NEW.description, NEW.gated, NEW.running, NEW.last_modified, NEW.url,
          NEW.fetched_at)
  ON CONFLICT (paper, kind, id) DO UPDATE SET
    position = excluded.position, author = excluded.author,
    likes = coalesce(excluded.likes, likes),
    downloads = coalesce(excluded.downloads, downloads),
    task = coalesce(excluded.task, task),
    parameters = coalesce(excluded.parameters, parameters),
    row_count = coalesce(excluded.row_count, row_count),
    description = coalesce(excluded.description, description),
    gated = coalesce(excluded.gated, gated),
    running = coalesce(excluded.running, running),
    last_modified = coalesce(excluded.last_modified, last_modified),
    url = excluded.url, fetched_at = excluded.fetched_at
  WHERE library_kept_artifacts.fetched_at IS NULL
     OR excluded.fetched_at >= library_kept_artifacts.fetched_at;
  INSERT INTO library_artifact_observations
  SELECT NEW.kind, NEW.id, NEW.fetched_at, NEW.likes, NEW.downloads
  WHERE NEW.fetched_at IS NOT NULL
  ON CONFLICT DO NOTHING;
END;

-------------------------------------------------------------- what they show

DROP VIEW IF EXISTS main.library_days;
CREATE VIEW library_days AS
  SELECT day, count(*) AS papers FROM library_listings
  WHERE day IS NOT NULL GROUP BY day ORDER BY day DESC;

DROP VIEW IF EXISTS main.library_history;
CREATE VIEW library_history AS
  SELECT o.paper, p.title, o.observed_at, o.upvotes, o.comments, o.stars,
         o.upvotes - (SELECT b.upvotes FROM library_observations AS b
                      WHERE b.paper = o.paper
                        AND b.observed_at < o.observed_at
                      ORDER BY b.observed_at DESC LIMIT 1) AS gained
  FROM library_observations AS o JOIN library_papers AS p ON p.id = o.paper;

-- A paper is measured from its last observation before the period, or from its
-- first where it is younger.
DROP VIEW IF EXISTS main.library_rising;
CREATE VIEW library_rising AS
  WITH periods (period, since) AS (
    SELECT 'day', strftime('%Y-%m-%dT%H:%M:%SZ', max(observed_at), '-1 day')
    FROM library_observations
    UNION ALL
    SELECT 'week', strftime('%Y-%m-%dT%H:%M:%SZ', max(observed_at), '-7 days')
    FROM library_observations),
  seen AS (
    SELECT period, paper, since, max(observed_at) AS last
    FROM periods CROSS JOIN library_observations ON observed_at > since
    GROUP BY period, paper),
  bounds AS (
    SELECT period, paper, last,
           coalesce((SELECT max(o.observed_at) FROM library_observations AS o
                     WHERE o.paper = seen.paper
                       AND o.observed_at <= seen.since),
                    (SELECT min(o.observed_at) FROM library_observations AS o
                     WHERE o.paper = seen.paper)) AS first
    FROM seen)
  SELECT s.period, s.paper, p.title,
         b.upvotes - a.upvotes AS gained,
         b.comments - a.comments AS comments_gained,
         b.stars - a.stars AS stars_gained,
         b.upvotes, s.first AS since, s.last AS until, p.repo
  FROM bounds AS s
  CROSS JOIN library_observations AS a
    ON a.paper = s.paper AND a.observed_at = s.first
  CROSS JOIN library_observations AS b
    ON b.paper = s.paper AND b.observed_at = s.last
  CROSS JOIN library_papers AS p ON p.id = s.paper
  WHERE b.upvotes > a.upvotes
  ORDER BY s.period, gained DESC, s.paper;

-- The same of the downloads of models and datasets. The Hub counts none of a
-- Space.
DROP VIEW IF EXISTS main.library_downloads;
CREATE VIEW library_downloads AS
  WITH periods (period, since) AS (
    SELECT 'day', strftime('%Y-%m-%dT%H:%M:%SZ', max(observed_at), '-1 day')
    FROM library_artifact_observations
    UNION ALL
    SELECT 'week', strftime('%Y-%m-%dT%H:%M:%SZ', max(observed_at), '-7 days')
    FROM library_artifact_observations),
  seen AS (
    SELECT period, kind, id, since, max(observed_at) AS last
    FROM periods CROSS JOIN library_artifact_observations
      ON observed_at > since
    GROUP BY period, kind, id),
  bounds AS (
    SELECT period, kind, id, last,
           coalesce((SELECT max(o.observed_at)
                     FROM library_artifact_observations AS o
                     WHERE o.kind = seen.kind AND o.id = seen.id
                       AND o.observed_at <= seen.since),
                    (SELECT min(o.observed_at)
                     FROM library_artifact_observations AS o
                     WHERE o.kind = seen.kind AND o.id = seen.id)) AS first
    FROM seen)
  SELECT s.period, s.kind, s.id, b.downloads - a.downloads AS gained,
         b.likes - a.likes AS likes_gained, b.downloads, b.likes,
         s.first AS since, s.last AS until,
         (SELECT min(k.paper) FROM library_kept_artifacts AS k
          WHERE k.kind = s.kind AND k.id = s.id) AS paper
  FROM bounds AS s
  CROSS JOIN library_artifact_observations AS a
    ON a.kind = s.kind AND a.id = s.id AND a.observed_at = s.first
  CROSS JOIN library_artifact_observations AS b
    ON b.kind = s.kind AND b.id = s.id AND b.observed_at = s.last
  WHERE b.downloads > a.downloads
  ORDER BY s.period, gained DESC, s.kind, s.id;

DROP VIEW IF EXISTS main.library_replies;
CREATE VIEW library_replies AS
  SELECT c.paper, p.title, c.written, c.author, c.text,
         (SELECT q.author FROM library_kept_comments AS q
          WHERE q.paper = c.paper AND q.id = c.parent) AS answers, c.url
  FROM library_kept_comments AS c
  CROSS JOIN reading_list AS r ON r.paper = c.paper
  LEFT JOIN library_papers AS p ON p.id = c.paper
  WHERE c.number > coalesce((SELECT max(comment) FROM library_looks), 0)
    AND r.state <> 'skipped' AND c.written > r.added AND c.hidden IS NOT 1
  ORDER BY c.written DESC;

-- `late` is 1 where the paper was known before its code was.
DROP VIEW IF EXISTS main.library_new_repositories;
CREATE VIEW library_new_repositories AS
  SELECT p.id AS paper, p.title, p.repo, p.repo_source, p.repo_stars,
         p.repo_since, p.repo_since > p.kept_since AS late, p.upvotes
  FROM library_papers AS p
  WHERE p.repo_since >= (
    SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(observed_at), '-7 days')
    FROM library_observations)
  ORDER BY late DESC, p.repo_since DESC, p.id;

DROP VIEW IF EXISTS main.library_top_authors;
CREATE VIEW library_top_authors AS
  SELECT author, papers FROM library_author_counts
  ORDER BY papers DESC, author LIMIT 100;

DROP VIEW IF EXISTS main.library_top_organizations;
CREATE VIEW library_top_organizations AS
  SELECT organization, max(organization_name) AS organization_name,
         count(*) AS papers, sum(upvotes) AS upvotes
  FROM library_papers WHERE organization IS NOT NULL
  GROUP BY organization
  ORDER BY papers DESC, organization LIMIT 100;

DROP VIEW IF EXISTS main.library_relisted;
CREATE VIEW library_relisted AS
  SELECT l.paper, p.title, l.times, l.first_day, l.last_day
  FROM (SELECT paper, count(*) AS times, min(day) AS first_day,
               max(day) AS last_day
        FROM library_listings
        WHERE paper IN (SELECT paper FROM library_repeats)
        GROUP BY paper HAVING count(*) > 1) AS l
  JOIN library_papers AS p ON p.id = l.paper;

-- What is compared: authors, the keywords that the Hub gave, the longer words
-- of the title; of the papers that were marked last, and of the last days'.
DROP VIEW IF EXISTS main.library_features;
CREATE VIEW library_features AS
  WITH compared AS MATERIALIZED (
    SELECT p.id, p.title, p.authors, p.keywords
    FROM (SELECT paper FROM (SELECT paper FROM reading_list
                             ORDER BY moved DESC LIMIT 300)
          UNION
          SELECT paper FROM library_listings
          WHERE day > (SELECT date(max(day), '-7 days')
                       FROM library_listings)) AS c
    CROSS JOIN library_papers AS p ON p.id = c.paper)
  SELECT c.id AS paper, 'author' AS kind, a.value AS feature
  FROM compared AS c CROSS JOIN json_each(c.authors) AS a
  UNION ALL
  SELECT c.id, 'keyword', lower(k.value)
  FROM compared AS c CROSS JOIN json_each(c.keywords) AS k
  UNION ALL
  SELECT c.id, 'word', w.value
  FROM compared AS c CROSS JOIN json_each('[' || replace(json_quote(
    replace(replace(replace(replace(replace(replace(replace(
      lower(c.title), ':', ' '), ',', ' '), '.', ' '), '?', ' '), '(', ' '),
      ')', ' '), '-', ' ')), ' ', '","') || ']') AS w
  WHERE length(w.value) > 3;

-- How much more often a feature stands in what is read, or is to be, than in
-- what was skipped, as shares of each. The constant keeps what was seen once
-- from saying as much as what was seen often.
DROP VIEW IF EXISTS main.library_tastes;
CREATE VIEW library_tastes AS
  WITH features AS MATERIALIZED (
    SELECT f.kind, f.feature, r.state = 'skipped' AS skipped, f.paper
    FROM library_features AS f CROSS JOIN reading_list AS r
      ON r.paper = f.paper),
  shares AS (
    SELECT skipped, 1.0 / count(DISTINCT paper) AS share
    FROM features GROUP BY skipped)
  SELECT f.kind, f.feature, sum(NOT f.skipped) AS liked,
         sum(f.skipped) AS skipped,
         sum(iif(f.skipped, -s.share, s.share)) / (sum(s.share) + 0.03)
           AS weight
  FROM features AS f CROSS JOIN shares AS s ON s.skipped = f.skipped
  GROUP BY f.kind, f.feature;

-- Tastes and the features of the papers to rate are sorted together, so that
-- each feature meets its taste: SQLite would make no index for a join.
DROP VIEW IF EXISTS main.library_suggestions;
CREATE VIEW library_suggestions AS
  WITH sorted AS (
    SELECT kind, feature, NULL AS paper, weight FROM library_tastes
    UNION ALL
    SELECT kind, feature, paper, NULL FROM library_features
    WHERE paper NOT IN (SELECT paper FROM reading_list)),
  reasons AS (
    SELECT paper, kind || ' ' || feature AS reason, weight
    FROM (SELECT paper, kind, feature,
                 max(weight) OVER (PARTITION BY kind, feature) AS weight
          FROM sorted)
    WHERE paper IS NOT NULL AND weight IS NOT NULL
    ORDER BY paper, abs(weight) DESC),
  scores AS (
    SELECT paper, sum(weight) AS score,
           group_concat(printf('%s (%+.1f)', reason, weight), ', ') AS why
    FROM reasons GROUP BY paper)
  SELECT s.paper, p.title, (SELECT max(day) FROM library_listings AS l
                            WHERE l.paper = s.paper) AS listed,
         s.score, s.why, p.upvotes
  FROM scores AS s JOIN library_papers AS p ON p.id = s.paper
  ORDER BY s.score DESC, p.upvotes DESC, s.paper;

------------------------------------------------- stop here, or keep all this

UPDATE OR ROLLBACK papers_lacks SET checked = 1;
DROP TABLE IF EXISTS temp.papers_lacks;

-- After a rollback this pair is an empty transaction, else it ends the one
-- that began at the top; neither is an error.
SAVEPOINT library_sql;
COMMIT;
