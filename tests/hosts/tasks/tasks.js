// The tasks of hosts whose interface is that of better-sqlite3: `papers` opens a
// database with the extension, `program` is the file that the host runs.

const { Worker } = require('node:worker_threads');

function rows(db, sql) {
  for (const row of db.prepare(sql).all()) {
    console.log(Object.values(row).map((value) => value ?? '').join('\t'));
  }
}

module.exports = (papers, program) => {
  const [task, ...queries] = process.argv.slice(2);
  if (task === 'rows') {
    const db = papers(':memory:');
    for (const sql of queries) rows(db, sql);
    db.close();
  } else if (task === 'threads') {
    for (let i = 0; i < 2; i++) {
      new Worker(program, { argv: ['rows', ...queries] });
    }
  } else if (task === 'many') {
    for (let i = 0; i < 50; i++) {
      const db = papers(':memory:');
      rows(db, queries[0]);
      db.close();
    }
  }
};
