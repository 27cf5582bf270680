#!/bin/sh
# logs.sh [MIB]: measures json-file logs of Servin beside those of Debian's dockerd in one run: lines of 100 bytes written and read back, what a follower costs, and how soon it sees
# a line. Look at the ratios: times depend on the machine.
set -eu
top=$(dirname "$(dirname "$(readlink -f "$0")")")
sh "$top/distribution/setup.sh" test
(cd "$top" && mvn -q -B -ntp -DskipTests package)
. "$top/itests/src/sh/pair.sh"
pair
python3 "$top/itests/src/bench/logs.py" "$work" "${1:-1024}"
