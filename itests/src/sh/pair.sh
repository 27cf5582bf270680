# Sourced by bench.sh and apidiff.sh, which set $top: Debian's dockerd and the Servin of the build side by side, each with folders, a network namespace and a /tmp of
# its own. After 'pair' $work/dockerd.sock and $work/servin.sock answer, and both engines have the image busybox:latest. 'pair 2' starts two more engines, dockerd2
# and servin2. Nothing of them stays when the script ends.
home=$(echo "$top"/distribution/target/servin-*/servin-*)
case $top/ in /tmp/*) echo "$0: both engines get a /tmp of their own, where this clone is not: it has to be in another folder" >&2; exit 2 ;; esac
work=$(mktemp -d -p /var/tmp)
pids=
names=

in_servin="nsenter --net=/run/netns/servin-$$"

finish() {
    # Servin's containers do not end with their engine
    for name in $names; do
        case $name in servin*) clear "$name" ;; esac
    done
    for pid in $pids; do kill "$pid" 2>/dev/null || true; done
    for pid in $pids; do while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done; done
    for name in $names; do ip netns del "$name-$$" 2>/dev/null || true; done
    rm -rf "$work"
    # as with dockerd, the group above all containers' stays when its engine stops; where something is left in it, it is another engine's
    rmdir /sys/fs/cgroup/servin /sys/fs/cgroup/*/servin 2>/dev/null || true
}
trap finish EXIT
trap 'exit 130' INT TERM

clear() {
    for id in $(curl -s --unix-socket "$work/$1.sock" 'http://engine/v1.41/containers/json?all=1' | grep -o '"Id":"[0-9a-f]*"' | cut -d'"' -f4); do
        curl -s -o /dev/null --unix-socket "$work/$1.sock" -X DELETE "http://engine/v1.41/containers/$id?force=1&v=1" || true
    done
}

pair() {
    command -v dockerd >/dev/null || { echo "installing docker.io to compare with"; apt-get install -y -q --no-install-recommends docker.io >/dev/null; }
    apart "servin${1:-}" "$home/bin/servin" --root "$work/servin${1:-}" --run "$work/run${1:-}" --host "unix://$work/servin${1:-}.sock"
    apart "dockerd${1:-}" dockerd --data-root "$work/dockerd${1:-}" --exec-root "$work/exec${1:-}" -H "unix://$work/dockerd${1:-}.sock" --pidfile "$work/dockerd${1:-}.pid"
    [ -f "$work/busybox.tar" ] || sh "$top/itests/src/test/resources/busybox.sh" >"$work/busybox.tar"
    for name in "servin${1:-}" "dockerd${1:-}"; do
        await "$name"
        import "$name"
    done
}

# apart NAME COMMAND...: starts it in the background, with a network and mounts of its own
apart() {
    name=$1
    shift
    names="$names $name"
    ip netns add "$name-$$"
    ip -n "$name-$$" link set lo up
    mkdir -m 1777 "$work/tmp-$name"
    nsenter "--net=/run/netns/$name-$$" unshare --mount --propagation slave sh -c 'mount --bind "$0" /tmp && exec "$@"' "$work/tmp-$name" "$@" >"$work/$name.log" 2>&1 &
    pids="$pids $!"
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
