#!/bin/sh
# try.sh: builds Servin, starts it in the background, and runs a first container. No network is needed beyond what the build takes.
set -eu
top=$(dirname "$(dirname "$(readlink -f "$0")")")
sh "$top/distribution/setup.sh" build
echo "try: building"
(cd "$top" && mvn -q -B -DskipTests package)
home=$(echo "$top"/distribution/target/servin-*/servin-*)
socket=${SERVIN_SOCKET:-/run/servin.sock}
root=${SERVIN_ROOT:-/var/lib/servin}
run=${SERVIN_RUN:-/run/servin}
mkdir -p "$run"
echo "try: starting $home/bin/servin"
setsid "$home/bin/servin" --root "$root" --run "$run" --host "unix://$socket" >"$run/log" 2>&1 </dev/null &
engine=$!
api() { curl -sS --fail-with-body --unix-socket "$socket" "$@"; }
tries=0
until api -o /dev/null http://servin/_ping 2>/dev/null; do
    tries=$((tries + 1))
    if [ $tries -gt 300 ] || ! kill -0 $engine 2>/dev/null; then
        cat "$run/log" >&2
        exit 1
    fi
    sleep 0.2
done
api -o /dev/null -H 'Content-Type: application/x-tar' --data-binary "@$home/images/hello.tar" http://servin/images/load
echo "try: the first container says:"
echo
if command -v docker >/dev/null 2>&1; then
    DOCKER_HOST=unix://$socket docker run --rm hello
else
    id=$(api -H 'Content-Type: application/json' -d '{"Image":"hello","Tty":true}' http://servin/containers/create | sed 's/.*"Id":"\([0-9a-f]*\)".*/\1/')
    api -X POST "http://servin/containers/$id/start"
    api -o /dev/null -X POST "http://servin/containers/$id/wait"
    api "http://servin/containers/$id/logs?stdout=1"
    api -X DELETE "http://servin/containers/$id"
fi
echo
echo "try: the engine goes on as process $engine, its log is $run/log. Use it with: export DOCKER_HOST=unix://$socket"
