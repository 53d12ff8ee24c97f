#!/bin/sh
# Runs the tests of TLS again and again for so many seconds, `many_tls.sh 1800`,
# while 0, 1, 2 and 4 other processes keep the machine busy, on the system's
# libcurl and on each that tests/tools/build_libcurl.sh has built. Prints what has
# failed, and the counts at the end. $PYTHON is the Python that has pytest;
# PAPERS_BUILD is the folder with what is tested.
set -u

cd "$(dirname "$0")/../.." || exit 1
end=$(($(date +%s) + ${1:-60}))
export PAPERS_LIBRARY="$PAPERS_BUILD/papers"
said=$(mktemp)
trap 'rm -f "$said"' EXIT
rounds=0 passed=0 failed=0

count() {
  sed -nE "s/.*\b([0-9]+) $1.*/\1/p" "$said" | tail -n 1
}

run() {
  burning=""
  for _ in $(seq "$1"); do
    (exec timeout 300 sh -c 'while :; do :; done') &
    burning="$burning $!"
  done
  LD_LIBRARY_PATH=$2 "$PYTHON" -m pytest -q -rfE -p no:cacheprovider \
    tests/net/test_tls.py >"$said" 2>&1
  code=$?
  # shellcheck disable=SC2086 # one word each
  [ -z "$burning" ] || kill $burning
  [ $code -eq 0 ] || cat "$said"
  good=$(count passed) bad=$(count failed)
  [ $code -eq 0 ] || bad=${bad:-1}
  rounds=$((rounds + 1))
  passed=$((passed + ${good:-0})) failed=$((failed + ${bad:-0}))
}

while :; do
  for busy in 0 1 2 4; do
    for folder in '' build/libcurl/*/lib; do
      [ -z "$folder" ] || [ -e "$folder" ] || continue
      [ "$(date +%s)" -lt "$end" ] || break 3
      run "$busy" "${folder:+$PWD/$folder}"
    done
  done
done
echo "tls: $rounds rounds, $passed tests passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
