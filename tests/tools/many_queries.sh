#!/bin/sh
# Many random queries on each version of SQLite:
# tests/tools/many_queries.sh [QUERIES [SEED]]. Of each version it says how its tests ended; what failed is printed.
# 30000, which is meant where nothing is said, are 210,000 on the seven versions;
# besides, a quarter as many are asked in two forms, an eighth in four, and some
# 3,000 of sqlsmith's on each version. That takes a quarter of an hour.
set -u
cd "$(dirname "$0")/../.." || exit 1

export PAPERS_QUERIES="${1:-30000}" PAPERS_SEED="${2:-1}" PAPERS_PATIENCE=8
export PAPERS_SQLSMITH="$((PAPERS_QUERIES / 5))"
export PAPERS_LIBRARY="${PAPERS_LIBRARY:-$PWD/build/papers}"
PYTHON=$(sh .make/python.sh pytest) || exit 1
export PYTHON

one() {
  folder=$(sh tests/tools/build_sqlite.sh "$1") || exit 255
  said=$(LD_LIBRARY_PATH=$folder "$PYTHON" -m pytest -q -p no:cacheprovider \
    --tb=short tests/table/test_differential.py \
    tests/table/test_sqlsmith.py 2>&1)
  code=$?
  echo "$said" | grep -E '^(E |FAILED|ERROR)' | sed "s/^/$1: /"
  echo "$1: $(echo "$said" | tail -n 1)"
  exit $code
}

if [ "${3:-}" = one ]; then
  one "$4"
fi
sed -n 's/^\([0-9.]*\)) package=.*/\1/p' tests/tools/build_sqlite.sh |
  xargs -P2 -I VERSION sh tests/tools/many_queries.sh "$PAPERS_QUERIES" \
    "$PAPERS_SEED" one VERSION
