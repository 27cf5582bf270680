#!/bin/sh
# Builds servin-init as static programs into the folder named by the first argument, one for each architecture there is a compiler for.
# This machine's own must succeed.
set -eu
cd "$(dirname "$0")"
out=$1
mkdir -p "$out"
flags="-static -no-pie -Os -std=c11 -Wall -Wextra -Werror -fno-asynchronous-unwind-tables -ffunction-sections -Wl,--gc-sections,--build-id=none -s"

build() {
    "$1" $flags -o "$out/servin-init-$2.tmp" ./*.c
    mv "$out/servin-init-$2.tmp" "$out/servin-init-$2"
}

case $(uname -m) in
x86_64) build musl-gcc amd64 ;;
aarch64) build musl-gcc aarch64 ;;
*) echo "servin-init is not made for $(uname -m)" >&2; exit 1 ;;
esac
for compiler in aarch64-linux-musl-gcc aarch64-linux-gnu-gcc; do
    if [ "$(uname -m)" = x86_64 ] && command -v $compiler >/dev/null; then
        build $compiler aarch64
        break
    fi
done
