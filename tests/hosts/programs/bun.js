// Bun.

// snippet
const { Database } = require('bun:sqlite');

function papers(path) {
  const db = new Database(path);
  db.loadExtension('/usr/local/lib/sqlite3/papers');
  return db;
}
// end

const { Worker } = require('node:worker_threads');

function rows(db, sql) {
  for (const row of db.prepare(sql).all()) {
    console.log(Object.values(row).map((value) => value ?? '').join('\t'));
  }
}

const [task, ...queries] = process.argv.slice(2);
if (task === 'rows') {
  const db = papers(':memory:');
  for (const sql of queries) rows(db, sql);
  db.close();
} else if (task === 'threads') {
  for (let i = 0; i < 2; i++) {
    new Worker(__filename, { argv: ['rows', ...queries] });
  }
} else if (task === 'many') {
  for (let i = 0; i < 50; i++) {
    const db = papers(':memory:');
    rows(db, queries[0]);
    db.close();
  }
}
