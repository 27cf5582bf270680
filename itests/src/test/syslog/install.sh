#!/bin/sh
# install.sh: unpacks Debian's rsyslog and syslog-ng below itests/target/syslog, for tests that log to them. They are not installed, since each is there instead of the other and of
# what the machine has; the libraries that they need are (distribution/setup.sh).
set -eu
target=$(dirname "$(readlink -f "$0")")/../../../target/syslog
mkdir -p "$target"
cd "$target"
# unpack FOLDER PACKAGE...
unpack() {
    [ ! -e "$1" ] || return 0
    folder=$1
    shift
    echo "syslog: unpacking $*"
    rm -rf debs new
    mkdir debs
    (cd debs && apt-get download -q -o APT::Sandbox::User=root "$@" >/dev/null 2>&1) || { apt-get update -q >/dev/null && (cd debs && apt-get download -q -o APT::Sandbox::User=root "$@" >/dev/null); }
    for deb in debs/*.deb; do dpkg-deb -x "$deb" new; done
    mv new "$folder"
    rm -rf debs
}
unpack rsyslog rsyslog rsyslog-openssl
unpack syslog-ng syslog-ng-core
