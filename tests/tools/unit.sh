#!/bin/sh
# Runs unit programs, prints one line for each and, of those that fail, all
# that they said; at the end the sum of their tests. WRAP is a command to run
# them under. A program that ends without a verdict is one failed test.

passed=0 failed=0
said=$(mktemp)
trap 'rm -f "$said"' EXIT

count() {
  sed -n "s/^\[  $1  \] \([0-9]*\) test.*/\1/p" "$said" | tail -n 1
}

for program in "$@"; do
  $WRAP "$program" >"$said" 2>&1
  code=$?
  good=$(count PASSED) bad=$(count FAILED)
  if [ $code -ne 0 ]; then
    cat "$said"
    bad=${bad:-1}
  fi
  passed=$((passed + ${good:-0})) failed=$((failed + ${bad:-0}))
  echo "$(basename "$program"): ${good:-0} passed, ${bad:-0} failed"
done
echo "unit: $passed passed, $failed failed"
[ $failed -eq 0 ]
