// Bun.

// snippet
const { Database } = require('bun:sqlite');

function papers(path) {
  const db = new Database(path);
  db.loadExtension('/usr/local/lib/sqlite3/papers');
  return db;
}
// end

require('./tasks')(papers, __filename);
