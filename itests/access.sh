#!/bin/sh
# access.sh: measures what authentication and a policy of 200 rules cost, beside an engine that has neither, and what 1,000 half-sent requests cost the others.
# Look at the ratios: times depend on the machine.
set -eu
top=$(dirname "$(dirname "$(readlink -f "$0")")")
sh "$top/distribution/setup.sh" test
(cd "$top" && mvn -q -B -ntp -DskipTests package)
. "$top/itests/src/sh/pair.sh"

# 200 rules, half of which concern the call that is measured, and none of which allows it but the last
policy() {
    n=1
    printf '{"bindings": [], "rules": ['
    while [ $n -lt 200 ]; do
        about='"actions": ["system.*", "container.*"], "http": ["GET", "POST"]'
        [ $((n % 2)) -eq 0 ] || about="\"actions\": [\"container.start\", \"container.stop\"], \"resources\": [{\"kind\": \"container\", \"names\": [\"web-$n-*\"], \"labels\": {\"team\": [\"t$n\"]}}]"
        printf '{"name": "rule-%d", "effect": "deny", "principals": ["somebody-%d", "team-%d-*"], %s},\n' $n $n $n "$about"
        n=$((n + 1))
    done
    printf '{"name": "all", "effect": "allow", "principals": ["*"], "actions": ["*"]}]}'
}
policy >"$work/policy.json"
printf 'a secret of at least two hundred and fifty-six bits' >"$work/secret"
chmod 600 "$work/policy.json" "$work/secret"
cat >"$work/guarded.json" <<EOF
{"authentication": ["tls", "jwt", "apikey", "peer"], "authorization": ["policy"], "policy-file": "$work/policy.json",
 "jwt-issuer": "bench", "jwt-audience": ["servin"], "jwt-secret-file": "$work/secret"}
EOF
apart servin1 "$home/bin/servin" --root "$work/open" --run "$work/openrun" --host "unix://$work/servin1.sock"
apart servin2 "$home/bin/servin" --root "$work/guarded" --run "$work/guardedrun" --host "unix://$work/servin2.sock" --config "$work/guarded.json"
await servin1
await servin2
java -cp "$top/itests/target/test-classes" org.servin.itests.bench.AccessBenchmark "$work/servin1.sock" "$work/servin2.sock" "$work/secret"
