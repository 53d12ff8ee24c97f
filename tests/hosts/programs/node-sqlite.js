// Node's own module, node:sqlite (Node 22.13 and newer).

// snippet
const { DatabaseSync } = require('node:sqlite');

function papers(path) {
  const db = new DatabaseSync(path, { allowExtension: true });
  db.loadExtension('/usr/local/lib/sqlite3/papers');
  db.enableLoadExtension(false);
  return db;
}
// end

require('./tasks')(papers, __filename);
