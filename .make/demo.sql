
-- 1. The newest day's papers, by upvotes
SELECT rank, upvotes, comments, title
  FROM papers
 WHERE listed = (SELECT listed FROM papers LIMIT 1)
 ORDER BY upvotes DESC
 LIMIT 10;

-- 2. Its week's papers with code
SELECT listed, upvotes, title, repo, repo_stars AS stars
  FROM papers
 WHERE week = (SELECT week FROM papers LIMIT 1) AND repo IS NOT NULL
 ORDER BY upvotes DESC
 LIMIT 10;

-- 3. A search, in the Hub's own ranking
SELECT rank, id, published, title
  FROM papers('world models')
 LIMIT 5;

-- 4. Notes of your own, joined with the live papers
CREATE TEMP TABLE notes(paper TEXT PRIMARY KEY, note TEXT);
INSERT INTO notes
SELECT id, 'read this ' || CASE WHEN upvotes >= 20 THEN 'today'
       ELSE 'one day' END
  FROM papers
 WHERE listed = (SELECT listed FROM papers LIMIT 1)
 LIMIT 3;
SELECT note, title, author_count AS authors, url
  FROM notes JOIN papers ON papers.id = notes.paper;

-- 5. What was requested for all that
SELECT status, cache, bytes, round(milliseconds, 1) AS ms,
       substr(url, instr(url, '/api/')) AS asked
  FROM papers_requests;
