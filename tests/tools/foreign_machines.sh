#!/bin/sh
# Builds the folders that need no libcurl and no SQLite for two machines that this
# one is not, and runs their unit programs there under qemu: s390x is big-endian
# and has unsigned characters, armhf has 32 bits. Then compares how all three read
# saved pages: `foreign_machines.sh [SECONDS]` as in compare_machines.py. cmocka
# and yajl come from Debian's packages for those machines.
#
# $BUILD is the folder with the programs of this machine, $PYTHON a Python.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
# shellcheck disable=SC1091
. tests/tools/own_apt.sh

# What needs libcurl or SQLite or counts what the compiler counts, and what takes
# long where every instruction is emulated.
left_out='test_answers|test_cache_.*|test_steps'
[ "${1:-0}" -gt 0 ] || left_out="$left_out|test_long_tokens"

sources() {
  find ext/base ext/text ext/hub ext/saved -name '*.c'
  find ext/net -maxdepth 1 -name '*.c' ! -name http.c
}

tests() {
  find tests/unit -name 'test_*.c' | grep -vE "/($left_out)\.c" | sort
}

# cmocka and yajl, to build with and to run.
fetch() {
  [ ! -e "$place/root" ] || return 0
  suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
  own_lists deb "$suite" "[arch=$machine]"
  (cd "$place" && own apt-get -o APT::Architecture="$machine" download \
    libcmocka0 libcmocka-dev libyajl2 libyajl-dev >&2)
  for package in "$place"/*.deb; do dpkg -x "$package" "$place/fetched"; done
  mv "$place/fetched" "$place/root"
}

compile() {
  "$triple-gcc" -std=c11 -D_POSIX_C_SOURCE=200809L -Iext -Itests -O1 -w \
    -I"$place/root/usr/include" "$@"
}

# link_program FILE.c OPTIONS...
link_program() {
  file=$1
  shift
  compile -o "$place/unit/$(basename "$file" .c)" "$file" "$@" \
    "$place/pure.a" -L"$libraries" -lcmocka -lyajl -lm
}

build() {
  mkdir -p "$place/obj" "$place/unit"
  for file in $(sources); do
    compile -c -o "$place/obj/$(echo "$file" | tr / _).o" "$file"
  done
  rm -f "$place/pure.a"
  "$triple-ar" rc "$place/pure.a" "$place"/obj/*.o
  for file in $(tests) tests/unit/saved_driver.c; do
    case $file in
    *_memory.c) link_program "$file" -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc ;;
    *) link_program "$file" ;;
    esac
  done
}

# on MACHINE TRIPLE QEMU: leaves the command that runs its saved_driver in $run.
on() {
  machine=$1 triple=$2 place=$(dirname "$BUILD")/machines/$1
  libraries=$place/root/usr/lib/$triple
  run="$3 -L /usr/$triple -E LD_LIBRARY_PATH=$libraries"
  fetch
  build
  echo "$machine:"
  tests | sed "s|.*/\(.*\)\.c|$place/unit/\1|" |
    WRAP=$run xargs sh tests/tools/unit.sh
  run="$run $place/unit/saved_driver"
}

for tool in qemu-s390x qemu-arm s390x-linux-gnu-gcc arm-linux-gnueabihf-gcc; do
  command -v $tool >/dev/null && continue
  echo "foreign_machines.sh: no $tool; sh .make/deps.sh foreign installs it" >&2
  exit 1
done
on s390x s390x-linux-gnu qemu-s390x
s390x=$run
on armhf arm-linux-gnueabihf qemu-arm
"$PYTHON" tests/tools/compare_machines.py "${1:-0}" \
  "$BUILD/unit/saved_driver" "$s390x" "$run"
