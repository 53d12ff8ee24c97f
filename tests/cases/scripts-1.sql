-- A database that version 1 of the scripts made, as the shell's .dump writes
-- it, without the rows of digest_pairs, which the scripts fill.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE papers_scripts (
  script TEXT PRIMARY KEY,
  version INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO papers_scripts VALUES('alerts',1);
INSERT INTO papers_scripts VALUES('export',1);
INSERT INTO papers_scripts VALUES('library',1);
INSERT INTO papers_scripts VALUES('notes',1);
CREATE TABLE notes (
  id INTEGER PRIMARY KEY,
  paper TEXT NOT NULL,
  note TEXT NOT NULL,
  written TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  changed TEXT,
  CONSTRAINT "paper is an arXiv id: arxiv_id(link) finds it" CHECK (
    paper GLOB '[0-9][0-9][0-9][0-9].[0-9][0-9][0-9][0-9]'
    OR paper GLOB '[0-9][0-9][0-9][0-9].[0-9][0-9][0-9][0-9][0-9]'
    OR paper GLOB '[a-z]*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9]')
);
INSERT INTO notes VALUES(1,'2603.00001','a note','2026-03-02T10:00:00Z',NULL);
INSERT INTO notes VALUES(2,'2603.00099','on a paper that is not kept','2026-03-02T11:00:00Z',NULL);
CREATE TABLE tags (
  paper TEXT NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (paper, tag) ON CONFLICT IGNORE,
  CONSTRAINT "paper is an arXiv id: arxiv_id(link) finds it" CHECK (
    paper GLOB '[0-9][0-9][0-9][0-9].[0-9][0-9][0-9][0-9]'
    OR paper GLOB '[0-9][0-9][0-9][0-9].[0-9][0-9][0-9][0-9][0-9]'
    OR paper GLOB '[a-z]*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
  CONSTRAINT "a tag is a word or more, in one line" CHECK (
    trim(tag) = tag AND tag <> ''
    AND tag NOT GLOB '*[' || char(1) || '-' || char(31) || ']*')
) WITHOUT ROWID;
INSERT INTO tags VALUES('2603.00001','graphs');
INSERT INTO tags VALUES('2603.00099','graphs');
CREATE TABLE reading_list (
  paper TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  priority INTEGER NOT NULL DEFAULT 0,
  added TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  moved TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  CONSTRAINT "paper is an arXiv id: arxiv_id(link) finds it" CHECK (
    paper GLOB '[0-9][0-9][0-9][0-9].[0-9][0-9][0-9][0-9]'
    OR paper GLOB '[0-9][0-9][0-9][0-9].[0-9][0-9][0-9][0-9][0-9]'
    OR paper GLOB '[a-z]*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
  CONSTRAINT "state is to read, reading, read or skipped" CHECK (
    state IN ('to read', 'reading', 'read', 'skipped'))
) WITHOUT ROWID;
INSERT INTO reading_list VALUES('2603.00001','read',1,'2026-03-02T10:00:00Z','2026-03-02T10:00:00Z');
INSERT INTO reading_list VALUES('2603.00002','to read',2,'2026-03-02T10:00:00Z','2026-03-02T10:00:00Z');
INSERT INTO reading_list VALUES('2603.00099','to read',0,'2026-03-02T10:00:00Z','2026-03-02T10:00:00Z');
CREATE TABLE IF NOT EXISTS 'notes_search_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO notes_search_data VALUES(1,X'0209');
INSERT INTO notes_search_data VALUES(10,X'000000000101010001010101');
INSERT INTO notes_search_data VALUES(137438953473,X'000000450230610102020102030102697302020601046b65707402020801036e6f7402020704016501020301026f6e02020201057061706572020204010474686174020205040907090806070a');
CREATE TABLE IF NOT EXISTS 'notes_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO notes_search_idx VALUES(1,X'',2);
CREATE TABLE IF NOT EXISTS 'notes_search_content'(id INTEGER PRIMARY KEY, c0);
INSERT INTO notes_search_content VALUES(1,'a note');
INSERT INTO notes_search_content VALUES(2,'on a paper that is not kept');
CREATE TABLE IF NOT EXISTS 'notes_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
INSERT INTO notes_search_docsize VALUES(1,X'02');
INSERT INTO notes_search_docsize VALUES(2,X'07');
CREATE TABLE IF NOT EXISTS 'notes_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO notes_search_config VALUES('version',4);
CREATE TABLE library_papers (
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
INSERT INTO library_papers VALUES(1,'2603.00001','Paper 1 on graphs','An abstract of graphs.','["Ada Byron","Li Wei"]',2,NULL,NULL,NULL,NULL,NULL,NULL,'https://github.com/a/b1',NULL,1,NULL,NULL,NULL,NULL,5,1,'2026-03-01T20:00:00Z','2026-03-01T10:00:00Z','2026-03-01T20:00:00Z');
INSERT INTO library_papers VALUES(2,'2603.00002','Paper 2 on graphs','An abstract of graphs.','["Ada Byron","Li Wei"]',2,NULL,NULL,NULL,NULL,NULL,NULL,'https://github.com/a/b2',NULL,2,NULL,NULL,NULL,NULL,8,1,'2026-03-01T20:00:00Z','2026-03-01T10:00:00Z','2026-03-01T20:00:00Z');
INSERT INTO library_papers VALUES(3,'2603.00003','Paper 3 on graphs','An abstract of graphs.','["Ada Byron","Li Wei"]',2,NULL,NULL,NULL,NULL,NULL,NULL,'https://github.com/a/b3',NULL,3,NULL,NULL,NULL,NULL,11,1,'2026-03-04T21:00:00Z','2026-03-02T10:00:00Z','2026-03-02T20:00:00Z');
INSERT INTO library_papers VALUES(4,'2603.00004','Paper 4 on graphs','An abstract of graphs.','["Ada Byron","Li Wei"]',2,NULL,NULL,NULL,NULL,NULL,NULL,'https://github.com/a/b4',NULL,4,NULL,NULL,NULL,NULL,14,1,'2026-03-02T20:00:00Z','2026-03-02T10:00:00Z','2026-03-02T20:00:00Z');
INSERT INTO library_papers VALUES(5,'2603.00005','Paper 5 on graphs','An abstract of graphs.','["Ada Byron","Li Wei"]',2,NULL,NULL,NULL,NULL,NULL,NULL,'https://github.com/a/b5',NULL,5,NULL,NULL,NULL,NULL,17,1,'2026-03-03T20:00:00Z','2026-03-03T10:00:00Z','2026-03-03T20:00:00Z');
INSERT INTO library_papers VALUES(6,'2603.00006','Paper 6 on graphs','An abstract of graphs.','["Ada Byron","Li Wei"]',2,NULL,NULL,NULL,NULL,NULL,NULL,'https://github.com/a/b6',NULL,6,NULL,NULL,NULL,NULL,20,1,'2026-03-03T20:00:00Z','2026-03-03T10:00:00Z','2026-03-03T20:00:00Z');
INSERT INTO library_papers VALUES(7,'2603.00007','Paper 7 on graphs','An abstract of graphs.','["Ada Byron","Li Wei"]',2,NULL,NULL,NULL,NULL,NULL,NULL,'https://github.com/a/b7',NULL,7,NULL,NULL,NULL,NULL,23,1,'2026-03-04T20:00:00Z','2026-03-04T10:00:00Z','2026-03-04T20:00:00Z');
INSERT INTO library_papers VALUES(8,'2603.00008','Paper 8 on graphs','An abstract of graphs.','["Ada Byron","Li Wei"]',2,NULL,NULL,NULL,NULL,NULL,NULL,'https://github.com/a/b8',NULL,8,NULL,NULL,NULL,NULL,26,1,'2026-03-04T20:00:00Z','2026-03-04T10:00:00Z','2026-03-04T20:00:00Z');
INSERT INTO library_papers VALUES(9,'2603.00090','Trending alone',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-03-04T21:00:00Z','2026-03-04T21:00:00Z',NULL);
CREATE TABLE library_listings (
  day TEXT NOT NULL,
  paper TEXT NOT NULL,
  rank INTEGER NOT NULL,
  PRIMARY KEY (day, paper)
) WITHOUT ROWID;
INSERT INTO library_listings VALUES('2026-03-01','2603.00001',1);
INSERT INTO library_listings VALUES('2026-03-01','2603.00002',2);
INSERT INTO library_listings VALUES('2026-03-02','2603.00003',3);
INSERT INTO library_listings VALUES('2026-03-02','2603.00004',4);
INSERT INTO library_listings VALUES('2026-03-03','2603.00005',5);
INSERT INTO library_listings VALUES('2026-03-03','2603.00006',6);
INSERT INTO library_listings VALUES('2026-03-04','2603.00007',7);
INSERT INTO library_listings VALUES('2026-03-04','2603.00008',8);
CREATE TABLE library_trends (
  day TEXT NOT NULL,                    -- when the list was fetched
  paper TEXT NOT NULL,
  rank INTEGER NOT NULL,
  listed TEXT,
  PRIMARY KEY (day, paper)
) WITHOUT ROWID;
INSERT INTO library_trends VALUES('2026-03-04','2603.00003',1,'2026-03-02');
INSERT INTO library_trends VALUES('2026-03-04','2603.00090',2,'2026-02-02');
CREATE TABLE library_observations (
  paper TEXT NOT NULL,
  observed_at TEXT NOT NULL,
  upvotes INTEGER, comments INTEGER, stars INTEGER,
  PRIMARY KEY (paper, observed_at)
) WITHOUT ROWID;
INSERT INTO library_observations VALUES('2603.00001','2026-03-01T10:00:00Z',3,1,NULL);
INSERT INTO library_observations VALUES('2603.00001','2026-03-01T20:00:00Z',5,1,1);
INSERT INTO library_observations VALUES('2603.00002','2026-03-01T10:00:00Z',6,1,NULL);
INSERT INTO library_observations VALUES('2603.00002','2026-03-01T20:00:00Z',8,1,2);
INSERT INTO library_observations VALUES('2603.00003','2026-03-02T10:00:00Z',9,1,NULL);
INSERT INTO library_observations VALUES('2603.00003','2026-03-02T20:00:00Z',11,1,3);
INSERT INTO library_observations VALUES('2603.00003','2026-03-04T21:00:00Z',NULL,NULL,NULL);
INSERT INTO library_observations VALUES('2603.00004','2026-03-02T10:00:00Z',12,1,NULL);
INSERT INTO library_observations VALUES('2603.00004','2026-03-02T20:00:00Z',14,1,4);
INSERT INTO library_observations VALUES('2603.00005','2026-03-03T10:00:00Z',15,1,NULL);
INSERT INTO library_observations VALUES('2603.00005','2026-03-03T20:00:00Z',17,1,5);
INSERT INTO library_observations VALUES('2603.00006','2026-03-03T10:00:00Z',18,1,NULL);
INSERT INTO library_observations VALUES('2603.00006','2026-03-03T20:00:00Z',20,1,6);
INSERT INTO library_observations VALUES('2603.00007','2026-03-04T10:00:00Z',21,1,NULL);
INSERT INTO library_observations VALUES('2603.00007','2026-03-04T20:00:00Z',23,1,7);
INSERT INTO library_observations VALUES('2603.00008','2026-03-04T10:00:00Z',24,1,NULL);
INSERT INTO library_observations VALUES('2603.00008','2026-03-04T20:00:00Z',26,1,8);
INSERT INTO library_observations VALUES('2603.00090','2026-03-04T21:00:00Z',NULL,NULL,NULL);
CREATE TABLE library_authors (
  author TEXT NOT NULL,
  paper TEXT NOT NULL,
  PRIMARY KEY (author, paper)
) WITHOUT ROWID;
INSERT INTO library_authors VALUES('Ada Byron','2603.00001');
INSERT INTO library_authors VALUES('Li Wei','2603.00001');
INSERT INTO library_authors VALUES('Ada Byron','2603.00002');
INSERT INTO library_authors VALUES('Li Wei','2603.00002');
INSERT INTO library_authors VALUES('Ada Byron','2603.00003');
INSERT INTO library_authors VALUES('Li Wei','2603.00003');
INSERT INTO library_authors VALUES('Ada Byron','2603.00004');
INSERT INTO library_authors VALUES('Li Wei','2603.00004');
INSERT INTO library_authors VALUES('Ada Byron','2603.00005');
INSERT INTO library_authors VALUES('Li Wei','2603.00005');
INSERT INTO library_authors VALUES('Ada Byron','2603.00006');
INSERT INTO library_authors VALUES('Li Wei','2603.00006');
INSERT INTO library_authors VALUES('Ada Byron','2603.00007');
INSERT INTO library_authors VALUES('Li Wei','2603.00007');
INSERT INTO library_authors VALUES('Ada Byron','2603.00008');
INSERT INTO library_authors VALUES('Li Wei','2603.00008');
CREATE TABLE library_author_counts (
  author TEXT PRIMARY KEY,
  papers INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO library_author_counts VALUES('Ada Byron',8);
INSERT INTO library_author_counts VALUES('Li Wei',8);
CREATE TABLE IF NOT EXISTS 'library_search_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO library_search_data VALUES(1,X'09222002');
INSERT INTO library_search_data VALUES(10,X'00000000010a0a000a0101010201010301010401010501010601010701010801010901010a0101');
INSERT INTO library_search_data VALUES(137438953473,X'0000004702303101020301086162737472616374010601010302016e01060101020105677261706801080501010501026f66010601010402016e0102040105706170657201020204060f080d0906');
INSERT INTO library_search_data VALUES(274877906945,X'0000004702303202020301086162737472616374020601010302016e02060101020105677261706802080501010501026f66020601010402016e0202040105706170657202020204060f080d0906');
INSERT INTO library_search_data VALUES(412316860417,X'0000004702303303020301086162737472616374030601010302016e03060101020105677261706803080501010501026f66030601010402016e0302040105706170657203020204060f080d0906');
INSERT INTO library_search_data VALUES(549755813889,X'0000004702303404020301086162737472616374040601010302016e04060101020105677261706804080501010501026f66040601010402016e0402040105706170657204020204060f080d0906');
INSERT INTO library_search_data VALUES(687194767361,X'0000004702303505020301086162737472616374050601010302016e05060101020105677261706805080501010501026f66050601010402016e0502040105706170657205020204060f080d0906');
INSERT INTO library_search_data VALUES(824633720833,X'0000004702303606020301086162737472616374060601010302016e06060101020105677261706806080501010501026f66060601010402016e0602040105706170657206020204060f080d0906');
INSERT INTO library_search_data VALUES(962072674305,X'0000004702303707020301086162737472616374070601010302016e07060101020105677261706807080501010501026f66070601010402016e0702040105706170657207020204060f080d0906');
INSERT INTO library_search_data VALUES(1099511627777,X'0000004702303808020301086162737472616374080601010302016e08060101020105677261706808080501010501026f66080601010402016e0802040105706170657208020204060f080d0906');
INSERT INTO library_search_data VALUES(1236950581249,X'000000170530616c6f6e09020301057472656e640902020409');
INSERT INTO library_search_data VALUES(1374389534721,X'000000590230310103030101610106010202020762737472616374010701010302016e01070101020105677261706801090501010501046e6f7465010601020301026f66010701010402016e010304010570617065720103020406080e080d0b0906');
CREATE TABLE IF NOT EXISTS 'library_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO library_search_idx VALUES(1,X'',2);
INSERT INTO library_search_idx VALUES(2,X'',2);
INSERT INTO library_search_idx VALUES(3,X'',2);
INSERT INTO library_search_idx VALUES(4,X'',2);
INSERT INTO library_search_idx VALUES(5,X'',2);
INSERT INTO library_search_idx VALUES(6,X'',2);
INSERT INTO library_search_idx VALUES(7,X'',2);
INSERT INTO library_search_idx VALUES(8,X'',2);
INSERT INTO library_search_idx VALUES(9,X'',2);
INSERT INTO library_search_idx VALUES(10,X'',2);
CREATE TABLE IF NOT EXISTS 'library_search_content'(id INTEGER PRIMARY KEY, c0, c1, c2);
INSERT INTO library_search_content VALUES(1,'Paper 1 on graphs','An abstract of graphs.','a note');
INSERT INTO library_search_content VALUES(2,'Paper 2 on graphs','An abstract of graphs.',NULL);
INSERT INTO library_search_content VALUES(3,'Paper 3 on graphs','An abstract of graphs.',NULL);
INSERT INTO library_search_content VALUES(4,'Paper 4 on graphs','An abstract of graphs.',NULL);
INSERT INTO library_search_content VALUES(5,'Paper 5 on graphs','An abstract of graphs.',NULL);
INSERT INTO library_search_content VALUES(6,'Paper 6 on graphs','An abstract of graphs.',NULL);
INSERT INTO library_search_content VALUES(7,'Paper 7 on graphs','An abstract of graphs.',NULL);
INSERT INTO library_search_content VALUES(8,'Paper 8 on graphs','An abstract of graphs.',NULL);
INSERT INTO library_search_content VALUES(9,'Trending alone',NULL,NULL);
CREATE TABLE IF NOT EXISTS 'library_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
INSERT INTO library_search_docsize VALUES(1,X'040402');
INSERT INTO library_search_docsize VALUES(2,X'040400');
INSERT INTO library_search_docsize VALUES(3,X'040400');
INSERT INTO library_search_docsize VALUES(4,X'040400');
INSERT INTO library_search_docsize VALUES(5,X'040400');
INSERT INTO library_search_docsize VALUES(6,X'040400');
INSERT INTO library_search_docsize VALUES(7,X'040400');
INSERT INTO library_search_docsize VALUES(8,X'040400');
INSERT INTO library_search_docsize VALUES(9,X'020000');
CREATE TABLE IF NOT EXISTS 'library_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO library_search_config VALUES('version',4);
CREATE TABLE alerts (
  name TEXT PRIMARY KEY,
  query TEXT NOT NULL,
  unless TEXT,
  weight REAL NOT NULL DEFAULT 1,
  threshold REAL NOT NULL DEFAULT 0,
  since TEXT,
  active INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT "since is a day, YYYY-MM-DD" CHECK (
    since IS NULL OR date(since) IS since)
) WITHOUT ROWID;
INSERT INTO alerts VALUES(replace('Two\nlines','\n',char(10)),'tables',NULL,'much',0.0,'2026-03-02',1);
INSERT INTO alerts VALUES('blank','',NULL,1.0,0.0,NULL,1);
INSERT INTO alerts VALUES('graphs','graphs',NULL,1.0,0.0,'2026-03-02',1);
INSERT INTO alerts VALUES('not','abstract',NULL,-2.0,0.0,'2026-03-02',1);
CREATE TABLE alert_runs (
  id INTEGER PRIMARY KEY,
  ran_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  first_day TEXT,
  last_day TEXT,
  matches INTEGER
);
CREATE TABLE alert_matches (
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
INSERT INTO alert_matches VALUES('graphs','2603.00007','Paper 7 on graphs','2026-03-04',5.0,'Paper 7 on [graphs]','2026-03-04T10:00:00Z',1);
INSERT INTO alert_matches VALUES('graphs','2603.00008','Paper 8 on graphs','2026-03-04',5.0,'Paper 8 on [graphs]','2026-03-04T10:00:00Z',1);
INSERT INTO alert_matches VALUES('not','2603.00008','Paper 8 on graphs','2026-03-04',4.0,'','2026-03-04T10:00:00Z',1);
CREATE TABLE digests (
  name TEXT PRIMARY KEY,
  title TEXT NOT NULL DEFAULT 'Daily papers',
  source TEXT NOT NULL DEFAULT 'listing',
  days INTEGER NOT NULL DEFAULT 1,
  last_day TEXT,
  min_upvotes INTEGER NOT NULL DEFAULT 0,
  most INTEGER NOT NULL DEFAULT 100,
  tag TEXT,
  link TEXT NOT NULL DEFAULT 'https://huggingface.co/papers',
  sender TEXT NOT NULL DEFAULT 'papers@localhost',
  sender_name TEXT NOT NULL DEFAULT 'Daily papers',
  recipients TEXT,
  feed_id TEXT NOT NULL DEFAULT (lower(
    hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' ||
    substr(hex(randomblob(2)), 2) || '-a' ||
    substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  CONSTRAINT "title and sender_name are a line each" CHECK (
    title || sender_name NOT GLOB '*[' || char(1) || '-' || char(31) || ']*'),
  CONSTRAINT "source is listing, alerts, trending or tag" CHECK (
    source IN ('listing', 'alerts', 'trending', 'tag')),
  CONSTRAINT "days is 1 to 366" CHECK (days BETWEEN 1 AND 366),
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
INSERT INTO digests VALUES('alerts','Daily papers','alerts',7,NULL,0,100,NULL,'https://huggingface.co/papers','papers@localhost','Daily papers','ada@example.org','00000000-0000-4000-a000-000000000006');
INSERT INTO digests VALUES('daily','Daily papers','listing',1,NULL,0,100,NULL,'https://huggingface.co/papers','papers@localhost','Daily papers','ada@example.org','00000000-0000-4000-a000-000000000005');
INSERT INTO digests VALUES('tag','Daily papers','tag',1,NULL,0,100,'graphs','https://huggingface.co/papers','papers@localhost','Daily papers','ada@example.org','00000000-0000-4000-a000-000000000003');
INSERT INTO digests VALUES('untagged','Daily papers','tag',1,NULL,0,100,NULL,'https://huggingface.co/papers','papers@localhost','Daily papers',NULL,'00000000-0000-4000-a000-000000000008');
INSERT INTO digests VALUES('week','Daily papers','listing',7,NULL,10,100,NULL,'https://huggingface.co/papers','papers@localhost','Daily papers','ada@example.org','00000000-0000-4000-a000-000000000004');
CREATE TABLE digest_pairs (
  digits TEXT PRIMARY KEY,
  code TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE digest_places (place INTEGER PRIMARY KEY);
INSERT INTO digest_places VALUES(0);
INSERT INTO digest_places VALUES(1);
INSERT INTO digest_places VALUES(2);
INSERT INTO digest_places VALUES(3);
INSERT INTO digest_places VALUES(4);
INSERT INTO digest_places VALUES(5);
INSERT INTO digest_places VALUES(6);
INSERT INTO digest_places VALUES(7);
INSERT INTO digest_places VALUES(8);
INSERT INTO digest_places VALUES(9);
INSERT INTO digest_places VALUES(10);
INSERT INTO digest_places VALUES(11);
INSERT INTO digest_places VALUES(12);
INSERT INTO digest_places VALUES(13);
INSERT INTO digest_places VALUES(14);
INSERT INTO digest_places VALUES(15);
INSERT INTO digest_places VALUES(16);
INSERT INTO digest_places VALUES(17);
INSERT INTO digest_places VALUES(18);
INSERT INTO digest_places VALUES(19);
INSERT INTO digest_places VALUES(20);
INSERT INTO digest_places VALUES(21);
INSERT INTO digest_places VALUES(22);
INSERT INTO digest_places VALUES(23);
INSERT INTO digest_places VALUES(24);
INSERT INTO digest_places VALUES(25);
INSERT INTO digest_places VALUES(26);
INSERT INTO digest_places VALUES(27);
INSERT INTO digest_places VALUES(28);
INSERT INTO digest_places VALUES(29);
INSERT INTO digest_places VALUES(30);
INSERT INTO digest_places VALUES(31);
INSERT INTO digest_places VALUES(32);
INSERT INTO digest_places VALUES(33);
INSERT INTO digest_places VALUES(34);
INSERT INTO digest_places VALUES(35);
INSERT INTO digest_places VALUES(36);
INSERT INTO digest_places VALUES(37);
CREATE TABLE digest_mails (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL,
  message TEXT NOT NULL,
  made_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
INSERT INTO digest_mails VALUES(1,'daily','(a mail of version 1)','2026-03-04T21:30:00Z');
INSERT INTO digest_mails VALUES(2,'week','(a mail of version 1)','2026-03-04T21:30:00Z');
CREATE TABLE digest_mailed (
  digest TEXT NOT NULL,
  paper TEXT NOT NULL,
  mail INTEGER NOT NULL,
  PRIMARY KEY (digest, paper)
) WITHOUT ROWID;
INSERT INTO digest_mailed VALUES('daily','2603.00007',1);
INSERT INTO digest_mailed VALUES('daily','2603.00008',1);
INSERT INTO digest_mailed VALUES('week','2603.00003',2);
INSERT INTO digest_mailed VALUES('week','2603.00004',2);
INSERT INTO digest_mailed VALUES('week','2603.00005',2);
INSERT INTO digest_mailed VALUES('week','2603.00006',2);
INSERT INTO digest_mailed VALUES('week','2603.00007',2);
INSERT INTO digest_mailed VALUES('week','2603.00008',2);
PRAGMA writable_schema=ON;
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','notes_search','notes_search',0,'CREATE VIRTUAL TABLE notes_search USING fts5 (
  note, tokenize = ''porter unicode61''
)');
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','library_search','library_search',0,'CREATE VIRTUAL TABLE library_search USING fts5 (
  title, abstract, notes, tokenize = ''porter unicode61''
)');
CREATE INDEX notes_of_paper ON notes (paper);
CREATE INDEX tags_of_tag ON tags (tag);
CREATE INDEX reading_list_of_state ON reading_list (state);
CREATE INDEX library_papers_repo_since
  ON library_papers (repo_since) WHERE repo_since IS NOT NULL;
CREATE INDEX library_papers_organization
  ON library_papers (organization, organization_name, upvotes)
  WHERE organization IS NOT NULL;
CREATE INDEX library_listings_rank
  ON library_listings (day, rank);
CREATE INDEX library_listings_paper
  ON library_listings (paper, day);
CREATE INDEX library_observations_time
  ON library_observations (observed_at);
CREATE INDEX library_authors_paper ON library_authors (paper);
CREATE INDEX library_author_counts_papers
  ON library_author_counts (papers);
CREATE INDEX alert_matches_run ON alert_matches (run);
CREATE INDEX alert_matches_listed ON alert_matches (listed);
CREATE INDEX digest_mails_digest ON digest_mails (digest);
CREATE TRIGGER notes_inserted AFTER INSERT ON notes BEGIN
  DELETE FROM notes_search WHERE rowid = NEW.id;
  INSERT INTO notes_search (rowid, note) VALUES (NEW.id, NEW.note);
END;
CREATE TRIGGER notes_deleted AFTER DELETE ON notes BEGIN
  DELETE FROM notes_search WHERE rowid = OLD.id;
END;
CREATE TRIGGER notes_updated AFTER UPDATE OF id, note ON notes BEGIN
  DELETE FROM notes_search WHERE rowid IN (OLD.id, NEW.id);
  INSERT INTO notes_search (rowid, note) VALUES (NEW.id, NEW.note);
  UPDATE notes SET changed = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
  WHERE id = NEW.id;
END;
CREATE TRIGGER reading_list_moved AFTER UPDATE OF state ON reading_list
WHEN NEW.state <> OLD.state BEGIN
  UPDATE reading_list SET moved = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
  WHERE paper = NEW.paper;
END;
CREATE VIEW mark AS SELECT paper, state, priority FROM reading_list;
CREATE TRIGGER mark_inserted INSTEAD OF INSERT ON mark BEGIN
  SELECT RAISE(ABORT, 'mark: neither an arXiv id nor a link to a paper')
  WHERE arxiv_id(NEW.paper) IS NULL;
  INSERT INTO reading_list (paper, state, priority)
  VALUES (arxiv_id(NEW.paper), NEW.state, coalesce(NEW.priority, 0))
  ON CONFLICT (paper) DO UPDATE SET
    state = excluded.state, priority = coalesce(NEW.priority, priority);
END;
CREATE VIEW undecided AS
  SELECT p.listed, p.rank, p.id, p.title, p.upvotes, p.comments,
         p.author_count, p.organization_name, p.repo, p.repo_stars, p.url,
         p.abstract
  FROM papers AS p
  WHERE NOT EXISTS (SELECT 1 FROM reading_list AS r WHERE r.paper = p.id);
CREATE VIEW today AS
  SELECT * FROM undecided
  WHERE listed = (SELECT listed FROM papers ORDER BY listed DESC LIMIT 1);
CREATE VIEW reading AS
  WITH live AS MATERIALIZED (
    SELECT id, title, upvotes, repo, repo_stars, organization_name, url
    FROM papers
    WHERE id IN (SELECT paper FROM reading_list
                 WHERE state IN ('to read', 'reading')))
  SELECT r.state, r.priority, r.paper, live.title, live.upvotes, live.repo,
         live.repo_stars, live.organization_name, live.url,
         (SELECT group_concat(tag, ', ') FROM tags AS t
          WHERE t.paper = r.paper) AS tags,
         (SELECT count(*) FROM notes AS n WHERE n.paper = r.paper) AS notes,
         r.added
  FROM reading_list AS r LEFT JOIN live ON live.id = r.paper
  WHERE r.state IN ('to read', 'reading')
  ORDER BY r.state, r.priority DESC, r.added, r.paper;
CREATE VIEW tagged AS
  SELECT g.tag, p.id AS paper, p.title, p.upvotes, p.repo, p.repo_stars,
         p.url,
         (SELECT state FROM reading_list AS r WHERE r.paper = p.id) AS state
  FROM (SELECT DISTINCT tag FROM tags) AS g
  CROSS JOIN papers AS p
    ON p.id IN (SELECT paper FROM tags AS t WHERE t.tag = g.tag);
CREATE VIEW noted AS
  WITH live AS MATERIALIZED (
    SELECT id, title, url FROM papers
    WHERE id IN (SELECT paper FROM notes))
  SELECT n.paper, live.title, n.note, n.written, n.changed, live.url
  FROM notes AS n LEFT JOIN live ON live.id = n.paper
  ORDER BY n.written DESC, n.id DESC;
CREATE TRIGGER library_papers_inserted AFTER INSERT ON library_papers BEGIN
  INSERT INTO library_search (rowid, title, abstract, notes)
  VALUES (NEW.number, NEW.title, NEW.abstract,
          (SELECT group_concat(note, char(10)) FROM notes
           WHERE paper = NEW.id));
  INSERT INTO library_authors (author, paper)
  SELECT DISTINCT value, NEW.id FROM json_each(NEW.authors)
  WHERE value IS NOT NULL
  ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER library_papers_reworded
AFTER UPDATE OF title, abstract ON library_papers
WHEN NEW.title IS NOT OLD.title OR NEW.abstract IS NOT OLD.abstract BEGIN
  UPDATE library_search SET title = NEW.title, abstract = NEW.abstract
  WHERE rowid = NEW.number;
END;
CREATE TRIGGER library_papers_reauthored
AFTER UPDATE OF authors ON library_papers
WHEN NEW.authors IS NOT OLD.authors BEGIN
  DELETE FROM library_authors WHERE paper = NEW.id;
  INSERT INTO library_authors (author, paper)
  SELECT DISTINCT value, NEW.id FROM json_each(NEW.authors)
  WHERE value IS NOT NULL
  ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER library_papers_deleted AFTER DELETE ON library_papers BEGIN
  DELETE FROM library_search WHERE rowid = OLD.number;
  DELETE FROM library_authors WHERE paper = OLD.id;
  DELETE FROM library_listings WHERE paper = OLD.id;
  DELETE FROM library_trends WHERE paper = OLD.id;
  DELETE FROM library_observations WHERE paper = OLD.id;
END;
CREATE TRIGGER library_authors_inserted AFTER INSERT ON library_authors BEGIN
  INSERT INTO library_author_counts VALUES (NEW.author, 1)
  ON CONFLICT (author) DO UPDATE SET papers = papers + 1;
END;
CREATE TRIGGER library_authors_deleted AFTER DELETE ON library_authors BEGIN
  UPDATE library_author_counts SET papers = papers - 1
  WHERE author = OLD.author;
  DELETE FROM library_author_counts WHERE author = OLD.author AND papers = 0;
END;
CREATE TRIGGER library_note_inserted AFTER INSERT ON notes BEGIN
  UPDATE library_search
  SET notes = (SELECT group_concat(note, char(10)) FROM notes
               WHERE paper = NEW.paper)
  WHERE rowid = (SELECT number FROM library_papers WHERE id = NEW.paper);
END;
CREATE TRIGGER library_note_updated AFTER UPDATE OF paper, note ON notes BEGIN
  UPDATE library_search
  SET notes = (SELECT group_concat(note, char(10)) FROM notes
               WHERE paper = (SELECT id FROM library_papers
                              WHERE number = library_search.rowid))
  WHERE rowid IN (SELECT number FROM library_papers
                  WHERE id IN (OLD.paper, NEW.paper));
END;
CREATE TRIGGER library_note_deleted AFTER DELETE ON notes BEGIN
  UPDATE library_search
  SET notes = (SELECT group_concat(note, char(10)) FROM notes
               WHERE paper = OLD.paper)
  WHERE rowid = (SELECT number FROM library_papers WHERE id = OLD.paper);
END;
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
  FROM library_listings AS l JOIN library_papers AS p ON p.id = l.paper;
CREATE TRIGGER library_inserted INSTEAD OF INSERT ON library BEGIN
  SELECT RAISE(ABORT, 'library: a row without an id cannot be kept: a saved text page has none, the search finds papers by title')
  WHERE NEW.id IS NULL;

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
END
;
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
END
;
CREATE VIEW library_days AS
  SELECT day, count(*) AS papers FROM library_listings GROUP BY day;
CREATE VIEW library_history AS
  SELECT o.paper, p.title, o.observed_at, o.upvotes, o.comments, o.stars,
         o.upvotes - (SELECT b.upvotes FROM library_observations AS b
                      WHERE b.paper = o.paper
                        AND b.observed_at < o.observed_at
                      ORDER BY b.observed_at DESC LIMIT 1) AS gained
  FROM library_observations AS o JOIN library_papers AS p ON p.id = o.paper;
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
CREATE VIEW library_new_repositories AS
  SELECT p.id AS paper, p.title, p.repo, p.repo_source, p.repo_stars,
         p.repo_since, p.repo_since > p.kept_since AS late, p.upvotes
  FROM library_papers AS p
  WHERE p.repo_since >= (
    SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(observed_at), '-7 days')
    FROM library_observations)
  ORDER BY late DESC, p.repo_since DESC, p.id;
CREATE VIEW library_top_authors AS
  SELECT author, papers FROM library_author_counts
  ORDER BY papers DESC, author LIMIT 100;
CREATE VIEW library_top_organizations AS
  SELECT organization, max(organization_name) AS organization_name,
         count(*) AS papers, sum(upvotes) AS upvotes
  FROM library_papers WHERE organization IS NOT NULL
  GROUP BY organization
  ORDER BY papers DESC, organization LIMIT 100;
CREATE VIEW library_relisted AS
  SELECT l.paper, p.title, l.times, l.first_day, l.last_day
  FROM (SELECT paper, count(*) AS times, min(day) AS first_day,
               max(day) AS last_day
        FROM library_listings GROUP BY paper HAVING count(*) > 1) AS l
  JOIN library_papers AS p ON p.id = l.paper;
CREATE VIEW alert_hits AS
  WITH texts AS (
    SELECT listed, rank, id AS paper, title, upvotes, url,
           coalesce(title, '') AS heading,
           coalesce(title, '') || char(10) || coalesce(abstract, '') AS text
    FROM papers),
  scored AS (
    SELECT t.*, a.name AS alert, a.query, a.unless, a.weight, a.threshold,
           keyword_score(t.text, a.query)
           + 2 * keyword_score(t.heading, a.query) AS score
    FROM texts AS t CROSS JOIN alerts AS a
    WHERE a.active)
  SELECT alert, listed, rank, paper, title, upvotes, score, weight,
         keyword_snippet(text, query, '[', ']', '…', 40) AS why, url
  FROM scored
  WHERE keyword_match(text, query)
    AND NOT coalesce(keyword_match(text, unless), 0)
    AND score >= threshold;
CREATE VIEW alert_ranking AS
  SELECT sum(score * weight) AS score, paper, max(title) AS title,
         group_concat(alert, ', ') AS alerts, max(rank) AS rank,
         max(upvotes) AS upvotes, max(url) AS url
  FROM alert_hits
  WHERE listed = (SELECT listed FROM papers ORDER BY listed DESC LIMIT 1)
  GROUP BY paper
  ORDER BY 1 DESC, paper;
CREATE VIEW alert_news AS
  SELECT alert, paper, title, listed, score, why
  FROM alert_matches
  WHERE run = (SELECT max(id) FROM alert_runs)
  ORDER BY score DESC, paper, alert;
CREATE TRIGGER alerts_inserted BEFORE INSERT ON alerts BEGIN
  SELECT keyword_match('', NEW.query), keyword_match('', NEW.unless);
END;
CREATE TRIGGER alerts_updated BEFORE UPDATE OF query, unless ON alerts BEGIN
  SELECT keyword_match('', NEW.query), keyword_match('', NEW.unless);
END;
CREATE TRIGGER alerts_renamed AFTER UPDATE OF name ON alerts
WHEN NEW.name <> OLD.name BEGIN
  UPDATE OR REPLACE alert_matches SET alert = NEW.name
  WHERE alert = OLD.name;
END;
CREATE TRIGGER alert_runs_inserted AFTER INSERT ON alert_runs BEGIN
  UPDATE alert_runs
  SET last_day = (SELECT listed FROM papers ORDER BY listed DESC LIMIT 1)
  WHERE id = NEW.id;
  UPDATE alert_runs
  SET first_day = (SELECT min(coalesce(since, last_day)) FROM alerts
                   WHERE active)
  WHERE id = NEW.id;

  INSERT INTO alert_matches (alert, paper, title, listed, score, why, run)
  SELECT h.alert, h.paper, h.title, h.listed, h.score, h.why, NEW.id
  FROM alert_hits AS h
  WHERE h.listed >= (SELECT first_day FROM alert_runs WHERE id = NEW.id)
    AND h.listed <= (SELECT last_day FROM alert_runs WHERE id = NEW.id)
    AND h.listed >= (SELECT coalesce(a.since, r.last_day)
                     FROM alerts AS a, alert_runs AS r
                     WHERE a.name = h.alert AND r.id = NEW.id)
  ORDER BY h.listed
  ON CONFLICT (alert, paper) DO NOTHING;

  UPDATE alerts
  SET since = (SELECT max(coalesce(since, last_day),
                          date(last_day, '-2 days'))
               FROM alert_runs WHERE id = NEW.id)
  WHERE active
    AND (SELECT last_day FROM alert_runs WHERE id = NEW.id) IS NOT NULL;
  UPDATE alert_runs
  SET matches = (SELECT count(*) FROM alert_matches WHERE run = NEW.id)
  WHERE id = NEW.id;
END;
CREATE VIEW digest_periods AS
  SELECT name AS digest, source, tag, min_upvotes, most, last,
         date(last, printf('-%d days', days - 1)) AS first
  FROM (SELECT *, coalesce(last_day, (SELECT max(day) FROM library_listings))
                  AS last
        FROM digests);
CREATE VIEW digest_papers AS
  WITH chosen AS (
    SELECT d.digest, d.most, d.min_upvotes, l.paper, min(l.rank) AS rank,
           max(l.day) AS listed, NULL AS score, NULL AS why
    FROM digest_periods AS d CROSS JOIN library_listings AS l
      ON l.day BETWEEN d.first AND d.last
    WHERE d.source = 'listing'
    GROUP BY d.digest, l.paper
    UNION ALL
    SELECT d.digest, d.most, d.min_upvotes, m.paper, NULL, max(m.listed),
           max(m.score), group_concat(m.alert || ': ' || m.why, char(10))
    FROM digest_periods AS d CROSS JOIN alert_matches AS m
      ON m.listed BETWEEN d.first AND d.last
    WHERE d.source = 'alerts'
    GROUP BY d.digest, m.paper
    UNION ALL
    SELECT d.digest, d.most, d.min_upvotes, t.paper, t.rank, t.listed,
           -t.rank, NULL
    FROM digest_periods AS d CROSS JOIN library_trends AS t
    WHERE d.source = 'trending'
      AND t.day = (SELECT max(day) FROM library_trends)
    UNION ALL
    SELECT d.digest, d.most, d.min_upvotes, t.paper, NULL,
           (SELECT max(day) FROM library_listings AS l
            WHERE l.paper = t.paper), NULL, NULL
    FROM digest_periods AS d CROSS JOIN tags AS t ON t.tag = d.tag
    WHERE d.source = 'tag'),
  ordered AS (
    SELECT c.*, m.mail, p.number,
           row_number() OVER (PARTITION BY c.digest
             ORDER BY c.score DESC, p.upvotes DESC, c.rank, c.paper)
             AS place,
           row_number() OVER (PARTITION BY c.digest, m.mail IS NULL
             ORDER BY c.score DESC, p.upvotes DESC, c.rank, c.paper)
             AS new_place,
           max(p.upvotes) OVER (PARTITION BY c.digest) AS most_upvotes
    FROM chosen AS c
    LEFT JOIN library_papers AS p ON p.id = c.paper
    LEFT JOIN digest_mailed AS m
      ON m.digest = c.digest AND m.paper = c.paper
    WHERE coalesce(p.upvotes, 0) >= c.min_upvotes)
  SELECT o.digest, o.place, o.paper,
         coalesce(nullif(trim(replace(replace(substr(
           coalesce(p.title, (SELECT m.title FROM alert_matches AS m
                              WHERE m.paper = o.paper)), 1),
           char(10), ' '), char(13), ' '), char(9, 32)), ''), o.paper)
           AS title,
         substr(p.abstract, 1) AS abstract, p.authors, p.author_count,
         substr(p.organization_name, 1) AS organization_name, o.rank,
         o.listed, p.published, p.upvotes, p.comments, p.repo, p.repo_stars,
         substr(o.why, 1) AS why, p.fetched_at, o.most_upvotes, o.mail,
         o.new_place, o.place <= o.most AS on_page,
         o.mail IS NULL AND o.new_place <= o.most AS in_mail
  FROM ordered AS o LEFT JOIN library_papers AS p ON p.number = o.number
  WHERE o.place <= o.most OR o.mail IS NULL AND o.new_place <= o.most;
CREATE VIEW digest_texts AS
  WITH named AS (
    SELECT d.name AS digest, d.title AS digest_title, d.source,
           replace(d.link, '&', '&amp;') AS digest_link, d.feed_id,
           d.recipients,
           r.first, r.last,
           p.place, p.new_place, p.on_page, p.in_mail, p.paper, p.title,
           p.abstract, p.rank, p.listed, p.published, p.upvotes, p.comments,
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
    LEFT JOIN digest_papers AS p ON p.digest = d.name),
  packed AS (
    SELECT *, json_object(
      'digest', digest_title,
      'about', CASE WHEN source = 'trending' THEN 'trending · '
                    WHEN source = 'tag' OR last IS NULL THEN ''
                    WHEN first = last THEN last || ' · '
                    ELSE first || ' to ' || last || ' · ' END,
      'title', title,
      'abstract', abstract,
      'short', CASE WHEN length(abstract) > 700
                    THEN substr(abstract, 1, 700) || ' …' ELSE abstract END,
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
    FROM named),
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
                         strftime('%s', fetched_at), 0) AS INTEGER) AS moment,
           replace(replace(replace(replace(replace(
             repo, 'https://', ''), 'http://', ''), 'github.com/', ''),
             'huggingface.co/', ''), 'gitlab.com/', '') AS repo_name
    FROM cleaned)
  SELECT * FROM escaped;
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
CREATE VIEW digest_html AS
  WITH pieces AS (
    SELECT digest, digest_link, on_page, fetched_at, x, '<article>
<div class="place">' || place || '</div>
<div>
<h2 dir="auto"><a href="' || link || '">' || json_extract(x, '$.title') ||
  '</a></h2>
' || coalesce('<p class="by" dir="auto">' || json_extract(x, '$.authors') ||
              '</p>
', '') || '<p class="facts">' || coalesce(
    '<span>' || json_extract(x, '$.organization') || '</span>', '') ||
  coalesce('<span>#' || rank || coalesce(' on ' || listed, '') || '</span>',
           '') ||
  coalesce('<span><a href="' || repo || '">' || repo_name || '</a>' ||
           coalesce(' ★ ' || repo_stars, '') || '</span>', '') ||
  CASE WHEN comments > 0 THEN '<span>' || comments ||
       CASE comments WHEN 1 THEN ' comment' ELSE ' comments' END ||
       '</span>' ELSE '' END || '</p>
' || coalesce('<p class="why" dir="auto">' || json_extract(x, '$.why') ||
              '</p>
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
    replace(json_extract(x, '$.abstract'), char(10), '</p>
<p dir="auto">') || '</p></details>
', '') || '</article>
' AS piece
    FROM digest_texts AS t ORDER BY digest, place),
  bodies AS (
    SELECT digest, max(digest_link) AS link,
           max(json_extract(x, '$.digest')) AS title,
           max(json_extract(x, '$.about')) AS about,
           max(fetched_at) FILTER (WHERE on_page) AS fetched_at,
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
<p>' || about || papers ||
    CASE papers WHEN 1 THEN ' paper' ELSE ' papers' END || '</p>
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
  FROM bodies
;
CREATE VIEW digest_markdown AS
  WITH pieces AS (
    SELECT digest, on_page, m, '| ' || place || ' | [' ||
    json_extract(m, '$.title') || '](' || link || ') | ' || coalesce(upvotes, '') || ' | ' ||
    coalesce('[' || replace(repo_name, '_', '\_') || '](' || repo || ')' ||
             coalesce(' ★ ' || repo_stars, ''), '') || ' |
' AS line, '
## ' || place || '. ' || json_extract(m, '$.title') || '
' || coalesce('
' || replace(replace(nullif(json_extract(m, '$.authors'), ''),
                     char(10), ' '), char(13), ' ') || '
', '') || coalesce('
> ' || replace(replace(json_extract(m, '$.why'), char(13), ' '), char(10), '
> ') || '
', '') || coalesce('
' || replace(replace(json_extract(m, '$.abstract'), char(13), ' '),
             char(10), '

') || '
', '') AS section
    FROM digest_texts ORDER BY digest, place),
  bodies AS (
    SELECT digest, max(json_extract(m, '$.digest')) AS title,
           max(json_extract(m, '$.about')) AS about,
           count(*) FILTER (WHERE on_page) AS papers,
           group_concat(line, '') FILTER (WHERE on_page) AS lines,
           group_concat(section, '') FILTER (WHERE on_page) AS sections
    FROM pieces GROUP BY digest)
  SELECT digest, '# ' || title || '

' || about || papers ||
    CASE papers WHEN 1 THEN ' paper' ELSE ' papers' END || '
' || coalesce('
| # | Paper | Upvotes | Code |
|--:|:------|--------:|:-----|
' || lines || sections, '') AS page
  FROM bodies
;
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
  FROM bodies
;
CREATE VIEW digest_atom AS
  WITH pieces AS (
    SELECT digest, digest_link, feed_id, on_page, moment, fetched_at, x,
    '<entry>
<id>' || link || '</id>
<title>' || json_extract(x, '$.title') || '</title>
<link href="' || link || '"/>
' || coalesce('<link rel="related" href="' || repo || '"/>
', '') || '<published>' ||
    strftime('%Y-%m-%dT%H:%M:%SZ', moment, 'unixepoch') || '</published>
<updated>' || strftime('%Y-%m-%dT%H:%M:%SZ', max(moment, CAST(
      coalesce(strftime('%s', fetched_at), 0) AS INTEGER)), 'unixepoch') ||
    '</updated>
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
           max(moment, CAST(coalesce(strftime('%s', max(fetched_at)), 0)
                            AS INTEGER)) AS moment,
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
CREATE VIEW digest_mail_pieces AS
  SELECT digest, new_place AS place,
    count(*) OVER (PARTITION BY digest) AS papers,
    json_extract(texts, '$.digest') || ': ' || CASE
      WHEN length(title) > 80
      THEN substr(json_extract(texts, '$.title'), 1, 79) || '…'
      ELSE json_extract(texts, '$.title') END AS subject,
    json_extract(texts, '$.title') || coalesce('
' || json_extract(texts, '$.authors'), '') || '
' || coalesce(upvotes || ' upvotes · ', '') ||
    coalesce(json_extract(texts, '$.organization') || ' · ', '') || link ||
    coalesce('
code: ' || repo || coalesce(' ★ ' || repo_stars, ''), '') ||
    coalesce('
' || json_extract(texts, '$.why'), '') || coalesce('

' || json_extract(texts, '$.abstract'), '') || '

----
' AS text,
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
    link || '">' || json_extract(x, '$.title') || '</a></h2>
' || coalesce(
    '<p dir="auto" style="font-size:13px;margin:0;opacity:.75">' ||
    json_extract(x, '$.authors') || '</p>
', '') || '<p style="font-size:13px;margin:4px 0 0">' ||
    coalesce('<b>' || upvotes || '</b> upvotes', '') ||
    coalesce(' · ' || json_extract(x, '$.organization'), '') ||
    coalesce(' · <a href="' || repo || '">' || repo_name || '</a>' ||
             coalesce(' ★ ' || repo_stars, ''), '') || '</p>
' || coalesce(
    '<p dir="auto" style="font-size:13px;margin:8px 0 0"><i>' ||
    replace(json_extract(x, '$.why'), char(10), '<br>
') || '</i></p>
', '') || coalesce(
    '<p dir="auto" style="font-size:14px;margin:8px 0 0">' ||
    replace(json_extract(x, '$.short'), char(10), '<br>
') || '</p>
', '') || CASE WHEN new_place = count(*) OVER (PARTITION BY digest)
               THEN '</body></html>
' ELSE '' END AS html
  FROM digest_texts WHERE in_mail AND recipients IS NOT NULL
;
CREATE VIEW digest_mail_lines AS
  WITH pieces AS MATERIALIZED (
    SELECT digest, place, papers, subject, text, html
    FROM digest_mail_pieces),
  texts AS (
    SELECT digest, 'text' AS part, place, text AS piece FROM pieces
    UNION ALL
    SELECT digest, 'html', place, html FROM pieces),
  words AS (
    SELECT digest, part, piece, length(piece) <= 60
           AND piece NOT GLOB '*[^ -~]*' AND instr(piece, '=?') = 0
           AND (part = 'subject' OR piece NOT GLOB '*[^A-Za-z0-9 ]*')
             AS plain
    FROM (
      SELECT digest, 'subject' AS part,
             replace(replace(replace(subject, char(13), ' '), char(10), ' '),
                     char(9), ' ') ||
             CASE papers WHEN 1 THEN ''
                         ELSE ' and ' || (papers - 1) || ' more' END AS piece
      FROM pieces WHERE place = 1
      UNION ALL
      SELECT name, 'sender', sender_name FROM digests
      WHERE sender_name <> '' AND recipients IS NOT NULL)),
  cuts AS (
    SELECT digest, part, place, 57 AS step, CAST(
             substr(piece, 1, length(piece) - 1) ||
             substr(printf('%56s', ''), 1,
                    (57 - length(CAST(piece AS BLOB)) % 57) % 57) ||
             char(10) AS BLOB) AS piece
    FROM texts
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
  filled AS (
    SELECT digest, part, place, line, (6 - length(digits) % 6) % 6 AS missing,
           digits || substr('0000', 1, (6 - length(digits) % 6) % 6) AS digits
    FROM lines),
  encoded AS (
    SELECT digest, part, place, line, missing / 2 AS missing, (
      SELECT group_concat(code, '')
      FROM (SELECT c.code
            FROM digest_places AS n CROSS JOIN digest_pairs AS c
              ON c.digits = substr(f.digits, 3 * n.place + 1, 3)
            WHERE n.place < length(f.digits) / 3 ORDER BY n.place)) AS code
    FROM filled AS f)
  SELECT digest, part, place, line,
         CASE WHEN part IN ('text', 'html') THEN code ELSE
           '=?UTF-8?B?' || substr(code, 1, length(code) - missing) ||
           substr('==', 1, missing) || '?=' END AS code
  FROM encoded
  UNION ALL
  SELECT digest, part, 0, 0, piece FROM words WHERE plain;
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
  WHERE p.subject IS NOT NULL
;
CREATE TRIGGER digest_mails_inserted AFTER INSERT ON digest_mails BEGIN
  INSERT INTO digest_mailed (digest, paper, mail)
  SELECT digest, paper, NEW.id FROM digest_papers
  WHERE digest = NEW.digest AND in_mail;
  DELETE FROM digest_mails
  WHERE digest = NEW.digest AND id <= (
    SELECT id FROM digest_mails WHERE digest = NEW.digest
    ORDER BY id DESC LIMIT 1 OFFSET 30);
END;
CREATE VIEW bibtex AS
  WITH named AS (
    SELECT id, coalesce(
             strftime('%Y', published),
             CASE WHEN id GLOB '[0-9][0-9][0-9][0-9].*'
                  THEN '20' || substr(id, 1, 2) END) AS year,
           substr('janfebmaraprmayjunjulaugsepoctnovdec',
                  3 * strftime('%m', published) - 2, 3) AS month,
           json_array(
             coalesce(nullif(trim(replace(replace(
                 substr(title, 1), char(2), ''), char(3), ''),
                 char(9, 10, 13, 32)), ''), id),
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
              FROM tags AS t WHERE t.paper = p.id)) AS packed
    FROM library_papers AS p
    WHERE id NOT GLOB '*[^-A-Za-z0-9./]*'),
  cleaned AS (
    SELECT id, year, month,
      CASE WHEN packed NOT GLOB '*\[bfu]*' AND packed NOT GLOB
             '*[' || char(127) || '-' || char(159) || char(65533) || ']*'
      THEN packed ELSE (
        WITH RECURSIVE clean (n, rest) AS (
          SELECT 0, replace(replace(replace(
                      packed, '\\', char(1)), '\b', ''), '\f', '')
          UNION ALL
          SELECT CASE n WHEN 1 THEN 4 WHEN 31 THEN 127 WHEN 159 THEN 65534
                        ELSE n + 1 END,
                 replace(rest, CASE WHEN n < 32 THEN printf('\u%04x', n)
                                    ELSE char(n) END, '')
          FROM clean WHERE n < 65536)
        SELECT replace(rest, char(1), '\\') FROM clean WHERE n = 65536)
      END AS texts
    FROM named),
  escaped AS (
    SELECT id, year, month,
      replace(replace(replace(replace(replace(
      replace(replace(replace(replace(replace(
      replace(replace(replace(replace(replace(texts,
        '~', '~t'), '\\', '~b'), '{', '~l'), '}', '~r'), '^', '~c'),
        '&', '\\&'), '%', '\\%'), '$', '\\$'), '#', '\\#'), '_', '\\_'),
        '~b', '\\textbackslash{}'), '~l', '\\textbraceleft{}'),
        '~r', '\\textbraceright{}'), '~c', '\\textasciicircum{}'),
        '~t', '\\textasciitilde{}') AS texts
    FROM cleaned),
  entries AS (
    SELECT id, '@misc{arXiv:' || id || ',
  title = {{' || replace(replace(json_extract(texts, '$[0]'),
                                 char(10), ' '), char(13), ' ') || '}},
' || coalesce('  author = {' || replace(replace(
       json_extract(texts, '$[1]'), char(2), '{'), char(3), '}') || '},
', '') || coalesce('  year = {' || year || '},
', '') || coalesce('  month = ' || month || ',
', '') || '  eprint = {' || id || '},
  archivePrefix = {arXiv},
  url = {https://arxiv.org/abs/' || id || '}' ||
      coalesce(',
  keywords = {' || json_extract(texts, '$[2]') || '}', '') || '
}
' AS entry
    FROM escaped)
  SELECT id AS paper, 'arXiv:' || id AS key, entry FROM entries;
CREATE VIEW csv_papers AS
  WITH flat AS (
    SELECT p.*,
           (SELECT group_concat(value, '; ')
            FROM json_each(CASE WHEN json_valid(p.authors)
                                THEN p.authors ELSE '[]' END)) AS names,
           (SELECT min(day) FROM library_listings AS l
            WHERE l.paper = p.id) AS listed,
           (SELECT group_concat(tag, '; ') FROM tags AS t
            WHERE t.paper = p.id) AS tags,
           (SELECT group_concat(replace(note, char(10), ' '), ' | ')
            FROM notes AS n WHERE n.paper = p.id) AS notes,
           (SELECT state FROM reading_list AS r
            WHERE r.paper = p.id) AS state
    FROM library_papers AS p)
  SELECT id AS paper, listed, published,
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
         upvotes, comments, repo, repo_stars, state,
         CASE WHEN tags GLOB '[-=+@]*' THEN '''' ELSE '' END || tags AS tags,
         CASE WHEN notes GLOB '[-=+@]*' THEN '''' ELSE '' END ||
         replace(replace(notes, char(13), ' '), char(9), ' ') AS notes,
         'https://arxiv.org/abs/' || id AS url
  FROM flat;
CREATE VIEW csv_reading AS
  SELECT r.priority, r.added, r.moved, p.*
  FROM reading_list AS r JOIN csv_papers AS p ON p.paper = r.paper;
PRAGMA writable_schema=OFF;
COMMIT;
