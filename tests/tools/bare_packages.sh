#!/bin/sh
# Proves that each package is enough on a bare Debian: installs it there with what
# it needs, joins a table with live papers through it, removes it, and looks for
# what it left behind. Needs root and debootstrap, and the packages in the folder
# given (`make deb wheel npm`: build). SUITE and MIRROR as for bare.sh; PLACE keeps
# the bare system for another time. Says how long each took.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
packages=$(cd "${1:-$root/build}" && pwd)
suite=${SUITE:-bookworm}
mirror=${MIRROR:-$(apt-cache policy base-files |
  grep -oE 'https?://[^ ]+' | head -n 1)}
work=$(mktemp -d)
bare=${PLACE:-$work/bare}
python=$(sh "$root/.make/python.sh")
place=$work/system
hub=''

leave() {
  [ -z "$hub" ] || kill "$hub"
  umount "$place/proc" 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap leave EXIT
trap 'exit 130' INT TERM

inside() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
    DEBIAN_FRONTEND=noninteractive HF_ENDPOINT="$endpoint" SQL="$sql" \
    chroot "$place" sh -ec "$1" >>"$work/log" 2>&1 || {
    tail -n 20 "$work/log"
    return 1
  }
}

# What is the user's stays: stored answers, and what npm keeps.
traces() {
  find "$place" -xdev -name '*papers*' ! -path "$place/root/given/*" \
    ! -path "$place/root/.npm/*" ! -path "$place/root/.cache/papers*"
}

# try NAME PACKAGE INSTALL USE REMOVE: in a bare system of its own.
try() {
  cp -a "$bare" "$place"
  mkdir -p "$place/root/given"
  cp "$2" "$place/root/given/"
  cp /etc/resolv.conf /etc/hosts "$place/etc/"
  mount -t proc proc "$place/proc"
  start=$(date +%s)
  inside "cd /root; apt-get update -q; $3"
  inside "cd /root; $4 >/root/said"
  seconds=$(($(date +%s) - start))
  grep -q 'read it.*Ask First' "$place/root/said"
  inside "cd /root; $5"
  umount "$place/proc"
  if traces | grep .; then
    echo "$1 left these behind" >&2
    return 1
  fi
  rm -rf --one-file-system "$place"
  echo "$1: first joined row after $seconds s, no trace"
}

[ -e "$bare/usr/bin/apt-get" ] ||
  debootstrap --variant=minbase "$suite" "$bare" "$mirror" >"$work/log"
mkfifo "$work/address"
"$python" "$root/tests/hub/hub.py" >"$work/address" &
hub=$!
read -r endpoint <"$work/address"
sql="SELECT note, title FROM (SELECT '2607.22001' AS paper, 'read it' AS note)
  JOIN papers ON papers.id = paper"
apt='apt-get install -y -q --no-install-recommends'

try deb "$(ls "$packages"/libsqlite3-mod-papers_*.deb)" \
  "$apt ./given/*.deb sqlite3" \
  "sqlite3 :memory: -cmd '.load /usr/lib/'\$(uname -m)-linux-gnu/sqlite3/papers \
    \"\$SQL\"" \
  'apt-get purge -y -q libsqlite3-mod-papers'

try wheel "$(ls "$packages"/sqlite_papers-*.whl)" \
  "$apt python3-venv libcurl4 libyajl2; python3 -m venv here
   here/bin/pip install -q --no-index given/*.whl" \
  "here/bin/python -c \"
import os, papers, sqlite3
db = sqlite3.connect(':memory:')
papers.load(db)
print(db.execute(os.environ['SQL']).fetchall())\"" \
  'here/bin/pip uninstall -q -y sqlite-papers'

try npm "$(ls "$packages"/sqlite-papers-*.tgz)" \
  "$apt nodejs npm node-sqlite3 libcurl4 libyajl2
   npm install --silent --offline --no-audit --no-fund ./given/*.tgz" \
  "NODE_PATH=/usr/share/nodejs:/usr/lib/nodejs node -e \"
const db = new (require('sqlite3').Database)(':memory:');
db.loadExtension(require('sqlite-papers').getLoadablePath(), (error) => {
  if (error) throw error;
  db.all(process.env.SQL, (failed, rows) => {
    if (failed) throw failed;
    console.log(JSON.stringify(rows));
  });
});\"" \
  'npm uninstall --silent --offline sqlite-papers; rm -f package*.json'
