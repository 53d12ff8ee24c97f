SELECT rank, id, title FROM papers WHERE listed = '2026-07-30' ORDER BY rank LIMIT 3
SELECT listed, count(*), sum(upvotes) FROM papers WHERE week = '2026-W30' GROUP BY listed ORDER BY listed
SELECT rank, id, title FROM papers('agents') LIMIT 3
SELECT rank, id FROM papers WHERE papers MATCH 'agents' AND author_count > 2 ORDER BY rank LIMIT 2
SELECT rank, id, title FROM papers WHERE feed = 'trending' LIMIT 2
SELECT id, title, repo_stars FROM papers WHERE id IN ('2607.18003', '2607.18004', '2607.18006') ORDER BY id
WITH mine(paper, note) AS (VALUES ('2607.22001', 'read'), ('0000.00000', 'gone')) SELECT note, listed, title FROM mine LEFT JOIN papers ON papers.id = mine.paper ORDER BY note
SELECT position, name FROM papers_authors WHERE paper = '2607.22001' ORDER BY position
SELECT kind, owner, name, url FROM repo_links('see github.com/a-b/c and https://arxiv.org/abs/2601.10000v2')
SELECT author_count('A. Ito, Zoë Ba and 5 more') AS authors, arxiv_id('arXiv:2601.10000v2') AS id, keyword_match('graph agents', 'agent*') AS match
