#!/bin/sh
# apidiff.sh TOOL [GLOB]: plays scenarios of API calls to Debian's dockerd and to the Servin of the build, and prints where their answers differ. TOOL is the folder of
# apidiff.py and its scenarios.py; more scenarios of that form are in src/apidiff. GLOB chooses some by name ('exec_*'). Ends with 1 if anything differs.
set -eu
top=$(dirname "$(dirname "$(readlink -f "$0")")")
if [ ! -f "${1:-}/apidiff.py" ]; then
    sed -n '2,3s/^# //p' "$0" >&2
    exit 2
fi
tool=$(readlink -f "$1")
glob=${2:-*}
. "$top/itests/src/sh/pair.sh"
pair

# play FILE OPTION...: the tool, with the scenarios of that file in place of its own
play() {
    PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$tool:$top/itests/src/apidiff" python3 -c '
import importlib.util, sys
import apidiff, scenarios
spec = importlib.util.spec_from_file_location("scenarios_here", sys.argv.pop(1))
chosen = importlib.util.module_from_spec(spec)
spec.loader.exec_module(chosen)
sys.modules["scenarios"] = chosen
sys.exit(apidiff.main())' "$@" --ref "unix://$work/dockerd.sock" --sut "unix://$work/servin.sock"
}

# Each scenario in a run of its own: one that goes astray takes no other with it.
passed=0 failed=0
for file in "$tool/scenarios.py" "$top"/itests/src/apidiff/*.py; do
    [ -f "$file" ] || continue
    play "$file" --list --only "$glob" >"$work/names"
    for name in $(cut -d' ' -f1 "$work/names"); do
        play "$file" --only "$name" >"$work/answer" 2>&1 || true
        grep -v '^[0-9]* passed, [0-9]* failed$' "$work/answer" || true
        figures=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$work/answer")
        if [ -z "$figures" ]; then
            echo "FAIL $name  the scenario did not end in order"
            figures='0 1'
        fi
        passed=$((passed + ${figures% *}))
        failed=$((failed + ${figures#* }))
    done
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
