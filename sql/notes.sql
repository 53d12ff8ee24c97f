-- notes.sql: notes, tags and a reading list, joined with the live papers.
--
-- Read this file into any database, in any host that has the papers extension
-- loaded; SQLite 3.38 or newer, with FTS5. It may be read again at any time:
-- tables and their rows stay, views and triggers are made anew. It is one
-- transaction: without the extension nothing is made. (A transaction that is
-- open when it is read is committed first.)
--
-- A paper is named by its arXiv id, '2601.10001', or by a link to it. Times are
-- UTC, as in the table papers.
--
-- To write
--   notes(paper, note)              as many to a paper as you like
--   tags(paper, tag)
--   mark(paper, state [, priority]) 'to read', 'reading', 'read', 'skipped';
--                                   INSERT moves a paper that is on the list
--                                   already; UPDATE and DELETE work too, with
--                                   WHERE paper = an id: arxiv_id() makes one
--                                   of a link
-- To read
--   today      the newest day's listing without what is on the reading list
--   undecided  the same of every day: say which, WHERE listed = ...
--   reading    what is to be read and being read
--   tagged     the papers of a tag: WHERE tag = ...
--   noted      every note with its paper's title
--   reading_live, tagged_live, noted_live  the same with the figures of now
--   notes_search  full text over the notes: WHERE notes_search MATCH ...
--   unkept     your papers whose row is not kept
--
-- A paper that you mark, tag or note is kept, with one request, in the table
-- library_papers, which library.sql shares: `reading`, `tagged` and `noted` are
-- read from there and need no network. A paper that is kept already needs none
-- to be marked either. A paper that the service does not have stays in all of
-- them, without a title. While the service cannot be asked, the first
-- statement that needs it fails, and says that nothing was written; the same
-- statement again, within a minute, keeps what you wrote, and `unkept` has the
-- paper.
-- The views called _live ask the service for all their papers side by side.
-- Where they are more than 400, allow as many:
-- papers_config('max_requests', 2000).

-- What is open is committed first, so that an error below undoes nothing of it.
SAVEPOINT notes_sql;
COMMIT;
SAVEPOINT notes_sql;

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
  checked DEFAULT 0,
  CONSTRAINT "notes.sql: the papers extension is not loaded: load it, then read this file again"
    CHECK (NOT checked OR NOT extension),
  CONSTRAINT "notes.sql: this needs SQLite 3.38 or newer with FTS5"
    CHECK (NOT checked OR NOT sqlite),
  CONSTRAINT "notes.sql: this database has a table or view of its own by one of these names: notes, notes_search, tags, tagged, mark, reading, reading_list, noted, today, undecided, kept, unkept, library_papers: rename it (ALTER TABLE notes RENAME TO my_notes), then read this file again"
    CHECK (NOT checked OR NOT names)
);
-- A name stands in the way where the version that came with it was not read.
INSERT INTO papers_lacks SELECT
  'papers_version' NOT IN (SELECT name FROM pragma_function_list),
  2 > (SELECT count(DISTINCT name) FROM pragma_function_list
       WHERE name IN ('unixepoch', 'fts5')),
  EXISTS (SELECT 1 FROM main.sqlite_master
          WHERE type IN ('table', 'view') AND CASE
            WHEN lower(name) IN ('reading_live', 'tagged_live', 'noted_live',
                                 'unkept', 'kept')
            THEN 2
            ELSE lower(name) IN ('notes', 'tags', 'reading_list', 'mark',
                                 'today', 'undecided', 'reading', 'tagged',
                                 'noted', 'notes_search')
              OR lower(name) = 'library_papers' AND 'library' NOT IN (
                SELECT script FROM main.papers_scripts) END
            > coalesce((SELECT version FROM main.papers_scripts
                        WHERE script = 'notes'), 0)),
  0;

INSERT OR REPLACE INTO papers_scripts VALUES ('notes', 2);

----------------------------------------------------------------- the tables

CREATE TABLE IF NOT EXISTS notes (
  id INTEGER PRIMARY KEY,
  paper TEXT NOT NULL,
  note TEXT NOT NULL,
  written TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  changed TEXT
);
CREATE INDEX IF NOT EXISTS notes_of_paper ON notes (paper);

