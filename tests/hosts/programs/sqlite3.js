// sqlite3, for Node: its queries run in threads of their own.

// snippet
const sqlite3 = require('sqlite3');

function papers(path, opened) {
  const db = new sqlite3.Database(path);
  db.loadExtension('/usr/local/lib/sqlite3/papers', (error) => {
    if (error) throw error;
    opened(db);
  });
}
// end

function rows(db, sql, then) {
  db.all(sql, (error, found) => {
    if (error) throw error;
    for (const row of found) {
      console.log(Object.values(row).map((value) => value ?? '').join('\t'));
    }
    then();
  });
}

function each(db, queries) {
  if (queries.length === 0) return db.close();
  rows(db, queries[0], () => each(db, queries.slice(1)));
}

function many(left, sql) {
  if (left === 0) return;
  papers(':memory:', (db) =>
    rows(db, sql, () => db.close(() => many(left - 1, sql))));
}

const [task, ...queries] = process.argv.slice(2);
if (task === 'rows') {
  papers(':memory:', (db) => each(db, queries));
} else if (task === 'threads') {
  for (let i = 0; i < 2; i++) papers(':memory:', (db) => each(db, queries));
} else if (task === 'many') {
  many(50, queries[0]);
}
