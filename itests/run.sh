#!/bin/sh
# run.sh [OPTION...]: builds everything and runs all tests, as root. Options are Maven's. Fails if a test fails, and if one was skipped.
# run.sh vm [CLASS...]: builds everything and runs these classes of itests (cli.ResourcesIT) and unit tests of bundles (org.servin.runtime/.*RootTest; without any:
# those about control groups) on a virtual machine with control groups of version 2 only. It is emulated (see vm.sh), and some twenty times as slow.
set -eu
top=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$top"
if [ "$(id -u)" != 0 ]; then
    echo "run: the tests make namespaces, mounts and cgroups: start them as root" >&2
    exit 1
fi
if [ "${1:-}" = vm ]; then
    shift
    [ $# != 0 ] || set -- cli.ResourcesIT cli.IsolationIT cli.LifeIT cli.ExecIT cli.NamespacesIT cli.ConfinementIT cli.UsernsIT cli.HealthIT cli.CrashIT \
        "org.servin.runtime/.*RootTest"
    sh distribution/setup.sh vm
    mvn -B -ntp -q -DskipTests package dependency:build-classpath -Dmdep.outputFile=target/classpath -Dmdep.includeScope=test
    mkdir -p itests/target/work
    sh itests/src/test/resources/busybox.sh > itests/target/work/busybox.tar # hundreds of programs, which are slow to start there
    exec sh itests/vm.sh sh itests/src/vm/classes "$@"
fi
sh distribution/setup.sh test
sh itests/src/test/node/install.sh
sh itests/src/test/syslog/install.sh
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