CREATE TABLE IF NOT EXISTS tags (
  paper TEXT NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (paper, tag) ON CONFLICT IGNORE,
  CONSTRAINT "a tag is a word or more, in one line" CHECK (
    trim(tag) = tag AND tag <> ''
    AND tag NOT GLOB '*[' || char(1) || '-' || char(31) || ']*')
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tags_of_tag ON tags (tag);

CREATE TABLE IF NOT EXISTS reading_list (
  paper TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  priority INTEGER NOT NULL DEFAULT 0,
  added TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  moved TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  CONSTRAINT "state is to read, reading, read or skipped" CHECK (
    state IN ('to read', 'reading', 'read', 'skipped'))
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reading_list_of_state ON reading_list (state);

-- The papers that are kept, with the columns of papers.
CREATE TABLE IF NOT EXISTS library_papers (
  number INTEGER PRIMARY KEY,           -- the rowid in library_search
  id TEXT NOT NULL UNIQUE,
  title TEXT, abstract TEXT,
  authors TEXT, author_count INTEGER,
  published TEXT,
  submitter TEXT, organization TEXT, organization_name TEXT,
  keywords TEXT, ai_summary TEXT,
  repo TEXT, repo_source TEXT, repo_stars INTEGER,
  project_page TEXT, media TEXT, thumbnail TEXT,
  author_participating INTEGER,
  upvotes INTEGER, comments INTEGER,    -- of the newest answer
  fetched_at TEXT,                      -- that answer's time
  kept_since TEXT NOT NULL,
  repo_since TEXT                       -- when `repo` was first seen
);

-- With its own text: INSERT OR REPLACE tells no trigger what it replaces, and
-- an index that reads the text from the notes would then be damaged. Made anew
-- each time, so that it holds what an earlier version indexed otherwise.
DROP TABLE IF EXISTS main.notes_search;
CREATE VIRTUAL TABLE notes_search USING fts5 (
  note, tokenize = 'porter unicode61'
);
INSERT INTO notes_search (rowid, note) SELECT rowid, note FROM notes;

--------------------------------------------------------------- the triggers

-- A paper is kept by its id. Who gives a link, or an id with a version, has a
-- row with the plain id inserted instead.
DROP TRIGGER IF EXISTS main.notes_linked;
CREATE TRIGGER notes_linked BEFORE INSERT ON notes
WHEN arxiv_id(NEW.paper) IS NOT NEW.paper BEGIN
  SELECT RAISE(ABORT, 'notes: neither an arXiv id nor a link to a paper')
  WHERE arxiv_id(NEW.paper) IS NULL;
  INSERT INTO notes (id, paper, note, written, changed)
  VALUES (nullif(NEW.id, -1), arxiv_id(NEW.paper), NEW.note, NEW.written,
          NEW.changed);
  SELECT RAISE(IGNORE);
END;

DROP TRIGGER IF EXISTS main.tags_linked;
CREATE TRIGGER tags_linked BEFORE INSERT ON tags
WHEN arxiv_id(NEW.paper) IS NOT NEW.paper BEGIN
  SELECT RAISE(ABORT, 'tags: neither an arXiv id nor a link to a paper')
  WHERE arxiv_id(NEW.paper) IS NULL;
  INSERT INTO tags VALUES (arxiv_id(NEW.paper), NEW.tag);
  SELECT RAISE(IGNORE);
END;

DROP TRIGGER IF EXISTS main.reading_list_ordered;
CREATE TRIGGER reading_list_ordered BEFORE INSERT ON reading_list BEGIN
  SELECT RAISE(ABORT, 'mark: priority is a whole number')
  WHERE typeof(NEW.priority) <> 'integer';
END;

DROP TRIGGER IF EXISTS main.reading_list_reordered;
CREATE TRIGGER reading_list_reordered
BEFORE UPDATE OF priority ON reading_list BEGIN
  SELECT RAISE(ABORT, 'mark: priority is a whole number')
  WHERE typeof(NEW.priority) <> 'integer';
END;

DROP TRIGGER IF EXISTS main.reading_list_linked;
CREATE TRIGGER reading_list_linked BEFORE INSERT ON reading_list
WHEN arxiv_id(NEW.paper) IS NOT NEW.paper BEGIN
  SELECT RAISE(ABORT, 'mark: neither an arXiv id nor a link to a paper')
  WHERE arxiv_id(NEW.paper) IS NULL;
  INSERT INTO reading_list
  VALUES (arxiv_id(NEW.paper), NEW.state, NEW.priority, NEW.added, NEW.moved);
  SELECT RAISE(IGNORE);
END;

DROP TRIGGER IF EXISTS main.notes_relinked;
CREATE TRIGGER notes_relinked BEFORE UPDATE OF paper ON notes
WHEN arxiv_id(NEW.paper) IS NOT NEW.paper BEGIN
  SELECT RAISE(ABORT, 'notes: paper is an arXiv id: arxiv_id(link) finds it');
END;

DROP TRIGGER IF EXISTS main.tags_relinked;
CREATE TRIGGER tags_relinked BEFORE UPDATE OF paper ON tags
WHEN arxiv_id(NEW.paper) IS NOT NEW.paper BEGIN
  SELECT RAISE(ABORT, 'tags: paper is an arXiv id: arxiv_id(link) finds it');
END;

DROP TRIGGER IF EXISTS main.reading_list_relinked;
CREATE TRIGGER reading_list_relinked BEFORE UPDATE OF paper ON reading_list
WHEN arxiv_id(NEW.paper) IS NOT NEW.paper BEGIN
  SELECT RAISE(ABORT, 'mark: paper is an arXiv id: arxiv_id(link) finds it');
END;

DROP TRIGGER IF EXISTS main.notes_inserted;
CREATE TRIGGER notes_inserted AFTER INSERT ON notes BEGIN
  DELETE FROM notes_search WHERE rowid = NEW.id;
  INSERT INTO notes_search (rowid, note) VALUES (NEW.id, NEW.note);
END;

DROP TRIGGER IF EXISTS main.notes_deleted;
CREATE TRIGGER notes_deleted AFTER DELETE ON notes BEGIN
  DELETE FROM notes_search WHERE rowid = OLD.id;
END;

DROP TRIGGER IF EXISTS main.notes_updated;
CREATE TRIGGER notes_updated AFTER UPDATE OF id, note ON notes BEGIN
  DELETE FROM notes_search WHERE rowid IN (OLD.id, NEW.id);
  INSERT INTO notes_search (rowid, note) VALUES (NEW.id, NEW.note);
  UPDATE notes SET changed = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
  WHERE id = NEW.id;
END;

DROP TRIGGER IF EXISTS main.reading_list_moved;
CREATE TRIGGER reading_list_moved AFTER UPDATE OF state ON reading_list
WHEN NEW.state <> OLD.state BEGIN
  UPDATE reading_list SET moved = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
  WHERE paper = NEW.paper;
END;

-- What a paper's own record has, and no more: the rest would need the listing
-- of its day. Nothing is fetched where this connection is offline or its last
-- request failed a moment ago, so that nobody's note waits for the service.
DROP VIEW IF EXISTS main.kept;
CREATE VIEW kept AS SELECT id AS paper FROM library_papers;
CREATE TRIGGER kept_inserted INSTEAD OF INSERT ON kept
WHEN NOT EXISTS (SELECT 1 FROM library_papers WHERE id = NEW.paper)
 AND NOT papers_config('offline')
 AND NOT coalesce((SELECT coalesce(status, 503) >= 429 AND started_at >=
                          strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-1 minute')
                   FROM papers_requests ORDER BY rowid DESC LIMIT 1), 0)
BEGIN
  INSERT INTO library_papers (
    id, title, abstract, authors, author_count, published, keywords,
    ai_summary, repo, repo_source, repo_stars, project_page, upvotes,
    fetched_at, kept_since, repo_since)
  SELECT id, title, abstract, authors, author_count, published, keywords,
         ai_summary, repo, repo_source, repo_stars, project_page, upvotes,
         fetched_at, fetched_at, iif(repo IS NULL, NULL, fetched_at)
  FROM papers WHERE id = NEW.paper;
END;

DROP TRIGGER IF EXISTS main.notes_kept;
CREATE TRIGGER notes_kept AFTER INSERT ON notes BEGIN
  INSERT INTO kept VALUES (NEW.paper);
END;

DROP TRIGGER IF EXISTS main.tags_kept;
CREATE TRIGGER tags_kept AFTER INSERT ON tags BEGIN
  INSERT INTO kept VALUES (NEW.paper);
END;

DROP TRIGGER IF EXISTS main.reading_list_kept;
CREATE TRIGGER reading_list_kept AFTER INSERT ON reading_list BEGIN
  INSERT INTO kept VALUES (NEW.paper);
END;

DROP VIEW IF EXISTS main.mark;
CREATE VIEW mark AS SELECT paper, state, priority FROM reading_list;

CREATE TRIGGER mark_inserted INSTEAD OF INSERT ON mark BEGIN
  SELECT RAISE(ABORT, 'mark: neither an arXiv id nor a link to a paper')
  WHERE arxiv_id(NEW.paper) IS NULL;
  INSERT INTO reading_list (paper, state, priority)
  VALUES (arxiv_id(NEW.paper), NEW.state, coalesce(NEW.priority, 0))
  ON CONFLICT (paper) DO UPDATE SET
    state = excluded.state, priority = coalesce(NEW.priority, priority);
END;

CREATE TRIGGER mark_updated INSTEAD OF UPDATE ON mark BEGIN
  UPDATE reading_list
  SET paper = NEW.paper, state = NEW.state,
      priority = coalesce(NEW.priority, 0)
  WHERE paper = OLD.paper;
END;

CREATE TRIGGER mark_deleted INSTEAD OF DELETE ON mark BEGIN
  DELETE FROM reading_list WHERE paper = OLD.paper;
END;

------------------------------------------------------------------ the views

DROP VIEW IF EXISTS main.undecided;
CREATE VIEW undecided AS
  SELECT p.listed, p.rank, p.id, p.title, p.upvotes, p.comments,
         p.author_count, p.organization_name, p.repo, p.repo_stars, p.url,
         p.abstract
  FROM papers AS p
  WHERE NOT EXISTS (SELECT 1 FROM reading_list AS r WHERE r.paper = p.id);

-- The newest listing is asked for, not the clock: on a Sunday, and in the
-- morning before the first paper, it is the last day that has papers.
DROP VIEW IF EXISTS main.today;
CREATE VIEW today AS
  SELECT * FROM undecided
  WHERE listed = (SELECT listed FROM papers ORDER BY listed DESC LIMIT 1);

DROP VIEW IF EXISTS main.reading;
CREATE VIEW reading AS
  SELECT r.state, r.priority, r.paper, p.title, p.upvotes, p.repo,
         p.repo_stars, p.organization_name,
         'https://huggingface.co/papers/' || r.paper AS url,
         (SELECT group_concat(tag, ', ') FROM tags AS t
          WHERE t.paper = r.paper) AS tags,
         (SELECT count(*) FROM notes AS n WHERE n.paper = r.paper) AS notes,
         r.added
  FROM reading_list AS r LEFT JOIN library_papers AS p ON p.id = r.paper
  WHERE r.state IN ('to read', 'reading')
  ORDER BY r.state, r.priority DESC, r.added, r.paper;

DROP VIEW IF EXISTS main.tagged;
CREATE VIEW tagged AS
  SELECT t.tag, t.paper, p.title, p.upvotes, p.repo, p.repo_stars,
         'https://huggingface.co/papers/' || t.paper AS url,
         (SELECT state FROM reading_list AS r WHERE r.paper = t.paper)
           AS state
  FROM tags AS t LEFT JOIN library_papers AS p ON p.id = t.paper;

DROP VIEW IF EXISTS main.noted;
CREATE VIEW noted AS
  SELECT n.paper, p.title, n.note, n.written, n.changed,
         'https://huggingface.co/papers/' || n.paper AS url
  FROM notes AS n LEFT JOIN library_papers AS p ON p.id = n.paper
  ORDER BY n.written DESC, n.id DESC;

DROP VIEW IF EXISTS main.unkept;
CREATE VIEW unkept AS
  SELECT paper FROM (SELECT paper FROM reading_list
                     UNION SELECT paper FROM tags
                     UNION SELECT paper FROM notes)
  WHERE paper NOT IN (SELECT id FROM library_papers);

-- MATERIALIZED: the ids go to the service in one list. Left to itself SQLite
-- may prefer to ask for one paper after the other.
DROP VIEW IF EXISTS main.reading_live;
CREATE VIEW reading_live AS
  WITH live AS MATERIALIZED (
    SELECT id, title, upvotes, repo, repo_stars, organization_name, url
    FROM papers
    WHERE id IN (SELECT paper FROM reading_list
                 WHERE state IN ('to read', 'reading')))
  SELECT r.state, r.priority, r.paper, live.title, live.upvotes, live.repo,
         live.repo_stars, live.organization_name, live.url, r.tags, r.notes,
         r.added
  FROM reading AS r LEFT JOIN live ON live.id = r.paper
  ORDER BY r.state, r.priority DESC, r.added, r.paper;

-- One tag after the other, so that WHERE tag = ... asks for its papers only.
DROP VIEW IF EXISTS main.tagged_live;
CREATE VIEW tagged_live AS
  SELECT g.tag, p.id AS paper, p.title, p.upvotes, p.repo, p.repo_stars,
         p.url,
         (SELECT state FROM reading_list AS r WHERE r.paper = p.id) AS state
  FROM (SELECT DISTINCT tag FROM tags) AS g
  CROSS JOIN papers AS p
    ON p.id IN (SELECT paper FROM tags AS t WHERE t.tag = g.tag);

DROP VIEW IF EXISTS main.noted_live;
CREATE VIEW noted_live AS
  WITH live AS MATERIALIZED (
    SELECT id, title, url FROM papers
    WHERE id IN (SELECT paper FROM notes))
  SELECT n.paper, live.title, n.note, n.written, n.changed, live.url
  FROM notes AS n LEFT JOIN live ON live.id = n.paper
  ORDER BY n.written DESC, n.id DESC;

------------------------------------------------- stop here, or keep all this

UPDATE OR ROLLBACK papers_lacks SET checked = 1;
DROP TABLE IF EXISTS temp.papers_lacks;

-- After a rollback this pair is an empty transaction, else it ends the one
-- that began at the top; neither is an error.
SAVEPOINT notes_sql;
COMMIT;
