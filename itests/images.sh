#!/bin/sh
# images.sh [ROUNDS]: measures pull, save, load and removal of a 590 MB image of 12 layers with Servin and with Debian's dockerd, from a registry on loopback, in one run; and how
# 20,000 small files are unpacked, beside GNU tar. Look at the ratios: times depend on the machine.
set -eu
top=$(dirname "$(dirname "$(readlink -f "$0")")")
rounds=${1:-3}
sh "$top/distribution/setup.sh" test
(cd "$top" && mvn -q -B -ntp -DskipTests package)
. "$top/itests/src/sh/pair.sh"
pair
servin=$(echo $pids | cut -d' ' -f1)
dockerd=$(echo $pids | cut -d' ' -f2)
python3 "$top/itests/src/bench/bigimage.py" "$work"

# One registry in each engine's namespace, both on the same files.
cat >"$work/registry.yml" <<END
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: $work/registry}, cache: {}}
http: {addr: 127.0.0.1:5000}
END
for name in servin dockerd; do
    nsenter "--net=/run/netns/$name-$$" docker-registry serve "$work/registry.yml" >"$work/registry-$name.log" 2>&1 &
    pids="$pids $!"
    until nsenter "--net=/run/netns/$name-$$" curl -sf -o /dev/null http://127.0.0.1:5000/v2/; do sleep 0.1; done
done
$in_servin skopeo --insecure-policy copy -q --dest-tls-verify=false "docker-archive:$work/big.tar" docker://127.0.0.1:5000/big:1
python3 "$top/itests/src/bench/images.py" "$work" "$rounds" "$servin" "$dockerd"
