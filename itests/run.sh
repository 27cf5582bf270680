#!/bin/sh
# run.sh: builds everything and runs all tests, as root. Fails if a test fails, and if one was skipped.
set -eu
top=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$top"
if [ "$(id -u)" != 0 ]; then
    echo "run: the tests make namespaces, mounts and cgroups: start them as root" >&2
    exit 1
fi
sh distribution/setup.sh test
mvn -B -ntp -T 2 verify "$@"
# Of every report the numbers in its first element.
reports=$(find bundles distribution itests -path '*/target/*-reports/TEST-*.xml')
# shellcheck disable=SC2086
sum() { sed -n '/<testsuite /{s/.* '"$1"'="\([0-9]*\)".*/\1/p;q}' "$2"; }
total=0 bad=0 skipped=0
for report in $reports; do
    total=$((total + $(sum tests "$report")))
    bad=$((bad + $(sum errors "$report") + $(sum failures "$report")))
    skipped=$((skipped + $(sum skipped "$report")))
done
echo "$((total - bad - skipped)) passed, $bad failed, $skipped skipped"
if [ $skipped != 0 ]; then
    echo "run: tests that should run were skipped" >&2
    exit 1
fi
