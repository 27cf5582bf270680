#!/bin/sh
# bench.sh [ROUNDS [quick]]: measures Servin beside Debian's dockerd and the kernel's floor in one run. Look at the ratios: times depend on the machine.
set -eu
top=$(dirname "$(dirname "$(readlink -f "$0")")")
rounds=${1:-20}
sh "$top/distribution/setup.sh" test
(cd "$top" && mvn -q -B -ntp -DskipTests package)
. "$top/itests/src/sh/pair.sh"
pair
mkdir "$work/root"
tar -C "$work/root" -xf "$work/busybox.tar"
gcc -O2 -w -o "$work/floor" "$top/itests/src/bench/floor.c"
# shellcheck disable=SC2086
java -cp "$top/itests/target/test-classes" org.servin.itests.bench.Benchmark "$work/servin.sock" "$work/dockerd.sock" "$rounds" "${2:-whole}" \
    $in_servin "$work/floor" "$work/root" "$work/floor.work"

# Start of a second engine to its first answer: on an empty root, then with 500 containers that do not run.
start() {
    from=$(date +%s%N)
    $in_servin "$home/bin/servin" --root "$work/cold" --run "$work/coldrun" --host "unix://$work/cold.sock" >"$work/cold.log" 2>&1 &
    cold=$!
    pids="$pids $cold"
    until curl -sf -o /dev/null --unix-socket "$work/cold.sock" http://engine/_ping 2>/dev/null; do :; done
    echo "$1: $((($(date +%s%N) - from) / 1000000)) ms"
}
stop() {
    kill $cold
    while kill -0 $cold 2>/dev/null; do sleep 0.1; done
}
start "start, empty root"
import cold
n=0
while [ $n -lt 500 ]; do
    curl -s -o /dev/null --unix-socket "$work/cold.sock" -H 'Content-Type: application/json' -d '{"Image":"busybox","Cmd":["true"]}' http://engine/v1.41/containers/create
    n=$((n + 1))
done
stop
start "start, 500 containers"
stop
