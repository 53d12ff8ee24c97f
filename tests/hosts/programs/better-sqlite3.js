// better-sqlite3, for Node.

// snippet
const Database = require('better-sqlite3');

function papers(path) {
  const db = new Database(path);
  db.loadExtension('/usr/local/lib/sqlite3/papers');
  return db;
}
// end

require('./tasks')(papers, __filename);
