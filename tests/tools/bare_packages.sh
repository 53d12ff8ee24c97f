#!/bin/sh
# Proves that each package is enough on a bare Debian: installs it there with what
# it needs, by the line that README.md has for it, joins a table with live papers
# through it, removes it, and looks for what it left behind. Needs root and
# debootstrap, and in the folder given (build) what
# `make deb wheel npm sqlpkg amalgamation dist` makes. SUITE and MIRROR as for
# bare.sh; PLACE keeps the bare system for another time. ONLY='npm dist' tries only
# these. Says how much time of the processors each took, and how long it took.
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
  find "$place" -xdev -name '*papers*' ! -path "$place/root/build/*" \
    ! -path "$place/root/.npm/*" ! -path "$place/root/.cache/papers*"
}

# The seconds that the processors spent between two outputs of `times`.
spent() {
  cat "$1" "$2" | tr 'ms' '  ' |
    awk 'NR % 2 == 0 { now = $1 * 60 + $2 + $3 * 60 + $4; print now - last
                       last = now }' | tail -n 1
}

# try NAME FILES INSTALL USE REMOVE: in a bare system of its own.
try() {
  case " ${ONLY:-$1} " in *" $1 "*) ;; *) return 0 ;; esac
  cp -a "$bare" "$place"
  mkdir -p "$place/root/build"
  # shellcheck disable=SC2086 # several of them, or a pattern
  cp -R $2 "$place/root/build/"
  cp /etc/resolv.conf /etc/hosts "$place/etc/"
  mount -t proc proc "$place/proc"
  start=$(date +%s)
  times >"$work/before"
  inside "cd /root; apt-get update -q; $3"
  inside "cd /root; $4 >/root/said"
  times >"$work/after"
  seconds=$(($(date +%s) - start))
  grep -q 'read it.*Ask First' "$place/root/said"
  inside "cd /root; $5"
  umount "$place/proc"
  if traces | grep .; then
    echo "$1 left these behind" >&2
    return 1
  fi
  rm -rf --one-file-system "$place"
  echo "$1: first joined row after $(spent "$work/before" "$work/after") s of" \
    "the processors, in $seconds s; no trace"
}

[ -e "$bare/usr/bin/apt-get" ] ||
  debootstrap --variant=minbase "$suite" "$bare" "$mirror" >"$work/log"
# As Debian's images for containers have it: packages are unpacked without waiting
# for the disk after each file.
echo force-unsafe-io >"$bare/etc/dpkg/dpkg.cfg.d/bare"
printf 'APT::Get::Assume-Yes "1";\nAPT::Install-Recommends "0";\n' \
  >"$bare/etc/apt/apt.conf.d/bare"
mkfifo "$work/address"
"$python" "$root/tests/hub/hub.py" >"$work/address" &
hub=$!
read -r endpoint <"$work/address"
sql="SELECT note, title FROM (SELECT '2607.22001' AS paper, 'read it' AS note)
  JOIN papers ON papers.id = paper"
compiler='gcc libc6-dev libcurl4-openssl-dev libyajl-dev libsqlite3-dev'
load() { echo "sqlite3 :memory: -cmd '.load $1' \"\$SQL\""; }

try deb "$packages/libsqlite3-mod-papers_*.deb" \
  'apt install ./build/libsqlite3-mod-papers_*.deb; apt install sqlite3' \
  "$(load "/usr/lib/$(uname -m)-linux-gnu/sqlite3/papers")" \
  'apt purge libsqlite3-mod-papers'

try wheel "$packages/sqlite_papers-*.whl" \
  'apt install python3-venv libcurl4 libyajl2; python3 -m venv here
   . here/bin/activate; pip install build/sqlite_papers-*.whl' \
  "here/bin/python -c \"
import os, papers, sqlite3
db = sqlite3.connect(':memory:')
papers.load(db)
print(db.execute(os.environ['SQL']).fetchall())\"" \
  'here/bin/pip uninstall -y sqlite-papers'

try npm "$packages/sqlite-papers-*.tgz" \
  'apt install nodejs npm node-sqlite3 libcurl4 libyajl2
   export npm_config_offline=true
   npm install ./build/sqlite-papers-*.tgz' \
  "NODE_PATH=/usr/share/nodejs:/usr/lib/nodejs node -e \"
const db = new (require('sqlite3').Database)(':memory:');
db.loadExtension(require('sqlite-papers').getLoadablePath(), (error) => {
  if (error) throw error;
  db.all(process.env.SQL, (failed, rows) => {
    if (failed) throw failed;
    console.log(JSON.stringify(rows));
  });
});\"" \
  'npm uninstall --offline sqlite-papers; rm -f package*.json'

# What sqlpkg does with its description: check the archive, and unpack it.
try sqlpkg "$packages/sqlpkg/*" \
  'apt install sqlite3 libcurl4 libyajl2; mkdir here
   (cd build; sha256sum -c checksums.txt); tar xzf build/papers-*.tar.gz -C here' \
  "$(load /root/here/papers)" \
  'rm -r here'

try amalgamation "$packages/papers.c $packages/papers.h" \
  "apt install sqlite3 $compiler
   cd build; cc -O2 -shared -fPIC papers.c -lcurl -lyajl -o papers.so" \
  "$(load /root/build/papers)" \
  'rm build/papers.so'

try dist "$packages/papers-*.tar.gz" \
  "apt install sqlite3 make pkg-config $compiler
   tar xzf build/papers-*.tar.gz; cd papers-*; make install" \
  "$(load /usr/local/lib/sqlite3/papers)" \
  'cd papers-*; make uninstall; cd ..; rm -r papers-*'
