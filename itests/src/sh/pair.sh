# Sourced by bench.sh and apidiff.sh, which set $top: Debian's dockerd and the Servin of the build side by side, each with folders and a network namespace of its own.
# Afterwards $work/dockerd.sock and $work/servin.sock answer, both engines have the image busybox:latest, and nothing of them stays when the script ends.
home=$(echo "$top"/distribution/target/servin-*/servin-*)
work=$(mktemp -d)
pids=

in_servin="nsenter --net=/run/netns/servin-$$"

finish() {
    # Servin's containers do not end with their engine
    for id in $(curl -s --unix-socket "$work/servin.sock" 'http://engine/v1.41/containers/json?all=1' | grep -o '"Id":"[0-9a-f]*"' | cut -d'"' -f4); do
        curl -s -o /dev/null --unix-socket "$work/servin.sock" -X DELETE "http://engine/v1.41/containers/$id?force=1&v=1" || true
    done
    for pid in $pids; do kill "$pid" 2>/dev/null || true; done
    for pid in $pids; do while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done; done
    for name in servin dockerd; do ip netns del "$name-$$" 2>/dev/null || true; done
    # dockerd leaves mounts of its own behind
    awk -v work="$work/" 'index($5, work) == 1 { print $5 }' /proc/self/mountinfo | sort -r | while read -r mount; do umount "$mount"; done
    rm -rf "$work"
}

pair() {
    command -v dockerd >/dev/null || { echo "installing docker.io to compare with"; apt-get install -y -q --no-install-recommends docker.io >/dev/null; }
    trap finish EXIT
    trap 'exit 130' INT TERM
    for name in servin dockerd; do
        ip netns add "$name-$$"
        ip -n "$name-$$" link set lo up
    done
    $in_servin "$home/bin/servin" --root "$work/servin" --run "$work/run" --host "unix://$work/servin.sock" >"$work/servin.log" 2>&1 &
    pids="$pids $!"
    nsenter "--net=/run/netns/dockerd-$$" dockerd --data-root "$work/dockerd" --exec-root "$work/exec" -H "unix://$work/dockerd.sock" --pidfile "$work/dockerd.pid" \
        >"$work/dockerd.log" 2>&1 &
    pids="$pids $!"
    sh "$top/itests/src/test/resources/busybox.sh" >"$work/busybox.tar"
    for name in servin dockerd; do
        await "$name"
        import "$name"
    done
}

# await NAME: until the engine answers, or one of them has ended
await() {
    until curl -s -o /dev/null --unix-socket "$work/$1.sock" http://engine/_ping; do
        for pid in $pids; do kill -0 "$pid" 2>/dev/null || { tail -n 20 "$work/$1.log" >&2; exit 1; }; done
        sleep 0.2
    done
}

import() {
    curl -s -o /dev/null --unix-socket "$work/$1.sock" -H 'Content-Type: application/x-tar' --data-binary "@$work/busybox.tar" \
        'http://engine/v1.41/images/create?fromSrc=-&repo=busybox&tag=latest'
}
