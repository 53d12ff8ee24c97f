#!/bin/sh
# Shows what the extension does: five queries of demo.sql against the live Hub
# or, where that does not answer, against the sample that the tests use.
# Needs PAPERS_LIBRARY (the built extension) and PYTHON.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
said=$(mktemp)
hub=""
trap 'rm -f "$said"; [ -z "$hub" ] || kill "$hub" 2>/dev/null' EXIT
trap 'exit 130' INT TERM

# A kept answer would only say that the Hub answered once.
live() {
  PAPERS_CACHE=off sqlite3 -batch -bail -list -noheader -cmd ".load $PAPERS_LIBRARY" >"$said" \
    2>&1 <<'END'
.once /dev/null
SELECT papers_config('connect_timeout', 4), papers_config('timeout', 8),
       papers_config('retries', 0), papers_config('max_wait', 0);
SELECT 'newest day: ' || listed FROM papers LIMIT 1;
END
}

serve_sample() {
  mkfifo "$said.url"
  "$PYTHON" "$here/../tests/hub/hub.py" >"$said.url" &
  hub=$!
  read -r HF_ENDPOINT <"$said.url"
  rm -f "$said.url"
  unset HF_TOKEN HUGGING_FACE_HUB_TOKEN HF_HUB_OFFLINE
  export HF_ENDPOINT HF_HUB_DISABLE_IMPLICIT_TOKEN=1 PAPERS_CACHE=:memory: \
    no_proxy=127.0.0.1,localhost
}

if live; then
  echo "The Hub answers; these are its papers, live."
else
  echo "The Hub does not answer:"
  sed 's/ near line [0-9]*//; s/^/  /' "$said"
  echo "So these are the papers of a made-up sample, served on this machine."
  serve_sample
fi

sqlite3 -batch -bail -cmd ".load $PAPERS_LIBRARY" \
  -cmd '.mode box --wrap 60' -cmd '.echo on' <"$here/demo.sql"
echo
echo "Now yours: 'make shell', or sqlite3 and .load $PAPERS_LIBRARY"
