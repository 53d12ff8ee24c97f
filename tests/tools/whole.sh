#!/bin/sh
# Runs the tests that pytest finds: `whole.sh [ARGUMENTS OF PYTEST]`. Without
# arguments all of them, in two processes side by side, because most of them
# wait; then those that measure time or memory, on their own. $PYTHON is the
# Python that has pytest.
set -u

run() {
  "$PYTHON" -m pytest -q -rfEs -p no:cacheprovider "$@"
}

if [ $# -gt 0 ]; then
  run "$@"
  exit
fi

# These wait for compilers, packages and programs of others.
first='tests/cluster tests/fault tests/hosts tests/house tests/scripts'
rest=$(find tests -name 'test_*.py' -exec dirname {} + | sort -u |
  grep -vxE "$(echo "$first" | tr ' ' '|')")
said=$(mktemp)
trap 'rm -f "$said"' EXIT
code=0
# shellcheck disable=SC2086 # one word each
{
  run -m 'not measures' $first >"$said" 2>&1 &
  run -m 'not measures' $rest || code=1
  wait $! || code=1
}
cat "$said"
run -m measures tests || code=1
exit $code
