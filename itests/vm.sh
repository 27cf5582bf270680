#!/bin/sh
# vm.sh COMMAND [ARGUMENT...]: runs a command as root on a virtual machine of its own, with Debian's kernel and control groups of version 2 only.
# The machine sees this one's files: all of / read-only below a layer in memory, so that nothing it writes comes back, except for the folder in
# $SERVIN_VM_OUT (default: target/vm/out), which both share. /dev/vda is a disk of its own, at /run/servin-itests. The status is the command's.
# The processor is emulated unless $SERVIN_VM_ACCELERATOR names another way, such as kvm. Needs qemu-system-x86, busybox-static and e2fsprogs
# (distribution/setup.sh vm), and fetches the kernel's package with apt-get once, into $SERVIN_VM_KERNEL (default: ~/.cache/servin-vm).
set -eu
here=$(dirname "$(readlink -f "$0")")
work=$here/target/vm
out=${SERVIN_VM_OUT:-$work/out}
kernels=${SERVIN_VM_KERNEL:-${XDG_CACHE_HOME:-$HOME/.cache}/servin-vm}
first='virtio_pci virtio_blk 9pnet_virtio 9p overlay ext4 crc32c_generic'
later='veth bridge br_netfilter dummy macvlan ipvlan 8021q vxlan nf_tables nft_.* nf_nat nf_conntrack.* nfnetlink.* xt_.* tun loop null_blk bfq xfs btrfs quota_v2'
mkdir -p "$work" "$out" "$kernels"

fetch() {
    part=$(mktemp -d "$kernels/part.XXXXXX")
    trap 'rm -rf "$part"' EXIT
    echo "vm: fetching $package" >&2
    (cd "$part" && apt-get download -q "$package" 2>/dev/null >&2 && dpkg-deb -x ./*.deb .)
    tree=$part/lib/modules/$release
    /bin/busybox depmod -b "$part" "$release"
    mkdir -p "$part/keep/boot" "$part/keep/lib/modules/$release"
    cp "$part/boot/vmlinuz-$release" "$part/keep/boot/"
    # shellcheck disable=SC2086
    copy "$tree" "$part/keep/lib/modules/$release" $first $later
    /bin/busybox depmod -b "$part/keep" "$release"
    mv "$part/keep" "$kernels/$release"
    rm -rf "$part"
    trap - EXIT
}

# copy FROM TO MODULE...: copies modules (regular expressions of their names) and those they need.
copy() {
    from=$1 to=$2
    shift 2
    for module in "$@"; do
        for file in $(sed -n "s,:, ,; \,/$module\.ko ,p" "$from/modules.dep"); do
            install -D -m 644 "$from/$file" "$to/$file"
        done
    done
}

quoted() {
    for word in "$@"; do
        printf "'%s' " "$(printf %s "$word" | sed "s/'/'\\\\''/g")"
    done
}

package=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: *\(linux-image-[0-9][^ ]*\).*/\1/p' | head -n 1)
release=${package#linux-image-}
[ -d "$kernels/$release" ] || fetch

run=$(mktemp -d "$work/run.XXXXXX")
trap 'rm -rf "$run"' EXIT
mkdir -p "$run/root/bin" "$run/root/lib/modules/$release"
cp /bin/busybox "$run/root/bin/"
install -m 755 "$here/src/vm/init" "$run/root/init"
sed "s,SHARED,$out,; s,KERNEL,$kernels/$release," "$here/src/vm/start" > "$run/start"
chmod 755 "$run/start"
echo "$run/start" > "$run/root/start"
# shellcheck disable=SC2086
copy "$kernels/$release/lib/modules/$release" "$run/root/lib/modules/$release" $first
cp "$kernels/$release/lib/modules/$release/modules.dep" "$run/root/lib/modules/$release/"
(cd "$run/root" && find . | /bin/busybox cpio -o -H newc 2>/dev/null) > "$run/initramfs"
truncate -s 8G "$run/disk"
rm -f "$out/status"
printf 'cd %s\n%s\n' "$(quoted "$PWD")" "$(quoted "$@")" > "$out/command"

qemu-system-x86_64 -machine q35 -accel "${SERVIN_VM_ACCELERATOR:-tcg,thread=multi}" -cpu max -smp 2 -m 3072 -nodefaults -no-reboot -display none -monitor none -serial stdio \
    -kernel "$kernels/$release/boot/vmlinuz-$release" -initrd "$run/initramfs" -append "console=ttyS0 quiet panic=-1 no_timer_check cgroup_no_v1=all swapaccount=1" \
    -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap \
    -virtfs "local,path=$out,mount_tag=out,security_model=none,multidevs=remap" \
    -drive "file=$run/disk,format=raw,if=virtio,cache=unsafe" </dev/null
[ -e "$out/status" ] || { echo "vm: the machine ended without leaving a status" >&2; exit 125; }
exit "$(cat "$out/status")"
