#!/bin/sh
# Runs the programs given and every script of tests/bench. Each prints its own
# figures with their bounds and ends with a code other than 0 when it misses
# one.

missed=0
for program in "$@"; do
  echo "== $(basename "$program")"
  "$program" || missed=1
done
for script in tests/bench/*.py; do
  [ -e "$script" ] || continue
  echo "== $(basename "$script")"
  "$PYTHON" "$script" || missed=1
done
exit $missed
