#!/bin/sh
# bench.sh [ROUNDS [quick]]: measures Servin beside Debian's dockerd and the kernel's floor in one run. Look at the ratios: times depend on the machine.
set -eu
top=$(dirname "$(dirname "$(readlink -f "$0")")")
rounds=${1:-20}
sh "$top/distribution/setup.sh" test
command -v dockerd >/dev/null || { echo "bench: installing docker.io to compare with"; apt-get install -y -q --no-install-recommends docker.io >/dev/null; }
(cd "$top" && mvn -q -B -ntp -DskipTests package)
home=$(echo "$top"/distribution/target/servin-*/servin-*)
work=$(mktemp -d)
pids=
finish() {
    for pid in $pids; do kill "$pid" 2>/dev/null || true; done
    for pid in $pids; do while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done; done
    ip netns del bench-servin 2>/dev/null || true
    ip netns del bench-dockerd 2>/dev/null || true
    # dockerd leaves a mount of its own behind
    sed -n 's/^[^ ]* [^ ]* [^ ]* [^ ]* \('"$(echo "$work" | sed 's,/,\\/,g')"'[^ ]*\).*/\1/p' /proc/self/mountinfo | sort -r | while read -r mount; do umount "$mount"; done
    rm -rf "$work"
}
trap finish EXIT INT TERM
for name in servin dockerd; do
    ip netns add bench-$name
    ip -n bench-$name link set lo up
done
nsenter --net=/run/netns/bench-servin "$home/bin/servin" --root "$work/servin" --run "$work/run" --host "unix://$work/servin.sock" >"$work/servin.log" 2>&1 &
pids="$pids $!"
nsenter --net=/run/netns/bench-dockerd dockerd --data-root "$work/dockerd" --exec-root "$work/exec" -H "unix://$work/dockerd.sock" --pidfile "$work/dockerd.pid" >"$work/dockerd.log" 2>&1 &
pids="$pids $!"
mkdir "$work/root" "$work/root/bin" "$work/root/tmp"
cp /bin/busybox "$work/root/bin/busybox"
for name in $(/bin/busybox --list); do [ "$name" = busybox ] || ln -s busybox "$work/root/bin/$name"; done
tar -C "$work/root" -cf "$work/busybox.tar" .
for name in servin dockerd; do
    until curl -s -o /dev/null --unix-socket "$work/$name.sock" http://engine/_ping; do sleep 0.2; done
    curl -s -o /dev/null --unix-socket "$work/$name.sock" -H 'Content-Type: application/x-tar' --data-binary "@$work/busybox.tar" \
        'http://engine/v1.41/images/create?fromSrc=-&repo=busybox&tag=latest'
done
gcc -O2 -w -o "$work/floor" "$top/itests/src/bench/floor.c"
nsenter --net=/run/netns/bench-servin "$work/floor" "$work/root" "$rounds" "$work/floor.work" >"$work/floor.txt"
java -cp "$top/itests/target/test-classes" org.servin.itests.bench.Benchmark "$work/servin.sock" "$work/dockerd.sock" "$work/floor.txt" "$rounds" ${2:-}

# Start of a second engine to its first answer: on an empty root, then with 500 containers that do not run.
start() {
    from=$(date +%s%N)
    nsenter --net=/run/netns/bench-servin "$home/bin/servin" --root "$work/cold" --run "$work/coldrun" --host "unix://$work/cold.sock" >"$work/cold.log" 2>&1 &
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
curl -s -o /dev/null --unix-socket "$work/cold.sock" -H 'Content-Type: application/x-tar' --data-binary "@$work/busybox.tar" 'http://engine/v1.41/images/create?fromSrc=-&repo=busybox&tag=latest'
n=0
while [ $n -lt 500 ]; do
    curl -s -o /dev/null --unix-socket "$work/cold.sock" -H 'Content-Type: application/json' -d '{"Image":"busybox","Cmd":["true"]}' http://engine/v1.41/containers/create
    n=$((n + 1))
done
stop
start "start, 500 containers"
stop
