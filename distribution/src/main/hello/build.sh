#!/bin/sh
# build.sh FOLDER: makes FOLDER/hello.tar, a docker archive of the image hello:latest with one static program.
set -eu
here=$(dirname "$(readlink -f "$0")")
out=$1
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/root" "$work/image"
musl-gcc -static -Os -s -Wall -Wextra -Werror -o "$work/root/hello" "$here/hello.c"
stable="--sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 --format=ustar"
# shellcheck disable=SC2086
tar $stable -C "$work/root" -cf "$work/image/layer.tar" hello
layer=$(sha256sum "$work/image/layer.tar" | cut -d' ' -f1)
case $(uname -m) in x86_64) arch=amd64 ;; aarch64) arch=arm64 ;; *) arch=$(uname -m) ;; esac
printf '{"architecture":"%s","os":"linux","created":"2026-01-01T00:00:00Z","config":{"Cmd":["/hello"],"Env":["PATH=/"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created":"2026-01-01T00:00:00Z","created_by":"hello"}]}' \
    "$arch" "$layer" > "$work/config.json"
config=$(sha256sum "$work/config.json" | cut -d' ' -f1)
mv "$work/config.json" "$work/image/$config.json"
printf '[{"Config":"%s.json","RepoTags":["hello:latest"],"Layers":["layer.tar"]}]' "$config" > "$work/image/manifest.json"
# shellcheck disable=SC2086
tar $stable -C "$work/image" -cf "$out/hello.tar" manifest.json "$config.json" layer.tar
