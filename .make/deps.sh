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
brotli_in_nginx() {
  [ -e /usr/lib/nginx/modules/ngx_http_brotli_filter_module.so ]
}
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
    for tool in biber bibtool chromium cmake cmark-gfm dpkg-buildflags elinks \
      groff html2text java links lintian lynx nginx npm openssl pandoc pdflatex \
      pdftotext qemu-arm soffice sqlsmith tinyproxy w3m xmllint; do
      lacks $tool found $tool
    done
    for library in openssl libnghttp2 libbrotlidec libzstd; do
      lacks $library-headers has $library
    done
    for machine in s390x-linux-gnu arm-linux-gnueabihf; do
      lacks $machine compiles $machine-gcc
    done
    lacks nginx-brotli brotli_in_nginx
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
nginx-brotli libnginx-mod-http-brotli-filter nginx-mod-brotli nginx-mod-brotli nginx nginx-mod-http-brotli
tinyproxy tinyproxy tinyproxy tinyproxy tinyproxy tinyproxy
cmake cmake cmake cmake cmake cmake
openssl-headers libssl-dev openssl-devel openssl openssl openssl-dev
libnghttp2-headers libnghttp2-dev libnghttp2-devel libnghttp2 libnghttp2 nghttp2-dev
libbrotlidec-headers libbrotli-dev brotli-devel brotli brotli brotli-dev
libzstd-headers libzstd-dev libzstd-devel zstd zstd zstd-dev
qemu-arm qemu-user qemu-user qemu-user qemu qemu-arm
s390x-linux-gnu gcc-s390x-linux-gnu+libc6-dev-s390x-cross gcc-s390x-linux-gnu s390x-linux-gnu-gcc s390x-linux-gnu-gcc gcc-s390x
arm-linux-gnueabihf gcc-arm-linux-gnueabihf+libc6-dev-armhf-cross gcc-arm-linux-gnu arm-linux-gnueabihf-gcc arm-linux-gnueabihf-gcc gcc-armhf
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
  return 1
}

if command -v apt-get >/dev/null; then
  # shellcheck disable=SC2046 # names without spaces
  sh "$(dirname "$0")/apt.sh" $(packages apt)
elif command -v dnf >/dev/null; then
  by_hand "$as_root dnf install $(packages dnf)"
elif command -v pacman >/dev/null; then
  by_hand "$as_root pacman -S --needed $(packages pacman)"
elif command -v apk >/dev/null; then
  by_hand "$as_root apk add $(packages apk)"
elif command -v brew >/dev/null; then
  by_hand "brew install $(packages brew)"
else
  by_hand "the system's package manager"
fi
