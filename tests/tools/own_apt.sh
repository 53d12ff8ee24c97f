#!/bin/sh
# shellcheck disable=SC2154 # place: of the script that reads this
# Read by scripts that need packages of Debian's which the system does not have:
# of another suite or for another machine. The lists go to the folder $place; those
# of the system stay as they are.

# own COMMAND ...: a command of apt's on these lists.
own() {
  command=$1
  shift
  "$command" -q -o Dir::Etc::sourcelist="$place/sources.list" \
    -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$place/lists" \
    -o Dir::Cache="$place/cache" -o APT::Sandbox::User=root \
    -o Acquire::Languages=none "$@"
}

# Where this system has its packages from, the others are, too.
mirror() {
  # shellcheck disable=SC2016 # apt's own variables
  apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' |
    sed -n 's/^Debian \(http.*\)/\1/p' | head -n 1
}

# own_lists TYPE SUITE [OPTION]: makes these lists, with a line of deb or deb-src.
own_lists() {
  mkdir -p "$place/lists/partial" "$place/cache/archives/partial"
  echo "$1 $3 $(mirror) $2 main" >"$place/sources.list"
  own apt-get update >&2
}
