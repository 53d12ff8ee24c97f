#!/bin/sh
# Prints a Python whose sqlite3 module can load extensions (many are built
# without that): $PYTHON, Debian's, or the first on the PATH that can. With an
# argument it must be able to import that module too.

can_load='import sqlite3; sqlite3.connect(":memory:").enable_load_extension(1)'

for python in ${PYTHON:-} /usr/bin/python3 python3 /opt/homebrew/bin/python3 \
  /usr/local/bin/python3; do
  if "$python" -c "$can_load; import ${1:-sys}" 2>/dev/null; then
    echo "$python"
    exit 0
  fi
done
exit 1
