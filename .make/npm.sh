#!/bin/sh
# Packs what `make install` copies as a package of npm: `npm.sh TREE FOLDER
# VERSION`, where TREE was DESTDIR with PREFIX=/. npm gives every file the same
# time, so that the same tree gives the same bytes.
set -eu

tree=$1 folder=$2 version=$3
package=$tree/package

rm -rf "$package"
mkdir -p "$package"
cp -R "$tree/lib/sqlite3/." "$tree/share/papers/sql" "$package"
cat >"$package/index.js" <<'END'
'use strict';
const path = require('path');

// What to give to loadExtension(), or to `.load` in the shell.
exports.getLoadablePath = () => path.join(__dirname, 'papers');

// The path of a script, say 'notes.sql'.
exports.getScriptPath = (name) => path.join(__dirname, 'sql', name);
END
node -e '
  const [version] = process.argv.slice(1);
  process.stdout.write(JSON.stringify({
    name: "sqlite-papers",
    version,
    description: "SQL over live paper listings: an extension of SQLite",
    license: "MIT",
    main: "index.js",
    files: ["index.js", "papers.*", "sql"],
    os: [process.platform],
    cpu: [process.arch],
  }, null, 2) + "\n");
' "$version" >"$package/package.json"
(cd "$package" && npm pack --silent --offline --pack-destination "$folder") \
  >/dev/null
echo "  $folder/sqlite-papers-$version.tgz"
