#!/bin/sh
# networks.sh: measures published ports of Servin beside the bridge's own way and beside Debian's dockerd: bytes a second from another host, how long it takes to add and to take away
# a port of a container while 1,000 others are published, and how many names are answered a second. Look at the ratios: rates depend on the machine.
set -eu
top=$(dirname "$(dirname "$(readlink -f "$0")")")
sh "$top/distribution/setup.sh" test
command -v iperf3 >/dev/null || { echo "installing iperf3 to measure with"; apt-get install -y -q --no-install-recommends iperf3 >/dev/null; }
(cd "$top" && mvn -q -B -ntp -DskipTests package)
. "$top/itests/src/sh/pair.sh"
pair
python3 "$top/itests/src/bench/networks.py" "$work" "$$"
