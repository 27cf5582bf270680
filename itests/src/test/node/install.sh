#!/bin/sh
# install.sh: installs the packages that package-lock.json pins into itests/target/node, unless they are there. Says what it does.
set -eu
here=$(dirname "$(readlink -f "$0")")
to=$(readlink -f "$here/../../..")/target/node
if cmp -s "$here/package-lock.json" "$to/installed"; then exit 0; fi
echo "node: installing what the tests need of npm"
rm -rf "$to"
mkdir -p "$to"
cp "$here/package.json" "$here/package-lock.json" "$to"
(cd "$to" && npm ci --ignore-scripts --no-audit --no-fund --silent)
cp "$here/package-lock.json" "$to/installed"
