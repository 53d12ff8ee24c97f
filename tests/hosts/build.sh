#!/bin/sh
# Compiles a host's program: `build.sh go|java|rust SOURCE PROGRAM KEPT`. What a
# compiler keeps for the next time stays in the folder KEPT. All use the packages
# of Debian, and no network.
set -eu

language=$1 source=$2 program=$3 folder=$4/$1
mkdir -p "$folder"

with_go() {
  GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$folder GOFLAGS='' \
    go build -tags libsqlite3 -o "$program" "$source"
}

with_java() {
  javac -cp /usr/share/java/sqlite-jdbc.jar -d "$program" "$source"
}

with_rust() {
  mkdir -p "$folder/src" "$folder/.cargo"
  cat >"$folder/Cargo.toml" <<END
[package]
name = "host"
version = "0.0.0"
edition = "2021"

[dependencies]
rusqlite = { version = "0", features = ["load_extension"] }
END
  cat >"$folder/.cargo/config.toml" <<END
[source.crates-io]
replace-with = "debian"
[source.debian]
directory = "/usr/share/cargo/registry"
END
  cp "$source" "$folder/src/main.rs"
  (cd "$folder" && cargo build --quiet --offline --target-dir target)
  cp "$folder/target/debug/host" "$program"
}

"with_$language"
