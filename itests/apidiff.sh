#!/bin/sh
# apidiff.sh TOOL [GLOB [OPTION...]]: plays scenarios of API calls to Debian's dockerd and to the Servin of the build, and prints where their answers differ. TOOL is
# the folder of apidiff.py and its scenarios.py; more scenarios of that form are in src/apidiff. GLOB chooses some by name ('exec_*'); options are those of play.py
# there. The last line is 'N passed, N failed, N differ as wanted'. Ends with 1 if anything differs that should not.
set -eu
top=$(dirname "$(dirname "$(readlink -f "$0")")")
if [ ! -f "${1:-}/apidiff.py" ]; then
    sed -n '2,4s/^# //p' "$0" >&2
    exit 2
fi
tool=$(readlink -f "$1")
glob=${2:-*}
shift $(($# < 2 ? $# : 2))
. "$top/itests/src/sh/pair.sh"
# Pairs of engines that share the scenarios: most of a scenario is waiting.
[ "$glob" = "*" ] && more='2 3' || more=
pair
set -- --pair "unix://$work/dockerd.sock" "unix://$work/servin.sock" "$@"
for n in $more; do
    pair "$n"
    set -- --pair "unix://$work/dockerd$n.sock" "unix://$work/servin$n.sock" "$@"
done
PYTHONDONTWRITEBYTECODE=1 python3 "$top/itests/src/apidiff/play.py" "$tool" --only "$glob" "$@"
