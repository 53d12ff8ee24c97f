#!/bin/sh
# Installs what is missing for the purposes given: on Debian and Ubuntu with
# apt-get, elsewhere it prints the command that does. Says nothing and changes
# nothing where all is there. The purposes: build, test, check (what checks the
# code), cover (what counts the lines that tests run), foreign (programs that
# stand for a user's own in some tests; without them these are skipped).

missing=""

# lacks WHAT COMMAND...: WHAT is missing if the command fails.
lacks() {
  what=$1
  shift
  "$@" >/dev/null 2>&1 || missing="$missing $what"
}

# compiles COMPILER OPTIONS...: can it make a program?
compiles() {
  work=$(mktemp -d)
  echo '#include <stdio.h>
int main(void) { return puts("") < 0; }' >"$work/a.c"
  "$@" -o "$work/a" "$work/a.c"
  code=$?
  rm -rf "$work"
  return $code
}

found() { PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v "$1"; }
has() { pkg-config --exists "$1"; }
trusts() { [ -e /etc/ssl/certs/ca-certificates.crt ] || [ -e /etc/ssl/cert.pem ]; }

for purpose in "$@"; do
  case $purpose in
  build)
    lacks compiler compiles "${CC:-cc}"
    lacks pkg-config command -v pkg-config
    for library in sqlite3 libcurl yajl; do lacks $library has $library; done
    lacks certificates trusts
    ;;
  test)
    lacks shell command -v sqlite3
    lacks python sh .make/python.sh
    lacks pytest sh .make/python.sh pytest
    lacks cmocka has cmocka
    ;;
  check)
    for tool in clang clang-format clang-tidy cppcheck valgrind shellcheck \
      npm; do lacks $tool found $tool; done
    lacks sanitizers compiles clang -fsanitize=fuzzer-no-link,address
    ;;
  cover) lacks gcovr command -v gcovr ;;
  foreign)
    for tool in biber bibtool chromium cmark-gfm dpkg-buildflags elinks groff \
      html2text java links lintian lynx nginx npm openssl pandoc pdflatex \
      pdftotext soffice sqlsmith w3m xmllint; do
      lacks $tool found $tool
    done
    for module in html5lib aiosmtpd feedparser; do
      lacks $module sh .make/python.sh $module
    done
    ;;
  *) echo "deps.sh: what is '$purpose'?" >&2 && exit 2 ;;
  esac
done

[ -n "$missing" ] || exit 0

# What each thing is called: thing, apt, dnf, pacman, brew, apk.
package() {
  # shellcheck disable=SC2034 # the eval below reads one of them
  while read -r thing apt dnf pacman brew apk; do
    [ "$thing" = "$1" ] || continue
    eval "name=\$$2"
    # shellcheck disable=SC2154 # set by the line above
    echo "$name" | tr + ' '
  done <<END
compiler gcc+libc6-dev gcc gcc gcc build-base
pkg-config pkg-config pkgconf-pkg-config pkgconf pkg-config pkgconf
sqlite3 libsqlite3-dev sqlite-devel sqlite sqlite sqlite-dev
libcurl libcurl4-openssl-dev libcurl-devel curl curl curl-dev
yajl libyajl-dev yajl-devel yajl yajl yajl-dev
certificates ca-certificates ca-certificates ca-certificates ca-certificates ca-certificates
shell sqlite3 sqlite sqlite sqlite sqlite
python python3 python3 python python python3
pytest python3-pytest python3-pytest python-pytest pytest py3-pytest
cmocka libcmocka-dev libcmocka-devel cmocka cmocka cmocka-dev
clang clang clang clang llvm clang
clang-format clang-format clang-tools-extra clang clang-format clang-extra-tools
clang-tidy clang-tidy clang-tools-extra clang llvm clang-extra-tools
cppcheck cppcheck cppcheck cppcheck cppcheck cppcheck
valgrind valgrind valgrind valgrind valgrind valgrind
shellcheck shellcheck ShellCheck shellcheck shellcheck shellcheck
gcovr gcovr gcovr gcovr gcovr gcovr
sanitizers libclang-rt-dev compiler-rt compiler-rt llvm compiler-rt
npm npm npm npm node npm
biber biber biber biber biber biber
bibtool bibtool bibtool bibtool bib-tool bibtool
chromium chromium chromium chromium chromium chromium
cmark-gfm cmark-gfm cmark-gfm cmark-gfm cmark-gfm cmark-gfm
dpkg-buildflags dpkg-dev dpkg-dev dpkg dpkg dpkg-dev
elinks elinks elinks elinks elinks elinks
groff groff groff groff groff groff
html2text html2text html2text html2text html2text html2text
links links links links links links
lynx lynx lynx lynx lynx lynx
pandoc pandoc pandoc pandoc-cli pandoc pandoc
pdftotext poppler-utils poppler-utils poppler poppler poppler-utils
w3m w3m w3m w3m w3m w3m
java default-jre-headless java-latest-openjdk-headless jre-openjdk-headless openjdk openjdk21-jre-headless
lintian lintian lintian lintian lintian lintian
nginx nginx nginx nginx nginx nginx
openssl openssl openssl openssl openssl openssl
sqlsmith sqlsmith sqlsmith sqlsmith sqlsmith sqlsmith
xmllint libxml2-utils libxml2 libxml2 libxml2 libxml2-utils
pdflatex texlive-latex-base+texlive-fonts-recommended texlive-scheme-basic texlive-basic texlive texlive
soffice libreoffice-calc-nogui libreoffice-calc libreoffice-still libreoffice libreoffice
html5lib python3-html5lib python3-html5lib python-html5lib python-html5lib py3-html5lib
feedparser python3-feedparser python3-feedparser python-feedparser python py3-feedparser
aiosmtpd python3-aiosmtpd python3-aiosmtpd python-aiosmtpd python-aiosmtpd py3-aiosmtpd
END
}

packages() {
  for thing in $missing; do package "$thing" "$1"; done | tr ' ' '\n' |
    sort -u | tr '\n' ' '
}

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"

by_hand() {
  echo "papers: missing here:$missing" >&2
  echo "papers: install with: $1" >&2
  exit 1
}

if ! command -v apt-get >/dev/null; then
  if command -v dnf >/dev/null; then
    by_hand "$as_root dnf install $(packages dnf)"
  elif command -v pacman >/dev/null; then
    by_hand "$as_root pacman -S --needed $(packages pacman)"
  elif command -v apk >/dev/null; then
    by_hand "$as_root apk add $(packages apk)"
  elif command -v brew >/dev/null; then
    by_hand "brew install $(packages brew)"
  fi
  by_hand "the system's package manager"
fi

wanted=$(packages apt)
if [ -n "$as_root" ] && ! command -v sudo >/dev/null; then
  by_hand "apt-get install $wanted (as root)"
fi

export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # names without spaces, and perhaps no sudo
install() {
  $as_root apt-get install -y -q --no-install-recommends $wanted
}
# shellcheck disable=SC2086
known() {
  apt-cache show --no-all-versions $wanted >/dev/null 2>&1
}

echo "papers: installing with apt-get: $wanted"
if known && install; then exit 0; fi
echo "papers: asking for the newest list of packages"
# shellcheck disable=SC2086
$as_root apt-get update -q && install
