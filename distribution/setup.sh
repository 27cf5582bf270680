#!/bin/sh
# setup.sh build|test|vm: installs from Debian what is missing to build Servin, or also to run all its tests, or those also on a virtual machine (itests/vm.sh).
# Says what it does.
set -eu
what=${1:-build}

# package and the file by which one sees that it is there
needed='
maven /usr/bin/mvn
musl-tools /usr/bin/musl-gcc
libnftables1 /usr/lib/*/libnftables.so.1
libssl3|libssl3t64 /usr/lib/*/libcrypto.so.3
procps /usr/bin/ps
curl /usr/bin/curl
ca-certificates /etc/ssl/certs/ca-certificates.crt
'
tests='
busybox-static /usr/share/doc/busybox-static
docker-compose /usr/bin/docker-compose
docker-registry /usr/bin/docker-registry
iproute2 /usr/sbin/ip|/sbin/ip|/usr/bin/ip
iputils-ping /usr/bin/ping|/bin/ping
nftables /usr/sbin/nft
openssl /usr/bin/openssl
skopeo /usr/bin/skopeo
umoci /usr/bin/umoci
bindfs /usr/bin/bindfs
bsdutils /usr/bin/script
btrfs-progs /usr/bin/mkfs.btrfs|/usr/sbin/mkfs.btrfs|/sbin/mkfs.btrfs
e2fsprogs /usr/sbin/mkfs.ext4|/sbin/mkfs.ext4
xfsprogs /usr/sbin/mkfs.xfs|/sbin/mkfs.xfs
util-linux /usr/bin/unshare
systemd /usr/lib/systemd/systemd-journald|/lib/systemd/systemd-journald
nodejs /usr/bin/node
npm /usr/bin/npm
docker.io /usr/sbin/dockerd
libestr0 /usr/lib/*/libestr.so.0
libfastjson4 /usr/lib/*/libfastjson.so.4
liblognorm5 /usr/lib/*/liblognorm.so.5
libivykis0|libivykis0t64 /usr/lib/*/libivykis.so.0
libnet1|libnet9 /usr/lib/*/libnet.so.1|/usr/lib/*/libnet.so.9
libwrap0 /usr/lib/*/libwrap.so.0
libpcre3|libpcre2-8-0 /lib/*/libpcre.so.3|/usr/lib/*/libpcre.so.3
libjson-c5 /usr/lib/*/libjson-c.so.5|/lib/*/libjson-c.so.5
'
machines='
qemu-system-x86 /usr/bin/qemu-system-x86_64
'
case $what in
    test) needed="$needed$tests" ;;
    vm) needed="$needed$tests$machines" ;;
esac

missing=
while read -r package files; do
    [ -n "$package" ] || continue
    there=
    for file in $(echo "$files" | tr '|' ' '); do
        [ -e "$file" ] && there=yes
    done
    [ -n "$there" ] || missing="$missing $package"
done <<END
$needed
END
# These are named otherwise in other releases: of alternatives the first one that there is gets installed.
if ! command -v javac >/dev/null 2>&1; then missing="$missing openjdk-17-jdk-headless|default-jdk-headless"; fi
if [ "$what" != build ] && ! command -v docker >/dev/null 2>&1; then missing="$missing docker-cli|docker.io"; fi

[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ]; then
    echo "setup: missing:$missing; start this as root to install them" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q >/dev/null
packages=
for choice in $missing; do
    for package in $(echo "$choice" | tr '|' ' '); do
        if apt-cache show "$package" >/dev/null 2>&1; then break; fi
    done
    packages="$packages $package"
done
echo "setup: installing$packages"
# Packages of servers must not start them: tests start what they need, where they need it.
policy=/usr/sbin/policy-rc.d
made=
if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' > $policy
    chmod +x $policy
    made=yes
fi
# shellcheck disable=SC2086
apt-get install -y -q --no-install-recommends $packages >/dev/null || { [ -z "$made" ] || rm -f $policy; exit 1; }
[ -z "$made" ] || rm -f $policy
