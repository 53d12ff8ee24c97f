// libSQL, for Node.

// snippet
const Database = require('libsql');

function papers(path) {
  const db = new Database(path);
  db.loadExtension('/usr/local/lib/sqlite3/papers');
  return db;
}
// end

require('./tasks')(papers, __filename);
